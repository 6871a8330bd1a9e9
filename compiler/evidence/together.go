package evidence

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler/controls"
	"github.com/hipaac/hipaac/compiler/law"
	"github.com/hipaac/hipaac/compiler/retention"
)

// NewReport puts the evidence of environments together, in the order of their folders, whatever order they come in.
func NewReport(parts []*Gathered) *Report {
	parts = slices.SortedFunc(slices.Values(parts), func(a, b *Gathered) int {
		return strings.Compare(a.environment.Folder, b.environment.Folder)
	})
	r := &Report{Law: law.Dates(), Environments: []Environment{}, Silent: []string{}, Waivers: []Waiver{}, Prerequisites: []Prerequisite{}, Totals: Totals{Safeguards: map[Status]int{}, Proposed: map[Status]int{}}}
	judged := map[string]*Control{}
	known := map[string]*controls.Control{}
	var rules []configRule
	for _, g := range parts {
		e := g.environment
		e.Retention.Records, e.Retention.Stores = append([]retention.Record{}, e.Retention.Records...), append([]retention.Store{}, e.Retention.Stores...)
		r.Environments = append(r.Environments, e)
		r.Waivers, r.Prerequisites = append(r.Waivers, g.waivers...), append(r.Prerequisites, g.required...)
		rules = append(rules, g.rules...)
		for _, c := range g.controls {
			merge(judged, c)
		}
		for _, c := range g.known {
			known[c.ID] = c
		}
		for _, s := range g.environment.Stacks {
			r.Totals.Resources += s.Resources
		}
	}
	r.addControls(judged, known)
	r.addWatches(rules)
	r.describeWaivers()
	r.addSilent(parts)
	for _, s := range law.Safeguards() {
		r.addSafeguard(s)
	}
	r.addThrough()
	r.count()
	return r
}

// merge adds the verdicts of a control to what other environments have of it. What was gathered stays as it is.
func merge(judged map[string]*Control, c *Control) {
	known := judged[c.ID]
	if known == nil {
		own := *c
		own.Verdicts = nil
		known, judged[c.ID] = &own, &own
	}
	known.Verdicts = append(known.Verdicts, c.Verdicts...)
	for _, v := range c.Verdicts {
		known.Counts.add(v.Result)
	}
}

func (n *Counts) add(r Result) {
	switch r {
	case Passed:
		n.Passed++
	case Failed:
		n.Failed++
	case Waived:
		n.Waived++
	case Unknown:
		n.Unknown++
	}
}

func (n *Counts) plus(m Counts) {
	n.Passed, n.Failed, n.Waived, n.Unknown = n.Passed+m.Passed, n.Failed+m.Failed, n.Waived+m.Waived, n.Unknown+m.Unknown
}

// addControls adds what judged, and from the catalogue what only run time and people can show.
func (r *Report) addControls(judged map[string]*Control, known map[string]*controls.Control) {
	r.Totals.Controls = len(judged)
	for _, e := range append(law.Catalogue(), law.Beyond()...) {
		c := judged[e.ID]
		if kind, listed := listedOnly[e.Shown]; c == nil && listed {
			c = &Control{ID: e.ID, Title: e.Title, Severity: e.Severity, Tier: e.Tier, Category: e.Category, Citations: e.Citations, Why: e.Asks}
			if on := known[e.ID]; on != nil { // it found nothing to judge, and the account can still break it
				c = onTemplates(on)
			}
			c.Kind, c.Verdicts = kind, []Verdict{}
			judged[e.ID] = c
		}
		if c != nil {
			c.NIST, c.Residual, c.ConfigRule = e.NIST, e.Residual, e.ConfigRule
		}
	}
	for _, c := range judged {
		r.Controls = append(r.Controls, *c)
		r.Totals.Verdicts.plus(c.Counts)
	}
	slices.SortFunc(r.Controls, func(a, b Control) int {
		return cmp.Or(strings.Compare(string(a.Kind), string(b.Kind)), strings.Compare(a.ID, b.ID))
	})
}

// listedOnly are the kinds of control that hipaac cannot judge and lists all the same.
var listedOnly = map[law.Shown]Kind{law.AtRunTime: AtRunTime, law.ByPeople: ByPeople}

// control finds a control of the report.
func (r *Report) control(id string) *Control {
	i := slices.IndexFunc(r.Controls, func(c Control) bool { return c.ID == id })
	if i < 0 {
		return nil
	}
	return &r.Controls[i]
}

// describeWaivers says of each what it is an exception from.
func (r *Report) describeWaivers() {
	for i := range r.Waivers {
		w := &r.Waivers[i]
		if c := r.control(w.Control); c != nil {
			w.Title, w.Citations = c.Title, c.Citations
		}
	}
}

// addSilent adds the controls that no environment had anything for.
func (r *Report) addSilent(parts []*Gathered) {
	for _, g := range parts {
		for _, id := range g.silent {
			if r.control(id) == nil {
				r.Silent = append(r.Silent, id)
			}
		}
	}
	slices.Sort(r.Silent)
	r.Silent = slices.Compact(r.Silent)
}

// count fills in the totals of the safeguards.
func (r *Report) count() {
	for i := range r.Safeguards {
		if s := &r.Safeguards[i]; s.Proposed {
			r.Totals.Proposed[s.Status]++
		} else {
			r.Totals.Safeguards[s.Status]++
		}
	}
}
