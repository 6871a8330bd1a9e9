package controls

var iamNoInlinePolicies = &Control{
	ID:       "iam-no-inline-policies",
	Title:    "Permissions live in managed policies",
	Tier:     Recommended,
	Severity: Medium,
	Category: "access-control",
	Citations: []string{"164.308(a)(3)(i)", "164.308(a)(3)(ii)(A)", "164.308(a)(3)(ii)(B)", "164.308(a)(4)(i)", "164.308(a)(4)(ii)(B)",
		"164.308(a)(4)(ii)(C)", "164.312(a)(1)"},
	Types: []string{"AWS::IAM::User", "AWS::IAM::Role", "AWS::IAM::Group", "AWS::IAM::Policy", "AWS::IAM::RolePolicy", "AWS::IAM::UserPolicy",
		"AWS::IAM::GroupPolicy"},
	Why: "an inline policy has no versions and no place of its own: who reviews rights does not find it, and it goes with its role",
	Fix: "make it an AWS::IAM::ManagedPolicy and name it under ManagedPolicyArns",
	Judge: func(c *Case) {
		if c.Type != "AWS::IAM::User" && c.Type != "AWS::IAM::Role" && c.Type != "AWS::IAM::Group" {
			c.Fail(c.Whole(), "%q is an inline policy", c.ID)
			return
		}
		c.Applies()
		for _, policy := range c.Get("Policies").Items() {
			if why, is := policy.Unknown(); is {
				c.Unsure(policy, why)
			} else {
				c.Fail(policy, "%q has the inline policy %s", c.ID, policy.Get("PolicyName"))
			}
		}
	},
	Bad: []Example{`
Resources:
  Worker:
    Type: AWS::IAM::Role
    Properties:
      Policies:
        - PolicyName: documents  # fails
          PolicyDocument: {Statement: [{Effect: Allow, Action: s3:GetObject, Resource: "arn:aws:s3:::documents/*"}]}
`, `
# AWS::IAM::Policy is inline in spite of its name.
Resources:
  Worker: {Type: "AWS::IAM::Role"}
  Rights:  # fails
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: documents
      Roles: [!Ref Worker]
      PolicyDocument: {Statement: [{Effect: Allow, Action: s3:GetObject, Resource: "arn:aws:s3:::documents/*"}]}
  More:  # fails
    Type: AWS::IAM::RolePolicy
    Properties: {PolicyName: more, RoleName: !Ref Worker}
`},
	Good: []Example{`
Resources:
  Rights:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument: {Statement: [{Effect: Allow, Action: s3:GetObject, Resource: "arn:aws:s3:::documents/*"}]}
  Worker: {Type: "AWS::IAM::Role", Properties: {ManagedPolicyArns: [!Ref Rights]}}
  Empty: {Type: "AWS::IAM::Group", Properties: {Policies: []}}
`},
}
