package guard_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation/kms"
	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

var root = "arn:" + blueprints.Partition + ":iam::" + blueprints.AccountID + ":root"

func keyPolicy(t *testing.T, services, administrators []string) guard.Policy {
	t.Helper()
	s := newStack()
	key := guard.Key(s, blueprints.DataKey, services, guard.KeyCare{RotationDays: 365, DeletionWindowDays: 30, Administrators: administrators})
	return key.Properties.(*kms.Key).KeyPolicy.(guard.Policy)
}

// via is the context of a call that a service passes on for a principal of the account.
func via(service string, more map[string]string) map[string]string {
	context := map[string]string{
		"kms:ViaService": service + "." + blueprints.Region + ".amazonaws.com", "kms:CallerAccount": blueprints.AccountID,
	}
	maps.Copy(context, more)
	return context
}

// TestServicesUseKeys proves each row of the table of services: the call that the service really makes passes, and by one
// statement only; neighbours of that call do not.
func TestServicesUseKeys(t *testing.T) {
	ours := "arn:" + blueprints.Partition + ":"
	own := ours + "logs:" + blueprints.Region + ":" + blueprints.AccountID + ":log-group:"
	topics := ours + "sns:" + blueprints.Region + ":" + blueprints.AccountID + ":"
	bucket := func(name string) map[string]string {
		return map[string]string{"kms:EncryptionContext:aws:s3:arn": ours + "s3:::" + name}
	}
	logGroup := func(name string) map[string]string {
		return map[string]string{"kms:EncryptionContext:aws:logs:arn": own + name}
	}
	topic := func(arn string) map[string]string {
		return map[string]string{"kms:EncryptionContext:aws:sns:topicArn": arn}
	}
	alarm := func(arn, account string) map[string]string {
		return map[string]string{"kms:EncryptionContext:aws:sns:topicArn": arn, "aws:SourceAccount": account}
	}
	delivery := func(arn, account string) map[string]string {
		return map[string]string{"aws:SourceArn": arn, "aws:SourceAccount": account}
	}
	queues := ours + "sqs:" + blueprints.Region + ":" + blueprints.AccountID + ":"
	pools := ours + "cognito-idp:" + blueprints.Region + ":" + blueprints.AccountID + ":userpool/"
	pool := func(arn string) map[string]string {
		return map[string]string{"kms:EncryptionContext:aws:cognito-idp:userpool-arn": arn}
	}
	fromPool := map[string]string{"aws:SourceArn": pools + "us-east-1_a", "aws:SourceAccount": blueprints.AccountID}
	forPool := pool(pools + "us-east-1_a")
	maps.Copy(forPool, fromPool)
	ourTrail := ours + "cloudtrail:" + blueprints.Region + ":" + blueprints.AccountID + ":trail/clinic-prod-trail"
	trail := func(source, region, name string) map[string]string {
		return map[string]string{"aws:SourceArn": source,
			"kms:EncryptionContext:aws:cloudtrail:arn": ours + "cloudtrail:" + region + ":" + blueprints.AccountID + ":trail/" + name}
	}
	recorder := "arn:" + blueprints.Partition + ":iam::" + blueprints.AccountID + ":role/clinic-west-recorder-us-west-2"
	recording := func(role, name string) map[string]string {
		c := bucket(name + blueprints.AccountID + "-us-east-1/AWSLogs/a")
		c["aws:PrincipalArn"] = role
		return c
	}
	resource := map[string]string{"kms:GrantIsForAWSResource": "true"}
	session := func(id string) map[string]string {
		return map[string]string{"kms:CallerAccount": blueprints.AccountID, "kms:EncryptionContext:aws:ssm:SessionId": id}
	}
	cluster := func(account, operations string) map[string]string {
		c := map[string]string{"kms:EncryptionContext:aws:ecs:clusterAccount": account}
		if operations != "" {
			c["kms:GrantOperations"] = operations
		}
		return c
	}
	logs := "service:logs." + blueprints.Region + ".amazonaws.com"

	type call struct {
		principal, action string
		context           map[string]string
		allow             string // the statement, or "" for none
		reason            string
	}
	rows := map[string][]call{
		"backup": {
			{root, "kms:GenerateDataKey", via("backup", nil), "UseThroughBackup", "encrypts a recovery point"},
			{root, "kms:CreateGrant", via("backup", resource), "GrantThroughBackup", "works on after the request"},
		},
		"backupEvents": {
			{"service:backup.amazonaws.com", "kms:GenerateDataKey", topic(topics + "alarms"), "UseByBackupEvents", "a vault publishes"},
			{"service:backup.amazonaws.com", "kms:Decrypt", topic("arn:aws:sns:us-east-1:999900001111:t"), "", "somebody else's topic"},
			{"service:backup.amazonaws.com", "kms:Decrypt", nil, "", "not for a topic at all"},
		},
		"cloudtrail": {
			{"service:cloudtrail.amazonaws.com", "kms:GenerateDataKey", trail(ourTrail, "us-east-1", "clinic-prod-trail"), "UseByCloudtrail", "a file of the trail"},
			{"service:cloudtrail.amazonaws.com", "kms:GenerateDataKey", trail(ourTrail, "eu-west-1", "clinic-prod-trail"), "UseByCloudtrail", "one that another region wrote"},
			{"service:cloudtrail.amazonaws.com", "kms:DescribeKey", map[string]string{"aws:SourceArn": ourTrail}, "LookUpByCloudtrail", "the trail is made"},
			{"service:cloudtrail.amazonaws.com", "kms:GenerateDataKey", trail(ourTrail+"2", "us-east-1", "clinic-prod-trail2"), "", "another trail of the account"},
			{"service:cloudtrail.amazonaws.com", "kms:GenerateDataKey", map[string]string{"aws:SourceArn": ourTrail}, "", "not for a trail's file"},
			{"service:cloudtrail.amazonaws.com", "kms:Decrypt", trail(ourTrail, "us-east-1", "clinic-prod-trail"), "", "CloudTrail writes and does not read"},
		},
		"config": {
			{"service:config.amazonaws.com", "kms:GenerateDataKey", map[string]string{"aws:SourceAccount": blueprints.AccountID}, "UseByConfig", "delivers a file"},
			{"service:config.amazonaws.com", "kms:GenerateDataKey", map[string]string{"aws:SourceAccount": "999900001111"}, "", "another account's recorder"},
		},
		"configRecorder": {
			{recorder, "kms:GenerateDataKey", via("s3", recording(recorder, "clinic-config-")), "UseThroughConfigRecorder", "delivers with its role, from any region"},
			{"arn:aws:iam::111122223333:role/x", "kms:GenerateDataKey", via("s3", recording("arn:aws:iam::111122223333:role/x", "clinic-config-")), "", "another role"},
			{recorder, "kms:GenerateDataKey", via("s3", recording(recorder, "clinic-prod-documents-")), "", "another bucket"},
		},
		"cloudwatch": {
			{"service:cloudwatch.amazonaws.com", "kms:GenerateDataKey", alarm(topics+"alarms", blueprints.AccountID), "UseByCloudwatch", "an alarm publishes"},
			{"service:cloudwatch.amazonaws.com", "kms:Decrypt", alarm(topics+"alarms", "999900001111"), "", "somebody else's alarm"},
			{"service:cloudwatch.amazonaws.com", "kms:Decrypt", alarm("arn:aws:sns:us-east-1:999900001111:t", blueprints.AccountID), "", "somebody else's topic"},
		},
		"cognito": {
			{root, "kms:Decrypt", via("cognito-idp", pool(pools+"us-east-1_a")), "UseThroughCognito", "an administrator looks somebody up"},
			{root, "kms:Decrypt", via("cognito-idp", pool("arn:aws:cognito-idp:us-east-1:999900001111:userpool/p")), "", "somebody else's pool"},
			{root, "kms:GenerateDataKey", via("cognito-idp", pool(pools+"us-east-1_a")), "", "no plain data key leaves KMS"},
		},
		"cognitoPools": {
			{"service:cognito-idp.amazonaws.com", "kms:Decrypt", forPool, "UseByCognitoPools", "somebody signs in"},
			{"service:cognito-idp.amazonaws.com", "kms:DescribeKey", fromPool, "LookUpByCognitoPools", "the pool is made"},
			{"service:cognito-idp.amazonaws.com", "kms:Decrypt", fromPool, "", "not for what the pool encrypted"},
			{"service:cognito-idp.amazonaws.com", "kms:DescribeKey", map[string]string{"aws:SourceAccount": "999900001111"}, "", "somebody else's pool"},
		},
		"codecommit": {
			{root, "kms:Decrypt", via("codecommit", nil), "UseThroughCodecommit", "clones"},
			{root, "kms:GenerateDataKeyWithoutPlaintext", via("codecommit", nil), "UseThroughCodecommit", "makes the key of a repository"},
			{root, "kms:CreateGrant", via("codecommit", resource), "", "CodeCommit works without grants"},
		},
		"identitystore": {
			{"service:identitystore.amazonaws.com", "kms:ReEncryptFrom", forPool, "UseByIdentitystore", "the directory of the pool"},
			{"service:identitystore.amazonaws.com", "kms:DescribeKey", fromPool, "LookUpByIdentitystore", "the pool is made"},
			{"service:identitystore.amazonaws.com", "kms:Decrypt", nil, "", "the directory of the company"},
		},
		"dynamodb": {
			{root, "kms:Decrypt", via("dynamodb", nil), "UseThroughDynamodb", "reads a table key"},
			{root, "kms:CreateGrant", via("dynamodb", resource), "GrantThroughDynamodb", "keeps the table working"},
		},
		"ec2": {
			{"arn:aws:iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling", "kms:CreateGrant", via("ec2", resource), "GrantThroughEc2", "Auto Scaling attaches a volume"},
			{root, "kms:GenerateDataKeyWithoutPlaintext", via("ec2", nil), "UseThroughEc2", "makes a volume key"},
			{"arn:aws:iam::999900001111:role/x", "kms:Decrypt", map[string]string{"kms:ViaService": "ec2." + blueprints.Region + ".amazonaws.com", "kms:CallerAccount": "999900001111"}, "", "another account"},
		},
		"ecr": {
			{root, "kms:CreateGrant", via("ecr", resource), "GrantThroughEcr", "the repository gets grants of its own"},
			{root, "kms:Decrypt", via("ecr", nil), "", "needs nothing else"},
		},
		"events": {
			{"service:events.amazonaws.com", "kms:GenerateDataKey", topic(topics + "alarms"), "UseByEvents", "a rule publishes; EventBridge names no source account"},
			{"service:events.amazonaws.com", "kms:GenerateDataKey", topic("arn:aws:sns:us-east-1:999900001111:t"), "", "somebody else's topic"},
		},
		"eventsDelivery": {
			{"service:events.amazonaws.com", "kms:GenerateDataKey", map[string]string{"kms:EncryptionContext:aws:sqs:arn": queues + "undelivered"}, "UseByEventsDelivery", "fills a queue"},
			{"service:events.amazonaws.com", "kms:Decrypt", map[string]string{"kms:EncryptionContext:aws:sqs:arn": "arn:aws:sqs:us-east-1:999900001111:q"}, "", "somebody else's queue"},
			{"service:events.amazonaws.com", "kms:Decrypt", topic(topics + "alarms"), "", "not for a queue at all"},
		},
		"fargate": {
			{"service:fargate.amazonaws.com", "kms:GenerateDataKeyWithoutPlaintext", cluster(blueprints.AccountID, ""), "UseByFargate", "makes a key for a task's storage"},
			{"service:fargate.amazonaws.com", "kms:CreateGrant", cluster(blueprints.AccountID, "Decrypt"), "GrantByFargate", "lets the task read its storage"},
			{"service:fargate.amazonaws.com", "kms:CreateGrant", cluster(blueprints.AccountID, "CreateGrant"), "", "hands on more than reading"},
			{"service:fargate.amazonaws.com", "kms:CreateGrant", cluster("999900001111", "Decrypt"), "", "somebody else's cluster"},
		},
		"lambda": {
			{root, "kms:Encrypt", via("lambda", nil), "UseThroughLambda", "encrypts environment variables"},
			{root, "kms:CreateGrant", via("lambda", resource), "GrantThroughLambda", "lets the function read them"},
		},
		"logs": {
			{logs, "kms:GenerateDataKey", logGroup("/hipaac/clinic/prod/network/flow"), "UseByLogs", "a log group of this environment"},
			{logs, "kms:Decrypt", logGroup("/hipaac/clinic/test/network/flow"), "", "a log group of another environment"},
			{logs, "kms:Decrypt", logGroup("/aws/lambda/x"), "", "a log group that nobody here made"},
			{logs, "kms:GenerateDataKey", logGroup("/aws/rds/cluster/clinic-prod-database/postgresql"), "UseByLogs", "a name that the service insists on"},
			{logs, "kms:GenerateDataKey", logGroup("/aws/rds/cluster/clinic-test-database/postgresql"), "", "the same of another environment"},
			{"service:logs.us-west-2.amazonaws.com", "kms:Decrypt", logGroup("/hipaac/clinic/prod/network/flow"), "", "another region"},
		},
		"rds": {
			{root, "kms:GenerateDataKey", via("rds", nil), "UseThroughRds", "encrypts storage"},
			{root, "kms:CreateGrant", via("rds", resource), "GrantThroughRds", "restarts the database at night"},
		},
		"rdsEvents": {
			{"service:events.rds.amazonaws.com", "kms:GenerateDataKey", topic(topics + "alarms"), "UseByRdsEvents", "a database publishes"},
			{"service:events.rds.amazonaws.com", "kms:Decrypt", topic("arn:aws:sns:us-east-1:999900001111:t"), "", "somebody else's topic"},
		},
		"s3": {
			{root, "kms:GenerateDataKey", via("s3", bucket("clinic-prod-documents-111122223333-us-east-1")), "UseThroughS3", "uploads, with a bucket key"},
			{root, "kms:Decrypt", via("s3", bucket("clinic-prod-documents-111122223333-us-east-1/letter.pdf")), "UseThroughS3", "downloads, without one"},
			{root, "kms:Decrypt", via("s3", bucket("clinic-test-documents-111122223333-us-east-1")), "", "a bucket of another environment"},
			{root, "kms:Decrypt", via("s3", nil), "", "not for a bucket at all"},
			{root, "kms:CreateGrant", via("s3", resource), "", "S3 works without grants"},
		},
		"s3Restores": {
			{root, "kms:GenerateDataKey", via("s3", bucket("awsbackup-restore-test-0a1b/letter.pdf")), "UseThroughS3Restores", "a restore is tested"},
			{root, "kms:Decrypt", via("s3", bucket("clinic-prod-documents-111122223333-us-east-1")), "", "a bucket that is no test"},
		},
		"s3Records": {
			{root, "kms:Decrypt", via("s3", bucket("clinic-trail-"+blueprints.AccountID+"-us-east-1/AWSLogs/a.json.gz")), "UseThroughS3Records", "somebody reads the trail"},
			{root, "kms:Decrypt", via("s3", bucket("clinic-config-"+blueprints.AccountID+"-us-east-1/AWSLogs/a")), "UseThroughS3Records", "somebody reads the configuration"},
			{root, "kms:GenerateDataKey", via("s3", bucket("clinic-trail-"+blueprints.AccountID+"-us-east-1/x")), "", "nobody writes but the services"},
			{root, "kms:Decrypt", via("s3", bucket("clinic-prod-documents-111122223333-us-east-1")), "", "a bucket of data"},
		},
		"secretsmanager": {
			{root, "kms:Decrypt", via("secretsmanager", nil), "UseThroughSecretsmanager", "reads a secret"},
			{root, "kms:CreateGrant", via("secretsmanager", resource), "GrantThroughSecretsmanager", "RDS rotates the secret it manages"},
		},
		"sessions": {
			{root, "kms:Decrypt", session("clinician-0a1b"), "UseInSessions", "the agent reads the key of a session"},
			{root, "kms:GenerateDataKey", session("clinician-0a1b"), "UseInSessions", "an administrator opens one"},
			{root, "kms:Encrypt", session("clinician-0a1b"), "", "nobody encrypts anything else"},
			{root, "kms:Decrypt", map[string]string{"kms:CallerAccount": "999900001111", "kms:EncryptionContext:aws:ssm:SessionId": "x"}, "", "another account"},
			{root, "kms:Decrypt", via("s3", map[string]string{"kms:EncryptionContext:aws:ssm:SessionId": "x"}), "", "what calls itself a session and is a bucket's"},
		},
		"sns": {{root, "kms:GenerateDataKey", via("sns", nil), "UseThroughSns", "publishes"}},
		"snsDelivery": {
			{"service:sns.amazonaws.com", "kms:GenerateDataKey", delivery(topics+"alarms", blueprints.AccountID), "UseBySnsDelivery", "fills a queue"},
			{"service:sns.amazonaws.com", "kms:Decrypt", delivery("arn:aws:sns:us-east-1:999900001111:t", "999900001111"), "", "somebody else's topic"},
		},
		"sqs": {{root, "kms:Decrypt", via("sqs", nil), "UseThroughSqs", "receives"}},
		"ssm": {
			{root, "kms:Encrypt", via("ssm", nil), "UseThroughSsm", "writes a standard parameter"},
			{root, "kms:GenerateDataKey", via("ssm", nil), "UseThroughSsm", "writes an advanced parameter"},
		},
	}
	if d := cmp.Diff(guard.KeyServices(), slices.Sorted(maps.Keys(rows))); d != "" {
		t.Errorf("services without a test, or the other way round (-table +test):\n%s", d)
	}
	for service, calls := range rows {
		policy := keyPolicy(t, []string{service}, nil)
		for _, c := range calls {
			var want []string
			if c.allow != "" {
				want = []string{c.allow}
			}
			got, _ := judge(t, policy, request{c.principal, c.action, "*", c.context})
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("%s: %s: allowed by (-want +got):\n%s", service, c.reason, d)
			}
		}
		checkOnlyThrough(t, service, policy)
	}
}

