package guard

import "github.com/hipaac/hipaac/blueprints"

// Allow makes a statement of a right that another stack offers.
func Allow(g blueprints.Grant) Statement {
	return Statement{Sid: g.Sid, Effect: "Allow", Action: g.Actions, Resource: g.Resources, Condition: g.Condition}
}
