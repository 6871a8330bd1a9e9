package tree

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestBytes: what is refused before a YAML reader sees it. These files cannot be written down as text.
func TestBytes(t *testing.T) {
	for _, c := range []struct{ text, want, reason string }{
		{"a: b\x00", "1:5+1 control-character: the file holds the invisible character U+0000", "NUL"},
		{"a: b\nc: \x1bx", "2:4+1 control-character: the file holds the invisible character U+001B", "an escape sequence would colour a terminal"},
		{"a: b\u200bc", "1:5+3 control-character: the file holds the invisible character U+200B", "a space that nobody sees makes two names of one"},
		{"a: b\u00adc", "1:5+2 control-character: the file holds the invisible character U+00AD", "a soft hyphen does, too"},
		{"a: b\U000E0041c", "1:5+4 control-character: the file holds the invisible character U+E0041", "tags hide whole texts"},
		{"a: \x7f", "1:4+1 control-character: the file holds the invisible character U+007F", "DEL"},
		{"a: \u0085b", "1:4+2 control-character: the file holds the invisible character U+0085", "NEL is a line end to some readers, and crashes CUE's"},
		{"é: \u2028b", "1:5+3 control-character: the file holds the invisible character U+2028", "so is a line separator; places count bytes"},
		{"a: \u2029b", "1:4+3 control-character: the file holds the invisible character U+2029", "and a paragraph separator"},
		{"a: b\rc: d", "1:5+1 control-character: the file holds the invisible character U+000D", "a lone CR"},
		{"a: \u202eb", "1:4+3 control-character: the file holds the invisible character U+202E", "text that runs backwards misleads a reviewer"},
		{"a: \u2066b", "1:4+3 control-character: the file holds the invisible character U+2066", "so does an isolate"},
		{"a: b\uFEFF", "1:5+3 control-character: the file holds the invisible character U+FEFF", "a byte order mark has its place at the beginning"},
		{"a: \xff", "1:4+1 not-utf8: the byte 0xFF is not UTF-8 text", "a byte of another encoding"},
		{"\xfe\xff\x00a", "1:1+1 not-utf8: the byte 0xFE is not UTF-8 text", "UTF-16"},
		{"a: \xed\xa0\x80", "1:4+1 not-utf8: the byte 0xED is not UTF-8 text", "half a surrogate pair"},
		{"a: \xc0\xaf", "1:4+1 not-utf8: the byte 0xC0 is not UTF-8 text", "a slash in too many bytes"},
		{"", "1:1+0 empty-file: the file is empty", "nothing"},
		{"\uFEFF", "1:1+0 empty-file: the file is empty", "a mark and nothing else"},
		{strings.Repeat("#", maxBytes+1), "1:1+0 too-large: the file has 262145 bytes, a spec has at most 262144", "one byte too many"},
		{"a:\n  " + strings.Repeat("[", maxBrackets+1), "2:1003+1 too-deep: values are nested more than 32 deep", "brackets are counted before they are parsed"},
		{strings.Repeat("- ", maxDepth) + "x", "1:65+1 too-deep: values are nested more than 32 deep", "lists in lists on one line"},
		{"a: \u00e9\nb: 'x", "2:1+0 yaml-syntax: this is not YAML: text in quotes that is not closed", "a place after a letter of two bytes"},
	} {
		root, problems := Read("f.yaml", []byte(c.text))
		have := ""
		if len(problems) == 1 {
			p := problems[0]
			have = fmt.Sprintf("%d:%d+%d %s: %s", p.Pos.Line, p.Pos.Col, p.Pos.Len, p.ID, p.Message)
		}
		if have != c.want || root != nil && root.Kind != List {
			t.Errorf("%s: %v, want %s", c.reason, problems, c.want)
		}
	}
}

// TestPlain: what an unquoted scalar is. Values that YAML 1.1 and 1.2 read differently are Broken.
func TestPlain(t *testing.T) {
	for want, texts := range map[Kind][]string{
		Null: {""},
		Bool: {"true", "false"},
		Int:  {"0", "7", "-3", "365", "111122223333", "999999999999999999"},
		String: {
			"abc", "us-east-1", "10.20.0.0/16", "10.20.30.40", "v1", "7y", "90d", "arn:aws:s3:::x", "https://a.example", "a b", "-", "-x", "1-2", "2026-11",
			"nope", "yesterday", "nullable", "0x", "0xG", "1e", "e3", "1.2.3", "12:60", "1:2:61", "--5", "0b2", "tRuest", "#x",
		},
		Broken: {
			"True", "TRUE", "False", "FALSE", "yes", "Yes", "YES", "no", "No", "on", "On", "off", "OFF", "y", "Y", "n", "N", "~", "null", "Null", "NULL", "=", "<<",
			"010", "0644", "012345678901", "08", "0o17", "0x1F", "0XfF", "0b101", "1_000", "+5", "-0", "-010", "1e3", "1E3", "1e+3", "16.10", "1.", ".5", "-.5", "1.5e-3",
			".inf", "-.inf", "+.INF", ".nan", ".NaN", "190:20:30", "12:30", "-1:30", "1:30.5", "2026-11-22", "2026-1-2", "2026-11-22T10:00:00Z", "2026-11-22 10:00:00",
			"1000000000000000000", "9223372036854775808", "12345678901234567890",
		},
	} {
		for _, s := range texts {
			if have, misread := plain(s); have != want || (have == Broken) != (misread != "") {
				t.Errorf("%q is %s %q, want %s", s, have, misread, want)
			}
		}
	}
}

