package access

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// maxPolicies is how many managed policies hold the rights of the workload. Three more are for what the stacks attach that run the
// workload and let operators in.
const maxPolicies = guard.MaxRolePolicies - 3

// offeredRights are those that the stacks of the environment offer to the workload. No two say the same, and each has a Sid of its
// own that names the stack it comes from.
func offeredRights(s *blueprints.Stack) []guard.Statement {
	var all []guard.Statement
	for _, n := range s.AllNeighbours() {
		for _, g := range n.Grants() {
			right := guard.Allow(g)
			if stack := blueprints.LogicalName(n.Key()); !strings.Contains(right.Sid, stack) {
				right.Sid = stack + right.Sid
			}
			all = with(all, right)
		}
	}
	return all
}

// with adds a right that is not there yet.
func with(all []guard.Statement, right guard.Statement) []guard.Statement {
	if slices.ContainsFunc(all, func(known guard.Statement) bool { return same(known, right) }) {
		return all
	}
	for sid, n := right.Sid, 2; slices.ContainsFunc(all, func(known guard.Statement) bool { return known.Sid == right.Sid }); n++ {
		right.Sid = fmt.Sprint(sid, n)
	}
	return append(all, right)
}

// same reports whether two rights permit the same, whatever their names and the order of what they list.
func same(a, b guard.Statement) bool {
	return sameTexts(a.Action, b.Action) && sameTexts(a.Resource, b.Resource) && maps.EqualFunc(a.Condition, b.Condition,
		func(a, b map[string][]string) bool { return maps.EqualFunc(a, b, sameTexts) })
}

func sameTexts(a, b []string) bool {
	return reflect.DeepEqual(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// split deals rights out to policies, and refuses more than fit on the role.
func split(s *blueprints.Stack, rights []guard.Statement) [][]guard.Statement {
	policies := guard.SplitPolicies(rights)
	if len(policies) > maxPolicies {
		s.Refuse(blueprints.Refusal{
			ID: "too-many-rights",
			Message: fmt.Sprintf("the rights of the workload fill %d policies, %d fit on its role beside those of the platform: the stacks of stack %q offer too many different rights",
				len(policies), maxPolicies, s.Key),
			Hint: "name fewer resources in rights, or let from choose fewer stacks",
		})
	}
	return policies
}
