package tree

import (
	"encoding/json"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/token"
)

// JSON writes a tree that holds nothing Broken as JSON.
func (n *Node) JSON() []byte { return n.appendJSON(nil) }

func (n *Node) appendJSON(b []byte) []byte {
	switch n.Kind {
	case Bool, Int:
		return append(b, n.Text...)
	case String:
		return appendText(b, n.Text)
	case List:
		b = append(b, '[')
		for i, item := range n.Items {
			if i > 0 {
				b = append(b, ',')
			}
			b = item.appendJSON(b)
		}
		return append(b, ']')
	case Map:
		b = append(b, '{')
		for i, item := range n.Items {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(appendText(b, n.Keys[i].Name), ':')
			b = item.appendJSON(b)
		}
		return append(b, '}')
	}
	return append(b, "null"...)
}

func appendText(b []byte, s string) []byte {
	text, err := json.Marshal(s)
	if err != nil {
		panic("internal error: a text that is not JSON: " + err.Error())
	}
	return append(b, text...)
}

// CUE writes a tree as a CUE expression, straight from its values, so that no decoder can read them in another way. Entries
// that are Broken are left out; in a list they become "_".
func (n *Node) CUE() ast.Expr {
	switch n.Kind {
	case Null:
		return ast.NewNull()
	case Bool:
		return ast.NewBool(n.Text == "true")
	case Int:
		return &ast.BasicLit{Kind: token.INT, Value: n.Text}
	case String:
		return ast.NewString(n.Text)
	case List:
		list := &ast.ListLit{}
		for _, item := range n.Items {
			list.Elts = append(list.Elts, item.CUE())
		}
		return list
	case Map:
		s := &ast.StructLit{}
		for i, item := range n.Items {
			if item.Kind != Broken {
				s.Elts = append(s.Elts, Field(n.Keys[i].Name, item.CUE()))
			}
		}
		return s
	}
	return ast.NewIdent("_")
}

// Field is a field of a CUE struct. Its name is always quoted, so that it can be neither a definition nor hidden.
func Field(name string, value ast.Expr) *ast.Field {
	return &ast.Field{Label: ast.NewString(name), Value: value}
}
