// Package auth builds the sign-in of people: a Cognito user pool with threat protection, the pages to sign in on, a web client, and
// where asked for an API client, checks at sign-up, and access to objects of one's own.
package auth

import (
	"slices"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// Blueprint makes the pool and exports "UserPoolId", "UserPoolArn", "WebClientId", "Issuer" and "SignInUrl", where there is one
// "ApiClientId", "SignInTarget", "IdentityPoolId" and "SignedInRoleArn". It tells the fact "origins": the origins of the callbacks,
// with commas between them.
var Blueprint = blueprints.Define("auth", "sign-in of people", []string{"keys"}, uses, build).Wanting("observability", "storage")

func uses(cfg *schema.Auth) []blueprints.KeyUse {
	all := []blueprints.KeyUse{
		{Class: blueprints.DataKey, Service: "cognito"},
		{Class: blueprints.DataKey, Service: "cognitoPools"},
		{Class: blueprints.DataKey, Service: "identitystore"},
	}
	if cfg.SignInRecords || len(cfg.MailDomains) > 0 || cfg.Firewall {
		all = append(all, blueprints.KeyUse{Class: blueprints.LogsKey, Service: "logs"})
	}
	return all
}

// auth is a stack while it is built.
type auth struct {
	*blueprints.Stack
	cfg *schema.Auth
	// offer is what Cognito offers in the region.
	offer offer
	// host is the name of the pages to sign in on.
	host string

	pool, web *blueprints.Resource
}

func build(s *blueprints.Stack, cfg *schema.Auth) {
	a := &auth{Stack: s, cfg: cfg, offer: offerIn(s.Env.Region)}
	a.host = a.loginHost()
	a.checkAddresses()
	a.checkRegion()
	a.checkLogin()
	a.checkClients()
	a.checkAttributes()
	a.checkGroups()
	a.checkMail()
	if slices.ContainsFunc(s.Refusals, func(r blueprints.Refusal) bool { return !r.Warn }) {
		return
	}
	a.addPool()
	a.addScopes()
	a.addWebClient()
	a.addAPIClient()
	a.addLogin()
	a.addGroups()
	a.addProtection()
	a.addObjects()
	a.offerRights()
}

// key is the ARN of the customer key that encrypts the pool.
func (a *auth) key() string { return a.KeyArn(blueprints.DataKey) }

func ptr[T any](v T) *T { return &v }

// rights are the statements of a policy for one service.
type rights = []guard.Statement
