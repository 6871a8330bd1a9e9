package policy

import (
	"fmt"
	"slices"
	"strings"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/errors"
	"cuelang.org/go/cue/literal"
	"cuelang.org/go/cue/parser"
	"cuelang.org/go/cue/scanner"
	"cuelang.org/go/cue/token"

	"github.com/hipaac/hipaac/compiler/diag"
)

// The bounds of what is read. A policy of a large organisation has a few hundred lines.
const (
	mostBytes    = 64 << 10 // of a file
	mostFiles    = 64
	mostDepth    = 40  // brackets and labels within each other
	mostOperands = 200 // joined by | or &
)

// parse reads all files as CUE, and reports what is none.
func (r *reader) parse(sources []Source) []*ast.File {
	if len(sources) > mostFiles {
		at := diag.Position{File: sources[mostFiles].Name, Line: 1, Col: 1}
		r.reportAt(at, "policy-too-large", fmt.Sprintf("a policy of %d files, more than the %d that are read", len(sources), mostFiles), "put what belongs together into one file")
		return nil
	}
	var files []*ast.File
	for _, s := range sources {
		if len(s.Text) > mostBytes {
			r.reportAt(diag.Position{File: s.Name, Line: 1, Col: 1}, "policy-too-large",
				fmt.Sprintf("a file of %d bytes, more than the %d that are read", len(s.Text), mostBytes), "divide it into several files")
			continue
		}
		if at, deep := tooDeep(s); deep {
			r.reportAt(at, "policy-too-large", fmt.Sprintf("more than %d levels within each other", mostDepth), "say it with fewer levels")
			continue
		}
		f, err := parseFile(s)
		if err != nil {
			r.noCUE(s, err)
			continue
		}
		files = append(files, f)
	}
	return files
}

// parseFile reads one file. Its package may have any name, and is left out: all files of a policy belong together.
func parseFile(s Source) (*ast.File, error) {
	f, err := parser.ParseFile(s.Name, s.Text, parser.ParseComments)
	if err != nil {
		return nil, err
	}
	f.Decls = slices.DeleteFunc(f.Decls, func(d ast.Decl) bool { _, is := d.(*ast.Package); return is })
	return f, nil
}

// tooDeep finds the first place that lies deeper than anybody reads, before anything walks down there.
func tooDeep(s Source) (diag.Position, bool) {
	var scan scanner.Scanner
	file := token.NewFile(s.Name, -1, len(s.Text))
	scan.Init(file, s.Text, func(token.Pos, string, []any) {}, 0)
	brackets, chain := 0, 0
	for {
		pos, tok, _ := scan.Scan()
		switch tok {
		case token.EOF:
			return diag.Position{}, false
		case token.LPAREN, token.LBRACK, token.LBRACE:
			brackets++
		case token.RPAREN, token.RBRACK, token.RBRACE:
			brackets--
			chain = 0
		case token.COMMA:
			chain = 0
		case token.COLON, token.SUB, token.ADD, token.NOT, token.MUL:
			chain++
		}
		if brackets+chain > mostDepth {
			return position(pos), true
		}
	}
}

// noCUE says of the first mistake in a file where it is and what kind, in words of our own.
func (r *reader) noCUE(s Source, err error) {
	first := errors.Errors(err)[0]
	pos := first.Position()
	at := position(pos)
	if at.Line == 0 {
		at = diag.Position{File: s.Name, Line: 1, Col: 1}
	}
	at = within(s, at)
	said := first.Error()
	message, hint := "this cannot be read", "compare it with the examples of a policy: name: value, with brackets that close"
	rest := restOfLine(s.Text, pos.Offset())
	switch {
	case strings.Contains(said, "not terminated"):
		message, hint = "a text or comment that does not end", "close it on the same line"
	case strings.Contains(said, "EOF") || pos.Offset() >= len(s.Text):
		message, hint = "the file ends in the middle of something", "close every bracket that is open"
	case strings.Contains(said, "escape"):
		message, hint = "a backslash before a letter that it does not go with", `write \\ for a backslash: "\\." is a dot in a pattern`
	case rest != "":
		message = fmt.Sprintf("%q is not expected here", rest)
	}
	r.reportAt(at, "policy-syntax", message, hint)
}

// within is a place of a file: where something is missing at its end, the end of its last line with anything on it.
func within(s Source, at diag.Position) diag.Position {
	lines := strings.Split(strings.TrimRight(string(s.Text), " \t\r\n"), "\n")
	if at.Line > len(lines) || at.Col > len(lines[at.Line-1])+1 {
		at.Line = min(at.Line, len(lines))
		at.Col = len(lines[at.Line-1]) + 1
	}
	at.File = s.Name
	return at
}

// restOfLine is the first word from a place on.
func restOfLine(text []byte, offset int) string {
	if offset < 0 || offset >= len(text) {
		return ""
	}
	line, _, _ := strings.Cut(string(text[offset:]), "\n")
	word, _, _ := strings.Cut(strings.TrimSpace(line), " ")
	if runes := []rune(word); len(runes) > 30 {
		word = string(runes[:30]) + "…"
	}
	return strings.ToValidUTF8(word, "�")
}

// fields are the named fields of a struct.
func fields(x ast.Expr) []*ast.Field {
	s, ok := bare(x).(*ast.StructLit)
	if !ok {
		return nil
	}
	var all []*ast.Field
	for _, d := range s.Elts {
		if f, ok := d.(*ast.Field); ok {
			all = append(all, f)
		}
	}
	return all
}

// label is the name of a field, "" for a pattern.
func label(f *ast.Field) string {
	switch l := f.Label.(type) {
	case *ast.Ident:
		return l.Name
	case *ast.BasicLit:
		if name, err := literal.Unquote(l.Value); err == nil && l.Kind == token.STRING {
			return name
		}
	}
	return ""
}

// position is where something of CUE stands. Len is 0.
func position(p token.Pos) diag.Position {
	if !p.IsValid() {
		return diag.Position{}
	}
	return diag.Position{File: p.Filename(), Line: p.Line(), Col: p.Column()}
}

// place is where a part of a file stands, and how long it is if it stands on one line.
func place(n ast.Node) diag.Position {
	at := position(n.Pos())
	if end := n.End(); end.IsValid() && end.Line() == at.Line {
		at.Len = end.Column() - at.Col
	}
	return at
}
