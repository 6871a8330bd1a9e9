package controls

var iamUserNoDirectPolicies = &Control{
	ID:       "iam-user-no-direct-policies",
	Title:    "Users get permissions through groups",
	Tier:     Recommended,
	Severity: Medium,
	Category: "access-control",
	Citations: []string{"164.308(a)(3)(i)", "164.308(a)(3)(ii)(A)", "164.308(a)(3)(ii)(B)", "164.308(a)(4)(i)", "164.308(a)(4)(ii)(B)",
		"164.308(a)(4)(ii)(C)", "164.312(a)(1)"},
	Types: []string{"AWS::IAM::User", "AWS::IAM::UserPolicy", "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"},
	Why:   "rights that stand at one user are forgotten when the work changes; those of a group are reviewed with the work",
	Fix:   "give the rights to a group, and put the user into it",
	Judge: func(c *Case) {
		if c.Type == "AWS::IAM::UserPolicy" {
			c.Fail(c.Whole(), "%q gives rights to one user", c.ID)
			return
		}
		places := []string{"Users"}
		if c.Type == "AWS::IAM::User" {
			c.Applies()
			places = []string{"Policies", "ManagedPolicyArns"}
		}
		for _, place := range places {
			list := c.Get(place)
			if why, is := list.Unknown(); is {
				c.Unsure(list, why)
			} else if len(list.Items()) > 0 {
				c.Fail(list, "%q has rights of one user: %s is not empty", c.ID, place)
			}
		}
	},
	Bad: []Example{`
Resources:
  Mailer:
    Type: AWS::IAM::User
    Properties:
      ManagedPolicyArns: ["arn:aws:iam::aws:policy/AmazonSESFullAccess"]  # fails
  Printer:
    Type: AWS::IAM::User
    Properties:
      Policies:  # fails
        - {PolicyName: print, PolicyDocument: {Statement: []}}
`, `
# The policy names the user, rather than the user the policy.
Resources:
  Mailer: {Type: "AWS::IAM::User"}
  Rights:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      Users: [!Ref Mailer]  # fails
      PolicyDocument: {Statement: []}
  More:  # fails
    Type: AWS::IAM::UserPolicy
    Properties: {UserName: !Ref Mailer, PolicyName: more}
`},
	Good: []Example{`
Resources:
  Senders: {Type: "AWS::IAM::Group"}
  Mailer: {Type: "AWS::IAM::User", Properties: {Groups: [!Ref Senders]}}
  Rights: {Type: "AWS::IAM::ManagedPolicy", Properties: {Groups: [!Ref Senders], PolicyDocument: {Statement: []}}}
`},
}
