package auth_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation/cognito"
	"github.com/awslabs/goformation/v7/cloudformation/iam"
	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/auth"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/compiler/emit/emittest"
	"github.com/hipaac/hipaac/schema"
)

func production() *blueprints.Env {
	return &blueprints.Env{
		System: "clinic", Name: "prod", Tier: "production", PHI: true,
		Account: "111122223333", Region: "us-east-1", Owner: "platform@clinic.example",
	}
}

func development() *blueprints.Env {
	return &blueprints.Env{
		System: "clinic", Name: "dev", Tier: "development",
		Account: "444455556666", Region: "us-east-1", Owner: "platform@clinic.example",
	}
}

func govCloud() *blueprints.Env {
	env := production()
	env.Region = "us-gov-west-1"
	return env
}

// config is a spec of one line with what the schema adds, and a change.
func config(change func(*schema.Auth)) *schema.Auth {
	cfg := &schema.Auth{
		Callbacks: []string{"https://app.clinic.example/callback"}, SignIn: "email", Mfa: "required",
		PasswordLength: 14, PasswordHistory: 12, InvitationDays: 3, TokenMinutes: 30, SessionHours: 12,
		Attributes: map[string]*schema.UserAttribute{}, Groups: map[string]*schema.UserGroup{}, Scopes: map[string]string{},
		SignInRecords: true, RecordDays: 2192, LogDays: 365, Firewall: true, RequestsPer5Minutes: 2000, FirewallLogDays: 2192,
	}
	if change != nil {
		change(cfg)
	}
	return cfg
}

// build builds an auth stack named "auth", served by keys, a topic for alarms and the given storage stacks.
func build(env *blueprints.Env, cfg *schema.Auth, storage ...*blueprints.Stack) *blueprints.Stack {
	servers := append([]*blueprints.Stack{
		{Blueprint: "keys", Key: "keys", Name: "clinic-" + env.Name + "-keys"},
		{Blueprint: "observability", Key: "observability", Name: "clinic-" + env.Name + "-observability"},
	}, storage...)
	s := blueprints.NewStack(env, "auth", "auth", "clinic-"+env.Name+"-auth", servers...)
	auth.Blueprint.Build(s, cfg)
	return s
}

// store is a storage stack with one bucket, "documents".
func store(env *blueprints.Env, key string) *blueprints.Stack {
	s := blueprints.NewStack(env, "storage", key, "clinic-"+env.Name+"-"+key)
	s.Export("DocumentsBucketArn", "arn", "ARN of bucket")
	return s
}

// everything asks for all that the blueprint has, but for a domain of its own.
func everything(c *schema.Auth) {
	c.Logouts = []string{"https://app.clinic.example/bye"}
	c.SignIn, c.Sms, c.Passkeys, c.SelfSignUp = "either", true, true, true
	c.MailDomains = []string{"clinic.example", "clinic-labs.example"}
	c.Attributes = map[string]*schema.UserAttribute{
		"organization_id": {Type: "text", Min: ptr(1), Max: ptr(150)}, "note": {Type: "text", Mutable: true},
		"level": {Type: "number", Min: ptr(0), Max: ptr(9)}, "verified_on": {Type: "date"}, "physician": {Type: "truth"},
	}
	c.Groups = map[string]*schema.UserGroup{"administrators": {Precedence: 10, Description: "Those who invite others"}, "night-shift": {Precedence: 100}}
	c.Invitation = &schema.Invitation{Subject: "Welcome to the clinic", Body: "Hello {username}, your first password is {####}"}
	c.Verification = &schema.Verification{Subject: "Your code", Body: "It is {####}"}
	c.Mail = &schema.MailSender{
		Identity: "arn:aws:ses:us-east-1:111122223333:identity/clinic.example", From: "portal@clinic.example", ReplyTo: "help@clinic.example",
	}
	c.Scopes = map[string]string{"read:appointments": "See appointments", "write:appointments": "Make appointments"}
	c.ApiClient = &schema.APIClient{Kind: "service", Scopes: []string{"read:appointments"}}
	c.Objects = &schema.OwnObjects{Bucket: "documents", Prefix: "private"}
	c.WorkloadManagesUsers = true
}

func ptr[T any](v T) *T { return &v }

