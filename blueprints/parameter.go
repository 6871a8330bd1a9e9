package blueprints

// A template for people to launch from a catalog asks them for values. What an environment's own templates hold is all decided, and
// none of this is for them; the one exception is a digest, which is only known once another template is written.

// Parameter is a value that is given when the stack is made.
type Parameter struct {
	Name string
	// Type is CloudFormation's type of parameter; "" is String.
	Type string
	// Group and Label are what the launch form shows: a heading, and the parameter's name for people. Groups keep the order in which
	// they first occur.
	Group, Label string
	// Description says what the value is for. It is required.
	Description string
	// Default is the value where none is given; nil makes the parameter required.
	Default *string
	// Allowed are the only values allowed, Pattern what a value has to match, and Violation what people are told otherwise.
	Allowed   []string
	Pattern   string
	Violation string
	// MaxLength is the longest value in characters; 0 is CloudFormation's own limit of 4,096 bytes.
	MaxLength int
	// Digest names a stack of the environment: the value is the SHA-256 of its template in JSON, in hex. The manifest says it, and
	// whoever deploys passes it on.
	Digest string
}

// Rule refuses a combination of parameters before anything is made. When and Assert are intrinsic functions made by Equals and its
// like, or "" for always.
type Rule struct {
	Name, When, Assert, Description string
}

// Condition is a named question about parameters, asked once when the stack is made.
type Condition struct{ Name, Test string }

// Parameter declares a parameter and gives its value.
func (s *Stack) Parameter(p Parameter) string {
	s.Parameters = append(s.Parameters, p)
	return Ref(p.Name)
}

// Rule declares a rule.
func (s *Stack) Rule(r Rule) { s.Rules = append(s.Rules, r) }

// Condition declares a condition and gives its name, for If and Resource.If.
func (s *Stack) Condition(name, test string) string {
	s.Conditions = append(s.Conditions, Condition{Name: name, Test: test})
	return name
}

// Output shows a value to whoever launched the stack. Other stacks cannot import it.
func (s *Stack) Output(name, value, description string) {
	s.Exports = append(s.Exports, Export{Name: name, Value: value, Description: description, Local: true})
}

// Equals, Not, All and Any are the functions of conditions and rules.
func Equals(a, b string) string { return call("Fn::Equals", []string{a, b}) }

// Not is true when its argument is not.
func Not(test string) string { return call("Fn::Not", []string{test}) }

// All is true when each of two to ten tests is.
func All(tests ...string) string { return call("Fn::And", tests) }

// Any is true when one of two to ten tests is.
func Any(tests ...string) string { return call("Fn::Or", tests) }

// Holds is the answer of another condition, for use in a condition.
func Holds(condition string) string { return call("Condition", condition) }

// Contains is true when a value is among others. CloudFormation knows it in rules only.
func Contains(values []string, value string) string {
	return call("Fn::Contains", []any{values, value})
}

// If is one of two values, by a condition of the stack. NoValue leaves a property out.
func If(condition, yes, no string) string {
	return call("Fn::If", []string{condition, yes, no})
}

// NoValue is the absence of a property, for use with If.
var NoValue = Ref("AWS::NoValue")
