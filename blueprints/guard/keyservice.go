package guard

import (
	"maps"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/blueprints"
)

// keyService is how one AWS service uses a customer-managed key.
type keyService struct {
	// itself is the service principal, where the service calls KMS in its own name. Otherwise it calls in the name of whoever
	// called it, and a principal of the account uses the key through the service.
	itself string
	// host is the service's name in kms:ViaService, where it is not the row's.
	host string
	// actions are the cryptographic operations the service needs. kms:DescribeKey is part of the account's administration.
	actions []string
	// grants is set where the service goes on working after the request has ended, which it does with grants.
	grants bool
	// linkedRoles is set where a role has to use the key that is not there yet and whose own policy says nothing of keys: a service-linked
	// one, whose policy is AWS's, or one of another region, which does not know the key. Naming it would fail; delegation to IAM does not
	// reach it.
	linkedRoles bool
	// direct is set where principals of the account call KMS themselves, on behalf of the service.
	direct bool
	// looks is set where the service looks the key up in its own name, which has no encryption context, and says for whom.
	looks func(s *blueprints.Stack) Condition
	// only narrows the use further, mostly to an encryption context: what the service says it encrypts.
	only func(s *blueprints.Stack) Condition
}

// keyServices says for every service that blueprints encrypt with how it uses a key. As of 2026-11, from the page on encryption
// of each service's guide and "kms:ViaService" in the AWS KMS Developer Guide.
var keyServices = map[string]keyService{
	"backup": {actions: []string{"kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"}, grants: true},
	// User pools. Cognito uses the key in its own name when people sign in, and in the name of whoever administers them; its
	// directory is Identity Store.
	"cognito":       {host: "cognito-idp", actions: poolActions, only: ownUserPools},
	"cognitoPools":  {itself: "cognito-idp.amazonaws.com", actions: poolActions, only: forOwnUserPools, looks: fromOwnUserPools},
	"identitystore": {itself: "identitystore.amazonaws.com", actions: poolActions, only: forOwnUserPools, looks: fromOwnUserPools},
	// Repositories. CodeCommit uses the key in the name of whoever clones and pushes (AWS CodeCommit User Guide, "AWS Key Management
	// Service and encryption").
	"codecommit": {actions: []string{"kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"}},
	"dynamodb":   {actions: []string{"kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"}, grants: true},
	// EBS volumes. Auto Scaling launches instances with its service-linked role.
	"ec2": {actions: []string{"kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"}, grants: true, linkedRoles: true},
	"ecr": {grants: true},
	// Databases, clusters and their snapshots; Performance Insights, too, goes through RDS.
	"rds":    {actions: []string{"kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"}, grants: true},
	"lambda": {actions: []string{"kms:Decrypt", "kms:Encrypt"}, grants: true},
	"s3":     {actions: []string{"kms:Decrypt", "kms:GenerateDataKey"}, only: ownBuckets},
	// Buckets that AWS Backup makes to see that a restore works, and deletes.
	"s3Restores":     {host: "s3", actions: []string{"kms:Decrypt", "kms:GenerateDataKey"}, only: restoredBuckets},
	"secretsmanager": {actions: []string{"kms:Decrypt", "kms:GenerateDataKey"}, grants: true},
	"sns":            {actions: []string{"kms:Decrypt", "kms:GenerateDataKey"}},
	"sqs":            {actions: []string{"kms:Decrypt", "kms:GenerateDataKey"}},
	"ssm":            {actions: []string{"kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"}},

	// Alarms that publish to an encrypted topic.
	"cloudwatch": {itself: "cloudwatch.amazonaws.com", actions: []string{"kms:Decrypt", "kms:GenerateDataKey*"}, only: alarmsToOwnTopics},
	// Rules that publish to an encrypted topic.
	"events": {itself: "events.amazonaws.com", actions: []string{"kms:Decrypt", "kms:GenerateDataKey*"}, only: ownTopics},
	// Events of databases and news of backups, published to an encrypted topic. The topic's own policy says for which account; that
	// these two name it to KMS, too, is written nowhere.
	"rdsEvents":    {itself: "events.rds.amazonaws.com", actions: []string{"kms:Decrypt", "kms:GenerateDataKey*"}, only: ownTopics},
	"backupEvents": {itself: "backup.amazonaws.com", actions: []string{"kms:Decrypt", "kms:GenerateDataKey*"}, only: ownTopics},
	// A topic that puts messages into an encrypted queue.
	"snsDelivery": {itself: "sns.amazonaws.com", actions: []string{"kms:Decrypt", "kms:GenerateDataKey*"}, only: fromOwnTopics},
	// The files of the account's trail. CloudTrail asks for each file's key in its own name, for the trail (AWS CloudTrail User Guide,
	// "Configure AWS KMS key policies for CloudTrail").
	"cloudtrail": {itself: "cloudtrail.amazonaws.com", actions: []string{"kms:GenerateDataKey*"}, only: forOwnTrail, looks: fromOwnTrail},
	// Config writes with its role, which may be of another region, and as itself where that fails (AWS Config Developer Guide,
	// "Permissions for the KMS Key for the AWS Config Delivery Channel").
	"config":         {itself: "config.amazonaws.com", actions: []string{"kms:Decrypt", "kms:GenerateDataKey"}, only: fromOwnAccount},
	"configRecorder": {host: "s3", actions: []string{"kms:Decrypt", "kms:GenerateDataKey"}, linkedRoles: true, only: byRecorders},
	// People who read what the two wrote.
	"s3Records": {host: "s3", actions: []string{"kms:Decrypt"}, only: recordsBuckets},
	// Rules that put what they could not deliver into an encrypted queue. Amazon SQS Developer Guide, "Key management": the encryption
	// context is the queue's ARN.
	"eventsDelivery": {itself: "events.amazonaws.com", actions: []string{"kms:Decrypt", "kms:GenerateDataKey*"}, only: ownQueues},
	// The ephemeral storage of tasks.
	"fargate": {itself: "fargate.amazonaws.com", actions: []string{"kms:GenerateDataKeyWithoutPlaintext"}, grants: true, only: ownClusters},
	// Sessions of administrators on instances and in containers: the client makes a data key, the agent at the other end decrypts it.
	// Systems Manager guide, "Turn on KMS key encryption of session data"; ECS guide, "ECS Exec".
	"sessions": {direct: true, actions: []string{"kms:Decrypt", "kms:GenerateDataKey"}, only: ownSessions},
	"logs": {itself: "logs." + blueprints.Region + ".amazonaws.com",
		actions: []string{"kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"}, only: ownLogGroups},
}

