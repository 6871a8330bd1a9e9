package evidence

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/controls"
	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/compiler/template"
)

// TestReasons: what did not pass says why, under which assumptions, and where it stands when that is in another template; evidence of a
// product says that somebody has to launch it first.
func TestReasons(t *testing.T) {
	g := &Gathered{controls: map[string]*Control{}, environment: Environment{Folder: "dev", Spec: "environments/dev.yaml"}}
	m := &compiler.Manifest{Sources: map[string]compiler.Origin{"server.Disk": {Path: "stacks.server", Place: "environments/dev.yaml:9:3"}}}
	c := &controls.Control{ID: "disk-encrypted", Title: "Disks are encrypted"}
	disk := &template.Resource{ID: "Disk", Type: "AWS::EC2::Volume", Key: template.Key{Line: 12}}
	server := &Stack{Key: "server", Template: "dev/server.template.yaml", Product: true}
	for _, v := range []controls.Verdict{
		{Result: controls.Pass, Pos: diag.Position{File: server.Template, Line: 12}},
		{Result: controls.Unknown, Message: "it depends on a parameter", When: `PHI is "YES"`, Pos: diag.Position{File: server.Template, Line: 14}},
		{Result: controls.Fail, Message: "the key is public", Pos: diag.Position{File: "dev/keys.template.yaml", Line: 33}},
	} {
		v.Control, v.Resource = c, disk
		g.judged(v, server, m)
	}
	g.judged(controls.Verdict{Control: c, Resource: &template.Resource{ID: "Size", Type: "Parameters", Key: template.Key{Line: 3}}, Result: controls.Pass}, server, m)
	about := Verdict{
		Environment: "dev", Resource: "server.Disk", Type: "AWS::EC2::Volume", Template: "dev/server.template.yaml:12",
		Spec: "environments/dev.yaml:9:3", Path: "stacks.server", Product: true,
	}
	passed, unknown, failed, parameter := about, about, about, about
	passed.Result = Passed
	unknown.Result, unknown.Reason, unknown.When, unknown.At = Unknown, "it depends on a parameter", `PHI is "YES"`, "dev/server.template.yaml:14"
	failed.Result, failed.Reason, failed.At = Failed, "the key is public; it stands at dev/keys.template.yaml:33", "dev/keys.template.yaml:33"
	parameter.Result, parameter.Resource, parameter.Type, parameter.Template = Passed, "server.Size", "Parameters", "dev/server.template.yaml:3"
	parameter.Spec, parameter.Path = "environments/dev.yaml", ""
	if d := cmp.Diff([]Verdict{passed, unknown, failed, parameter}, g.controls[c.ID].Verdicts); d != "" {
		t.Errorf("verdicts (-want +got):\n%s", d)
	}
}
