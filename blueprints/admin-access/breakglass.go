package adminaccess

import (
	"fmt"

	"github.com/awslabs/goformation/v7/cloudformation/iam"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// addBreakGlass makes the role for emergencies, under the name that bucket policies already know, and rules that tell of every use.
//
// The rules hear what CloudTrail records. They need a trail of the account that records management events in this Region; without one
// EventBridge gets no calls of APIs at all.
func (a *admin) addBreakGlass() {
	if len(guard.AlarmTopics(a.Stack)) == 0 {
		if a.Env.Unread {
			return // the topic may belong to the stack with the mistakes
		}
		a.Refuse(blueprints.Refusal{
			ID: "unwatched-break-glass", Path: "breakGlass",
			Message: fmt.Sprintf("nobody would be told when the break-glass role of stack %q is used", a.Key),
			Hint:    "add the stack observability: {}, whose topic tells the addresses in alerts",
		})
		return
	}
	rights := a.Add("BreakGlassRights", &iam.ManagedPolicy{PolicyDocument: guard.Document(a.rescue()...)}).From("breakGlass")
	role := a.Add("BreakGlassRole", &iam.Role{
		RoleName: ptr(a.PhysicalName("break-glass")), Description: ptr("For emergencies only: everybody who watches is told when it is used"),
		AssumeRolePolicyDocument: a.trustUsers(a.cfg.BreakGlass),
		ManagedPolicyArns:        []string{rights.Ref(), a.operate.Ref()},
		MaxSessionDuration:       ptr(3600),
	}).From("breakGlass").Say("Bucket policies name it: it alone lifts governance locks and clears records of access before their time.")
	a.Export("BreakGlassRoleArn", role.Arn(), "Role for emergencies")

	a.announce("BreakGlassUsed", "break-glass-used", "aws.sts", "AWS API Call via CloudTrail", map[string]any{
		"eventSource": []string{"sts.amazonaws.com"}, "eventName": []string{"AssumeRole"},
		"requestParameters": map[string]any{"roleArn": []string{role.Arn()}},
	}).Say("Hears what a trail of the account records in this region, attempts that were denied included. Without a trail it hears nothing.")
	session := "arn:" + blueprints.Partition + ":sts::" + blueprints.AccountID + ":assumed-role/" + role.Ref() + "/"
	a.announce("BreakGlassSwitched", "break-glass-switched", "aws.signin", "AWS Console Sign In via CloudTrail", map[string]any{
		"eventName": []string{"SwitchRole"}, "userIdentity": map[string]any{"arn": []any{map[string]string{"prefix": session}}},
	}).Say("The same, for those who switch roles in the console: it records that as a sign-in.")
}

// announce tells people of an attempt to take the role. One that was denied has an error.
func (a *admin) announce(id, name, source, kind string, detail map[string]any) *blueprints.Resource {
	return guard.Announce(a.Stack, guard.Announcement{
		ID: id, Name: name, From: "breakGlass", Description: "Tells of every attempt to take the break-glass role",
		Pattern: map[string]any{"source": []string{source}, "detail-type": []string{kind}, "detail": detail},
		// CloudTrail counts AssumeRole among the calls that only read.
		Reads: true,
		Says: fmt.Sprintf("BREAK-GLASS: <who> asked for the emergency role of %s, environment %s, at <when> from <where>. "+
			"Denied with: <error> (empty if it was given). If nobody announced an emergency, treat this as an incident.", a.Env.System, a.Env.Name),
		Values: map[string]string{
			"who": "$.detail.userIdentity.arn", "when": "$.detail.eventTime", "where": "$.detail.sourceIPAddress", "error": "$.detail.errorCode",
		},
	})
}

// rescue is what an emergency takes: to read, to bring back, and to unlock. It neither makes identities nor touches the trail.
func (a *admin) rescue() []guard.Statement {
	ownBuckets := []string{"arn:" + blueprints.Partition + ":s3:::" + a.PhysicalName("*")}
	ownAccount := guard.Condition{"StringEquals": {"aws:ResourceAccount": {blueprints.AccountID}}}
	keys := []string{blueprints.OwnArn("kms", "key/*")}
	ownKeys := guard.Condition{"StringEquals": guard.OwnTags(a.Stack, "aws:ResourceTag/")}
	forRestore := guard.Condition{"StringEquals": guard.OwnTags(a.Stack, "aws:ResourceTag/"), "Bool": {"kms:GrantIsForAWSResource": {"true"}}}
	return []guard.Statement{
		{
			Sid: "ReadAndRestoreObjects", Effect: "Allow", Resource: ownBuckets, Condition: ownAccount,
			Action: []string{"s3:DeleteObject", "s3:DeleteObjectVersion", "s3:GetObject", "s3:GetObjectRetention", "s3:GetObjectVersion",
				"s3:ListBucket", "s3:ListBucketVersions", "s3:PutObject", "s3:RestoreObject"},
		},
		{
			Sid: "LiftLocks", Effect: "Allow", Resource: ownBuckets, Condition: ownAccount,
			Action: []string{"s3:BypassGovernanceRetention", "s3:GetObjectLegalHold", "s3:PutObjectLegalHold", "s3:PutObjectRetention"},
		},
		{
			Sid: "MendBuckets", Effect: "Allow", Resource: ownBuckets, Condition: ownAccount,
			Action: []string{"s3:GetBucketLocation", "s3:GetBucketPolicy", "s3:GetBucketVersioning", "s3:GetLifecycleConfiguration", "s3:PutBucketPolicy",
				"s3:PutLifecycleConfiguration"},
		},
		{Sid: "UseKeys", Effect: "Allow", Resource: keys, Condition: ownKeys, Action: []string{"kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"}},
		{Sid: "UseKeysToRestore", Effect: "Allow", Resource: keys, Condition: forRestore, Action: []string{"kms:CreateGrant"}},
		{
			Sid: "RescueKeys", Effect: "Allow", Resource: keys, Condition: ownKeys,
			Action: []string{"kms:CancelKeyDeletion", "kms:EnableKey", "kms:GetKeyPolicy", "kms:ListGrants", "kms:PutKeyPolicy"},
		},
		{
			Sid: "FindDatabases", Effect: "Allow", Resource: []string{"*"},
			Action: []string{"cloudtrail:LookupEvents", "kms:ListAliases", "kms:ListKeys", "logs:DescribeLogGroups", "logs:GetQueryResults", "logs:StopQuery",
				"rds:DescribeDBClusterSnapshots", "rds:DescribeDBClusters", "rds:DescribeDBInstances", "rds:DescribeDBSnapshots", "s3:ListAllMyBuckets"},
		},
		{
			Sid: "RestoreDatabases", Effect: "Allow", Resource: a.databases(),
			Action: []string{"rds:AddTagsToResource", "rds:CreateDBClusterSnapshot", "rds:CreateDBInstance", "rds:CreateDBSnapshot", "rds:RestoreDBClusterFromSnapshot",
				"rds:RestoreDBClusterToPointInTime", "rds:RestoreDBInstanceFromDBSnapshot", "rds:RestoreDBInstanceToPointInTime"},
		},
		{
			Sid: "ReadLogs", Effect: "Allow", Resource: a.logs(),
			Action: []string{"logs:DescribeLogStreams", "logs:FilterLogEvents", "logs:GetLogEvents", "logs:StartQuery"},
		},
	}
}

// databases are the environment's own by name, and snapshots by whatever name they were made.
func (a *admin) databases() []string {
	var arns []string
	for _, kind := range []string{"cluster", "cluster-pg", "db", "og", "pg", "subgrp"} {
		arns = append(arns, blueprints.OwnArn("rds", kind+":"+a.PhysicalName("*")))
	}
	return append(arns, blueprints.OwnArn("rds", "cluster-snapshot:*"), blueprints.OwnArn("rds", "snapshot:*"))
}

// logs are the environment's own by name.
func (a *admin) logs() []string {
	arns := guard.OwnLogGroups(a.Stack)
	for _, start := range []string{"/aws/rds/cluster/", "/aws/rds/instance/"} {
		arns = append(arns, blueprints.OwnArn("logs", "log-group:"+start+a.PhysicalName("*")))
	}
	return arns
}
