// Package template is the CloudFormation document as data: a tree with a place for every value, whether hipaac emitted it or
// somebody else wrote it. The emitter makes such a tree, the parser reads one from YAML or JSON, and controls judge it; none of
// them can tell the difference, which is the point.
//
// Intrinsic functions are always in their long form here: a map with the single key "Ref", "Condition" or "Fn::…". GetAtt's
// argument is always a list of two strings.
package template

import "strings"

// Kind says what a Node holds.
type Kind uint8

const (
	// Null is a value that is written but empty. The emitter never makes one.
	Null Kind = iota
	// Bool holds "true" or "false" in Text.
	Bool
	// Number holds a JSON number in Text, exactly as written, so that no digit is lost.
	Number
	// String holds its value in Text.
	String
	// List holds its elements in Items.
	List
	// Map holds its values in Items and its keys, in the order of the document, in Keys.
	Map
)

// String names the kind in the words of a template author.
func (k Kind) String() string {
	return [...]string{"null", "boolean", "number", "string", "list", "map"}[k]
}

// Node is one value of a template.
type Node struct {
	Kind  Kind
	Text  string
	Items []*Node
	Keys  []Key
	// Line and Col are 1-based, Col in bytes; 0 means the value has no place in a file (yet).
	Line, Col int
}

// Key is the name of a map entry and where it stands.
type Key struct {
	Name      string
	Line, Col int
}

// Text makes a string node.
func Text(s string) *Node { return &Node{Kind: String, Text: s} }

// Get follows a path of map keys and returns nil where one is missing. It looks at what is written and resolves nothing.
func (n *Node) Get(path ...string) *Node {
	for _, name := range path {
		if n == nil || n.Kind != Map {
			return nil
		}
		n = n.entry(name)
	}
	return n
}

func (n *Node) entry(name string) *Node {
	for i := range n.Keys {
		if n.Keys[i].Name == name {
			return n.Items[i]
		}
	}
	return nil
}

// Set adds an entry to a map, or replaces the value of an existing one.
func (n *Node) Set(name string, value *Node) {
	for i := range n.Keys {
		if n.Keys[i].Name == name {
			n.Items[i] = value
			return
		}
	}
	n.Keys = append(n.Keys, Key{Name: name})
	n.Items = append(n.Items, value)
}

// Intrinsic returns the function's name ("Ref", "Fn::GetAtt", "Condition", …) and its argument when the node is a call of an
// intrinsic function, and "" otherwise.
func (n *Node) Intrinsic() (name string, argument *Node) {
	if n == nil || n.Kind != Map || len(n.Keys) != 1 {
		return "", nil
	}
	name = n.Keys[0].Name
	if name == "Ref" || name == "Condition" || strings.HasPrefix(name, "Fn::") {
		return name, n.Items[0]
	}
	return "", nil
}

// Equal reports whether two trees hold the same values in the same order; places do not count.
func (n *Node) Equal(m *Node) bool {
	if n == nil || m == nil {
		return n == m
	}
	if n.Kind != m.Kind || n.Text != m.Text || len(n.Items) != len(m.Items) || len(n.Keys) != len(m.Keys) {
		return false
	}
	for i := range n.Keys {
		if n.Keys[i].Name != m.Keys[i].Name {
			return false
		}
	}
	for i := range n.Items {
		if !n.Items[i].Equal(m.Items[i]) {
			return false
		}
	}
	return true
}
