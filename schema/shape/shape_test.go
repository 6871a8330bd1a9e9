package shape

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/cuecontext"
	"cuelang.org/go/cue/parser"
	"cuelang.org/go/encoding/json"
	"cuelang.org/go/encoding/jsonschema"
	"cuelang.org/go/encoding/yaml"
	"github.com/google/go-cmp/cmp"
)

func embedded(t *testing.T) *Model {
	t.Helper()
	m, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestModel looks at one field of each kind.
func TestModel(t *testing.T) {
	m := embedded(t)
	if diff := cmp.Diff([]string{"development", "test", "production"}, m.Tiers); diff != "" {
		t.Error(diff)
	}
	for _, c := range []struct {
		blueprint, path string
		want            Field
	}{
		{"keys", "rotationDays", Field{Default: int64(365), Type: &Type{Kind: Int, Min: number(90), Max: number(2560)}}},
		{"network", "zones", Field{Type: &Type{Kind: Int, Enum: []any{int64(1), int64(2), int64(3)}},
			ByTier: map[string]any{"development": int64(2), "test": int64(2), "production": int64(3)}}},
		{"storage", "buckets.x.lock", Field{Type: &Type{Kind: String, Enum: []any{"governance", "compliance"}},
			ByTier: map[string]any{"development": "governance", "test": "governance", "production": "compliance"}}},
		{"storage", "buckets.x.archiveAfterDays", Field{Optional: true, Type: &Type{Kind: Int, Min: number(30), Max: number(36500)}}},
		{"storage", "buckets.x.cors.methods", Field{Default: []any{"GET"}, Type: &Type{Kind: List, Unique: true,
			Elem: &Type{Kind: String, Enum: []any{"GET", "PUT", "POST", "DELETE", "HEAD"}}}}},
		{"storage", "accessLogDays", Field{Default: int64(2192), Type: &Type{Kind: Int, Min: number(90), Max: number(36500)}}},
	} {
		path := strings.Split(c.path, ".")
		have := *at(m.Blueprint(c.blueprint).Type, path[:len(path)-1]).Field(path[len(path)-1])
		have.Name, have.Doc = "", ""
		if diff := cmp.Diff(c.want, have); diff != "" {
			t.Errorf("%s %s (-want +have):\n%s", c.blueprint, c.path, diff)
		}
	}
}

// at follows a path of names through fields, map values and list elements.
func at(t *Type, path []string) *Type {
	for _, name := range path {
		if f := t.Field(name); f != nil {
			t = f.Type
		} else {
			t = t.Elem
		}
	}
	return t
}

func number(n int64) *int64 { return &n }

// TestDocumented: every field has a comment, because it is the reference page and the editor's help; and where a pattern decides, a
// text says what is wanted.
func TestDocumented(t *testing.T) {
	m := embedded(t)
	var visit func(where string, typ *Type)
	seen := map[*Type]bool{}
	visit = func(where string, typ *Type) {
		if typ == nil || seen[typ] {
			return
		}
		seen[typ] = true
		if len(typ.Patterns) > 0 && typ.Want == "" {
			t.Errorf("%s has a pattern and no @want", where)
		}
		for _, f := range typ.Fields {
			if f.Doc == "" || !strings.HasSuffix(f.Doc, ".") && !strings.HasSuffix(f.Doc, ").") {
				t.Errorf("%s.%s: %q is no sentence", where, f.Name, f.Doc)
			}
			visit(where+"."+f.Name, f.Type)
		}
		visit(where+"[]", typ.Elem)
		visit(where+" key", typ.Key)
	}
	visit("environment", m.Environment)
	for _, b := range m.Blueprints {
		visit(b.Name, b.Type)
		if b.Type.Doc == "" {
			t.Errorf("%s has no comment", b.Name)
		}
	}
}

// TestForms reads each form that a schema may use.
func TestForms(t *testing.T) {
	for _, c := range []struct {
		cue    string
		want   Type
		preset any
	}{
		{`string`, Type{Kind: String}, nil},
		{`_`, Type{}, nil},
		{`bool | *true`, Type{Kind: Bool}, true},
		{`"a" | *"b" | "c"`, Type{Kind: String, Enum: []any{"a", "c", "b"}}, "b"},
		{`1 | 2`, Type{Kind: Int, Enum: []any{int64(1), int64(2)}}, nil},
		{`(int & >=1 & <=9) | *3`, Type{Kind: Int, Min: number(1), Max: number(9)}, int64(3)},
		{`>=1`, Type{Kind: Int, Min: number(1)}, nil},
		{`strings.MinRunes(2) & strings.MaxRunes(4)`, Type{Kind: String, MinRunes: 2, MaxRunes: 4}, nil},
		{`[...string]`, Type{Kind: List, Elem: &Type{Kind: String}}, nil},
		{`>=5 & >=1`, Type{Kind: Int, Min: number(5)}, nil}, // the stricter bound, whichever comes first
		{`>=1 & >=5`, Type{Kind: Int, Min: number(5)}, nil},
		{`<=5 & <=9`, Type{Kind: Int, Max: number(5)}, nil},
		{`<=9 & <=5`, Type{Kind: Int, Max: number(5)}, nil},
		{`strings.MinRunes(9) & strings.MinRunes(2)`, Type{Kind: String, MinRunes: 9}, nil},
		{`strings.MaxRunes(2) & strings.MaxRunes(9)`, Type{Kind: String, MaxRunes: 2}, nil},
		{`["a", ..."a"]`, Type{Kind: List, MinItems: 1, Elem: &Type{Kind: String, Enum: []any{"a"}}}, nil},
		{`[...>=2] & [...<=5]`, Type{Kind: List, Elem: &Type{Kind: Int, Min: number(2), Max: number(5)}}, nil}, // each element keeps both
		{`[...>=2] & [_, ...]`, Type{Kind: List, MinItems: 1, Elem: &Type{Kind: Int, Min: number(2)}}, nil},
		{`[_, ...]`, Type{Kind: List, MinItems: 1, Elem: &Type{}}, nil},
		{`([string, ...string] & list.UniqueItems()) | *["x"]`, Type{Kind: List, MinItems: 1, Unique: true, Elem: &Type{Kind: String}}, []any{"x"}},
		{`{[string]: int} | *{}`, Type{Kind: Map, Key: &Type{Kind: String}, Elem: &Type{Kind: Int}}, map[string]any{}},
		{`{a?: int, b!: string, ...}`, Type{Kind: Struct, Open: true, Fields: []*Field{
			{Name: "a", Optional: true, Type: &Type{Kind: Int}}, {Name: "b", Required: true, Type: &Type{Kind: String}}}}, nil},
	} {
		have, preset, err := read(t, c.cue)
		if err != nil {
			t.Errorf("%s: %v", c.cue, err)
			continue
		}
		if diff := cmp.Diff(&c.want, have); diff != "" {
			t.Errorf("%s (-want +have):\n%s", c.cue, diff)
		}
		if diff := cmp.Diff(c.preset, preset); diff != "" {
			t.Errorf("default of %s (-want +have):\n%s", c.cue, diff)
		}
	}
}

// TestUnknownForms: what the model cannot describe is an error with a place, so that no limit is ever lost on the way to a message,
// a page or an editor.
func TestUnknownForms(t *testing.T) {
	for cue, want := range map[string]string{
		`int | string`:           "internal error: x.cue:1:4: the field model knows alternatives of literals only",
		`float`:                  "internal error: x.cue:1:4: float is defined 0 times",
		`<5`:                     "internal error: x.cue:1:4: the field model does not know this bound",
		`=~"("`:                  "internal error: x.cue:1:4: error parsing regexp: missing closing ): `(`",
		`strings.HasPrefix("a")`: "internal error: x.cue:1:4: the field model does not know this call",
		`strings.MinRunes(n)`:    "internal error: x.cue:1:21: a literal is needed here",
		`[string, string]`:       "internal error: x.cue:1:4: the field model knows open lists only",
		`["a", ...]`:             "internal error: x.cue:1:5: the field model knows lists of one type only",
		`[...int] & [...string]`: "internal error: x.cue:1:4: the field model does not know this combination",
		`[]`:                     "internal error: x.cue:1:4: the field model knows open lists only",
		`{a: int, [string]: _}`:  "internal error: x.cue:1:13: the field model does not know this label",
		`{if true {a: int}}`:     "internal error: x.cue:1:5: the field model does not know this declaration",
		`string & int`:           "internal error: x.cue:1:4: the field model does not know this combination",
		`*1`:                     "internal error: x.cue:1:4: the field model does not know this bound",
		`"\(1)"`:                 "internal error: x.cue:1:4: the field model does not know this form",
	} {
		if _, _, err := read(t, cue); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", cue, err, want)
		}
	}
}

