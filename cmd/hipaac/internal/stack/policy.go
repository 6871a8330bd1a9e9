package stack

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler/change"
)

// logical begins the name of a resource in a stack policy.
const logical = "LogicalResourceId/"

// MaxPolicy is the longest stack policy, in bytes, that CloudFormation takes. Source: API reference of SetStackPolicy, as of 2026-11.
const MaxPolicy = 16384

// policyDocument is a stack policy. Policies of other people may have single values where these have lists.
type policyDocument struct {
	Statement []policyStatement
}

type policyStatement struct {
	Effect      string
	Action      texts `json:",omitempty"`
	NotAction   texts `json:",omitempty"`
	Principal   string
	Resource    texts           `json:",omitempty"`
	NotResource texts           `json:",omitempty"`
	Condition   policyCondition `json:",omitempty"`
}

// policyCondition is by operator and key, of which stack policies have one: ResourceType.
type policyCondition map[string]map[string]texts

// texts is a list that may be written as one text.
type texts []string

func (t *texts) UnmarshalJSON(b []byte) error {
	var one string
	if json.Unmarshal(b, &one) == nil {
		*t = texts{one}
		return nil
	}
	return json.Unmarshal(b, (*[]string)(t))
}

// Policy is the stack policy of a protected stack: nothing that holds data may be replaced or taken out of the stack by an update,
// everything else may. It says nothing about the deletion of the stack: stack policies do not apply to that. Source: CloudFormation
// user guide, "Prevent updates to stack resources".
func Policy(d *Desired) string {
	var holding []string
	for _, r := range d.Document.Resources {
		if change.HoldsData(r.Type, r.Node) {
			holding = append(holding, logical+r.ID)
		}
	}
	slices.Sort(holding)
	p := policyDocument{Statement: []policyStatement{{Effect: "Allow", Action: texts{"Update:*"}, Principal: "*", Resource: texts{"*"}}}}
	if len(holding) > 0 {
		p.Statement = append(p.Statement, policyStatement{Effect: "Deny", Action: texts{"Update:Replace", "Update:Delete"}, Principal: "*", Resource: holding})
	}
	return p.text()
}

// Allowing is a policy that Policy made, without its denial for some resources: what is set for the time of an update to whose losses
// somebody has consented.
func Allowing(policy string, ids ...string) string {
	p, ok := readPolicy(policy)
	if !ok {
		return policy
	}
	for i := range p.Statement {
		if s := &p.Statement[i]; s.Effect == "Deny" {
			s.Resource = slices.DeleteFunc(s.Resource, func(name string) bool {
				id, named := strings.CutPrefix(name, logical)
				return named && slices.Contains(ids, id)
			})
		}
	}
	p.Statement = slices.DeleteFunc(p.Statement, func(s policyStatement) bool { return len(s.Resource) == 0 && len(s.NotResource) == 0 })
	return p.text()
}

// SamePolicy reports whether two policies are written the same, but for spaces and the order of keys.
func SamePolicy(a, b string) bool {
	var x, y any
	if a == "" || b == "" {
		return a == b
	}
	return json.Unmarshal([]byte(a), &x) == nil && json.Unmarshal([]byte(b), &y) == nil && reflect.DeepEqual(x, y)
}

func readPolicy(text string) (p policyDocument, ok bool) {
	err := json.Unmarshal([]byte(text), &p)
	return p, err == nil
}

func (p *policyDocument) text() string {
	b, err := json.Marshal(p)
	if err != nil {
		panic("internal error: a stack policy that is not JSON: " + err.Error())
	}
	return string(b)
}
