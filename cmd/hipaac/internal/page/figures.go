package page

import (
	"cmp"
	"slices"

	"github.com/hipaac/hipaac/compiler/evidence"
	"github.com/hipaac/hipaac/compiler/retention"
)

// sixYears is the mark of 45 CFR 164.316(b)(2)(i), with the leap days of any six years: the first term of CloudWatch that reaches it.
const sixYears = 2192

// longest is where the scale of the chart of retention ends: longer terms, and those without an end, fill it.
const longest = 3653

// figures are those of one environment.
type figures struct {
	Environment string
	Kept        []kept
	Recovered   []recovered
}

// kept are the places that keep a class of record alike.
type kept struct {
	Class                string
	Resources            []string
	Period, Floor        string
	Locked, After, Why   string
	Width, Mark, SixMark string // of the drawing, in percent; Mark is its colour
}

// recovered is one store, and how much of it could be lost for how long.
type recovered struct {
	retention.Store
	PointBar, TimeBar gauge
}

// gauge is one figure drawn against its mark.
type gauge struct {
	Text        string
	Word        word   // whether it meets the mark
	Promise     string // what the store's tag promises, and whether the figure keeps it
	Why         string
	Width, Mark string // "" where there is nothing to draw
}

var meets = words{
	{"yes", "within the mark", "good", ""},
	{"no", "beyond the mark", "bad", ""},
	{"unknown", "left open", "unknown", ""},
}

var keeps = words{{Name: "yes", Label: "kept"}, {Name: "no", Label: "not kept"}, {Name: "unknown", Label: "left open"}}

var locks = words{
	{Name: "", Label: "anybody with the right"},
	{Name: "governance", Label: "a special right (governance mode)"},
	{Name: "compliance", Label: "nobody (compliance mode)"},
}

// figuresOf are the figures of all environments that have some.
func figuresOf(all []evidence.Environment) []figures {
	var tables []figures
	for _, e := range all {
		f := figures{Environment: e.Folder}
		for _, r := range e.Retention.Records {
			row := newKept(r)
			i := slices.IndexFunc(f.Kept, row.alike)
			if i < 0 {
				i, f.Kept = len(f.Kept), append(f.Kept, row)
			}
			f.Kept[i].Resources = append(f.Kept[i].Resources, r.Resource)
		}
		for _, s := range e.Retention.Stores {
			f.Recovered = append(f.Recovered, recovered{s, newGauge(s.Point), newGauge(s.Time)})
		}
		if len(f.Kept)+len(f.Recovered) > 0 {
			tables = append(tables, f)
		}
	}
	return tables
}

// HasKept reports whether any environment keeps a record.
func (v *view) HasKept() bool {
	return slices.ContainsFunc(v.Figures, func(f figures) bool { return len(f.Kept) > 0 })
}

// HasRecovered reports whether any environment has a store that could be lost.
func (v *view) HasRecovered() bool {
	return slices.ContainsFunc(v.Figures, func(f figures) bool { return len(f.Recovered) > 0 })
}

func newKept(r retention.Record) kept {
	row := kept{
		Class: r.Class, Locked: locks.of(r.Locked).Label, After: r.After, Why: r.Why,
		SixMark: decimal(100 * float64(sixYears) / longest), Mark: "none", Period: period(r.Days),
	}
	if r.LockDays > 0 {
		row.Locked += ", for " + count(r.LockDays, "day")
	}
	if r.Floor > 0 {
		row.Floor, row.Mark = count(r.Floor, "day"), "good"
	}
	days := r.Days
	switch {
	case r.Days == 0:
		row.Period, days = "for ever", longest
	case r.Days < 0:
		row.Period, row.Mark = "unknown", "unknown"
	case r.Days < r.Floor:
		row.Mark = "bad"
	}
	row.Width = decimal(100 * float64(min(max(days, 0), longest)) / longest)
	return row
}

// alike reports whether two rows differ only in the resource.
func (k kept) alike(other kept) bool {
	return k.Class == other.Class && k.Period == other.Period && k.Floor == other.Floor && k.Locked == other.Locked && k.After == other.After && k.Why == other.Why
}

// newGauge draws a figure so that its mark stands at three quarters of the scale.
func newGauge(f retention.Figure) gauge {
	g := gauge{Word: meets.of(cmp.Or(f.Meets, "unknown")), Why: f.Why, Mark: "75.00"}
	g.Text = g.Word.Label
	if f.Wanted > 0 {
		g.Promise = hours(f.Wanted) + " is promised: " + keeps.of(cmp.Or(f.Keeps, "unknown")).Label
	}
	if f.Hours < 0 {
		return g
	}
	g.Text, g.Width = hours(f.Hours), "100.00"
	if f.Mark > 0 {
		g.Width = decimal(min(max(75*f.Hours/f.Mark, 0.8), 100))
	}
	return g
}
