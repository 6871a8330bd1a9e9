package adminaccess

import (
	"fmt"

	"github.com/awslabs/goformation/v7/cloudformation/iam"
	"github.com/awslabs/goformation/v7/cloudformation/ssm"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// addSessions makes the document that sessions begin with, the log that records them, and what machines need to take part.
//
// The document is the environment's own. The one that Session Manager takes by default, SSM-SessionManagerRunShell, exists once in
// an account and region: it belongs to no environment, and one that changed it would change it for all others.
func (a *admin) addSessions() {
	a.record = guard.LogGroup(a.Stack, "SessionLogGroup", "sessions", a.cfg.SessionLogDays, guard.Audit).From("sessionLogDays")
	runAs := a.cfg.RunAs != ""
	inputs := map[string]any{
		"kmsKeyId":               a.KeyArn(blueprints.MessagesKey),
		"cloudWatchLogGroupName": a.record.Ref(), "cloudWatchEncryptionEnabled": true,
		// The record is sent while the session goes on: cutting the machine off does not take it away.
		"cloudWatchStreamingEnabled": true,
		"s3BucketName":               "", "s3KeyPrefix": "", "s3EncryptionEnabled": true,
		"idleSessionTimeout": fmt.Sprint(a.cfg.IdleMinutes), "maxSessionDuration": fmt.Sprint(a.cfg.MaxMinutes),
		"runAsEnabled": runAs, "runAsDefaultUser": a.cfg.RunAs,
		"shellProfile": map[string]any{"linux": "", "windows": ""},
	}
	name := a.PhysicalName(a.Key + "-session")
	a.document = a.Add("SessionDocument", &ssm.Document{
		Name: &name, DocumentType: ptr("Session"), DocumentFormat: ptr("JSON"), UpdateMethod: ptr("NewVersion"),
		Content: map[string]any{
			"schemaVersion": "1.0", "sessionType": "Standard_Stream", "inputs": inputs,
			"description": "Recorded and encrypted sessions of " + a.Env.System + ", environment " + a.Env.Name,
		},
	})
	a.target = a.Add("SessionTarget", &iam.ManagedPolicy{PolicyDocument: guard.Document(a.targetRights()...), Roles: a.instanceRoles()}).
		Say("What a machine needs to take sessions: it asks Systems Manager for them, so that nobody has to connect to it.")
	a.Export("SessionTargetPolicyArn", a.target.Ref(), "Policy for the roles of machines that take sessions")
	a.Export("SessionDocumentName", a.document.Ref(), "Document to start sessions with")
}

// sessionKeys confines the use of a key to the data of sessions on instances. The agent and the operator's plugin say so to KMS
// (AWS Systems Manager User Guide, "Turn on KMS key encryption of session data").
var sessionKeys = guard.Condition{"StringLike": {"kms:EncryptionContext:aws:ssm:TargetId": {"i-*"}}}

func (a *admin) targetRights() []guard.Statement {
	anything := []string{"*"} // these actions are about nothing that could be named
	return []guard.Statement{
		{
			Sid: "TakeSessions", Effect: "Allow", Resource: anything,
			Action: []string{"ssm:UpdateInstanceInformation", "ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel",
				"ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel"},
		},
		{
			Sid: "RecordSessions", Effect: "Allow", Resource: []string{a.record.Arn()},
			Action: []string{"logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"},
		},
		{Sid: "FindRecord", Effect: "Allow", Action: []string{"logs:DescribeLogGroups"}, Resource: anything},
		{
			Sid: "EncryptSessions", Effect: "Allow", Action: []string{"kms:Decrypt"}, Resource: []string{a.KeyArn(blueprints.MessagesKey)},
			Condition: sessionKeys,
		},
	}
}

// addOperators makes the rights of those who open sessions, and a role for the users that the spec names. The rights are a policy
// with a name of its own, so that permission sets of IAM Identity Center can refer to it in every account. Further rights join them.
func (a *admin) addOperators(further []guard.Statement) {
	name := a.PhysicalName(a.Key + "-sessions")
	a.operate = a.Add("SessionPolicy", &iam.ManagedPolicy{
		ManagedPolicyName: &name, Description: ptr("Opens recorded sessions on the instances of " + a.Env.System + ", environment " + a.Env.Name),
		PolicyDocument: guard.Document(append(a.operatorRights(), further...)...),
	})
	a.Export("SessionPolicyArn", a.operate.Ref(), "Policy for permission sets of operators")
	if len(a.cfg.Operators) == 0 {
		return
	}
	role := a.Add("OperatorRole", &iam.Role{
		AssumeRolePolicyDocument: a.trustUsers(a.cfg.Operators),
		ManagedPolicyArns:        []string{a.operate.Ref()},
		MaxSessionDuration:       ptr(3600),
	}).From("operators")
	a.Export("OperatorRoleArn", role.Arn(), "Role of operators")
}

func (a *admin) operatorRights() []guard.Statement {
	own := "${aws:userid}-*" // ids of sessions begin with who opened them
	return []guard.Statement{
		{
			Sid: "OpenOnOwnInstances", Effect: "Allow", Action: []string{"ssm:StartSession"}, Resource: []string{blueprints.OwnArn("ec2", "instance/*")},
			Condition: guard.Condition{
				"StringEquals": guard.OwnTags(a.Stack, "ssm:resourceTag/"),
				// Without it, a session that names no document begins with the account's own preferences, which may record nothing.
				"BoolIfExists": {"ssm:SessionDocumentAccessCheck": {"true"}},
			},
		},
		{
			Sid: "OnlyRecorded", Effect: "Allow", Action: []string{"ssm:StartSession"},
			Resource: []string{blueprints.OwnArn("ssm", "document/"+a.document.Ref())},
		},
		{
			Sid: "OwnSessions", Effect: "Allow", Action: []string{"ssm:ResumeSession", "ssm:TerminateSession", "ssmmessages:OpenDataChannel"},
			Resource: []string{blueprints.OwnArn("ssm", "session/"+own)},
		},
		{
			Sid: "EncryptSessions", Effect: "Allow", Action: []string{"kms:GenerateDataKey"}, Resource: []string{a.KeyArn(blueprints.MessagesKey)},
			Condition: sessionKeys,
		},
		{
			Sid: "FindInstances", Effect: "Allow", Resource: []string{"*"},
			Action: []string{"ec2:DescribeInstances", "ssm:DescribeInstanceInformation", "ssm:DescribeInstanceProperties", "ssm:DescribeSessions", "ssm:GetConnectionStatus"},
		},
	}
}
