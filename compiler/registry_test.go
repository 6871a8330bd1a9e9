package compiler_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/schema"
)

// TestEveryServerCanBeChosen: where an environment has two stacks of a kind, `from` must be able to name one, so the schema of each
// blueprint offers a field for each of its needs and wants, and for nothing else.
func TestEveryServerCanBeChosen(t *testing.T) {
	for _, b := range compiler.Blueprints() {
		served := slices.Sorted(slices.Values(slices.Concat(b.Needs, b.Wants)))
		var fields []string
		if from, ok := reflect.TypeOf(schema.NewConfig(b.Name)).Elem().FieldByName("From"); ok {
			for i := range from.Type.Elem().NumField() {
				name, _, _ := strings.Cut(from.Type.Elem().Field(i).Tag.Get("json"), ",")
				fields = append(fields, name)
			}
		}
		if slices.Sort(fields); !slices.Equal(served, fields) {
			t.Errorf("%s is served by %v, and its \"from\" offers %v", b.Name, served, fields)
		}
	}
}

// TestServersFormNoCycle: stacks are built after those that serve them, so no blueprint may need or want itself through others.
func TestServersFormNoCycle(t *testing.T) {
	known := compiler.Blueprints()
	served := map[string][]string{}
	for _, b := range known {
		for _, server := range slices.Concat(b.Needs, b.Wants) {
			if schema.NewConfig(server) == nil {
				t.Errorf("%s is served by %q, which is no blueprint", b.Name, server)
			}
		}
		served[b.Name] = slices.Concat(b.Needs, b.Wants)
	}
	var visit func(name string, way []string)
	visit = func(name string, way []string) {
		if slices.Contains(way, name) {
			t.Fatalf("a cycle: %v", append(way, name))
		}
		for _, next := range served[name] {
			visit(next, append(slices.Clone(way), name))
		}
	}
	for _, b := range known {
		visit(b.Name, nil)
	}
}
