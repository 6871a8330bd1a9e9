package load

import (
	"fmt"

	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/schema"
)

// domain is a name in the DNS that a stack is reached by.
type domain struct {
	claim
	name, zone string // no zone: somebody enters the name by hand
	signIn     bool
}

// sharedDomains finds names that two stacks are reached by, in whatever accounts they are, for there is one DNS. In one hosted zone
// only one of them can be entered; Cognito knows a name only once. A name in two zones is meant: one of them is private. A name that
// somebody enters by hand may move from one stack to the other, or lead to two regions.
func sharedDomains(specs []*Spec) diag.List {
	var problems diag.List
	byName := map[string][]domain{}
	for _, s := range specs {
		for _, d := range domainsOf(s) {
			if p, shared := d.sharedWith(byName[d.name]); shared {
				problems = append(problems, p)
			}
			byName[d.name] = append(byName[d.name], d)
		}
	}
	return problems
}

func (d domain) sharedWith(others []domain) (diag.Diagnostic, bool) {
	for _, o := range others {
		switch {
		case d.zone != "" && d.zone == o.zone, d.signIn && o.signIn:
			return d.clash("same-domain", fmt.Sprintf("%q leads to another stack already, the one at %%s", d.name), "give one of them another name", o.claim), true
		case d.zone == "" && o.zone == "" && d.spec.Environment.Region != o.spec.Environment.Region:
		case d.zone == "" || o.zone == "":
			p := d.clash("domain-by-hand", fmt.Sprintf("%q is the name of the stack at %%s, too, and leads to whichever of the two is entered in the DNS", d.name),
				"give one of them another name, unless the name is moving from one to the other", o.claim)
			p.Severity = diag.Warning
			return p, true
		}
	}
	return diag.Diagnostic{}, false
}

func domainsOf(s *Spec) []domain {
	var all []domain
	for _, stack := range s.Stacks {
		var web *schema.Web
		path := "stacks." + stack.Name
		switch config := stack.Config.(type) {
		case *schema.Fargate:
			web = config.Web
		case *schema.Beanstalk:
			web = config.Web
		case *schema.Auth:
			if config.Domain != nil {
				all = append(all, domain{claim{s, path + ".domain.name"}, config.Domain.Name, config.Domain.HostedZone, true})
			}
		}
		if web != nil {
			all = append(all, domain{claim{s, path + ".web.domain"}, web.Domain, web.HostedZone, false})
		}
	}
	return all
}

// sharedPrefixes finds two user pools of a region that ask for one address below amazoncognito.com.
func sharedPrefixes(specs []*Spec) diag.List {
	var problems diag.List
	seen := map[[2]string]claim{}
	for _, s := range specs {
		for _, stack := range s.Stacks {
			config, ok := stack.Config.(*schema.Auth)
			if !ok || config.DomainPrefix == "" {
				continue
			}
			mine := claim{s, "stacks." + stack.Name + ".domainPrefix"}
			place := [2]string{s.Environment.Region, config.DomainPrefix}
			first, taken := seen[place]
			if !taken {
				seen[place] = mine
				continue
			}
			problems = append(problems, mine.clash("same-domain",
				fmt.Sprintf("%q leads to another stack already, the one at %%s", config.DomainPrefix), "choose another prefix, or leave it out", first))
		}
	}
	return problems
}
