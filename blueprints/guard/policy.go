package guard

import "github.com/hipaac/hipaac/blueprints"

// Policy is an IAM policy document: of a role, a key, a bucket or an endpoint.
type Policy struct {
	Version   string
	Statement []Statement
}

// Statement is one statement of a policy. The fields are in the order in which people read them, and are emitted in it. A list of
// one element is emitted as that element.
type Statement struct {
	Sid       string `json:",omitempty"`
	Effect    string
	Principal any       `json:",omitempty"` // "*", or a Principals
	Action    []string  `json:",omitempty"`
	NotAction []string  `json:",omitempty"` // all actions but these; for denials
	Resource  []string  `json:",omitempty"` // absent in trust policies
	Condition Condition `json:",omitempty"`
}

// Principals names who a statement speaks of.
type Principals struct {
	AWS       []string `json:",omitempty"`
	Service   []string `json:",omitempty"`
	Federated []string `json:",omitempty"`
}

// Condition maps operator to context key to the values allowed: {"Bool": {"aws:SecureTransport": {"false"}}}.
type Condition map[string]map[string][]string

// Allow makes a statement of a right that another stack offers.
func Allow(g blueprints.Grant) Statement {
	return Statement{Sid: g.Sid, Effect: "Allow", Action: g.Actions, Resource: g.Resources, Condition: g.Condition}
}

// deny takes actions on a resource from everybody for whom the condition holds. For the policies of resources.
func deny(sid string, actions, resources []string, when Condition) Statement {
	return Statement{Sid: sid, Effect: "Deny", Principal: "*", Action: actions, Resource: resources, Condition: when}
}

// Document makes a policy of statements, each of which names actions or all but some.
func Document(statements ...Statement) Policy {
	for _, s := range statements {
		if (len(s.Action) == 0) == (len(s.NotAction) == 0) {
			panic("internal error: statement " + s.Sid + " needs actions, or those that it leaves out")
		}
	}
	return Policy{Version: "2012-10-17", Statement: statements}
}
