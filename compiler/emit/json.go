package emit

import (
	"slices"
	"sync"

	"github.com/hipaac/hipaac/compiler/template"
)

// JSON writes a document as AWS receives it: compact, functions in their long form, keys in the order of the tree, numbers
// digit for digit.
func JSON(d *template.Document) []byte {
	return written(func(b []byte) []byte { return appendJSON(b, d.Root) })
}

// written gives what write appends, in memory of exactly its size. The buffer in which it grew serves the next document: growing
// another for each would be a sixth of all memory that a compilation asks for.
func written(write func([]byte) []byte) []byte {
	lent, ok := buffers.Get().(*[]byte)
	if !ok {
		lent = new([]byte)
	}
	*lent = write((*lent)[:0])
	done := slices.Clone(*lent)
	buffers.Put(lent)
	return done
}

// buffers lie idle between documents. Nothing is read from one before it is written.
var buffers sync.Pool

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

// appendQuoted writes a JSON string. Only what JSON demands is escaped: no HTML, no character that is merely unusual.
func appendQuoted(b []byte, s string) []byte {
	b = append(b, '"')
	done := 0
	for i := range len(s) {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		b = append(b, s[done:i]...)
		done = i + 1
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, '\\', 'n')
		case '\t':
			b = append(b, '\\', 't')
		default:
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&0xf])
		}
	}
	b = append(b, s[done:]...)
	return append(b, '"')
}
