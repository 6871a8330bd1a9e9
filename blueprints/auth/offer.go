package auth

import (
	"github.com/hipaac/hipaac/blueprints/guard"
	"strings"

	"github.com/hipaac/hipaac/blueprints"
)

// manage is what an application needs that invites people, locks them out and puts them into groups. It sets nobody's password and
// changes nothing of the pool itself.
var manage = []string{
	"cognito-idp:AdminAddUserToGroup", "cognito-idp:AdminCreateUser", "cognito-idp:AdminDisableUser", "cognito-idp:AdminEnableUser",
	"cognito-idp:AdminGetUser", "cognito-idp:AdminListGroupsForUser", "cognito-idp:AdminRemoveUserFromGroup", "cognito-idp:AdminResetUserPassword",
	"cognito-idp:AdminUpdateUserAttributes", "cognito-idp:AdminUserGlobalSignOut", "cognito-idp:ListGroups", "cognito-idp:ListUsers",
	"cognito-idp:ListUsersInGroup",
}

// offerRights gives the workload what it needs to know of the pool. To validate tokens takes no right: the keys for it are public, at
// the issuer's address.
func (a *auth) offerRights() {
	a.Tell("origins", strings.Join(a.origins(), ","))
	for _, v := range []struct{ name, export string }{
		{"USER_POOL_ID", "UserPoolId"}, {"WEB_CLIENT_ID", "WebClientId"}, {"API_CLIENT_ID", "ApiClientId"}, {"ISSUER", "Issuer"},
		{"IDENTITY_POOL_ID", "IdentityPoolId"},
	} {
		if a.exports(v.export) {
			a.OfferVariable(v.name, a.Exported(v.export))
		}
	}
	// Not the export: CloudFormation changes none that is in use, and the pages could never get a domain of their own.
	a.OfferVariable("SIGN_IN_URL", "https://"+a.host)
	var actions []string
	if a.cfg.WorkloadManagesUsers {
		actions = append(actions, manage...)
	}
	if c := a.cfg.ApiClient; c != nil && c.Kind == "service" {
		actions = append(actions, "cognito-idp:DescribeUserPoolClient") // which holds the secret
	}
	if len(actions) == 0 {
		return
	}
	a.OfferGrant(blueprints.Grant{Sid: "UseUserPool", Actions: actions, Resources: []string{a.Exported("UserPoolArn")}})
	if a.offer.customerKeys {
		a.OfferGrant(blueprints.Grant{
			Sid: "UseKeyOfUserPool", Actions: []string{"kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom", "kms:ReEncryptTo"},
			Resources: []string{a.key()},
			Condition: guard.Through("cognito-idp"),
		})
	}
}

func (a *auth) exports(name string) bool {
	for _, e := range a.Exports {
		if e.Name == name {
			return true
		}
	}
	return false
}
