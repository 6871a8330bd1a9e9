package tree

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hipaac/hipaac/compiler/diag"
)

// What a file may be at most. A spec has some thirty lines; these limits are there for files that mean harm, or are none.
const (
	maxBytes    = 256 << 10
	maxDepth    = 32
	maxNodes    = 5_000
	maxItems    = 500   // of one list: CUE compares each with each
	maxBrackets = 1_000 // open at once, quoted or not: far beyond any spec, and far below what costs a YAML reader time
	maxProblems = 100   // of one file
)

var byteOrderMark = []byte("\uFEFF")

// scan judges a file as bytes, before a YAML reader sees it: readers are slow on large files, and some crash on odd line breaks.
func scan(file string, text []byte) diag.List {
	start := diag.Position{File: file, Line: 1, Col: 1}
	if len(text) > maxBytes {
		return diag.List{problem(start, "too-large", fmt.Sprintf("the file has %d bytes, a spec has at most %d", len(text), maxBytes),
			"say common values once, in a file of the common folder")}
	}
	line, lineStart, open := 1, 0, 0
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		at := diag.Position{File: file, Line: line, Col: i - lineStart + 1, Len: size}
		switch {
		case r == utf8.RuneError && size <= 1:
			return diag.List{problem(at, "not-utf8", fmt.Sprintf("the byte 0x%02X is not UTF-8 text", text[i]), "save the file as UTF-8")}
		case r == '\r' && i+1 < len(text) && text[i+1] == '\n', r == '\uFEFF' && i == 0:
		case refused(r):
			return diag.List{problem(at, "control-character", fmt.Sprintf("the file holds the invisible character U+%04X", r), "remove it")}
		case r == '%' && i == lineStart:
			return diag.List{problem(at, "yaml-directive", "a line that begins with % changes how the file is read, which a spec may not", "remove it")}
		case r == '[', r == '{':
			open++
		case (r == ']' || r == '}') && open > 0:
			open--
		case r == '\n':
			line, lineStart = line+1, i+1
		}
		if open > maxBrackets {
			return diag.List{tooDeep(at)}
		}
		i += size
	}
	return nil
}

// refused reports whether a character may stand neither in a file nor, by way of an escape, in a value: control characters, line
// breaks that not all readers know, and those that make text look different from what it is, or that nobody sees. The two joiners
// may, because Persian and the languages of India are not written without them.
func refused(r rune) bool {
	switch {
	case r == '\n', r == '\t', r == '\u200c', r == '\u200d':
		return false
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp), r == utf8.RuneError:
		return true
	}
	return r >= 0xFFF0 && r <= 0xFFFF
}

func tooDeep(at diag.Position) diag.Diagnostic {
	return problem(at, "too-deep", fmt.Sprintf("values are nested more than %d deep", maxDepth), "no spec needs that; remove levels")
}

func problem(at diag.Position, id, message, hint string) diag.Diagnostic {
	return diag.Diagnostic{Severity: diag.Error, Pos: at, ID: id, Message: message, Hint: hint}
}

// lines gives the text of each line, without its end, so that places can be counted in bytes.
type lines []string

func splitLines(text []byte) lines {
	return strings.Split(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n")
}

// forward turns a YAML reader's place, which counts characters, into bytes: it goes on by so many characters from a place on the same
// line. A place beyond the text is moved to its end.
func (l lines) forward(at diag.Position, characters int) diag.Position {
	at.Line = min(max(at.Line, 1), len(l))
	for range characters {
		_, size := utf8.DecodeRuneInString(l[at.Line-1][at.Col-1:])
		if size == 0 {
			break
		}
		at.Col += size
	}
	return at
}

// rest is the text of a line from a place on.
func (l lines) rest(at diag.Position) string { return l[at.Line-1][at.Col-1:] }

func withoutMark(text []byte) (rest []byte, marked bool) {
	return bytes.CutPrefix(text, byteOrderMark)
}
