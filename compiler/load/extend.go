package load

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/compiler/load/tree"
)

// commons holds the common files by name; the tree is nil when the file cannot be read.
type commons map[string]*tree.Node

// read adds a common file. It is checked as far as a file can be that is only part of a spec; the rest is checked in the specs
// that extend it.
func (c commons) read(s Source) diag.List {
	root, problems := tree.Read(s.Name, s.Text)
	if root != nil && root.Kind != tree.Map {
		problems = append(problems, notAMap(root))
		root = nil
	}
	if key := root.Key("extends"); key != nil {
		problems = append(problems, diag.Diagnostic{
			Severity: diag.Error, ID: "chained-extends", Pos: key.Pos, Path: "extends",
			Message: "a common file cannot extend another file", Hint: "let the specs extend one common file that says it all",
		})
		root.Delete("extends")
	}
	if problems.Failed() && root != nil && problems[0].ID == "chained-extends" {
		c[s.Name] = root
		return problems
	}
	c[s.Name] = root
	return problems
}

// extend reads a spec and lays it over the common file that it names.
func (c commons) extend(s Source) *draft {
	d := &draft{file: s.Name}
	root, problems := tree.Read(s.Name, s.Text)
	d.problems = problems
	if root == nil {
		return d
	}
	if root.Kind != tree.Map {
		d.problems = append(d.problems, notAMap(root))
		return d
	}
	d.root = root
	extends := root.Get("extends")
	if extends == nil || extends.Kind != tree.String {
		d.partial = extends != nil
		return d
	}
	base, exists := c[path.Join(path.Dir(s.Name), extends.Text)]
	if !exists {
		d.problems = append(d.problems, c.noSuchFile(s.Name, extends))
		extends.Kind = tree.Broken
	}
	if base == nil {
		d.partial = true
		return d
	}
	d.root = tree.Merge(base, root)
	return d
}

// noSuchFile names the common files that exist beside a spec.
func (c commons) noSuchFile(spec string, extends *tree.Node) diag.Diagnostic {
	folder := path.Join(path.Dir(spec), "common")
	var names []string
	for _, name := range slices.Sorted(maps.Keys(c)) {
		if path.Dir(name) == folder {
			names = append(names, "common/"+path.Base(name))
		}
	}
	p := diag.Diagnostic{
		Severity: diag.Error, ID: "unknown-common-file", Pos: extends.Pos, Path: "extends",
		Message: fmt.Sprintf("extends names %s, and the common files here are %s", extends.Written(), strings.ReplaceAll(diag.OneOf(names), " or ", " and ")),
		Hint:    "name one of them, or remove the line",
	}
	if near := diag.Nearest(extends.Text, names); near != "" {
		p.Hint = fmt.Sprintf("did you mean %q?", near)
	}
	if len(names) == 0 {
		p.Message = fmt.Sprintf("extends names %s, and there is no such file", extends.Written())
		p.Hint = fmt.Sprintf("add the file to the folder %q, or remove the line", folder)
	}
	return p
}

func notAMap(root *tree.Node) diag.Diagnostic {
	return diag.Diagnostic{
		Severity: diag.Error, ID: "wrong-type", Pos: root.Pos,
		Message: fmt.Sprintf("the file holds %s, needs fields such as \"system: clinic\"", seen(root)), Hint: `begin with "hipaac: v1"`,
	}
}
