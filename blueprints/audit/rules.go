package audit

import (
	_ "embed" // for the rules
	"slices"
	"strings"

	"github.com/hipaac/hipaac/blueprints/guard"
)

//go:embed rules.txt
var rulesText string

// rule is one line of rules.txt, which says what each field means.
type rule struct {
	control, identifier, place string
	types                      []string
	parameters                 [][2]string
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
		if len(column) != 7 {
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
			r.leftOut = column[6]
		}
		all = append(all, r)
	}
	return all
}

// notThere says which rules AWS Config does not have in a region, by their controls: a pack with one of them cannot be deployed at all.
// As of 2026-11, "AWS Region" on the page of each rule in the AWS Config Developer Guide.
func notThere(region string, r rule) bool {
	return guard.Partition(region) == "aws-us-gov" && slices.Contains(notInGovCloud, r.control)
}

var notInGovCloud = []string{"root-hardware-mfa", "root-mfa"}

// ruleNamed finds a rule by its control.
func ruleNamed(all []rule, control string) (rule, bool) {
	i := slices.IndexFunc(all, func(r rule) bool { return r.control == control })
	if i < 0 {
		return rule{}, false
	}
	return all[i], true
}
