package shape

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/literal"
	"cuelang.org/go/cue/parser"
	"cuelang.org/go/cue/token"

	"github.com/hipaac/hipaac/schema"
)

// Parse reads all CUE files of a folder, in order of name. An error means a broken schema, never a broken spec.
func Parse(folder fs.FS) ([]*ast.File, error) {
	names, err := fs.Glob(folder, "*.cue")
	if err != nil {
		return nil, fmt.Errorf("internal error: schema: %w", err)
	}
	var files []*ast.File
	for _, name := range names {
		text, err := fs.ReadFile(folder, name)
		if err != nil {
			return nil, fmt.Errorf("internal error: schema: %w", err)
		}
		f, err := parser.ParseFile("schema/"+name, text, parser.ParseComments)
		if err != nil {
			return nil, fmt.Errorf("internal error: schema: %w", err)
		}
		files = append(files, f)
	}
	return files, nil
}

// Embedded is the model of the schema that is built into hipaac.
func Embedded() (*Model, error) {
	files, err := Parse(schema.Files)
	if err != nil {
		return nil, err
	}
	return New(files)
}

// reader turns the syntax of a schema into a model.
type reader struct {
	// fields are the top-level fields and definitions; a name may stand in several files.
	fields map[string][]*ast.Field
	// types holds the definitions that have been read; a nil entry is one being read, so that a cycle is noticed.
	types map[string]*Type
	// presets are the defaults of definitions that have one.
	presets map[string]any
}

func newReader(files []*ast.File) *reader {
	r := &reader{fields: map[string][]*ast.Field{}, types: map[string]*Type{}, presets: map[string]any{}}
	for _, f := range files {
		for _, d := range f.Decls {
			if field, ok := d.(*ast.Field); ok {
				name, _, _ := ast.LabelName(field.Label)
				r.fields[name] = append(r.fields[name], field)
			}
		}
	}
	return r
}

// New makes the model of parsed CUE files.
func New(files []*ast.File) (*Model, error) {
	r := newReader(files)
	m := &Model{}
	var err error
	if m.Environment, _, err = r.definition("#Environment", token.NoPos); err != nil {
		return nil, err
	}
	if tier := m.Environment.Field("tier"); tier != nil {
		for _, v := range tier.Type.Enum {
			m.Tiers = append(m.Tiers, fmt.Sprint(v))
		}
	}
	if err := r.blueprints(m); err != nil {
		return nil, err
	}
	if err := r.defaults(m); err != nil {
		return nil, err
	}
	if err := m.total(); err != nil {
		return nil, err
	}
	return m, r.controls(m)
}

// total makes sure that a spec leaves no field open: what is neither required nor optional has a default in every tier.
func (m *Model) total() error {
	types := []*Type{m.Environment}
	for _, b := range m.Blueprints {
		types = append(types, b.Type)
	}
	for i := 0; i < len(types); i++ {
		if elem := types[i].Elem; elem != nil && !slices.Contains(types, elem) {
			types = append(types, elem)
		}
		for _, f := range types[i].Fields {
			preset := f.Default != nil || len(f.ByTier) == len(m.Tiers)
			if preset == (f.Required || f.Optional) {
				return fmt.Errorf("internal error: schema: field %q must be one of: required (!), optional (?), with a default in every tier", f.Name)
			}
			if !slices.Contains(types, f.Type) {
				types = append(types, f.Type)
			}
		}
	}
	return nil
}

// entries lists the fields below a top-level field, from all files.
func (r *reader) entries(top string) []*ast.Field {
	var out []*ast.Field
	for _, f := range r.fields[top] {
		out = append(out, fieldsOf(f.Value)...)
	}
	return out
}

// fieldsOf lists the named fields of a struct literal; patterns are left out.
func fieldsOf(x ast.Expr) []*ast.Field {
	s, ok := x.(*ast.StructLit)
	if !ok {
		return nil
	}
	var out []*ast.Field
	for _, d := range s.Elts {
		if f, ok := d.(*ast.Field); ok && name(f) != "" {
			out = append(out, f)
		}
	}
	return out
}

// name is the name of a field, or "" for a pattern.
func name(f *ast.Field) string {
	n, _, err := ast.LabelName(f.Label)
	if err != nil {
		return ""
	}
	return n
}

func text(x ast.Expr) (string, error) {
	v, err := value(x)
	if err != nil {
		return "", err
	}
	s, ok := v.(string)
	if !ok {
		return "", broken(x, "a text is needed here")
	}
	return s, nil
}

// doc is a comment above a declaration as one paragraph.
func doc(n ast.Node) string {
	var lines []string
	for _, g := range ast.Comments(n) {
		if g.Doc {
			lines = append(lines, strings.Fields(g.Text())...)
		}
	}
	return strings.Join(lines, " ")
}

// want is the text of the attribute @want, or "".
func want(attributes []*ast.Attribute) (string, error) {
	for _, a := range attributes {
		key, body := a.Split()
		if key != "want" {
			continue
		}
		s, err := literal.Unquote(body)
		if err != nil {
			return "", broken(a, "@want needs one quoted text")
		}
		return s, nil
	}
	return "", nil
}

// Broken is a form that the model does not know. In the schema it is a mistake of ours; in CUE that others wrote it is theirs.
type Broken struct {
	Pos  token.Pos
	What string
}

func (b *Broken) Error() string {
	return fmt.Sprintf("internal error: %s:%d:%d: %s", b.Pos.Filename(), b.Pos.Line(), b.Pos.Column(), b.What)
}

func broken(n ast.Node, format string, args ...any) error {
	return &Broken{n.Pos(), fmt.Sprintf(format, args...)}
}
