package delivery

import (
	"fmt"

	"github.com/awslabs/goformation/v7/cloudformation/iam"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// addDeployPolicy says what whoever deploys may do: hand templates for the environment's own stacks, by their names, to CloudFormation,
// which acts with the execution role, and follow what becomes of them. Deleting a stack is not among it, nor rolling one back that failed,
// nor this stack itself, nor any resource: those are an administrator's. Who imports an export, and what a hook said, can only
// be asked of the whole account.
func addDeployPolicy(s *blueprints.Stack, cfg *schema.Delivery, stacks []string) {
	execution := roleArn(s, "execution")
	own := []string{blueprints.OwnArn("cloudformation", "stack/"+s.Name+"/*")}
	statements := []guard.Statement{
		{
			Sid: "ProposeChanges", Effect: "Allow", Action: []string{"cloudformation:CreateChangeSet"}, Resource: stacks,
			Condition: guard.Condition{"ArnEquals": {"cloudformation:RoleArn": {execution}}},
		},
		{
			Sid: "CarryOutChanges", Effect: "Allow", Resource: stacks,
			Action: []string{
				"cloudformation:CancelUpdateStack", "cloudformation:DeleteChangeSet", "cloudformation:DescribeChangeSet", "cloudformation:DescribeEvents",
				"cloudformation:DescribeStackEvents", "cloudformation:DescribeStacks", "cloudformation:ExecuteChangeSet",
				"cloudformation:GetStackPolicy", "cloudformation:GetTemplate", "cloudformation:ListChangeSets", "cloudformation:ListStackResources",
				"cloudformation:SetStackPolicy", "cloudformation:UpdateTerminationProtection",
			},
		},
		{
			Sid: "ReadOwnRights", Effect: "Allow", Resource: own,
			Action: []string{
				"cloudformation:DescribeStackEvents", "cloudformation:DescribeStacks", "cloudformation:GetStackPolicy", "cloudformation:GetTemplate", "cloudformation:ListChangeSets",
			},
		},
		{
			Sid: "ReadWhatHasNoStack", Effect: "Allow", Resource: []string{"*"},
			Action: []string{"cloudformation:GetHookResult", "cloudformation:ListHookResults", "cloudformation:ListImports"},
		},
		{
			Sid: "ReadFailures", Effect: "Allow", Action: []string{"cloudformation:DescribeEvents"},
			Resource: []string{blueprints.OwnArn("cloudformation", "changeSet/hipaac-*")},
		},
		{
			Sid: "ActAsExecution", Effect: "Allow", Action: []string{"iam:PassRole"}, Resource: []string{execution},
			Condition: guard.Condition{"StringEquals": {"iam:PassedToService": {"cloudformation.amazonaws.com"}}},
		},
	}
	statements = append(statements, storeTemplates(s, cfg)...)
	checkSize(s, "the rights of whoever deploys", statements)
	s.Add(deployPolicy, &iam.ManagedPolicy{
		Description: ptr("What whoever deploys " + title(s) + " may do"), PolicyDocument: guard.Document(statements...),
	}).Say("It names stacks, not patterns: an environment whose name begins the same is out of reach.")
}

// storeTemplates lets templates go through the bucket, which CloudFormation reads with the caller's rights, and the record of each run stay
// in it.
func storeTemplates(s *blueprints.Stack, cfg *schema.Delivery) []guard.Statement {
	arn := "arn:" + blueprints.Partition + ":s3:::" + bucket(s, cfg)
	here := map[string][]string{"aws:ResourceAccount": {blueprints.AccountID}}
	return []guard.Statement{
		{
			Sid: "StoreTemplates", Effect: "Allow", Action: []string{"s3:GetObject", "s3:PutObject"}, Resource: []string{arn + "/templates/*"},
			Condition: guard.Condition{"StringEquals": here},
		},
		{
			Sid: "StoreRecords", Effect: "Allow", Action: []string{"s3:PutObject"}, Resource: []string{arn + "/runs/" + externalID(s) + "/*"},
			Condition: guard.Condition{"StringEquals": here},
		},
		{
			// The bucket's key belongs to another spec and is known by the end of its alias and by what it encrypts: with a bucket key,
			// the context is the bucket, otherwise the object.
			Sid: "StoreTemplatesKey", Effect: "Allow", Action: []string{"kms:Decrypt", "kms:GenerateDataKey"},
			Resource: []string{blueprints.OwnArn("kms", "key/*")},
			Condition: guard.Condition{
				"StringEquals":           guard.Through("s3")["StringEquals"],
				"ArnLike":                {"kms:EncryptionContext:aws:s3:arn": {arn, arn + "/templates/*", arn + "/runs/" + externalID(s) + "/*"}},
				"ForAnyValue:StringLike": {"kms:ResourceAliases": {"alias/*-" + string(blueprints.CodeKey)}},
			},
		},
	}
}

// checkSize refuses a policy that IAM would not take.
func checkSize(s *blueprints.Stack, what string, statements []guard.Statement) {
	if size := guard.PolicySize(statements...); size > guard.MaxPolicySize {
		s.Refuse(blueprints.Refusal{
			ID:      "too-many-rights",
			Message: fmt.Sprintf("%s in stack %q would be a policy of %d characters, and IAM takes %d: the environment has too many stacks or kinds of resource", what, s.Key, size, guard.MaxPolicySize),
			Hint:    "divide the environment in two",
		})
	}
}
