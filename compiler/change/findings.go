package change

import "fmt"

// findings judges all changes of a stack. Of a stack that is new as a whole only what it opens to strangers is worth a word each: that
// it has roles and rules of its own is why it is made.
func (u *update) findings() []Finding {
	var out []Finding
	for _, p := range u.pairs {
		if p.was != nil && p.is != nil && len(p.properties) == 0 {
			continue
		}
		out = append(out, u.losses(p)...)
		if u.old.exists {
			out = append(out, u.access(p)...)
		}
		if p.was != nil && p.is != nil {
			out = append(out, u.directions(p)...)
			out = append(out, u.expiries(p)...)
			if !u.happened {
				out = append(out, u.obstacles(p)...)
			}
		}
	}
	if !u.old.exists {
		return append(out, u.beginning()...)
	}
	return append(out, u.networks()...)
}

func (u *update) access(p *pair) []Finding {
	out := u.presence(p)
	switch p.kind {
	case "AWS::EC2::Route":
		out = append(out, u.route(p)...)
	case "AWS::EC2::NetworkAclEntry":
		if class, text := accessListEntry(p); text != "" {
			out = append(out, u.finding(class, p, "", text))
		}
	}
	if p.was == nil {
		out = append(out, u.exposures(p)...)
	}
	return append(out, u.grants(p)...)
}

// obstacles are replacements, interruptions and refusals that are worth a sentence besides the properties.
func (u *update) obstacles(p *pair) []Finding {
	r, _ := u.resource(p)
	var out []Finding
	if r.Refused != "" {
		out = append(out, u.finding(Other, p, "", "cloudformation refuses: "+r.Refused))
	}
	if _, holds := held(p.kind, p.was); !holds && p.level != InPlace {
		verb := "is replaced"
		if p.level == MayReplace {
			verb = "may be replaced"
		}
		kept := ""
		if r.Old == Kept {
			kept = "; the old one stays in the account"
		}
		out = append(out, u.finding(Other, p, "", fmt.Sprintf("%s, because %s%s", verb, causes(r.Because), kept)))
	}
	if len(r.Interrupts) > 0 {
		out = append(out, u.finding(Other, p, "", fmt.Sprintf("is interrupted for a while, because %s", causes(r.Interrupts))))
	}
	return out
}

// beginning says in one sentence what a stack brings that is wholly new.
func (u *update) beginning() []Finding {
	found := u.networks()
	for _, p := range u.pairs {
		found = append(found, u.access(p)...)
	}
	opening := map[string]bool{}
	for _, f := range found {
		if f.Class == Access {
			opening[f.Resource] = true
		}
	}
	if len(opening) == 0 {
		return nil
	}
	text := fmt.Sprintf("the whole stack is new: %d of its %d resources let somebody do or reach something", len(opening), len(u.pairs))
	return []Finding{{Class: Access, Stack: u.name, Text: text}}
}
