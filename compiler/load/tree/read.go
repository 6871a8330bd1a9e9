package tree

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	yaml "go.yaml.in/yaml/v3"

	"github.com/hipaac/hipaac/compiler/diag"
)

// Read turns a file into a tree. The list holds every mistake found, at its place; the tree is nil when the file as a whole cannot
// be read, and otherwise has Broken nodes where a value was refused. It never panics and takes less than a second and 200 MiB,
// whatever the file holds.
func Read(file string, text []byte) (root *Node, problems diag.List) {
	start := diag.Position{File: file, Line: 1, Col: 1}
	defer func() {
		if cause := recover(); cause != nil {
			root, problems = nil, diag.List{problem(start, "internal-error", fmt.Sprintf("internal error: the YAML reader gave up: %v", cause),
				"this is a mistake in hipaac, not in the spec; please report it with the spec")}
		}
	}()
	if problems = scan(file, text); problems != nil {
		return nil, problems
	}
	body, marked := withoutMark(text)
	r := &reader{file: file, lines: splitLines(body), marked: marked}
	var first, second yaml.Node
	documents := yaml.NewDecoder(bytes.NewReader(body))
	switch err := documents.Decode(&first); {
	case errors.Is(err, io.EOF):
		return nil, diag.List{problem(start, "empty-file", "the file is empty", `begin with "hipaac: v1"`)}
	case err != nil:
		return nil, diag.List{r.syntax(body, err)}
	}
	if err := documents.Decode(&second); !errors.Is(err, io.EOF) {
		if err != nil {
			return nil, diag.List{r.syntax(body, err)}
		}
		return nil, diag.List{problem(r.place(&second), "several-documents", `the file holds several documents, divided by "---"`,
			"give each environment a file of its own")}
	}
	if root = r.node(first.Content[0], 1); r.nodes > maxNodes {
		return nil, r.problems // what is left out would be counted, or missed, by later stages
	}
	return root, r.problems
}

// reader carries what turning a yaml.Node into a Node needs.
type reader struct {
	file     string
	lines    lines
	marked   bool // the file begins with a byte order mark
	nodes    int
	problems diag.List
	// last is the place found last and its column in characters: the next one is usually behind it, and a line can be very long.
	last       diag.Position
	lastColumn int
}

func (r *reader) report(at diag.Position, id, message, hint string) {
	switch n := len(r.problems); {
	case n < maxProblems:
		r.problems = append(r.problems, problem(at, id, message, hint))
	case n == maxProblems:
		r.problems = append(r.problems, problem(at, "too-many-problems", fmt.Sprintf("the file has more than %d mistakes; the rest is not shown", maxProblems),
			"mend these and look again"))
	}
}

func (r *reader) place(n *yaml.Node) diag.Position {
	at := diag.Position{File: r.file, Line: n.Line, Col: 1}
	column := 1
	if r.last.Line == n.Line && r.lastColumn <= n.Column {
		at, column = r.last, r.lastColumn
	}
	at = r.lines.forward(at, n.Column-column)
	r.last, r.lastColumn = at, n.Column
	at.Len = r.length(n, at)
	if r.marked && at.Line == 1 {
		at.Col += len(byteOrderMark)
	}
	return at
}

// length is how many bytes a scalar covers on its line; 0 for all else.
func (r *reader) length(n *yaml.Node, at diag.Position) int {
	if n.Kind != yaml.ScalarNode || n.Anchor != "" {
		return 0
	}
	rest := r.lines.rest(at)
	switch {
	case n.Style&yaml.DoubleQuotedStyle != 0:
		return quotedLength(rest, '"', '\\')
	case n.Style&yaml.SingleQuotedStyle != 0:
		return quotedLength(rest, '\'', '\'')
	case strings.HasPrefix(rest, n.Value):
		return len(n.Value)
	}
	return 0
}

// quotedLength counts up to the closing quote, or to the end of a line that has none.
func quotedLength(s string, quote, escape byte) int {
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == escape && i+1 < len(s) && (escape == '\\' || s[i+1] == quote):
			i++
		case s[i] == quote:
			return i + 1
		}
	}
	return len(s)
}