// TestTemplates pins what each kind of request becomes. Read the diff of testdata before you run with -update.
func TestTemplates(t *testing.T) {
	for name, c := range map[string]struct {
		env    *blueprints.Env
		cfg    *schema.Auth
		reason string
	}{
		"development": {development(), config(func(c *schema.Auth) {
			c.Firewall = false
			c.Callbacks, c.Mfa = []string{"https://dev.clinic.example/callback", "http://localhost:4200/callback"}, "optional"
		}), "a second factor by choice, and a developer's machine"},
		"phi":        {production(), config(nil), "the least that can be asked for, with PHI"},
		"everything": {production(), config(everything), "all that can be asked for"},
		"own-domain": {production(), config(func(c *schema.Auth) {
			c.SignIn, c.SignInRecords = "username", false
			c.Domain = &schema.LoginDomain{Name: "login.clinic.example", Certificate: "arn:aws:acm:us-east-1:111122223333:certificate/0a1b2c3d", HostedZone: "Z0123456789ABC"}
			c.ApiClient = &schema.APIClient{Kind: "app"}
		}), "a domain of its own, an app beside the web, and no functions"},
		"govcloud": {govCloud(), config(func(c *schema.Auth) {
			c.Objects = &schema.OwnObjects{Bucket: "documents", Prefix: "private"}
		}), "another partition has other names, and no customer keys for pools"},
	} {
		t.Run(name, func(t *testing.T) {
			emittest.Pin(t, filepath.Join("testdata", name+".yaml"), build(c.env, c.cfg, store(c.env, "storage")))
		})
	}
}

// TestRequiredAttributesNeverChange: Cognito lets no pool that is there require an attribute more, or one less, so that what is required
// cannot depend on a field that people may change their mind about. With sms, the telephone number was.
func TestRequiredAttributesNeverChange(t *testing.T) {
	for name, change := range map[string]func(*schema.Auth){"nothing": nil, "everything": everything, "sms": func(c *schema.Auth) { c.Sms = true }} {
		var required []string
		for _, r := range build(production(), config(change), store(production(), "storage")).Resources {
			if pool, is := r.Properties.(*cognito.UserPool); is {
				for _, attribute := range pool.Schema {
					if attribute.Required != nil && *attribute.Required {
						required = append(required, *attribute.Name)
					}
				}
			}
		}
		if d := cmp.Diff([]string{"email"}, required); d != "" {
			t.Errorf("%s: required attributes (-want +got):\n%s", name, d)
		}
	}
}

