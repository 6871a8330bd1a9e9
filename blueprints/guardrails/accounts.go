package guardrails

import (
	"slices"

	"github.com/hipaac/hipaac/blueprints/guard"
)

// settings are those of an account and region on which every resource there relies: what is closed to the public, what is encrypted, what a
// password takes. As of 2026-11, from the Service Authorization Reference.
var settings = []string{
	"account:DisableRegion", "account:EnableRegion", "ec2:CreateVpcBlockPublicAccessExclusion", "ec2:DisableEbsEncryptionByDefault", "ec2:DisableImageBlockPublicAccess",
	"ec2:DisableSnapshotBlockPublicAccess", "ec2:ModifyEbsDefaultKmsKeyId", "ec2:ModifyInstanceMetadataDefaults", "ec2:ModifyVpcBlockPublicAccess*",
	"ec2:ResetEbsDefaultKmsKeyId", "elasticmapreduce:PutBlockPublicAccessConfiguration", "iam:DeleteAccountPasswordPolicy",
	"iam:UpdateAccountPasswordPolicy", "s3:PutAccountPublicAccessBlock", "ssm:ResetServiceSetting", "ssm:UpdateServiceSetting",
}

// credentials are the actions that make what can be lost: secrets that no session ends.
var credentials = []string{"iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:CreateServiceSpecificCredential", "iam:CreateUser", "iam:UpdateLoginProfile", "iam:UploadSSHPublicKey"}

// onRoles are the actions by which somebody would become, change or remove a role.
var onRoles = []string{
	"iam:AttachRolePolicy", "iam:CreateRole", "iam:DeleteRole*", "iam:DetachRolePolicy", "iam:PassRole", "iam:PutRole*", "iam:TagRole",
	"iam:UntagRole", "iam:UpdateAssumeRolePolicy", "iam:UpdateRole*",
}

// onStacks are the actions that change a stack.
var onStacks = []string{
	"cloudformation:CancelUpdateStack", "cloudformation:ContinueUpdateRollback", "cloudformation:CreateChangeSet", "cloudformation:CreateStack",
	"cloudformation:DeleteStack", "cloudformation:ExecuteChangeSet", "cloudformation:RollbackStack", "cloudformation:SetStackPolicy",
	"cloudformation:UpdateStack", "cloudformation:UpdateTerminationProtection",
}

// accounts keeps accounts in the organization, their settings as they are, and what deploys them in charge.
func (g *guardrails) accounts() []guard.Statement {
	var stacks []string
	for _, s := range g.systems() {
		stacks = append(stacks, "arn:*:cloudformation:*:*:stack/"+s+"-*", "arn:*:cloudformation:*:*:stack/StackSet-"+s+"-*")
	}
	trusted := g.trusted()
	return append([]guard.Statement{
		deny("Membership", []string{"account:CloseAccount", "organizations:LeaveOrganization"}, nil),
		// The sessions that the management account opens for a member's root user, for one task each, are not those of a person with its password.
		deny("RootUser", []string{"*"}, guard.Condition{"ArnLike": {"aws:PrincipalArn": {"arn:*:iam::*:root"}}, "Null": {"aws:AssumedRoot": {"true"}}}),
		deny("SettingsAndCredentials", slices.Concat(settings, credentials), unless(trusted)),
		deny("TrustedRoles", onRoles, unless(trusted), slices.Concat(g.emergency(), g.launch(), trusted)...),
		deny("Stacks", onStacks, unless(trusted), stacks...),
	}, encryption()...)
}

// encryption denies what would be stored as it is, or with a key that nobody but the sender has. Members of clusters have no setting of
// their own: they are encrypted as their cluster is.
func encryption() []guard.Statement {
	no := func(key string) guard.Condition { return guard.Condition{"Bool": {key: {"false"}}} }
	instances := no("rds:StorageEncrypted")
	instances["StringNotLike"] = map[string][]string{"rds:DatabaseEngine": {"aurora*", "docdb", "neptune"}}
	return []guard.Statement{
		deny("EncryptedVolumes", []string{"ec2:CreateVolume", "ec2:RunInstances"}, no("ec2:Encrypted"), "arn:*:ec2:*:*:volume/*"),
		deny("EncryptedFiles", []string{"elasticfilesystem:CreateFileSystem"}, no("elasticfilesystem:Encrypted")),
		deny("EncryptedClusters", []string{"rds:CreateDBCluster"}, no("rds:StorageEncrypted")),
		deny("EncryptedDatabases", []string{"rds:CreateDBInstance"}, instances),
		deny("OwnKeys", []string{"s3:PutObject"}, guard.Condition{"Null": {"s3:x-amz-server-side-encryption-customer-algorithm": {"false"}}}),
	}
}
