package load

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/build"
	"cuelang.org/go/cue/cuecontext"
	"cuelang.org/go/encoding/yaml"

	"github.com/hipaac/hipaac/schema"
	"github.com/hipaac/hipaac/schema/shape"
)

// committed reads the specs of this repository, as the command would.
func committed(t testing.TB) []Source {
	t.Helper()
	const root = "../../"
	var sources []Source
	for _, pattern := range []string{"environments/*.yaml", "environments/common/*.yaml"} {
		files, err := filepath.Glob(root + pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("no files match %s: %v", pattern, err)
		}
		for _, f := range files {
			text, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			name := filepath.ToSlash(strings.TrimPrefix(f, filepath.FromSlash(root)))
			sources = append(sources, Source{Name: name, Text: text, Common: strings.Contains(name, "/common/")})
		}
	}
	return sources
}

// production is the largest of the specs, with the common file it extends.
func production(t testing.TB) []Source {
	var pair []Source
	for _, s := range committed(t) {
		if strings.HasSuffix(s.Name, "common/clinic.yaml") || strings.HasSuffix(s.Name, "/prod.yaml") {
			pair = append(pair, s)
		}
	}
	if len(pair) != 2 {
		t.Fatalf("%d files instead of a spec and its common file", len(pair))
	}
	return pair
}

// many makes n specs that differ in name, network and domain.
func many(t testing.TB, n int) []Source {
	pair := production(t)
	var sources []Source
	for _, s := range pair {
		if s.Common {
			sources = append(sources, s)
			continue
		}
		for i := range n {
			text := bytes.ReplaceAll(s.Text, []byte("environment: prod"), fmt.Appendf(nil, "environment: prod%d", i))
			text = bytes.ReplaceAll(text, []byte("10.22.0.0/16"), fmt.Appendf(nil, "%d.%d.0.0/16", 10+i/256, i%256))
			text = bytes.ReplaceAll(text, []byte("domain: app."), fmt.Appendf(nil, "domain: app%d.", i))
			sources = append(sources, Source{Name: fmt.Sprintf("environments/prod%d.yaml", i), Text: text})
		}
	}
	return sources
}

// BenchmarkLoad measures one spec with the schema compiled anew, one spec with the schema at hand, and the mean of a thousand.
// BenchmarkFloor, in the same run, is what no program that uses CUE can avoid.
func BenchmarkLoad(b *testing.B) {
	one := production(b)
	b.Run("cold", func(b *testing.B) {
		for b.Loop() {
			mustLoad(b, nil, one)
		}
	})
	b.Run("warm", func(b *testing.B) {
		l, err := NewLoader()
		if err != nil {
			b.Fatal(err)
		}
		b.ReportAllocs()
		for b.Loop() {
			mustLoad(b, l, one)
		}
	})
	b.Run("thousand", func(b *testing.B) {
		sources := many(b, 1000)
		for b.Loop() {
			mustLoad(b, nil, sources)
		}
		b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/1000, "µs/spec")
	})
}

func mustLoad(t testing.TB, l *Loader, sources []Source) []*Spec {
	t.Helper()
	if l == nil {
		var err error
		if l, err = NewLoader(); err != nil {
			t.Fatal(err)
		}
	}
	specs, problems := l.Load(sources)
	if problems.Failed() {
		t.Fatalf("%s: %s", problems[0].Pos, problems[0].Message)
	}
	return specs
}

// BenchmarkFloor is a bare CUE program: the schema, CUE's own YAML decoder, one unification for each stack, validation.
func BenchmarkFloor(b *testing.B) {
	var spec Source
	for _, s := range production(b) {
		if !s.Common {
			spec = s
		}
	}
	b.Run("cold", func(b *testing.B) {
		for b.Loop() {
			bare(b, bareSchema(b), spec)
		}
	})
	b.Run("warm", func(b *testing.B) {
		compiled := bareSchema(b)
		for i := 1; b.Loop(); i++ {
			if i%specsPerContext == 0 {
				compiled = bareSchema(b)
			}
			bare(b, compiled, spec)
		}
	})
}

func bareSchema(b *testing.B) cue.Value {
	files, err := shape.Parse(schema.Files)
	if err != nil {
		b.Fatal(err)
	}
	instance := build.NewContext().NewInstance("schema", nil)
	for _, f := range files {
		if err := instance.AddSyntax(f); err != nil {
			b.Fatal(err)
		}
	}
	return cuecontext.New().BuildInstance(instance)
}

func bare(b *testing.B, compiled cue.Value, spec Source) {
	file, err := yaml.Extract(spec.Name, spec.Text)
	if err != nil {
		b.Fatal(err)
	}
	data := compiled.Context().BuildFile(file)
	stacks, err := data.LookupPath(cue.ParsePath("stacks")).Fields()
	if err != nil {
		b.Fatal(err)
	}
	compiled.LookupPath(cue.ParsePath("#Environment")).Unify(data).Validate()
	for stacks.Next() {
		blueprint := compiled.LookupPath(cue.MakePath(cue.Str("blueprints"), stacks.Selector()))
		blueprint.Unify(stacks.Value()).Validate()
	}
}
