package tree

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const aManifest = `{"hipaac":"v1","environment":"x","stacks":[]}`

// world is a folder on disk as a map: a text makes a file, "-> x" a link, and a path that ends with a slash a folder.
type world map[string]string

func (w world) make(t *testing.T, dir string) {
	t.Helper()
	for name, text := range w {
		full := filepath.Join(dir, name)
		check(t, os.MkdirAll(filepath.Dir(full), 0o777))
		target, isLink := strings.CutPrefix(text, "-> ")
		switch {
		case strings.HasSuffix(name, "/"):
			check(t, os.MkdirAll(full, 0o777))
		case isLink:
			check(t, os.Symlink(target, full))
		default:
			check(t, os.WriteFile(full, []byte(text), 0o666))
		}
	}
}

func look(t *testing.T, dir string) world {
	t.Helper()
	w := world{}
	check(t, filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(dir, name)
		if entry.Type()&fs.ModeSymlink != 0 {
			target, err := os.Readlink(name)
			w[rel] = "-> " + target
			return err
		}
		text, err := os.ReadFile(name)
		w[rel] = string(text)
		return err
	}))
	return w
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// output makes the files of environments, each with a manifest and one template that says which build it is from.
func output(build string, environments ...string) []File {
	var files []File
	for _, env := range environments {
		files = append(files, File{Path: path.Join(env, "a.template.yaml"), Text: []byte(build)},
			File{Path: path.Join(env, "manifest.json"), Text: []byte(aManifest)})
	}
	return files
}

// write puts the output of environments on disk in one go.
func write(out string, environments []string, files []File, all bool) (removed []string, err error) {
	w := NewWriter(out)
	defer func() { err = errors.Join(err, w.Close()) }()
	for _, env := range environments {
		var own []File
		for _, f := range files {
			if path.Dir(f.Path) == env {
				own = append(own, f)
			}
		}
		if err := w.Add(env, own); err != nil {
			return nil, err
		}
	}
	return w.Commit(all)
}

func TestWrite(t *testing.T) {
	tests := []struct {
		reason       string
		before       world
		environments []string
		all          bool
		after        world
		removed      []string
	}{
		{
			reason: "a new folder", before: nil, environments: []string{"eu/prod", "test"}, all: true,
			after: world{
				"out/eu/prod/a.template.yaml": "new", "out/eu/prod/manifest.json": aManifest,
				"out/test/a.template.yaml": "new", "out/test/manifest.json": aManifest,
			},
		},
		{
			reason:       "a file that is no longer made vanishes, and a neighbour stays when not everything was built",
			before:       world{"out/prod/b.template.yaml": "old", "out/prod/manifest.json": aManifest, "out/test/manifest.json": aManifest},
			environments: []string{"prod"},
			after:        world{"out/prod/a.template.yaml": "new", "out/prod/manifest.json": aManifest, "out/test/manifest.json": aManifest},
		},
		{
			reason: "an environment that nobody asks for is removed with the folder that led to it, what is not ours stays",
			before: world{
				"out/eu/old/manifest.json": aManifest, "out/eu/old/x.template.yaml": "old", "out/README.md": "mine",
				"out/notes/manifest.json": aManifest, "out/notes/thoughts.txt": "mine", "out/other/manifest.json": `{"name":"npm"}`,
			},
			environments: []string{"prod"}, all: true,
			after: world{
				"out/prod/a.template.yaml": "new", "out/prod/manifest.json": aManifest, "out/README.md": "mine",
				"out/notes/manifest.json": aManifest, "out/notes/thoughts.txt": "mine", "out/other/manifest.json": `{"name":"npm"}`,
			},
			removed: []string{"eu/old"},
		},
		{
			reason:       "an environment that moved below its old folder",
			before:       world{"out/eu/a.template.yaml": "old", "out/eu/manifest.json": aManifest},
			environments: []string{"eu/prod"}, all: true,
			after:   world{"out/eu/prod/a.template.yaml": "new", "out/eu/prod/manifest.json": aManifest},
			removed: []string{"eu"},
		},
		{
			reason:       "a manifest that a merge has damaged does not stop golden files from being rewritten",
			before:       world{"out/prod/manifest.json": "<<<<<<< HEAD\n"},
			environments: []string{"prod"},
			after:        world{"out/prod/a.template.yaml": "new", "out/prod/manifest.json": aManifest},
		},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			dir := t.TempDir()
			test.before.make(t, dir)
			removed, err := write(filepath.Join(dir, "out"), test.environments, output("new", test.environments...), test.all)
			check(t, err)
			if diff := cmp.Diff(test.after, look(t, dir)); diff != "" {
				t.Errorf("on disk (-want +got):\n%s", diff)
			}
			if !slices.Equal(removed, test.removed) {
				t.Errorf("removed %q, want %q", removed, test.removed)
			}
		})
	}
}

