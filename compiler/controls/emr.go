package controls

import "github.com/hipaac/hipaac/compiler/template"

// emrSecurity asks something of the security configuration of a cluster of EMR. One that is not here may say anything; a cluster without
// one has nothing of it.
func emrSecurity(c *Case, asked func(Value) Answer) Answer {
	name := c.Get("SecurityConfiguration")
	if own, here := securityConfiguration(c, name, "AWS::EMR::SecurityConfiguration"); here {
		return asked(own.Get("SecurityConfiguration").JSON())
	}
	return name.Has().And(template.Maybe(unseen("what " + called("security configuration", name) + " says")))
}
