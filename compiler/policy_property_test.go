package compiler_test

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/diag"
)

// careless are specs and a template that break controls of each kind, some of them excused.
const careless = `
-- environments/careless.yaml --
hipaac: v1
system: clinic
environment: careless
tier: production
phi: true
account: "111122223333"
region: us-east-1
owner: platform@clinic.example
waivers:
  - control: flow-log-retention
    resource: network
    reason: nothing flows in this network
    measure: it has no way to anywhere
    owner: security@clinic.example
    expires: "2999-12-31"
stacks:
  keys: {deletionWindowDays: 7}
  network: {cidr: 10.20.0.0/16, zones: 1, flowLogDays: 30}
  storage: {accessLogDays: 400, buckets: {letters: {backupDays: 7}}}
-- environments/right.yaml --
hipaac: v1
system: clinic
environment: right
tier: development
phi: false
account: "111122223333"
region: us-east-1
owner: platform@clinic.example
stacks: {keys: {}, storage: {buckets: {letters: {}}}}
-- stacks/app.template.yaml --
Resources:
  Records: {Type: AWS::RDS::DBInstance, Properties: {Engine: postgres, PubliclyAccessible: true, MultiAZ: false}}
  Letters: {Type: AWS::S3::Bucket}
`

// allPolicies are the examples, and those that are refused.
func allPolicies(t testing.TB) map[string][]compiler.Source {
	t.Helper()
	all := map[string][]compiler.Source{}
	for name, p := range policies(t) {
		all[name] = []compiler.Source{p}
		all["every example"] = append(all["every example"], p)
	}
	paths, _ := filepath.Glob("policy/testdata/refused/*.txtar")
	for _, path := range paths {
		a, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range a.Files[:len(a.Files)-1] {
			all[path] = append(all[path], compiler.Source{Name: f.Name, Text: f.Data, Policy: true})
		}
	}
	return all
}

// TestPolicyNeverLoosens: whatever a policy says, right or wrong, what was an error without it is an error with it.
func TestPolicyNeverLoosens(t *testing.T) {
	files := txtar.Parse([]byte(careless)).Files
	without := errorsIn(judgedBy(files))
	if len(without) < 8 {
		t.Fatalf("only %d errors to lose: %v", len(without), without)
	}
	all := allPolicies(t)
	for name, p := range all {
		stillThere(t, name, without, judgedBy(files, p...))
	}
	names := slices.Sorted(maps.Keys(all))
	random := rand.New(rand.NewPCG(1, 2))
	for range 12 { // and what some of them say together
		var p []compiler.Source
		var drawn []string
		for range 3 {
			name := names[random.IntN(len(names))]
			drawn = append(drawn, name)
			for _, s := range all[name] {
				s.Name = strings.TrimSuffix(s.Name, ".cue") + "-" + string(rune('a'+len(p))) + ".cue"
				p = append(p, s)
			}
		}
		stillThere(t, strings.Join(drawn, ", "), without, judgedBy(files, p...))
	}
}

// finding is what stays the same of an error when a policy asks for more: the message may name the higher floor.
type finding struct{ id, path, file string }

func errorsIn(problems diag.List) map[finding]bool {
	found := map[finding]bool{}
	for _, p := range problems {
		if p.Severity == diag.Error {
			found[finding{p.ID, p.Path, p.Pos.File}] = true
		}
	}
	return found
}

func stillThere(t *testing.T, name string, without map[finding]bool, problems diag.List) {
	t.Helper()
	with := errorsIn(problems)
	for f := range without {
		if !with[f] {
			t.Errorf("%s: %v is no error any more", name, f)
		}
	}
	for _, p := range problems {
		if p.ID == "internal-error" {
			t.Errorf("%s: %s", name, p.Message)
		}
	}
}

// TestPolicyChangesNoValue: a policy that is kept leaves every template as it was, but for the comments.
func TestPolicyChangesNoValue(t *testing.T) {
	files := txtar.Parse([]byte(careless)).Files[1:2]
	specs := []compiler.Source{{Name: files[0].Name, Text: files[0].Data}}
	kept := compiler.Source{Name: "policy/kept.cue", Policy: true, Text: []byte(`
controls: "own-keys": {
	title: "keys are ours", citations: ["rule 1"], says: "{name} has {value}", remedy: "mend it"
	require: {
		region: string
		tags: {[string]: string}
		stacks: {
			keys!: [string]: {rotationDays: >=90, deletionWindowDays: int}
			database?: [string]: engine: "postgres"
		}
	}
}
templates: "own-rotation": {
	title: "keys change", citations: ["rule 1"], says: "{name} has {value}", remedy: "mend it"
	types: ["AWS::KMS::Key"], require: Properties: EnableKeyRotation: true
}`)}
	without, problems := compiler.Compile(specs)
	if problems.Failed() {
		t.Fatal(problems)
	}
	with, problems := compiler.Compile(append(specs, kept))
	if problems.Failed() {
		t.Fatal(problems)
	}
	for i, template := range without.Environments[0].Templates {
		if !bytes.Equal(template.JSON, with.Environments[0].Templates[i].JSON) {
			t.Errorf("stack %q is another one under a policy", template.Key)
		}
	}
	m := string(with.Environments[0].Manifest.JSON())
	for _, part := range []string{`"control": "own-keys"`, `"control": "own-rotation"`, `"stacks.keys.rotationDays"`, `"keys.DataKey"`, `"policy": "`} {
		if !strings.Contains(m, part) {
			t.Errorf("the manifest does not say %s", part)
		}
	}
	if strings.Contains(m, "stacks.database") {
		t.Error("the manifest is evidence of a database that is not there")
	}
}

// TestPolicyOfMany: many specs are judged by several judges at once, each of which is renewed now and then; each knows the policy.
func TestPolicyOfMany(t *testing.T) {
	sources := []compiler.Source{policies(t)["regions"], policies(t)["tags"]}
	const many = 150
	for i := range many {
		sources = append(sources, compiler.Source{Name: fmt.Sprintf("environments/e%d.yaml", i), Text: fmt.Appendf(nil,
			"hipaac: v1\nsystem: clinic\nenvironment: e%d\ntier: development\nphi: true\naccount: \"111122223333\"\nregion: eu-west-1\nowner: a@b.example\nstacks: {}\n", i)})
	}
	_, problems := compiler.Compile(sources)
	found := map[string]int{}
	for _, p := range problems {
		found[p.ID]++
	}
	for _, id := range []string{"clinic-regions", "clinic-cost-center"} {
		if found[id] != many {
			t.Errorf("%d specs break %s, %d are said to", many, id, found[id])
		}
	}
}
