package guard

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/hipaac/hipaac/blueprints"
)

// MaxPolicySize is the most characters that a managed policy may have, white space not counted (IAM User Guide, "IAM and AWS STS
// quotas", as of 2026-11).
const MaxPolicySize = 6144

// MaxRolePolicies is how many managed policies IAM attaches to a role, unless an account asks for more, which nobody should have to (IAM
// User Guide, "IAM and AWS STS quotas", as of 2026-11).
const MaxRolePolicies = 10

// longest is how many characters a function of a policy becomes at most. What is not listed is the ARN or the name of a resource.
var longest = map[string]int{
	function(blueprints.Partition): len("aws-us-gov"),
	function(blueprints.Region):    len("ap-southeast-7"),
	function(blueprints.AccountID): len("111122223333"),
}

// function is the one function that a string is.
func function(token string) string { return string(blueprints.Parts(token)[0].Intrinsic) }

// longestArn is more than the ARNs of everything that policies here name: the longest is that of the secret of a database.
const longestArn = 160

// PolicySize is how many characters a policy of such statements has at most, once CloudFormation has put in all names.
func PolicySize(statements ...Statement) int {
	size := emptyPolicy
	for _, s := range statements {
		size += s.size()
	}
	return size
}

// emptyPolicy is the size of what stands around the statements. The last of them has no comma behind it.
const emptyPolicy = len(`{"Version":"2012-10-17","Statement":[]}`) - 1

// size is what a statement adds to a policy, with its comma.
func (s Statement) size() int {
	s.Action, s.NotAction, s.Resource = resolvedAll(s.Action), resolvedAll(s.NotAction), resolvedAll(s.Resource)
	condition := Condition{}
	for operator, keys := range s.Condition {
		condition[operator] = map[string][]string{}
		for key, values := range keys {
			condition[operator][key] = resolvedAll(values)
		}
	}
	s.Condition = condition
	text, err := json.Marshal(s)
	if err != nil {
		panic("internal error: a statement that is not JSON: " + err.Error())
	}
	return len(text) + len(",")
}

func resolvedAll(texts []string) []string {
	resolved := make([]string, len(texts))
	for i, text := range texts {
		for _, part := range blueprints.Parts(text) {
			resolved[i] += part.Text
			if part.Intrinsic != nil {
				resolved[i] += strings.Repeat("x", resolvedLength(string(part.Intrinsic)))
			}
		}
	}
	return resolved
}

func resolvedLength(intrinsic string) int {
	if length, known := longest[intrinsic]; known {
		return length
	}
	return longestArn
}

// SplitPolicies deals statements out to as many managed policies as they need. A statement that is too long for one is divided by its
// actions.
func SplitPolicies(statements []Statement) [][]Statement {
	var policies [][]Statement
	size := MaxPolicySize
	for _, s := range statements {
		for _, part := range divided(s) {
			more := part.size()
			if size+more > MaxPolicySize {
				policies, size = append(policies, nil), emptyPolicy
			}
			last := len(policies) - 1
			policies[last], size = append(policies[last], part), size+more
		}
	}
	return policies
}

// divided is a statement as it is, or as parts of which each fits into a policy. Their ids are numbered from the second on.
func divided(s Statement) []Statement {
	if PolicySize(s) <= MaxPolicySize {
		return []Statement{s}
	}
	part := func(n int, actions []string) Statement {
		part := s
		part.Action = actions
		if n > 0 {
			part.Sid = fmt.Sprint(s.Sid, n+1)
		}
		return part
	}
	var parts []Statement
	from, size := 0, 0
	for i, action := range s.Action {
		size += len(action) + len(`"",`)
		if i > from && size <= MaxPolicySize {
			continue
		}
		if i > from {
			parts, from = append(parts, part(len(parts), s.Action[from:i])), i
		}
		size = PolicySize(part(len(parts), s.Action[i:i+1]))
	}
	return append(parts, part(len(parts), s.Action[from:]))
}
