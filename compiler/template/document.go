package template

import (
	"strings"

	"github.com/hipaac/hipaac/compiler/diag"
)

// Document is a whole template: its tree, the file it stands in, and its resources in the order of the document.
type Document struct {
	// File names the document in diagnostics.
	File string
	Root *Node
	// Resources are all entries of the Resources section that have a string Type.
	Resources []*Resource

	work int // what questions about it have cost so far, in steps of evaluation
}

// Resource is one entry of the Resources section.
type Resource struct {
	// ID is the logical id.
	ID string
	// Type is the CloudFormation type, such as "AWS::S3::Bucket".
	Type string
	// Node is the whole entry: Type, Properties, DependsOn, DeletionPolicy and so on.
	Node *Node
	// Key is where the logical id stands.
	Key Key
}

// NewDocument indexes the resources of a tree. It accepts any tree: what is not a resource is left out, and judging why is the
// parser's business.
func NewDocument(file string, root *Node) *Document {
	d := &Document{File: file, Root: root}
	resources := root.Get("Resources")
	if resources == nil || resources.Kind != Map {
		return d
	}
	for i, entry := range resources.Items {
		if t := entry.Get("Type"); t != nil && t.Kind == String {
			d.Resources = append(d.Resources, &Resource{ID: resources.Keys[i].Name, Type: t.Text, Node: entry, Key: resources.Keys[i]})
		}
	}
	return d
}

// Resource returns the resource with a logical id, or nil.
func (d *Document) Resource(id string) *Resource {
	for _, r := range d.Resources {
		if r.ID == id {
			return r
		}
	}
	return nil
}

// OfType returns the resources of the given types, in the order of the document.
func (d *Document) OfType(types ...string) []*Resource {
	var out []*Resource
	for _, r := range d.Resources {
		for _, t := range types {
			if r.Type == t {
				out = append(out, r)
				break
			}
		}
	}
	return out
}

// Property follows a path below Properties, such as "VersioningConfiguration.Status", and returns nil where it ends early. It
// resolves nothing; see Scope for values.
func (r *Resource) Property(path string) *Node {
	return r.Node.Get("Properties").Get(strings.Split(path, ".")...)
}

// Attribute returns an entry beside Properties: DependsOn, DeletionPolicy, UpdateReplacePolicy, Condition, Metadata.
func (r *Resource) Attribute(name string) *Node { return r.Node.Get(name) }

// Pos gives the place of a node in the document, or the resource's own place when the node has none.
func (d *Document) Pos(r *Resource, n *Node) diag.Position {
	if n != nil && n.Line > 0 {
		return diag.Position{File: d.File, Line: n.Line, Col: n.Col}
	}
	return diag.Position{File: d.File, Line: r.Key.Line, Col: r.Key.Col, Len: len(r.ID)}
}
