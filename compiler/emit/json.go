package emit

import (
	"slices"
	"sync"
	"unicode/utf16"
	"unicode/utf8"

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

// appendQuoted writes a JSON string. Escaped is what JSON demands, and what is not ASCII: CloudFormation deploys other characters, and gives
// back question marks for them when it is asked for the template (aws-cloudformation/cloudformation-coverage-roadmap issues 814 and 1220), so that
// nobody could tell any more what is deployed. Escapes stay what they are (aws/aws-cli issue 10185).
func appendQuoted(b []byte, s string) []byte {
	b = append(b, '"')
	done := 0
	for i := 0; i < len(s); {
		c, size := rune(s[i]), 1
		if c >= utf8.RuneSelf {
			c, size = utf8.DecodeRuneInString(s[i:])
		}
		i += size
		if c >= ' ' && c != '"' && c != '\\' && c < utf8.RuneSelf {
			continue
		}
		b = append(b, s[done:i-size]...)
		done = i
		switch {
		case c == '"' || c == '\\':
			b = append(b, '\\', byte(c))
		case c == '\n':
			b = append(b, '\\', 'n')
		case c == '\t':
			b = append(b, '\\', 't')
		case c > 0xffff:
			high, low := utf16.EncodeRune(c)
			b = appendUnit(appendUnit(b, high), low)
		default:
			b = appendUnit(b, c)
		}
	}
	b = append(b, s[done:]...)
	return append(b, '"')
}

// appendUnit writes a character of UTF-16.
func appendUnit(b []byte, c rune) []byte {
	return append(b, '\\', 'u', hex[c>>12], hex[c>>8&0xf], hex[c>>4&0xf], hex[c&0xf])
}
