package awstest

// Settings are what a stack has besides its template.
type Settings struct {
	Role, Policy string // an ARN, and the text of a stack policy
	Protected    bool
}

// Set gives a stack other settings, as somebody might have.
func (c *Cloud) Set(account, region, name string, to Settings) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.formationOf(account, region).find(name)
	s.role, s.policy, s.protected = to.Role, to.Policy, to.Protected
}
