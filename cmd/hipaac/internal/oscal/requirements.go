package oscal

import (
	"fmt"
	"slices"
	"strings"

	types "github.com/defenseunicorns/go-oscal/src/types/oscal-1-1-3"

	"github.com/hipaac/hipaac/compiler/evidence"
)

// regulationRequirements are the safeguards in force that some control serves here. What is only proposed is no requirement.
func (w *writer) regulationRequirements(p *part) []types.ImplementedRequirementControlImplementation {
	var all []types.ImplementedRequirementControlImplementation
	for i := range w.report.Safeguards {
		s := &w.report.Safeguards[i]
		serving := w.passed(p, s.Controls)
		if s.Proposed || len(serving) == 0 {
			continue
		}
		r := w.requirement(p, s.ID, serving)
		r.Description = fmt.Sprintf("45 CFR %s, %s (%s). %s", s.Citation, s.Name, s.Designation, s.Demand)
		r.Remarks = reachOf(s)
		r.Props = props(append([]types.Property{prop("citation", "45 CFR "+s.Citation), prop("designation", string(s.Designation)), prop("reach", string(s.Reach))},
			*r.Props...)...)
		r.Statements = list(types.ControlStatementImplementation{
			UUID: id("statement", p.id, s.ID), StatementId: statementID(&s.Safeguard), Description: w.naming(p, serving),
		})
		all = append(all, r)
	}
	return all
}

// nistRequirements are controls of SP 800-53 that the same checks support, sorted by their ids.
func (w *writer) nistRequirements(p *part) []types.ImplementedRequirementControlImplementation {
	serving := map[string][]*evidence.Control{}
	for i := range w.report.Controls {
		k := &w.report.Controls[i]
		if p.judged[k.ID].Passed == 0 {
			continue
		}
		for _, name := range k.NIST {
			if control, known := nistID(name); known {
				serving[control] = append(serving[control], k)
			}
		}
	}
	var all []types.ImplementedRequirementControlImplementation
	for _, control := range sortedKeys(serving) {
		r := w.requirement(p, control, serving[control])
		r.Description = "Supported by:\n\n" + w.naming(p, serving[control])
		all = append(all, r)
	}
	return all
}

func (w *writer) requirement(p *part, control string, serving []*evidence.Control) types.ImplementedRequirementControlImplementation {
	var rules []types.Property
	for _, k := range serving {
		rules = append(rules, types.Property{Name: "Rule_Id", Ns: ruleNamespace, Value: k.ID})
	}
	return types.ImplementedRequirementControlImplementation{UUID: id("requirement", p.id, control), ControlId: control, Props: props(rules...)}
}

// passed are those of some controls that passed somewhere in a part.
func (w *writer) passed(p *part, controls []string) []*evidence.Control {
	var all []*evidence.Control
	for _, name := range controls {
		if p.judged[name].Passed > 0 {
			all = append(all, w.controls[name])
		}
	}
	return all
}

// naming says of each control on how much of what it judged here it passed, and what stays unproven all the same.
func (w *writer) naming(p *part, serving []*evidence.Control) string {
	var lines []string
	for _, k := range serving {
		n := p.judged[k.ID]
		what := fmt.Sprintf("passed on %s", counted(n.Passed, "resource"))
		switch {
		case k.Kind == evidence.OnSpecs:
			what = "holds for the spec"
		case total(n) > n.Passed:
			what = fmt.Sprintf("passed on %d of %s", n.Passed, counted(total(n), "resource"))
		}
		text := fmt.Sprintf("- %s: %s; %s", k.ID, line(k.Title), what)
		if k.Residual != "" {
			text += ". Not shown by it: " + line(k.Residual)
		}
		lines = append(lines, text)
	}
	return strings.Join(lines, "\n")
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
