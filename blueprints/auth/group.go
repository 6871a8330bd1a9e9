package auth

import (
	"fmt"
	"maps"
	"slices"

	"github.com/awslabs/goformation/v7/cloudformation/cognito"

	"github.com/hipaac/hipaac/blueprints"
)

// addGroups adds the groups of people.
func (a *auth) addGroups() {
	for _, name := range slices.Sorted(maps.Keys(a.cfg.Groups)) {
		g := a.cfg.Groups[name]
		group := &cognito.UserPoolGroup{UserPoolId: a.pool.Ref(), GroupName: &name, Precedence: &g.Precedence}
		if g.Description != "" {
			group.Description = &g.Description
		}
		a.Add(blueprints.LogicalName(name)+"Group", group).From("groups." + name)
	}
}

// checkGroups refuses two groups that a template cannot tell apart.
func (a *auth) checkGroups() {
	owners := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(a.cfg.Groups)) {
		id := blueprints.LogicalName(name) + "Group"
		if owner, taken := owners[id]; taken {
			a.Refuse(blueprints.Refusal{
				ID: "group-name-taken", Path: "groups." + name,
				Message: fmt.Sprintf("group %q cannot be told apart from group %q: both are %q in a template", name, owner, id),
				Hint:    "choose another name",
			})
		}
		owners[id] = name
	}
}
