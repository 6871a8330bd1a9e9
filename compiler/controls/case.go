package controls

import (
	"fmt"

	"github.com/hipaac/hipaac/compiler/template"
)

// Case is one resource before one control, in one possible deployment. The resource's own methods (Get, Attribute, Tag, …) are the
// Case's.
type Case struct {
	Subject
	scope    *template.Scope
	applies  bool
	findings []finding
}

// Applies says that the control has something to judge in this resource, even where it then finds nothing to ask: a security group
// without rules does keep SSH shut. A control that asks nothing and does not say so gives no verdict at all, because a pass would be
// evidence of a safeguard that is not there.
func (c *Case) Applies() { c.applies = true }

// Fail says that a requirement is not met. The value is where the finding points; the message is one lower-case sentence that
// names the resource and what was seen.
func (c *Case) Fail(at Value, format string, args ...any) {
	c.Applies()
	c.findings = append(c.findings, finding{at: at, message: fmt.Sprintf(format, args...), when: c.scope.When()})
}

// Unsure says that nobody can know whether a requirement is met, and why.
func (c *Case) Unsure(at Value, why string) {
	c.Applies()
	c.findings = append(c.findings, finding{at: at, why: why, when: c.scope.When()})
}

// Require says what must be true. No is a failure with the message, and what is unknown makes the verdict unknown. It reports
// whether the requirement is certainly met, for checks that go no further otherwise.
func (c *Case) Require(answer Answer, at Value, format string, args ...any) bool {
	c.Applies()
	switch {
	case answer.Yes():
		return true
	case answer.No():
		c.Fail(at, format, args...)
	default:
		c.Unsure(at, answer.Why())
	}
	return false
}

// Forbid says what must not be true. It is Require of the opposite.
func (c *Case) Forbid(answer Answer, at Value, format string, args ...any) {
	c.Require(answer.Not(), at, format, args...)
}

// Pointing returns the resources of a type whose property names this resource, in whichever template they stand.
func (c *Case) Pointing(kind, property string) []Subject {
	return c.scope.Pointing(kind, property, c.Subject)
}

// OfType returns all resources of the types, of this template and of those that are deployed with it.
func (c *Case) OfType(types ...string) []Subject { return c.scope.OfType(types...) }

// Parameter is the declaration of the parameter that a reference leads to; false for references to anything else.
func (c *Case) Parameter(r template.Reference) (Subject, bool) { return c.scope.Parameter(r) }

// Default is the default of the parameter that a reference leads to; absent where there is none.
func (c *Case) Default(r template.Reference) Value { return c.scope.Default(r) }

// Tag is the value of a tag of this resource, whatever shape and name the type gives its tags. A type that is not known to take any may
// have them all the same.
func (c *Case) Tag(key string) Value { return c.Subject.Tag(tagPropertyOf(c.Subject), key) }

// TakesTags reports whether the type of the resource is one that has tags.
func (c *Case) TakesTags() bool { return tagProperty(c.Type) != "" }

// Target returns the resource that a value refers to, if it is of the type and stands in this template or in one that is deployed
// with it.
func (c *Case) Target(v Value, kind string) (Subject, bool) {
	for _, r := range v.References() {
		if x, ok := c.scope.Follow(r); ok && x.Type == kind {
			return x, true
		}
	}
	return Subject{}, false
}
