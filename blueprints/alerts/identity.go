package alerts

// identityCalls are what happens to identities and to those who sign in. As of 2026-11: event names of the AWS CloudTrail User Guide and of
// each service's API reference; numbers of the CIS AWS Foundations Benchmark v3.0.0, section 4.
func identityCalls() []call {
	return []call{{
		id: "RootUsed", name: "root-used", severity: high, cites: "4.3",
		title:  "The root user of the account acted",
		does:   "Nothing in daily work needs the root user. Ask who holds its credentials; if nobody planned this, change the password, remove its access keys and treat it as an incident.",
		filter: `{ ($.userIdentity.type = "Root") && ($.userIdentity.invokedBy NOT EXISTS) && ($.eventType != "AwsServiceEvent") }`,
		kinds:  []string{apiCall, signIn},
		detail: map[string]any{
			"userIdentity": map[string]any{"type": []string{"Root"}, "invokedBy": []any{map[string]bool{"exists": false}}},
			"eventType":    []any{map[string]any{"anything-but": []string{"AwsServiceEvent"}}},
		},
	}, {
		id: "BreakGlassUsed", name: "break-glass-used", severity: high,
		title:  "A break-glass role was asked for",
		does:   "If nobody announced an emergency, treat this as an incident: revoke the role's sessions and find out how its users' credentials got out.",
		filter: `{ (($.eventName = "AssumeRole*") && ($.requestParameters.roleArn = "*-break-glass")) || (($.eventName = "SwitchRole") && ($.userIdentity.arn = "*-break-glass/*")) }`,
		kinds:  []string{apiCall, signIn},
		detail: map[string]any{"$or": []any{
			map[string]any{
				"eventName":         []any{map[string]string{"prefix": "AssumeRole"}},
				"requestParameters": map[string]any{"roleArn": []any{map[string]string{"suffix": "-break-glass"}}},
			},
			map[string]any{
				"eventName":    []string{"SwitchRole"},
				"userIdentity": map[string]any{"arn": []any{map[string]string{"wildcard": "*-break-glass/*"}}},
			},
		}},
		reads: true,
	}, {
		id: "LoginWithoutMfa", name: "login-without-mfa", severity: high, cites: "4.2",
		title:  "Somebody signed in to the console without a second factor",
		does:   "Give the user a second factor, or delete the password: people come through a federation. If the user does not know of it, disable the user.",
		filter: `{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") && ($.userIdentity.type = "IAMUser") && ($.responseElements.ConsoleLogin = "Success") }`,
		kinds:  []string{signIn},
		detail: map[string]any{
			"eventName":           []string{"ConsoleLogin"},
			"additionalEventData": map[string]any{"MFAUsed": []any{map[string]any{"anything-but": []string{"Yes"}}}},
			"userIdentity":        map[string]any{"type": []string{"IAMUser"}},
			"responseElements":    map[string]any{"ConsoleLogin": []string{"Success"}},
		},
	}, {
		id: "LoginsFailed", name: "logins-failed", severity: medium, cites: "4.6",
		title:  "Sign-ins to the console failed again and again",
		does:   "See which user and which addresses: a person who forgot the password stops soon, somebody who guesses does not. Block the addresses, and change the password.",
		filter: `{ ($.eventName = "ConsoleLogin") && ($.errorMessage = "Failed authentication") }`,
		kinds:  []string{signIn},
		detail: map[string]any{"eventName": []string{"ConsoleLogin"}, "errorMessage": []string{"Failed authentication"}},
		count:  func(a *alerts) int { return a.cfg.FailedLogins },
	}, {
		id: "CallsDenied", name: "calls-denied", severity: low, cites: "4.1",
		title:  "AWS denied many calls",
		does:   "See who called and what: a deployment that lacks a right, or somebody who tries what a stolen key can do.",
		filter: `{ (($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*")) && ($.sourceIPAddress != "delivery.logs.amazonaws.com") && ($.eventName != "HeadBucket") }`,
		kinds:  []string{apiCall},
		detail: map[string]any{
			"errorCode":       []any{map[string]string{"suffix": "UnauthorizedOperation"}, map[string]string{"prefix": "AccessDenied"}},
			"sourceIPAddress": []any{map[string]any{"anything-but": []string{"delivery.logs.amazonaws.com"}}},
			"eventName":       []any{map[string]any{"anything-but": []string{"HeadBucket"}}},
		},
		count: func(a *alerts) int { return a.cfg.DeniedCalls }, reads: true,
	}, {
		id: "RightsChanged", name: "rights-changed", severity: medium, cites: "4.4", global: true,
		title:    "A policy of IAM was changed",
		does:     "Compare with what was deployed at that hour. A change that no deployment made is taken back, and its author asked.",
		services: []string{"iam"},
		names: []string{
			"DeleteGroupPolicy", "DeleteRolePolicy", "DeleteUserPolicy", "PutGroupPolicy", "PutRolePolicy", "PutUserPolicy", "CreatePolicy", "DeletePolicy",
			"CreatePolicyVersion", "DeletePolicyVersion", "AttachRolePolicy", "DetachRolePolicy", "AttachUserPolicy", "DetachUserPolicy", "AttachGroupPolicy",
			"DetachGroupPolicy",
		},
	}, {
		id: "TrustChanged", name: "trust-changed", severity: medium, global: true,
		title:    "Who may take a role was changed, or a boundary of rights",
		does:     "Compare with what was deployed at that hour. A role that trusts a stranger is the quietest way to stay in an account.",
		services: []string{"iam"},
		names: []string{
			"UpdateAssumeRolePolicy", "CreateSAMLProvider", "UpdateSAMLProvider", "CreateOpenIDConnectProvider", "AddClientIDToOpenIDConnectProvider",
			"UpdateOpenIDConnectProviderThumbprint", "SetDefaultPolicyVersion", "PutRolePermissionsBoundary", "DeleteRolePermissionsBoundary",
			"PutUserPermissionsBoundary", "DeleteUserPermissionsBoundary",
		},
	}, {
		id: "UserMade", name: "user-made", severity: medium, global: true,
		title:    "A user or a password was made",
		does:     "People come through a federation, and software has roles. Ask for what the user is, and delete it if nobody answers for it.",
		services: []string{"iam"}, names: []string{"CreateUser", "CreateLoginProfile", "UpdateLoginProfile", "AddUserToGroup"},
	}, {
		id: "AccessKeyMade", name: "access-key-made", severity: medium, global: true,
		title:    "An access key was made",
		does:     "A key works until somebody deletes it, from wherever it leaks to. Ask for what it is; roles need none.",
		services: []string{"iam"}, names: []string{"CreateAccessKey"},
	}, {
		id: "SignInWeakened", name: "sign-in-weakened", severity: high, global: true,
		title:    "A second factor was taken away, or the rules for passwords were changed",
		does:     "Ask the user whether the device was lost. If not, disable the user. Rules for passwords are compared with the prerequisites of the detection stack.",
		services: []string{"iam"}, names: []string{"DeactivateMFADevice", "DeleteVirtualMFADevice", "UpdateAccountPasswordPolicy", "DeleteAccountPasswordPolicy"},
	}, {
		id: "OrganizationChanged", name: "organization-changed", severity: high, cites: "4.15", global: true,
		title:    "The organization, its policies or the account itself changed",
		does:     "The policies of the organization bound what anybody here may do. Ask its administrators whether they did it.",
		services: []string{"organizations", "account"},
		names: []string{
			"AcceptHandshake", "AttachPolicy", "CreateAccount", "CreateOrganizationalUnit", "CreatePolicy", "DeclineHandshake", "DeleteOrganization",
			"DeleteOrganizationalUnit", "DeletePolicy", "DetachPolicy", "DisablePolicyType", "EnablePolicyType", "InviteAccountToOrganization",
			"LeaveOrganization", "MoveAccount", "RemoveAccountFromOrganization", "UpdatePolicy", "UpdateOrganizationalUnit", "EnableRegion", "CloseAccount",
		},
	}}
}
