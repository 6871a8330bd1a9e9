package page

import (
	"cmp"
	"html/template"
	"slices"
	"strings"
	"time"

	"github.com/hipaac/hipaac/compiler/evidence"
	"github.com/hipaac/hipaac/compiler/law"
)

// view is all that the page shows, in the words that it shows it in. Templates only lay it out.
type view struct {
	Style  template.CSS
	Script template.JS
	Policy string

	Title   string
	Made    string // "22 November 2026"
	Version string
	Law     law.Edition
	Totals  evidence.Totals

	Environments []environment
	Stacks       int

	Statuses  bar   // of the safeguards in force
	Binding   []bar // the same by designation
	Parts     []safeguards
	Proposed  []safeguard
	Proposals bar

	Verdicts   bar
	Categories []bar // verdicts by category of control
	Open       []*control
	Groups     []controls
	Silent     []string // controls that found nothing to judge

	Waivers       []waiver
	Prerequisites []prerequisite
	Figures       []figures // of retention and recovery
	Guide         []glossary
}

func newView(r *evidence.Report, made time.Time, version string) *view {
	v := &view{
		Style: template.CSS(style), Script: template.JS(script), Policy: policy(),
		Title: title(r.Environments), Made: made.Format("2 January 2006"), Version: version, Law: r.Law, Totals: r.Totals,
		Silent: r.Silent, Guide: guide,
	}
	names := anchors{}
	for _, e := range r.Environments {
		v.Environments = append(v.Environments, newEnvironment(e, names))
		v.Stacks += len(e.Stacks)
	}
	known := map[string]*control{}
	for i := range r.Controls {
		c := newControl(&r.Controls[i], names)
		known[c.ID] = c
	}
	v.addSafeguards(r.Safeguards, known, names)
	cited := v.cited()
	v.addBelow(cited)
	v.addControls(r.Controls, known, cited)
	for _, w := range r.Waivers {
		v.Waivers = append(v.Waivers, newWaiver(w, made, known))
	}
	slices.SortStableFunc(v.Waivers, func(a, b waiver) int { return strings.Compare(a.Expires, b.Expires) })
	v.Prerequisites = prerequisites(r.Prerequisites)
	v.Figures = figuresOf(r.Environments)
	return v
}

// title names what the report is of: "clinic: prod", or of many environments their account.
func title(all []evidence.Environment) string {
	if len(all) == 0 {
		return ""
	}
	var systems, names, accounts []string
	for _, e := range all {
		systems, names, accounts = append(systems, e.System), append(names, e.Name), append(accounts, e.Account)
	}
	systems, accounts = distinct(systems), distinct(accounts)
	switch {
	case len(systems) == 1 && len(names) <= few:
		return systems[0] + ": " + strings.Join(names, ", ")
	case len(accounts) == 1:
		return "account " + accounts[0] + ": " + count(len(names), "environment")
	}
	return count(len(names), "environment") + " in " + count(len(accounts), "account")
}

// few is how many names are spelled out before they are counted.
const few = 3

func distinct(names []string) []string {
	slices.Sort(names)
	return slices.Compact(names)
}

// Few reports whether the specs are few enough to be named in the head of the page.
func (v *view) Few() bool { return len(v.Environments) <= few }

// environment is a spec and what was compiled from it.
type environment struct {
	evidence.Environment
	Anchor    string
	Resources int
}

func newEnvironment(e evidence.Environment, names anchors) environment {
	env := environment{Environment: e, Anchor: names.name("environment-" + e.Folder)}
	for _, s := range e.Stacks {
		env.Resources += s.Resources
	}
	return env
}

// waiver is an exception, and how long it lasts from the day of the report.
type waiver struct {
	evidence.Waiver
	Control *control // nil where the report has none of the name
	Left    string
	Mark    string
	Soon    bool // people are told of it
}

// noticeDays is how long before its end people are told of a waiver, as `hipaac check` tells them.
const noticeDays = 30

func newWaiver(w evidence.Waiver, made time.Time, known map[string]*control) waiver {
	row := waiver{Waiver: w, Control: known[w.Waiver.Control], Left: "the day cannot be read", Mark: "bad"}
	row.Title = cmp.Or(w.Title, w.Waiver.Control)
	last, err := time.Parse(time.DateOnly, w.Expires)
	if err != nil {
		return row
	}
	switch days := int(last.Sub(made.Truncate(24*time.Hour)).Hours() / 24); {
	case days < 0:
		row.Left = "expired " + count(-days, "day") + " ago"
	case days == 0:
		row.Left, row.Mark, row.Soon = "ends today", "waived", true
	case days <= noticeDays:
		row.Left, row.Mark, row.Soon = count(days, "day")+" left", "waived", true
	default:
		row.Left, row.Mark = count(days, "day")+" left", "waived"
	}
	if w.Unused {
		row.Left += ", and it excuses nothing"
	}
	return row
}

// Ending are the waivers that people have to hear of: over, or soon.
func (v *view) Ending() []waiver {
	return slices.DeleteFunc(slices.Clone(v.Waivers), func(w waiver) bool { return !w.Soon && w.Mark != "bad" })
}

// Over is how many waivers that excuse something have ended.
func (v *view) Over() int {
	n := 0
	for _, w := range v.Waivers {
		if w.Mark == "bad" && !w.Unused {
			n++
		}
	}
	return n
}

// prerequisite is what environments count on, said once however many do.
type prerequisite struct {
	evidence.Prerequisite
	Where []string // "prod/detection"
}

func prerequisites(all []evidence.Prerequisite) []prerequisite {
	var rows []prerequisite
	for _, p := range all {
		i := slices.IndexFunc(rows, func(r prerequisite) bool { return r.ID == p.ID && r.What == p.What && r.Remedy == p.Remedy })
		if i < 0 {
			i, rows = len(rows), append(rows, prerequisite{Prerequisite: p})
		}
		for _, stack := range p.Stacks {
			rows[i].Where = append(rows[i].Where, p.Environment+"/"+stack)
		}
	}
	return rows
}

// glossary explains the words of one table.
type glossary struct {
	Title string
	Words words
}

var guide = []glossary{
	{"Status of a safeguard", statuses},
	{"Verdict on a resource", results},
	{"How binding a safeguard is", designations},
	{"Tier of a control", tiers},
}
