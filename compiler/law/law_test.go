package law_test

import (
	"regexp"
	"slices"
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

// TestNoProcedureIsATemplate: 164.308 and 164.316 ask for procedures and documents, and a standard is more than the specifications below it
// that templates reach. Only technical specifications that ask for a mechanism can be met by what a template states; the report once
// called the keeping of logs "documentation kept for six years", and backup plans a plan for backups.
func TestNoProcedureIsATemplate(t *testing.T) {
	var met []string
	for _, s := range law.Safeguards() {
		if s.Reach == law.Satisfies {
			met = append(met, s.Citation)
			if s.Section() != "164.312" || s.Kind != "implementation-specification" {
				t.Errorf("%s is said to be met by templates: %s", s.Citation, s.Demand)
			}
		}
	}
	if len(met) == 0 {
		t.Error("templates meet nothing: the case is no case")
	}
}

// TestServedBy: the encryption of a disk once made the protection of transmission "stated".
func TestServedBy(t *testing.T) {
	cited := []string{"164.308(a)(7)(ii)(E)", "164.312(a)(2)(iv)", "164.312(e)(2)(ii)"} // by public mappings, the last two for either
	for _, c := range []struct {
		citation, control, category string
		want                        bool
	}{
		{"164.312(a)(2)(iv)", "ebs-volumes-encrypted", "encryption-at-rest", true},
		{"164.312(e)(2)(ii)", "ebs-volumes-encrypted", "encryption-at-rest", false},
		{"164.312(a)(2)(iv)", "s3-tls-only", "encryption-in-transit", false},
		{"164.312(e)(2)(ii)", "s3-tls-only", "encryption-in-transit", true},
		{"164.312(e)(2)(ii)", "msk-encrypted", "encryption-at-rest", true}, // it asks for both
		{"164.312(b)", "s3-tls-only", "encryption-in-transit", false},
		{"164.308(a)(7)(ii)(E)", "scope-classification-tag", "scope", false}, // a tag that says PHI ranks nothing
	} {
		if s, _ := law.Find(c.citation); s.ServedBy(c.control, c.category, cited) != c.want {
			t.Errorf("%s is served by %s: %v", c.citation, c.control, !c.want)
		}
	}
}

// TestExceptionsAreFewAndMeant: what a safeguard leaves out is a control or a category that there is.
func TestExceptionsAreFewAndMeant(t *testing.T) {
	known := map[string]bool{"encryption-at-rest": true, "encryption-in-transit": true}
	for _, e := range law.Catalogue() {
		known[e.ID] = true
	}
	for _, s := range law.Safeguards() {
		for _, name := range slices.Concat(s.Except, s.Controls) {
			if !known[name] && !slices.ContainsFunc(law.Beyond(), func(e law.Entry) bool { return e.ID == name }) {
				t.Errorf("%s names %q, which there is not", s.ID, name)
			}
		}
	}
}

// TestRevision5: public mappings name five controls that revision 5 of SP 800-53 has withdrawn or never had. Whoever looks a number up in
// NIST's catalogue finds it there.
func TestRevision5(t *testing.T) {
	form := regexp.MustCompile(`^[A-Z]{2}-[1-9][0-9]?(\([1-9][0-9]?\))?$`)
	withdrawn := []string{"AC-3(1)", "SC-7(2)"} // incorporated into AC-6 and SC-7
	absent := func(name string) bool {          // the first control of each family, its policy, has no enhancements
		return !form.MatchString(name) || slices.Contains(withdrawn, name) || strings.Contains(name, "-1(")
	}
	for _, e := range law.Catalogue() {
		for _, name := range e.NIST {
			if absent(name) {
				t.Errorf("%s goes with %s, which revision 5 has not", e.ID, name)
			}
		}
	}
	for _, s := range law.Safeguards() {
		for _, name := range s.NIST {
			if absent(name) {
				t.Errorf("%s goes with %s, which revision 5 has not", s.ID, name)
			}
		}
	}
}

// TestOwn: whoever changes what it was given changes nothing for others.
func TestOwn(t *testing.T) {
	law.Safeguards()[4].NIST[0] = "changed"
	law.Catalogue()[0].NIST[0] = "changed"
	if s, _ := law.Find("164.308(a)(1)(i)"); s.NIST[0] == "changed" || law.Safeguards()[4].NIST[0] == "changed" || law.Catalogue()[0].NIST[0] == "changed" {
		t.Error("the data of the law was changed by a caller")
	}
}
