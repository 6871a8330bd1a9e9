package load

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"

	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/schema"
	"github.com/hipaac/hipaac/schema/shape"
)

// together judges all specs of a run at once: what is right in each of them and wrong in all of them.
func together(specs []*Spec, m *shape.Model) diag.List {
	problems := sameEnvironment(specs)
	problems = append(problems, sameStackName(specs)...)
	problems = append(problems, overlappingNetworks(specs)...)
	problems = append(problems, sharedDomains(specs)...)
	problems = append(problems, sharedPrefixes(specs)...)
	problems = append(problems, missedBackups(specs)...)
	problems = append(problems, mislabelledSnapshots(specs)...)
	problems = append(problems, meshes(specs)...)
	problems = append(problems, auditHomes(specs)...)
	problems = append(problems, pipelines(specs)...)
	problems = append(problems, strayDeliveries(specs)...)
	problems = append(problems, managedAlike(specs)...)
	problems = append(problems, carriedTwice(specs, m)...)
	problems = append(problems, catalogs(specs)...)
	problems = append(problems, developers(specs)...)
	return append(problems, singletons(specs, m)...)
}

// claim is something that only one spec may have, and who has it.
type claim struct {
	spec *Spec
	path string
}

func (c claim) clash(id, message, hint string, first claim) diag.Diagnostic {
	at := first.spec.KeyPosition(first.path)
	p := wrong(id, c.path, c.spec.KeyPosition(c.path), fmt.Sprintf(message, at), hint)
	p.Notes = []diag.Text{{Pos: at, Message: "the other one is here"}}
	return p
}

func sameEnvironment(specs []*Spec) diag.List {
	var problems diag.List
	seen := map[[2]string]claim{}
	for _, s := range specs {
		e := &s.Environment
		mine := claim{s, "environment"}
		first, taken := seen[[2]string{e.System, e.Environment}]
		if !taken {
			seen[[2]string{e.System, e.Environment}] = mine
			continue
		}
		problems = append(problems, mine.clash("same-environment",
			fmt.Sprintf("environment %q of system %q is already described at %%s", e.Environment, e.System), "give one of them another name", first))
	}
	return problems
}

// sameStackName finds two stacks that CloudFormation could not tell apart. Names of systems and environments may hold hyphens, so
// different specs can arrive at one name.
func sameStackName(specs []*Spec) diag.List {
	var problems diag.List
	seen := map[[3]string]claim{}
	told := map[[2]*Spec]bool{}
	for _, s := range specs {
		e := &s.Environment
		for _, stack := range s.Stacks {
			name := e.System + "-" + e.Environment + "-" + stack.Name
			mine := claim{s, "stacks." + stack.Name}
			place := [3]string{e.Account, e.Region, name}
			first, taken := seen[place]
			if !taken {
				seen[place] = mine
				continue
			}
			other := &first.spec.Environment
			if told[[2]*Spec{first.spec, s}] || other.System == e.System && other.Environment == e.Environment {
				continue // one message for two specs is enough; that of the same environment says it better
			}
			told[[2]*Spec{first.spec, s}] = true
			problems = append(problems, mine.clash("same-stack-name",
				fmt.Sprintf("stack %q would be called %q in account %s, as the one at %%s", stack.Name, name, e.Account), "rename the stack, the environment or the system", first))
		}
	}
	return problems
}

// singletons finds blueprints of which an account, or each of its regions, may have one stack only.
func singletons(specs []*Spec, m *shape.Model) diag.List {
	var problems diag.List
	seen := map[[3]string]claim{}
	for _, s := range specs {
		for _, stack := range s.Stacks {
			scope, region := m.Blueprint(stack.Blueprint).Singleton, ""
			where := "account " + s.Environment.Account
			switch scope {
			case "":
				continue
			case "region":
				region = s.Environment.Region
				where += ", region " + region
			}
			mine := claim{s, "stacks." + stack.Name}
			place := [3]string{s.Environment.Account, region, stack.Blueprint}
			first, taken := seen[place]
			if !taken {
				seen[place] = mine
				continue
			}
			problems = append(problems, mine.clash("second-singleton",
				fmt.Sprintf("stack %q is a second %s in %s, which can have only one: the one at %%s", stack.Name, stack.Blueprint, where),
				"keep it in one spec, best one that describes the account", first))
		}
	}
	return problems
}

// network is the address block of a network stack.
type network struct {
	claim
	written string
	block   netip.Prefix
}

// overlappingNetworks compares the networks of all specs, whatever their account: two networks that overlap can never be peered,
// nor reach a third one together, and neither can be changed once it is in use. Blocks that are no blocks are left to the
// blueprint.
func overlappingNetworks(specs []*Spec) diag.List {
	var networks []network
	for _, s := range specs {
		for _, stack := range s.Stacks {
			config, ok := stack.Config.(*schema.Network)
			if !ok {
				continue
			}
			if block, err := netip.ParsePrefix(config.Cidr); err == nil {
				networks = append(networks, network{claim{s, "stacks." + stack.Name + ".cidr"}, config.Cidr, block.Masked()})
			}
		}
	}
	// Sorted by start, and the larger block first, a block overlaps an earlier one exactly if it overlaps the one that reaches
	// furthest; one overlap per network says enough.
	slices.SortStableFunc(networks, func(a, b network) int {
		return cmp.Or(a.block.Addr().Compare(b.block.Addr()), cmp.Compare(a.block.Bits(), b.block.Bits()))
	})
	told := map[int]bool{}
	var problems diag.List
	furthest := 0
	for i := 1; i < len(networks); i++ {
		if !networks[furthest].block.Overlaps(networks[i].block) {
			furthest = i
			continue
		}
		if !told[furthest] {
			problems, told[furthest] = append(problems, overlap(networks[furthest], networks[i])), true
		}
		problems = append(problems, overlap(networks[i], networks[furthest]))
	}
	return problems
}

func overlap(mine, other network) diag.Diagnostic {
	at := other.spec.Position(other.path)
	p := wrong("overlapping-networks", mine.path, mine.spec.Position(mine.path),
		fmt.Sprintf("network %s overlaps %s at %s", mine.written, other.written, at),
		"choose a block of its own: networks that overlap can never be connected, and neither can be changed once it is in use")
	p.Notes = []diag.Text{{Pos: at, Message: "the other one is here"}}
	return p
}
