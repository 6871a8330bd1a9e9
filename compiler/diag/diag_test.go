package diag_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/compiler/diag"
)

func TestNearest(t *testing.T) {
	fields := []string{"cidr", "egress", "endpoints", "flowLogDays", "subnets", "zones"}
	for _, c := range []struct{ word, want, reason string }{
		{"zoness", "zones", "one letter too many"},
		{"cdir", "cidr", "two letters swapped are one slip"},
		{"flowlogdays", "flowLogDays", "case does not count"},
		{"flow-log-days", "flowLogDays", "separators do not count"},
		{"subnet", "subnets", "one letter missing"},
		{"zones", "", "the word itself is no suggestion"},
		{"tls", "", "too far from everything: silence is better than a wrong hint"},
		{"", "", "nothing was written"},
		{strings.Repeat("z", 5000), "", "a long word costs nothing"},
	} {
		if got := diag.Nearest(c.word, fields); got != c.want {
			t.Errorf("Nearest(%.20q) = %q, want %q: %s", c.word, got, c.want, c.reason)
		}
	}
	tiers := []string{"development", "test", "production", "node", "node-22"}
	for _, c := range []struct{ word, want, reason string }{
		{"prod", "production", "a word cut short, of which one candidate is the whole"},
		{"dev", "development", "the same"},
		{"node.js", "node", "a word that goes on after the only candidate that it begins with"},
		{"no", "", "two letters begin too much"},
	} {
		if got := diag.Nearest(c.word, tiers); got != c.want {
			t.Errorf("Nearest(%q) = %q, want %q: %s", c.word, got, c.want, c.reason)
		}
	}
	if got := diag.Nearest("log", []string{"logDays", "logGroup"}); got != "" {
		t.Errorf("two that begin alike must give no suggestion, got %q", got)
	}
	if got := diag.Nearest("teat", []string{"test", "team"}); got != "" {
		t.Errorf("a tie must give no suggestion, got %q", got)
	}
}

func TestOneOf(t *testing.T) {
	for _, c := range []struct {
		values []string
		want   string
	}{
		{nil, "nothing"},
		{[]string{"a"}, `"a"`},
		{[]string{"a", "b"}, `"a" or "b"`},
		{[]string{"a", "b", "c"}, `"a", "b" or "c"`},
		{strings.Split("abcdefghijk", ""), `"a", "b", "c", "d", "e", "f", "g", "h" and 3 more`},
	} {
		if got := diag.OneOf(c.values); got != c.want {
			t.Errorf("OneOf(%q) = %s, want %s", c.values, got, c.want)
		}
	}
}

// TestSorted: two goroutines that find the same mistake must not print it twice, nor in an order of their own.
func TestSorted(t *testing.T) {
	at := func(line, col int, id string) diag.Diagnostic {
		return diag.Diagnostic{Pos: diag.Position{File: "a.yaml", Line: line, Col: col}, ID: id}
	}
	got := diag.List{at(3, 1, "x"), at(2, 9, "y"), at(2, 1, "z"), at(3, 1, "x"), at(2, 1, "a")}.Sorted()
	want := diag.List{at(2, 1, "a"), at(2, 1, "z"), at(2, 9, "y"), at(3, 1, "x")}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("sorted list (-want +got):\n%s", d)
	}
}

func TestPositionString(t *testing.T) {
	for _, c := range []struct {
		pos  diag.Position
		want string
	}{
		{diag.Position{}, ""},
		{diag.Position{File: "a.yaml"}, "a.yaml"},
		{diag.Position{File: "a.yaml", Line: 3}, "a.yaml:3"},
		{diag.Position{File: "a.yaml", Line: 3, Col: 7}, "a.yaml:3:7"},
	} {
		if got := c.pos.String(); got != c.want {
			t.Errorf("String() = %q, want %q", got, c.want)
		}
	}
}

func TestFailed(t *testing.T) {
	if (diag.List{{Severity: diag.Warning}, {Severity: diag.Note}}).Failed() {
		t.Error("warnings and notes must not fail a build")
	}
	if !(diag.List{{Severity: diag.Note}, {Severity: diag.Error}}).Failed() {
		t.Error("one error fails a build")
	}
}
