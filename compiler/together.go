package compiler

import (
	"fmt"

	"github.com/hipaac/hipaac/compiler/diag"
)

// maxTogether and maxTogetherBytes bound what is judged at once, because all of it is kept in memory: an environment of hipaac's has
// no more stacks, and few templates have 64 KiB.
const (
	maxTogether      = 64
	maxTogetherBytes = 4 << 20
)

// links are the names by which a template is tied to others.
type links struct{ exports, imports []string }

// together groups templates of which one imports what another exports. A template that is tied to none is a group of its own; one
// without any names is in no group.
//
// No two stacks of an account and region export one name. Templates that do are those of two environments, and what imports the
// name may belong to either: all of them are judged alone, and a note says so.
func together(sources []Source, all []links) (groups [][]Source, notes diag.List) {
	exporters := map[string][]int{}
	for i, l := range all {
		for _, name := range l.exports {
			if by := exporters[name]; len(by) == 0 || by[len(by)-1] != i {
				exporters[name] = append(by, i)
			}
		}
	}
	sets := newUnion(len(all))
	for i, l := range all {
		for _, name := range l.imports {
			for _, by := range exporters[name] {
				sets.join(i, by)
			}
		}
	}
	for _, members := range sets.members() {
		if len(all[members[0]].exports)+len(all[members[0]].imports) == 0 {
			continue
		}
		var group []Source
		for _, i := range members {
			group = append(group, sources[i])
		}
		note, apart := keepApart(group, members, all)
		if !apart {
			groups = append(groups, group)
			continue
		}
		notes = append(notes, note)
		for i := range group {
			groups = append(groups, group[i:i+1])
		}
	}
	return groups, notes
}

// keepApart says why templates that are tied to each other are not judged together, if so.
func keepApart(group []Source, members []int, all []links) (diag.Diagnostic, bool) {
	first := map[string]Source{}
	size := 0
	for n, i := range members {
		size += len(group[n].Text)
		for _, name := range all[i].exports {
			by, taken := first[name]
			if taken && by.Name != group[n].Name {
				return exportedTwice(name, by, group[n]), true
			}
			first[name] = group[n]
		}
	}
	if len(group) <= maxTogether && size <= maxTogetherBytes {
		return diag.Diagnostic{}, false
	}
	return diag.Diagnostic{
		Severity: diag.Note, ID: "too-much-together", Pos: diag.Position{File: group[0].Name},
		Message: fmt.Sprintf("%d templates import from each other, with %d bytes in all; up to %d with %d bytes are judged together, and these are judged one by one", len(group), size, maxTogether, maxTogetherBytes),
		Hint:    "check fewer templates at a time",
	}, true
}

func exportedTwice(name string, first, second Source) diag.Diagnostic {
	return diag.Diagnostic{
		Severity: diag.Note, ID: "exported-twice", Pos: diag.Position{File: second.Name},
		Message: fmt.Sprintf("%s exports %q as well, which no two stacks of an account and region can: templates that import from each other are judged one by one here", first.Name, name),
		Hint:    "check the templates of one environment at a time",
	}
}

// union keeps track of which of n things belong together.
type union []int

func newUnion(n int) union {
	u := make(union, n)
	for i := range u {
		u[i] = i
	}
	return u
}

func (u union) root(i int) int {
	for u[i] != i {
		u[i] = u[u[i]]
		i = u[i]
	}
	return i
}

// join lets the lower number stand for both, so that the order of what belongs together is the order in which it was given.
func (u union) join(i, j int) {
	i, j = u.root(i), u.root(j)
	u[max(i, j)] = min(i, j)
}

func (u union) members() [][]int {
	place := map[int]int{}
	var out [][]int
	for i := range u {
		r := u.root(i)
		if _, known := place[r]; !known {
			place[r] = len(out)
			out = append(out, nil)
		}
		out[place[r]] = append(out[place[r]], i)
	}
	return out
}
