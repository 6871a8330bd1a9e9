package repository

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation/codecommit"
	"github.com/awslabs/goformation/v7/cloudformation/events"
	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/compiler/emit/emittest"
	"github.com/hipaac/hipaac/schema"
)

func environment(name, tier, region string) *blueprints.Env {
	return &blueprints.Env{
		System: "clinic", Name: name, Tier: tier, PHI: tier == "production", Account: "111122223333", Region: region,
		Owner: "platform@clinic.example", Managed: "standalone",
	}
}

func config(change func(*schema.Repository)) *schema.Repository {
	c := &schema.Repository{Branch: "main", Approvals: 1, LogDays: 2192}
	change(c)
	return c
}

func built(env *blueprints.Env, cfg *schema.Repository, watched bool) *blueprints.Stack {
	return named(env, "repository", cfg, watched)
}

func named(env *blueprints.Env, key string, cfg *schema.Repository, watched bool) *blueprints.Stack {
	servers := []*blueprints.Stack{{Env: env, Blueprint: "keys", Key: "keys", Name: "clinic-" + env.Name + "-keys"}}
	if watched {
		topic := blueprints.NewStack(env, "observability", "observability", "clinic-"+env.Name+"-observability")
		topic.Export("AlarmTopicArn", "arn", "")
		servers = append(servers, topic)
	}
	s := blueprints.NewStack(env, "repository", key, "clinic-"+env.Name+"-"+key, servers...)
	Blueprint.Build(s, cfg)
	return s
}

func everything(c *schema.Repository) {
	c.Branch, c.Protected, c.Approvals, c.TellOfPullRequests = "main", []string{"main", "release/2"}, 2, true
	c.Approvers = []string{"arn:aws:sts::111122223333:assumed-role/reviewers/*", "arn:aws:iam::111122223333:user/people/ada"}
}

func hosted(c *schema.Repository) { c.Connection, c.Repository = "github", "clinic/portal" }

// TestTemplates pins what each kind of request becomes. Read the diff of testdata before you run with -update.
func TestTemplates(t *testing.T) {
	plain := func(*schema.Repository) {}
	for name, s := range map[string]*blueprints.Stack{
		"development":          built(environment("dev", "development", "us-east-1"), config(plain), false),
		"test":                 built(environment("account-nonprod", "test", "us-east-1"), config(plain), true),
		"production":           built(environment("account-prod", "production", "us-east-1"), config(everything), true),
		"govcloud":             built(environment("prod", "production", "us-gov-west-1"), config(plain), true),
		"commercial/connected": built(environment("prod", "production", "us-east-1"), config(hosted), true),
	} {
		t.Run(name, func(t *testing.T) { emittest.Pin(t, filepath.Join("testdata", name+".yaml"), s) })
	}
}

// TestFactsAreTheSame: who builds on a repository hears the same of both kinds.
func TestFactsAreTheSame(t *testing.T) {
	env := environment("prod", "production", "us-east-1")
	for name, c := range map[string]struct {
		cfg  func(*schema.Repository)
		want map[string]string
	}{
		"CodeCommit": {everything, map[string]string{
			"provider": "codecommit", "fullname": "clinic-prod-repository", "branch": "main", "protected": "main,release/2"}},
		"GitHub": {hosted, map[string]string{"provider": "github", "fullname": "clinic/portal", "branch": "main", "protected": "main"}},
	} {
		if d := cmp.Diff(c.want, built(env, config(c.cfg), true).Facts); d != "" {
			t.Errorf("%s: facts (-want +got):\n%s", name, d)
		}
	}
}

