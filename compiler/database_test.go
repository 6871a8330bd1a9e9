package compiler_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hipaac/hipaac/compiler"
)

// TestDatabasesAreSafeWhateverIsAsked is defect D3 for the place where it was found: encryption, private placement, TLS, audit and
// backups of a database are proven for every engine, in every tier, with and without PHI, by the controls that judge anybody's template.
func TestDatabasesAreSafeWhateverIsAsked(t *testing.T) {
	safeguards := []string{
		"hygiene-deletion-policy", "log-group-encrypted", "net-tiered-subnets", "rds-backup-enabled", "rds-database-auditing", "rds-force-tls",
		"rds-iam-auth", "rds-logs-exported", "rds-minor-upgrades", "rds-not-public", "rds-snapshots-encrypted", "rds-snapshots-tagged",
		"rds-storage-encrypted", "runtimes-supported",
	}
	var sources []compiler.Source
	block := 0
	for _, engine := range []string{"aurora-postgresql", "aurora-mysql", "postgres", "mysql", "mariadb"} {
		for _, tier := range []string{"development", "test", "production"} {
			for _, phi := range []string{"false", "true"} {
				block++
				s := spec(fmt.Sprintf("environments/e%d.yaml", block), fmt.Sprintf("  keys: {}\n  network: {cidr: 10.%d.0.0/16, zones: 2}\n  database: {engine: %s}\n  backup: {copyTo: {vault: %q}}\n  observability: {}\n",
					block, engine, "arn:aws:backup:us-west-2:111122223333:backup-vault:copies"))
				text := strings.NewReplacer("environment: dev", fmt.Sprintf("environment: e%d", block), "tier: development", "tier: "+tier,
					"phi: false", "phi: "+phi+"\nalerts: [a@b.example]").Replace(string(s.Text))
				sources = append(sources, compiler.Source{Name: s.Name, Text: []byte(text)})
			}
		}
	}
	out, problems := compiler.Compile(sources)
	for _, p := range problems {
		if p.ID != "net-vpc-endpoints" { // the network's, which has none here
			t.Errorf("%s: %s [%s]", p.Pos, p.Message, p.ID)
		}
	}
	if len(out.Environments) != len(sources) {
		t.Fatalf("%d of %d environments", len(out.Environments), len(sources))
	}
	for i, e := range out.Environments {
		proven := map[string]bool{}
		for _, c := range e.Manifest.Controls {
			proven[c.Control] = len(c.Passed) > 0 && len(c.Failed) == 0 && len(c.Unknown) == 0
		}
		for _, s := range safeguards {
			if !proven[s] {
				t.Errorf("%s is not proven of\n%s", s, sources[i].Text)
			}
		}
	}
}
