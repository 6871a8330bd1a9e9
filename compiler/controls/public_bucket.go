package controls

// openTo asks of a bucket, or of a bucket policy, that nobody on the internet may do what the verbs name: no canned ACL and no
// statement says so, and the flags that would refuse both are set.
func openTo(c *Case, verbs, flags, acls []string, what string) {
	if c.Type == "AWS::S3::BucketPolicy" {
		c.Applies()
		for _, s := range Statements(c.Get("PolicyDocument")) {
			if s.Allows().No() {
				continue
			}
			open := s.Allows().And(permits(s, verbs)).And(s.Everyone()).And(s.Confined(trustedCallers...).Not())
			c.Forbid(open, s.Value, "%q lets everybody %s: a statement allows principal \"*\" without confining the caller", c.ID, what)
		}
		return
	}
	block := c.Get("PublicAccessBlockConfiguration")
	for _, flag := range flags {
		c.Require(block.Get(flag).IsTrue(), block.Get(flag), "bucket %q has %s for %s, needs true", c.ID, block.Get(flag), flag)
	}
	if acl := c.Get("AccessControl"); !acl.Absent() {
		c.Forbid(acl.Is(acls...), acl, "bucket %q has the ACL %s, which lets everybody %s", c.ID, acl, what)
	}
}
