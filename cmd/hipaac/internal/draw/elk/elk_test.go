package elk_test

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/draw/elk"
)

// TestProgramIsThePublishedOne: what runs in the interpreter is what its makers published, and the notice says so.
func TestProgramIsThePublishedOne(t *testing.T) {
	program, err := elk.Program()
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(program)
	notice, err := os.ReadFile("NOTICE.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{hex.EncodeToString(sum[:]), "elkjs " + elk.Version, "Eclipse Public License 2.0"} {
		if !strings.Contains(string(notice), want) {
			t.Errorf("NOTICE.md does not say %q", want)
		}
	}
}

func graph() *elk.Node {
	return &elk.Node{
		ID:      "all",
		Options: elk.Options{"elk.algorithm": "layered", "elk.hierarchyHandling": "INCLUDE_CHILDREN", "elk.json.shapeCoords": "ROOT", "elk.json.edgeCoords": "ROOT"},
		Children: []*elk.Node{
			{ID: "a", Width: 100, Height: 50},
			{ID: "box", Children: []*elk.Node{{ID: "b", Width: 100, Height: 50}, {ID: "c", Width: 100, Height: 50}}},
		},
		Edges: []*elk.Edge{
			{ID: "1", Sources: []string{"a"}, Targets: []string{"b"}, Labels: []*elk.Label{{Text: "x", Width: 40, Height: 12}}},
			{ID: "2", Sources: []string{"b"}, Targets: []string{"c"}},
		},
	}
}

// TestLayout: boxes lie in their boxes, from the corner of the whole, and twice at the same place.
func TestLayout(t *testing.T) {
	first, err := elk.Layout(graph())
	if err != nil {
		t.Fatal(err)
	}
	a, box := first.Children[0], first.Children[1]
	b, c := box.Children[0], box.Children[1]
	if !(a.X+a.Width < box.X && box.X < b.X && b.X+b.Width < c.X && c.X+c.Width < box.X+box.Width) {
		t.Errorf("not from left to right: a %v, box %v, b %v, c %v", a, box, b, c)
	}
	if e := first.Edges[0]; len(e.Sections) != 1 || e.Sections[0].Start.X != a.X+a.Width || e.Sections[0].End.X != b.X || e.Labels[0].X <= a.X {
		t.Errorf("the edge does not lead from a to b: %+v", e)
	}
	second, err := elk.Layout(graph())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, second); diff != "" {
		t.Errorf("asked twice (-first +second):\n%s", diff)
	}
}

// TestLayoutRefuses: a graph with an edge to nowhere is an error, not a drawing without it.
func TestLayoutRefuses(t *testing.T) {
	g := graph()
	g.Edges[0].Targets[0] = "nowhere"
	if placed, err := elk.Layout(g); err == nil || !strings.Contains(err.Error(), "nowhere") {
		t.Errorf("got %v, %v", placed, err)
	}
}
