package load

import (
	"fmt"
	"strings"

	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/schema"
)

// mislabelledSnapshots finds snapshots that are said to hold no PHI, against their names: RDS and CloudFormation name a snapshot after the
// database that it is of, and that begins with system and environment. An environment that may hold no PHI must not be made from one
// of an environment that holds it.
func mislabelledSnapshots(specs []*Spec) diag.List {
	var problems diag.List
	for _, s := range specs {
		for _, stack := range s.Stacks {
			config, ok := stack.Config.(*schema.Database)
			if !ok || config.Restore == nil || config.Restore.Phi || s.Environment.Phi {
				continue
			}
			origin := originOf(config.Restore.Snapshot, specs)
			if origin == nil || !origin.Environment.Phi {
				continue
			}
			path, at := "stacks."+stack.Name+".restore.snapshot", origin.KeyPosition("phi")
			p := wrong("phi-snapshot-by-name", path, s.Position(path),
				fmt.Sprintf("the snapshot has the name of environment %q of system %q, which holds PHI, and stack %q says that it holds none",
					origin.Environment.Environment, origin.Environment.System, stack.Name),
				"restore it into an environment with phi: true; for tests, make data that is nobody's")
			p.Notes = []diag.Text{{Pos: at, Message: "that environment says so here"}}
			problems = append(problems, p)
		}
	}
	return problems
}

// originOf is the environment after which a snapshot is named, nil where there is none among the specs. Names of systems and environments
// may hold hyphens: of several that fit, the longest says most.
func originOf(arn string, specs []*Spec) *Spec {
	name := arn[strings.LastIndexByte(arn, ':')+1:] // an automatic one is "rds:<name>"
	var origin *Spec
	longest := ""
	for _, s := range specs {
		start := s.Environment.System + "-" + s.Environment.Environment + "-"
		if strings.HasPrefix(strings.ToLower(name), start) && len(start) > len(longest) {
			origin, longest = s, start
		}
	}
	return origin
}
