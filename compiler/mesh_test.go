package compiler_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/hipaac/hipaac/compiler"
)

// TestMesh compiles the Quick Start's topology, a centre with production and development around it, to the end: every control passes on
// every template, but that no template of a network shows which others its transit gateway joins, and that production has no endpoints.
func TestMesh(t *testing.T) {
	archive, err := txtar.ParseFile("load/testdata/accepted/mesh.txtar")
	if err != nil {
		t.Fatal(err)
	}
	var sources []compiler.Source
	for _, f := range archive.Files {
		if f.Name != "want" {
			sources = append(sources, compiler.Source{Name: f.Name, Text: f.Data})
		}
	}
	out, problems := compiler.Compile(sources)
	if problems.Failed() {
		t.Fatal(problems)
	}
	var got []string
	for _, e := range out.Environments {
		for _, c := range e.Manifest.Controls {
			for _, x := range c.Unknown {
				got = append(got, e.Folder+": "+c.Control+" unknown: "+x)
			}
			for _, x := range c.Failed {
				got = append(got, e.Folder+": "+c.Control+" failed: "+x)
			}
		}
	}
	want := []string{
		"dev: net-separate-environments unknown: network.MeshAttachment",
		"prod: net-separate-environments unknown: network.MeshAttachment",
		"prod: net-vpc-endpoints failed: network.Vpc",
	}
	if d := cmp.Diff(want, got); d != "" || len(out.Environments) != 3 {
		t.Errorf("%d environments (-want +got):\n%s", len(out.Environments), d)
	}
}
