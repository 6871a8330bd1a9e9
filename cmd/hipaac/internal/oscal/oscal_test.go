package oscal_test

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/defenseunicorns/go-oscal/src/pkg/validation"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/exampletest"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/oscal"
	"github.com/hipaac/hipaac/compiler/evidence"
)

var made = time.Date(2026, 11, 22, 12, 30, 0, 0, time.FixedZone("somewhere", 2*60*60))

type document struct {
	name string
	text []byte
}

var known []document

// documents are both of each example environment, and of all that share the account of "prod". They are written once.
func documents(t *testing.T) []document {
	t.Helper()
	if known != nil {
		return known
	}
	var all []document
	var shared []*compilerEnvironment
	for _, e := range exampletest.Environments(t) {
		all = append(all, written(t, e.Folder, e)...)
		if e.Manifest.Account == "111122223333" {
			shared = append(shared, e)
		}
	}
	known = append(all, written(t, "account", shared...)...)
	return known
}

func written(t *testing.T, name string, environments ...*compilerEnvironment) []document {
	t.Helper()
	component, err := oscal.Component(gathered(environments...), made, "v1.2.3")
	if err != nil {
		t.Fatal(err)
	}
	results, err := oscal.Results(gathered(environments...), made, "v1.2.3")
	if err != nil {
		t.Fatal(err)
	}
	return []document{{name + " component definition", component}, {name + " assessment results", results}}
}

func gathered(environments ...*compilerEnvironment) *evidence.Report {
	var parts []*evidence.Gathered
	for _, e := range environments {
		parts = append(parts, evidence.Gather(e))
	}
	return evidence.NewReport(parts)
}

func validate(text []byte) error {
	v, err := validation.NewValidator(text)
	if err != nil {
		return err
	}
	return v.Validate()
}

func TestDocumentsAreValid(t *testing.T) {
	for _, d := range documents(t) {
		if err := validate(d.text); err != nil {
			t.Errorf("%s: %.2000s", d.name, err)
		}
		if !bytes.Contains(d.text, []byte(`"oscal-version": "1.1.3"`)) {
			t.Errorf("%s is of another version", d.name)
		}
	}
}

// TestTheValidatorRefuses: a validator that lets everything pass would make the test above worthless.
func TestTheValidatorRefuses(t *testing.T) {
	d := written(t, "prod", environment(t, "prod"))[1].text
	for _, broken := range []struct{ what, old, new string }{
		{"a state that OSCAL has not", `"state": "not-satisfied"`, `"state": "partly-satisfied"`},
		{"a field that OSCAL has not", `"observations": [`, `"sightings": [], "observations": [`},
		{"a control id that begins with a digit", `"control-id": "hipaa-164-`, `"control-id": "164-`},
		{"a time without a zone", `"start": "2026-11-22T10:30:00Z"`, `"start": "2026-11-22T10:30:00"`},
		{"a UUID that is none", `"actor-uuid": "`, `"actor-uuid": "x`},
		{"a missing plan", `"import-ap"`, `"import-plan"`},
	} {
		text := bytes.Replace(d, []byte(broken.old), []byte(broken.new), 1)
		if bytes.Equal(text, d) {
			t.Errorf("%s: there is no %s in the document", broken.what, broken.old)
		} else if validate(text) == nil {
			t.Errorf("%s is accepted", broken.what)
		}
	}
}

// TestReferencesResolve: a UUID that is referred to is defined in the same document, and each is defined once.
func TestReferencesResolve(t *testing.T) {
	for _, d := range documents(t) {
		var tree any
		if err := json.Unmarshal(d.text, &tree); err != nil {
			t.Fatal(err)
		}
		defined, referred := map[string]int{}, map[string]string{}
		walk(tree, func(key, value string) {
			switch {
			case key == "uuid":
				defined[value]++
			case strings.HasSuffix(key, "-uuid"), key == "party-uuids":
				referred[value] = key
			case (key == "href" || key == "source") && strings.HasPrefix(value, "#"):
				referred[value[1:]] = key
			}
		})
		for id, n := range defined {
			if n != 1 {
				t.Errorf("%s: %s is defined %d times", d.name, id, n)
			}
		}
		for id, key := range referred {
			if defined[id] == 0 {
				t.Errorf("%s: %s %s leads nowhere", d.name, key, id)
			}
		}
		if len(referred) < 4 { // an environment with one stack has few
			t.Errorf("%s: only %d references were found", d.name, len(referred))
		}
	}
}

// walk visits every text of a JSON tree with the nearest key above it.
func walk(tree any, visit func(key, value string)) {
	var down func(key string, node any)
	down = func(key string, node any) {
		switch n := node.(type) {
		case map[string]any:
			for k, v := range n {
				down(k, v)
			}
		case []any:
			for _, v := range n {
				down(key, v)
			}
		case string:
			visit(key, n)
		}
	}
	down("", tree)
}

// TestSameBytes: the same report and moment give the same bytes, and of what is named the UUID stays when the moment is another.
func TestSameBytes(t *testing.T) {
	prod := environment(t, "prod")
	first, second := written(t, "prod", prod), written(t, "prod", prod)
	later, err := oscal.Component(gathered(prod), made.Add(time.Hour), "v1.2.3")
	if err != nil {
		t.Fatal(err)
	}
	for i := range first {
		if !bytes.Equal(first[i].text, second[i].text) {
			t.Errorf("%s differs from itself", first[i].name)
		}
	}
	a, b := uuids(first[0].text), uuids(later)
	if a[len(a)-1] == b[len(b)-1] {
		t.Error("two documents that say different things have one UUID")
	}
	a, b = a[:len(a)-1], b[:len(b)-1] // a document's own comes last
	if strings.Join(a, "\n") != strings.Join(b, "\n") {
		t.Error("a stack is another one an hour later")
	}
}

var uuidField = regexp.MustCompile(`"uuid": "([0-9a-f-]{36})"`)

func uuids(text []byte) []string {
	var all []string
	for _, m := range uuidField.FindAllSubmatch(text, -1) {
		all = append(all, string(m[1]))
	}
	return all
}

func TestNobodyIsCalledCompliant(t *testing.T) {
	for _, d := range documents(t) {
		if m := regexp.MustCompile(`(?i)hipaa[ -]?complian(t|ce)|complies with hipaa`).Find(d.text); m != nil {
			t.Errorf("%s says %q", d.name, m)
		}
	}
}
