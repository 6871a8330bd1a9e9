package auth

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/awslabs/goformation/v7/cloudformation/cognito"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/schema"
)

// server is the identifier of the API whose scopes the pool hands out: a scope reads "api/read:appointments".
const server = "api"

// maxScopes is how many scopes a client can have (Amazon Cognito Developer Guide, "Quotas").
const maxScopes = 50

// standardScopes are what the web application learns about the person: who it is, the mail address, the name.
var standardScopes = []string{"email", "openid", "profile"}

// Users read these attributes of theirs, besides those that the spec adds, and write them, "email_verified" excepted. Attributes that
// the spec adds often say what somebody may do, so only administrators write them.
var (
	readable = []string{"email", "email_verified", "family_name", "given_name", "locale", "name", "zoneinfo"}
	writable = []string{"email", "family_name", "given_name", "locale", "name", "zoneinfo"}
)

func (a *auth) reads() []string {
	all := slices.Clone(readable)
	if a.cfg.Sms {
		all = append(all, "phone_number", "phone_number_verified")
	}
	for name := range a.cfg.Attributes {
		all = append(all, "custom:"+name)
	}
	slices.Sort(all)
	return all
}

func (a *auth) writes() []string {
	all := slices.Clone(writable)
	if a.cfg.Sms {
		all = append(all, "phone_number")
	}
	slices.Sort(all)
	return all
}

// addScopes adds the API as a resource server.
func (a *auth) addScopes() {
	if len(a.cfg.Scopes) == 0 {
		return
	}
	var scopes []cognito.UserPoolResourceServer_ResourceServerScopeType
	for _, name := range slices.Sorted(maps.Keys(a.cfg.Scopes)) {
		scopes = append(scopes, cognito.UserPoolResourceServer_ResourceServerScopeType{ScopeName: name, ScopeDescription: a.cfg.Scopes[name]})
	}
	a.Add("Api", &cognito.UserPoolResourceServer{UserPoolId: a.pool.Ref(), Identifier: server, Name: a.PhysicalName(server), Scopes: scopes}).From("scopes")
}

// named are scopes of the API as a client asks for them.
func named(scopes []string) []string {
	var all []string
	for _, s := range scopes {
		all = append(all, server+"/"+s)
	}
	slices.Sort(all)
	return all
}

// addWebClient adds the client of the web application. It has no secret, because a browser cannot keep one: the authorization code
// grant with PKCE proves that whoever redeems a code is who asked for it.
//
// A refresh token can be used once; the next one comes with the answer. REFRESH_TOKEN_AUTH is left out, because it knows nothing of that.
func (a *auth) addWebClient() {
	c := a.client("web")
	c.GenerateSecret = ptr(false)
	c.AllowedOAuthFlowsUserPoolClient, c.AllowedOAuthFlows = ptr(true), []string{"code"}
	c.AllowedOAuthScopes = append(slices.Clone(standardScopes), named(slices.Collect(maps.Keys(a.cfg.Scopes)))...)
	c.CallbackURLs, c.LogoutURLs = a.cfg.Callbacks, a.logouts()
	c.ExplicitAuthFlows = a.signInFlows()
	a.web = rotating(a.Add("WebClient", c).From("callbacks"))
	a.web.After = a.apiFirst()
	a.Export("WebClientId", a.web.Ref(), "id of the client of the web application")
}

// signInFlows are how people sign in without the pages: the password never leaves the device.
func (a *auth) signInFlows() []string {
	flows := []string{"ALLOW_USER_SRP_AUTH"}
	if a.cfg.Passkeys {
		flows = append(flows, "ALLOW_USER_AUTH")
	}
	return flows
}

