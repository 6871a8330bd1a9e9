package controls

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/compiler/template"
)

// FuzzQuickLook: the quick looks that spare expressions and evaluation never pass over what a thorough one finds.
func FuzzQuickLook(f *testing.F) {
	for _, text := range []string{
		"AKIAIOSFODNN7EXAMPLE", "ghp_abcdefghijklmnopqrstuvwxyz0123456789", "-----BEGIN PRIVATE KEY-----", "a://b:c@", ";pwd=x", "; Password = x",
		"219-09-9999", "MRN0048", "patient 48291", "Medical-Record no 48291", "DOB1.2.1962", "birthday 19620417", "(555) 014-9921", "+1 555.014.9921",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if LooksSecret(text) && !mayBeSecret("", text) {
			t.Errorf("%q looks like a secret and is not looked at", text)
		}
		thorough := ""
		for _, i := range identifiers {
			if thorough == "" && i.shape.MatchString(text) {
				thorough = i.kind
			}
		}
		if have := identifierIn(text); have != thorough {
			t.Errorf("%q holds %q, want %q", text, have, thorough)
		}
	})
}

// TestSecretsQuickly: the search for secrets finds the same in all examples of all controls whether it looks at each text or only at
// those that may be secrets.
func TestSecretsQuickly(t *testing.T) {
	thorough := *hygieneNoLiteralSecrets
	thorough.Judge = func(c *Case) {
		if takesSettings(c.Subject) {
			c.Applies()
		}
		c.Texts(func(name string, v Value) { judgeSecret(c, name, v) })
	}
	found := 0
	for _, c := range All() {
		for _, example := range append(append([]Example{}, c.Good...), c.Bad...) {
			doc, _ := template.Parse("example.yaml", []byte(example))
			want := verdictsOf(doc, &thorough)
			if diff := cmp.Diff(want, verdictsOf(doc, hygieneNoLiteralSecrets)); diff != "" {
				t.Errorf("%s: %s\n%s", c.ID, diff, example)
			}
			found += len(want)
		}
	}
	if found < 50 {
		t.Errorf("only %d verdicts were compared", found)
	}
}

// verdictsOf are the verdicts of one control, without the control itself.
func verdictsOf(doc *template.Document, c *Control) []string {
	var out []string
	for _, v := range judge([]*template.Document{doc}, newTable([]*Control{c}))[0] {
		out = append(out, v.Resource.ID+": "+string(v.Result)+" "+v.Path+" "+v.Message+" "+v.When)
	}
	return out
}
