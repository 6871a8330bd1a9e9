package controls

import "github.com/hipaac/hipaac/compiler/template"

var iamUserInGroup = &Control{
	ID:       "iam-user-in-group",
	Title:    "Users belong to groups",
	Tier:     Optional,
	Severity: Low,
	Category: "identity",
	Citations: []string{"164.308(a)(3)(i)", "164.308(a)(3)(ii)(A)", "164.308(a)(3)(ii)(B)", "164.308(a)(4)(i)", "164.308(a)(4)(ii)(B)",
		"164.308(a)(4)(ii)(C)", "164.312(a)(1)"},
	Types: []string{"AWS::IAM::User"},
	Why:   "rights come with the group, and go with it when the work changes",
	Fix:   "name a group in Groups, or the user in a UserToGroupAddition",
	Judge: func(c *Case) {
		groups := c.Get("Groups")
		added := template.Sure(len(c.Pointing("AWS::IAM::UserToGroupAddition", "Users")) > 0)
		in := template.Any(groups.Items(), func(group Value) Answer { return group.Has() })
		c.Require(added.Or(in), groups, "user %q is in no group", c.ID)
	},
	Bad: []Example{`
Resources:
  Mailer:  # fails
    Type: AWS::IAM::User
  Printer:
    Type: AWS::IAM::User
    Properties:
      Groups: []  # fails
`},
	Good: []Example{`
Resources:
  Writers: {Type: "AWS::IAM::Group"}
  Mailer: {Type: "AWS::IAM::User", Properties: {Groups: [!Ref Writers]}}
  Printer: {Type: "AWS::IAM::User"}
  Membership: {Type: "AWS::IAM::UserToGroupAddition", Properties: {GroupName: !Ref Writers, Users: [!Ref Printer]}}
`},
}
