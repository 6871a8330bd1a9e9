package controls

import (
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

var orgPolicyAttached = &Control{
	ID:        "org-policy-attached",
	Title:     "Guardrails of the organization apply to somebody",
	Tier:      Baseline,
	Severity:  High,
	Category:  "access-control",
	Citations: []string{"164.308(a)(4)(ii)(B)", "164.308(a)(8)"},
	Types:     []string{"AWS::Organizations::Policy"},
	Why:       "a policy that is attached to nothing, or names something that cannot exist, is on every list of measures and stops nobody",
	Fix:       "list accounts, organizational units or the root in TargetIds, and write ARNs with six parts: arn:partition:service:region:account:resource",
	Judge: func(c *Case) {
		targets := c.Get("TargetIds")
		c.Require(targets.Has().And(template.Sure(len(targets.Items()) > 0)), targets, "policy %q is attached to nothing", c.ID)
		content := c.Get("Content")
		if _, text := content.Literal(); text {
			c.Unsure(content, "the policy is a text, and nobody looked into it")
			return
		}
		for _, s := range Statements(content) {
			named := s.Get("Resource").Items()
			for _, t := range s.Tests() {
				if strings.EqualFold(t.Key, "aws:PrincipalArn") {
					named = append(named, t.Values.Items()...)
				}
			}
			for _, v := range named {
				c.Forbid(v.Outline(malformedArn), v, "policy %q names %s, which is no ARN: it has too few parts", c.ID, v)
			}
		}
	},
	Bad: []Example{`
Resources:
  Guardrail:  # fails
    Type: AWS::Organizations::Policy
    Properties:
      Name: guardrail
      Type: SERVICE_CONTROL_POLICY
      Content: {Statement: [{Effect: Deny, Action: "organizations:LeaveOrganization", Resource: "*"}]}
`, `
Resources:
  Guardrail:
    Type: AWS::Organizations::Policy
    Properties:
      Name: guardrail
      Type: SERVICE_CONTROL_POLICY
      TargetIds: []  # fails
      Content:
        Statement:
          - Effect: Deny
            Action: iam:CreateAccessKey
            Resource: arn:aws:iam:root  # fails
          - Effect: Deny
            Action: "*"
            Resource: "*"
            Condition:
              ArnLike:
                aws:PrincipalArn: arn:*:iam::*root  # fails
  Text:
    Type: AWS::Organizations::Policy
    Properties:
      Name: text
      Type: SERVICE_CONTROL_POLICY
      TargetIds: [r-a1b2]
      Content: '{"Statement": []}'  # unknown
`},
	Good: []Example{`
Resources:
  Guardrail:
    Type: AWS::Organizations::Policy
    Properties:
      Name: guardrail
      Type: SERVICE_CONTROL_POLICY
      TargetIds: [r-a1b2]
      Content:
        Statement:
          - {Effect: Deny, Action: "iam:CreateAccessKey", Resource: "arn:*:iam::*:root"}
          - {Effect: Deny, Action: "*", Resource: "*", Condition: {ArnLike: {aws:PrincipalArn: "arn:*:iam::*:root"}}}
  Units:
    Type: AWS::Organizations::Policy
    Properties: {Name: units, Type: RESOURCE_CONTROL_POLICY, TargetIds: [!Ref Unit], Content: {Statement: []}}
  Unit: {Type: "AWS::Organizations::OrganizationalUnit", Properties: {Name: workloads, ParentId: r-a1b2}}
`},
}

// malformedArn reports whether a text begins as an ARN and has too few parts to be one.
func malformedArn(text string) bool {
	return strings.HasPrefix(text, "arn:") && strings.Count(text, ":") < 5
}
