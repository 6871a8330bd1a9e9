package main

import (
	"fmt"
	"slices"
	"time"

	"github.com/hipaac/hipaac/compiler/diag"
)

// noticeDays is how long before its end people are told of a waiver: time enough to mend what it excuses.
const noticeDays = 30

// longestDays is how far away the end of an exception may be without a word: whoever answers for it decides anew once a year, as
// 45 CFR 164.308(a)(8) wants safeguards evaluated periodically.
const longestDays = 366

// waiverExpired is the name of the finding that a waiver's time is over.
const waiverExpired = "waiver-expired"

// overdue reports the waivers that findings made use of and whose time is over, soon will be, or will not be for longer than the
// organisation's policy allows, or than a year. The compiler has no clock: the same spec gives the same templates on every day, until it
// gives none.
func overdue(findings diag.List, today time.Time) diag.List {
	var used []*diag.Waiver
	for _, d := range findings {
		if d.Waiver != nil && !slices.ContainsFunc(used, func(w *diag.Waiver) bool { return w.Pos == d.Waiver.Pos }) {
			used = append(used, d.Waiver)
		}
	}
	var problems diag.List
	for _, w := range used {
		days, dated := daysLeft(w.Expires, today)
		switch {
		case !dated: // the compiler says so
		case days < 0:
			problems = append(problems, diag.Diagnostic{
				Severity: diag.Error, ID: waiverExpired, Pos: w.Pos,
				Message: fmt.Sprintf("the waiver of %q for %q expired on %s", w.Control, w.Resource, w.Expires),
				Hint:    "meet the control and remove the waiver, or let its owner decide anew and date it",
			})
		case days <= noticeDays:
			problems = append(problems, diag.Diagnostic{
				Severity: diag.Warning, ID: "waiver-expires-soon", Pos: w.Pos,
				Message: fmt.Sprintf("the waiver of %q for %q expires on %s, in %d days", w.Control, w.Resource, w.Expires, days),
				Hint:    fmt.Sprintf("meet the control, or ask %s to decide anew", w.Owner),
			})
		case w.Most != nil && days > w.Most.Days:
			problems = append(problems, diag.Diagnostic{
				Severity: diag.Error, ID: "waiver-beyond-policy", Pos: w.Pos,
				Message: fmt.Sprintf("the waiver of %q for %q holds until %s, in %d days, and the organisation's policy allows %d", w.Control, w.Resource, w.Expires, days, w.Most.Days),
				Notes:   []diag.Text{{Pos: w.Most.Pos, Message: "the policy says so here"}},
				Hint:    fmt.Sprintf("set expires to %q or earlier", today.UTC().AddDate(0, 0, w.Most.Days).Format(time.DateOnly)),
			})
		case days > longestDays:
			problems = append(problems, diag.Diagnostic{
				Severity: diag.Warning, ID: "waiver-too-long", Pos: w.Pos,
				Message: fmt.Sprintf("the waiver of %q for %q holds until %s: an exception is decided anew within a year", w.Control, w.Resource, w.Expires),
				Hint:    fmt.Sprintf("set expires to %q or earlier", today.UTC().AddDate(1, 0, 0).Format(time.DateOnly)),
			})
		}
	}
	return problems
}

// daysLeft counts the days until the last one of a waiver, both in UTC; below 0 its time is over.
func daysLeft(expires string, today time.Time) (days int, dated bool) {
	last, err := time.Parse(time.DateOnly, expires)
	return int(last.Sub(today.UTC().Truncate(24*time.Hour)).Hours() / 24), err == nil
}
