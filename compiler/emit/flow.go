package emit

import (
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

// flowed tries to write a list behind the cursor on the same line, "[a, b]", and reports whether it did. That reads better for
// words, numbers and simple references, as long as the line ends by column 100. Strings with a colon and composed text, such as
// actions and ARNs, get a line each: there they stand below one another, and a diff shows one at a time.
func (w *writer) flowed(n *template.Node) bool {
	if !areShort(n.Items) {
		return false
	}
	start := len(w.buf)
	w.text(" ")
	w.flow(n)
	if w.column()-1 > width {
		w.buf = w.buf[:start]
		return false
	}
	w.newline()
	return true
}

// isShort holds for what fits into such a list: scalars without a colon, lists of them, and functions of either, such as !Ref or
// the !Select of a zone.
func isShort(n *template.Node) bool {
	if tag, argument := shortForm(n); tag == "!Sub" {
		return false
	} else if tag != "" {
		n = argument
	}
	if n.Kind == template.List {
		return areShort(n.Items)
	}
	return !isBlock(n) && !strings.ContainsAny(n.Text, ":\n")
}

func areShort(items []*template.Node) bool {
	return !slices.ContainsFunc(items, func(n *template.Node) bool { return !isShort(n) })
}

// flow writes a value on one line.
func (w *writer) flow(n *template.Node) {
	tag, argument := shortForm(n)
	if tag != "" {
		w.place(n)
		n.Keys[0].Line, n.Keys[0].Col = n.Line, n.Col
		w.text(tag + " ")
		if tag == "!GetAtt" {
			w.getAtt(argument)
			return
		}
		n = argument
	}
	w.place(n)
	switch {
	case n.Kind == template.String:
		w.buf = appendScalar(w.buf, n.Text, true)
	case !isBlock(n):
		w.plain(n)
	case n.Kind == template.List:
		w.text("[")
		for i, item := range n.Items {
			if i > 0 {
				w.text(", ")
			}
			w.flow(item)
		}
		w.text("]")
	default:
		w.text("{")
		for i, item := range n.Items {
			if i > 0 {
				w.text(", ")
			}
			k := &n.Keys[i]
			k.Line, k.Col = w.line, w.column()
			w.buf = appendScalar(w.buf, k.Name, true)
			w.text(": ")
			w.flow(item)
		}
		w.text("}")
	}
}

// isTagPair holds for one tag of a resource, {Key, Value} or {Key, Value, PropagateAtLaunch}, which takes one line: a list of
// eight tags is a table, not sixteen lines.
func isTagPair(n *template.Node) bool {
	if n.Kind != template.Map || len(n.Keys) < 2 || len(n.Keys) > 3 || n.Keys[0].Name != "Key" && n.Keys[1].Name != "Key" || n.Get("Value") == nil {
		return false
	}
	for _, item := range n.Items {
		if tag, argument := shortForm(item); tag != "" {
			item = argument
		}
		if len(item.Items) > 0 || strings.Contains(item.Text, "\n") {
			return false
		}
	}
	return true
}
