package source

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/compiler"
)

// world makes files in a new working directory; a text "-> x" makes a link.
func world(t *testing.T, files map[string]string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, text := range files {
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		var err error
		if target, isLink := strings.CutPrefix(text, "-> "); isLink {
			err = os.Symlink(target, name)
		} else {
			err = os.WriteFile(name, []byte(text), 0o666)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

const aTemplate = "Resources: {}\n"

// repository is what a real repository looks like.
var repository = map[string]string{
	"environments/prod.yaml":              "hipaac: v1",
	"environments/eu/test.yml":            "hipaac: v1",
	"environments/common/all.yaml":        "hipaac: v1",
	"environments/eu/common/all.yaml":     "hipaac: v1",
	"environments/.prod.yaml.swp.yaml":    "",
	"environments/.git/x.yaml":            "",
	"environments/README.md":              "",
	"environments/extra.template.yaml":    aTemplate,
	"stacks/vpc.template.json":            "{}",
	"stacks/old/app.template":             aTemplate,
	"stacks/values.yaml":                  "a: 1",
	"stacks/node_modules/x.template.yaml": aTemplate,
	"loose.yaml":                          aTemplate,
	"linked.yaml":                         "-> environments/prod.yaml",
}

func TestFind(t *testing.T) {
	tests := []struct {
		reason           string
		find             string // "specs" or "documents"
		args             []string
		specs, templates []string // a common file ends in "*"
		problems         []string
	}{
		{
			reason: "nothing named: all specs, their common files, no hidden files, no templates",
			find:   "specs",
			specs:  []string{"environments/common/all.yaml*", "environments/eu/common/all.yaml*", "environments/eu/test.yml", "environments/prod.yaml"},
		},
		{
			reason: "a file brings the common folder beside it, and no other",
			find:   "specs", args: []string{"environments/eu/test.yml"},
			specs: []string{"environments/eu/common/all.yaml*", "environments/eu/test.yml"},
		},
		{
			reason: "what is named twice is read once, however it is written",
			find:   "specs", args: []string{"./environments/prod.yaml", "environments//prod.yaml", "environments/../environments/prod.yaml"},
			specs: []string{"environments/common/all.yaml*", "environments/prod.yaml"},
		},
		{
			reason: "a link to a file is that file, with the common folder beside the link",
			find:   "specs", args: []string{"linked.yaml"},
			specs: []string{"linked.yaml"},
		},
		{
			reason: "a template is no spec",
			find:   "specs", args: []string{"loose.yaml"},
			problems: []string{"loose.yaml: a CloudFormation template, not a spec"},
		},
		{
			reason: "to judge, a folder of environments holds specs and templates",
			find:   "documents",
			specs:  []string{"environments/common/all.yaml*", "environments/eu/common/all.yaml*", "environments/eu/test.yml", "environments/prod.yaml"}, templates: []string{"environments/extra.template.yaml"},
		},
		{
			reason: "any other folder holds templates; what installers put there is left out",
			find:   "documents", args: []string{"stacks"},
			templates: []string{"stacks/old/app.template", "stacks/vpc.template.json"},
		},
		{
			reason: "a file is what it says, whatever it is called",
			find:   "documents", args: []string{"loose.yaml", "environments/prod.yaml", "stacks/values.yaml"},
			specs: []string{"environments/common/all.yaml*", "environments/prod.yaml", "stacks/values.yaml"}, templates: []string{"loose.yaml"},
		},
		{
			reason: "everything at once",
			find:   "documents", args: []string{"."},
			specs: []string{"environments/common/all.yaml*", "environments/eu/common/all.yaml*", "environments/eu/test.yml", "environments/prod.yaml"}, templates: []string{"environments/extra.template.yaml", "stacks/old/app.template", "stacks/vpc.template.json"},
		},
		{
			reason: "standard input is a template",
			find:   "documents", args: []string{"-"},
			templates: []string{"stdin"},
		},
		{
			reason: "but not a spec",
			find:   "specs", args: []string{"-"},
			problems: []string{"-: no such file or folder"},
		},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			world(t, repository)
			set, problems := Specs(test.args)
			if test.find == "documents" {
				set, problems = Documents(test.args, strings.NewReader(aTemplate))
			}
			var got []string
			for _, p := range problems {
				got = append(got, p.Pos.File+": "+p.Message)
			}
			if diff := cmp.Diff([][]string{test.specs, test.templates, test.problems}, [][]string{names(set.Specs), names(set.Templates), got}); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func names(sources []compiler.Source) []string {
	var out []string
	for _, s := range sources {
		name := s.Name
		if s.Common {
			name += "*"
		}
		out = append(out, name)
	}
	return out
}

// A file that is too large is refused before it is read into memory, and so is an endless input.
func TestSize(t *testing.T) {
	world(t, map[string]string{"at.yaml": strings.Repeat("x", MaxBytes), "over.yaml": strings.Repeat("x", MaxBytes+1)})
	if _, problems := Specs([]string{"at.yaml"}); len(problems) > 0 {
		t.Errorf("at the limit: %v", problems)
	}
	if _, problems := Specs([]string{"over.yaml"}); len(problems) != 1 || problems[0].Message != "5242881 bytes, more than the 5242880 that are read" {
		t.Errorf("over the limit: %v", problems)
	}
	if _, problems := Documents([]string{"-"}, endless{}); len(problems) != 1 || problems[0].Message != "more than the 5242880 bytes that are read" {
		t.Errorf("endless: %v", problems)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

// Names are relative where a file lies below the working directory, and nowhere else.
func TestName(t *testing.T) {
	world(t, nil)
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ file, want string }{
		{"a//b/../c.yaml", "a/c.yaml"},
		{"./a.yaml", "a.yaml"},
		{"../a.yaml", "../a.yaml"},
		{filepath.Join(here, "a", "b.yaml"), "a/b.yaml"},
		{filepath.Join(filepath.Dir(here), "b.yaml"), filepath.ToSlash(filepath.Join(filepath.Dir(here), "b.yaml"))},
	}
	for _, test := range tests {
		if got := Name(test.file); got != test.want {
			t.Errorf("%s: got %s, want %s", test.file, got, test.want)
		}
	}
}
