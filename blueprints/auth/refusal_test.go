package auth_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/schema"
)

// ses keeps the warning about Cognito's own mail out of the cases that are about something else.
func ses(c *schema.Auth) {
	c.Mail = &schema.MailSender{Identity: "arn:aws:ses:us-east-1:111122223333:identity/clinic.example", From: "portal@clinic.example"}
}

// TestAddresses: what people can be sent back to, and what not, with all that its author gets to read.
func TestAddresses(t *testing.T) {
	local := development()
	withPHI := development()
	withPHI.PHI = true
	for address, c := range map[string]struct {
		env           *blueprints.Env
		message, hint string
	}{
		"https://app.clinic.example":              {production(), "", ""},
		"https://app.clinic.example/a/b?tenant=1": {production(), "", ""},
		"https://app.clinic.example:8443/cb":      {production(), "", ""},
		"http://localhost:4200/cb":                {local, "", ""},
		"http://localhost":                        {local, "", ""},
		"https://app.clinic.example/": {production(), `ends in a slash, and would not match the address without it`,
			"write https://app.clinic.example, and send the same from the application"},
		"https://app.clinic.example/cb/?x=1": {production(), `ends in a slash, and would not match the address without it`,
			"write https://app.clinic.example/cb?x=1, and send the same from the application"},
		"https://app.clinic.example/#/cb": {production(), `has a fragment, which never reaches the server`, `remove "#" and what follows it`},
		"https://*.clinic.example/cb":     {production(), `has a wildcard, Cognito compares whole addresses`, "list each address"},
		"https://App.clinic.example/Cb": {production(), `has capital letters in the name of the host, browsers send small ones`,
			"write https://app.clinic.example/Cb"},
		"https://user@evil.example/cb":  {production(), `names no host`, "write https://, the name of the host, and the path"},
		"https://:8443/cb":              {production(), `names no host`, "write https://, the name of the host, and the path"},
		"http://app.clinic.example/cb":  {local, `is not encrypted on its way`, "write https://"},
		"http://localhost.evil.example": {local, `is not encrypted on its way`, "write https://"},
		"http://localhost/cb": {withPHI, `leads to a developer's machine, in tier "development" with PHI`,
			"keep http://localhost for an environment of tier development with phi: false"},
		"http://localhost/dd": {production(), `leads to a developer's machine, in tier "production" with PHI`,
			"keep http://localhost for an environment of tier development with phi: false"},
	} {
		var want []blueprints.Refusal
		if c.message != "" {
			want = []blueprints.Refusal{{
				ID: "wrong-return-address", Path: "callbacks[0]", Message: fmt.Sprintf("callback %q %s", address, c.message), Hint: c.hint,
			}}
		}
		got := build(c.env, config(func(cfg *schema.Auth) { ses(cfg); cfg.Callbacks = []string{address} })).Refusals
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", address, d)
		}
	}
}

