package auth

import (
	"fmt"
	"maps"
	"slices"

	"github.com/awslabs/goformation/v7/cloudformation/cognito"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/schema"
)

// addPool adds the user pool.
//
// The plan is "PLUS", because without it threat protection cannot be switched on, and the resource that says what it does fails to
// deploy. A plan costs per person who signs in, so that an idle pool costs nothing.
//
// Deletion protection is on in every tier: who has lost the pool has lost everybody's account, and no backup brings them back.
func (a *auth) addPool() {
	name := a.PhysicalName(a.Key)
	pool := &cognito.UserPool{
		UserPoolName:           &name,
		UsernameConfiguration:  &cognito.UserPool_UsernameConfiguration{CaseSensitive: ptr(false)},
		AutoVerifiedAttributes: []string{"email"},
		Schema:                 a.schema(),
		UserAttributeUpdateSettings: &cognito.UserPool_UserAttributeUpdateSettings{
			AttributesRequireVerificationBeforeUpdate: []string{"email"},
		},
		AccountRecoverySetting: &cognito.UserPool_AccountRecoverySetting{
			RecoveryMechanisms: []cognito.UserPool_RecoveryOption{{Name: ptr("verified_email"), Priority: ptr(1)}},
		},
		AdminCreateUserConfig: &cognito.UserPool_AdminCreateUserConfig{
			AllowAdminCreateUserOnly: ptr(!a.cfg.SelfSignUp), InviteMessageTemplate: invitation(a.cfg.Invitation),
		},
		VerificationMessageTemplate: verification(a.cfg.Verification),
		Policies: &cognito.UserPool_Policies{PasswordPolicy: &cognito.UserPool_PasswordPolicy{
			MinimumLength:    &a.cfg.PasswordLength,
			RequireLowercase: ptr(true), RequireUppercase: ptr(true), RequireNumbers: ptr(true), RequireSymbols: ptr(true),
			TemporaryPasswordValidityDays: &a.cfg.InvitationDays,
		}},
		MfaConfiguration: ptr(map[string]string{"required": "ON", "optional": "OPTIONAL"}[a.cfg.Mfa]),
		EnabledMfas:      []string{"SOFTWARE_TOKEN_MFA"},
		// Devices are remembered when people ask for it, and never stand in for the second factor.
		DeviceConfiguration: &cognito.UserPool_DeviceConfiguration{ChallengeRequiredOnNewDevice: ptr(false), DeviceOnlyRememberedOnUserPrompt: ptr(true)},
		UserPoolAddOns:      &cognito.UserPool_UserPoolAddOns{AdvancedSecurityMode: ptr("ENFORCED")},
		EmailConfiguration:  a.email(),
		DeletionProtection:  ptr("ACTIVE"),
		LambdaConfig:        a.triggers(),
	}
	switch a.cfg.SignIn {
	case "email":
		pool.UsernameAttributes = []string{"email"}
	case "either":
		pool.AliasAttributes = []string{"email"}
	}
	if a.cfg.Sms {
		pool.EnabledMfas = append(pool.EnabledMfas, "SMS_MFA")
		pool.SmsConfiguration = a.textMessages()
	}
	if a.offer.customerKeys {
		pool.AWSCloudFormationMetadata = newerThanLinters
	}
	a.pool = a.Add("UserPool", pool).Retain().
		With("UserPoolTier", "PLUS").
		With("Policies.PasswordPolicy.PasswordHistorySize", a.cfg.PasswordHistory).
		Say("Deletion protection: an administrator takes it off before anybody can delete the accounts.")
	a.encrypt()
	a.addPasskeys()
	a.permitTriggers()
	a.Export("UserPoolId", a.pool.Ref(), "id of the user pool")
	a.Export("UserPoolArn", a.pool.Arn(), "ARN of the user pool")
	a.Export("Issuer", a.pool.Att("ProviderURL"), "issuer of the tokens, and address of the keys that validate them")
}

// newerThanLinters tells cfn-lint that the pool may have a property that its copy of the resource type does not know yet:
// KeyConfiguration came in 2026.
var newerThanLinters = map[string]any{"cfn-lint": map[string]any{"config": map[string]any{"ignore_checks": []string{"E3002"}}}}

// encrypt puts the pool under the environment's data key (Amazon Cognito Developer Guide, "Data protection", as of 2026-11).
func (a *auth) encrypt() {
	if !a.offer.customerKeys {
		a.pool.Note += "\nEncrypted with a key of Cognito's own: there are no customer keys for pools in " + a.Env.Region + "."
		return
	}
	a.pool.With("KeyConfiguration", map[string]any{"KeyType": "CUSTOMER_MANAGED_KEY", "KmsKeyArn": a.key()})
}

