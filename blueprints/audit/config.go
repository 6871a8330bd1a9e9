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
	role := r.addRecorderRole()
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
		channel.S3BucketName = guard.RecordsBucketName(r.Stack, "config", r.home)
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

// addRecorderRole adds the role that AWS Config looks at resources with.
//
// It is a role of the stack's own with AWS's policy, not the service-linked role AWSServiceRoleForConfig: CloudFormation can make that
// one only where it does not exist, and a recorder can name it only where it does. The stack would fail in one half of all accounts.
//
// It may not write. AWS Config then delivers as itself, which the bucket and the key permit (AWS Config Developer Guide, "Permissions
// for the KMS Key"): so the bucket's policy needs no exception for a role that somebody else might take.
func (r *records) addRecorderRole() *blueprints.Resource {
	return r.Add("RecorderRole", &iam.Role{
		AssumeRolePolicyDocument: guard.Document(guard.Trust(guard.Role{Service: "config"})),
		ManagedPolicyArns:        []string{"arn:" + blueprints.Partition + ":iam::aws:policy/service-role/AWS_ConfigRole"},
	}).Say("A role of its own in place of AWS's service-linked one, which a template can neither make nor name without knowing whether it is there.\n" +
		"The control Config.1 of Security Hub asks for the latter, unless its parameter includeConfigServiceLinkedRoleCheck is false.")
}
