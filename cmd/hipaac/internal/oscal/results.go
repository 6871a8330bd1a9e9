package oscal

import (
	"fmt"
	"strings"
	"time"

	types "github.com/defenseunicorns/go-oscal/src/types/oscal-1-1-3"

	"github.com/hipaac/hipaac/compiler/evidence"
)

// Results are the assessment results of a report: what each control said of which resource, and what that allows to conclude of each
// safeguard in force. They validate against the JSON schema of OSCAL 1.1.3.
func Results(r *evidence.Report, made time.Time, version string) ([]byte, error) {
	w := newWriter(r, made, version)
	observations := w.observations()
	risks := w.risks(observations)
	result := types.Result{
		UUID: id("result", append(w.partIDs(), w.made.String())...), Title: "Controls judged the templates of " + w.subject(),
		Description: "hipaac compiled the environments and judged every template by every control that applies to it. Accounts were not looked at. " + caution,
		Start:       w.made, End: &w.made, Props: props(prop("tool-version", version)),
		LocalDefinitions: &types.LocalDefinitions{Components: list(w.systemComponents()...), InventoryItems: list(w.inventory()...)},
		ReviewedControls: w.reviewed(), Observations: list(observations...), Risks: list(risks...), Findings: list(w.findings(observations, risks)...),
	}
	results := &types.AssessmentResults{
		Metadata: w.metadata("What the templates of " + w.subject() + " show"),
		ImportAp: types.ImportAp{Href: "#" + planID(), Remarks: "There is no assessment plan in OSCAL: what is judged, and how, are the controls of the tool."},
		Results:  []types.Result{result},
		BackMatter: &types.BackMatter{Resources: list(append([]types.Resource{{
			UUID: planID(), Title: "the controls of hipaac",
			Description: "In the place of an assessment plan: the controls with their reasons, citations, good and bad examples. The component definition of the same report lists those that judged something.",
			Rlinks:      list(types.ResourceLink{Href: "docs/reference/controls.md", MediaType: "text/markdown"}),
		}, w.regulation()}, w.templates()...)...)},
	}
	return encode(&types.OscalModels{AssessmentResults: results}, &results.UUID)
}

func planID() string { return id("resource", "plan") }

func (w *writer) partIDs() []string {
	var all []string
	for _, p := range w.parts {
		all = append(all, p.id)
	}
	return all
}

// systemComponents are the tool and the parts. Whether a stack runs is not known here.
func (w *writer) systemComponents() []types.SystemComponent {
	all := []types.SystemComponent{{
		UUID: toolID(), Type: "validation", Title: "hipaac", Description: "The compiler and its controls. They read templates, and not accounts.",
		Props: props(prop("tool-version", w.version)), Status: types.SystemComponentStatus{State: "operational"},
	}}
	for i := range w.parts {
		p := &w.parts[i]
		all = append(all, types.SystemComponent{
			UUID: p.id, Type: "service", Title: p.title(), Description: p.description(), Props: props(p.props()...), Links: p.links(), ResponsibleRoles: w.answers(p),
			Status: types.SystemComponentStatus{State: "other", Remarks: "judged as compiled; whether and how it runs was not looked at"},
		})
	}
	return all
}

func resourceID(p *part, v *evidence.Verdict) string { return id("resource", p.id, v.Resource) }

// inventory are the resources that some control judged, each with its lines in template and spec.
func (w *writer) inventory() []types.InventoryItem {
	known := map[string]bool{}
	var all []types.InventoryItem
	w.eachVerdict(func(_ *evidence.Control, v *evidence.Verdict, p *part) {
		if v.Resource == "" || known[resourceID(p, v)] {
			return
		}
		known[resourceID(p, v)] = true
		_, logical, _ := strings.Cut(v.Resource, ".")
		all = append(all, types.InventoryItem{
			UUID: resourceID(p, v), Description: fmt.Sprintf("%s, %s of stack %s", logical, v.Type, p.stack.Name),
			Props: props(prop("resource", v.Resource), prop("logical-id", logical), prop("resource-type", v.Type), prop("environment", v.Environment),
				prop("template-line", v.Template), prop("spec-line", v.Spec), prop("spec-path", v.Path)),
			ImplementedComponents: list(types.ImplementedComponent{ComponentUuid: p.id}),
		})
	})
	return all
}

// reviewed are all safeguards in force, those that something judged apart from those that nothing did.
func (w *writer) reviewed() types.ReviewedControls {
	judged := types.AssessedControls{Description: "Controls judged templates or specs for these."}
	unjudged := types.AssessedControls{Description: "Nothing was judged for these; they are here so that none is forgotten."}
	for i := range w.report.Safeguards {
		s := &w.report.Safeguards[i]
		if s.Proposed {
			continue
		}
		into := &unjudged
		if total(s.Counts) > 0 {
			into = &judged
		}
		if into.IncludeControls == nil {
			into.IncludeControls = &[]types.AssessedControlsSelectControlById{}
		}
		*into.IncludeControls = append(*into.IncludeControls, types.AssessedControlsSelectControlById{ControlId: s.ID, StatementIds: &[]string{statementID(&s.Safeguard)}})
	}
	r := types.ReviewedControls{Description: "The safeguards of 45 CFR Part 164 in force.", Links: list(types.Link{Href: "#" + regulationID(), Rel: "reference"})}
	for _, selection := range []types.AssessedControls{judged, unjudged} {
		if selection.IncludeControls != nil {
			r.ControlSelections = append(r.ControlSelections, selection)
		}
	}
	return r
}
