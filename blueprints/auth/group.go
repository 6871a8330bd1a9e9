package auth

import (
	"fmt"
	"maps"
	"slices"
	"strings"

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
		a.Add(pascal(name)+"Group", group).From("groups." + name)
	}
}

// checkGroups refuses two groups that a template cannot tell apart.
func (a *auth) checkGroups() {
	owners := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(a.cfg.Groups)) {
		id := pascal(name) + "Group"
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

// pascal is a name as part of a logical id: "night-shift" is "NightShift".
func pascal(name string) string {
	var id strings.Builder
	for word := range strings.SplitSeq(name, "-") {
		id.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return id.String()
}
