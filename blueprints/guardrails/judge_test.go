package guardrails_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	iam       = "arn:aws:iam::111122223333:"
	developer = iam + "role/Developer"
	security  = iam + "role/SecurityAudit"
	execution = iam + "role/clinic-prod-execution"
	emergency = iam + "role/clinic-prod-break-glass"
	admin     = iam + "role/aws-reserved/sso.amazonaws.com/us-east-1/AWSReservedSSO_Administrators_0a1b2c"
	tower     = iam + "role/AWSControlTowerExecution"
	trail     = "arn:aws:s3:::clinic-trail-777788889999-us-east-1/AWSLogs/x"
	stack     = "arn:aws:cloudformation:us-east-1:111122223333:stack/clinic-prod-database/0a"
)

// TestWhoMay asks the pinned policies what they deny to whom. "" is what every account may permit.
func TestWhoMay(t *testing.T) {
	p := load(t, "testdata/full.yaml")
	for _, test := range []struct {
		name string
		request
		want string
	}{
		{"an eligible service", request{principal: developer, action: "s3:GetObject", resource: "arn:aws:s3:::clinic-prod-documents/x"}, ""},
		{"actions are compared without case", request{principal: developer, action: "S3:getobject", resource: "arn:aws:s3:::clinic-prod-documents/x"}, ""},
		{"what a pod of an eligible cluster asks for", request{principal: developer, action: "eks-auth:AssumeRoleForPodIdentity"}, ""},
		{"what a client of an eligible cluster asks for", request{principal: developer, action: "kafka-cluster:Connect"}, ""},
		{"a service that is not listed", request{principal: developer, action: "lightsail:CreateInstances"}, "EligibleServices20260522"},
		{"not even for whoever deploys", request{principal: execution, action: "lightsail:CreateInstances"}, "EligibleServices20260522"},
		{"what is unclear", request{principal: developer, action: "pipes:CreatePipe"}, "EligibleServices20260522"},
		{"what the organization permits beside the list", request{principal: developer, action: "scheduler:CreateSchedule"}, ""},
		{"what runs accounts", request{principal: developer, action: "sts:GetCallerIdentity"}, ""},
		{"what the list excludes", request{principal: execution, action: "ds:CreateDirectory"}, "ExcludedParts"},
		{"what it does not", request{principal: execution, action: "ds:CreateMicrosoftAD"}, ""},

		{"a region of the organization", request{principal: developer, action: "ec2:RunInstances", region: "eu-central-1"}, ""},
		{"another region", request{principal: developer, action: "ec2:RunInstances", region: "eu-west-3"}, "Regions"},
		{"another region, for whoever deploys", request{principal: execution, action: "kms:CreateKey", region: "eu-west-3"}, "Regions"},
		{"another region, for what set the organization up", request{principal: tower, action: "config:PutConfigRule", region: "eu-west-3"}, ""},
		{"a service that answers from one region", request{principal: developer, action: "iam:ListRoles", region: "us-west-2"}, ""},
		{"a request that names no region", request{principal: developer, action: "ec2:RunInstances", context: map[string]string{"aws:RequestedRegion": ""}}, "Regions"},

		{"the security role looks at a trail", request{principal: security, action: "cloudtrail:GetTrailStatus"}, ""},
		{"the security role stops a trail", request{principal: security, action: "cloudtrail:StopLogging"}, "WatchersAndBackups"},
		{"in an emergency neither", request{principal: emergency, action: "cloudtrail:StopLogging"}, "WatchersAndBackups"},
		{"whoever deploys changes a trail", request{principal: execution, action: "cloudtrail:UpdateTrail"}, ""},
		{"findings are told to be handled", request{principal: security, action: "securityhub:BatchUpdateFindings"}, ""},
		{"a detector is turned off", request{principal: admin, action: "guardduty:DeleteDetector"}, ""},
		{"a detector is turned off by somebody", request{principal: developer, action: "guardduty:DeleteDetector"}, "WatchersAndBackups"},
		{"a detector is narrowed", request{principal: developer, action: "guardduty:CreateFilter"}, "WatchersAndBackups"},
		{"an analyzer is turned off", request{principal: developer, action: "access-analyzer:DeleteAnalyzer"}, "WatchersAndBackups"},
		{"flow logs are turned off", request{principal: developer, action: "ec2:DeleteFlowLogs"}, "WatchersAndBackups"},
		{"what a detector trusts", request{principal: developer, action: "guardduty:CreateTrustedEntitySet"}, "WatchersAndBackups"},
		{"discovery of records is turned off", request{principal: developer, action: "macie2:UpdateAutomatedDiscoveryConfiguration"}, "WatchersAndBackups"},
		{"a bucket is left out of it", request{principal: developer, action: "macie2:UpdateClassificationScope"}, "WatchersAndBackups"},
		{"instances are scanned less deeply", request{principal: developer, action: "inspector2:UpdateEc2DeepInspectionConfiguration"}, "WatchersAndBackups"},
		{"a control asks for less", request{principal: developer, action: "securityhub:UpdateSecurityControl"}, "WatchersAndBackups"},
		{"no more backups", request{principal: developer, action: "backup:DeleteBackupSelection"}, "WatchersAndBackups"},
		{"a backup is lost", request{principal: developer, action: "backup:DeleteRecoveryPoint"}, "WatchersAndBackups"},
		{"a backup is made", request{principal: developer, action: "backup:StartBackupJob"}, ""},
		{"a record is deleted", request{principal: developer, action: "s3:DeleteObjectVersion", resource: trail}, "Archives"},
		{"a record is read", request{principal: security, action: "s3:GetObject", resource: trail}, ""},
		{"a lock is lifted in an emergency", request{principal: emergency, action: "s3:PutObjectRetention", resource: trail}, ""},
		{"a named archive", request{principal: developer, action: "s3:PutBucketPolicy", resource: "arn:aws:s3:::old-records"}, "Archives"},
		{"what is in it", request{principal: developer, action: "s3:DeleteObject", resource: "arn:aws:s3:::old-records/2019"}, "Archives"},
		{"a log group", request{principal: developer, action: "logs:DeleteLogGroup", resource: "arn:aws:logs:us-east-1:111122223333:log-group:/hipaac/clinic/prod/network/flow"}, "Logs"},
		{"a log group that keeps a day", request{principal: developer, action: "logs:PutRetentionPolicy", resource: "arn:aws:logs:us-east-1:111122223333:log-group:/hipaac/clinic/prod/network/flow"}, "Logs"},
		{"a log group of somebody's own", request{principal: developer, action: "logs:PutRetentionPolicy", resource: "arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/own"}, ""},
		{"a log group of a launch that failed", request{principal: iam + "role/clinic-account-prod-cata-WebServerLaunchRole-0A1B", action: "logs:DeleteLogGroup",
			resource: "arn:aws:logs:us-east-1:111122223333:log-group:/hipaac/clinic/account-prod/web-server/x/server"}, ""},
		{"a key is deleted", request{principal: developer, action: "kms:ScheduleKeyDeletion"}, "Keys"},
		{"a deletion is called off", request{principal: developer, action: "kms:CancelKeyDeletion"}, ""},

		{"the account leaves", request{principal: admin, action: "organizations:LeaveOrganization"}, "Membership"},
		{"the root user", request{principal: iam + "root", action: "s3:ListAllMyBuckets"}, "RootUser"},
		{"the management account acts for the root user", request{principal: iam + "root", action: "s3:DeleteBucketPolicy", context: map[string]string{"aws:AssumedRoot": "true"}}, ""},
		{"volumes no longer encrypted", request{principal: developer, action: "ec2:DisableEbsEncryptionByDefault"}, "SettingsAndCredentials"},
		{"a network open to the public", request{principal: developer, action: "ec2:CreateVpcBlockPublicAccessExclusion"}, "SettingsAndCredentials"},
		{"buckets open to the public", request{principal: developer, action: "s3:PutAccountPublicAccessBlock"}, "SettingsAndCredentials"},
		{"whoever deploys closes them", request{principal: execution, action: "s3:PutAccountPublicAccessBlock"}, ""},
		{"a user", request{principal: developer, action: "iam:CreateUser"}, "SettingsAndCredentials"},
		{"a stored key", request{principal: developer, action: "iam:CreateAccessKey"}, "SettingsAndCredentials"},
		{"a key is taken away", request{principal: developer, action: "iam:DeleteAccessKey"}, ""},
		{"a role of an application", request{principal: developer, action: "iam:CreateRole", resource: iam + "role/clinic-prod-report"}, ""},
		{"a role that would be trusted", request{principal: developer, action: "iam:CreateRole", resource: iam + "role/clinic-x-execution"}, "TrustedRoles"},
		{"one for emergencies", request{principal: developer, action: "iam:UpdateAssumeRolePolicy", resource: emergency}, "TrustedRoles"},
		{"the administrators' own role", request{principal: developer, action: "iam:PutRolePolicy", resource: admin}, "TrustedRoles"},
		{"a role that may delete logs", request{principal: developer, action: "iam:CreateRole", resource: iam + "role/clinic-xLaunchRole-y"}, "TrustedRoles"},
		{"a trusted role is passed", request{principal: developer, action: "iam:PassRole", resource: execution}, "TrustedRoles"},
		{"a trusted role is passed by whoever deploys", request{principal: iam + "role/clinic-prod-deploy", action: "iam:PassRole", resource: execution}, ""},
		{"a stack of hipaac", request{principal: developer, action: "cloudformation:DeleteStack", resource: stack}, "Stacks"},
		{"a stack of hipaac, looked at", request{principal: developer, action: "cloudformation:DescribeStacks", resource: stack}, ""},
		{"a stack that was carried here", request{principal: developer, action: "cloudformation:UpdateStack", resource: "arn:aws:cloudformation:us-east-1:111122223333:stack/StackSet-clinic-organization-audit-0a/1b"}, "Stacks"},
		{"another stack", request{principal: developer, action: "cloudformation:DeleteStack", resource: "arn:aws:cloudformation:us-east-1:111122223333:stack/SC-111122223333-pp/0a"}, ""},
		{"whoever deploys", request{principal: iam + "role/clinic-prod-deploy", action: "cloudformation:ExecuteChangeSet", resource: stack}, ""},

		{"a volume in the clear", request{principal: execution, action: "ec2:RunInstances", resource: "arn:aws:ec2:us-east-1:111122223333:volume/*",
			context: map[string]string{"ec2:Encrypted": "false"}}, "EncryptedVolumes"},
		{"a volume", request{principal: execution, action: "ec2:RunInstances", resource: "arn:aws:ec2:us-east-1:111122223333:volume/*", context: map[string]string{"ec2:Encrypted": "true"}}, ""},
		{"a database in the clear", request{principal: execution, action: "rds:CreateDBInstance", context: map[string]string{"rds:StorageEncrypted": "false", "rds:DatabaseEngine": "postgres"}}, "EncryptedDatabases"},
		{"a member of a cluster", request{principal: execution, action: "rds:CreateDBInstance", context: map[string]string{"rds:StorageEncrypted": "false", "rds:DatabaseEngine": "aurora-postgresql"}}, ""},
		{"a cluster in the clear", request{principal: execution, action: "rds:CreateDBCluster", context: map[string]string{"rds:StorageEncrypted": "false"}}, "EncryptedClusters"},
		{"files in the clear", request{principal: execution, action: "elasticfilesystem:CreateFileSystem", context: map[string]string{"elasticfilesystem:Encrypted": "false"}}, "EncryptedFiles"},
		{"a key that only the sender has", request{principal: developer, action: "s3:PutObject", resource: "arn:aws:s3:::clinic-prod-documents/x",
			context: map[string]string{"s3:x-amz-server-side-encryption-customer-algorithm": "AES256"}}, "OwnKeys"},
	} {
		if test.region == "" {
			test.region = "us-east-1"
		}
		if test.context["aws:RequestedRegion"] != "" {
			t.Fatal("the region is a field")
		}
		var want []string
		if test.want != "" {
			want = []string{test.want}
		}
		if d := cmp.Diff(want, p.judge(t, test.request)); d != "" {
			t.Errorf("%s: %s", test.name, d)
		}
	}
}

