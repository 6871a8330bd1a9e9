package compiler_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/hipaac/hipaac/compiler"
)

var ruleID = regexp.MustCompile(`^[a-z]+(-[a-z0-9]+)+$`)

// TestEveryMistakeIsExplained reads the sources of all stages: each name that is put into a diagnostic must be known to `hipaac
// explain`, and each that is explained must still be given by somebody.
func TestEveryMistakeIsExplained(t *testing.T) {
	given := idsInSources(t, ".", "../blueprints", "../cmd/hipaac")
	explained := map[string]bool{}
	for _, e := range compiler.Explanations() {
		if explained[e.ID] {
			t.Errorf("%s is explained twice", e.ID)
		}
		explained[e.ID] = true
		if e.Title == "" || e.Fix == "" {
			t.Errorf("%s has no title or no fix", e.ID)
		}
		if e.Kind == "mistakes in files" && given[e.ID] == "" {
			t.Errorf("%s is explained, and nothing reports it", e.ID)
		}
	}
	var missing []string
	for id, at := range given {
		if !explained[id] {
			missing = append(missing, id+" at "+at)
		}
	}
	slices.Sort(missing)
	for _, m := range missing {
		t.Errorf("not explained: %s", m)
	}
}

// idsInSources finds the literals that become the ID of a diagnostic: given to a field named ID, or to a parameter named id.
func idsInSources(t *testing.T, roots ...string) map[string]string {
	t.Helper()
	files := token.NewFileSet()
	var parsed []*ast.File
	for _, root := range roots {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
				return err
			}
			f, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
			parsed = append(parsed, f)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	parameters := idParameters(parsed)
	ids := map[string]string{}
	note := func(x ast.Expr) {
		literal, ok := x.(*ast.BasicLit)
		if !ok || literal.Kind != token.STRING {
			return
		}
		if text, err := strconv.Unquote(literal.Value); err == nil && ruleID.MatchString(text) {
			ids[text] = files.Position(literal.Pos()).String()
		}
	}
	for _, f := range parsed {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CompositeLit:
				if kind, ok := n.Type.(*ast.SelectorExpr); ok && kind.Sel.Name == "Prerequisite" {
					return false // no mistake, and it says itself what is to be done
				}
			case *ast.KeyValueExpr:
				if key, ok := n.Key.(*ast.Ident); ok && strings.EqualFold(key.Name, "id") {
					note(n.Value)
				}
			case *ast.CallExpr:
				for _, i := range parameters[called(n)] {
					if i < len(n.Args) {
						note(n.Args[i])
					}
				}
			}
			return true
		})
	}
	return ids
}

// idParameters tells, by name of function, which parameters are called id.
func idParameters(files []*ast.File) map[string][]int {
	found := map[string][]int{}
	declare := func(name string, f *ast.FuncType) {
		i := 0
		for _, p := range f.Params.List {
			for _, n := range p.Names {
				if n.Name == "id" && !slices.Contains(found[name], i) {
					found[name] = append(found[name], i)
				}
				i++
			}
		}
	}
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				declare(n.Name.Name, n.Type)
			case *ast.AssignStmt:
				for i, right := range n.Rhs {
					if literal, ok := right.(*ast.FuncLit); ok && i < len(n.Lhs) {
						if name, ok := n.Lhs[i].(*ast.Ident); ok {
							declare(name.Name, literal.Type)
						}
					}
				}
			}
			return true
		})
	}
	return found
}

func called(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}
