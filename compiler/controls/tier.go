package controls

// RequireOfProduction is Require for what costs as much again, and is asked only of what people rely on: nothing is asked of a resource
// that says in its tag Tier that it is for development or tests. One without the tag may be anybody's production.
func (c *Case) RequireOfProduction(answer Answer, at Value, format string, args ...any) bool {
	lesser := c.Tag("Tier").Is("development", "test")
	if lesser.Yes() {
		return false
	}
	return c.Require(answer.Or(lesser), at, format, args...)
}
