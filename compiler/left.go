package compiler

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/compiler/law"
)

// The kinds of what the catalogue has and no control judges.
const (
	leftToRunTime = "left to run time"
	leftToPeople  = "left to people"
	metOtherwise  = "met otherwise"
)

// leftToOthers explains what no control judges: what only a running account shows, what people do, and what a template could show and
// none is judged for, with the reason. An organisation may have a control of its own for one of them.
func leftToOthers(judged []Explanation) []Explanation {
	var all []Explanation
	for _, entry := range law.Catalogue() {
		if slices.ContainsFunc(judged, func(e Explanation) bool { return e.ID == entry.ID }) {
			continue
		}
		e := Explanation{
			ID: entry.ID, Title: entry.Title, Severity: diag.Note, Weight: entry.Severity, Citations: entry.Citations,
			Why: strings.TrimSuffix(entry.Asks, "."),
		}
		e.addEntry(entry)
		switch entry.Shown {
		case law.AtRunTime:
			e.Kind, e.Fix = leftToRunTime, watch(entry.ConfigRule)
		case law.ByPeople:
			e.Kind, e.Fix = leftToPeople, "people see to it, and keep the record of it"
		default:
			e.Kind, e.Fix = metOtherwise, entry.Reason
		}
		all = append(all, e)
	}
	order := []string{leftToRunTime, leftToPeople, metOtherwise}
	slices.SortStableFunc(all, func(a, b Explanation) int {
		return cmp.Or(slices.Index(order, a.Kind)-slices.Index(order, b.Kind), strings.Compare(a.ID, b.ID))
	})
	return all
}

func watch(rule string) string {
	if rule == "" {
		return "look at the running account; hipaac knows of no rule of AWS Config that watches it"
	}
	return "let the rule " + rule + " of AWS Config watch the running account"
}

// addEntry says what the catalogue knows of a control.
func (e *Explanation) addEntry(entry law.Entry) {
	e.ConfigRule, e.Residual = entry.ConfigRule, entry.Residual
	if e.Residual != "" {
		e.ResidualTo = cmp.Or(entry.ResidualTo, law.AtRunTime)
	}
}
