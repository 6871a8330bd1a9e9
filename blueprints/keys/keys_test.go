package keys_test

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/blueprints/keys"
	"github.com/hipaac/hipaac/compiler/emit/emittest"
	"github.com/hipaac/hipaac/schema"
)

// build builds a keys stack for what the stacks of an environment encrypt.
func build(region string, cfg *schema.Keys, uses ...blueprints.KeyUse) *blueprints.Stack {
	env := &blueprints.Env{
		System: "clinic", Name: "prod", Tier: "production", PHI: true,
		Account: "111122223333", Region: region, Owner: "platform@clinic.example", KeyUses: uses,
	}
	s := blueprints.NewStack(env, "keys", "keys", "clinic-prod-keys")
	keys.Blueprint.Build(s, cfg)
	return s
}

func config() *schema.Keys { return &schema.Keys{RotationDays: 365, DeletionWindowDays: 30} }

// TestTemplates pins what each kind of request becomes. Read the diff of testdata before you run with -update.
func TestTemplates(t *testing.T) {
	storage := blueprints.KeyUse{Class: blueprints.DataKey, Service: "s3"}
	network := blueprints.KeyUse{Class: blueprints.LogsKey, Service: "logs"}
	governed := config()
	governed.Classes = []string{"backup"}
	governed.RotationDays = 90
	governed.Administrators = []string{"arn:aws:iam::111122223333:role/key-admins"}
	var all []blueprints.KeyUse
	for _, service := range guard.KeyServices() {
		all = append(all, blueprints.KeyUse{Class: blueprints.DataKey, Service: service})
	}
	for name, c := range map[string]struct {
		stack  *blueprints.Stack
		reason string
	}{
		"used": {build("us-east-1", config(), network, storage, storage), "a key for each class that stacks use, in fixed order"},
		"shared": {build("us-east-1", config(), blueprints.KeyUse{Class: blueprints.CodeKey, Service: "s3", Organization: "o-a1b2c3d4e5"}),
			"a key under which an organization reads"},
		"governed": {build("us-east-1", governed, storage), "named administrators, and a key made ahead"},
		"services": {build("us-gov-west-1", config(), all...), "one key used through every service that the table knows"},
	} {
		t.Run(name, func(t *testing.T) {
			emittest.Pin(t, filepath.Join("testdata", name+".yaml"), c.stack)
		})
	}
}

// TestClasses: a class has a key exactly when it is used or asked for, once, and in the order of the classes.
func TestClasses(t *testing.T) {
	asked := config()
	asked.Classes = []string{"messages", "data"}
	s := build("us-east-1", asked,
		blueprints.KeyUse{Class: blueprints.SecretsKey, Service: "secretsmanager"}, blueprints.KeyUse{Class: blueprints.DataKey, Service: "s3"})
	var exports, from []string
	for _, e := range s.Exports {
		exports = append(exports, e.Name)
	}
	for _, r := range s.Resources {
		if r.SpecPath != "" {
			from = append(from, r.ID)
		}
	}
	if d := cmp.Diff([]string{"DataKeyArn", "SecretsKeyArn", "MessagesKeyArn"}, exports); d != "" {
		t.Errorf("exports (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]string{"MessagesKey"}, from); d != "" {
		t.Errorf("made only because classes asks for them (-want +got):\n%s", d)
	}
}

func TestRefusals(t *testing.T) {
	foreign := config()
	foreign.Administrators = []string{"arn:aws-us-gov:iam::111122223333:role/ours", "arn:aws:iam::111122223333:role/theirs"}
	for name, c := range map[string]struct {
		stack *blueprints.Stack
		want  []blueprints.Refusal
	}{
		"nothing to encrypt": {build("us-east-1", config()), []blueprints.Refusal{{
			ID: "no-keys", Message: `stack "keys" has no key to make: no stack of this environment encrypts with one`,
			Hint: "leave the stack out, or name in classes what keys to make ahead, such as [data]",
		}}},
		"an administrator of another partition": {
			build("us-gov-west-1", foreign, blueprints.KeyUse{Class: blueprints.DataKey, Service: "s3"}),
			[]blueprints.Refusal{{
				ID: "foreign-partition", Path: "administrators[1]",
				Message: `administrator "arn:aws:iam::111122223333:role/theirs" is of partition aws, but region us-gov-west-1 is of partition aws-us-gov`,
				Hint:    "name one whose ARN begins with arn:aws-us-gov:",
			}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if d := cmp.Diff(c.want, c.stack.Refusals); d != "" {
				t.Errorf("refusals (-want +got):\n%s", d)
			}
		})
	}
}
