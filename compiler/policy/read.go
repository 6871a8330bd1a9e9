package policy

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/literal"
	"cuelang.org/go/cue/token"

	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/schema/shape"
)

// reader is the work on one policy.
type reader struct {
	known    Known
	policy   *Policy
	patterns *shape.Patterns
	problems diag.List
	// first is where each name was defined first: a control, a definition, what may be said once.
	first map[string]diag.Position
	// imported are the packages that can be called in a file, by its name and theirs.
	imported map[string]bool
	// steps are those of all regular expressions.
	steps int
}

func (r *reader) report(n ast.Node, id, message, hint string, notes ...diag.Text) {
	r.reportAt(place(n), id, message, hint, notes...)
}

func (r *reader) reportAt(at diag.Position, id, message, hint string, notes ...diag.Text) {
	r.problems = append(r.problems, diag.Diagnostic{Severity: diag.Error, ID: id, Pos: at, Message: message, Hint: hint, Notes: notes})
}

// once reports a second definition of a name, in whichever file.
func (r *reader) once(name string, f *ast.Field) bool {
	if first, taken := r.first[name]; taken {
		r.report(f.Label, "policy-twice", fmt.Sprintf("%q is said twice", name), "keep one of them", diag.Text{Pos: first, Message: "the first one is here"})
		return false
	}
	r.first[name] = place(f.Label)
	return true
}

// files reads what all files say.
func (r *reader) files(files []*ast.File) {
	sections := map[string]func(*ast.Field){
		"controls": r.each(r.control), "templates": r.each(r.rule), "raise": r.each(r.raise), "unwaivable": r.unwaivable, "waivers": r.waivers,
	}
	names := []string{"controls", "templates", "raise", "unwaivable", "waivers"}
	var later []*ast.Field // what may speak of the controls of other files
	for _, f := range files {
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.ImportDecl, *ast.CommentGroup:
			case *ast.Field:
				name := label(d)
				switch {
				case definition(d):
				case sections[name] == nil:
					r.report(d.Label, "policy-field", fmt.Sprintf("a policy has no field %s", written(d.Label)), nearest(name, names, "the fields are "+strings.Join(names, ", ")))
				case !r.plain(d):
				case name == "unwaivable":
					later = append(later, d)
				default:
					sections[name](d)
				}
			default:
				r.report(d, "policy-form", "this stands outside of all fields", "the fields of a policy are "+strings.Join(names, ", "))
			}
		}
	}
	for _, d := range later {
		sections[label(d)](d)
	}
}

// plain reports marks and attributes on a field that takes none.
func (r *reader) plain(f *ast.Field) bool {
	if f.Constraint != token.ILLEGAL || len(f.Attrs) > 0 || f.Alias != nil {
		r.report(f, "policy-form", fmt.Sprintf("%s has a mark or an attribute that means nothing here", written(f.Label)), "write name: value")
		return false
	}
	return true
}

// each reads the entries of a section.
func (r *reader) each(read func(*ast.Field)) func(*ast.Field) {
	return func(section *ast.Field) {
		for _, f := range r.entries(section.Value, label(section)) {
			read(f)
		}
	}
}

// entries are the fields of a struct that holds nothing else.
func (r *reader) entries(x ast.Expr, of string) []*ast.Field {
	s, ok := bare(x).(*ast.StructLit)
	if !ok {
		r.report(x, "policy-field", fmt.Sprintf("%s is %s, needs fields", of, written(x)), "write {name: value}")
		return nil
	}
	var all []*ast.Field
	for _, d := range s.Elts {
		f, ok := d.(*ast.Field)
		switch {
		case !ok:
			if _, isComment := d.(*ast.CommentGroup); !isComment {
				r.report(d, "policy-form", fmt.Sprintf("%s holds something without a name", of), "write name: value")
			}
		case label(f) == "":
			r.report(f, "policy-form", fmt.Sprintf("%s holds something without a name of its own", of), "write name: value")
		case r.plain(f):
			all = append(all, f)
		}
	}
	return all
}

