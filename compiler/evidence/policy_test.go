package evidence_test

import (
	"slices"
	"testing"

	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/evidence"
)

// TestOwnControlsProveNothing: an organisation's own control is listed with the sections that it cites and with its place, and a section
// that nothing else serves is no more stated for it. Whoever writes a control for a section could otherwise state whatever they like.
func TestOwnControlsProveNothing(t *testing.T) {
	const section = "164.308(a)(3)(ii)(C)" // termination procedures
	spec := compiler.Source{Name: "environments/dev.yaml", Text: []byte(`hipaac: v1
system: clinic
environment: dev
tier: development
phi: false
account: "111122223333"
region: us-east-1
owner: platform@clinic.example
stacks: {keys: {}, storage: {buckets: {letters: {}}}}
`)}
	own := compiler.Source{Name: "policy/own.cue", Policy: true, Text: []byte(`
controls: "own-regions": {
	title: "x", citations: ["rule 1", "` + section + `"], says: "x", remedy: "x", require: region: string
}
templates: "own-keys": {
	title: "x", citations: ["` + section + `"], says: "x", remedy: "x", types: ["AWS::KMS::Key"], require: Properties: EnableKeyRotation: true
}`)}
	status := func(sources ...compiler.Source) (evidence.Status, *evidence.Report) {
		out, problems := compiler.Compile(sources)
		if problems.Failed() {
			t.Fatal(problems)
		}
		r := evidence.NewReport([]*evidence.Gathered{evidence.Gather(&out.Environments[0])})
		i := slices.IndexFunc(r.Safeguards, func(s evidence.Safeguard) bool { return s.Citation == section })
		return r.Safeguards[i].Status, r
	}
	without, _ := status(spec)
	with, r := status(spec, own)
	if with != without {
		t.Errorf("%s is %q by the organisation's own controls, and %q without", section, with, without)
	}
	for id, at := range map[string]string{"own-regions": "policy/own.cue:2:11", "own-keys": "policy/own.cue:5:12"} {
		i := slices.IndexFunc(r.Controls, func(c evidence.Control) bool { return c.ID == id })
		if i < 0 || r.Controls[i].Counts.Passed == 0 || !slices.Equal(r.Controls[i].Policy, []string{at}) {
			t.Errorf("%s is not in the report, or not with its place", id)
		}
	}
}