// addPasskeys lets passkeys sign in. The authenticator must ask for a fingerprint or a PIN, so that a passkey counts as two factors.
func (a *auth) addPasskeys() {
	if !a.cfg.Passkeys {
		return
	}
	a.pool.With("Policies.SignInPolicy", map[string]any{"AllowedFirstAuthFactors": []string{"PASSWORD", "WEB_AUTHN"}}).
		With("WebAuthnRelyingPartyID", a.host).
		With("WebAuthnUserVerification", "required").
		With("WebAuthnFactorConfiguration", "MULTI_FACTOR_WITH_USER_VERIFICATION")
}

// types are the names that Cognito has for types of attributes.
var types = map[string]string{"text": "String", "number": "Number", "truth": "Boolean", "date": "DateTime"}

// maxText is the longest text of an attribute where the spec names no other length, in characters.
const maxText = 256

// schema lists the attribute that is required, and those that the spec adds. Only what can never change may be required: a pool that is
// there takes on no required attribute and gives none up, so that a telephone number, which goes with sms, is not.
func (a *auth) schema() []cognito.UserPool_SchemaAttribute {
	all := []cognito.UserPool_SchemaAttribute{required("email")}
	for _, name := range slices.Sorted(maps.Keys(a.cfg.Attributes)) {
		x := a.cfg.Attributes[name]
		attribute := cognito.UserPool_SchemaAttribute{Name: &name, AttributeDataType: ptr(types[x.Type]), Mutable: &x.Mutable}
		switch x.Type {
		case "text":
			if x.Max == nil {
				x = &schema.UserAttribute{Min: x.Min, Max: ptr(maxText)}
			}
			attribute.StringAttributeConstraints = &cognito.UserPool_StringAttributeConstraints{MinLength: number(x.Min), MaxLength: number(x.Max)}
		case "number":
			if x.Min != nil || x.Max != nil {
				attribute.NumberAttributeConstraints = &cognito.UserPool_NumberAttributeConstraints{MinValue: number(x.Min), MaxValue: number(x.Max)}
			}
		}
		all = append(all, attribute)
	}
	return all
}

func required(name string) cognito.UserPool_SchemaAttribute {
	return cognito.UserPool_SchemaAttribute{Name: &name, AttributeDataType: ptr("String"), Required: ptr(true), Mutable: ptr(true)}
}

func number(n *int) *string {
	if n == nil {
		return nil
	}
	return ptr(fmt.Sprint(*n))
}

// maxAttributes is how many attributes a pool can have besides the standard ones (Amazon Cognito Developer Guide, "Quotas").
const maxAttributes = 50

func (a *auth) checkAttributes() {
	if n := len(a.cfg.Attributes); n > maxAttributes {
		a.Refuse(blueprints.Refusal{
			ID: "too-many-attributes", Path: "attributes",
			Message: fmt.Sprintf("stack %q has %d attributes, a user pool can have %d", a.Key, n, maxAttributes),
			Hint:    "keep the others in the application's database, by the user's id",
		})
	}
	for _, name := range slices.Sorted(maps.Keys(a.cfg.Attributes)) {
		x, path := a.cfg.Attributes[name], "attributes."+name
		bounded := x.Type == "text" || x.Type == "number"
		switch {
		case !bounded && (x.Min != nil || x.Max != nil):
			a.Refuse(blueprints.Refusal{
				ID: "attribute-bounds", Path: path, Message: fmt.Sprintf("attribute %q is a %s and has bounds", name, x.Type),
				Hint: "remove min and max, or make it a text or a number",
			})
		case x.Min != nil && x.Max != nil && *x.Min > *x.Max:
			a.Refuse(blueprints.Refusal{
				ID: "attribute-bounds", Path: path + ".min", Message: fmt.Sprintf("attribute %q is at least %d and at most %d", name, *x.Min, *x.Max),
				Hint: fmt.Sprintf("set min to %d or less", *x.Max),
			})
		case x.Type == "text" && x.Max != nil && *x.Max > maxLength:
			a.Refuse(blueprints.Refusal{
				ID: "attribute-bounds", Path: path + ".max", Message: fmt.Sprintf("attribute %q has up to %d characters, Cognito takes %d", name, *x.Max, maxLength),
				Hint: fmt.Sprintf("set max to %d or less", maxLength),
			})
		case x.Type == "text" && x.Max == nil && x.Min != nil && *x.Min > maxText:
			a.Refuse(blueprints.Refusal{
				ID: "attribute-bounds", Path: path + ".min", Message: fmt.Sprintf("attribute %q has at least %d characters and, without max, at most %d", name, *x.Min, maxText),
				Hint: "set max as well",
			})
		}
	}
}

// maxLength is the longest text that a custom attribute can hold, in characters.
const maxLength = 2048
