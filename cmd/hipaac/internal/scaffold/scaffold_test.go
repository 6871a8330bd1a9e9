package scaffold_test

import (
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/scaffold"
)

// pinned is an action of this repository, or of another at one commit: a tag can be moved to other code.
var pinned = regexp.MustCompile(`^(\./\S+|[a-z-]+/[a-z-]+@[0-9a-f]{40})$`)

// TestCI: what CI runs is YAML in which each name stands once, runs no action that can change under it, gets no more rights than it needs,
// and stores no key.
func TestCI(t *testing.T) {
	for _, system := range scaffold.Systems {
		for _, f := range scaffold.CI(scaffold.Values{System: "clinic", Version: "v1.2.3"}, system) {
			text := string(f.Text)
			if strings.Contains(text, "secrets.") {
				t.Errorf("%s uses a stored secret", f.Path)
			}
			if strings.Contains(text, "go install") && !strings.Contains(text, "cmd/hipaac@v1.2.3\n") {
				t.Errorf("%s installs another version", f.Path)
			}
			if !strings.HasSuffix(f.Path, ".yml") {
				continue
			}
			var document map[string]any
			if err := yaml.Unmarshal(f.Text, &document); err != nil {
				t.Errorf("%s: %v", f.Path, err)
			}
			for _, line := range strings.Split(text, "\n") {
				_, action, uses := strings.Cut(strings.TrimLeft(line, "# -"), "uses: ")
				if name, _, _ := strings.Cut(action, " "); uses && !pinned.MatchString(name) {
					t.Errorf("%s uses %s, which is not pinned to a commit", f.Path, name)
				}
			}
			if strings.HasPrefix(f.Path, ".github/") {
				checkPermissions(t, f.Path, document)
			}
		}
	}
}

// checkPermissions: a workflow reads the repository. Only where it deploys may it say who it is.
func checkPermissions(t *testing.T, path string, workflow map[string]any) {
	t.Helper()
	allowed, stated := workflow["permissions"].(map[string]any)
	if !stated {
		t.Errorf("%s has all permissions of its token", path)
	}
	for what, level := range allowed {
		identity := what == "id-token" && level == "write" && strings.HasSuffix(path, "/deploy.yml")
		if !(what == "contents" && level == "read") && !identity {
			t.Errorf("%s may %s %s", path, level, what)
		}
	}
}
