package compiler_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/controls"
	"github.com/hipaac/hipaac/compiler/load"
	"github.com/hipaac/hipaac/compiler/template"
)

// BenchmarkStages compares the stages in one run, so that ratios mean something on a noisy machine: the whole of it, loading
// alone (CUE), and judging alone.
func BenchmarkStages(b *testing.B) {
	sources := environments(b)
	out := compile(b, sources)
	b.Run("compile", func(b *testing.B) {
		for b.Loop() {
			compiler.Compile(sources)
		}
	})
	b.Run("load", func(b *testing.B) {
		var plain []load.Source
		for _, s := range sources {
			plain = append(plain, load.Source{Name: s.Name, Text: s.Text, Common: s.Common})
		}
		for b.Loop() {
			load.Specs(plain, nil)
		}
	})
	b.Run("judge", func(b *testing.B) {
		for b.Loop() {
			for _, e := range out.Environments {
				var documents []*template.Document
				for _, t := range e.Templates {
					documents = append(documents, t.Document)
				}
				controls.Judge(documents...)
			}
		}
	})
}

// BenchmarkThousand compiles 1,000 environments in one call, as a large organisation's CI does.
func BenchmarkThousand(b *testing.B) {
	sources := thousand(b, 1000)
	b.ReportAllocs()
	for b.Loop() {
		if out, problems := compiler.Compile(sources); problems.Failed() {
			b.Fatalf("%s (%d environments)", problems[0].Message, len(out.Environments))
		}
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N)/1000, "ms/environment")
}

// thousand makes n environments like production, each with a network of its own.
func thousand(t testing.TB, n int) []compiler.Source {
	var sources []compiler.Source
	var production string
	for _, s := range environments(t) {
		switch {
		case s.Common:
			sources = append(sources, s)
		case strings.HasSuffix(s.Name, "prod.yaml"):
			production = string(s.Text)
		}
	}
	for i := range n {
		text := strings.Replace(production, "environment: prod", fmt.Sprintf("environment: e%d", i), 1)
		text = strings.Replace(text, "10.22.0.0/16", fmt.Sprintf("10.%d.%d.0/22", i/64, i%64*4), 1)
		text = strings.Replace(text, "domain: app.", fmt.Sprintf("domain: e%d.", i), 1)
		sources = append(sources, compiler.Source{Name: fmt.Sprintf("environments/e%d.yaml", i), Text: []byte(text)})
	}
	return sources
}
