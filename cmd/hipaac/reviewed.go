package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/compare"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/tree"
	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/inventory"
)

// asReviewed refuses what is not, to the byte, in the folder that people have reviewed. Made are files of whole environments, sorted by
// path.
func asReviewed(golden string, made []tree.File, args []string, consequence string) error {
	reviewed, err := tree.Read(golden)
	if err != nil {
		return &failure{message: err.Error()}
	}
	different := compare.Files(compare.Tree{Files: within(reviewed, folders(made))}, compare.Tree{Files: made})
	if len(different) == 0 {
		return nil
	}
	var names []string
	for _, f := range different {
		names = append(names, f.Path)
	}
	show := []string{"hipaac diff"}
	if golden != goldenFolder {
		show = append(show, "--golden "+golden)
	}
	return &failure{message: fmt.Sprintf("what the specs compile to is not what was reviewed: %s", strings.Join(names, ", ")),
		hint: fmt.Sprintf("%s; \"%s\" shows the difference", consequence, strings.Join(append(show, args...), " "))}
}

// filesOf are the files of environments, sorted by path.
func filesOf(environments []*compiler.Environment) []tree.File {
	var made []tree.File
	for _, e := range environments {
		made = append(made, inventory.Files(e)...)
	}
	slices.SortFunc(made, func(a, b tree.File) int { return strings.Compare(a.Path, b.Path) })
	return made
}
