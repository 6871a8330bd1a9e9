package controls

import "github.com/hipaac/hipaac/compiler/template"

// HoldsPHI asks whether the resource is classified as holding PHI. Nobody can know without the tag, and a value that is neither of
// the two says as little.
func (c *Case) HoldsPHI() Answer {
	class := c.Tag("DataClassification")
	answer := isPHI(class)
	if answer.No() && !class.Is("non-phi").Yes() {
		return template.Maybe("no tag DataClassification says whether it holds PHI")
	}
	return answer
}

// isPHI asks whether a classification says PHI, however it writes that.
func isPHI(class Value) Answer { return class.Is("phi", "PHI", "Phi", "ephi", "ePHI", "EPHI") }

// RequireOfPHI is Require for resources that hold PHI. Nothing is asked of those that are classified otherwise, and of those without
// a classification it is unknown whether they break the rule; one that meets it passes either way.
func (c *Case) RequireOfPHI(answer Answer, at Value, format string, args ...any) bool {
	phi := c.HoldsPHI()
	if phi.No() {
		return false
	}
	return c.Require(phi.Not().Or(answer), at, format, args...)
}
