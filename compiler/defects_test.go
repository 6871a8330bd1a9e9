package compiler_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/diag"
)

// A defect is a mistake that a public HIPAA reference architecture really made; there are 26. An attempt is one way to make it: in a spec,
// which must refuse it, or in anybody's template, where a control must catch it. The line that is to blame ends in "# here".
type attempt struct {
	defect int
	what   string
	rule   string
	text   string
}

// unjudged are the defects that no control catches in foreign templates, and why. What the schema cannot say, askedFor shows.
var unjudged = map[int]string{
	10: "EC2 itself rounds a block that is not aligned, and networks that overlap do no harm until somebody joins them",
	11: "CloudFormation refuses a template that refers to nothing; check leaves what depends on it unproven",
	21: "two deployments of one template meet in the account, not in the template",
}

// TestEveryDefectIsAccountedFor: none of the 26 may be forgotten.
func TestEveryDefectIsAccountedFor(t *testing.T) {
	of := func(n int) func(attempt) bool { return func(a attempt) bool { return a.defect == n } }
	for n := 1; n <= 26; n++ {
		if !slices.ContainsFunc(askedFor, of(n)) {
			t.Errorf("nobody tries to get D%d out of a spec", n)
		}
		if _, excused := unjudged[n]; excused == slices.ContainsFunc(found, of(n)) {
			t.Errorf("D%d in a foreign template: excused %v, and tested %v", n, excused, !excused)
		}
	}
}

// TestNobodyCanAskForADefect: the spec is refused at the line that asks.
func TestNobodyCanAskForADefect(t *testing.T) {
	for _, a := range askedFor {
		text := strings.ReplaceAll(strings.TrimPrefix(a.text, "\n"), "\n\n", "\n")
		out, problems := compiler.Compile([]compiler.Source{phiSpec(text)})
		a.mustBeAt(t, problems, lineOf(string(phiSpec(text).Text)))
		if len(out.Environments) > 0 {
			t.Errorf("D%d %s: it is built all the same", a.defect, a.what)
		}
	}
}

// TestDefectsAreFound: a control points at the line that makes the mistake.
func TestDefectsAreFound(t *testing.T) {
	for _, a := range found {
		text := "Resources:" + a.text
		a.mustBeAt(t, compiler.Check(compiler.Source{Name: "t.yaml", Text: []byte(text)}), lineOf(text))
	}
}

func (a attempt) mustBeAt(t *testing.T, problems diag.List, line int) {
	t.Helper()
	var got []string
	for _, p := range problems {
		if p.ID == a.rule && p.Pos.Line == line && p.Severity != diag.Note {
			return
		}
		got = append(got, fmt.Sprintf("%s at %d", p.ID, p.Pos.Line))
	}
	t.Errorf("D%d %s: %s does not catch it at line %d; found %q", a.defect, a.what, a.rule, line, got)
}

// lineOf is the number of the line that ends in "# here".
func lineOf(text string) int {
	before, _, marked := strings.Cut(text, "# here\n")
	if !marked {
		return 0
	}
	return 1 + strings.Count(before, "\n")
}

// TestSafetyIsNotSwitchedByTheEnvironment is defect D3: encryption, private placement and TLS are the same in every tier, with or
// without PHI. What may differ is said here, one by one.
func TestSafetyIsNotSwitchedByTheEnvironment(t *testing.T) {
	safeguards := []string{
		"s3-public-access-block", "s3-kms-default", "s3-tls-only", "s3-versioning", "s3-access-logging", "log-group-encrypted",
		"vpc-flow-logs", "subnet-no-auto-public-ip", "kms-policy-scoped", "hygiene-deletion-policy", "net-tiered-subnets",
		"rds-storage-encrypted", "rds-not-public", "rds-force-tls", "lbv2-tls-policy", "alb-http-redirects-to-https",
	}
	clinic := []string{"dev", "test", "prod"} // the same stacks in each tier
	for _, e := range compile(t, environments(t)).Environments {
		judged := map[string]compiler.Evidence{}
		for _, c := range e.Manifest.Controls {
			judged[c.Control] = c
		}
		for _, s := range safeguards {
			c := judged[s]
			if len(c.Failed)+len(c.Unknown) > 0 || len(c.Passed) == 0 && slices.Contains(clinic, e.Folder) {
				t.Errorf("%s does not pass %s", e.Folder, s)
			}
		}
	}
}

func phiSpec(stacks string) compiler.Source {
	stores := strings.Contains(stacks, "storage") || strings.Contains(stacks, "database")
	for _, demanded := range []string{"backup", "observability"} { // of PHI in a store
		if stores && !strings.Contains(stacks, "  "+demanded+":") {
			stacks += "  " + demanded + ": {}\n"
		}
	}
	s := spec("environments/prod.yaml", stacks)
	text := strings.NewReplacer("phi: false", "phi: true\nalerts: [a@b.example]", "tier: development", "tier: production").Replace(string(s.Text))
	return compiler.Source{Name: s.Name, Text: []byte(text)}
}