// TestPerimeter asks the policy on resources.
func TestPerimeter(t *testing.T) {
	p := policies{"Perimeter": load(t, "testdata/full.yaml")["Perimeter"]}
	inside := map[string]string{"aws:PrincipalOrgID": "o-a1b2c3d4e5", "aws:PrincipalAccount": "111122223333", "aws:SecureTransport": "true", "aws:PrincipalIsAWSService": "false"}
	with := func(changes map[string]string) map[string]string {
		all := map[string]string{"perimeter": "yes"}
		for _, m := range []map[string]string{inside, changes} {
			for k, v := range m {
				if all[k] = v; v == "" {
					delete(all, k)
				}
			}
		}
		return all
	}
	service := map[string]string{"aws:PrincipalOrgID": "", "aws:PrincipalAccount": "", "aws:PrincipalIsAWSService": "true"}
	for name, test := range map[string]struct {
		changes map[string]string
		want    []string
	}{
		"inside":               {nil, nil},
		"another organization": {map[string]string{"aws:PrincipalOrgID": "o-zzzzzzzzzz", "aws:PrincipalAccount": "222233334444"}, []string{"OrganizationOnly"}},
		"no organization":      {map[string]string{"aws:PrincipalOrgID": "", "aws:PrincipalAccount": "222233334444"}, []string{"OrganizationOnly"}},
		"nobody":               {map[string]string{"aws:PrincipalOrgID": "", "aws:PrincipalAccount": ""}, []string{"OrganizationOnly"}},
		"a partner":            {map[string]string{"aws:PrincipalOrgID": "o-zzzzzzzzzz", "aws:PrincipalAccount": "444455556666"}, nil},
		"in clear text":        {map[string]string{"aws:SecureTransport": "false"}, []string{"EncryptedInTransit"}},
		"a service":            {service, nil},
		"a service for an account of ours": {map[string]string{"aws:PrincipalOrgID": "", "aws:PrincipalAccount": "", "aws:PrincipalIsAWSService": "true",
			"aws:SourceAccount": "111122223333", "aws:SourceOrgID": "o-a1b2c3d4e5"}, nil},
		"a service for somebody else": {map[string]string{"aws:PrincipalOrgID": "", "aws:PrincipalAccount": "", "aws:PrincipalIsAWSService": "true",
			"aws:SourceAccount": "222233334444"}, []string{"ServicesForTheOrganizationOnly"}},
		"a service for a partner": {map[string]string{"aws:PrincipalOrgID": "", "aws:PrincipalAccount": "", "aws:PrincipalIsAWSService": "true",
			"aws:SourceAccount": "444455556666"}, nil},
	} {
		r := request{principal: developer, action: "s3:GetObject", resource: "arn:aws:s3:::clinic-prod-documents/x", region: "us-east-1", context: with(test.changes)}
		if d := cmp.Diff(test.want, p.judge(t, r)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}
