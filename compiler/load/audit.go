package load

import (
	"fmt"
	"strings"

	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/schema"
)

// auditHomes judges where the records of each account are kept. One of its regions has them, and the others write there: to buckets whose
// names begin with the system. That one region has one such stack only, the schema says.
//
// What several specs of an account name may be in none of those that are judged: then it is somewhere else.
func auditHomes(specs []*Spec) diag.List {
	homes := map[string]claim{}
	var problems diag.List
	each := func(visit func(claim, *schema.Audit)) {
		for _, s := range specs {
			for _, stack := range s.Stacks {
				if config, ok := stack.Config.(*schema.Audit); ok {
					visit(claim{s, "stacks." + stack.Name}, config)
				}
			}
		}
	}
	atHome := func(c claim, config *schema.Audit) bool {
		return config.Home == "" || config.Home == c.spec.Environment.Region
	}
	each(func(mine claim, config *schema.Audit) {
		e := &mine.spec.Environment
		first, taken := homes[e.Account]
		switch {
		case !atHome(mine, config):
		case !taken:
			homes[e.Account] = mine
		case first.spec.Environment.Region != e.Region:
			region := first.spec.Environment.Region
			problems = append(problems, mine.clash("second-audit-home",
				fmt.Sprintf("the records of account %s are kept in %s by the spec at %%s, and this one would make them a second time in %s", e.Account, region, e.Region),
				"add home: "+region+", which leaves to this region what each region needs of its own", first))
		}
	})
	each(func(mine claim, config *schema.Audit) {
		e := &mine.spec.Environment
		first, known := homes[e.Account]
		if !known || atHome(mine, config) {
			return
		}
		home := &first.spec.Environment
		if home.Region == config.Home && home.System == e.System {
			return
		}
		mine.path += ".home"
		problems = append(problems, mine.clash("audit-home-elsewhere",
			fmt.Sprintf("the records of account %s are kept in %s by a spec of system %q at %%s, not in %s by system %q", e.Account, home.Region, home.System, config.Home, e.System),
			whereKept(home, config, e), first))
	})
	return problems
}

// whereKept says what to change of a spec that looks for the records in the wrong place.
func whereKept(home *schema.Environment, config *schema.Audit, e *schema.Environment) string {
	var changes []string
	if home.Region != config.Home {
		changes = append(changes, "home to "+home.Region)
	}
	if home.System != e.System {
		changes = append(changes, "system to "+home.System)
	}
	return "set " + strings.Join(changes, ", and ")
}
