package evidence

import (
	"slices"
	"sync"

	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/law"
)

// addSafeguard adds a row of the regulation: the controls that serve it, how far they go, and what remains.
func (r *Report) addSafeguard(s law.Safeguard) {
	row := Safeguard{Safeguard: s, Controls: []string{}}
	own := 0 // passed of the organisation's own controls
	for i := range r.Controls {
		c := &r.Controls[i]
		if !s.ServedBy(c.ID, c.Category, c.Citations) {
			continue
		}
		switch c.Kind {
		case AtRunTime, ByPeople:
			row.Remains = append(row.Remains, Rest{Who: Who(c.Kind), What: c.Title, Control: c.ID, ConfigRule: c.ConfigRule, Watch: c.Watch})
		default:
			row.Controls = append(row.Controls, c.ID)
			row.Counts.plus(c.Counts)
			if c.Category == compiler.Organisation {
				own += c.Counts.Passed
			}
			if c.Residual != "" && c.Residual != s.People {
				row.Remains = append(row.Remains, Rest{Who: residualTo()[c.ID], What: c.Residual, Control: c.ID})
			}
		}
	}
	row.Remains = append(row.Remains, Rest{Who: ThePeople, What: s.People})
	if s.AWS != "" {
		row.Remains = append(row.Remains, Rest{Who: TheCloud, What: s.AWS})
	}
	slices.SortStableFunc(row.Remains, func(a, b Rest) int { return order[a.Who] - order[b.Who] })
	row.Status = statusOf(row, own)
	r.Safeguards = append(r.Safeguards, row)
}

// residualTo says who can show what controls leave open.
var residualTo = sync.OnceValue(func() map[string]Who {
	who := map[string]Who{}
	for _, e := range law.Catalogue() {
		who[e.ID] = TheAccount
		if e.ResidualTo == law.ByPeople {
			who[e.ID] = ThePeople
		}
	}
	return who
})

// order is that in which what remains is said: what a rule can watch comes first.
var order = map[Who]int{TheAccount: 0, ThePeople: 1, TheCloud: 2}

// statusOf says no more than templates can reach, and no more than controls found. What an organisation's own controls ask is theirs to
// choose: that one failed makes a safeguard less, that one passed does not make it more.
func statusOf(s Safeguard, own int) Status {
	switch n := s.Counts; {
	case s.Reach == law.Inherited:
		return Inherited
	case s.Reach == law.None:
		return People
	case n.Passed == own:
		return Unstated
	case s.Reach == law.Evidence:
		return Supported
	case s.Reach == law.Partial || n.Failed+n.Waived+n.Unknown > 0:
		return InPart
	}
	return Stated
}

// addThrough lets a standard that no control cites say what its implementation specifications show. It is never more than stated in
// part: a standard is more than the specifications below it that templates reach.
func (r *Report) addThrough() {
	for i := range r.Safeguards {
		s := &r.Safeguards[i]
		if s.Status != Unstated || len(s.Controls) > 0 {
			continue
		}
		for _, below := range r.Safeguards {
			if !slices.Contains(below.Of, s.Citation) || !slices.Contains([]Status{Stated, InPart, Supported}, below.Status) {
				continue
			}
			s.Through = append(s.Through, below.Citation)
		}
		if len(s.Through) == 0 {
			continue
		}
		s.Status = InPart
		if s.Reach == law.Evidence {
			s.Status = Supported
		}
	}
}
