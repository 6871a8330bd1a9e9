package main

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/compiler/diag"
)

// A waiver holds through its last day in UTC, wherever hipaac runs, is announced a month before, and should not be for longer than a year.
func TestOverdue(t *testing.T) {
	west := time.FixedZone("west", -8*3600)
	findings := diag.List{
		{ID: "other"},
		{ID: "a", Waiver: &diag.Waiver{Pos: diag.Position{Line: 1}, Control: "a", Resource: "s.A", Owner: "me@clinic.example", Expires: "2027-03-31"}},
		{ID: "a", Waiver: &diag.Waiver{Pos: diag.Position{Line: 1}, Control: "a", Resource: "s.A", Owner: "me@clinic.example", Expires: "2027-03-31"}},
		{ID: "b", Waiver: &diag.Waiver{Pos: diag.Position{Line: 2}, Control: "b", Resource: "s.B", Owner: "me@clinic.example", Expires: "2030-01-01"}},
	}
	const soon = `warning: the waiver of "a" for "s.A" expires on 2027-03-31, in `
	const far = `warning: the waiver of "b" for "s.B" holds until 2030-01-01: an exception is decided anew within a year`
	for _, c := range []struct {
		today time.Time
		want  []string
	}{
		{time.Date(2027, 2, 28, 23, 59, 0, 0, time.UTC), []string{far}},
		{time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC), []string{soon + "30 days", far}},
		{time.Date(2027, 3, 31, 23, 59, 0, 0, time.UTC), []string{soon + "0 days", far}},
		{time.Date(2027, 3, 31, 16, 30, 0, 0, west), []string{`error: the waiver of "a" for "s.A" expired on 2027-03-31`, far}},
		{time.Date(2028, 12, 31, 0, 0, 0, 0, time.UTC), []string{`error: the waiver of "a" for "s.A" expired on 2027-03-31`}},
		{time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC), []string{
			`error: the waiver of "a" for "s.A" expired on 2027-03-31`, `error: the waiver of "b" for "s.B" expired on 2030-01-01`}},
	} {
		var got []string
		for _, d := range overdue(findings, c.today) {
			got = append(got, d.Severity.String()+": "+d.Message)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("on %s (-want +got):\n%s", c.today, diff)
		}
	}
}
