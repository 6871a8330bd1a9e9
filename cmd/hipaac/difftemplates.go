package main

import (
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/compare"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/render"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/source"
	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/controls"
	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/compiler/template"
)

// templatesOf reads the two templates, or folders of templates, that the arguments name. Anything else is a matter for specs, mistakes
// included, unless one of two arguments is a template.
func templatesOf(cmd *cobra.Command, args []string) (old, new compare.Tree, are bool, err error) {
	trees := make([]compare.Tree, len(args))
	found := 0
	for i, arg := range args {
		t, is := templateTree(arg)
		if trees[i] = t; is {
			found++
		}
	}
	switch {
	case found == 0:
		return old, new, false, nil
	case found != len(args) || len(args) != 2:
		return old, new, false, misuse(cmd, fmt.Sprintf("diff compares two templates, or two folders of templates, and not %s", strings.Join(args, ", ")), "")
	case trees[0].Single != trees[1].Single:
		return old, new, false, misuse(cmd, fmt.Sprintf("of %s and %s one is a file and one a folder", args[0], args[1]), "")
	case cmd.Flags().Changed("golden"):
		return old, new, false, misuse(cmd, "--golden is for specs; two templates are compared with each other", "")
	}
	if trees[0].Single {
		trees[0].Files[0].Path = trees[1].Files[0].Path
	}
	return trees[0], trees[1], true, nil
}

// readable refuses templates that cannot be read, or that two readers would read differently: what they mean cannot be compared. It gives
// the controls that judge them: hipaac's, and those of the organisation's policy.
func (o *diffOptions) readable(con *console, trees ...compare.Tree) ([]*controls.Control, error) {
	var set source.Set
	problems := con.readPolicy(&set)
	by, mistakes := compiler.Controls(set.Policy...)
	problems = append(problems, mistakes...)
	texts := map[string][]byte{}
	for _, s := range set.Policy {
		texts[s.Name] = s.Text
	}
	for _, t := range trees {
		for _, f := range t.Files {
			name := t.Name
			if !t.Single {
				name = path.Join(t.Name, f.Path)
			}
			texts[name] = f.Text
			_, found := template.Parse(name, f.Text)
			problems = append(problems, found...)
		}
	}
	problems = slices.DeleteFunc(problems, func(d diag.Diagnostic) bool { return d.Severity != diag.Error })
	if len(problems) == 0 {
		return by, nil
	}
	r := render.Report{Diagnostics: problems.Sorted(), Files: sortedNames(texts), Texts: texts, Colour: con.errColour}
	if err := r.Write(con.err, "text"); err != nil {
		return nil, err
	}
	con.note("\n%s", r.Summary())
	return nil, exitError(exitFailed)
}

func sortedNames(texts map[string][]byte) []string { return slices.Sorted(maps.Keys(texts)) }

// templateTree reads a template or a folder that holds templates and no specs.
func templateTree(arg string) (compare.Tree, bool) {
	info, err := os.Stat(arg)
	if err != nil {
		return compare.Tree{}, false
	}
	set, problems := source.Documents([]string{arg}, nil)
	if len(set.Templates) == 0 || len(set.Specs) > 0 || problems.Failed() {
		return compare.Tree{}, false
	}
	t := compare.Tree{Name: source.Name(arg), Single: !info.IsDir(), Manifests: map[string][]byte{}}
	for _, f := range set.Templates {
		name := path.Base(f.Name)
		if !t.Single {
			if name, err = filepath.Rel(t.Name, f.Name); err != nil {
				return compare.Tree{}, false
			}
			name = filepath.ToSlash(name)
		}
		t.Files = append(t.Files, compiler.File{Path: name, Text: f.Text})
		if folder := path.Dir(name); !t.Single && t.Manifests[folder] == nil { // hipaac's own, if it is there: it knows the lines of specs
			t.Manifests[folder], _ = os.ReadFile(filepath.Join(arg, folder, "manifest.json"))
		}
	}
	return t, true
}
