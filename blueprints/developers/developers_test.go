package developers

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation/iam"
	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/compiler/emit/emittest"
	"github.com/hipaac/hipaac/schema"
)

const instance = "arn:aws:sso:::instance/ssoins-0123456789abcdef"

func environment(name, tier, region string) *blueprints.Env {
	return &blueprints.Env{
		System: "clinic", Name: name, Tier: tier, PHI: tier == "production", Account: "111122223333", Region: region,
		Owner: "platform@clinic.example", Managed: "standalone",
	}
}

// code is a repository of CodeCommit, as the stack that serves.
func code(env *blueprints.Env, key, protected string) *blueprints.Stack {
	r := blueprints.NewStack(env, "repository", key, "clinic-"+env.Name+"-"+key)
	r.Tell("provider", "codecommit")
	r.Tell("fullname", "clinic-"+env.Name+"-"+key)
	r.Tell("branch", "main")
	r.Tell("protected", protected)
	return r
}

// hosted is a repository elsewhere.
func hosted(env *blueprints.Env) *blueprints.Stack {
	r := blueprints.NewStack(env, "repository", "portal", "clinic-"+env.Name+"-portal")
	r.Tell("provider", "github")
	r.Tell("fullname", "clinic/portal")
	r.Tell("protected", "main")
	return r
}

// everything is what the environment has beside: a product and a stack that is none.
var everything = []blueprints.Built{
	{Stack: "web-server", Product: true, MaskedLogs: []string{"/hipaac/clinic/prod/web-server/*/server"}},
	{Stack: "storage", MaskedLogs: []string{"/hipaac/clinic/prod/storage/application"}},
}

func built(env *blueprints.Env, cfg *schema.Developers, all []blueprints.Built, repositories ...*blueprints.Stack) *blueprints.Stack {
	s := blueprints.NewStack(env, "developers", "developers", "clinic-"+env.Name+"-developers", repositories...)
	Blueprint.Build(s, cfg)
	Blueprint.Gather(s, cfg, all)
	return s
}

func set(change func(*schema.DeveloperSet)) *schema.Developers {
	c := &schema.DeveloperSet{Hours: 1}
	change(c)
	return &schema.Developers{PermissionSet: c}
}

func ours(c *schema.DeveloperSet) {
	c.Instance, c.Groups, c.Hours = instance, []string{"0a1b2c3d4e-0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f"}, 1
}

// TestTemplates pins what each kind of request becomes. Read the diff of testdata before you run with -update.
func TestTemplates(t *testing.T) {
	dev, nonprod, prod := environment("dev", "development", "us-east-1"), environment("account-nonprod", "test", "us-east-1"), environment("account-prod", "production", "us-east-1")
	gov := environment("prod", "production", "us-gov-west-1")
	for name, s := range map[string]*blueprints.Stack{
		"alone":      built(dev, &schema.Developers{}, nil),
		"group":      built(nonprod, &schema.Developers{Members: []string{"bob", "ada"}}, everything, code(nonprod, "repository", "main"), hosted(nonprod)),
		"production": built(prod, set(ours), everything, code(prod, "repository", "main,release/2"), code(prod, "tools", "main"), code(prod, "letters", "main")),
		"elsewhere":  built(prod, set(func(c *schema.DeveloperSet) { c.Name = "ClinicDevelopers" }), everything, code(prod, "repository", "main")),
		"govcloud":   built(gov, &schema.Developers{Members: []string{"ada"}}, everything, code(gov, "repository", "main")),
	} {
		t.Run(name, func(t *testing.T) { emittest.Pin(t, filepath.Join("testdata", name+".yaml"), s) })
	}
}

// TestPrincipals: a catalog hears whom to let in, in either way.
func TestPrincipals(t *testing.T) {
	env := environment("prod", "production", "us-gov-west-1")
	roles := "arn:" + blueprints.Partition + ":iam:::role/aws-reserved/sso.amazonaws.com/"
	for name, c := range map[string]struct {
		cfg  *schema.Developers
		want map[string]string
	}{
		"group": {&schema.Developers{}, nil},
		"set": {set(func(*schema.DeveloperSet) {}), map[string]string{
			"principals": roles + "AWSReservedSSO_clinic-prod-developers_*," + roles + "*/AWSReservedSSO_clinic-prod-developers_*",
		}},
	} {
		s := built(env, c.cfg, nil)
		if d := cmp.Diff(c.want, s.Facts); d != "" {
			t.Errorf("%s: facts (-want +got):\n%s", name, d)
		}
		group := slices.ContainsFunc(s.Exports, func(e blueprints.Export) bool { return e.Name == "GroupArn" })
		if group != (name == "group") {
			t.Errorf("%s: a group is exported: %v", name, group)
		}
	}
}

