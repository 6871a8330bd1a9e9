package guard

import (
	"fmt"
	"slices"
	"strings"

	"github.com/awslabs/goformation/v7/cloudformation/iam"

	"github.com/hipaac/hipaac/blueprints"
)

// Boundary adds a permission boundary for the roles that software of this environment runs with: a managed policy that permits
// nothing by itself. Whatever policies a role has, what its boundary does not name is refused.
//
// It admits what any workload here can need: the environment's own buckets, keys and log groups, by their names and tags, so that
// a new bucket needs no new boundary; what the platforms need that run it; exactly as they stand, what else the stacks of the
// environment offer, and rights on what is not the environment's own. It refuses for good what no workload may do, also where a
// resource's own policy would permit it.
//
// A boundary that would be longer than IAM takes is refused, at the stack.
func Boundary(s *blueprints.Stack, id string, offered, further []Statement) *blueprints.Resource {
	statements := append(ownThings(s), platforms(s)...)
	for _, right := range offered {
		if !slices.ContainsFunc(ownThings(s), func(own Statement) bool { return includes(own, right) }) {
			statements = append(statements, right)
		}
	}
	statements = append(append(statements, further...), never()...)
	if size := PolicySize(statements...); size > MaxPolicySize {
		s.Refuse(blueprints.Refusal{
			ID:      "too-many-rights",
			Message: fmt.Sprintf("the permission boundary of stack %q would be longer than IAM takes: the environment's stacks offer too many different rights", s.Key),
			Hint:    "name fewer resources in rights, or let from choose fewer stacks",
		})
	}
	description := "The most that software of " + s.Env.System + ", environment " + s.Env.Name + ", can ever do"
	return s.Add(id, &iam.ManagedPolicy{Description: &description, PolicyDocument: Document(statements...)}).
		Say("Permits nothing by itself: it is the most that a role can get, whatever policies are attached to it later.")
}

// includes reports whether all actions of a right are among those of a statement about everything of the environment. What a stack
// of the environment offers is of the environment.
func includes(own, right Statement) bool {
	return !slices.ContainsFunc(right.Action, func(action string) bool {
		return !slices.ContainsFunc(own.Action, func(known string) bool {
			start, wild := strings.CutSuffix(known, "*")
			return action == known || wild && strings.HasPrefix(action, start)
		})
	})
}

// ownThings are the environment's own stores.
func ownThings(s *blueprints.Stack) []Statement {
	bucket := "arn:" + blueprints.Partition + ":s3:::"
	return []Statement{
		{
			Sid: "OwnBuckets", Effect: "Allow",
			Action: []string{"s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetBucketLocation", "s3:GetObject", "s3:GetObjectTagging",
				"s3:GetObjectVersion", "s3:ListBucket", "s3:ListBucketMultipartUploads", "s3:ListMultipartUploadParts", "s3:PutObject", "s3:PutObjectTagging"},
			Resource: []string{bucket + s.PhysicalName("*")},
			// Bucket names are anybody's to take: a name that starts the same may be a bucket of somebody else.
			Condition: Condition{"StringEquals": {"aws:ResourceAccount": {blueprints.AccountID}}},
		},
		{
			Sid: "OwnKeys", Effect: "Allow",
			Action:    []string{"kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"},
			Resource:  []string{blueprints.OwnArn("kms", "key/*")},
			Condition: Condition{"StringEquals": OwnTags(s, "aws:ResourceTag/")},
		},
		{
			Sid: "OwnLogs", Effect: "Allow",
			Action:   []string{"logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"},
			Resource: OwnLogGroups(s),
		},
	}
}

// OwnTags are the tags that everything of the environment carries, as context keys that begin with the given text:
// "aws:ResourceTag/".
func OwnTags(s *blueprints.Stack, key string) map[string][]string {
	return map[string][]string{key + "System": {s.Env.System}, key + "Environment": {s.Env.Name}}
}

