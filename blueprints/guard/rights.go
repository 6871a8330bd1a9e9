package guard

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"github.com/hipaac/hipaac/blueprints"
)

// Rights are what whoever deploys a template needs, so that CloudFormation can make, read, change, delete and tag its resources.
type Rights struct {
	// Actions are sorted. iam:PassRole and iam:CreateServiceLinkedRole are not among them: they follow from the rest.
	Actions []string
	// Passes names the services that get roles, Links those whose service-linked role may have to be made: "monitoring.rds".
	Passes, Links []string
	// Names are what names begin with that services give themselves, such as "awseb-".
	Names []string
}

// TypesOf are the types of a stack's resources and parameters, for RightsFor. Parameters that CloudFormation only passes on, such as
// texts and numbers, have no type that needs rights.
func TypesOf(b blueprints.Built) []string {
	types := slices.Clone(b.Types)
	for _, p := range b.Parameters {
		kind := strings.TrimSuffix(strings.TrimPrefix(p.Type, "List<"), ">")
		if strings.HasPrefix(p.Type, parameterStore) {
			kind = parameterStore
		}
		if strings.HasPrefix(kind, "AWS::") {
			types = append(types, kind)
		}
	}
	return types
}

const (
	// customResource stands for all types that begin with "Custom::".
	customResource = "AWS::CloudFormation::CustomResource"
	// parameterStore begins the types of parameters whose values Systems Manager holds: "AWS::SSM::Parameter::Value<…>".
	parameterStore = "AWS::SSM::Parameter::Value"
)

// RightsFor says what resources and parameters of some types need, and which of the types nobody knows the rights of: a role that is
// made without them would fail when it is used, so the build has to fail instead.
func RightsFor(types []string) (needed Rights, unknown []string) {
	for _, kind := range types {
		if strings.HasPrefix(kind, "Custom::") {
			kind = customResource
		}
		r, known := rightsTable()[kind]
		if !known {
			unknown = append(unknown, kind)
			continue
		}
		needed.Actions = append(needed.Actions, r.Actions...)
		needed.Passes = append(needed.Passes, r.Passes...)
		needed.Links = append(needed.Links, r.Links...)
		needed.Names = append(needed.Names, r.Names...)
	}
	for _, list := range []*[]string{&needed.Actions, &needed.Passes, &needed.Links, &needed.Names, &unknown} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	return needed, unknown
}

//go:embed rights.txt
var rightsText string

// rightsTable reads rights.txt; its first lines describe the form.
var rightsTable = sync.OnceValue(func() map[string]Rights {
	table := map[string]Rights{}
	var kind string
	for _, line := range strings.Split(rightsText, "\n") {
		words := strings.Fields(line)
		switch {
		case len(words) == 0 || words[0] == "#":
		case !strings.HasPrefix(line, " "):
			kind = words[0]
			if _, twice := table[kind]; twice || len(words) > 1 {
				panic("internal error: rights.txt has a line that it must not have: " + line)
			}
			table[kind] = Rights{}
		default:
			table[kind] = table[kind].with(words[0], words[1:])
		}
	}
	return table
})

// with adds one line of the table.
func (r Rights) with(what string, values []string) Rights {
	switch what {
	case "pass":
		r.Passes = append(r.Passes, values...)
	case "link":
		r.Links = append(r.Links, values...)
	case "name":
		r.Names = append(r.Names, values...)
	default:
		for _, action := range values {
			r.Actions = append(r.Actions, what+":"+action)
		}
	}
	return r
}