func TestWriteRefuses(t *testing.T) {
	tests := []struct {
		reason       string
		before       world
		environments []string
		want         string // "OUT" stands for the output folder
	}{
		{"the output folder is a link", world{"elsewhere/": "", "out": "-> elsewhere"}, []string{"prod"}, "OUT is a link; name the folder that it leads to"},
		{"the output folder is a file", world{"out": "mine"}, []string{"prod"}, "OUT is not a folder"},
		{"an environment's folder is a link", world{"elsewhere/": "", "out/prod": "-> ../elsewhere"}, []string{"prod"}, "OUT/prod is not a folder; move it away"},
		{"a folder on the way is a link", world{"elsewhere/": "", "out/eu": "-> ../elsewhere"}, []string{"eu/prod"}, "OUT/eu is not a folder; move it away"},
		{"a file that is not ours", world{"out/prod/notes.txt": "mine"}, []string{"prod"}, "OUT/prod/notes.txt was not written by hipaac and would be lost; move it away"},
		{"a link with a name of ours", world{"out/prod/a.template.yaml": "-> /etc/passwd"}, []string{"prod"}, "OUT/prod/a.template.yaml was not written by hipaac and would be lost; move it away"},
		{"a folder in an environment's folder", world{"out/prod/sub/x": "mine"}, []string{"prod"}, "OUT/prod/sub was not written by hipaac and would be lost; move it away"},
		{"one environment inside of another", nil, []string{"eu", "eu/prod"}, "the folder of environment \"eu\" would hold that of \"eu/prod\"; rename one of the specs"},
		{"a way out", nil, []string{"../x"}, "an environment cannot have the folder \"../x\""},
		{"an absolute folder", nil, []string{"/etc"}, "an environment cannot have the folder \"/etc\""},
		{"a hidden folder", nil, []string{".git"}, "an environment cannot have the folder \".git\""},
		{"the output folder itself", nil, []string{"."}, "an environment cannot have the folder \".\""},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			dir := t.TempDir()
			test.before.make(t, dir)
			before, out := look(t, dir), filepath.Join(dir, "out")
			_, err := write(out, test.environments, output("new", test.environments...), true)
			if err == nil {
				t.Fatal("was written")
			}
			if got := strings.ReplaceAll(err.Error(), out, "OUT"); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
			if diff := cmp.Diff(before, look(t, dir)); diff != "" {
				t.Errorf("something changed (-before +after):\n%s", diff)
			}
		})
	}
}

// A write that fails in the middle leaves everything as it was. The second environment's template has a name that no file system
// takes, after the first one is written.
func TestWriteFailsWhole(t *testing.T) {
	dir := t.TempDir()
	world{"out/prod/a.template.yaml": "old", "out/prod/manifest.json": aManifest}.make(t, dir)
	before := look(t, dir)
	files := append(output("new", "prod"), File{Path: "test/" + strings.Repeat("x", 300), Text: nil})
	if _, err := write(filepath.Join(dir, "out"), []string{"prod", "test"}, files, true); err == nil {
		t.Fatal("was written")
	}
	if diff := cmp.Diff(before, look(t, dir)); diff != "" {
		t.Errorf("something changed (-before +after):\n%s", diff)
	}
}

// What was added and not committed leaves no trace, not even the folders that led to it.
func TestClose(t *testing.T) {
	dir := t.TempDir()
	world{"there/": "", "keep": ""}.make(t, dir)
	for _, out := range []string{"new/a/b", "there/c", "there"} {
		w := NewWriter(filepath.Join(dir, out))
		check(t, w.Add("prod", output("new", "prod")))
		check(t, w.Close())
	}
	entries, err := os.ReadDir(dir)
	check(t, err)
	if diff := cmp.Diff(world{"keep": ""}, look(t, dir)); diff != "" || len(entries) != 2 {
		t.Errorf("%d entries (-want +got):\n%s", len(entries), diff)
	}
}