// node turns a value into a Node; Broken where it was refused.
func (r *reader) node(n *yaml.Node, depth int) *Node {
	at := r.place(n)
	switch {
	case !r.admits(at):
		return &Node{Kind: Broken, Pos: at}
	case depth > maxDepth:
		r.problems = append(r.problems, tooDeep(at))
		return &Node{Kind: Broken, Pos: at}
	case r.refused(n, at):
		return &Node{Kind: Broken, Pos: at}
	}
	switch n.Kind {
	case yaml.SequenceNode:
		if len(n.Content) > maxItems {
			r.report(at, "too-many-values", fmt.Sprintf("the list holds %d values, a list of a spec at most %d", len(n.Content), maxItems), "remove some")
			return &Node{Kind: Broken, Pos: at}
		}
		list := &Node{Kind: List, Pos: at, Block: n.Style&yaml.FlowStyle == 0}
		for _, item := range n.Content {
			list.Items = append(list.Items, r.node(item, depth+1))
		}
		return list
	case yaml.MappingNode:
		return r.mapping(n, at, depth)
	}
	return r.scalar(n, at)
}

// admits counts one more key or value, and reports the first one that is too many.
func (r *reader) admits(at diag.Position) bool {
	if r.nodes++; r.nodes == maxNodes+1 {
		r.report(at, "too-many-values", fmt.Sprintf("the file holds more than %d values", maxNodes), "say common values once, in a file of the common folder")
	}
	return r.nodes <= maxNodes
}

// refused reports the parts of YAML that a spec has no use for.
func (r *reader) refused(n *yaml.Node, at diag.Position) bool {
	switch {
	case n.Kind == yaml.AliasNode:
		r.report(at, "yaml-alias", fmt.Sprintf("the alias *%s repeats a value by reference, which a spec may not", n.Value),
			`write the value out, or say it once in a file of the common folder and use "extends"`)
	case n.Anchor != "":
		r.report(at, "yaml-anchor", fmt.Sprintf("the anchor &%s marks a value for reuse, which a spec may not", n.Anchor),
			`remove it; values that environments share belong into a file of the common folder, used with "extends"`)
	case n.Style&yaml.TaggedStyle != 0:
		r.report(at, "yaml-tag", fmt.Sprintf("the tag %s changes how a value is read, which a spec may not", n.Tag), "remove it, and put text in quotes")
	default:
		return false
	}
	return true
}

func (r *reader) mapping(n *yaml.Node, at diag.Position, depth int) *Node {
	m := &Node{Kind: Map, Pos: at, Block: n.Style&yaml.FlowStyle == 0}
	seen := map[string]diag.Position{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, ok := r.key(n.Content[i])
		value := r.node(n.Content[i+1], depth+1)
		if !ok {
			continue
		}
		if first, twice := seen[key.Name]; twice {
			r.report(key.Pos, "duplicate-key", fmt.Sprintf("the key %q stands here a second time, the first is on line %d", key.Name, first.Line),
				"remove one of them")
			continue
		}
		seen[key.Name] = key.Pos
		m.Keys, m.Items = append(m.Keys, key), append(m.Items, value)
	}
	return m
}

// key reads the key of a map entry, which is text on which all readers agree.
func (r *reader) key(n *yaml.Node) (Key, bool) {
	at := r.place(n)
	if n.Kind == yaml.ScalarNode && n.Tag == "!!merge" {
		r.report(at, "merge-key", `the key "<<" merges maps, which a spec may not`, `say shared values in a file of the common folder and use "extends"`)
		return Key{}, false
	}
	if !r.admits(at) || r.refused(n, at) {
		return Key{}, false
	}
	if n.Kind != yaml.ScalarNode {
		r.report(at, "key-not-text", "a key must be text", "write a name before the colon")
		return Key{}, false
	}
	if n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) == 0 {
		if kind, _ := plain(n.Value); kind != String {
			r.report(at, "key-not-text", fmt.Sprintf("the key %s is not read as text", shown(n.Value)), fmt.Sprintf("put it in quotes: %q", n.Value))
			return Key{}, false
		}
	}
	if r.forbidden(n.Value, at) {
		return Key{}, false
	}
	return Key{Name: n.Value, Pos: at}, true
}

func shown(s string) string {
	if s == "" {
		return "is empty and"
	}
	return quote(s)
}

func (r *reader) scalar(n *yaml.Node, at diag.Position) *Node {
	value := &Node{Kind: String, Text: n.Value, Pos: at}
	if n.Style&^yaml.FlowStyle == 0 {
		kind, misread := plain(n.Value)
		if kind == Broken {
			r.report(at, "ambiguous-value", fmt.Sprintf("%s is ambiguous: some readers of YAML take it for %s", quote(n.Value), misread), remedy(n.Value, misread))
		}
		value.Kind = kind
	}
	if value.Kind == String && r.forbidden(n.Value, at) {
		value.Kind = Broken
	}
	return value
}
