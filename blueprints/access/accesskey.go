package access

import (
	"fmt"
	"net/netip"

	"github.com/awslabs/goformation/v7/cloudformation/iam"
	"github.com/awslabs/goformation/v7/cloudformation/secretsmanager"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// addAccessKey makes a user with the rights of the workload, by way of a group, and an access key that goes straight into a secret.
//
// The key is no output and no parameter: CloudFormation puts it from one resource into the other when it deploys, and shows neither
// in events, outputs nor drift. Who may read the secret decides its policy and the key's. The controls on users and access keys fail
// all the same, as they should: the key never expires by itself.
func (a *access) addAccessKey(k *schema.AccessKey) {
	a.checkAddresses(k)
	only := a.Add("OnlyFromAddresses", &iam.ManagedPolicy{PolicyDocument: guard.Document(guard.Statement{
		Sid: "OnlyFromAddresses", Effect: "Deny", Action: []string{"*"}, Resource: []string{"*"},
		// What a service of AWS does in the caller's name comes from an address of AWS.
		Condition: guard.Condition{"NotIpAddress": {"aws:SourceIp": k.Addresses}, "Bool": {"aws:ViaAWSService": {"false"}}},
	})}).From("accessKey.addresses")
	group := a.Add("OutsideGroup", &iam.Group{ManagedPolicyArns: append([]string{only.Ref()}, a.policies...)}).From("accessKey")
	boundary := a.boundary.Ref()
	user := a.Add("OutsideUser", &iam.User{Groups: []string{group.Ref()}, PermissionsBoundary: &boundary}).From("accessKey").
		Say("No password: it cannot sign in to the console.")
	key := a.Add("OutsideKey", &iam.AccessKey{UserName: user.Ref(), Serial: &k.Serial}).From("accessKey").
		Say("Replaced by a new key when serial is raised; the old one is deleted.")
	name, description := a.PhysicalName(a.Key+"-access-key"), "Access key of the workload outside AWS"
	keyArn := a.KeyArn(blueprints.SecretsKey)
	value := fmt.Sprintf(`{"accessKeyId":"%s","secretAccessKey":"%s"}`, key.Ref(), key.Att("SecretAccessKey"))
	secret := a.Add("OutsideSecret", &secretsmanager.Secret{
		Name: &name, Description: &description, KmsKeyId: &keyArn, SecretString: &value,
	}).From("accessKey")
	// Without its key the secret is worth nothing, and left behind it would hold the name of the next one.
	secret.DeletionPolicy, secret.UpdateReplacePolicy = "Delete", "Delete"
	a.Export("AccessKeySecretArn", secret.Ref(), "Secret with the access key of the software outside AWS")
}

// checkAddresses refuses blocks that are none, and those that confine nothing.
func (a *access) checkAddresses(k *schema.AccessKey) {
	for i, text := range k.Addresses {
		block, err := netip.ParsePrefix(text)
		path := fmt.Sprintf("accessKey.addresses[%d]", i)
		switch {
		case err != nil:
			a.Refuse(blueprints.Refusal{
				ID: "not-a-block", Path: path, Message: fmt.Sprintf("%q is no block of IPv4 addresses", text),
				Hint: "write an address and a length, such as 203.0.113.0/24",
			})
		case block.Bits() < 16:
			a.Refuse(blueprints.Refusal{
				ID: "addresses-too-wide", Path: path, Message: fmt.Sprintf("%q has %d bits, needs at least 16: an access key must not work from everywhere", text, block.Bits()),
				Hint: "name the addresses that the software calls from, such as 203.0.113.0/24",
			})
		}
	}
}