// KeyServices lists the services that a KeyUse may name, sorted.
func KeyServices() []string { return slices.Sorted(maps.Keys(keyServices)) }

// keyStatements lets one service use a key. A service that the table does not know is a mistake of a blueprint: guessing would
// name the wrong service in the policy, and that shows only when somebody cannot read their data.
func keyStatements(s *blueprints.Stack, service string) []Statement {
	use, known := keyServices[service]
	if !known {
		panic("internal error: a blueprint encrypts with " + service + ", which the table of key services does not know")
	}
	name := strings.ToUpper(service[:1]) + service[1:]
	switch {
	case use.itself != "":
		return use.byItself(s, name)
	case use.direct:
		own := Condition{"StringEquals": {"kms:CallerAccount": {blueprints.AccountID}}}
		return []Statement{permit("UseIn"+name, account(), use.actions, and(own, use.only(s)))}
	}
	return use.throughService(s, service, name)
}

// byItself is for a service that calls KMS in its own name, on behalf of its resources in this account.
func (k keyService) byItself(s *blueprints.Stack, name string) []Statement {
	who := Principals{Service: []string{k.itself}}
	statements := []Statement{permit("UseBy"+name, who, k.actions, k.only(s))}
	if k.looks != nil {
		statements = append(statements, permit("LookUpBy"+name, who, []string{"kms:DescribeKey"}, k.looks(s)))
	}
	if k.grants {
		// A grant can hand on any operation; what the service hands to its tasks is reading their own storage.
		only := and(k.only(s), Condition{"ForAllValues:StringEquals": {"kms:GrantOperations": {"Decrypt"}}})
		statements = append(statements, permit("GrantBy"+name, who, []string{"kms:CreateGrant"}, only))
	}
	return statements
}