// TestOffers: what the environment's other stacks get, by what was asked for.
func TestOffers(t *testing.T) {
	names := func(s *blueprints.Stack) (exports, variables []string) {
		for _, e := range s.Exports {
			exports = append(exports, e.Name)
		}
		for _, v := range s.Variables {
			variables = append(variables, v.Name)
		}
		return exports, variables
	}
	plain := build(production(), config(nil))
	exports, variables := names(plain)
	if d := cmp.Diff([]string{"UserPoolId", "UserPoolArn", "Issuer", "WebClientId", "SignInUrl"}, exports); d != "" {
		t.Errorf("exports (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]string{"AUTH_USER_POOL_ID", "AUTH_WEB_CLIENT_ID", "AUTH_ISSUER", "AUTH_SIGN_IN_URL"}, variables); d != "" {
		t.Errorf("variables (-want +got):\n%s", d)
	}
	if plain.Grants != nil {
		t.Errorf("to validate tokens takes no rights, and there are %v", plain.Grants)
	}
	full := build(production(), config(everything), store(production(), "storage"))
	if _, variables = names(full); !slices.Contains(variables, "AUTH_API_CLIENT_ID") || !slices.Contains(variables, "AUTH_IDENTITY_POOL_ID") {
		t.Errorf("variables %v lack those of the API client or of the identity pool", variables)
	}
	for _, g := range full.Grants {
		for _, action := range g.Actions {
			if strings.Contains(action, "*") || strings.Contains(action, "Password") && action != "cognito-idp:AdminResetUserPassword" || strings.HasPrefix(action, "cognito-idp:Delete") {
				t.Errorf("the workload may %s", action)
			}
		}
	}
}

// TestAddressOfPagesCanChange: nobody imports the address of the pages, for CloudFormation changes no export that is in use. The address
// changes when they get a domain of their own.
func TestAddressOfPagesCanChange(t *testing.T) {
	s := build(production(), config(nil))
	i := slices.IndexFunc(s.Variables, func(v blueprints.Variable) bool { return v.Name == "AUTH_SIGN_IN_URL" })
	if i < 0 || !strings.HasPrefix(s.Variables[i].Value, "https://clinic-prod-auth-") {
		t.Errorf("variables %v, want the address of the pages as a text", s.Variables)
	}
}

// TestOrigins: each origin of the callbacks is told once, in the same order whatever theirs.
func TestOrigins(t *testing.T) {
	s := build(production(), config(func(c *schema.Auth) {
		c.Callbacks = []string{"https://b.example/x", "https://a.example:8443/y", "https://b.example/z", "https://b.example?q=1"}
	}))
	if got, want := s.Facts["origins"], "https://a.example:8443,https://b.example"; got != want {
		t.Errorf("origins %q, want %q", got, want)
	}
}

// TestNamesOfPages: two environments, and one name in two accounts, never want the same pages.
func TestNamesOfPages(t *testing.T) {
	seen := map[string]string{}
	for name, change := range map[string]func(*blueprints.Env){
		"as it is":            func(*blueprints.Env) {},
		"another account":     func(e *blueprints.Env) { e.Account = "999900001111" },
		"another environment": func(e *blueprints.Env) { e.Name = "prod2" },
		"long names":          func(e *blueprints.Env) { e.System, e.Name = "hospital-records", "acceptance-tests" },
	} {
		env := production()
		change(env)
		url := build(env, config(nil)).Exports[4].Value
		label, _, _ := strings.Cut(strings.TrimPrefix(url, "https://"), ".")
		if len(label) > 63 || seen[url] != "" {
			t.Errorf("%s: pages at %s, as for %q", name, url, seen[url])
		}
		seen[url] = name
	}
}

// TestNobodyReachesOthersObjects is defect D19: every object that signed-in people reach lies below their own identity, whatever the
// prefix, and only people who have signed in act with the role.
func TestNobodyReachesOthersObjects(t *testing.T) {
	for region, principal := range map[string]string{
		"us-east-1": "cognito-identity.amazonaws.com", "us-gov-west-1": "cognito-identity-us-gov.amazonaws.com",
	} {
		env := production()
		env.Region = region
		s := build(env, config(func(c *schema.Auth) { c.Objects = &schema.OwnObjects{Bucket: "documents", Prefix: "mine"} }), store(env, "storage"))
		role := resource(s, "SignedInRole").Properties.(*iam.Role)
		trust := role.AssumeRolePolicyDocument.(guard.Policy).Statement[0]
		want := guard.Condition{
			"StringEquals": {principal + ":aud": {blueprints.Ref("IdentityPool")}}, "ForAnyValue:StringLike": {principal + ":amr": {"authenticated"}},
		}
		if d := cmp.Diff(want, trust.Condition); d != "" {
			t.Errorf("%s: trust (-want +got):\n%s", region, d)
		}
		own := "mine/${" + principal + ":sub}/*"
		for _, st := range resource(s, "SignedInRolePolicy").Properties.(*iam.ManagedPolicy).PolicyDocument.(guard.Policy).Statement {
			bound := strings.HasSuffix(st.Resource[0], "/"+own) ||
				slices.Equal(st.Condition["StringLike"]["s3:prefix"], []string{own}) ||
				st.Condition["StringEquals"]["kms:ViaService"] != nil
			if !bound {
				t.Errorf("%s: statement %s is not bound to the person's own objects: %v", region, st.Sid, st)
			}
		}
	}
}

func resource(s *blueprints.Stack, id string) *blueprints.Resource {
	i := slices.IndexFunc(s.Resources, func(r *blueprints.Resource) bool { return r.ID == id })
	return s.Resources[i]
}

// TestAlone: without storage and without anybody to call, the stack is as safe, and has no alarms.
func TestAlone(t *testing.T) {
	s := blueprints.NewStack(production(), "auth", "auth", "clinic-prod-auth", &blueprints.Stack{Blueprint: "keys", Key: "keys", Name: "clinic-prod-keys"})
	auth.Blueprint.Build(s, config(nil))
	for _, r := range s.Resources {
		if strings.HasSuffix(r.ID, "Alarm") {
			t.Errorf("alarm %s calls nobody", r.ID)
		}
	}
	if !slices.ContainsFunc(s.Resources, func(r *blueprints.Resource) bool { return r.ID == "ThreatProtection" }) {
		t.Error("threat protection is missing")
	}
}