// checkOnlyThrough: no statement names any service but its own, and nobody can use a key directly, through another service, or
// hand out grants at will.
func checkOnlyThrough(t *testing.T, service string, policy guard.Policy) {
	t.Helper()
	if host, differs := map[string]string{"cognito": "cognito-idp", "configRecorder": "s3", "s3Records": "s3", "s3Restores": "s3"}[service]; differs {
		service = host
	}
	for _, s := range policy.Statement {
		for _, name := range s.Condition["StringEquals"]["kms:ViaService"] {
			if name != service+"."+blueprints.Region+".amazonaws.com" {
				t.Errorf("%s: statement %s names %s", service, s.Sid, name)
			}
		}
	}
	for _, action := range []string{"kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:CreateGrant"} {
		for reason, context := range map[string]map[string]string{
			"directly":                {"kms:CallerAccount": blueprints.AccountID},
			"through another service": via("athena", map[string]string{"kms:GrantIsForAWSResource": "true"}),
		} {
			if got, _ := judge(t, policy, request{root, action, "*", context}); got != nil {
				t.Errorf("%s: %s %s is allowed by %v", service, action, reason, got)
			}
		}
	}
	if got, _ := judge(t, policy, request{root, "kms:CreateGrant", "*", via(service, map[string]string{"kms:GrantIsForAWSResource": "false"})}); got != nil {
		t.Errorf("%s: a grant to anybody is allowed by %v", service, got)
	}
}

