package controls

import "github.com/hipaac/hipaac/compiler/template"

var iamGroupNotEmpty = &Control{
	ID:       "iam-group-not-empty",
	Title:    "Groups have members",
	Tier:     Optional,
	Severity: Low,
	Category: "identity",
	Citations: []string{"164.308(a)(3)(i)", "164.308(a)(3)(ii)(A)", "164.308(a)(3)(ii)(B)", "164.308(a)(4)(i)", "164.308(a)(4)(ii)(B)",
		"164.308(a)(4)(ii)(C)", "164.312(a)(1)"},
	Types: []string{"AWS::IAM::Group"},
	Why:   "rights that nobody uses are forgotten, until somebody is put into the group who should not have them",
	Fix:   "remove the group, or put the users into it here",
	Judge: func(c *Case) {
		members := len(c.Pointing("AWS::IAM::User", "Groups")) + len(c.Pointing("AWS::IAM::UserToGroupAddition", "GroupName"))
		c.Require(template.Sure(members > 0), c.Whole(), "group %q has no members", c.ID)
	},
	Bad: []Example{`
Resources:
  Writers:  # fails
    Type: AWS::IAM::Group
  Mailer: {Type: "AWS::IAM::User"}
`},
	Good: []Example{`
Resources:
  Writers: {Type: "AWS::IAM::Group"}
  Readers: {Type: "AWS::IAM::Group"}
  Mailer: {Type: "AWS::IAM::User", Properties: {Groups: [!Ref Writers]}}
  Membership: {Type: "AWS::IAM::UserToGroupAddition", Properties: {GroupName: !Ref Readers, Users: [!Ref Mailer]}}
`},
}
