package page

import (
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/evidence"
	"github.com/hipaac/hipaac/compiler/retention"
)

func TestNumbers(t *testing.T) {
	got := []string{
		count(1, "control"), count(0, "control"), count(1200, "policy"), count(2, "day"), number(-1234567), sentence("éclair"), sentence(""),
		period(90), period(365), period(2192), period(3650), hours(1.0 / 12), hours(48), hours(72.26), hours(168),
		slug("164.308(a)(1)(ii)(A)"), slug("Log/Group  encrypted!"), slug("«»"),
	}
	want := []string{
		"1 control", "0 controls", "1,200 policies", "2 days", "-1,234,567", "Éclair", "",
		"90 days", "365 days, about 1 year", "2,192 days, about 6 years", "3,650 days, about 10 years", "5 min", "48 h", "72.3 h", "7 days",
		"164.308-a-1-ii-a", "log-group-encrypted", "",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestTitle(t *testing.T) {
	of := func(keys ...string) string {
		var all []evidence.Environment
		for _, k := range keys {
			all = append(all, evidence.Environment{System: k[:1], Name: k[1:2], Account: k[2:]})
		}
		return title(all)
	}
	got := []string{of(), of("cp1"), of("cp1", "ct1"), of("cp1", "ct2"), of("cp1", "dp1"), of("cp1", "ct1", "cu1", "cv1"), of("cp1", "dt1", "cu2", "cv3")}
	want := []string{"", "c: p", "c: p, t", "c: p, t", "account 1: 2 environments", "account 1: 4 environments", "4 environments in 3 accounts"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// TestAnchors: ids of an organization's controls may be alike once they are anchors.
func TestAnchors(t *testing.T) {
	names := anchors{}
	got := []string{names.name("a b"), names.name("a-b"), names.name("A B"), names.name("a-b-2")}
	if d := cmp.Diff([]string{"a-b", "a-b-2", "a-b-3", "a-b-2-2"}, got); d != "" {
		t.Error(d)
	}
}

// TestDaysLeft: the last day of a waiver still counts, and the hour of the report does not.
func TestDaysLeft(t *testing.T) {
	for expires, want := range map[string]waiver{
		"2026-11-21": {Left: "expired 1 day ago", Mark: "bad"},
		"2026-11-22": {Left: "ends today", Mark: "waived", Soon: true},
		"2026-11-23": {Left: "1 day left", Mark: "waived", Soon: true},
		"2026-12-22": {Left: "30 days left", Mark: "waived", Soon: true},
		"2026-12-23": {Left: "31 days left", Mark: "waived"},
		"soon":       {Left: "the day cannot be read", Mark: "bad"},
	} {
		for _, hour := range []int{0, 23} {
			made := time.Date(2026, 11, 22, hour, 59, 0, 0, time.UTC)
			got := newWaiver(evidence.Waiver{Waiver: compiler.Waiver{Expires: expires}}, made, nil)
			if got.Left != want.Left || got.Mark != want.Mark || got.Soon != want.Soon {
				t.Errorf("on day %s at %d: %q, %q, %v", expires, hour, got.Left, got.Mark, got.Soon)
			}
		}
	}
}

// TestBar: one failure among a thousand is drawn wide enough to be seen, and comes first.
func TestBar(t *testing.T) {
	b := newBar("", results, map[string]int{"passed": 999, "failed": 1, "waived": 0}, 1000)
	if len(b.Shares) != 2 || b.Shares[0].Word.Name != "failed" || b.Total != 1000 || b.Of("failed") != 1 || b.Of("waived") != 0 {
		t.Fatalf("%+v", b)
	}
	if w, _ := strconv.ParseFloat(b.Shares[0].Width, 64); w < least-gap-.01 {
		t.Errorf("it is %s wide", b.Shares[0].Width)
	}
	x, _ := strconv.ParseFloat(b.Shares[1].X, 64)
	if w, _ := strconv.ParseFloat(b.Shares[1].Width, 64); x+w > 100 {
		t.Errorf("the bar ends at %f", x+w)
	}
}

// TestGauge: the mark stands at three quarters, what is unknown is not drawn, and no floor is no green mark.
func TestGauge(t *testing.T) {
	if g := newGauge(retention.Figure{Hours: 24, Mark: 48, Meets: "yes"}); g.Width != "37.50" || g.Text != "24 h" || g.Word.Mark != "good" {
		t.Errorf("%+v", g)
	}
	if g := newGauge(retention.Figure{Hours: 24, Mark: 48, Meets: "yes", Wanted: 4, Keeps: "no"}); g.Promise != "4 h is promised: not kept" {
		t.Errorf("%+v", g)
	}
	if k := newKept(retention.Record{Days: 2192, Locked: "compliance", LockDays: 30}); k.Locked != "nobody (compliance mode), for 30 days" {
		t.Errorf("a lock is told as longer than it holds: %q", k.Locked)
	}
	if g := newGauge(retention.Figure{Hours: retention.Unknown, Mark: 72}); g.Width != "" || g.Text != "left open" || g.Word.Mark != "unknown" {
		t.Errorf("%+v", g)
	}
	for _, c := range []struct {
		record       retention.Record
		period, mark string
	}{
		{retention.Record{Days: 0}, "for ever", "none"},
		{retention.Record{Days: 0, Floor: 2192}, "for ever", "good"},
		{retention.Record{Days: 2191, Floor: 2192}, "2,191 days, about 6 years", "bad"},
		{retention.Record{Days: retention.Unknown, Floor: 2192}, "unknown", "unknown"},
		{retention.Record{Days: 400}, "400 days, about 1.1 years", "none"},
	} {
		if k := newKept(c.record); k.Period != c.period || k.Mark != c.mark {
			t.Errorf("%+v: %q, %q", c.record, k.Period, k.Mark)
		}
	}
}
