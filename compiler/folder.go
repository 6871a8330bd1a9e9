package compiler

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/compiler/load"
)

// root is the folder that holds specs. What lies above it is where a repository happens to be, and shows in no output.
const root = "environments"

// withinRoot cuts off what lies above the nearest "environments" folder, so that output is the same from wherever hipaac is called.
func withinRoot(file string) string {
	parts := strings.Split(path.Clean(file), "/")
	for i := len(parts) - 2; i >= 0; i-- {
		if parts[i] == root {
			return path.Join(parts[i:]...)
		}
	}
	return parts[len(parts)-1]
}

// folder is where an environment's files belong: the spec's path below the nearest "environments" folder, or its base name,
// without the ending.
func folder(file string) string {
	name := strings.TrimPrefix(withinRoot(file), root+"/")
	return strings.TrimSuffix(strings.TrimSuffix(name, ".yaml"), ".yml")
}

// sharedFolders refuses two specs whose output would land in one folder, or in a folder of the other's: replacing the one would
// delete the other.
func sharedFolders(specs []*load.Spec) diag.List {
	var problems diag.List
	sorted := slices.Clone(specs)
	slices.SortFunc(sorted, func(a, b *load.Spec) int { return strings.Compare(folder(a.File)+"/", folder(b.File)+"/") })
	for i := 1; i < len(sorted); i++ {
		mine, other := sorted[i], sorted[i-1]
		if !strings.HasPrefix(folder(mine.File)+"/", folder(other.File)+"/") {
			continue
		}
		problems = append(problems, diag.Diagnostic{
			Severity: diag.Error, ID: "shared-folder", Pos: diag.Position{File: mine.File, Line: 1, Col: 1},
			Message: fmt.Sprintf("%s is built into the folder %q, and %s into %q", mine.File, folder(mine.File), other.File, folder(other.File)),
			Hint:    "rename one of the files",
		})
	}
	return problems
}
