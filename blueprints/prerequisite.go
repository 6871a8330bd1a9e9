package blueprints

import "slices"

// Prerequisite is something that a stack counts on and that no template can make: a setting of the account that CloudFormation does
// not have, or what an organization runs for the account. The manifest lists them; who deploys has to see to each.
type Prerequisite struct {
	// ID names the prerequisite, such as "ebs-default-encryption"; stacks that share it say it once.
	ID string
	// What is expected, as a sentence without a full stop: "volumes are encrypted by default in the region".
	What string
	// Remedy is what to do where it does not hold: a command where there is one.
	Remedy string
	// Citations are the safeguards that depend on it, such as "164.312(a)(2)(iv)".
	Citations []string
}

// Expect adds a prerequisite.
func (s *Stack) Expect(p Prerequisite) {
	if !slices.ContainsFunc(s.Prerequisites, func(have Prerequisite) bool { return have.ID == p.ID }) {
		s.Prerequisites = append(s.Prerequisites, p)
	}
}

// Product is a stack of the spec as a catalog publishes it. The manifest hands it to whoever publishes.
type Product struct {
	// Stack is the product's key in the spec; Name is what people see in the catalog.
	Stack, Name string
	// Old says what becomes of older versions: "keep" leaves them to be launched, "deprecate" warns of them, "remove" takes them away.
	Old string
	// Retired are versions to be taken away whatever Old says, each the SHA-256 of a template in JSON, in hex. Never the current one.
	Retired []string
	// First is the key of the object in the artifact bucket from which CloudFormation makes the product's first version.
	First string
}
