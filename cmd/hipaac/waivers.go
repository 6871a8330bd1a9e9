package main

import (
	"fmt"
	"slices"
	"time"

	"github.com/hipaac/hipaac/compiler/diag"
)

// noticeDays is how long before its end people are told of a waiver: time enough to mend what it excuses.
const noticeDays = 30

// overdue reports the waivers that findings made use of and whose time is over, or soon will be. The compiler has no clock: the same
// spec gives the same templates on every day, until it gives none.
func overdue(findings diag.List, today time.Time) diag.List {
	var used []*diag.Waiver
	for _, d := range findings {
		if d.Waiver != nil && !slices.ContainsFunc(used, func(w *diag.Waiver) bool { return w.Pos == d.Waiver.Pos }) {
			used = append(used, d.Waiver)
		}
	}
	today = today.UTC().Truncate(24 * time.Hour)
	var problems diag.List
	for _, w := range used {
		last, err := time.Parse(time.DateOnly, w.Expires)
		if err != nil {
			continue // the compiler says so
		}
		days := int(last.Sub(today).Hours() / 24)
		switch {
		case days < 0:
			problems = append(problems, diag.Diagnostic{
				Severity: diag.Error, ID: "waiver-expired", Pos: w.Pos,
				Message: fmt.Sprintf("the waiver of %q for %q expired on %s", w.Control, w.Resource, w.Expires),
				Hint:    "meet the control and remove the waiver, or let its owner decide anew and date it",
			})
		case days <= noticeDays:
			problems = append(problems, diag.Diagnostic{
				Severity: diag.Warning, ID: "waiver-expires-soon", Pos: w.Pos,
				Message: fmt.Sprintf("the waiver of %q for %q expires on %s, in %d days", w.Control, w.Resource, w.Expires, days),
				Hint:    fmt.Sprintf("meet the control, or ask %s to decide anew", w.Owner),
			})
		}
	}
	return problems
}
