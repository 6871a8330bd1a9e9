package stack

import (
	"slices"
	"strings"
	"testing"
)

// Every state that CloudFormation documents has an answer to every wish, and a state that nobody knows is refused.
func TestDecideKnowsEveryState(t *testing.T) {
	for _, status := range append([]Status{None}, Statuses...) {
		for _, ours := range []bool{true, false} {
			for _, wish := range []Wish{Deploy, Destroy, Recover} {
				if Decide(Situation{status, ours}, wish) == "" {
					t.Errorf("no answer to wish %d in state %s", wish, status)
				}
			}
		}
	}
	for _, status := range []Status{"PAUSED", "PAUSE_IN_PROGRESS"} {
		for _, wish := range []Wish{Deploy, Destroy, Recover} {
			if got := Decide(Situation{Status: status, Ours: true}, wish); got != Refuse {
				t.Errorf("state %s: %s", status, got)
			}
		}
	}
}

func TestTokens(t *testing.T) {
	a := Token("20261122T190000Z-ab12", "clinic-prod-database", 1)
	if a != "hipaac-20261122T190000Z-ab12-clinic-prod-database-1" || !Ours(a) || !OfRun(a, "20261122T190000Z-ab12") || OfRun(a, "20261122T190000Z-ab") {
		t.Errorf("token %s", a)
	}
	long := strings.Repeat("x", 128)
	if one, two := Token("r", long, 1), Token("r", long, 12); one == two || len(one) > 128 || len(two) > 128 {
		t.Errorf("tokens of long names: %s, %s", one, two)
	}
	if Ours("somebody-else") || OfRun("hipaac--x", "") {
		t.Error("tokens of somebody else")
	}
}

func TestNothing(t *testing.T) {
	for reason, want := range map[string]bool{
		"The submitted information didn't contain changes. Submit different information to create a change set.": true,
		"No updates are to be performed.":                   true,
		"Transform failed: No updates are to be performed.": true,
		"Template error": false,
	} {
		if c := (ChangeSet{Status: "FAILED", Reason: reason}); c.Nothing() != want {
			t.Errorf("%q: %v", reason, !want)
		}
	}
	if c := (ChangeSet{Status: "CREATE_COMPLETE", Execution: "AVAILABLE"}); c.Nothing() || !c.Ready() {
		t.Error("an empty list of changes is something to do")
	}
}

// A stack comes after those that it depends on, whatever the order of the specs.
func TestSorted(t *testing.T) {
	ref := func(name string) Ref { return Ref{Target{"111122223333", "us-east-1"}, name} }
	got := sorted([]Desired{{Ref: ref("c"), After: []Ref{ref("b"), ref("elsewhere")}}, {Ref: ref("a")}, {Ref: ref("b"), After: []Ref{ref("a")}}})
	var names []string
	for _, d := range got {
		names = append(names, d.Name)
	}
	if want := []string{"a", "b", "c"}; !slices.Equal(names, want) {
		t.Errorf("order %v, want %v", names, want)
	}
}
