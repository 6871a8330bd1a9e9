package template

import (
	"regexp"
	"slices"
	"strings"
)

// Model is a document made ready for questions, alone or as one of a Set. It is not safe for concurrent use.
//
// What a template means depends on what it is deployed with: parameters, the region, conditions. Rather than let every question
// cope with sets of values, Deployments runs the questions once for each deployment that makes a difference to them; within one
// Scope every expression has at most one value, and the same condition is the same everywhere.
type Model struct {
	*Document
	set  *Set
	tail string // of the marks of references into this document, see Reference.mark
	byID map[string]*Resource

	parameters, conditions map[string]*Node
	mappings               *Node
	macro                  string

	patterns map[*Node]*regexp.Regexp // that parameters allow, as far as asked for; nil for those that Go cannot read

	parents map[*Node]link  // built when a place is first asked for
	same    map[*Node]Value // of function calls that mean the same in every deployment
}

// NewModel indexes a document that stands alone.
func NewModel(d *Document) *Model { return NewSet([]*Document{d}).models[0] }

func newModel(set *Set, tail string, d *Document) *Model {
	m := &Model{Document: d, set: set, tail: tail, same: map[*Node]Value{}, patterns: map[*Node]*regexp.Regexp{}, byID: make(map[string]*Resource, len(d.Resources))}
	for _, r := range d.Resources {
		m.byID[r.ID] = r
	}
	m.parameters, m.mappings, m.conditions = byName(d.Root.Get("Parameters")), d.Root.Get("Mappings"), byName(d.Root.Get("Conditions"))
	m.macro = unknownMacro(d.Root)
	return m
}

// byName makes the entries of a section quick to find: a template may name thousands of parameters thousands of times.
func byName(section *Node) map[string]*Node {
	if section == nil {
		return nil
	}
	entries := make(map[string]*Node, len(section.Keys))
	for i, k := range section.Keys {
		entries[k.Name] = section.Items[i]
	}
	return entries
}

// Entries makes a resource of each entry of another section, such as "Parameters" or "Outputs", so that a control can judge them
// like resources. Their Type is the section's name. A section that is a text, "Description", is one resource.
func (m *Model) Entries(section string) []*Resource {
	n := m.Root.Get(section)
	if n.scalar() {
		return []*Resource{{ID: section, Type: section, Node: n}}
	}
	if n == nil || n.Kind != Map {
		return nil
	}
	var out []*Resource
	for i, k := range n.Keys {
		if !generated(k.Name) {
			out = append(out, &Resource{ID: k.Name, Type: section, Node: n.Items[i], Key: k})
		}
	}
	return out
}

// knownMacros only translate their own resource types or functions, and leave every other resource as it is written.
var knownMacros = []string{"AWS::Serverless-2016-10-31", "AWS::LanguageExtensions", "AWS::SecretsManager-2020-07-23",
	"AWS::SecretsManager-2024-09-16", "AWS::CodeDeployBlueGreen", "AWS::ServiceCatalog", "AWS::CodeStar"}

// Macro names a macro that may rewrite any resource of the template, or is "".
func (m *Model) Macro() string { return m.macro }

func unknownMacro(root *Node) string {
	for _, section := range []string{"Transform", "Fn::Transform"} {
		if n := root.Get(section); n != nil {
			for _, name := range macroNames(n) {
				if !slices.Contains(knownMacros, name) {
					return name
				}
			}
		}
	}
	return ""
}

// Deployments calls each once for every combination of parameter values and conditions that each asks about, at most limit times.
// It reports whether all combinations were tried. The order is always the same.
func (m *Model) Deployments(limit int, each func(*Scope)) (all bool) {
	d := m.set.spare
	if m.set.spare = nil; d == nil {
		d = &deployment{scopes: map[*Model]*Scope{}}
	}
	defer func() { m.set.spare = d }()
	d.home, d.trail = m, d.trail[:0]
	for range limit {
		d.restart()
		each(d.of(m))
		if !d.advance() {
			return true
		}
		if m.TooIntricate() {
			break
		}
	}
	return false
}

// link is the way from a node to its parent.
type link struct {
	parent *Node
	index  int
}

// parent finds the map or list that holds a node. Only nodes that reach was told of have one.
func (m *Model) parent(n *Node) (link, bool) {
	l, ok := m.parents[n]
	return l, ok
}

// reach makes the ancestors of a node known: most findings stand inside the resource that they are about, so that the rest of a
// template of megabytes is looked at only when one does not.
func (m *Model) reach(r *Resource, n *Node) {
	if m.parents == nil {
		m.parents = map[*Node]link{}
		m.link(m.Root, 2)
	}
	near := r.Node
	if _, mine := m.parents[near]; !mine {
		near = m.Root // the resource of another document, which this node has a part in
	}
	for _, from := range []*Node{near, m.Root} {
		if _, known := m.parents[n]; known {
			return
		}
		m.link(from, wholeTree)
	}
}

// wholeTree is a depth that no tree ends at.
const wholeTree = -1

func (m *Model) link(n *Node, depth int) {
	if depth == 0 {
		return
	}
	for i, item := range n.Items {
		m.parents[item] = link{n, i}
		m.link(item, depth-1)
	}
}

// parameter is the declaration of a template parameter, or nil.
func (m *Model) parameter(name string) *Node {
	if strings.HasPrefix(name, "AWS::") {
		return nil
	}
	return m.parameters[name]
}
