package load

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/schema"
	"github.com/hipaac/hipaac/schema/shape"
)

// What is made once in an account, in a region or in an accounts' directory, and can be asked for by several stacks or specs.

// oneOf notes who claims each of some things, and tells of the second one.
type oneOf struct {
	seen     map[string]claim
	problems diag.List
}

func (o *oneOf) claim(thing string, mine claim, id, message, hint string) {
	if o.seen == nil {
		o.seen = map[string]claim{}
	}
	first, taken := o.seen[thing]
	if !taken {
		o.seen[thing] = mine
		return
	}
	o.problems = append(o.problems, mine.clash(id, message, hint, first))
}

// managedAlike finds specs that say differently who runs the account. One would write to buckets that the other does not make.
func managedAlike(specs []*Spec) diag.List {
	first := map[string]*Spec{}
	var problems diag.List
	for _, s := range specs {
		if !slices.ContainsFunc(s.Stacks, func(st Stack) bool { return slices.Contains([]string{"alerts", "audit", "detection"}, st.Blueprint) }) {
			continue
		}
		e := &s.Environment
		other := first[e.Account]
		if other == nil {
			first[e.Account] = s
			continue
		}
		if is := other.Environment.Managed; is != e.Managed {
			problems = append(problems, claim{s, whereManaged(s)}.clash("managed-differently",
				fmt.Sprintf("account %s is %s here and %s at %%s: one spec counts on records that the other does not make", e.Account, managedBy(e.Managed), managedBy(is)),
				"say the same of managed in all specs of the account", claim{other, whereManaged(other)}))
		}
	}
	return problems
}

// whereManaged is the field that says who runs the account, or the account where nobody says it.
func whereManaged(s *Spec) string {
	if s.root.Get("managed") == nil {
		return "account"
	}
	return "managed"
}

func managedBy(who string) string {
	if who == "" || who == "standalone" {
		return "on its own"
	}
	return "managed by " + who
}

// carriedTwice finds two rollouts that would make one stack, or two of what an account can have one of, in the same accounts.
func carriedTwice(specs []*Spec, m *shape.Model) diag.List {
	var once oneOf
	for _, s := range specs {
		for _, stack := range s.Stacks {
			config, ok := stack.Config.(*schema.Rollout)
			if !ok {
				continue
			}
			for i, key := range config.Carries {
				at := slices.IndexFunc(s.Stacks, func(st Stack) bool { return st.Name == key })
				if at < 0 {
					continue // its blueprint refuses it
				}
				what := fmt.Sprintf("%s %s %s", s.Environment.System, s.Environment.Environment, key)
				if scope := m.Blueprint(s.Stacks[at].Blueprint).Singleton; scope != "" {
					what = s.Stacks[at].Blueprint
				}
				for _, unit := range config.Units {
					once.claim(what+" "+unit+" "+s.Environment.Region, claim{s, fmt.Sprintf("stacks.%s.carries[%d]", stack.Name, i)}, "carried-twice",
						fmt.Sprintf("the accounts of %s get %s from the rollout at %%s already, and have room for one", unit, key), "carry it once")
				}
			}
		}
	}
	return once.problems
}

// catalogs finds what two catalogs of an account and region, or two products, cannot both have: tags that are offered, and the title by which
// `hipaac publish` finds a product.
func catalogs(specs []*Spec) diag.List {
	var tags, titles oneOf
	for _, s := range specs {
		e, published := &s.Environment, map[string]bool{}
		for _, stack := range s.Stacks {
			config, ok := stack.Config.(*schema.Catalog)
			if !ok {
				continue
			}
			for _, key := range slices.Sorted(maps.Keys(config.Tags)) {
				for i, value := range config.Tags[key] {
					tags.claim(fmt.Sprintf("%s %s %q %q", e.Account, e.Region, key, value), claim{s, fmt.Sprintf("stacks.%s.tags.%s[%d]", stack.Name, key, i)},
						"tag-offered-twice", fmt.Sprintf("the tag %s with value %q is offered at %%s already, and Service Catalog has it once in an account and region", key, value),
						"offer it in one catalog, or choose another key or value")
				}
			}
			for _, key := range slices.Sorted(maps.Keys(config.Products)) {
				if published[key] {
					continue // one product in two catalogs, which is said of it elsewhere
				}
				published[key] = true
				title := cmp.Or(config.Products[key].Title, key)
				titles.claim(fmt.Sprintf("%s %s %s", e.System, e.Environment, title), claim{s, fmt.Sprintf("stacks.%s.products.%s", stack.Name, key)},
					"title-taken", fmt.Sprintf("product %q has the title %q, as the one at %%s: nobody could tell them apart", key, title), "give one of them another title")
			}
		}
	}
	return append(tags.problems, titles.problems...)
}

// developers finds people and permission sets that two stacks lay hands on. A user has one permission boundary, and each stack asks for its own.
func developers(specs []*Spec) diag.List {
	var members, sets oneOf
	for _, s := range specs {
		account := s.Environment.Account
		for _, stack := range s.Stacks {
			config, ok := stack.Config.(*schema.Developers)
			if !ok {
				continue
			}
			for i, member := range config.Members {
				members.claim(account+" "+member, claim{s, fmt.Sprintf("stacks.%s.members[%d]", stack.Name, i)}, "member-twice",
					fmt.Sprintf("user %q is a developer at %%s already, and a user of IAM has one permission boundary", member), "leave it out of one of them")
			}
			if set := config.PermissionSet; set != nil {
				name := cmp.Or(set.Name, s.Environment.System+"-"+s.Environment.Environment+"-"+stack.Name)
				sets.claim(cmp.Or(set.Instance, account)+" "+name, claim{s, "stacks." + stack.Name + ".permissionSet.name"}, "permission-set-twice",
					fmt.Sprintf("the permission set %q is that of the stack at %%s already, with other rights", name), "give one of them another name, or leave the names out")
			}
		}
	}
	return append(members.problems, sets.problems...)
}