// TestNobodyIsLockedOut: whatever the spec says of administrators, the account can change the policy. CreateKey refuses a policy
// that would not let its caller.
func TestNobodyIsLockedOut(t *testing.T) {
	const keeper = "arn:aws:iam::111122223333:role/key-admins"
	const stranger = "arn:aws:iam::111122223333:role/app"
	for _, c := range []struct {
		administrators    []string
		principal, action string
		want              bool
		reason            string
	}{
		{nil, root, "kms:PutKeyPolicy", true, "the account can always repair the policy"},
		{nil, root, "kms:ScheduleKeyDeletion", true, "without named roles, IAM policies of the account decide"},
		{nil, root, "kms:Decrypt", false, "administering is not reading"},
		{nil, stranger, "kms:PutKeyPolicy", false, "delegation by itself gives nobody anything"},
		{[]string{keeper}, root, "kms:PutKeyPolicy", true, "the account can repair the policy when the last named role is gone"},
		{[]string{keeper}, root, "kms:CancelKeyDeletion", true, "and rescue the key"},
		{[]string{keeper}, root, "kms:EnableKeyRotation", true, "CloudFormation turns on rotation with a role that is not named"},
		{[]string{keeper}, root, "kms:ScheduleKeyDeletion", false, "only named roles take a key away"},
		{[]string{keeper}, root, "kms:DisableKey", false, "or out of service"},
		{[]string{keeper}, keeper, "kms:ScheduleKeyDeletion", true, "named roles administer"},
		{[]string{keeper}, keeper, "kms:Decrypt", false, "and do not read"},
		{[]string{keeper}, keeper, "kms:CreateGrant", false, "nor let others read"},
	} {
		got, _ := judge(t, keyPolicy(t, []string{"s3"}, c.administrators), request{c.principal, c.action, "*", nil})
		if (got != nil) != c.want {
			t.Errorf("%s: %s for %s with administrators %v is allowed by %v", c.reason, c.action, c.principal, c.administrators, got)
		}
	}
}

