package tree

import (
	"strconv"
	"strings"

	"github.com/hipaac/hipaac/compiler/diag"
)

// Join adds a map key to a path. A key that could be mistaken for something else is quoted: tags."cost.center".
func Join(path, key string) string {
	if plainKey(key) {
		if path == "" {
			return key
		}
		return path + "." + key
	}
	return strings.TrimPrefix(path+"."+strconv.Quote(key), ".")
}

// Index adds the index of a list element to a path.
func Index(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

func plainKey(key string) bool {
	return key != "" && !strings.ContainsAny(key, `."[]`)
}

// Split takes a path apart: "stacks.network.subnets.public[1]" has five parts, the last one "[1]".
func Split(path string) []string {
	var parts []string
	for path != "" {
		var part string
		switch {
		case path[0] == '.':
			path = path[1:]
			continue
		case path[0] == '"':
			quoted, err := strconv.QuotedPrefix(path)
			if err != nil {
				return append(parts, path)
			}
			part, _ = strconv.Unquote(quoted)
			path = path[len(quoted):]
		case path[0] == '[':
			end := strings.IndexByte(path, ']')
			if end < 0 {
				return append(parts, path)
			}
			part, path = path[:end+1], path[end+1:]
		default:
			end := strings.IndexAny(path, ".[")
			if end < 0 {
				end = len(path)
			}
			part, path = path[:end], path[end:]
		}
		parts = append(parts, part)
	}
	return parts
}

// At follows a path as far as the tree goes. It returns the value there, or nil where the tree ends early, and the places of the
// value and of its key. Where no author wrote the value or the key, it is the place of the nearest ancestor that was written.
func (n *Node) At(path string) (found *Node, value, key diag.Position) {
	value, key = n.Pos, n.Pos
	for _, part := range Split(path) {
		child, at := n.child(part)
		if child == nil {
			return nil, key, key
		}
		n = child
		if at.IsZero() {
			value = key
			continue
		}
		value, key = n.Pos, at
		if n.Pos.IsZero() || n.Block {
			value = at
		}
	}
	return n, value, key
}

// Refused reports whether the value at a path, or one that it would stand in, was refused: then nobody knows what is there.
func (n *Node) Refused(path string) bool {
	for _, part := range Split(path) {
		if n.Kind == Broken {
			break
		}
		child, _ := n.child(part)
		if child == nil {
			return false
		}
		n = child
	}
	return n.Kind == Broken
}

// child is the value that one part of a path leads to, or nil, and the place of its key or of itself.
func (n *Node) child(part string) (*Node, diag.Position) {
	if i, ok := element(part); ok && n.Kind == List {
		if i < len(n.Items) {
			return n.Items[i], n.Items[i].Pos
		}
	} else if i := n.index(part); i >= 0 {
		return n.Items[i], n.Keys[i].Pos
	}
	return nil, diag.Position{}
}

func element(part string) (int, bool) {
	digits, ok := strings.CutPrefix(part, "[")
	if !ok {
		return 0, false
	}
	i, err := strconv.Atoi(strings.TrimSuffix(digits, "]"))
	return i, err == nil && i >= 0
}
