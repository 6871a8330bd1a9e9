package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hipaac/hipaac/compiler"
)

// TestReadme keeps the README true: the spec it shows, the template it becomes, the message of a mistake, and the numbers.
func TestReadme(t *testing.T) {
	t.Chdir(root)
	readme := read(t, "README.md")
	spec, template := read(t, "environments/portal.yaml"), read(t, "golden/portal/database.template.yaml")
	blocks := strings.Split(readme, "```")
	for i, source := range map[int]string{1: spec, 3: template} {
		for line := range strings.Lines(strings.TrimPrefix(blocks[i], "yaml\n")) {
			line, _, _ = strings.Cut(line, "  # ") // explanations of the README's own
			if line = strings.TrimRight(line, " \n"); line != "" && strings.TrimSpace(line) != "…" && !strings.Contains(source, line+"\n") {
				t.Errorf("the README shows a line that is not there: %q", line)
			}
		}
	}
	for _, want := range []string{fmt.Sprintf("the same %d controls", templateControls()), fmt.Sprintf("%d resources", resourcesOf(t, "golden/portal/manifest.json"))} {
		if !strings.Contains(readme, want) {
			t.Errorf("the README does not say %q", want)
		}
	}
	if want, have := strings.TrimSpace(blocks[5]), mistakeInProduction(t, read(t, "environments/prod.yaml")); !strings.Contains(have, want) {
		t.Errorf("the README shows another message than hipaac:\n%s", have)
	}
}

// mistakeInProduction is what a person sees who keeps backups of PHI for seven days.
func mistakeInProduction(t *testing.T, spec string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "environments"), os.DirFS("environments")); err != nil {
		t.Fatal(err)
	}
	const line = "        archiveAfterDays: 180\n"
	spec = strings.Replace(spec, line, line+"        backupDays: 7\n", 1)
	if err := os.WriteFile(filepath.Join(dir, "environments", "prod.yaml"), []byte(spec), 0o666); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	var out, notes bytes.Buffer
	if code := run([]string{"check", "environments/prod.yaml"}, nil, &out, &notes); code != exitFailed {
		t.Errorf("exit code %d", code)
	}
	return out.String()
}

func templateControls() int {
	n := 0
	for _, e := range compiler.Explanations() {
		if e.Tier != "" {
			n++
		}
	}
	return n
}

func resourcesOf(t *testing.T, manifest string) int {
	t.Helper()
	var m compiler.Manifest
	if err := json.Unmarshal([]byte(read(t, manifest)), &m); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, s := range m.Stacks {
		n += s.Resources
	}
	return n
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
