// Package tree reads a YAML file as data with places: every value and key knows its file, line and column. It accepts the part of
// YAML on which all readers agree, and says what to write instead of the rest. What it refuses is refused before anything slow or
// clever sees it: size, encoding, control characters, depth, aliases, tags, several documents, duplicate keys.
package tree

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/hipaac/hipaac/compiler/diag"
)

// Kind says what a Node holds.
type Kind uint8

const (
	// Broken is a value that was already reported; later stages leave it alone.
	Broken Kind = iota
	// Null is a key without a value.
	Null
	// Bool holds "true" or "false" in Text.
	Bool
	// Int holds a canonical decimal number within int64 in Text.
	Int
	// String holds its value in Text.
	String
	// List holds its elements in Items.
	List
	// Map holds its values in Items and its keys, all different, in Keys.
	Map
)

// String names the kind in the words of somebody who writes YAML.
func (k Kind) String() string {
	return [...]string{"a value that cannot be read", "empty", "true or false", "a whole number", "text", "a list", "a map"}[k]
}

// Node is one value.
type Node struct {
	Kind  Kind
	Text  string
	Items []*Node
	Keys  []Key
	// Pos is where the value begins; zero for a value that no author wrote.
	Pos diag.Position
	// Block marks a map or list that is written in lines of its own, so that its key is the better place to point at.
	Block bool
}

// Key is the name of a map entry and where it stands.
type Key struct {
	Name string
	Pos  diag.Position
}

// Get returns the value of a key, or nil if n is no map or has no such key.
func (n *Node) Get(name string) *Node {
	if i := n.index(name); i >= 0 {
		return n.Items[i]
	}
	return nil
}

// Key returns a key of a map, or nil.
func (n *Node) Key(name string) *Key {
	if i := n.index(name); i >= 0 {
		return &n.Keys[i]
	}
	return nil
}

func (n *Node) index(name string) int {
	if n == nil || n.Kind != Map {
		return -1
	}
	for i := range n.Keys {
		if n.Keys[i].Name == name {
			return i
		}
	}
	return -1
}

// Set adds an entry to a map, or replaces the value of an existing one.
func (n *Node) Set(key Key, value *Node) {
	if i := n.index(key.Name); i >= 0 {
		n.Items[i] = value
		return
	}
	n.Keys = append(n.Keys, key)
	n.Items = append(n.Items, value)
}

// Delete removes an entry from a map.
func (n *Node) Delete(name string) {
	if i := n.index(name); i >= 0 {
		n.Keys = append(n.Keys[:i:i], n.Keys[i+1:]...)
		n.Items = append(n.Items[:i:i], n.Items[i+1:]...)
	}
}

// Clone copies a tree, so that changing the copy leaves the original alone.
func (n *Node) Clone() *Node {
	c := *n
	c.Keys = append([]Key(nil), n.Keys...)
	c.Items = make([]*Node, len(n.Items))
	for i, item := range n.Items {
		c.Items[i] = item.Clone()
	}
	return &c
}

// Merge lays one tree over another and returns a new one: maps are merged entry by entry, anything else that over holds wins. Each
// node and key keeps the place it came from; of a map that both hold, that is the place in over.
func Merge(base, over *Node) *Node {
	if base == nil || base.Kind != Map || over.Kind != Map {
		return over.Clone()
	}
	merged := over.Clone()
	for i, key := range base.Keys {
		if mine := merged.Get(key.Name); mine != nil {
			merged.Set(key, Merge(base.Items[i], mine))
		} else {
			merged.Set(key, base.Items[i].Clone())
		}
	}
	return merged
}

// Of makes a node of a Go value: a string, bool, int64, []any or map[string]any as they stand in a schema. It has no place.
func Of(v any) *Node {
	switch v := v.(type) {
	case string:
		return &Node{Kind: String, Text: v}
	case bool:
		return &Node{Kind: Bool, Text: strconv.FormatBool(v)}
	case int64:
		return &Node{Kind: Int, Text: strconv.FormatInt(v, 10)}
	case []any:
		n := &Node{Kind: List}
		for _, item := range v {
			n.Items = append(n.Items, Of(item))
		}
		return n
	case map[string]any:
		n := &Node{Kind: Map}
		for _, name := range slices.Sorted(maps.Keys(v)) {
			n.Set(Key{Name: name}, Of(v[name]))
		}
		return n
	}
	panic("internal error: a default that is no value of a spec")
}

// Written is the value as a message shows it: text in quotes, a number or truth as it is, and of anything else what it is.
func (n *Node) Written() string {
	switch n.Kind {
	case String:
		return quote(n.Text)
	case Bool, Int:
		return n.Text
	}
	return n.Kind.String()
}

// quote puts text in quotes for a message and cuts what is too long to read.
func quote(s string) string {
	const most = 80
	if runes := []rune(s); len(runes) > most {
		s = string(runes[:most]) + "…"
	}
	return `"` + strings.NewReplacer("\n", `\n`, "\t", `\t`, `"`, `\"`).Replace(s) + `"`
}