// throughService is for a service that calls KMS in the name of whoever called it. The account delegates, so that they need an
// IAM policy for the key besides the one for the service: two gates, of which this is one.
func (k keyService) throughService(s *blueprints.Stack, service, name string) []Statement {
	who := account()
	if k.host != "" {
		service = k.host
	}
	if k.linkedRoles {
		who = Principals{AWS: []string{"*"}}
	}
	var statements []Statement
	if len(k.actions) > 0 {
		only := through(service)
		if k.only != nil {
			only = and(only, k.only(s))
		}
		statements = append(statements, permit("UseThrough"+name, who, k.actions, only))
	}
	if k.grants {
		// Only the service can make such a grant, for a resource that it keeps.
		only := and(through(service), Condition{"Bool": {"kms:GrantIsForAWSResource": {"true"}}})
		statements = append(statements, permit("GrantThrough"+name, who, []string{"kms:CreateGrant"}, only))
	}
	return statements
}

// permit allows actions on the key that the policy belongs to, which a key policy calls "*".
func permit(sid string, who Principals, actions []string, only Condition) Statement {
	return Statement{Sid: sid, Effect: "Allow", Principal: who, Action: actions, Resource: []string{"*"}, Condition: only}
}

// through admits requests of this account that the service passes on.
func through(service string) Condition {
	return and(Through(service), Condition{"StringEquals": {"kms:CallerAccount": {blueprints.AccountID}}})
}

// ownBuckets admits the buckets of the environment: the encryption context is the bucket's ARN with a bucket key, the object's
// without.
func ownBuckets(s *blueprints.Stack) Condition {
	return Condition{"StringLike": {"kms:EncryptionContext:aws:s3:arn": {"arn:" + blueprints.Partition + ":s3:::" + s.PhysicalName("*")}}}
}

// recordsBuckets admits the buckets of the account's records.
func recordsBuckets(s *blueprints.Stack) Condition {
	arn := "arn:" + blueprints.Partition + ":s3:::"
	return Condition{"StringLike": {"kms:EncryptionContext:aws:s3:arn": {
		arn + RecordsBucketName(s, "config", "*"), arn + RecordsBucketName(s, "trail", "*"),
	}}}
}

// byRecorders admits the roles of AWS Config, for the bucket that they deliver to.
func byRecorders(s *blueprints.Stack) Condition {
	return Condition{
		"ArnLike":    {"aws:PrincipalArn": {recorders(s)}},
		"StringLike": {"kms:EncryptionContext:aws:s3:arn": {"arn:" + blueprints.Partition + ":s3:::" + RecordsBucketName(s, "config", "*")}},
	}
}

// fromOwnTrail admits what CloudTrail does for the trail of the environment. A trail of all regions has one ARN in all of them.
func fromOwnTrail(s *blueprints.Stack) Condition {
	return Condition{"StringEquals": {"aws:SourceArn": {TrailArn(s)}}}
}

// forOwnTrail admits files of that trail. In which region it was written stands in the context.
func forOwnTrail(s *blueprints.Stack) Condition {
	arn := "arn:" + blueprints.Partition + ":cloudtrail:*:" + blueprints.AccountID + ":trail/" + TrailName(s)
	return and(fromOwnTrail(s), Condition{"StringLike": {"kms:EncryptionContext:aws:cloudtrail:arn": {arn}}})
}

