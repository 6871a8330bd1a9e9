// Package compare says what differs between two trees of templates: which files, what it means for which resources, and which line of
// a spec asked for each.
package compare

import (
	"path"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/change"
	"github.com/hipaac/hipaac/compiler/controls"
	"github.com/hipaac/hipaac/compiler/template"
)

// Tree is one side of a comparison.
type Tree struct {
	// Name stands for the tree in unified differences. Of a tree that is a single file it is the file's name.
	Name   string
	Single bool
	// Files are sorted by path.
	Files []compiler.File
	// Manifests are those of hipaac by folder, for where resources come from. Those among Files need not be named again.
	Manifests map[string][]byte
	// Controls say which safeguards hold in this tree, and held in the other. None stands for those of hipaac.
	Controls []*controls.Control
}

// Difference is what differs between two trees, in the order of their files.
type Difference struct {
	Files []File
	// Resources and Findings say what the differences of templates mean.
	Resources []Resource
	Findings  []Finding
	Exports   []change.Export
	// Entries are those of other sections than Resources.
	Entries []Entry
}

// File is a file that differs.
type File struct {
	Path string      `json:"path"`
	Verb change.Verb `json:"change"`
	// Text is the difference in unified form.
	Text string `json:"diff"`
}

// Entry is an entry of another section than Resources, or a section without entries, that differs.
type Entry struct {
	File   string            `json:"file"` // template, such as "prod/network.template.yaml"
	Verb   change.Verb       `json:"change"`
	Name   string            `json:"name"` // path, such as "Outputs.VpcId"
	Values []change.Property `json:"values,omitempty"`
}

// Files says which files differ, and how.
func Files(old, new Tree) []File {
	var files []File
	before, after := byPath(old.Files), byPath(new.Files)
	for _, name := range union(old.Files, new.Files) {
		was, isOld := before[name]
		is, isNew := after[name]
		if isOld && isNew && string(was) == string(is) {
			continue
		}
		files = append(files, File{Path: name, Verb: verb(isOld, isNew), Text: string(diff.Diff(old.label(name), was, new.label(name), is))})
	}
	return files
}

// Trees compares two trees, and says what it means. The templates of one folder are taken for stacks of one account and region.
func Trees(old, new Tree) Difference {
	d := Difference{Files: Files(old, new)}
	before, after := byPath(old.Files), byPath(new.Files)
	var stale []string // folders in which a template differs
	for _, f := range d.Files {
		if isTemplate(f.Path) || old.Single && new.Single {
			stale = append(stale, path.Dir(f.Path))
			d.Entries = append(d.Entries, Entries(f.Path, before[f.Path], after[f.Path])...)
		}
	}
	for _, folder := range slices.Compact(stale) {
		d.mean(folder, old, new)
	}
	d.sort()
	return d
}

func (t *Tree) label(name string) string {
	if t.Single {
		return t.Name
	}
	return path.Join(t.Name, name)
}

// Add puts another difference to this one. Findings stay in order of their class.
func (d *Difference) Add(other Difference) {
	d.Files, d.Entries, d.Exports = append(d.Files, other.Files...), append(d.Entries, other.Entries...), append(d.Exports, other.Exports...)
	d.Resources, d.Findings = append(d.Resources, other.Resources...), append(d.Findings, other.Findings...)
	d.sort()
}

// Empty reports whether the trees are the same.
func (d *Difference) Empty() bool { return len(d.Files) == 0 }

// Worst is the most serious class that anything belongs to, and false where the trees are the same.
func (d *Difference) Worst() (change.Class, bool) {
	for _, f := range d.Findings {
		return f.Class, true
	}
	return change.Other, !d.Empty()
}

var templateEndings = []string{".template.yaml", ".template.yml", ".template.json", ".template"}

func isTemplate(name string) bool {
	return slices.ContainsFunc(templateEndings, func(ending string) bool { return strings.HasSuffix(name, ending) })
}

// stackName is the name of a template's stack: its path without the ending.
func stackName(file string) string {
	for _, ending := range templateEndings {
		if name, is := strings.CutSuffix(file, ending); is {
			return name
		}
	}
	return strings.TrimSuffix(file, path.Ext(file))
}

func byPath(files []compiler.File) map[string][]byte {
	texts := map[string][]byte{}
	for _, f := range files {
		texts[f.Path] = f.Text
	}
	return texts
}

func union(a, b []compiler.File) []string {
	var names []string
	for _, f := range slices.Concat(a, b) {
		names = append(names, f.Path)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func verb(isOld, isNew bool) change.Verb {
	switch {
	case !isOld:
		return change.Added
	case !isNew:
		return change.Removed
	}
	return change.Changed
}

// Entries compares the sections of a template that hold no resources. A text that cannot be read as a template has none; its unified
// difference says what differs.
func Entries(file string, was, is []byte) []Entry {
	old, new := root(file, was), root(file, is)
	if old == nil || new == nil {
		return nil
	}
	var found []Entry
	add := func(name string, before, after *template.Node) {
		if values := change.Values(before, after); len(values) > 0 {
			found = append(found, Entry{File: file, Verb: verb(before != nil, after != nil), Name: name, Values: values})
		}
	}
	for _, section := range keys(old, new) {
		before, after := old.Get(section), new.Get(section)
		switch {
		case section == "Resources":
		case isMap(before) || isMap(after):
			for _, id := range keys(before, after) {
				add(section+"."+id, before.Get(id), after.Get(id))
			}
		default:
			add(section, before, after)
		}
	}
	return found
}

func root(file string, text []byte) *template.Node {
	if doc := document(file, text); doc != nil {
		return doc.Root
	}
	return nil
}

func document(file string, text []byte) *template.Document {
	if text == nil {
		return nil
	}
	doc, _ := template.Parse(file, text)
	return doc
}

func isMap(n *template.Node) bool { return n != nil && n.Kind == template.Map }

// keys lists the keys of two maps: those of the new one in its order, then those that only the old one has.
func keys(old, new *template.Node) []string {
	var names []string
	seen := map[string]bool{}
	for _, n := range []*template.Node{new, old} {
		if !isMap(n) {
			continue
		}
		for _, k := range n.Keys {
			if !seen[k.Name] {
				seen[k.Name] = true
				names = append(names, k.Name)
			}
		}
	}
	return names
}