// parts reads the fields of an entry: each once, and none that is not among the names.
func (r *reader) parts(entry *ast.Field, what string, names ...string) map[string]ast.Expr {
	parts := map[string]ast.Expr{}
	for _, f := range r.entries(entry.Value, written(entry.Label)) {
		name := label(f)
		switch {
		case !slices.Contains(names, name):
			r.report(f.Label, "policy-field", fmt.Sprintf("%s has no field %s", what, written(f.Label)), nearest(name, names, "the fields are "+strings.Join(names, ", ")))
		case parts[name] != nil:
			r.report(f.Label, "policy-twice", fmt.Sprintf("%s is said twice", name), "keep one of them")
		default:
			parts[name] = f.Value
		}
	}
	return parts
}

// nearest is the hint that names what was probably meant, or else says what to do.
func nearest(word string, known []string, otherwise string) string {
	if near := diag.Nearest(word, known); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return otherwise
}

// mostRunes is how long a text may be: it stands in messages, in reports and above resources.
const mostRunes = 600

// text reads a text on one line.
func (r *reader) text(x ast.Expr, what string) string {
	b, ok := bare(x).(*ast.BasicLit)
	if !ok || b.Kind != token.STRING {
		r.report(x, "policy-field", fmt.Sprintf("%s is %s, needs text", what, written(x)), "put it in quotes")
		return ""
	}
	s, err := literal.Unquote(b.Value)
	odd := strings.IndexFunc(s, func(c rune) bool { return !unicode.IsPrint(c) })
	switch {
	case err != nil || !utf8.ValidString(s) || odd >= 0:
		r.report(x, "policy-field", fmt.Sprintf("%s holds what cannot be seen, or several lines", what), "write one line of plain text")
	case strings.TrimSpace(s) == "":
		r.report(x, "policy-field", fmt.Sprintf("%s is empty", what), "say it, or remove the line where it can be left out")
	case utf8.RuneCountInString(s) > mostRunes:
		r.report(x, "policy-field", fmt.Sprintf("%s has %d characters, at most %d are shown", what, utf8.RuneCountInString(s), mostRunes), "say it in fewer words")
	default:
		return s
	}
	return ""
}

// texts reads a list of texts that is not empty.
func (r *reader) texts(x ast.Expr, what string) (all []string, at []ast.Expr) {
	list, ok := bare(x).(*ast.ListLit)
	if !ok || len(list.Elts) == 0 {
		r.report(x, "policy-field", fmt.Sprintf("%s is %s, needs a list of texts", what, written(x)), `write ["…"]`)
		return nil, nil
	}
	for _, e := range list.Elts {
		if s := r.text(e, what); s != "" {
			all, at = append(all, s), append(at, e)
		}
	}
	return all, at
}

// truth reads true or false.
func (r *reader) truth(x ast.Expr, what string) bool {
	b, ok := bare(x).(*ast.BasicLit)
	if !ok || b.Kind != token.TRUE && b.Kind != token.FALSE {
		r.report(x, "policy-field", fmt.Sprintf("%s is %s, needs true or false", what, written(x)), "write true, or remove the line")
		return false
	}
	return b.Kind == token.TRUE
}

// written is a value of a policy as a message shows it: a literal or name as it is, and of anything else what it is.
func written(n ast.Node) string {
	switch n := n.(type) {
	case *ast.BasicLit:
		if runes := []rune(n.Value); len(runes) > 60 || strings.ContainsFunc(n.Value, func(c rune) bool { return !unicode.IsPrint(c) }) {
			return "a text"
		}
		return n.Value
	case *ast.Ident:
		return n.Name
	case *ast.ListLit:
		if len(n.Elts) == 0 {
			return "an empty list"
		}
		return "a list"
	case *ast.StructLit:
		return "fields"
	}
	return "something else"
}