// TestPrerequisites: what no template can do is said, with the steps.
func TestPrerequisites(t *testing.T) {
	env := environment("prod", "production", "us-east-1")
	for name, c := range map[string]struct {
		cfg  func(*schema.Repository)
		want []string
	}{
		"CodeCommit": {everything, []string{"first-commit-repository"}},
		"GitHub":     {hosted, []string{"connection-repository", "branch-rules-repository"}},
	} {
		var got []string
		for _, p := range built(env, config(c.cfg), true).Prerequisites {
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

// TestNamesFit: the longest names that a spec can have fit into what AWS takes, and two repositories of an environment differ.
func TestNamesFit(t *testing.T) {
	env := environment(strings.Repeat("e", 16), "production", "us-east-1")
	env.System = strings.Repeat("s", 16)
	names := map[string]bool{}
	for _, key := range []string{strings.Repeat("a", 24), strings.Repeat("a", 23) + "b"} {
		s := named(env, key, config(everything), true)
		for _, r := range s.Resources {
			switch p := r.Properties.(type) {
			case *codecommit.Repository:
				names[p.RepositoryName] = true
				if len(p.RepositoryName) > 100 {
					t.Errorf("repository %q has %d characters", p.RepositoryName, len(p.RepositoryName))
				}
			case *events.Rule:
				names[*p.Name] = true
				if len(*p.Name) > 64 {
					t.Errorf("rule %q has %d characters", *p.Name, len(*p.Name))
				}
			}
		}
	}
	if len(names) != 10 {
		t.Errorf("%d names, want two repositories and eight rules with names of their own: %v", len(names), names)
	}
}

func TestRefusals(t *testing.T) {
	east, gov := environment("prod", "production", "us-east-1"), environment("prod", "production", "us-gov-west-1")
	for name, c := range map[string]struct {
		env  *blueprints.Env
		cfg  func(*schema.Repository)
		want []blueprints.Refusal
	}{
		"a path without a host": {east, func(c *schema.Repository) { c.Repository = "clinic/portal" }, []blueprints.Refusal{{
			ID: "path-without-host", Path: "repository", Message: `stack "repository" names the repository "clinic/portal" and not where it is`,
			Hint: "add connection with github, gitlab or bitbucket, or leave repository out for a repository of CodeCommit",
		}}},
		"a host without a path": {east, func(c *schema.Repository) { c.Connection = "gitlab" }, []blueprints.Refusal{{
			ID: "host-without-path", Path: "connection", Message: `stack "repository" connects to GitLab and does not say which repository is meant`,
			Hint: "add repository with its path, such as clinic/portal",
		}}},
		"a host in GovCloud": {gov, hosted, []blueprints.Refusal{{
			ID: "no-connections-here", Path: "connection", Message: "region us-gov-west-1 has no connections to repositories elsewhere",
			Hint: "leave connection out: the repository is then one of CodeCommit",
		}}},
		"approvers of AWS at another host": {east, func(c *schema.Repository) {
			hosted(c)
			c.Approvers = []string{"arn:aws:iam::111122223333:user/ada"}
		}, []blueprints.Refusal{{
			ID: "approvers-elsewhere", Path: "approvers", Message: `stack "repository" names approvers of AWS, whom GitHub does not know`,
			Hint: "leave approvers out, and say in the settings of the repository at its host who approves",
		}}},
		"more approvals than people": {east, func(c *schema.Repository) {
			c.Approvals, c.Approvers = 3, []string{"arn:aws:iam::111122223333:user/ada", "arn:aws:iam::111122223333:user/bob"}
		}, []blueprints.Refusal{{
			ID: "too-few-approvers", Path: "approvers", Message: `stack "repository" asks for 3 approvals and names 2 who may approve, so nothing could be merged`,
			Hint: "name 3 approvers at least, besides authors of their own",
		}}},
		"sessions of a role, of which there may be many": {east, func(c *schema.Repository) {
			c.Approvals, c.Approvers = 3, []string{"arn:aws:sts::111122223333:assumed-role/reviewers/*"}
		}, nil},
		"approvers from elsewhere": {east, func(c *schema.Repository) {
			c.Approvers = []string{"arn:aws:iam::999900001111:user/ada", "arn:aws-us-gov:iam::111122223333:user/bob"}
		}, []blueprints.Refusal{
			{
				ID: "foreign-approver", Path: "approvers[0]", Message: `approver "arn:aws:iam::999900001111:user/ada" belongs to account 999900001111, the repository to 111122223333`,
				Hint: "name users and roles of the environment's own account; people of others take a role in it",
			},
			{
				ID: "foreign-partition", Path: "approvers[1]", Message: `approver "arn:aws-us-gov:iam::111122223333:user/bob" is of partition aws-us-gov, but region us-east-1 is of partition aws`,
				Hint: "name one whose ARN begins with arn:aws:",
			},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			if d := cmp.Diff(c.want, built(c.env, config(c.cfg), true).Refusals); d != "" {
				t.Errorf("refusals (-want +got):\n%s", d)
			}
		})
	}
}
