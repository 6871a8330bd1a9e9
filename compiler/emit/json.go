package emit

import (
	"unicode/utf8"

	"github.com/hipaac/hipaac/compiler/template"
)

// JSON writes a document as AWS receives it: compact, functions in their long form, keys in the order of the tree, numbers
// digit for digit.
func JSON(d *template.Document) []byte {
	return appendJSON(make([]byte, 0, 48<<10), d.Root)
}

func appendJSON(b []byte, n *template.Node) []byte {
	switch n.Kind {
	case template.Null:
		return append(b, "null"...)
	case template.String:
		return appendQuoted(b, n.Text)
	case template.List:
		b = append(b, '[')
		for i, item := range n.Items {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendJSON(b, item)
		}
		return append(b, ']')
	case template.Map:
		b = append(b, '{')
		for i, item := range n.Items {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendQuoted(b, n.Keys[i].Name)
			b = append(b, ':')
			b = appendJSON(b, item)
		}
		return append(b, '}')
	}
	return append(b, n.Text...)
}

// appendQuoted writes a JSON string. Only what JSON demands is escaped, and what is not UTF-8 becomes U+FFFD.
func appendQuoted(b []byte, s string) []byte {
	b = append(b, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r == '\n':
			b = append(b, '\\', 'n')
		case r == '\t':
			b = append(b, '\\', 't')
		case r == '\r':
			b = append(b, '\\', 'r')
		case r < ' ':
			b = append(b, '\\', 'u', '0', '0', hex[r>>4], hex[r&0xf])
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return append(b, '"')
}
