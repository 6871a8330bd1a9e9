// Package oscal writes the evidence of compiled environments as OSCAL, the Open Security Controls Assessment Language of NIST
// (version 1.1.3, https://pages.nist.gov/OSCAL/), for the programs in which assessors keep what they found: a component definition
// says which measures the templates state, assessment results say how each was judged.
//
// OSCAL has two words for a conclusion, "satisfied" and "not-satisfied". The first is used only where templates reach the whole of a
// safeguard and nothing is left to anybody; see conclude. docs/oscal.md says what is mapped to what.
//
// Both are functions of the report and of the moment that is given: the same report and moment give the same bytes. What a UUID names
// keeps it from one document to the next, as OSCAL asks for; only a document itself has another one whenever it says something else.
package oscal

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"time"

	types "github.com/defenseunicorns/go-oscal/src/types/oscal-1-1-3"
	"github.com/google/uuid"

	"github.com/hipaac/hipaac/compiler/evidence"
)

const (
	// namespace holds the names of properties that OSCAL does not know.
	namespace = "https://github.com/hipaac/hipaac/ns/oscal"
	// ruleNamespace is that of OSCAL Compass, whose properties Rule_Id, Rule_Description, Check_Id and Check_Description other programs read.
	ruleNamespace = "https://oscal-compass.github.io/compliance-trestle/schemas/oscal/cd"
	// caution stands in both documents.
	caution = "Templates state measures. Whether these suffice, and whether an account runs what the templates say, is for people to find out. " +
		"Nothing here says that a law is complied with."
)

// writer is what both documents are written from.
type writer struct {
	report   *evidence.Report
	made     time.Time
	version  string
	controls map[string]*evidence.Control
	parts    []part
}

// part is a piece of an environment that controls judged: a stack, or for controls on specs the environment itself.
type part struct {
	id          string
	environment *evidence.Environment
	stack       *evidence.Stack // nil for the environment
	judged      map[string]evidence.Counts
}

func newWriter(r *evidence.Report, made time.Time, version string) *writer {
	w := &writer{report: r, made: made.UTC().Truncate(time.Second), version: version, controls: map[string]*evidence.Control{}}
	for i := range r.Controls {
		w.controls[r.Controls[i].ID] = &r.Controls[i]
	}
	for i := range r.Environments {
		e := &r.Environments[i]
		w.parts = append(w.parts, part{id: environmentID(e), environment: e, judged: map[string]evidence.Counts{}})
		for j := range e.Stacks {
			w.parts = append(w.parts, part{id: stackID(e, &e.Stacks[j]), environment: e, stack: &e.Stacks[j], judged: map[string]evidence.Counts{}})
		}
	}
	w.eachVerdict(func(k *evidence.Control, v *evidence.Verdict, p *part) {
		p.judged[k.ID] = plus(p.judged[k.ID], v.Result)
	})
	return w
}

func plus(n evidence.Counts, r evidence.Result) evidence.Counts {
	switch r {
	case evidence.Passed:
		n.Passed++
	case evidence.Failed:
		n.Failed++
	case evidence.Waived:
		n.Waived++
	default:
		n.Unknown++
	}
	return n
}

// eachVerdict goes through all verdicts in the order of the report, with the part that each is about.
func (w *writer) eachVerdict(use func(*evidence.Control, *evidence.Verdict, *part)) {
	parts := map[[2]string]*part{}
	for i := range w.parts {
		p := &w.parts[i]
		key := ""
		if p.stack != nil {
			key = p.stack.Key
		}
		parts[[2]string{p.environment.Folder, key}] = p
	}
	for i := range w.report.Controls {
		k := &w.report.Controls[i]
		for j := range k.Verdicts {
			v := &k.Verdicts[j]
			stack, _, _ := strings.Cut(v.Resource, ".")
			if p := parts[[2]string{v.Environment, stack}]; p != nil {
				use(k, v, p)
			}
		}
	}
}

func total(n evidence.Counts) int { return n.Passed + n.Failed + n.Waived + n.Unknown }

var names = uuid.NewSHA1(uuid.NameSpaceURL, []byte(namespace))

// id is the UUID (version 5) of what has a kind and a name.
func id(kind string, name ...string) string {
	return uuid.NewSHA1(names, []byte(kind+"\n"+strings.Join(name, "\n"))).String()
}

// environmentID and stackID are the same in both documents, for one account.
func environmentID(e *evidence.Environment) string {
	return id("environment", e.Account, e.System, e.Folder)
}

func stackID(e *evidence.Environment, s *evidence.Stack) string {
	return id("stack", e.Account, e.Region, s.Name)
}

// encode writes a document and lets it have the UUID of its content.
func encode(model *types.OscalModels, own *string) ([]byte, error) {
	text, err := marshal(model)
	if err != nil {
		return nil, err
	}
	*own = id("document", string(text))
	return marshal(model)
}

func marshal(model *types.OscalModels) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(model)
	return b.Bytes(), err
}

func (w *writer) metadata(title string) types.Metadata {
	m := types.Metadata{
		Title: title, LastModified: w.made, Version: w.made.Format(time.RFC3339), OscalVersion: types.Version, Remarks: caution,
		Props: list(prop("tool-version", w.version)),
	}
	var parties []types.Party
	var owners []string
	for _, name := range w.owners() {
		parties = append(parties, types.Party{UUID: partyID(name), Type: "organization", Name: name})
		owners = append(owners, partyID(name))
	}
	if len(parties) > 0 {
		m.Parties = &parties
		m.Roles = list(types.Role{ID: "owner", Title: "who answers for an environment or an exception"})
		m.ResponsibleParties = list(types.ResponsibleParty{RoleId: "owner", PartyUuids: owners})
	}
	return m
}

func partyID(name string) string { return id("party", name) }

// owners are those of environments and of waivers.
func (w *writer) owners() []string {
	var all []string
	for _, e := range w.report.Environments {
		all = append(all, line(e.Owner))
	}
	for _, v := range w.report.Waivers {
		all = append(all, line(v.Owner))
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(name string) bool { return name == "" })
}

// list is what OSCAL has in the place of an empty list: nothing.
func list[T any](items ...T) *[]T {
	if len(items) == 0 {
		return nil
	}
	return &items
}

// prop is a property of our own. A property without a value is not there: see props.
func prop(name, value string) types.Property {
	return types.Property{Name: name, Ns: namespace, Value: line(value)}
}

// props are those that have a value.
func props(all ...types.Property) *[]types.Property {
	return list(slices.DeleteFunc(all, func(p types.Property) bool { return p.Value == "" })...)
}

// line is a text in the one line that OSCAL's strings are.
func line(text string) string { return strings.Join(strings.Fields(text), " ") }
