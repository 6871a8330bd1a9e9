package guardrails

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/compiler/eligible"
)

// services denies every action that is of no service on AWS's list and of none that runs accounts, and on the list what it excludes. Nobody
// is exempt: the agreement with AWS knows no exemption either. What is unclear is denied, as the control on resources refuses it.
func (g *guardrails) services() []guard.Statement {
	prefixes := eligible.Prefixes(eligible.Listed, eligible.Management)
	prefixes = append(prefixes, slices.Collect(maps.Keys(g.cfg.Also))...)
	slices.Sort(prefixes)
	for i, p := range prefixes {
		prefixes[i] = p + ":*"
	}
	return []guard.Statement{
		{Sid: "EligibleServices" + strings.ReplaceAll(eligible.ListDate, "-", ""), Effect: "Deny", NotAction: prefixes, Resource: []string{"*"}},
		deny("ExcludedParts", eligible.ExcludedActions(), nil),
	}
}

// remark names the reasons for which other services are permitted, for whoever reviews the template.
func (g *guardrails) remark() string {
	text := "Made from AWS's list of HIPAA-eligible services of " + eligible.ListDate + "."
	for _, p := range slices.Sorted(maps.Keys(g.cfg.Also)) {
		text += fmt.Sprintf(" Beside it %s: %s.", p, strings.TrimSuffix(g.cfg.Also[p], "."))
	}
	return text
}

// refuseKnown refuses exceptions for what needs none: a reader would take them for a hole.
func (g *guardrails) refuseKnown() {
	for _, p := range slices.Sorted(maps.Keys(g.cfg.Also)) {
		s, known := eligible.ByPrefix(p)
		if known && (s.Standing == eligible.Listed || s.Standing == eligible.Management) {
			g.Refuse(blueprints.Refusal{
				ID: "guardrail-needless", Path: "also." + p,
				Message: fmt.Sprintf("service %q (%s) is permitted in any case", p, s.Name), Hint: "leave it out of also",
			})
		}
	}
}