// A file that does not belong to its environment is a defect of hipaac and goes nowhere.
func TestAddForeignFile(t *testing.T) {
	dir := t.TempDir()
	w := NewWriter(filepath.Join(dir, "out"))
	if err := w.Add("prod", output("new", "test")); err == nil || !strings.Contains(err.Error(), "internal error") {
		t.Errorf("got %v", err)
	}
	check(t, w.Close())
	if diff := cmp.Diff(world{}, look(t, dir)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A swap that fails is undone, the renames that worked included.
func TestSwapIsUndone(t *testing.T) {
	dir := t.TempDir()
	world{"a/f": "a", "b/f": "b", "full/f": "in the way"}.make(t, dir)
	before := look(t, dir)
	root, err := os.OpenRoot(dir)
	check(t, err)
	defer root.Close()
	s := swap{root: root}
	s.move("a", "x/a")
	s.move("missing", "y")
	s.move("b", "full") // a folder that is not empty cannot be replaced
	s.move("x", "never")
	if s.err == nil || len(s.done) != 1 {
		t.Fatalf("error %v after %d renames, want one after the first", s.err, len(s.done))
	}
	check(t, s.undo())
	if diff := cmp.Diff(before, look(t, dir)); diff != "" {
		t.Errorf("something changed (-before +after):\n%s", diff)
	}
}

// What a killed run left behind is swept away once it is old; a young one may be at work.
func TestSweep(t *testing.T) {
	dir := t.TempDir()
	world{"out/.hipaac-1/new/x": "", "out/.hipaac-2/new/x": ""}.make(t, dir)
	old := time.Now().Add(-2 * time.Hour)
	check(t, os.Chtimes(filepath.Join(dir, "out/.hipaac-1"), old, old))
	_, err := write(filepath.Join(dir, "out"), []string{"prod"}, output("new", "prod"), true)
	check(t, err)
	want := world{"out/.hipaac-2/new/x": "", "out/prod/a.template.yaml": "new", "out/prod/manifest.json": aManifest}
	if diff := cmp.Diff(want, look(t, dir)); diff != "" {
		t.Errorf("on disk (-want +got):\n%s", diff)
	}
}

func TestRead(t *testing.T) {
	dir := t.TempDir()
	world{"README.md": "mine", ".hipaac-1/x/y": "", "eu/prod/b": "b", "eu/prod/a": "a", "eu/.DS_Store": "", "test/c": "c"}.make(t, dir)
	got, err := Read(dir)
	check(t, err)
	want := []File{{Path: "eu/prod/a", Text: []byte("a")}, {Path: "eu/prod/b", Text: []byte("b")}, {Path: "test/c", Text: []byte("c")}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got, err := Read(filepath.Join(dir, "missing")); got != nil || err != nil {
		t.Errorf("a missing folder: %v, %v", got, err)
	}
}

func TestReadRefuses(t *testing.T) {
	dir := t.TempDir()
	world{"link/prod/a": "-> /etc/passwd", "file": "x", "large/prod/a": strings.Repeat("x", maxBytes+1)}.make(t, dir)
	tests := []struct{ folder, want string }{
		{"link", "DIR/link/prod/a: not a regular file"},
		{"file", "DIR/file: not a directory"},
		{"large", "DIR/large/prod/a: more than 16777216 bytes"},
	}
	for _, test := range tests {
		_, err := Read(filepath.Join(dir, test.folder))
		if err == nil || strings.ReplaceAll(err.Error(), dir, "DIR") != test.want {
			t.Errorf("%s: got %v, want %s", test.folder, err, test.want)
		}
	}
}

// Errors of the system start with the place and lose the names of system calls.
func TestReason(t *testing.T) {
	dir := t.TempDir()
	world{"file": ""}.make(t, dir)
	out := filepath.Join(dir, "file", "out")
	_, err := write(out, []string{"prod"}, output("new", "prod"), true)
	if want := out + ": not a directory"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
