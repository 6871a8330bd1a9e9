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

// kept are the places of one environment that keep a class of record alike.
type kept struct {
	Environment, Class   string
	Resources            []string
	Period, Floor        string
	Locked, After, Why   string
	Width, Mark, SixMark string // of the drawing, in percent; Mark is its colour
	Open                 bool   // without an end
}

// recovered is one store, and how much of it could be lost for how long.
type recovered struct {
	Environment string
	retention.Store
	PointBar, TimeBar gauge
}

// gauge is one figure drawn against its mark.
type gauge struct {
	Text        string
	Word        word // whether it meets the mark
	Why         string
	Width, Mark string
}

var meets = words{
	{"yes", "within the mark", "good", ""},
	{"no", "beyond the mark", "bad", ""},
	{"unknown", "left open", "unknown", ""},
}

var locks = words{
	{Name: "", Label: "anybody with the right"},
	{Name: "governance", Label: "a special right (governance mode)"},
	{Name: "compliance", Label: "nobody (compliance mode)"},
}

// figures are the tables of retention and recovery of all environments.
func figures(all []evidence.Environment) (records []kept, stores []recovered) {
	for _, e := range all {
		for _, r := range e.Retention.Records {
			row := newKept(e.Folder, r)
			i := slices.IndexFunc(records, row.alike)
			if i < 0 {
				i, records = len(records), append(records, row)
			}
			records[i].Resources = append(records[i].Resources, r.Resource)
		}
		for _, s := range e.Retention.Stores {
			stores = append(stores, recovered{e.Folder, s, newGauge(s.Point), newGauge(s.Time)})
		}
	}
	return records, stores
}

func newKept(folder string, r retention.Record) kept {
	row := kept{
		Environment: folder, Class: r.Class, Locked: locks.of(r.Locked).Label, After: r.After, Why: r.Why,
		SixMark: decimal(100 * float64(sixYears) / longest), Mark: "none", Period: period(r.Days),
	}
	if r.Floor > 0 {
		row.Floor, row.Mark = count(r.Floor, "day"), "good"
	}
	days := r.Days
	switch {
	case r.Days == 0:
		row.Period, row.Open, days = "for ever", true, longest
	case r.Days < 0:
		row.Period, row.Mark = "unknown", "unknown"
	case r.Days < r.Floor:
		row.Mark = "bad"
	}
	row.Width = decimal(100 * float64(min(max(days, 0), longest)) / longest)
	return row
}

// alike tells whether two rows differ only in the resource.
func (k kept) alike(other kept) bool {
	other.Resources = nil
	return k.Environment == other.Environment && k.Class == other.Class && k.Period == other.Period && k.Floor == other.Floor &&
		k.Locked == other.Locked && k.After == other.After && k.Why == other.Why
}

// newGauge draws a figure so that its mark stands at three quarters of the scale.
func newGauge(f retention.Figure) gauge {
	g := gauge{Word: meets.of(cmp.Or(f.Meets, "unknown")), Why: f.Why, Mark: "75.00"}
	if f.Hours < 0 {
		g.Text, g.Width = "unknown", "0.00"
		return g
	}
	g.Text, g.Width = hours(f.Hours), "100.00"
	if f.Mark > 0 {
		g.Width = decimal(min(max(75*f.Hours/f.Mark, 0.8), 100))
	}
	return g
}