// TestPrerequisites: what holds only if somebody does it is said for each person and account.
func TestPrerequisites(t *testing.T) {
	env := environment("prod", "production", "us-east-1")
	for name, c := range map[string]struct {
		cfg  *schema.Developers
		want []string
	}{
		"nobody yet":      {&schema.Developers{}, nil},
		"members":         {&schema.Developers{Members: []string{"bob", "ada"}}, []string{"boundary-ada", "boundary-bob"}},
		"a set elsewhere": {set(func(*schema.DeveloperSet) {}), []string{"second-factor-developers", "permission-set-clinic-prod-developers"}},
		"a set of ours":   {set(ours), []string{"second-factor-developers", "identity-center-in-111122223333"}},
	} {
		var got []string
		for _, p := range built(env, c.cfg, nil).Prerequisites {
			got = append(got, p.ID)
			if p.What == "" || p.Remedy == "" {
				t.Errorf("%s: %s says nothing: %+v", name, p.ID, p)
			}
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: prerequisites (-want +got):\n%s", name, d)
		}
	}
}

// TestNothingLater: the policy that permits is the boundary, too, of the permission set that the stack makes.
func TestNothingLater(t *testing.T) {
	env := environment("prod", "production", "us-east-1")
	var name string
	for _, r := range built(env, set(ours), nil).Resources {
		if p, ok := r.Properties.(*iam.ManagedPolicy); ok {
			name = *p.ManagedPolicyName
		}
	}
	for _, r := range built(env, set(ours), nil).Resources {
		if r.ID == "PermissionSet" {
			text := string(emittest.Template(t, built(env, set(ours), nil)))
			if strings.Count(text, "- Name: "+name) != 1 || strings.Count(text, "Name: "+name+"\n") < 2 || !slices.Contains(r.After, policyID) {
				t.Errorf("the set does not have the policy %s as right and as boundary, after it is made:\n%s", name, text)
			}
		}
	}
}

func TestRefusals(t *testing.T) {
	east, gov := environment("prod", "production", "us-east-1"), environment("prod", "production", "us-gov-west-1")
	var many []*blueprints.Stack
	for _, key := range strings.Split("abcdefghijklmnopqrstuvwxyz", "") {
		many = append(many, code(east, strings.Repeat(key, 24), "main,"+key))
	}
	both := set(func(*schema.DeveloperSet) {})
	both.Members = []string{"ada"}
	for name, c := range map[string]struct {
		stack *blueprints.Stack
		want  []blueprints.Refusal
	}{
		"two kinds of people": {built(east, both, nil), []blueprints.Refusal{{
			ID: "developers-twice", Path: "members", Message: `stack "developers" names IAM users and a permission set, and makes a group or a permission set`,
			Hint: "leave one of them out, or write a second stack with \"use: developers\"",
		}}},
		"an assignment of what is not made": {built(east, set(func(c *schema.DeveloperSet) { c.Groups = []string{"0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f"} }), nil), []blueprints.Refusal{{
			ID: "groups-without-instance", Path: "permissionSet.groups", Message: `stack "developers" assigns a permission set that it does not make`,
			Hint: "add instance with the ARN of the Identity Center, or assign the permission set where it is made, and leave groups out",
		}}},
		"an Identity Center of another partition": {built(gov, set(ours), nil), []blueprints.Refusal{{
			ID: "foreign-partition", Path: "permissionSet.instance",
			Message: `Identity Center "` + instance + `" is of partition aws, but region us-gov-west-1 is of partition aws-us-gov`,
			Hint:    "name one whose ARN begins with arn:aws-us-gov:",
		}}},
	} {
		t.Run(name, func(t *testing.T) {
			if d := cmp.Diff(c.want, c.stack.Refusals); d != "" {
				t.Errorf("refusals (-want +got):\n%s", d)
			}
		})
	}
	refused := built(east, &schema.Developers{}, nil, many...).Refusals
	if len(refused) != 1 || refused[0].ID != "too-many-rights" {
		t.Errorf("26 repositories: %v, want one refusal of too many rights", refused)
	}
}

// TestPolicyFits: a team with several repositories and products has a policy that IAM takes.
func TestPolicyFits(t *testing.T) {
	env := environment(strings.Repeat("e", 16), "production", "us-gov-west-1")
	env.System = strings.Repeat("s", 16)
	var repositories []*blueprints.Stack
	products := []blueprints.Built{}
	for _, key := range []string{"letters", "records", "tools"} {
		repositories = append(repositories, code(env, key, "main"))
		name := fmt.Sprintf("/hipaac/%s/%s/%s-server/*/server", env.System, env.Name, key)
		products = append(products, blueprints.Built{Stack: key + "-server", Product: true, MaskedLogs: []string{name}})
	}
	s := built(env, &schema.Developers{}, products, repositories...)
	statements := s.Resources[0].Properties.(*iam.ManagedPolicy).PolicyDocument.(guard.Policy).Statement
	if size := guard.PolicySize(statements...); size > guard.MaxPolicySize || len(s.Refusals) > 0 {
		t.Errorf("the policy has %d characters, IAM takes %d: %v", size, guard.MaxPolicySize, s.Refusals)
	}
}
