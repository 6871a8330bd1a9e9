package controls

import (
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

var kmsPolicyScoped = &Control{
	ID:        "kms-policy-scoped",
	Title:     "Key policies are narrow",
	Tier:      Baseline,
	Severity:  High,
	Category:  "access-control",
	Citations: []string{"164.308(a)(4)(ii)(B)", "164.312(a)(1)", "164.312(a)(2)(iv)"},
	Types:     []string{"AWS::KMS::Key", "AWS::KMS::ReplicaKey"},
	Why:       "a key is a second lock only if its policy is narrower than the data's own: everybody, or one who can both use the key and change its policy, makes it none",
	Fix:       "name the principals, confine a wildcard with kms:CallerAccount, and give administration and use of the key to different roles",
	Judge: func(c *Case) {
		policy := c.Get("KeyPolicy")
		if policy.Absent() {
			c.Fail(policy, "key %q has no KeyPolicy; the default one admits whomever the account's policies admit", c.ID)
			return
		}
		statements := Statements(policy)
		for _, s := range statements {
			anybody := s.Allows().And(s.Everyone()).And(s.Confined(ownCallers...).Not())
			c.Forbid(anybody, s.Value, "key %q admits everybody: a statement allows principal \"*\" without confining the caller", c.ID)
		}
		for _, s := range statements {
			for _, p := range s.Principals() {
				one := namesOne(p)
				if one.No() {
					continue
				}
				both := one.And(mayDo(statements, p, "kms:PutKeyPolicy")).And(mayDo(statements, p, "kms:Decrypt"))
				c.Forbid(both, p.Value, "key %q lets %s both administer and use it", c.ID, p)
			}
		}
	},
	Bad: []Example{`
Resources:
  Key:  # fails
    Type: AWS::KMS::Key
`, `
Resources:
  Key:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy:
        Statement:
          - Effect: Allow  # fails
            Principal: "*"
            Action: kms:Decrypt
            Resource: "*"
          - Effect: Allow  # fails
            Principal: {AWS: "*"}
            Action: kms:Decrypt
            Resource: "*"
            Condition: {StringEqualsIfExists: {"kms:CallerAccount": !Ref AWS::AccountId}}
`, `
Resources:
  Role:
    Type: AWS::IAM::Role
  Key:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy:
        Statement:
          - Effect: Allow
            Principal:
              AWS: !GetAtt Role.Arn  # fails
            Action: kms:*
            Resource: "*"
`, `
# A replica has a policy of its own.
Resources:
  Replica:
    Type: AWS::KMS::ReplicaKey
    Properties:
      PrimaryKeyArn: arn:aws:kms:us-east-1:111122223333:key/mrk-1
      KeyPolicy: {Statement: {Effect: Allow, Principal: "*", Action: "kms:Decrypt", Resource: "*"}}  # fails
`},
	Good: []Example{`
Resources:
  Role:
    Type: AWS::IAM::Role
  Key:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy:
        Statement:
          - Effect: Allow
            Principal: {AWS: !Sub "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}
            Action: kms:*
            Resource: "*"
          - Effect: Allow
            Principal: {AWS: !GetAtt Role.Arn}
            Action: [kms:Decrypt, kms:GenerateDataKey*]
            Resource: "*"
          - Effect: Allow
            Principal: {AWS: "*"}
            Action: kms:Decrypt
            Resource: "*"
            Condition:
              StringEquals: {"kms:CallerAccount": !Ref AWS::AccountId, "kms:ViaService": !Sub "rds.${AWS::Region}.amazonaws.com"}
`},
}

// ownCallers are the context keys that confine a wildcard to accounts one knows. kms:ViaService alone does not: another account can
// call through the same service.
var ownCallers = []string{"kms:CallerAccount", "aws:PrincipalAccount", "aws:PrincipalOrgID", "aws:PrincipalArn", "aws:SourceAccount"}

// namesOne is no for everybody, which is judged by itself, and for the account as a whole, which only delegates to its IAM policies and
// must be able to mend the key.
func namesOne(p Principal) Answer {
	for _, r := range p.References() {
		if r.Kind == template.ToResource || r.Kind == template.ToOtherStack {
			return template.Yes
		}
	}
	account := p.Ends(":root").Or(p.Passes(isAccount)).Or(p.Is("*"))
	if p.String() == `"${AWS::AccountId}"` {
		account = template.Yes
	}
	return account.Not()
}

func isAccount(text string) bool {
	return len(text) == 12 && strings.Trim(text, "0123456789") == ""
}

// mayDo asks whether any statement allows the principal an action. Two principals are the same when they are written alike, whether
// or not somebody could deploy them with equal values.
func mayDo(statements []Statement, p Principal, action string) Answer {
	return template.Any(statements, func(s Statement) Answer {
		named := template.Any(s.Principals(), func(q Principal) Answer { return template.Sure(q.Same(p.Value).Yes()) })
		if named.No() {
			return template.No
		}
		return s.Allows().And(s.Action(action))
	})
}
