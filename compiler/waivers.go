package compiler

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler/controls"
	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/compiler/load"
	"github.com/hipaac/hipaac/compiler/load/tree"
	"github.com/hipaac/hipaac/compiler/plan"
	"github.com/hipaac/hipaac/compiler/policy"
)

// Waiver is an exception from a control that was made use of.
type Waiver struct {
	Control  string `json:"control"`
	Resource string `json:"resource"` // "stack.LogicalId"; for a control on specs a stack, or "environment"
	Reason   string `json:"reason"`
	Measure  string `json:"measure,omitempty"` // what protects instead
	Owner    string `json:"owner"`
	Expires  string `json:"expires"` // the last day, in UTC
	// At is where the spec says it, for messages and reports; the manifest does not hold it.
	At diag.Position `json:"-"`
}

func newWaiver(w *diag.Waiver) Waiver {
	at := w.Pos
	at.File = withinRoot(at.File)
	return Waiver{w.Control, w.Resource, w.Reason, w.Measure, w.Owner, w.Expires, at}
}

// waivedIn lists the exceptions that findings of one environment made use of, by control and resource.
func waivedIn(problems diag.List) []Waiver {
	var used []Waiver
	for _, p := range problems {
		if w := p.Waiver; w != nil {
			used = append(used, newWaiver(w))
		}
	}
	slices.SortFunc(used, func(a, b Waiver) int {
		return cmp.Or(strings.Compare(a.Control, b.Control), strings.Compare(a.Resource, b.Resource))
	})
	return slices.Compact(used)
}

// unusedIn lists the exceptions of a spec that excuse nothing, in its order.
func unusedIn(spec *load.Spec, used []Waiver) []Waiver {
	var unused []Waiver
	for i := range spec.Waivers {
		if w := newWaiver(&spec.Waivers[i]); !slices.Contains(used, w) {
			unused = append(unused, w)
		}
	}
	return unused
}

// excuse is the waiver of a spec for a failure, or nil.
func excuse(spec *load.Spec, s *plan.Stack, v controls.Verdict) *diag.Waiver {
	if v.Result != controls.Fail || v.Control.Unwaivable {
		return nil
	}
	return spec.Waiver(v.Control.ID, s.Key+"."+v.Resource.ID)
}

// waivableControl is what waivers need to know of a control, be it on specs or on templates.
type waivableControl struct {
	onSpecs, unwaivable bool
	why                 string
	citations           []string
	policy              []diag.Text // what an organisation's policy says of it
}

// wrongWaivers reports what is wrong with the waivers of a spec by itself, whatever is built from it.
func (own *rules) wrongWaivers(spec *load.Spec) diag.List {
	if len(spec.Waivers) == 0 {
		return nil
	}
	known := own.waivable()
	var problems diag.List
	for i, w := range spec.Waivers {
		report := func(id, field, message, hint string, notes ...diag.Text) {
			path := tree.Index("waivers", i) + "." + field
			problems = append(problems, diag.Diagnostic{
				Severity: diag.Error, ID: id, Path: path, Pos: spec.Position(path), Message: message, Notes: notes, Hint: hint,
			})
		}
		c, exists := known[w.Control]
		switch {
		case !exists && own.policy.Incomplete():
		case !exists:
			report("waiver-unknown-control", "control", fmt.Sprintf("waiver of %q, which is no control", w.Control),
				nearest(w.Control, controlIDs(known), "write the name that stands in brackets behind the finding"))
		case c.unwaivable:
			report("unwaivable-control", "control", fmt.Sprintf("control %q cannot be waived", w.Control), "remove the waiver, and meet the control", append([]diag.Text{{Message: c.why}}, c.policy...)...)
		case w.Measure == "" && binding(c.citations) != "":
			report("waiver-without-measure", "control",
				fmt.Sprintf("waiver of %q says no measure, and 45 CFR %s leaves no choice whether to protect, only how", w.Control, binding(c.citations)),
				"add measure: what protects instead")
		}
		if own.policy.NoWaivers() {
			report("waiver-not-allowed", "control", fmt.Sprintf("waiver of %q, and the organisation's policy allows none", w.Control), "meet the control and remove the waiver",
				diag.Text{Pos: own.policy.Longest.Pos, Message: "the policy says so here"})
		}
		if !isDate(w.Expires) {
			report("waiver-date", "expires", fmt.Sprintf("waiver of %q expires on %q, which is no day of the calendar", w.Control, w.Expires), `write a day such as "2027-06-30"`)
		}
		same := func(v diag.Waiver) bool { return v.Control == w.Control && v.Resource == w.Resource }
		if first := slices.IndexFunc(spec.Waivers, same); first < i {
			report("duplicate-waiver", "control", fmt.Sprintf("%q is waived twice for %q", w.Control, w.Resource), "remove one of them",
				diag.Text{Pos: spec.Waivers[first].Pos, Message: "the first one is here"})
		}
	}
	return problems
}

