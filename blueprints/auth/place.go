package auth

import (
	"fmt"

	"github.com/hipaac/hipaac/blueprints"
)

// offer is what Cognito offers in a region, and under which names.
type offer struct {
	// login is what stands between the prefix of a pool's domain and the region.
	login string
	// identities is the principal that assumes roles for signed-in people, and the start of its condition keys and policy variables.
	identities string
	// texts is the region whose SNS sends text messages.
	texts string
	// identityPools, ownDomains, passkeys and customerKeys say which of these there are.
	identityPools, ownDomains, passkeys, customerKeys bool
}

// offerIn is the table of differences, as of 2026-11, from "Amazon Cognito" in the AWS GovCloud (US) User Guide:
//
//   - endpoints are FIPS endpoints, and there are no custom domains;
//   - each GovCloud region has its own principal for identity pools, and in us-gov-east-1 the name of a role and of its session may
//     have 24 characters together, which no role that CloudFormation names can keep to;
//   - the resource type there has neither passkeys as a second factor (WebAuthnFactorConfiguration) nor customer keys.
func offerIn(region string) offer {
	switch region {
	case "us-gov-west-1":
		return offer{login: "auth-fips", identities: "cognito-identity-us-gov.amazonaws.com", texts: region, identityPools: true}
	case "us-gov-east-1":
		return offer{login: "auth-fips", identities: "cognito-identity.us-gov-east-1.amazonaws.com", texts: region}
	}
	texts := region
	if region == "ap-northeast-2" { // Seoul sends through Tokyo (Amazon Cognito API reference, "SmsConfigurationType")
		texts = "ap-northeast-1"
	}
	return offer{
		login: "auth", identities: "cognito-identity.amazonaws.com", texts: texts,
		identityPools: true, ownDomains: true, passkeys: true, customerKeys: true,
	}
}

// checkRegion refuses what Cognito does not offer in the region.
func (a *auth) checkRegion() {
	missing := func(path, what, hint string) {
		a.Refuse(blueprints.Refusal{
			ID: "not-in-region", Path: path,
			Message: fmt.Sprintf("stack %q asks for %s, which Cognito does not offer in %s", a.Key, what, a.Env.Region),
			Hint:    hint,
		})
	}
	if a.cfg.Domain != nil && !a.offer.ownDomains {
		missing("domain", "a domain of its own", "leave domain out: the pages are then below amazoncognito.com")
	}
	if a.cfg.Passkeys && !a.offer.passkeys {
		missing("passkeys", "passkeys as a second factor", "leave passkeys out: authenticator apps are always offered")
	}
	if a.cfg.Objects != nil && !a.offer.identityPools {
		missing("objects", "credentials of AWS for signed-in people", "leave objects out, and let the application hand out addresses of objects that it signs")
	}
}
