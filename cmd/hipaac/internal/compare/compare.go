// Package compare says what differs between two trees of output: which files, which resources, which of their values, and which
// line of a spec asked for each resource.
package compare

import (
	"encoding/json"
	"path"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/template"
)

// Verb says what happened to a file, a resource or a value.
type Verb string

const (
	Added   Verb = "added"
	Removed Verb = "removed"
	Changed Verb = "changed"
)

// Difference is what differs between two trees, in the order of their files.
type Difference struct {
	Files   []File
	Entries []Entry
}

// File is a file that differs.
type File struct {
	Path string `json:"path"`
	Verb Verb   `json:"change"`
	// Text is the difference in unified form.
	Text string `json:"diff"`
}

// Entry is a resource, or an entry of another section, that differs.
type Entry struct {
	File string `json:"file"` // template, such as "prod/network.template.yaml"
	Verb Verb   `json:"change"`
	// Name is the logical id of a resource, or a path such as "Outputs.VpcId".
	Name string `json:"name"`
	Type string `json:"type,omitempty"` // CloudFormation type of a resource
	// From is the place in a spec that asked for the resource, with its path: "environments/prod.yaml:11:3 (stacks.network)".
	From   string  `json:"from,omitempty"`
	Values []Value `json:"values,omitempty"`
}

// Value is one value of a changed entry. Old or New is empty where the value was added or removed.
type Value struct {
	Path string `json:"path"`
	Old  string `json:"old,omitempty"`
	New  string `json:"new,omitempty"`
}

// Trees compares two trees whose files are sorted by path. The names stand for the trees in unified diffs.
func Trees(oldName string, old []compiler.File, newName string, new []compiler.File) Difference {
	var d Difference
	before, after := byPath(old), byPath(new)
	for _, name := range union(old, new) {
		was, isOld := before[name]
		is, isNew := after[name]
		if isOld && isNew && string(was) == string(is) {
			continue
		}
		file := File{Path: name, Verb: Changed, Text: string(diff.Diff(path.Join(oldName, name), was, path.Join(newName, name), is))}
		switch {
		case !isOld:
			file.Verb = Added
		case !isNew:
			file.Verb = Removed
		}
		d.Files = append(d.Files, file)
		if strings.HasSuffix(name, templateEnding) {
			d.Entries = append(d.Entries, entries(name, was, is, origins(name, before), origins(name, after))...)
		}
	}
	return d
}

// Of returns the entries of one file.
func (d *Difference) Of(file string) []Entry {
	first := slices.IndexFunc(d.Entries, func(e Entry) bool { return e.File == file })
	if first < 0 {
		return nil
	}
	n := slices.IndexFunc(d.Entries[first:], func(e Entry) bool { return e.File != file })
	if n < 0 {
		return d.Entries[first:]
	}
	return d.Entries[first : first+n]
}

// Empty reports whether the trees are the same.
func (d *Difference) Empty() bool { return len(d.Files) == 0 }

const templateEnding = ".template.yaml"

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

// origins finds which place in a spec asked for a resource of a template, in the manifest beside it. A manifest that is missing or
// damaged knows nothing.
func origins(file string, tree map[string][]byte) func(id string) string {
	var m struct {
		Sources map[string]compiler.Origin `json:"sources"`
	}
	if json.Unmarshal(tree[path.Join(path.Dir(file), "manifest.json")], &m) != nil {
		m.Sources = nil
	}
	stack := strings.TrimSuffix(path.Base(file), templateEnding)
	return func(id string) string {
		origin, known := m.Sources[stack+"."+id]
		if !known {
			return ""
		}
		return origin.Place + " (" + origin.Path + ")"
	}
}

// entries compares two versions of a template, section by section. A text that cannot be read as a template has no entries; its
// unified diff says what differs.
func entries(file string, was, is []byte, fromOld, fromNew func(string) string) []Entry {
	old, new := root(file, was), root(file, is)
	var found []Entry
	for _, name := range keys(old, new) {
		before, after := old.Get(name), new.Get(name)
		if !isMap(before) && !isMap(after) {
			if !before.Equal(after) {
				found = append(found, Entry{File: file, Verb: verb(before, after), Name: name, Values: values("", before, after)})
			}
			continue
		}
		for _, id := range keys(before, after) {
			if e, differs := entry(before.Get(id), after.Get(id)); differs {
				e.File, e.Name = file, name+"."+id
				if name == "Resources" {
					e.Name, e.From = id, fromNew(id)
					if e.Verb == Removed {
						e.From = fromOld(id)
					}
				}
				found = append(found, e)
			}
		}
	}
	return found
}

func root(file string, text []byte) *template.Node {
	if text == nil {
		return nil
	}
	doc, _ := template.Parse(file, text)
	if doc == nil {
		return nil
	}
	return doc.Root
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

func verb(old, new *template.Node) Verb {
	switch {
	case old == nil:
		return Added
	case new == nil:
		return Removed
	}
	return Changed
}

func entry(old, new *template.Node) (Entry, bool) {
	if old.Equal(new) {
		return Entry{}, false
	}
	e := Entry{Verb: verb(old, new)}
	kind := new.Get("Type")
	if new == nil {
		kind = old.Get("Type")
	}
	if kind != nil {
		e.Type = kind.Text
	}
	if e.Verb == Changed {
		e.Values = values("", old, new)
	}
	return e, true
}
