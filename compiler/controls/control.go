// Package controls proves safeguards on CloudFormation documents, whoever wrote them. Each control is one file, named after its
// id, that holds everything about it: what it demands, which sections of the law it serves, why, how to satisfy it, examples that
// are its tests, and the check.
//
// A check sees one resource in one possible deployment (see package template) and says what must be true of it. What the template
// leaves open is neither passed nor failed but unknown, with the reason.
//
// Adding a control is adding one file and running go generate.
package controls

import (
	"slices"

	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/compiler/template"
)

//go:generate go run ./generate

// Tier says what a failure does to a build.
type Tier string

const (
	// Baseline controls fail the build.
	Baseline Tier = "baseline"
	// Recommended controls warn.
	Recommended Tier = "recommended"
	// Optional controls inform.
	Optional Tier = "optional"
)

// Weight is how bad a violation is, for reports and for the order of work; it decides nothing.
type Weight string

// The weights of the catalogue.
const (
	Critical Weight = "critical"
	High     Weight = "high"
	Medium   Weight = "medium"
	Low      Weight = "low"
)

// Control is one requirement on a kind of resource.
type Control struct {
	// ID is short and stable; waivers and reports name it.
	ID string
	// Title says what is true when the control is met, without a full stop.
	Title    string
	Tier     Tier
	Severity Weight
	// Category groups controls in reports, such as "encryption-at-rest".
	Category string
	// Citations are sections of 45 CFR. Own is what an organisation cites beside them, such as "clinic policy 4.2".
	Citations, Own []string
	// Policy is what an organisation's policy says of the control, each with its place there: that it asks for it, or makes it stricter.
	Policy []diag.Text
	// Types are the resource types that the control judges. "*" is every resource; "Parameters" and "Outputs" are the entries of
	// those sections, and "Description" is the template's own.
	Types []string
	// Why says what goes wrong without it, in a sentence or two. Fix is the one remedy, as a hint.
	Why, Fix string
	// Unwaivable controls accept no exception: encryption is a duty under the AWS business associate agreement.
	Unwaivable bool
	// Bad and Good are templates. Each line of a Bad one that ends with "# fails" is where a finding must point, and each that ends
	// with "# unknown" is one that cannot be judged.
	Bad, Good []Example
	// Judge states the requirements on one resource. Returning without any is no verdict: the control has nothing to say of this
	// resource. It must not keep the Case.
	Judge func(*Case)
}

// Example is a whole template in YAML. A line "---" begins another one that is deployed together with those before it.
type Example string

// AnyType in Types stands for every resource.
const AnyType = "*"

// Short names for the vocabulary of checks.
type (
	// Value is what an expression of the template is worth.
	Value = template.Value
	// Answer is yes, no, or unknown.
	Answer = template.Answer
	// Subject is a resource in the deployment under judgement.
	Subject = template.Subject
)

// All returns every control, ordered by id.
func All() []*Control { return slices.Clone(registry) }

// Severity is what a failure of the tier is to a build.
func (t Tier) Severity() diag.Severity {
	switch t {
	case Baseline:
		return diag.Error
	case Recommended:
		return diag.Warning
	}
	return diag.Note
}
