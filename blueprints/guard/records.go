package guard

import (
	"github.com/awslabs/goformation/v7/cloudformation/s3"

	"github.com/hipaac/hipaac/blueprints"
)

// The account's records, its trail and the history of its configuration, have names without the environment in them: there is one of
// each in an account, and other regions write to the bucket of the configuration by a name that they can tell beforehand.

// TrailName is the name of the account's trail, or of the trail of data events beside that of an organization.
func TrailName(s *blueprints.Stack) string { return s.PhysicalName("trail") }

// TrailArn is the trail's ARN. It can be named before the trail is there, by the policies that the trail waits for.
func TrailArn(s *blueprints.Stack) string {
	return blueprints.OwnArn("cloudtrail", "trail/"+TrailName(s))
}

// RecordsBucketName is "<system>-<kind>-<account>-<region>": kind is "trail" or "config", region the account's home region.
func RecordsBucketName(s *blueprints.Stack, kind, region string) string {
	return s.Env.System + "-" + kind + "-" + blueprints.AccountID + "-" + region
}

// RecordsKeyAlias is the name under which other regions know the key of the configuration's bucket.
func RecordsKeyAlias(s *blueprints.Stack) string { return "alias/" + s.Env.System + "-config" }

// RecorderName is "<system>-<environment>-recorder-<region>", the name of the role that AWS Config records a region with.
func RecorderName(s *blueprints.Stack) string {
	return s.PhysicalName("recorder-") + blueprints.Region
}

// recorders are the roles of that name in all regions, whose specs are other environments. Whoever may make roles could make one that is
// called so; what it may do to records is to add some.
func recorders(s *blueprints.Stack) string {
	return "arn:" + blueprints.Partition + ":iam::" + blueprints.AccountID + ":role/" + s.Env.System + "-*-recorder-*"
}

// AccountRecords adds a bucket that a service of AWS writes the account's records to, and that nobody else writes to, and nobody deletes
// from, but the break-glass role. Like Bucket it is encrypted with the given key, but without a bucket
// key: the services' rights to the key depend on what they say that they encrypt, and with a bucket key S3 says it, by bucket.
func AccountRecords(s *blueprints.Stack, id, from, keyArn string, properties *s3.Bucket, more ...Statement) *blueprints.Resource {
	return addBucket(s, id, from, "", properties, encryptionRule{
		ServerSideEncryptionByDefault: &s3.Bucket_ServerSideEncryptionByDefault{SSEAlgorithm: "aws:kms", KMSMasterKeyID: &keyArn},
	}, append([]Statement{keepAdded(s, id), addOnlyByRecorders(s, id)}, more...)).
		NotBackedUp("records are kept as long as their class asks, and what is overwritten stays as a version.")
}

// keepAdded denies deleting to all but AWS services and the break-glass role; see keepRecords.
func keepAdded(s *blueprints.Stack, id string) Statement {
	return deny("DenyDeleting", []string{"s3:DeleteObject", "s3:DeleteObjectVersion"}, objects(id), Condition{
		"BoolIfExists": {"aws:PrincipalIsAWSService": {"false"}},
		"ArnNotEquals": {"aws:PrincipalArn": {BreakGlassRoleArn(s)}},
	})
}

// addOnlyByRecorders denies writing to all but AWS services, AWS Config's roles and the break-glass role. What is overwritten stays as
// a version, but a trail with files that nobody recorded is worth less.
func addOnlyByRecorders(s *blueprints.Stack, id string) Statement {
	return deny("DenyForging", []string{"s3:PutObject"}, objects(id), Condition{
		"BoolIfExists": {"aws:PrincipalIsAWSService": {"false"}},
		"ArnNotLike":   {"aws:PrincipalArn": {BreakGlassRoleArn(s), recorders(s)}},
	})
}

// ReceiveTrail lets CloudTrail write the files of one trail, and of no other (AWS CloudTrail User Guide, "Amazon S3 bucket policy for
// CloudTrail").
func ReceiveTrail(id, trailArn string) []Statement {
	return receive(id, "cloudtrail", "AWSLogs/"+blueprints.AccountID+"/*", []string{"s3:GetBucketAcl"}, Condition{
		"StringEquals": {"aws:SourceArn": {trailArn}},
	})
}

// ReceiveConfig lets AWS Config of this account write what it records, from every region (AWS Config Developer Guide, "Permissions for
// the Amazon S3 Bucket for the AWS Config Delivery Channel").
func ReceiveConfig(id string) []Statement {
	return receive(id, "config", "AWSLogs/"+blueprints.AccountID+"/Config/*", []string{"s3:GetBucketAcl", "s3:ListBucket"}, Condition{
		"StringEquals": {"aws:SourceAccount": {blueprints.AccountID}},
	})
}

func receive(id, service, path string, looks []string, on Condition) []Statement {
	who := Principals{Service: []string{service + ".amazonaws.com"}}
	bucket := blueprints.GetAtt(id, "Arn")
	return []Statement{
		{Sid: "LookBefore", Effect: "Allow", Principal: who, Action: looks, Resource: []string{bucket}, Condition: on},
		{Sid: "Receive", Effect: "Allow", Principal: who, Action: []string{"s3:PutObject"}, Resource: []string{bucket + "/" + path},
			// Both services ask for this ACL with every file, and write no others. It grants nothing where ACLs are off.
			Condition: and(on, Condition{"StringLike": {"s3:x-amz-acl": {"bucket-owner-full-control"}}})},
	}
}