// TestRefusals: each request that no template can satisfy, with all that its author gets to read.
func TestRefusals(t *testing.T) {
	east := production()
	east.Region = "us-gov-east-1"
	aws := production()
	aws.System = "awsome"
	two := []*blueprints.Stack{store(production(), "letters"), store(production(), "records")}
	unknown := store(production(), "letters")
	unknown.Refuse(blueprints.Refusal{ID: "no-buckets"})
	objects := func(bucket string) func(*schema.Auth) {
		return func(c *schema.Auth) { c.Objects = &schema.OwnObjects{Bucket: bucket, Prefix: "private"} }
	}
	scopes := map[string]string{"read:appointments": "See appointments"}
	for name, c := range map[string]struct {
		env     *blueprints.Env
		change  func(*schema.Auth)
		storage []*blueprints.Stack
		want    []blueprints.Refusal
	}{
		"a sign-out to another site": {production(), func(c *schema.Auth) { c.Logouts = []string{"https://clinik.example/bye"} }, nil, []blueprints.Refusal{{
			ID: "logout-elsewhere", Path: "logouts[0]", Warn: true,
			Message: `logout "https://clinik.example/bye" leads to https://clinik.example, where no callback of the web client is`,
			Hint:    "check the name; the origins of the callbacks are https://app.clinic.example",
		}}},
		"a certificate of the environment's region": {production(), func(c *schema.Auth) {
			c.Domain = &schema.LoginDomain{Name: "login.clinic.example", Certificate: "arn:aws:acm:us-west-2:111122223333:certificate/0a1b"}
		}, nil, []blueprints.Refusal{{
			ID: "certificate-region", Path: "domain.certificate",
			Message: `the certificate of "login.clinic.example" is in us-west-2, the pages to sign in on need one in us-east-1`,
			Hint:    "issue a certificate for the same name in us-east-1, and name its ARN",
		}}},
		"a domain of its own and a prefix": {production(), func(c *schema.Auth) {
			c.Domain = &schema.LoginDomain{Name: "login.clinic.example", Certificate: "arn:aws:acm:us-east-1:111122223333:certificate/0a1b"}
			c.DomainPrefix = "clinic"
		}, nil, []blueprints.Refusal{{
			ID: "two-sign-in-domains", Path: "domainPrefix", Message: `stack "auth" has a domain of its own and a prefix as well`, Hint: "remove one of them",
		}}},
		"a prefix with a word of Cognito's": {production(), func(c *schema.Auth) { c.DomainPrefix = "clinic-cognito" }, nil, []blueprints.Refusal{{
			ID: "reserved-prefix", Path: "domainPrefix", Message: `the prefix "clinic-cognito" of the sign-in pages holds "cognito", which Cognito keeps for itself`,
			Hint: "set domainPrefix to a name without amazon, aws, cognito",
		}}},
		"a system with such a word in its name": {aws, nil, nil, []blueprints.Refusal{{
			ID: "reserved-prefix", Path: "", Message: `the prefix "awsome-prod-auth-aeb22166" of the sign-in pages holds "aws", which Cognito keeps for itself`,
			Hint: "set domainPrefix to a name without amazon, aws, cognito",
		}}},
		"what GovCloud does not have": {east, func(c *schema.Auth) {
			c.Passkeys = true
			c.Mail.Identity = "arn:aws-us-gov:ses:us-gov-west-1:111122223333:identity/clinic.example"
			c.Domain = &schema.LoginDomain{Name: "login.clinic.example", Certificate: "arn:aws-us-gov:acm:us-east-1:111122223333:certificate/0a1b"}
			objects("documents")(c)
		}, nil, []blueprints.Refusal{
			{ID: "not-in-region", Path: "domain", Message: `stack "auth" asks for a domain of its own, which Cognito does not offer in us-gov-east-1`,
				Hint: "leave domain out: the pages are then below amazoncognito.com"},
			{ID: "not-in-region", Path: "passkeys", Message: `stack "auth" asks for passkeys as a second factor, which Cognito does not offer in us-gov-east-1`,
				Hint: "leave passkeys out: authenticator apps are always offered"},
			{ID: "not-in-region", Path: "objects", Message: `stack "auth" asks for credentials of AWS for signed-in people, which Cognito does not offer in us-gov-east-1`,
				Hint: "leave objects out, and let the application hand out addresses of objects that it signs"},
		}},
		"a service that may do nothing": {production(), func(c *schema.Auth) { c.ApiClient = &schema.APIClient{Kind: "service"} }, nil, []blueprints.Refusal{{
			ID: "client-without-scopes", Path: "apiClient", Message: "a service without scopes may do nothing, and Cognito gives it no token",
			Hint: "list scopes, of those that the stack's scopes explain",
		}}},
		"a scope with a slip of the pen": {production(), func(c *schema.Auth) {
			c.Scopes, c.ApiClient = scopes, &schema.APIClient{Kind: "service", Scopes: []string{"read:apointments"}}
		}, nil, []blueprints.Refusal{{
			ID: "unknown-scope", Path: "apiClient.scopes[0]", Message: `the API client asks for scope "read:apointments", which the API does not have`,
			Hint: "add it to scopes, or use one of read:appointments",
		}}},
		"a scope of an API without scopes": {production(), func(c *schema.Auth) {
			c.ApiClient = &schema.APIClient{Kind: "service", Scopes: []string{"read:all"}}
		}, nil, []blueprints.Refusal{{
			ID: "unknown-scope", Path: "apiClient.scopes[0]", Message: `the API client asks for scope "read:all", which the API does not have`,
			Hint: `add scopes with "read:all" and a line that explains it`,
		}}},
		"scopes for an app": {production(), func(c *schema.Auth) {
			c.Scopes, c.ApiClient = scopes, &schema.APIClient{Kind: "app", Scopes: []string{"read:appointments"}}
		}, nil, []blueprints.Refusal{{
			ID: "scopes-without-pages", Path: "apiClient.scopes", Message: "an app that signs people in without the pages gets no scopes of the API in its tokens",
			Hint: "remove scopes, or set kind to service",
		}}},
		"more scopes than a client has": {production(), func(c *schema.Auth) {
			for i := range 48 {
				c.Scopes[fmt.Sprint("s", i)] = "x"
			}
		}, nil, []blueprints.Refusal{{
			ID: "too-many-scopes", Path: "scopes", Message: `the web client of stack "auth" would have 51 scopes, Cognito takes 50`,
			Hint: "leave finer rights to groups, or to the API itself",
		}}},
		"more attributes than a pool has": {production(), func(c *schema.Auth) {
			for i := range 51 {
				c.Attributes[fmt.Sprint("a", i)] = &schema.UserAttribute{Type: "text"}
			}
		}, nil, []blueprints.Refusal{{
			ID: "too-many-attributes", Path: "attributes", Message: `stack "auth" has 51 attributes, a user pool can have 50`,
			Hint: "keep the others in the application's database, by the user's id",
		}}},
		"bounds that nothing keeps": {production(), func(c *schema.Auth) {
			c.Attributes = map[string]*schema.UserAttribute{
				"a": {Type: "truth", Max: ptr(1)}, "b": {Type: "number", Min: ptr(9), Max: ptr(3)},
				"c": {Type: "text", Max: ptr(2049)}, "d": {Type: "text", Min: ptr(300)},
			}
		}, nil, []blueprints.Refusal{
			{ID: "attribute-bounds", Path: "attributes.a", Message: `attribute "a" is a truth and has bounds`, Hint: "remove min and max, or make it a text or a number"},
			{ID: "attribute-bounds", Path: "attributes.b.min", Message: `attribute "b" is at least 9 and at most 3`, Hint: "set min to 3 or less"},
			{ID: "attribute-bounds", Path: "attributes.c.max", Message: `attribute "c" has up to 2049 characters, Cognito takes 2048`, Hint: "set max to 2048 or less"},
			{ID: "attribute-bounds", Path: "attributes.d.min", Message: `attribute "d" has at least 300 characters and, without max, at most 256`, Hint: "set max as well"},
		}},
		"groups that look alike": {production(), func(c *schema.Auth) {
			c.Groups = map[string]*schema.UserGroup{"ward-1": {}, "ward1": {}}
		}, nil, []blueprints.Refusal{{
			ID: "group-name-taken", Path: "groups.ward1", Message: `group "ward1" cannot be told apart from group "ward-1": both are "Ward1Group" in a template`,
			Hint: "choose another name",
		}}},
		"Cognito's own mail in production": {production(), func(c *schema.Auth) { c.Mail = nil }, nil, []blueprints.Refusal{{
			ID: "mail-for-trials", Path: "", Warn: true,
			Message: `stack "auth" sends its mail through Cognito, 50 messages a day at most: invitations and codes beyond that do not arrive`,
			Hint:    "set mail to an identity of Amazon SES",
		}}},
		"mail from a stranger, of another partition": {production(), func(c *schema.Auth) {
			c.Mail.Identity, c.Mail.From = "arn:aws-us-gov:ses:us-gov-west-1:111122223333:identity/clinic.example", "portal@notclinic.example"
		}, nil, []blueprints.Refusal{
			{ID: "foreign-partition", Path: "mail.identity", Hint: "name one whose ARN begins with arn:aws:",
				Message: `identity "arn:aws-us-gov:ses:us-gov-west-1:111122223333:identity/clinic.example" is of partition aws-us-gov, but region us-east-1 is of partition aws`},
			{ID: "sender-not-verified", Path: "mail.from", Message: `mail comes from "portal@notclinic.example", which the identity "clinic.example" does not prove to be yours`,
				Hint: "use an address of clinic.example, or name the identity of notclinic.example"},
		}},
		"mail from below the domain": {production(), func(c *schema.Auth) { c.Mail.From = "portal@mail.clinic.example" }, nil, nil},
		"objects without storage": {production(), objects("documents"), nil, []blueprints.Refusal{{
			ID: "objects-without-storage", Path: "objects", Message: `stack "auth" gives people objects of their own, and the environment has no storage`,
			Hint: `add a storage stack with the bucket "documents", or remove objects`,
		}}},
		"a bucket that is not there": {production(), objects("letters"), two[:1], []blueprints.Refusal{{
			ID: "unknown-bucket", Path: "objects.bucket", Message: `no storage stack has a bucket "letters"`, Hint: "name a bucket that storage lists, or add this one there",
		}}},
		"a bucket that is there twice": {production(), objects("documents"), two, []blueprints.Refusal{{
			ID: "ambiguous-bucket", Path: "objects.bucket", Message: `bucket "documents" is in the stacks "letters" and "records"`, Hint: "say which one: from: {storage: letters}",
		}}},
		"a bucket that may be there": {production(), objects("letters"), []*blueprints.Stack{unknown}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			got := build(c.env, config(func(cfg *schema.Auth) {
				ses(cfg)
				if c.change != nil {
					c.change(cfg)
				}
			}), c.storage...).Refusals
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("refusals (-want +got):\n%s", d)
			}
		})
	}
}