// waivables are the controls that waivers can name.
func waivables(onTemplates []*controls.Control, p *policy.Policy) map[string]waivableControl {
	known := map[string]waivableControl{}
	for _, c := range onTemplates {
		known[c.ID] = waivableControl{unwaivable: c.Unwaivable, why: c.Why, citations: c.Citations, policy: c.Policy}
	}
	for _, c := range schemaModel().Controls {
		known[c.ID] = waivableControl{onSpecs: true, unwaivable: c.Unwaivable, why: c.Title, citations: c.Citations}
	}
	if p == nil {
		return known
	}
	for _, c := range p.Controls {
		w := waivableControl{onSpecs: true, unwaivable: c.Unwaivable || known[c.ID].unwaivable, why: c.Title, citations: c.Citations}
		w.policy = []diag.Text{{Pos: placeOf(c.Own), Message: "the organisation's policy asks for it here"}}
		known[c.ID] = w
	}
	for id, at := range p.Unwaivable {
		if c := known[id]; c.onSpecs && !c.unwaivable {
			c.unwaivable = true
			c.policy = append(c.policy, diag.Text{Pos: at, Message: "the organisation's policy accepts no exception from it"})
			known[id] = c
		}
	}
	return known
}

func controlIDs(known map[string]waivableControl) []string {
	var ids []string
	for id := range known {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// nearest is the hint that names what was probably meant, or else says what to do.
func nearest(word string, known []string, otherwise string) string {
	if near := diag.Nearest(word, known); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return otherwise
}

// strangeWaivers reports waivers that name nothing of what was built, and those that excuse nothing in it.
func (own *rules) strangeWaivers(spec *load.Spec, plans []plan.Stack, findings diag.List) diag.List {
	if len(spec.Waivers) == 0 {
		return nil
	}
	known := own.waivable()
	var problems diag.List
	for i, w := range spec.Waivers {
		at := func(field string) (string, diag.Position) {
			path := tree.Index("waivers", i) + "." + field
			return path, spec.Position(path)
		}
		c, exists := known[w.Control]
		names := waivableNames(plans, c.onSpecs)
		switch {
		case !exists:
		case !slices.Contains(names, w.Resource):
			path, pos := at("resource")
			problems = append(problems, diag.Diagnostic{
				Severity: diag.Error, ID: "waiver-unknown-resource", Path: path, Pos: pos,
				Message: fmt.Sprintf("waiver of %q for %q, which is no %s", w.Control, w.Resource, waivableThing(c.onSpecs)),
				Hint:    nearest(w.Resource, names, remedy(names, c.onSpecs)),
			})
		case !slices.ContainsFunc(findings, func(d diag.Diagnostic) bool { return usesOrBlames(d, w, i) }):
			path, pos := at("control")
			problems = append(problems, diag.Diagnostic{
				Severity: diag.Warning, ID: "unused-waiver", Path: path, Pos: pos,
				Message: fmt.Sprintf("waiver of %q for %q excuses nothing: nothing fails there", w.Control, w.Resource),
				Hint:    "remove the waiver",
			})
		}
	}
	return problems
}

// usesOrBlames reports whether a finding is excused by a waiver, or says what is wrong with it.
func usesOrBlames(d diag.Diagnostic, w diag.Waiver, i int) bool {
	return d.Waiver != nil && d.Waiver.Pos == w.Pos || strings.HasPrefix(d.Path, tree.Index("waivers", i)+".")
}

func remedy(names []string, onSpecs bool) string {
	if onSpecs {
		return "write " + diag.OneOf(names)
	}
	return "write the resource that the finding's note names"
}

func waivableThing(onSpecs bool) string {
	if onSpecs {
		return fmt.Sprintf("stack of this environment, nor %q", load.WholeEnvironment)
	}
	return "resource of this environment's templates"
}

// waivableNames are the names that a waiver may give as its resource.
func waivableNames(plans []plan.Stack, onSpecs bool) []string {
	var names []string
	if onSpecs {
		names = append(names, load.WholeEnvironment)
	}
	for _, s := range plans {
		if onSpecs {
			names = append(names, s.Key)
			continue
		}
		for _, r := range s.Resources {
			names = append(names, s.Key+"."+r.ID)
		}
		for _, e := range s.Exports {
			names = append(names, s.Key+"."+e.Name)
		}
	}
	return names
}

// isDate reports whether a text such as 2027-06-30 is a day of the calendar. The compiler knows no clock, and needs none for that.
func isDate(text string) bool {
	var year, month, day int
	if n, err := fmt.Sscanf(text, "%4d-%2d-%2d", &year, &month, &day); n != 3 || err != nil || month < 1 || month > 12 || day < 1 {
		return false
	}
	days := [...]int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[month-1]
	if month == 2 && year%4 == 0 && (year%100 != 0 || year%400 == 0) {
		days = 29
	}
	return day <= days
}
