package audit

import (
	_ "embed" // for the rules
	"slices"
	"strings"
)

//go:embed rules.txt
var rulesText string

// rule is one line of rules.txt, which says what each field means.
type rule struct {
	control, identifier, place string
	types                      []string
	parameters                 [][2]string
	// notIn are regions that do not have the rule.
	notIn []string
	// leftOut is why the pack has not the rule, or "".
	leftOut string
}

// allRules reads the table, sorted by control.
func allRules() []rule {
	var all []rule
	for line := range strings.Lines(rulesText) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "#") {
			continue
		}
		column := strings.Split(line, " | ")
		if len(column) != 8 {
			panic("internal error: a line of rules.txt that is none: " + line)
		}
		r := rule{control: column[0], identifier: column[1], place: column[3]}
		if column[4] != "-" {
			r.types = strings.Fields(column[4])
		}
		if column[5] != "-" {
			for _, p := range strings.Fields(column[5]) {
				name, value, _ := strings.Cut(p, "=")
				r.parameters = append(r.parameters, [2]string{name, value})
			}
		}
		if column[6] != "-" {
			r.notIn = strings.Fields(column[6])
		}
		if column[7] != "-" {
			r.leftOut = column[7]
		}
		all = append(all, r)
	}
	return all
}

// ruleNamed finds a rule by its control.
func ruleNamed(all []rule, control string) (rule, bool) {
	i := slices.IndexFunc(all, func(r rule) bool { return r.control == control })
	if i < 0 {
		return rule{}, false
	}
	return all[i], true
}
