package emit

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// appendScalar writes a string so that every reader of YAML 1.1 and 1.2 sees that string: plain where nothing else is possible,
// in single quotes as a rule, and in double quotes where something has to be escaped. Flow says that it stands inside [] or {}.
func appendScalar(b []byte, s string, flow bool) []byte {
	switch {
	case isPlain(s, flow):
		return append(b, s...)
	case isPrintable(s):
		b = append(b, '\'')
		for i := range len(s) {
			if s[i] == '\'' {
				b = append(b, '\'')
			}
			b = append(b, s[i])
		}
		return append(b, '\'')
	}
	b = append(b, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case unicode.IsPrint(r):
			b = utf8.AppendRune(b, r)
		default:
			b = appendEscape(b, r)
		}
	}
	return append(b, '"')
}

// isPlain reports whether a string needs no quotes. It asks for less than YAML allows: the first character must be a letter, a
// digit, "/" or "_", and brackets, quotes and the like are quoted wherever they stand, so that what looks like syntax is syntax.
func isPlain(s string, flow bool) bool {
	if s == "" || !startsPlain(s[0]) || s[len(s)-1] == ' ' || s[len(s)-1] == ':' {
		return false
	}
	for i := range len(s) {
		switch c := s[i]; c {
		case '\'':
			if flow || !isApostrophe(s, i) {
				return false
			}
		case '"', '`', '{', '}', '[', ']', '#', '|', '\\':
			return false
		case ',', '?':
			if flow {
				return false
			}
		case ':':
			// YAML 1.1 readers disagree on colons inside flow collections.
			if flow || s[i+1] == ' ' {
				return false
			}
		default:
			if c < ' ' || c == 0x7f || c >= utf8.RuneSelf && !isPrintable(s) {
				return false
			}
		}
	}
	return !looksLikeNumber(s) && !isWord(s)
}

// isApostrophe holds for a quote inside a word, as in "it's", which no reader takes for syntax.
func isApostrophe(s string, i int) bool {
	return i > 0 && i+1 < len(s) && isAlphanumeric(s[i-1]) && isAlphanumeric(s[i+1])
}

func startsPlain(c byte) bool {
	return isAlphanumeric(c) || c == '/' || c == '_' || c >= utf8.RuneSelf
}

// looksLikeNumber holds for whatever could be a number or a date to some reader: 010, 1_000, 0x1f, 0o17, 190:20:30, 1e3,
// 2024-01-01T10:00:00Z, 10.20.0.0. It would rather quote a word such as 3dea than know the grammars of them all.
func looksLikeNumber(s string) bool {
	if s[0] < '0' || s[0] > '9' {
		return false
	}
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && strings.IndexByte("abcdefABCDEFxXoOtTzZ_+-.: ", c) < 0 {
			return false
		}
	}
	return true
}

// isWord holds for the words that mean a boolean, null or a number to some reader, however they are capitalised.
func isWord(s string) bool {
	var lower [5]byte
	if len(s) > len(lower) {
		return false
	}
	for i := range len(s) {
		lower[i] = s[i]
		if isUpper(s[i]) {
			lower[i] += 'a' - 'A'
		}
	}
	switch string(lower[:len(s)]) {
	case "y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf":
		return true
	}
	return false
}

// isPrintable holds for text that shows all it holds: letters, marks, numbers, punctuation, symbols and the plain space, but no
// line break, no tab, and none of the invisible characters that turn or hide the text around them.
func isPrintable(s string) bool {
	for _, r := range s {
		if !unicode.IsPrint(r) {
			return false
		}
	}
	return true
}

// isLiteral reports whether a text goes into a literal block: several lines that show all they hold. White space at the end of
// a line, or several line feeds at the end, would be invisible there and fall prey to the next editor.
func isLiteral(s string) bool {
	if !strings.Contains(s, "\n") || strings.HasSuffix(s, "\n\n") || strings.Trim(s, "\n") == "" {
		return false
	}
	last := byte('\n')
	for i, r := range s {
		switch {
		case r == '\n':
			if last == ' ' || last == '\t' {
				return false
			}
		case r != '\t' && !unicode.IsPrint(r):
			return false
		}
		last = s[i]
	}
	return last != ' ' && last != '\t'
}

const hex = "0123456789abcdef"

// appendEscape spells a character as YAML's double quotes do.
func appendEscape(b []byte, r rune) []byte {
	digits := 8
	switch {
	case r == '\n':
		return append(b, '\\', 'n')
	case r == '\t':
		return append(b, '\\', 't')
	case r == '\r':
		return append(b, '\\', 'r')
	case r < 0x100:
		b, digits = append(b, '\\', 'x'), 2
	case r < 0x10000:
		b, digits = append(b, '\\', 'u'), 4
	default:
		b = append(b, '\\', 'U')
	}
	for shift := 4 * (digits - 1); shift >= 0; shift -= 4 {
		b = append(b, hex[r>>shift&0xf])
	}
	return b
}
