package blueprints_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Overlays fill what goformation's schema, frozen in April 2024, does not know. Each is a debt that ends on the day a newer
// goformation knows the type or the property: its struct is then checked where a map is not.

// TestTypedIsNeeded: goformation lacks every type that a blueprint spells out itself. That it lacks every property that a blueprint
// adds with With is the emitter's to refuse, each time such a resource is emitted.
func TestTypedIsNeeded(t *testing.T) {
	known, written := goformationTypes(t), writtenTypes(t)
	for _, kind := range written {
		if known[kind] {
			t.Errorf("goformation has %s; use its struct", kind)
		}
	}
	if !slices.Contains(written, "Custom::EmptyDefaultSecurityGroup") {
		t.Errorf("the test reads the sources wrongly: it finds %v", written)
	}
	if !known["AWS::S3::Bucket"] || known["AWS::EC2::VPCBlockPublicAccessOptions"] {
		t.Error("goformation of April 2024 has S3 buckets and no VPC block public access")
	}
}

// goformationTypes reads the table of goformation's root package as text: linking it in would cost half a minute of compiling.
func goformationTypes(t *testing.T) map[string]bool {
	t.Helper()
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/awslabs/goformation/v7").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	text, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "cloudformation", "all.go"))
	if err != nil {
		t.Fatal(err)
	}
	types := map[string]bool{}
	for _, m := range regexp.MustCompile(`"(AWS::[A-Za-z0-9]+::[A-Za-z0-9]+)":`).FindAllSubmatch(text, -1) {
		types[string(m[1])] = true
	}
	if len(types) < 1000 {
		t.Fatalf("found %d types in goformation's table, which had more than a thousand", len(types))
	}
	return types
}

// writtenTypes finds the types of Typed in the sources of all blueprints.
func writtenTypes(t *testing.T) []string {
	t.Helper()
	var found []string
	add := func(file string, e ast.Expr) {
		text, ok := e.(*ast.BasicLit)
		if !ok {
			t.Errorf("%s: an overlay whose name is not written out cannot be judged", file)
			return
		}
		name, err := strconv.Unquote(text.Value)
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, name)
	}
	visit := func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || filepath.Dir(path) == "." {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if c, ok := n.(*ast.CompositeLit); ok {
				if s, ok := c.Type.(*ast.SelectorExpr); ok && s.Sel.Name == "Typed" {
					add(path, element(c, "Type"))
				}
			}
			return true
		})
		return nil
	}
	if err := filepath.WalkDir(".", visit); err != nil {
		t.Fatal(err)
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// element is the value of a field in a composite literal, nil where it is left out or has no name.
func element(c *ast.CompositeLit, name string) ast.Expr {
	for _, e := range c.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if key, ok := kv.Key.(*ast.Ident); ok && key.Name == name {
				return kv.Value
			}
		}
	}
	return nil
}
