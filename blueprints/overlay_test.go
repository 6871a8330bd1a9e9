package blueprints_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/keys"
	"github.com/hipaac/hipaac/blueprints/network"
	"github.com/hipaac/hipaac/blueprints/storage"
	"github.com/hipaac/hipaac/schema"
)

// Overlays fill what goformation's schema, frozen in April 2024, does not know. Each is a debt that ends on the day a newer
// goformation knows the type or the property: its struct is then checked where a map is not.

// everything builds one stack of each blueprint with all that its configuration can ask for, so that every overlay is used.
func everything() []*blueprints.Stack {
	env := &blueprints.Env{
		System: "clinic", Name: "prod", Tier: "production", PHI: true, Account: "111122223333", Region: "us-east-1",
		KeyUses: []blueprints.KeyUse{{Class: blueprints.DataKey, Service: "s3"}},
	}
	var stacks []*blueprints.Stack
	for _, b := range []struct {
		blueprint blueprints.Blueprint
		config    any
	}{
		{keys.Blueprint, &schema.Keys{RotationDays: 365, DeletionWindowDays: 30}},
		{network.Blueprint, &schema.Network{
			Cidr: "10.0.0.0/16", Zones: 3, Egress: "nat-per-zone", FlowLogDays: 365, Endpoints: []string{"kms", "logs"},
		}},
		{storage.Blueprint, &schema.Storage{AccessLogDays: 2192, Buckets: map[string]*schema.Bucket{"documents": {
			BackupDays: 35, Lock: "compliance", Retain: "7y", ArchiveAfterDays: 90, ExpireAfterDays: 3000,
			Cors:      &schema.CORS{Origins: []string{"https://app.clinic.example"}, Methods: []string{"GET"}, MaxAgeSeconds: 60},
			Replicate: &schema.Replication{Bucket: "arn:aws:s3:::copies", Key: "arn:aws:kms:us-west-2:111122223333:key/1"},
		}}}},
	} {
		s := blueprints.NewStack(env, b.blueprint.Name, "clinic-prod-"+b.blueprint.Name, "", map[string]string{"keys": "clinic-prod-keys"})
		b.blueprint.Build(s, b.config)
		stacks = append(stacks, s)
	}
	return stacks
}

// TestOverlaysAreNeeded: goformation lacks every type that a blueprint spells out itself, and every property that one adds.
func TestOverlaysAreNeeded(t *testing.T) {
	known := goformationTypes(t)
	used := map[string]bool{}
	for _, s := range everything() {
		for _, r := range s.Resources {
			kind := r.Properties.AWSCloudFormationType()
			if _, ok := r.Properties.(blueprints.Typed); ok {
				used[kind] = true
				if known[kind] {
					t.Errorf("%s in stack %s: goformation has this type; use its struct", kind, s.Key)
				}
				continue
			}
			if !known[kind] {
				t.Errorf("%s in stack %s: the test reads goformation's types wrongly, this one is in use", kind, s.Key)
			}
			for name := range r.Extra {
				used[name] = true
				if hasProperty(r.Properties, name) {
					t.Errorf("%s.%s in stack %s: goformation has this property; set it in the struct", kind, name, s.Key)
				}
			}
		}
	}
	// What is written in the sources and was not built here has not been judged.
	if d := cmp.Diff(writtenOverlays(t), slices.Sorted(maps.Keys(used))); d != "" {
		t.Errorf("overlays in the sources and in the stacks of everything() (-sources +stacks):\n%s", d)
	}
}

// TestOverlayTestCanFail: a type and a property that goformation has are found to be there, and others not.
func TestOverlayTestCanFail(t *testing.T) {
	known := goformationTypes(t)
	if !known["AWS::S3::Bucket"] || known["AWS::EC2::VPCBlockPublicAccessOptions"] {
		t.Error("goformation of April 2024 has S3 buckets and no VPC block public access")
	}
	for _, s := range everything() {
		for _, r := range s.Resources {
			if r.ID == "DocumentsBucket" && (!hasProperty(r.Properties, "BucketName") || hasProperty(r.Properties, "MetadataConfiguration")) {
				t.Error("goformation's bucket has BucketName and no MetadataConfiguration")
			}
		}
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

func hasProperty(p blueprints.Properties, name string) bool {
	for _, f := range reflect.VisibleFields(reflect.TypeOf(p).Elem()) {
		if tag, _, _ := strings.Cut(f.Tag.Get("json"), ","); tag == name {
			return true
		}
	}
	return false
}

// writtenOverlays finds in the sources of all blueprints the types of Typed and the names given to With.
func writtenOverlays(t *testing.T) []string {
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
			switch n := n.(type) {
			case *ast.CompositeLit:
				if s, ok := n.Type.(*ast.SelectorExpr); ok && s.Sel.Name == "Typed" {
					add(path, element(n, "Type"))
				}
			case *ast.CallExpr:
				if s, ok := n.Fun.(*ast.SelectorExpr); ok && s.Sel.Name == "With" && len(n.Args) == 2 {
					add(path, n.Args[0])
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