// addAPIClient adds the client besides the web application.
func (a *auth) addAPIClient() {
	if a.cfg.ApiClient == nil {
		return
	}
	c := a.client("api")
	var client *blueprints.Resource
	if a.cfg.ApiClient.Kind == "service" {
		c.GenerateSecret = ptr(true)
		c.AllowedOAuthFlowsUserPoolClient, c.AllowedOAuthFlows = ptr(true), []string{"client_credentials"}
		c.AllowedOAuthScopes = named(a.cfg.ApiClient.Scopes)
		c.ReadAttributes, c.WriteAttributes, c.SupportedIdentityProviders = nil, nil, nil
		c.ExplicitAuthFlows = []string{"ALLOW_REFRESH_TOKEN_AUTH"} // none to sign in with; left out, Cognito would add some
		client = a.Add("ApiClient", c).Say("The secret is in no template: whoever may describe the client reads it.")
		client.After = a.apiFirst()
	} else {
		c.GenerateSecret, c.ExplicitAuthFlows = ptr(false), a.signInFlows()
		client = rotating(a.Add("ApiClient", c))
	}
	client.From("apiClient")
	a.Export("ApiClientId", client.Ref(), "id of the API client")
}

// signInMinutes is how long somebody has for one step of signing in. Setting up an authenticator app takes more than the three minutes
// that Cognito gives by itself.
const signInMinutes = 5

// client is what all clients have in common.
func (a *auth) client(name string) *cognito.UserPoolClient {
	return &cognito.UserPoolClient{
		ClientName: ptr(a.PhysicalName(a.Key + "-" + name)), UserPoolId: a.pool.Ref(),
		SupportedIdentityProviders: []string{"COGNITO"},
		PreventUserExistenceErrors: ptr("ENABLED"),
		EnableTokenRevocation:      ptr(true),
		AuthSessionValidity:        ptr(signInMinutes),
		AccessTokenValidity:        &a.cfg.TokenMinutes, IdTokenValidity: &a.cfg.TokenMinutes, RefreshTokenValidity: &a.cfg.SessionHours,
		TokenValidityUnits: &cognito.UserPoolClient_TokenValidityUnits{AccessToken: ptr("minutes"), IdToken: ptr("minutes"), RefreshToken: ptr("hours")},
		ReadAttributes:     a.reads(), WriteAttributes: a.writes(),
	}
}

// rotating gives a client refresh tokens that can be used once. For ten seconds the old one still works, for an answer that got lost.
func rotating(client *blueprints.Resource) *blueprints.Resource {
	return client.With("RefreshTokenRotation", map[string]any{"Feature": "ENABLED", "RetryGracePeriodSeconds": 10})
}

// apiFirst is the order of a client and the API whose scopes it names as texts.
func (a *auth) apiFirst() []string {
	if len(a.cfg.Scopes) == 0 {
		return nil
	}
	return []string{"Api"}
}

func (a *auth) checkClients() {
	if n := len(standardScopes) + len(a.cfg.Scopes); n > maxScopes {
		a.Refuse(blueprints.Refusal{
			ID: "too-many-scopes", Path: "scopes",
			Message: fmt.Sprintf("the web client of stack %q would have %d scopes, Cognito takes %d", a.Key, n, maxScopes),
			Hint:    "leave finer rights to groups, or to the API itself",
		})
	}
	c := a.cfg.ApiClient
	switch {
	case c == nil:
	case c.Kind == "service" && len(c.Scopes) == 0:
		a.Refuse(blueprints.Refusal{
			ID: "client-without-scopes", Path: "apiClient", Message: "a service without scopes may do nothing, and Cognito gives it no token",
			Hint: "list scopes, of those that the stack's scopes explain",
		})
	case c.Kind == "app" && len(c.Scopes) > 0:
		a.Refuse(blueprints.Refusal{
			ID: "scopes-without-pages", Path: "apiClient.scopes", Message: "an app that signs people in without the pages gets no scopes of the API in its tokens",
			Hint: "remove scopes, or set kind to service",
		})
	}
	if c != nil && c.Kind == "service" {
		a.checkScopesExist(c)
	}
}

func (a *auth) checkScopesExist(c *schema.APIClient) {
	known := slices.Sorted(maps.Keys(a.cfg.Scopes))
	for i, name := range c.Scopes {
		if slices.Contains(known, name) {
			continue
		}
		hint := "add it to scopes, or use one of " + strings.Join(known, ", ")
		if len(known) == 0 {
			hint = fmt.Sprintf("add scopes with %q and a line that explains it", name)
		}
		a.Refuse(blueprints.Refusal{
			ID: "unknown-scope", Path: fmt.Sprintf("apiClient.scopes[%d]", i),
			Message: fmt.Sprintf("the API client asks for scope %q, which the API does not have", name), Hint: hint,
		})
	}
}
