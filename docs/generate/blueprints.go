package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/compiler"
)

// blueprintsPage describes each blueprint by its own package comment and by what it becomes in the environments of this
// repository.
func blueprintsPage(root string, out compiler.Output) (string, error) {
	var b strings.Builder
	b.WriteString("# Blueprints\n\nA stack of a spec is built by a blueprint. Its fields are in [spec.md](spec.md); the figures here are of the environments in `environments/`.\n")
	for _, blueprint := range compiler.Blueprints() {
		doc, err := packageComment(filepath.Join(root, blueprint.Name))
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "\n## %s\n\n%s.\n\n%s\n", blueprint.Name, capital(blueprint.Title), doc)
		if len(blueprint.Needs) > 0 {
			fmt.Fprintf(&b, "\nNeeds: %s.\n", code(blueprint.Needs))
		}
		if len(blueprint.Wants) > 0 {
			fmt.Fprintf(&b, "\nWorks with, where the environment has them: %s.\n", code(blueprint.Wants))
		}
		writeUse(&b, blueprint, out)
	}
	return b.String(), nil
}

// writeUse shows what a blueprint becomes: resources by type and environment, and what other stacks can import.
func writeUse(b *strings.Builder, blueprint blueprints.Blueprint, out compiler.Output) {
	types := map[string]map[string]int{}
	exports := map[string]bool{}
	var folders []string
	for _, e := range out.Environments {
		folders = append(folders, e.Folder)
		for i, s := range e.Manifest.Stacks {
			if s.Blueprint != blueprint.Name {
				continue
			}
			for _, r := range e.Templates[i].Document.Resources {
				if types[r.Type] == nil {
					types[r.Type] = map[string]int{}
				}
				types[r.Type][e.Folder]++
			}
			for _, name := range s.Exports {
				exports[name[strings.Index(name, ":")+1:]] = true
			}
		}
	}
	if len(types) == 0 {
		return
	}
	fmt.Fprintf(b, "\n| resources | %s |\n|---|%s\n", strings.Join(folders, " | "), strings.Repeat("---:|", len(folders)))
	for _, t := range slices.Sorted(maps.Keys(types)) {
		fmt.Fprintf(b, "| %s |", t)
		for _, f := range folders {
			fmt.Fprintf(b, " %d |", types[t][f])
		}
		b.WriteString("\n")
	}
	fmt.Fprintf(b, "\nExports: %s.\n", code(slices.Sorted(maps.Keys(exports))))
}

func packageComment(folder string) (string, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		return "", err
	}
	for _, f := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), f, nil, parser.PackageClauseOnly|parser.ParseComments)
		if err != nil {
			return "", err
		}
		if parsed.Doc != nil && !strings.HasSuffix(parsed.Name.Name, "_test") {
			return text(parsed.Doc), nil
		}
	}
	return "", fmt.Errorf("%s has no package comment: it is the blueprint's documentation", folder)
}

// text is a package comment as Markdown, without the words "Package x" at its start.
func text(doc *ast.CommentGroup) string {
	words := strings.TrimSpace(doc.Text())
	if rest, ok := strings.CutPrefix(words, "Package "); ok {
		if _, after, ok := strings.Cut(rest, " "); ok {
			words = after
		}
	}
	return capital(words)
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func code(words []string) string { return "`" + strings.Join(words, "`, `") + "`" }
