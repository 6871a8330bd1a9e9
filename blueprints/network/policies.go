package network

import (
	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// An endpoint's policy grants nothing; it is the most that can be done through the endpoint. Its purpose is to stop data from
// leaving through the one door that is always open: with somebody else's credentials, to somebody else's account.

// takesPolicy reports whether the endpoint of a service takes a policy; creating one with a policy fails where it takes none. The
// agent channels of ECS took none when they came (awsdocs/amazon-ecs-developer-guide#55) and no source says otherwise, as of
// 2026-11; in GovCloud, templates with a policy for ECS itself have failed. All others of the schema take one (AWS PrivateLink
// guide, "View endpoint policy support").
func takesPolicy(service, region string) bool {
	switch service {
	case "ecs-agent", "ecs-telemetry":
		return false
	case "ecs":
		return guard.Partition(region) != "aws-us-gov"
	}
	return true
}

// ownPrincipals admits the principals of this account, and so nobody who brought other credentials.
func ownPrincipals() guard.Statement {
	return guard.Statement{
		Sid: "OwnPrincipals", Effect: "Allow", Principal: "*", Action: []string{"*"}, Resource: []string{"*"},
		Condition: guard.Condition{"StringEquals": {"aws:PrincipalAccount": {blueprints.AccountID}}},
	}
}

// ownStores admits the principals of this account to the stores of this account. Health data must not reach another account's
// bucket or table even with valid credentials.
func ownStores() guard.Statement {
	s := ownPrincipals()
	s.Sid = "OwnPrincipalsOwnStores"
	s.Condition["StringEquals"]["aws:ResourceAccount"] = []string{blueprints.AccountID}
	return s
}

func dynamoPolicy() guard.Policy { return guard.Document(ownStores()) }

func s3Policy(region string) guard.Policy {
	read := guard.Statement{
		Sid: "ReadSoftwareOfAws", Effect: "Allow", Principal: "*", Action: []string{"s3:GetObject"},
		Resource: guard.ObjectArns(softwareBuckets(region)),
	}
	// An instance of Elastic Beanstalk tells CloudFormation that it is ready by writing to a bucket of CloudFormation, with a URL that
	// CloudFormation signed in its own name (Elastic Beanstalk Developer Guide, "Using endpoint policies to control access with VPC
	// endpoints"). That is true of a URL from anybody's account, and no condition on the caller tells them apart. The name of what is
	// written does: it starts with the ARN of the stack (CloudFormation User Guide, "Create wait conditions").
	signal := guard.Statement{
		Sid: "SignalCloudFormation", Effect: "Allow", Principal: "*", Action: []string{"s3:PutObject"},
		Resource: []string{"arn:" + blueprints.Partition + ":s3:::cloudformation-waitcondition-" + blueprints.Region + "/" + blueprints.OwnArn("cloudformation", "stack/*")},
	}
	return guard.Document(ownStores(), read, signal)
}

// interfacePolicy admits own principals and, where callers of a service have no AWS credentials, such calls to own resources.
func interfacePolicy(service string) guard.Policy {
	if s, ok := withoutCredentials[service]; ok {
		s.Effect, s.Principal = "Allow", "*"
		return guard.Document(ownPrincipals(), s)
	}
	return guard.Document(ownPrincipals())
}

// withoutCredentials lists what is called before the caller has credentials of AWS, or without any.
var withoutCredentials = map[string]guard.Statement{
	// cfn-init and cfn-signal show an instance's identity document instead.
	"cloudformation": {
		Sid: "InstancesOfOwnStacks", Action: []string{"cloudformation:DescribeStackResource", "cloudformation:SignalResource"},
		Resource: []string{blueprints.OwnArn("cloudformation", "stack/*")},
	},
	// People sign in to a user pool: that is how they get credentials.
	"cognito-idp": {
		Sid: "UsersOfOwnPools", Action: []string{"cognito-idp:*"}, Resource: []string{blueprints.OwnArn("cognito-idp", "userpool/*")},
	},
	// An API may be called with tokens of its own.
	"execute-api": {
		Sid: "CallersOfOwnApis", Action: []string{"execute-api:Invoke"}, Resource: []string{blueprints.OwnArn("execute-api", "*")},
	},
	// A token or an assertion is exchanged for a role.
	"sts": {
		Sid: "FederationIntoOwnRoles", Action: []string{"sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"},
		Resource: []string{"arn:" + blueprints.Partition + ":iam::" + blueprints.AccountID + ":role/*"},
	},
}

// endpointNotes are for the reviewer of an endpoint that surprises.
var endpointNotes = map[string]string{
	"cognito-idp": "Reaches user pools without a domain only. To a pool with managed login, everything in the VPC must go through the internet.",
	"execute-api": "Private names take over for all APIs of the region: a public API, whoever owns it, is reached from here under a domain of its own only.",
}
