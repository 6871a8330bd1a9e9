package delivery

import (
	"path"
	"slices"
	"strings"

	"github.com/awslabs/goformation/v7/cloudformation/iam"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// addBoundary adds the most that the execution role can ever do, whatever policy somebody attaches to it one day: the kinds of actions that
// its rights have, in the services that they are of; and never what no deployment has to do.
func addBoundary(s *blueprints.Stack, rights []guard.Statement) *blueprints.Resource {
	statements := append(ceiling(rights), never(s, rights)...)
	checkSize(s, "the permission boundary", statements)
	return s.Add("ExecutionBoundary", &iam.ManagedPolicy{
		Description:    ptr("The most that CloudFormation can ever do for " + title(s)),
		PolicyDocument: guard.Document(statements...),
	}).Say("Permits nothing by itself: it is the most that the execution role can get, whatever policies are attached to it later.")
}

// ceiling makes kinds of actions of actions: "ec2:Cr*" of "ec2:CreateVpc". Keys and the passing of roles stay as narrow as the rights
// have them.
func ceiling(rights []guard.Statement) []guard.Statement {
	kinds := guard.Statement{Sid: "KindsOfActions", Effect: "Allow", Resource: []string{"*"}}
	var narrow []guard.Statement
	for _, right := range rights {
		if right.Effect != "Allow" {
			continue
		}
		kept := right
		kept.Action = nil
		for _, action := range right.Action {
			if strings.HasPrefix(action, "kms:") || action == "iam:PassRole" {
				kept.Action = append(kept.Action, action)
			} else {
				kinds.Action = append(kinds.Action, kindOf(action))
			}
		}
		if len(kept.Action) > 0 {
			narrow = append(narrow, kept)
		}
	}
	slices.Sort(kinds.Action)
	kinds.Action = slices.Compact(kinds.Action)
	return append([]guard.Statement{kinds}, narrow...)
}

// kindOf keeps two letters of an action's name, enough to tell making from changing: more of them, for all services of an environment, would be
// longer than IAM takes.
func kindOf(action string) string {
	service, name, _ := strings.Cut(action, ":")
	return service + ":" + name[:min(len(name), 2)] + "*"
}

// beyondDeployment is what no deployment has to do: govern the account, give people a way in, read or write what the environment keeps,
// silence the records. What an environment's types do need is taken out.
var beyondDeployment = []string{
	"account:*", "cloudtrail:DeleteTrail", "cloudtrail:StopLogging", "dynamodb:BatchGetItem", "dynamodb:DeleteItem", "dynamodb:GetItem",
	"dynamodb:PutItem", "dynamodb:Query", "dynamodb:Scan", "ec2:GetPasswordData", "iam:AddUserToGroup", "iam:CreateGroup", "iam:CreateUser", "iam:*AccessKey*",
	"iam:*AccountPasswordPolicy", "iam:*LoginProfile", "iam:*MFADevice", "iam:*OpenIDConnectProvider*", "iam:*SAMLProvider*", "logs:FilterLogEvents",
	"logs:GetLogEvents", "logs:StartQuery", "logs:Unmask", "organizations:*", "rds-data:*", "rds-db:*", "s3:BypassGovernanceRetention",
	"s3:DeleteObject*", "s3:GetObject*", "s3:PutObject*", "secretsmanager:GetSecretValue", "sns:Publish", "sqs:ReceiveMessage", "ssm:SendCommand",
	"ssm:StartSession", "sts:*",
}

// never is what the role may not do even where a resource's own policy permits it, and what it may not touch: the roles that deploy.
func never(s *blueprints.Stack, rights []guard.Statement) []guard.Statement {
	var denied []string
	for _, pattern := range beyondDeployment {
		if !slices.ContainsFunc(rights, func(r guard.Statement) bool { return allows(r, pattern) }) {
			denied = append(denied, pattern)
		}
	}
	own := append([]string{blueprints.OwnArn("cloudformation", "stack/"+s.Name+"/*")}, ownArns(s)...)
	return []guard.Statement{
		{Sid: "BeyondDeployment", Effect: "Deny", Action: denied, Resource: []string{"*"}},
		{Sid: "NotThoseWhoDeploy", Effect: "Deny", Action: []string{"cloudformation:*", "iam:*"}, Resource: own},
	}
}

// allows reports whether a statement has an action of the pattern.
func allows(right guard.Statement, pattern string) bool {
	return right.Effect == "Allow" && slices.ContainsFunc(right.Action, func(action string) bool {
		matched, err := path.Match(pattern, action)
		return err == nil && matched
	})
}
