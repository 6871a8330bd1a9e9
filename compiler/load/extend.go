package load

import (
	"fmt"
	"maps"
	"path"
	"slices"

	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/compiler/load/tree"
)

// common is a file that specs extend. The root is nil when it cannot be read; a flawed file has mistakes that were reported.
type common struct {
	root   *tree.Node
	flawed bool
}

// commons holds the common files by name.
type commons map[string]common

// read adds a common file. It is checked as far as a file can be that is only part of a spec; the rest is checked in the specs
// that extend it.
func (c commons) read(s Source) diag.List {
	root, problems := tree.Read(s.Name, s.Text)
	if root != nil && root.Kind != tree.Map {
		problems = append(problems, notAMap(root))
		root = nil
	}
	if key := root.Key("extends"); key != nil {
		problems = append(problems, wrong("chained-extends", "extends", key.Pos,
			"a common file cannot extend another file", "let the specs extend one common file that says it all"))
		root.Delete("extends")
	}
	c[s.Name] = common{root, problems.Failed()}
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
	if extends == nil {
		return d
	}
	if extends.Kind != tree.String {
		d.partial = true
		return d
	}
	base, exists := c[path.Join(path.Dir(s.Name), extends.Text)]
	if !exists {
		d.problems = append(d.problems, c.noSuchFile(s.Name, extends))
		extends.Kind = tree.Broken
	}
	if base.root == nil {
		d.partial = true
		return d
	}
	d.flawed = base.flawed
	d.root = tree.Merge(base.root, root)
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
	if len(names) == 0 {
		return wrong("unknown-common-file", "extends", extends.Pos, fmt.Sprintf("extends names %s, and there is no such file", extends.Written()),
			fmt.Sprintf("add the file to the folder %q, or remove the line", folder))
	}
	hint := "name one that exists, or remove the line"
	if near := diag.Nearest(extends.Text, names); near != "" {
		hint = fmt.Sprintf("did you mean %q?", near)
	}
	return wrong("unknown-common-file", "extends", extends.Pos, fmt.Sprintf("extends names %s, needs %s", extends.Written(), diag.OneOf(names)), hint)
}

func notAMap(root *tree.Node) diag.Diagnostic {
	return wrong("wrong-type", "", root.Pos, fmt.Sprintf("the file holds %s, needs fields such as \"system: clinic\"", seen(root)), `begin with "hipaac: v1"`)
}
