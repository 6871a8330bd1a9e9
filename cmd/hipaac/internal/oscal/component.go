package oscal

import (
	"fmt"
	"strings"
	"time"

	types "github.com/defenseunicorns/go-oscal/src/types/oscal-1-1-3"

	"github.com/hipaac/hipaac/compiler/evidence"
)

// Component is the component definition of a report: what each stack is, and which measures its template states. What did not pass is
// not among them; the assessment results have it. The result validates against the JSON schema of OSCAL 1.1.3.
func Component(r *evidence.Report, made time.Time, version string) ([]byte, error) {
	w := newWriter(r, made, version)
	components := []types.DefinedComponent{w.tool()}
	for i := range w.parts {
		components = append(components, w.component(&w.parts[i]))
	}
	definition := &types.ComponentDefinition{
		Metadata:   w.metadata("Measures that the templates of " + w.subject() + " state"),
		Components: &components,
		BackMatter: &types.BackMatter{Resources: list(append([]types.Resource{w.regulation()}, w.templates()...)...)},
	}
	return encode(&types.OscalModels{ComponentDefinition: definition}, &definition.UUID)
}

// subject names the environments.
func (w *writer) subject() string {
	var names []string
	for _, e := range w.report.Environments {
		names = append(names, e.Folder)
	}
	return strings.Join(names, ", ")
}

// tool is hipaac itself, with the controls that judged something as its rules. Programs of OSCAL Compass read them, and the checks, from here.
func (w *writer) tool() types.DefinedComponent {
	c := types.DefinedComponent{
		UUID: toolID(), Type: "validation", Title: "hipaac", Purpose: "judges CloudFormation templates by controls, each of which cites the safeguards that it serves",
		Description: "The compiler and its controls. They read templates, and not accounts.",
	}
	all := []types.Property{prop("tool-version", w.version)}
	for i := range w.report.Controls {
		if k := &w.report.Controls[i]; total(k.Counts) > 0 {
			set := ruleSet(k.ID)
			all = append(all, rule(k)...)
			all = append(all,
				types.Property{Name: "Check_Id", Ns: ruleNamespace, Value: k.ID, Remarks: set},
				types.Property{Name: "Check_Description", Ns: ruleNamespace, Value: line(k.Title), Remarks: set})
			for _, p := range []types.Property{prop("kind", string(k.Kind)), prop("tier", k.Tier), prop("severity", k.Severity), prop("config-rule", k.ConfigRule)} {
				if p.Value != "" {
					p.Remarks = set
					all = append(all, p)
				}
			}
		}
	}
	c.Props = props(all...)
	return c
}

func toolID() string { return id("tool", "hipaac") }

// rule is a control as OSCAL Compass has rules: properties that the same remark keeps together.
func rule(k *evidence.Control) []types.Property {
	return []types.Property{
		{Name: "Rule_Id", Ns: ruleNamespace, Value: k.ID, Remarks: ruleSet(k.ID)},
		{Name: "Rule_Description", Ns: ruleNamespace, Value: line(k.Title), Remarks: ruleSet(k.ID)},
	}
}

func ruleSet(control string) string { return "rule_set_" + control }

func (w *writer) component(p *part) types.DefinedComponent {
	c := types.DefinedComponent{UUID: p.id, Type: "service", Title: p.title(), Description: p.description(), ResponsibleRoles: w.answers(p)}
	c.Links, c.Props = p.links(), props(append(p.props(), w.rules(p)...)...)
	if p.stack == nil {
		c.Remarks = w.prerequisites(p.environment)
	}
	var implemented []types.ControlImplementationSet
	if of := w.regulationRequirements(p); len(of) > 0 {
		implemented = append(implemented, types.ControlImplementationSet{
			UUID: id("implementation", p.id, "45 CFR 164"), Source: "#" + regulationID(), ImplementedRequirements: of,
			Description: "Safeguards of 45 CFR Part 164 in force that controls cite, and found served by resources here. To serve a safeguard is not to fulfil it: the remark says how far templates reach.",
		})
	}
	if of := w.nistRequirements(p); len(of) > 0 {
		implemented = append(implemented, types.ControlImplementationSet{
			UUID: id("implementation", p.id, "NIST SP 800-53r5"), Source: nistCatalog, ImplementedRequirements: of,
			Description: "Controls of NIST SP 800-53 revision 5 that public mappings assign to the same checks. The checks support them; none is implemented by templates alone.",
		})
	}
	c.ControlImplementations = list(implemented...)
	return c
}

func (p *part) title() string {
	if p.stack == nil {
		return fmt.Sprintf("environment %s of %s", p.environment.Folder, p.environment.System)
	}
	return "stack " + p.stack.Name
}

func (p *part) description() string {
	if p.stack == nil {
		return fmt.Sprintf("What %s asks for, in account %s and region %s.", p.environment.Spec, p.environment.Account, p.environment.Region)
	}
	text := fmt.Sprintf("A CloudFormation stack with %s, of the blueprint %q.", counted(p.stack.Resources, "resource"), p.stack.Blueprint)
	if p.stack.Product {
		text += " People launch it from a catalog; it is not deployed with the environment."
	}
	return text
}

// props say which stack it is, and of which template.
func (p *part) props() []types.Property {
	e := p.environment
	all := []types.Property{
		prop("account", e.Account), prop("region", e.Region), prop("environment", e.Folder), prop("spec", e.Spec),
		prop("tier", e.Tier), prop("phi", fmt.Sprint(e.PHI)),
	}
	if s := p.stack; s != nil {
		all = append(all, prop("stack", s.Name), prop("blueprint", s.Blueprint), prop("template", s.Template), prop("template-sha256", s.SHA256))
	}
	return all
}

func (p *part) links() *[]types.Link {
	if p.stack != nil {
		return list(types.Link{Href: "#" + templateID(p.environment, p.stack), Rel: "baseline-template"})
	}
	var all []types.Link
	for i := range p.environment.Stacks {
		all = append(all, types.Link{Href: "#" + stackID(p.environment, &p.environment.Stacks[i]), Rel: "uses-service"})
	}
	return list(all...)
}

// rules are the controls of which at least one verdict here is that they passed.
func (w *writer) rules(p *part) []types.Property {
	var all []types.Property
	for i := range w.report.Controls {
		if k := &w.report.Controls[i]; p.judged[k.ID].Passed > 0 {
			all = append(all, rule(k)...)
		}
	}
	return all
}

func (w *writer) answers(p *part) *[]types.ResponsibleRole {
	owner := line(p.environment.Owner)
	if owner == "" {
		return nil
	}
	return list(types.ResponsibleRole{RoleId: "owner", PartyUuids: &[]string{partyID(owner)}})
}

// prerequisites is what the templates of an environment count on and cannot make.
func (w *writer) prerequisites(e *evidence.Environment) string {
	var lines []string
	for _, p := range w.report.Prerequisites {
		if p.Environment == e.Folder {
			lines = append(lines, fmt.Sprintf("- %s (%s): %s", line(p.What), p.ID, line(p.Remedy)))
		}
	}
	if len(lines) == 0 {
		return ""
	}
	return "The templates count on this and cannot make it:\n\n" + strings.Join(lines, "\n")
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
