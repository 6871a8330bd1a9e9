package audit

import (
	"github.com/awslabs/goformation/v7/cloudformation/config"
	"github.com/awslabs/goformation/v7/cloudformation/iam"
	"github.com/awslabs/goformation/v7/cloudformation/kms"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// addConfig adds the recorder of AWS Config and its delivery channel. Neither waits for the other: CloudFormation starts the recorder
// when the channel is there, and a channel needs a recorder; one that waited would wait for ever.
//
// What is recorded is kept by AWS Config for seven years, its default, which CloudFormation cannot change.
func (r *records) addConfig() {
	role := r.addRecorderRole(guard.RecordsBucketName(r.Stack, "config", r.homeRegion()))
	channel := &config.DeliveryChannel{
		ConfigSnapshotDeliveryProperties: &config.DeliveryChannel_ConfigSnapshotDeliveryProperties{DeliveryFrequency: ptr("TwentyFour_Hours")},
	}
	after := ""
	if r.atHome {
		bucket := r.addConfigBucket()
		after = bucket.ID + "Policy"
		channel.S3BucketName, channel.S3KmsKeyArn = bucket.Ref(), ptr(r.KeyArn(blueprints.LogsKey))
		r.Add("ConfigKeyAlias", &kms.Alias{AliasName: guard.RecordsKeyAlias(r.Stack), TargetKeyId: r.KeyArn(blueprints.LogsKey)}).
			Say("The name by which the account's further regions know the key.")
	} else {
		channel.S3BucketName = guard.RecordsBucketName(r.Stack, "config", r.homeRegion())
		channel.S3KmsKeyArn = ptr("arn:" + blueprints.Partition + ":kms:" + r.home + ":" + blueprints.AccountID + ":" + guard.RecordsKeyAlias(r.Stack))
	}
	r.Add("Recorder", &config.ConfigurationRecorder{
		RoleARN: role.Arn(),
		// IAM is the same in all regions: one of them records it.
		RecordingGroup: &config.ConfigurationRecorder_RecordingGroup{AllSupported: ptr(true), IncludeGlobalResourceTypes: &r.atHome},
	})
	made := r.Add("Channel", channel).From("home")
	if after != "" {
		made.After = append(made.After, after) // AWS Config tries to write before it takes a channel
	}
}

// homeRegion is the home region as a template names it: in the home region itself by the pseudo parameter.
func (r *records) homeRegion() string {
	if r.atHome {
		return blueprints.Region
	}
	return r.home
}

// addRecorderRole adds the role that AWS Config looks at resources with.
//
// It is a role of the stack's own with AWS's policy, not the service-linked role AWSServiceRoleForConfig: CloudFormation can make that
// one only where it does not exist, and a recorder can name it only where it does. The stack would fail in one half of all accounts.
//
// AWS Config delivers with it, too, within the account (AWS Config Developer Guide, "Permissions for the Amazon S3 Bucket for the AWS Config
// Delivery Channel"). Its name is how the bucket and its key, which may be in another region, know it.
func (r *records) addRecorderRole(bucket string) *blueprints.Resource {
	arn := "arn:" + blueprints.Partition + ":s3:::" + bucket
	policy := r.Add("RecorderRolePolicy", &iam.ManagedPolicy{PolicyDocument: guard.Document(
		guard.Statement{Sid: "LookBefore", Effect: "Allow", Action: []string{"s3:GetBucketAcl", "s3:ListBucket"}, Resource: []string{arn}},
		guard.Statement{
			Sid: "Deliver", Effect: "Allow", Action: []string{"s3:PutObject", "s3:PutObjectAcl"}, Resource: []string{arn + "/AWSLogs/" + blueprints.AccountID + "/Config/*"},
			Condition: guard.Condition{"StringEquals": {"s3:x-amz-acl": {"bucket-owner-full-control"}}},
		},
	)})
	return r.Add("RecorderRole", &iam.Role{
		RoleName:                 ptr(guard.RecorderName(r.Stack)),
		AssumeRolePolicyDocument: guard.Document(guard.Trust(guard.Role{Service: "config"})),
		ManagedPolicyArns:        []string{"arn:" + blueprints.Partition + ":iam::aws:policy/service-role/AWS_ConfigRole", policy.Ref()},
	}).Say("A role of its own in place of AWS's service-linked one, which a template can neither make nor name without knowing whether it is there.\n" +
		"The control Config.1 of Security Hub asks for the latter, unless its parameter includeConfigServiceLinkedRoleCheck is false.")
}
