package main

import (
	"bytes"
	"strings"
	"testing"
)

// TestDrawings keeps the drawings of the documentation what the specs say; -update draws them again.
func TestDrawings(t *testing.T) {
	t.Chdir(root)
	const page, image = "docs/graph.md", "docs/images/prod.svg"
	if svg := graph(t, "environments/prod.yaml"); *update {
		write(t, image, svg)
	} else if read(t, image) != svg {
		t.Errorf("%s is not what prod.yaml is drawn as: make golden draws it again", image)
	}
	text := read(t, page)
	before, rest, _ := strings.Cut(text, "```mermaid\n")
	shown, after, found := strings.Cut(rest, "```\n")
	if !found {
		t.Fatalf("%s shows no Mermaid", page)
	}
	if mermaid := graph(t, "environments/results.yaml", "--format", "mermaid"); *update {
		write(t, page, before+"```mermaid\n"+mermaid+"```\n"+after)
	} else if shown != mermaid {
		t.Errorf("%s shows another drawing of results.yaml: make golden draws it again", page)
	}
}

// graph is what the command draws.
func graph(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	if code := run(append([]string{"graph"}, args...), strings.NewReader(""), &out, &errs); code != 0 {
		t.Fatalf("hipaac graph: code %d\n%s", code, errs.String())
	}
	return out.String()
}
