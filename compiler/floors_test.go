package compiler_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/compiler/template"
)

// numbered is a spec whose stacks hold "%d" for the number in question.
func numbered(phi bool, stacks string, n int) compiler.Source {
	source := spec("environments/dev.yaml", fmt.Sprintf(stacks, n))
	source.Text = []byte(strings.Replace(string(source.Text), "phi: false", fmt.Sprintf("phi: %v\nalerts: [security@clinic.example]", phi), 1))
	return source
}

// refused reports whether such a spec is refused at a path.
func refused(phi bool, stacks, path string, n int) bool {
	_, problems := compiler.Compile([]compiler.Source{numbered(phi, stacks, n)})
	return slices.ContainsFunc(problems, func(p diag.Diagnostic) bool { return p.Severity == diag.Error && p.Path == path })
}

// TestLockAdmitsWhatSpecsMayAsk: the lock of a vault can never be widened, so it lets in all that the schema and its floor under PHI let
// pass, and nothing else. The blueprint spells the numbers again.
func TestLockAdmitsWhatSpecsMayAsk(t *testing.T) {
	const stacks, path = "  keys: {}\n  observability: {}\n  backup: {backupDays: %d, monthlyDays: 0, weeklyDays: 0, yearlyDays: 0}\n", "stacks.backup.backupDays"
	for _, phi := range []bool{false, true} {
		least, most := locked(t, compile(t, []compiler.Source{numbered(phi, stacks, 60)}))
		if refused(phi, stacks, path, least) || !refused(phi, stacks, path, least-1) {
			t.Errorf("phi %v: the lock lets in %d days and more, the schema something else", phi, least)
		}
		if refused(phi, stacks, path, most) || !refused(phi, stacks, path, most+1) {
			t.Errorf("phi %v: the lock lets in up to %d days, the schema something else", phi, most)
		}
	}
}

// locked are the bounds of the vault's lock.
func locked(t *testing.T, out compiler.Output) (least, most int) {
	t.Helper()
	for _, made := range out.Environments[0].Templates {
		doc, problems := template.Parse(made.Key, made.YAML)
		if problems.Failed() {
			t.Fatal(problems)
		}
		for _, vault := range doc.OfType("AWS::Backup::BackupVault") {
			lock := vault.Property("LockConfiguration")
			if _, err := fmt.Sscan(lock.Get("MinRetentionDays").Text+" "+lock.Get("MaxRetentionDays").Text, &least, &most); err != nil {
				t.Fatal(err)
			}
			return least, most
		}
	}
	t.Fatal("no vault")
	return 0, 0
}

// TestFlowLogsAroundPHI: the floor of a mesh's flow logs is the same whether PHI is in the mesh's own environment, where the schema has
// it, or in a network around it, where the blueprint looks.
func TestFlowLogsAroundPHI(t *testing.T) {
	const stacks = "  keys: {}\n  observability: {}\n  network: {cidr: 10.0.0.0/16, endpoints: [kms, logs, secretsmanager, ssm, sts], flowLogDays: 365}\n" +
		"  backup: {}\n  mesh:\n    flowLogDays: %d\n    networks: {lab: {cidr: 10.20.0.0/16, tier: development, phi: true}}\n"
	for _, days := range []int{90, 150, 180, 365, 400} {
		own, around := refused(true, stacks, "stacks.mesh.flowLogDays", days), refused(false, stacks, "stacks.mesh.flowLogDays", days)
		if own != around || own != (days < 365) {
			t.Errorf("%d days: refused around PHI of its own %v, of others %v", days, own, around)
		}
	}
}

// TestFloorBesideRollout: a spec whose values are below a floor has all its stacks, and a rollout that carries its keys finds them. It was
// told that the environment had none, because keys are left out while a spec has mistakes.
func TestFloorBesideRollout(t *testing.T) {
	_, problems := compiler.Compile([]compiler.Source{{Name: "environments/organization.yaml", Text: []byte(`hipaac: v1
system: clinic
environment: organization
tier: production
phi: true
managed: control-tower
account: "777788889999"
region: us-east-1
owner: platform@clinic.example
alerts: []
stacks:
  keys: {}
  artifacts: {}
  observability: {}
  rollout: {management: "999988887777", units: [ou-ab12-0a1b2c3d], carries: [keys]}
`)}})
	var found []string
	for _, p := range problems {
		if p.Severity == diag.Error {
			found = append(found, p.ID)
		}
	}
	if !slices.Equal(found, []string{"phi-alert-contacts"}) {
		t.Errorf("errors %v, want that nobody is alerted", found)
	}
}
