package controls

import (
	"slices"

	"github.com/hipaac/hipaac/compiler/template"
)

// operation is one method of one path of an OpenAPI document.
type operation struct {
	name string
	Value
}

// verbs are the entries of a path that are operations. OPTIONS is none: browsers ask it before they have signed in.
var verbs = []string{"get", "put", "post", "delete", "head", "patch", "trace", "x-amazon-apigateway-any-method"}

// operations are those of an OpenAPI document that stands in the template.
func operations(body Value) []operation {
	var out []operation
	for _, path := range body.Get("paths").Entries() {
		for _, entry := range path.Value.Entries() {
			if slices.Contains(verbs, entry.Key) {
				out = append(out, operation{entry.Key + " " + path.Key, entry.Value})
			}
		}
	}
	return out
}

// security is what callers of an operation have to show: its own list, or else the document's.
func (o operation) security(body Value) Value {
	if own := o.Get("security"); !own.Absent() || body.Get("security").Absent() {
		return own
	}
	return body.Get("security")
}

// authorizes asks whether a list of requirements asks everybody who they are. One of them is enough for a caller, so all of them must; an
// empty one asks nothing, and a key of an API is a number that all callers share.
func authorizes(body, security Value) Answer {
	list := security.Items()
	return template.Sure(len(list) > 0).And(template.All(list, func(requirement Value) Answer {
		if why, is := requirement.Unknown(); is {
			return template.Maybe(why)
		}
		return template.Any(requirement.Entries(), func(named template.Entry) Answer { return asksWho(body, named.Key) })
	}))
}

// asksWho asks whether a security scheme is an authorizer of API Gateway: a function, a user pool, tokens, or IAM's signatures.
func asksWho(body Value, name string) Answer {
	for _, place := range []string{"securityDefinitions", "components.securitySchemes"} {
		for _, scheme := range body.Get(place).Entries() {
			if scheme.Key == name {
				return scheme.Value.Get("x-amazon-apigateway-authorizer").Has().Or(scheme.Value.Get("x-amazon-apigateway-authtype").Has())
			}
		}
	}
	return template.No
}
