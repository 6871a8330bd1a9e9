package shape

import "cuelang.org/go/cue/ast"

// Patterns reads patterns that stand in files of others, by the same forms as a schema's. Definitions of these files can be referred
// to.
type Patterns struct{ reader *reader }

// NewPatterns makes the definitions of files known.
func NewPatterns(files []*ast.File) *Patterns { return &Patterns{newReader(files)} }

// Read is the model of a pattern. An error is a *Broken, at the form that the model does not know.
func (p *Patterns) Read(x ast.Expr) (*Type, error) {
	t, _, err := p.reader.typeOf(x)
	return t, err
}

// Defined lists the definitions, with their "#".
func (p *Patterns) Defined() []string {
	var names []string
	for name := range p.reader.fields {
		if name[0] == '#' {
			names = append(names, name)
		}
	}
	return names
}
