package main

import (
	"fmt"
	"strings"

	"github.com/hipaac/hipaac/compiler"
)

// showPrerequisites lists what the templates of an environment count on and cannot make: a deployment that succeeds without them is not yet
// what the templates promise. Of several environments only the numbers are told; each says its own when it is built alone.
func showPrerequisites(con *console, done []built) {
	var several []string
	for i := range done {
		e := &done[i]
		expected := e.Manifest.Prerequisites
		switch {
		case len(expected) == 0:
		case len(done) > 1:
			several = append(several, fmt.Sprintf("%s (%d)", e.Folder, len(expected)))
		default:
			con.note("\n%s counts on what CloudFormation cannot make in account %s, %s:", e.Folder, e.Manifest.Account, e.Manifest.Region)
			for _, p := range expected {
				con.note("  %s\n    otherwise: %s [%s]", p.What, p.Remedy, p.ID)
			}
		}
	}
	if len(several) > 0 {
		con.note("\nsome count on what CloudFormation cannot make: %s\nthe manifest of each lists it, and so does building it alone", strings.Join(several, ", "))
	}
}

// showExpected does it for environments that were compiled, and not built.
func showExpected(con *console, environments []*compiler.Environment) {
	var all []built
	for _, e := range environments {
		all = append(all, newBuilt(e.Folder, e.Manifest))
	}
	showPrerequisites(con, all)
}

// prerequisite is one of them with its environment, as JSON.
type prerequisite struct {
	Environment string `json:"environment"`
	compiler.Prerequisite
}

func prerequisites(environments []*compiler.Environment) []prerequisite {
	all := []prerequisite{}
	for _, e := range environments {
		for _, p := range e.Manifest.Prerequisites {
			all = append(all, prerequisite{e.Folder, p})
		}
	}
	return all
}
