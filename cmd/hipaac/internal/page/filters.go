package page

import (
	"slices"
	"strings"
)

// filtering is the form above one list.
type filtering struct {
	List, Hint string
	Choices    []choice
	Orders     []option
}

// choice is one select of the form. Its name is that of the attribute that it looks at.
type choice struct {
	Name, Label string
	Options     []option
}

// option is a value to choose. Within gathers options below a heading.
type option struct{ Value, Label, Within string }

// SafeguardFilters is the form above the safeguards.
func (v *view) SafeguardFilters() filtering {
	f := filtering{List: "safeguards", Hint: "encryption, 164.312(b), backup", Orders: []option{
		{Value: "open", Label: "most open first"}, {Value: "size", Label: "most controls first"}, {Value: "name", Label: "by name"},
	}}
	var rows []safeguard
	for _, p := range v.Parts {
		rows = append(rows, p.Rows...)
	}
	f.add("status", "Status", options(rows, statuses.compare, func(s safeguard) []option { return one(s.Word.Name, s.Word.Label) }))
	f.add("designation", "Designation", options(rows, designations.compare, func(s safeguard) []option { return one(s.Binding.Name, s.Binding.Label) }))
	f.add("part", "Section", options(rows, strings.Compare, func(s safeguard) []option { return one(s.Part.first, s.Part.Number()) }))
	f.add("nist", "NIST SP 800-53", options(rows, byNumber, func(s safeguard) []option { return byFamily(s.Families) }))
	f.add("hitrust", "HITRUST category", options(rows, strings.Compare, func(s safeguard) []option { return each(s.HITRUST) }))
	return f
}

// ControlFilters is the form above the controls.
func (v *view) ControlFilters() filtering {
	f := filtering{List: "controls", Hint: "log group, AWS::KMS::Key, DataKey", Orders: []option{
		{Value: "open", Label: "most open first"}, {Value: "rank", Label: "most severe first"}, {Value: "size", Label: "most verdicts first"}, {Value: "name", Label: "by name"},
	}}
	var rows []*control
	for _, g := range v.Groups {
		rows = append(rows, g.Rows...)
	}
	f.add("result", "Verdict", options(v.Verdicts.Shares, results.compare, func(s share) []option { return one(s.Word.Name, s.Word.Label) }))
	f.add("kind", "Kind", options(v.Groups, kinds.compare, func(g controls) []option { return one(g.Kind.Name, g.Kind.Label) }))
	f.add("severity", "Severity", options(rows, severities.compare, func(c *control) []option { return one(c.Severity, c.Severity) }))
	f.add("tier", "Tier", options(rows, tiers.compare, func(c *control) []option { return one(c.Tier, c.Tier) }))
	f.add("category", "Category", options(rows, strings.Compare, func(c *control) []option { return one(c.Category, c.Category) }))
	f.add("in", "Environment, stack", v.stacks())
	f.add("nist", "NIST SP 800-53", options(rows, byNumber, func(c *control) []option { return byFamily(c.Families) }))
	return f
}

// add adds a choice where there is one to make.
func (f *filtering) add(name, label string, all []option) {
	if len(all) > 1 {
		f.Choices = append(f.Choices, choice{name, label, all})
	}
}

// options are the values that the rows of a list have, each once.
func options[T any](rows []T, compare func(a, b string) int, of func(T) []option) []option {
	var all []option
	for _, row := range rows {
		all = append(all, of(row)...)
	}
	all = slices.DeleteFunc(all, func(o option) bool { return o.Value == "" })
	slices.SortFunc(all, func(a, b option) int { return compare(a.Value, b.Value) })
	return slices.Compact(all)
}

func one(value, label string) []option { return []option{{Value: value, Label: label}} }

func each(values []string) []option {
	var all []option
	for _, value := range values {
		all = append(all, one(value, value)...)
	}
	return all
}

// byFamily puts controls of NIST below their family.
func byFamily(nist []string) []option {
	all := each(nist)
	for i, o := range all {
		all[i].Within, _, _ = strings.Cut(o.Value, "-")
	}
	return all
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