func read(t *testing.T, text string) (*Type, any, error) {
	t.Helper()
	f, err := parser.ParseFile("x.cue", "x: "+text)
	if err != nil {
		t.Fatal(err)
	}
	r := &reader{fields: map[string][]*ast.Field{}, types: map[string]*Type{}, presets: map[string]any{}}
	return r.typeOf(f.Decls[0].(*ast.Field).Value)
}

// TestJSONSchema lets CUE's own reader of JSON Schema judge specs by the schema for editors.
func TestJSONSchema(t *testing.T) {
	ctx := cuecontext.New()
	text, err := JSONSchema()
	if err != nil {
		t.Fatal(err)
	}
	expr, err := json.Extract("spec.schema.json", text)
	if err != nil {
		t.Fatal(err)
	}
	file, err := jsonschema.Extract(ctx.BuildExpr(expr), &jsonschema.Config{StrictFeatures: true, StrictKeywords: true})
	if err != nil {
		t.Fatal(err)
	}
	schema := ctx.BuildFile(file)
	if err := schema.Err(); err != nil {
		t.Fatal(err)
	}
	accepts := func(name string, text []byte) error {
		f, err := yaml.Extract(name, text)
		if err != nil {
			t.Fatal(err)
		}
		return schema.Unify(ctx.BuildFile(f)).Validate(cue.Concrete(true))
	}
	// CUE reads "propertyNames" and does not judge by it.
	for path, want := range map[string]string{
		"properties.tags.propertyNames":   `{"type":"string","maxLength":128,"pattern":"^[A-Za-z][A-Za-z0-9_.:/=+@-]*$","allOf":[{"not":{"pattern":"^(aws|AWS):"}}]}`,
		"properties.stacks.propertyNames": `{"type":"string","minLength":2,"maxLength":24,"pattern":"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"}`,
	} {
		have, err := ctx.BuildExpr(expr).LookupPath(cue.ParsePath(path)).MarshalJSON()
		if err != nil || string(have) != want {
			t.Errorf("%s is %s, want %s", path, have, want)
		}
	}
	specs, _ := filepath.Glob("../../environments/*.yaml")
	shared, _ := filepath.Glob("../../environments/common/*.yaml")
	if len(specs) == 0 || len(shared) == 0 {
		t.Fatal("no specs found")
	}
	for _, name := range slices.Concat(specs, shared) {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := accepts(name, text); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for text, reason := range map[string]string{
		`{}`: "everything may come from the common file",
		`{stacks: {storage: {buckets: {documents: {cors: {methods: [GET]}}}}}}`: "also within a bucket",
		`{stacks: {archive: {use: storage, buckets: {}}}}`:                      "a stack with a name of its own",
		`{stacks: {network: {use: storage, buckets: {}}}}`:                      "use comes before the name",
		`{stacks: {archive: {}}}`:                                               "use may come from the common file, too",
	} {
		if err := accepts("good", []byte(text)); err != nil {
			t.Errorf("%s: %s: %v", reason, text, err)
		}
	}
	for text, reason := range map[string]string{
		`{regoin: us-east-1}`:                                                        "an unknown field",
		`{region: us-east-9}`:                                                        "no region",
		`{account: 111122223333}`:                                                    "a number",
		`{phi: "no"}`:                                                                "text",
		`{owner: somebody}`:                                                          "no mail address",
		`{alerts: [a@b.example, a@b.example]}`:                                       "one address twice",
		`{stacks: {network: {zoness: 3}}}`:                                           "an unknown field of a stack known by its name",
		`{stacks: {lab: {use: network, zoness: 3}}}`:                                 "an unknown field of a stack known by use",
		`{stacks: {network: {use: storage, cidr: 10.0.0.0/16}}}`:                     "a field of another blueprint",
		`{stacks: {lab: {use: queue}}}`:                                              "an unknown blueprint",
		`{stacks: {network: {zones: 4}}}`:                                            "too many zones",
		`{stacks: {keys: {rotationDays: 89}}}`:                                       "below the range",
		`{stacks: {storage: {buckets: {documents: {cors: {origins: []}}}}}}`:         "an empty list",
		`{stacks: {storage: {buckets: {documents: {lock: none}}}}}`:                  "no lock",
		`{stacks: {storage: {buckets: {documents: {replicate: {bucket: copies}}}}}}`: "no ARN",
		`{stacks: {storage: {buckets: [documents]}}}`:                                "a list in place of a map",
	} {
		if accepts("bad", []byte(text)) == nil {
			t.Errorf("%s is accepted: %s", reason, text)
		}
	}
}
