package controls

import "github.com/hipaac/hipaac/compiler/template"

var iamPassroleScoped = &Control{
	ID:        "iam-passrole-scoped",
	Title:     "PassRole is narrow",
	Tier:      Baseline,
	Severity:  High,
	Category:  "access-control",
	Citations: []string{"164.308(a)(4)(ii)(C)", "164.312(a)(1)"},
	Types: []string{"AWS::IAM::ManagedPolicy", "AWS::IAM::Policy", "AWS::IAM::Role", "AWS::IAM::RolePolicy", "AWS::IAM::User",
		"AWS::IAM::UserPolicy", "AWS::IAM::Group", "AWS::IAM::GroupPolicy", serverlessFunction},
	Why: "who may pass any role to any service can start something that runs with the strongest role of the account",
	Fix: "name the ARNs of the roles, and the service they are for with the condition iam:PassedToService",
	Judge: func(c *Case) {
		for _, document := range Documents(c.Subject) {
			for _, s := range Statements(document.Value) {
				passes := s.Allows().And(s.Action("iam:PassRole"))
				if passes.No() {
					continue
				}
				c.Forbid(passes.And(anyRole(s)), s.Value, "%s of %q lets its holder pass every role", document.Name, c.ID)
				c.Forbid(passes.And(anyRole(s).Not()).And(s.Confined("iam:PassedToService").Not()), s.Value,
					"%s of %q lets its holder pass roles to any service", document.Name, c.ID)
			}
		}
	},
	Bad: []Example{`
Resources:
  Deployer:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:
          - Effect: Allow  # fails
            Action: [lambda:CreateFunction, iam:PassRole]
            Resource: "*"
          - Effect: Allow  # fails
            Action: iam:Pass*
            Resource: [!ImportValue WorkerArn, !Sub "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/*"]
            Condition: {StringEquals: {"iam:PassedToService": lambda.amazonaws.com}}
`, `
# The role is named, the service is not; and a condition that a missing key satisfies.
Resources:
  Worker: {Type: "AWS::IAM::Role"}
  Deployer:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:
          - Effect: Allow  # fails
            Action: iam:PassRole
            Resource: !GetAtt Worker.Arn
          - Effect: Allow  # fails
            Action: iam:PassRole
            Resource: !GetAtt Worker.Arn
            Condition: {StringEqualsIfExists: {"iam:PassedToService": lambda.amazonaws.com}}
`, `
# More ways to write any role, and any service.
Resources:
  Deploy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:
          - {Effect: Allow, Action: "iam:pass*", Resource: "arn:aws:iam::*:r*", Condition: {StringEquals: {iam:PassedToService: ecs-tasks.amazonaws.com}}}  # fails
          - {Effect: Allow, Action: "iam:PassRole", Resource: "arn:*", Condition: {StringEquals: {iam:PassedToService: ecs-tasks.amazonaws.com}}}  # fails
          - {Effect: Allow, Action: "iam:PassRole", Resource: "arn:aws:iam::111122223333:role/task", Condition: {StringLike: {iam:PassedToService: "*.amazonaws.com"}}}  # fails
`},
	Good: []Example{`
Resources:
  Worker: {Type: "AWS::IAM::Role"}
  Deployer:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:
          - {Effect: Allow, Action: lambda:CreateFunction, Resource: "*"}
          - Effect: Allow
            Action: iam:PassRole
            Resource: [!GetAtt Worker.Arn, !Sub "arn:aws:iam::${AWS::AccountId}:role/clinic-*"]
            Condition: {StringEquals: {"iam:PassedToService": lambda.amazonaws.com}}
`},
}

// anyRole asks whether a statement speaks of all roles, of an account or at all, or of all but a few.
func anyRole(s Statement) Answer {
	if !s.Get("NotResource").Absent() {
		return template.Yes
	}
	return template.Any(s.Get("Resource").Items(), func(v Value) Answer {
		return v.Outline(func(pattern string) bool { return anyOf(pattern, "iam", "role/") })
	})
}
