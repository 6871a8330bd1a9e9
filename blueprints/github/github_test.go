package github_test

import (
	"path/filepath"
	"testing"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/github"
	"github.com/hipaac/hipaac/compiler/emit/emittest"
	"github.com/hipaac/hipaac/schema"
)

// TestTemplates pins what each partition gets. Read the diff of testdata before you run with -update.
func TestTemplates(t *testing.T) {
	for name, region := range map[string]string{"production": "us-east-1", "govcloud": "us-gov-west-1"} {
		env := &blueprints.Env{
			System: "clinic", Name: "account", Tier: "production", PHI: true, Account: "111122223333", Region: region, Owner: "platform@clinic.example",
		}
		s := blueprints.NewStack(env, "github", "github", "clinic-account-github")
		github.Blueprint.Build(s, &schema.GitHub{})
		t.Run(name, func(t *testing.T) { emittest.Pin(t, filepath.Join("testdata", name+".yaml"), s) })
	}
}
