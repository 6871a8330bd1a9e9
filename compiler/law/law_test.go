package law_test

import (
	"strings"
	"testing"

	"github.com/hipaac/hipaac/compiler/law"
)

// TestDesignations: 164.306(d) leaves no other choice, and the appendix of Subpart C lists 22 addressable specifications.
func TestDesignations(t *testing.T) {
	count := map[law.Designation]int{}
	ids := map[string]bool{}
	for _, s := range law.Safeguards() {
		count[s.Designation]++
		if s.Proposed != (s.Designation == law.Proposed) {
			t.Errorf("%s is proposed and %q", s.ID, s.Designation)
		}
		if ids[s.ID] || s.Demand == "" || s.How == "" || s.Reach == "" {
			t.Errorf("%s is there twice, or says too little", s.ID)
		}
		ids[s.ID] = true
		if law.Heading(s.Section()) == "" {
			t.Errorf("section %s has no heading", s.Section())
		}
		if s.Proposed && !s.Confirmed && (s.Citation != s.Section() || !strings.HasPrefix(s.ID, "nprm-"+strings.ReplaceAll(s.Section(), ".", "-"))) {
			t.Errorf("%s shows a paragraph number that nobody verified: %s", s.ID, s.Citation)
		}
	}
	if count[law.Addressable] != 22 || count[law.Proposed] != 35 || len(ids) != 118 {
		t.Errorf("counts %v", count)
	}
	if s, known := law.Find("164.312(e)(2)(ii)"); !known || s.Designation != law.Addressable {
		t.Errorf("encryption in transit is %q", s.Designation)
	}
	if _, known := law.Find("164.312(z)"); known {
		t.Error("found a paragraph that does not exist")
	}
}

func TestCatalogue(t *testing.T) {
	shown := map[law.Shown]int{}
	for _, e := range law.Catalogue() {
		shown[e.Shown]++
	}
	if shown[law.ByTemplate] != 247 || shown[law.AtRunTime] != 27 || shown[law.ByPeople] != 7 {
		t.Errorf("counts %v", shown)
	}
}