// TestLengths: a place covers exactly what was written, so that an underline can be drawn.
func TestLengths(t *testing.T) {
	const text = `plain: abc
double: "a\"b" # c
single: 'it''s'
flow: {é: [ü, "x y"]}
folded: one
  two
block: |
  x
`
	root, problems := Read("f.yaml", []byte(text))
	if problems != nil {
		t.Fatal(problems)
	}
	for _, c := range []struct {
		path, marked string
	}{
		{"plain", "abc"}, {"double", `"a\"b"`}, {"single", `'it''s'`}, {"flow.é[0]", "ü"}, {"flow.é[1]", `"x y"`}, {"folded", ""}, {"block", ""}, {"flow", ""},
	} {
		_, at, _ := root.At(c.path)
		line := strings.Split(text, "\n")[at.Line-1]
		if have := line[at.Col-1:][:at.Len]; have != c.marked {
			t.Errorf("%s marks %q, want %q", c.path, have, c.marked)
		}
	}
}

// TestPaths: a path taken apart and put together is the same path, whatever the keys hold.
func TestPaths(t *testing.T) {
	for _, c := range []struct {
		path  string
		parts []string
	}{
		{"", nil},
		{"stacks.network.subnets.public[1]", []string{"stacks", "network", "subnets", "public", "[1]"}},
		{`tags."cost.center"`, []string{"tags", "cost.center"}},
		{`"a[0]"."x\"y"`, []string{"a[0]", `x"y`}},
		{"a[0][12].b", []string{"a", "[0]", "[12]", "b"}},
	} {
		if diff := cmp.Diff(c.parts, Split(c.path)); diff != "" {
			t.Errorf("%s: %s", c.path, diff)
		}
		path := ""
		for _, part := range c.parts {
			if i, ok := element(part); ok {
				path = Index(path, i)
			} else {
				path = Join(path, part)
			}
		}
		if path != c.path {
			t.Errorf("%q, want %q", path, c.path)
		}
	}
}

// TestMerge: maps are merged, all else is replaced, each value keeps its file, and neither original changes.
func TestMerge(t *testing.T) {
	base, _ := Read("base.yaml", []byte("a: {one: 1, two: [1, 2]}\nb: text\nc: {d: 1}\n"))
	over, _ := Read("over.yaml", []byte("a: {two: [3], three: 4}\nc: text\n"))
	before := string(base.JSON()) + string(over.JSON())
	merged := Merge(base, over)
	const want = `{"a":{"two":[3],"three":4,"one":1},"c":"text","b":"text"}`
	if have := string(merged.JSON()); have != want {
		t.Errorf("%s, want %s", have, want)
	}
	for path, file := range map[string]string{"a": "over.yaml", "a.one": "base.yaml", "a.two": "over.yaml", "b": "base.yaml", "c": "over.yaml"} {
		if _, at, key := merged.At(path); at.File != file || key.File != file {
			t.Errorf("%s is in %s, its key in %s, want %s", path, at.File, key.File, file)
		}
	}
	merged.Get("a").Set(Key{Name: "one"}, Of("changed"))
	merged.Delete("b")
	if after := string(base.JSON()) + string(over.JSON()); after != before {
		t.Errorf("an original changed: %s", after)
	}
}

// TestPlaces: what is left of a tree without texts and defaults finds every place that the whole tree finds, also places of values
// that nobody wrote.
func TestPlaces(t *testing.T) {
	base, _ := Read("base.yaml", []byte("a: {one: 1, two: [1, {x: 2}]}\nb:\n  - text\n"))
	over, _ := Read("over.yaml", []byte("a: {three: 4}\nc: text\n"))
	root := Merge(base, over)
	root.Get("a").Set(Key{Name: "preset"}, Of(map[string]any{"deep": []any{int64(1), map[string]any{"deeper": true}}}))
	root.Get("a").Get("two").Items[1].Set(Key{Name: "preset"}, Of("in an element"))
	root.Set(Key{Name: "list"}, Of([]any{"one"}))
	places := root.Places()
	for _, path := range []string{
		"", "a", "a.one", "a.two", "a.two[0]", "a.two[1]", "a.two[1].x", "a.two[1].preset", "a.two[2]", "a.three", "a.nothing", "a.preset",
		"a.preset.deep", "a.preset.deep[1]", "a.preset.deep[1].deeper", "b", "b[0]", "b[0].x", "c", "c.x", "list", "list[0]", "list[1]", "nothing",
	} {
		_, value, key := root.At(path)
		if _, haveValue, haveKey := places.At(path); haveValue != value || haveKey != key {
			t.Errorf("%q is at %s, its key at %s, want %s and %s", path, haveValue, haveKey, value, key)
		}
	}
	if places.Get("list") != nil || places.Get("c").Text != "" {
		t.Error("a default or a text is still held")
	}
}

// TestTooManyValues: wherever the limit falls, on a key or on a value, the file is refused and not read in part.
func TestTooManyValues(t *testing.T) {
	for _, first := range []string{"a: ", "a: b\nc: "} {
		var b strings.Builder
		b.WriteString(first)
		for i := range maxNodes {
			fmt.Fprintf(&b, "\n  k%d: v", i)
		}
		root, problems := Read("t.yaml", []byte(b.String()))
		if root != nil || len(problems) != 1 || problems[0].ID != "too-many-values" {
			t.Errorf("after %q: read in part, %v", first, problems)
		}
	}
}