// platforms is what the platforms need that run workloads, in the name of the role. As of 2026-11, from AWS's managed policies
// AmazonSSMManagedInstanceCore, AWSXRayDaemonWriteAccess, AWSElasticBeanstalkWebTier and AWSElasticBeanstalkWorkerTier, without what
// they have in excess: all parameters, all log groups, all queues.
func platforms(s *blueprints.Stack) []Statement {
	files := "arn:" + blueprints.Partition + ":s3:::elasticbeanstalk-" + blueprints.Region + "-" + blueprints.AccountID
	return []Statement{
		{
			Sid: "ReportAndSessions", Effect: "Allow",
			Action: []string{
				"ecr:GetAuthorizationToken", "logs:DescribeLogGroups",
				"ssm:DescribeAssociation", "ssm:DescribeDocument", "ssm:GetDeployablePatchSnapshotForInstance", "ssm:GetDocument", "ssm:GetManifest",
				"ssm:ListAssociations", "ssm:ListInstanceAssociations", "ssm:PutComplianceItems", "ssm:PutConfigurePackageResult", "ssm:PutInventory",
				"ssm:UpdateAssociationStatus", "ssm:UpdateInstanceAssociationStatus", "ssm:UpdateInstanceInformation",
				"ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel", "ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel",
				"xray:GetSampling*", "xray:PutTelemetryRecords", "xray:PutTraceSegments",
			},
			Resource: []string{"*"}, // none of them is about a resource that could be named
		},
		{
			Sid: "Metrics", Effect: "Allow", Action: []string{"cloudwatch:PutMetricData"}, Resource: []string{"*"},
			Condition: Condition{"StringLike": {"cloudwatch:namespace": {"CWAgent", "ElasticBeanstalk/*", s.Env.System + "*"}}},
		},
		{
			Sid: "Images", Effect: "Allow",
			Action:   []string{"ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"},
			Resource: []string{blueprints.OwnArn("ecr", "repository/*")},
		},
		{
			Sid: "Beanstalk", Effect: "Allow",
			Action: []string{"elasticbeanstalk:PutInstanceStatistics"},
			Resource: []string{
				blueprints.OwnArn("elasticbeanstalk", "application/"+s.PhysicalName("*")), blueprints.OwnArn("elasticbeanstalk", "environment/"+s.PhysicalName("*")),
			},
		},
		{
			Sid: "BeanstalkFiles", Effect: "Allow",
			Action:   []string{"s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket", "s3:ListBucketVersions", "s3:PutObject"},
			Resource: []string{files, files + "/*"},
		},
		{
			Sid: "BeanstalkSoftware", Effect: "Allow", Action: []string{"s3:GetObject"},
			Resource: ObjectArns(PlatformBuckets(s.Env.Region)),
		},
		{
			// Where the instances of a worker agree on who queues periodic jobs.
			Sid: "BeanstalkLeader", Effect: "Allow",
			Action:   []string{"dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:Scan", "dynamodb:UpdateItem"},
			Resource: []string{blueprints.OwnArn("dynamodb", "table/awseb-*-stack-AWSEBWorkerCronLeaderRegistry*")},
		},
		{
			Sid: "Jobs", Effect: "Allow",
			Action:   []string{"sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ReceiveMessage", "sqs:SendMessage"},
			Resource: []string{blueprints.OwnArn("sqs", "awseb-*"), blueprints.OwnArn("sqs", s.PhysicalName("*"))},
		},
	}
}

// never is what no workload may do. A denial also holds against what a resource's own policy permits, which the rest of a boundary
// does not for a session of the role.
func never() []Statement {
	return []Statement{
		{
			Sid: "NeverAdminister", Effect: "Deny",
			Action: []string{
				"account:*", "iam:*", "organizations:*", "sts:AssumeRole",
				"kms:Create*", "kms:Delete*", "kms:Disable*", "kms:Put*", "kms:RevokeGrant", "kms:ScheduleKeyDeletion", "kms:Update*",
				"access-analyzer:*", "backup:*", "cloudtrail:*", "config:*", "guardduty:*", "macie2:*", "securityhub:*",
				"ec2:DeleteFlowLogs", "logs:AssociateKmsKey", "logs:Delete*", "logs:DisassociateKmsKey", "logs:Put*Policy",
				"s3:BypassGovernanceRetention", "s3:DeleteBucket*", "s3:DeleteObjectVersion", "s3:PutBucket*", "s3:PutEncryptionConfiguration",
				"s3:PutLifecycleConfiguration", "s3:PutObjectAcl", "s3:PutObjectLegalHold", "s3:PutObjectRetention", "s3:PutReplicationConfiguration",
			},
			Resource: []string{"*"},
		},
		{
			Sid: "NeverInTheClear", Effect: "Deny", Action: []string{"*"}, Resource: []string{"*"},
			Condition: InTheClear(),
		},
	}
}