// TestAdministrationNamesActions: a wildcard would take in operations that AWS adds later.
// TestOrganizationReads: accounts of the organization read what buckets of the environment hold, through S3, and do nothing else.
func TestOrganizationReads(t *testing.T) {
	const organization = "o-a1b2c3d4e5"
	s := newStack()
	key := guard.Key(s, blueprints.CodeKey, nil, guard.KeyCare{RotationDays: 365, DeletionWindowDays: 30, Organizations: []string{organization}})
	policy := key.Properties.(*kms.Key).KeyPolicy.(guard.Policy)
	from := func(service, organization, bucket string) map[string]string {
		return via(service, map[string]string{
			"kms:CallerAccount": "999900001111", "aws:PrincipalOrgID": organization,
			"kms:EncryptionContext:aws:s3:arn": "arn:" + blueprints.Partition + ":s3:::" + bucket,
		})
	}
	for reason, c := range map[string]struct {
		action  string
		context map[string]string
		want    []string
	}{
		"reads a template":               {"kms:Decrypt", from("s3", organization, "clinic-prod-artifacts"), []string{"ReadByOrganization"}},
		"writes one":                     {"kms:GenerateDataKey", from("s3", organization, "clinic-prod-artifacts"), nil},
		"reads through another service":  {"kms:Decrypt", from("athena", organization, "clinic-prod-artifacts"), nil},
		"reads from a bucket of its own": {"kms:Decrypt", from("s3", organization, "theirs"), nil},
		"another organization does not":  {"kms:Decrypt", from("s3", "o-b1b2c3d4e5", "clinic-prod-artifacts"), nil},
		"hands out the key":              {"kms:CreateGrant", from("s3", organization, "clinic-prod-artifacts"), nil},
	} {
		got, _ := judge(t, policy, request{"arn:aws:iam::999900001111:role/deploy", c.action, "*", c.context})
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: allowed by (-want +got):\n%s", reason, d)
		}
	}
}

