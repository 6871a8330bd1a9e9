package guard

import (
	"fmt"
	"slices"

	"github.com/awslabs/goformation/v7/cloudformation/kms"

	"github.com/hipaac/hipaac/blueprints"
)

// KeyCare is how the keys of an environment are kept.
type KeyCare struct {
	RotationDays, DeletionWindowDays int
	// Administrators are ARNs of roles. Empty means that IAM policies of the account decide who administers.
	Administrators []string
	// Organizations are ids of organizations whose accounts may read, through S3, what buckets of the environment hold under the key.
	Organizations []string
}

// Key adds a customer-managed symmetric key for one class of data, and its alias "alias/<system>-<environment>-<stack>-<class>". The
// services, named as in KeyUse, are all that may use it; what each may do stands in the table keyServices.
//
// The key outlives the stack: whoever loses the key has lost the data, and nothing brings either back. The alias is only a name;
// it goes with the stack, so that the stack can be made again.
func Key(s *blueprints.Stack, class blueprints.KeyClass, services []string, care KeyCare) *blueprints.Resource {
	on := true
	description := fmt.Sprintf("Key for %s of %s, environment %s", class, s.Env.System, s.Env.Name)
	key := s.Add(class.Title()+"Key", &kms.Key{
		Description:          &description,
		EnableKeyRotation:    &on,
		RotationPeriodInDays: &care.RotationDays,
		PendingWindowInDays:  &care.DeletionWindowDays,
		KeyPolicy:            keyPolicy(s, services, care),
	}).Retain()
	s.Add(class.Title()+"KeyAlias", &kms.Alias{
		AliasName:   "alias/" + s.PhysicalName(s.Key+"-"+string(class)),
		TargetKeyId: key.Ref(),
	})
	return key
}

// Administration of a key comes in two parts. Neither holds a cryptographic operation or kms:CreateGrant, which would hand one
// out; the lists name each action, so that an operation that AWS adds later is not granted unseen.
var (
	// upkeep is what a deployment needs to make a key and keep it in order, and what it takes to rescue one. It destroys nothing.
	upkeep = []string{
		"kms:CancelKeyDeletion", "kms:CreateAlias", "kms:DeleteAlias", "kms:DescribeKey", "kms:EnableKey", "kms:EnableKeyRotation",
		"kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListGrants", "kms:ListKeyPolicies", "kms:ListKeyRotations",
		"kms:ListResourceTags", "kms:PutKeyPolicy", "kms:RotateKeyOnDemand", "kms:TagResource", "kms:UntagResource", "kms:UpdateAlias",
		"kms:UpdateKeyDescription",
	}
	// outage takes a key out of service, and with it everything that it encrypts.
	outage = []string{"kms:DisableKey", "kms:DisableKeyRotation", "kms:RevokeGrant", "kms:ScheduleKeyDeletion"}
)

// keyPolicy is who may administer a key and which services may use it.
//
// A key policy is the root of all access to its key: what it does not permit, no IAM policy can, not even for the account's root
// user. Three rules follow.
//
//  1. Somebody must always be able to change the policy, or the key is lost to everybody but AWS Support. Naming only roles would
//     do that on the day the last of them is deleted; naming only the root user would do it in an account of an organization that
//     has taken the root credentials away. So the account itself keeps kms:PutKeyPolicy. CreateKey checks just this of its caller
//     (the lockout safety check).
//  2. To name the account is to delegate: nobody gets anything until an IAM policy says so as well. AWS's default is to delegate
//     kms:*, which lets every IAM policy with a broad Decrypt read everything. Here the account delegates administration without
//     any cryptographic operation; whoever could write a policy to use the key has to change the key policy first, and that
//     stands in CloudTrail.
//  3. Where roles are named as administrators, only they can take the key out of service. The account keeps upkeep, because
//     CloudFormation deploys with a role of the account that need not be among them: a stack that cannot turn on rotation on the
//     key it just made would leave it behind half-made.
//
// Source: AWS KMS Developer Guide, "Default key policy" and "Permissions for AWS services in key policies".
func keyPolicy(s *blueprints.Stack, services []string, care KeyCare) Policy {
	everything := slices.Sorted(slices.Values(slices.Concat(upkeep, outage)))
	statements := []Statement{permit("AdministerByAccount", account(), everything, nil)}
	if len(care.Administrators) > 0 {
		statements = []Statement{
			permit("KeepUpByAccount", account(), upkeep, nil),
			permit("AdministerByRoles", Principals{AWS: care.Administrators}, everything, nil),
		}
	}
	for _, service := range services {
		statements = append(statements, keyStatements(s, service)...)
	}
	if len(care.Organizations) > 0 {
		statements = append(statements, permit("ReadByOrganization", Principals{AWS: []string{"*"}}, []string{"kms:Decrypt"},
			and(Through("s3"), ownBuckets(s), Condition{"StringEquals": {"aws:PrincipalOrgID": care.Organizations}})))
	}
	return Document(statements...)
}

// account is the whole account as a principal. It delegates to IAM policies and gives nobody anything by itself.
func account() Principals {
	return Principals{AWS: []string{"arn:" + blueprints.Partition + ":iam::" + blueprints.AccountID + ":root"}}
}
