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
	regulation "github.com/hipaac/hipaac/compiler/law"
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

// Each control of the catalogue is explained, whoever shows it; and what cites the law says what that section is called and how binding
// it is.
func TestTheCatalogueIsExplained(t *testing.T) {
	kinds := map[regulation.Shown]string{regulation.AtRunTime: "left to run time", regulation.ByPeople: "left to people", regulation.ByTemplate: "met otherwise"}
	for _, entry := range regulation.Catalogue() {
		e, known := compiler.Explain(entry.ID)
		if !known {
			t.Errorf("%s is not explained", entry.ID)
			continue
		}
		if e.Kind != "controls on templates" && e.Kind != kinds[entry.Shown] {
			t.Errorf("%s is %q, and the catalogue says %q", entry.ID, e.Kind, entry.Shown)
		}
		if len(e.Law) != len(e.Citations) || e.ConfigRule != entry.ConfigRule || e.Residual != entry.Residual {
			t.Errorf("%s says less than the data: %+v", entry.ID, e)
		}
	}
	e, _ := compiler.Explain("s3-encrypted")
	if got, want := e.Law[0].String(), "164.312(a)(2)(iv), addressable: Encryption and decryption"; got != want {
		t.Errorf("got %s, want %s", got, want)
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