func TestAdministrationNamesActions(t *testing.T) {
	for _, s := range keyPolicy(t, nil, []string{"arn:aws:iam::111122223333:role/a"}).Statement {
		for _, a := range s.Action {
			if strings.Contains(a, "*") {
				t.Errorf("statement %s allows %s", s.Sid, a)
			}
		}
	}
}

func TestUnknownServiceIsAMistakeOfTheBlueprint(t *testing.T) {
	defer func() {
		want := "internal error: a blueprint encrypts with redis, which the table of key services does not know"
		if got := recover(); got != want {
			t.Errorf("got %v, want %q", got, want)
		}
	}()
	keyPolicy(t, []string{"redis"}, nil)
}

func TestKey(t *testing.T) {
	s := newStack()
	guard.Key(s, blueprints.SecretsKey, []string{"secretsmanager"}, guard.KeyCare{RotationDays: 180, DeletionWindowDays: 30})
	key, alias := s.Resources[0], s.Resources[1]
	k := key.Properties.(*kms.Key)
	if !*k.EnableKeyRotation || *k.RotationPeriodInDays != 180 || *k.PendingWindowInDays != 30 {
		t.Errorf("the key rotates: %v, every %d days, and is deleted after %d", *k.EnableKeyRotation, *k.RotationPeriodInDays, *k.PendingWindowInDays)
	}
	a := alias.Properties.(*kms.Alias)
	if a.AliasName != "alias/clinic-prod-storage-secrets" || a.TargetKeyId != key.Ref() {
		t.Errorf("the alias is %q for %q", a.AliasName, a.TargetKeyId)
	}
	if key.DeletionPolicy != "RetainExceptOnCreate" || key.UpdateReplacePolicy != "Retain" {
		t.Error("the key goes with the stack, and with it the data")
	}
	if alias.DeletionPolicy != "" {
		t.Error("the alias stays behind and is in the way when the stack is made again")
	}
}
