package page

import (
	"cmp"
	"slices"
	"strings"
)

// choice is one select of a filter. Its name is that of the attribute that it looks at.
type choice struct {
	Name, Label string
	Options     []option
}

// option is a value to choose. Within gathers options below a heading.
type option struct{ Value, Label, Within string }

// Groups are the options below their headings, in order.
func (c choice) Groups() [][]option {
	var groups [][]option
	for _, o := range c.Options {
		if n := len(groups); n > 0 && groups[n-1][0].Within == o.Within {
			groups[n-1] = append(groups[n-1], o)
			continue
		}
		groups = append(groups, []option{o})
	}
	return groups
}

// filters are the choices above each list.
type filters struct{ Safeguards, Controls []choice }

func (v *view) choices() filters {
	var status, binding, part, nist, hitrust []option
	for _, p := range v.Parts {
		part = append(part, option{Value: p.Part.first, Label: p.Part.Number()})
		for _, s := range p.Rows {
			status, binding = append(status, option{Value: s.Word.Name, Label: s.Word.Label}), append(binding, option{Value: s.Binding.Name, Label: s.Binding.Label})
			nist, hitrust = append(nist, families(s.Families)...), append(hitrust, plain(s.HITRUST)...)
		}
	}
	slices.SortFunc(hitrust, func(a, b option) int { return strings.Compare(a.Value, b.Value) })
	var f filters
	f.add(&f.Safeguards, "status", "Status", ordered(status, statuses))
	f.add(&f.Safeguards, "designation", "Designation", ordered(binding, designations))
	f.add(&f.Safeguards, "part", "Section", part)
	f.add(&f.Safeguards, "nist", "NIST SP 800-53", numbered(nist))
	f.add(&f.Safeguards, "hitrust", "HITRUST category", unique(hitrust))

	var result, kind, tier, severity, category, families53 []option
	for _, s := range v.Verdicts.Shares {
		result = append(result, option{Value: s.Word.Name, Label: s.Word.Label})
	}
	for _, g := range v.Groups {
		kind = append(kind, option{Value: g.Kind.Name, Label: g.Kind.Label})
		for _, c := range g.Rows {
			tier, severity, category = append(tier, plain([]string{c.Tier})...), append(severity, plain([]string{c.Severity})...), append(category, plain([]string{c.Category})...)
			families53 = append(families53, families(c.Families)...)
		}
	}
	f.add(&f.Controls, "result", "Verdict", result)
	f.add(&f.Controls, "kind", "Kind", kind)
	f.add(&f.Controls, "severity", "Severity", ordered(severity, severities))
	f.add(&f.Controls, "tier", "Tier", ordered(tier, tiers))
	f.add(&f.Controls, "category", "Category", ordered(category, nil))
	f.add(&f.Controls, "in", "Environment, stack", v.stacks())
	f.add(&f.Controls, "nist", "NIST SP 800-53", numbered(families53))
	return f
}

// add adds a choice where there is one to make.
func (f *filters) add(to *[]choice, name, label string, options []option) {
	if len(options) > 1 {
		*to = append(*to, choice{name, label, options})
	}
}

// stacks are all environments, and below each its stacks.
func (v *view) stacks() []option {
	var all []option
	for _, e := range v.Environments {
		all = append(all, option{e.Folder + "/", "all of " + e.Folder, e.Folder})
		for _, s := range e.Stacks {
			all = append(all, option{e.Folder + "/" + s.Key, s.Key, e.Folder})
		}
	}
	return all
}

func plain(values []string) []option {
	var all []option
	for _, value := range values {
		if value != "" {
			all = append(all, option{Value: value, Label: value})
		}
	}
	return all
}

// families puts controls of NIST below their family.
func families(nist []string) []option {
	all := plain(nist)
	for i, o := range all {
		all[i].Within, _, _ = strings.Cut(o.Value, "-")
	}
	return all
}

func numbered(all []option) []option {
	slices.SortFunc(all, func(a, b option) int { return byNumber(a.Value, b.Value) })
	return slices.Compact(all)
}

func ordered(all []option, table words) []option {
	slices.SortFunc(all, func(a, b option) int {
		return cmp.Or(table.compare(a.Value, b.Value), strings.Compare(a.Label, b.Label))
	})
	return slices.Compact(all)
}

func unique(all []option) []option { return slices.Compact(all) }

// filtering is the form above one list.
type filtering struct {
	List, Hint string
	Choices    []choice
	Orders     []option
}

// SafeguardFilters is the form above the safeguards.
func (v *view) SafeguardFilters() filtering {
	return filtering{"safeguards", "encryption, 164.312(b), backup", v.Filters.Safeguards, []option{{Value: "open", Label: "most open first"}, {Value: "size", Label: "most controls first"}, {Value: "name", Label: "by name"}}}
}

// ControlFilters is the form above the controls.
func (v *view) ControlFilters() filtering {
	return filtering{"controls", "log group, AWS::KMS::Key, DataKey", v.Filters.Controls, []option{{Value: "open", Label: "most open first"}, {Value: "rank", Label: "most severe first"}, {Value: "size", Label: "most verdicts first"}, {Value: "name", Label: "by name"}}}
}
