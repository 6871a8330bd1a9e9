package main

import (
	"bytes"
	"fmt"
	"go/format"
	"maps"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/schema/shape"
)

// goTypes writes a struct for every struct of the schema. A struct written in place is named after the field that holds it.
func goTypes(m *shape.Model) ([]byte, error) {
	structs := map[string]*shape.Type{}
	collect(structs, "Environment", m.Environment, "")
	for _, b := range m.Blueprints {
		collect(structs, b.Type.Name, b.Type, "")
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "// %s\n\npackage schema\n", header)
	for _, name := range slices.Sorted(maps.Keys(structs)) {
		writeStruct(&b, name, structs[name])
	}
	b.WriteString("\n// NewConfig makes an empty configuration of a blueprint, or nil if there is no such blueprint.\n")
	b.WriteString("func NewConfig(blueprint string) any {\nswitch blueprint {\n")
	for _, bp := range m.Blueprints {
		fmt.Fprintf(&b, "case %q:\nreturn new(%s)\n", bp.Name, bp.Type.Name)
	}
	b.WriteString("}\nreturn nil\n}\n")
	return format.Source(b.Bytes())
}

// collect finds the structs below a type. A struct written in place has the comment of the field that holds it; an open struct
// without fields has no Go type of its own.
func collect(structs map[string]*shape.Type, name string, t *shape.Type, doc string) {
	if t.Elem != nil {
		collect(structs, name, t.Elem, doc)
		return
	}
	if t.Kind != shape.Struct || len(t.Fields) == 0 {
		return
	}
	name = structName(name, t)
	if t.Name == "" {
		inPlace := *t
		inPlace.Doc = doc
		t = &inPlace
	}
	structs[name] = t
	for _, f := range t.Fields {
		collect(structs, name+exported(f.Name), f.Type, f.Doc)
	}
}

func structName(inPlace string, t *shape.Type) string {
	if t.Name != "" {
		return t.Name
	}
	return inPlace
}

func writeStruct(b *bytes.Buffer, name string, t *shape.Type) {
	b.WriteString("\n")
	comment(b, name+": "+lowerFirst(t.Doc))
	fmt.Fprintf(b, "type %s struct {\n", name)
	for _, f := range t.Fields {
		comment(b, f.Doc)
		option := ""
		if f.Optional {
			option = ",omitempty"
		}
		fmt.Fprintf(b, "%s %s `json:\"%s%s\"`\n", exported(f.Name), goType(name+exported(f.Name), f.Type, f.Optional), f.Name, option)
	}
	b.WriteString("}\n")
}

// goType is the Go type of a field. An optional value whose zero could be meant is a pointer.
func goType(inPlace string, t *shape.Type, optional bool) string {
	pointer := ""
	if optional && (t.Kind == shape.Bool || t.Kind == shape.Int && mayBeZero(t)) {
		pointer = "*"
	}
	switch t.Kind {
	case shape.Bool:
		return pointer + "bool"
	case shape.Int:
		return pointer + "int"
	case shape.String:
		return "string"
	case shape.List:
		return "[]" + goType(inPlace, t.Elem, false)
	case shape.Map:
		return "map[string]" + goType(inPlace, t.Elem, false)
	case shape.Struct:
		if len(t.Fields) > 0 {
			return "*" + structName(inPlace, t)
		}
	}
	return "any"
}

func mayBeZero(t *shape.Type) bool {
	if len(t.Enum) > 0 {
		return slices.Contains(t.Enum, any(int64(0)))
	}
	return (t.Min == nil || *t.Min <= 0) && (t.Max == nil || *t.Max >= 0)
}

// exported is a field's name in Go: "from" is From, and "admin-access" AdminAccess.
func exported(name string) string {
	var out strings.Builder
	for word := range strings.SplitSeq(name, "-") {
		out.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return out.String()
}

// lowerFirst begins a sentence in lower case, unless it begins with an abbreviation or a one-letter word.
func lowerFirst(s string) string {
	if len(s) > 1 && s[1] >= 'a' && s[1] <= 'z' {
		return strings.ToLower(s[:1]) + s[1:]
	}
	return s
}

// comment writes a paragraph as lines of at most 120 bytes.
func comment(b *bytes.Buffer, paragraph string) {
	line := "//"
	for _, word := range strings.Fields(paragraph) {
		if len(line)+1+len(word) > 120 {
			fmt.Fprintln(b, line)
			line = "//"
		}
		line += " " + word
	}
	fmt.Fprintln(b, line)
}