// fromOwnAccount admits what a service does for this account.
func fromOwnAccount(*blueprints.Stack) Condition {
	return Condition{"StringEquals": {"aws:SourceAccount": {blueprints.AccountID}}}
}

// restoredBuckets admits buckets by the name that AWS Backup gives to those of its tests (AWS Backup Developer Guide, "Restore testing
// inferred metadata").
func restoredBuckets(*blueprints.Stack) Condition {
	return Condition{"StringLike": {"kms:EncryptionContext:aws:s3:arn": {"arn:" + blueprints.Partition + ":s3:::awsbackup-restore-test-*"}}}
}

// poolActions are what user pools do with a key (Amazon Cognito Developer Guide, "Data protection").
var poolActions = []string{"kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncrypt*"}

// ownUserPools admits user pools of this account. A pool's id is known only when it is made, which takes the key.
func ownUserPools(*blueprints.Stack) Condition {
	return Condition{"StringLike": {"kms:EncryptionContext:aws:cognito-idp:userpool-arn": {blueprints.OwnArn("cognito-idp", "userpool/*")}}}
}

// fromOwnUserPools admits what Cognito does for user pools of this account.
func fromOwnUserPools(*blueprints.Stack) Condition {
	return Condition{
		"ArnLike":      {"aws:SourceArn": {blueprints.OwnArn("cognito-idp", "userpool/*")}},
		"StringEquals": {"aws:SourceAccount": {blueprints.AccountID}},
	}
}

func forOwnUserPools(s *blueprints.Stack) Condition { return and(ownUserPools(s), fromOwnUserPools(s)) }

// ownLogGroups admits the log groups that Stack.LogGroupName names, and those whose names services insist on.
func ownLogGroups(s *blueprints.Stack) Condition {
	groups := []string{blueprints.OwnArn("logs", "log-group:/hipaac/"+s.Env.System+"/"+s.Env.Name+"/*")}
	for _, start := range serviceLogGroups {
		groups = append(groups, blueprints.OwnArn("logs", "log-group:"+start+s.PhysicalName("*")))
	}
	return Condition{"ArnLike": {"kms:EncryptionContext:aws:logs:arn": groups}}
}

// ownSessions admits what says of which session it is, and comes through no other service.
func ownSessions(*blueprints.Stack) Condition {
	return Condition{"Null": {"kms:EncryptionContext:aws:ssm:SessionId": {"false"}, "kms:ViaService": {"true"}}}
}

// ownClusters admits ECS clusters of this account.
func ownClusters(*blueprints.Stack) Condition {
	return Condition{"StringEquals": {"kms:EncryptionContext:aws:ecs:clusterAccount": {blueprints.AccountID}}}
}

// ownTopics admits topics of this account. There is no source account here, because EventBridge sends none to an encrypted topic
// and would be refused (Amazon SNS Developer Guide, "Managing Amazon SNS encryption keys").
func ownTopics(*blueprints.Stack) Condition {
	return Condition{"ArnLike": {"kms:EncryptionContext:aws:sns:topicArn": {blueprints.OwnArn("sns", "*")}}}
}

// ownQueues admits queues of this account.
func ownQueues(*blueprints.Stack) Condition {
	return Condition{"ArnLike": {"kms:EncryptionContext:aws:sqs:arn": {blueprints.OwnArn("sqs", "*")}}}
}

// fromOwnTopics admits what topics of this account send (Amazon SNS Developer Guide, "Subscribing an encrypted Amazon SQS queue").
func fromOwnTopics(*blueprints.Stack) Condition {
	return Condition{
		"ArnLike":      {"aws:SourceArn": {blueprints.OwnArn("sns", "*")}},
		"StringEquals": {"aws:SourceAccount": {blueprints.AccountID}},
	}
}

func alarmsToOwnTopics(s *blueprints.Stack) Condition {
	return and(ownTopics(s), Condition{"StringEquals": {"aws:SourceAccount": {blueprints.AccountID}}})
}
