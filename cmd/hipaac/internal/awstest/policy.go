package awstest

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// statement is a part of a stack policy. Source: user guide, "Prevent updates to stack resources".
type statement struct {
	Effect                                   string
	Action, NotAction, Resource, NotResource words
	Principal                                any
	Condition                                map[string]map[string]words
}

// words is a text or a list of texts.
type words []string

func (w *words) UnmarshalJSON(text []byte) error {
	var one string
	if json.Unmarshal(text, &one) == nil {
		*w = words{one}
		return nil
	}
	return json.Unmarshal(text, (*[]string)(w))
}

func (w words) match(value string) bool {
	return slices.ContainsFunc(w, func(pattern string) bool {
		text := strings.NewReplacer(`\*`, ".*", `\?`, ".").Replace(regexp.QuoteMeta(pattern))
		return regexp.MustCompile("^" + text + "$").MatchString(value)
	})
}

// covers reports whether a statement speaks about an action on a resource.
func (t *statement) covers(action, resource, kind string) bool {
	if t.Action != nil && !t.Action.match(action) || t.NotAction.match(action) || t.Resource != nil && !t.Resource.match(resource) || t.NotResource.match(resource) {
		return false
	}
	for operator, keys := range t.Condition {
		values := keys["ResourceType"]
		if operator == "StringEquals" && !slices.Contains(values, kind) || operator == "StringLike" && !values.match(kind) {
			return false
		}
	}
	return true
}

// allowed says why the stack policy forbids an action on a resource, or "". Once there is a policy, what it does not allow is denied.
// Source of the text: aws-samples/cfn101-workshop, stack policies.
func (s *stack) allowed(action, id, kind string) string {
	if s.policy == "" {
		return ""
	}
	var policy struct{ Statement []statement }
	if err := json.Unmarshal([]byte(s.policy), &policy); err != nil {
		return "Error validating stack policy: " + err.Error()
	}
	resource, may := "LogicalResourceId/"+id, false
	for i, t := range policy.Statement {
		switch {
		case !t.covers(action, resource, kind):
		case t.Effect == "Deny":
			return fmt.Sprintf("Action denied by stack policy: Statement [#%d] does not allow [%s] for resource [%s];", i+1, action, resource)
		default:
			may = true
		}
	}
	if !may {
		return fmt.Sprintf("Action not allowed by stack policy: no statement allows [%s] for resource [%s];", action, resource)
	}
	return ""
}

func (f *formation) getStackPolicy(call *call, in form) response {
	s := f.find(in.Get("StackName"))
	if s == nil {
		return noStack(in.Get("StackName"))
	}
	return call.result(fields{"StackPolicyBody": s.policy})
}

func (f *formation) setStackPolicy(call *call, in form) response {
	s, body := f.find(in.Get("StackName")), in.Get("StackPolicyBody")
	var policy struct{ Statement []statement }
	switch {
	case s == nil || s.status == "DELETE_COMPLETE":
		return noStack(in.Get("StackName"))
	case s.status == "ROLLBACK_COMPLETE": // users: sparkleformation/sfn issue 120
		return invalidInput("Stack:%s is in %s state and can not be updated.", s.id, s.status)
	case len(body) > 16384 || json.Unmarshal([]byte(body), &policy) != nil:
		return invalidInput("Error validating stack policy: Invalid stack policy")
	case slices.ContainsFunc(policy.Statement, func(t statement) bool {
		return t.Principal != "*" || t.Effect != "Allow" && t.Effect != "Deny" || (t.Action == nil) == (t.NotAction == nil) || (t.Resource == nil) == (t.NotResource == nil)
	}):
		return invalidInput("Error validating stack policy: Invalid stack policy")
	}
	s.policy = body
	return call.result(fields{})
}
