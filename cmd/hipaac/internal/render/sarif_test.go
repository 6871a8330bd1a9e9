package render

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// TestSARIFKeepsItsSchema validates what is written by the schema that OASIS published with the standard (errata 01), to which the
// file itself points. It lets in no property that it does not know.
func TestSARIFKeepsItsSchema(t *testing.T) {
	text, err := os.ReadFile("testdata/sarif-schema-2.1.0.json")
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := report().Write(&b, "sarif"); err != nil {
		t.Fatal(err)
	}
	schema := compiled(t, string(text))
	if err := schema.Validate(decoded(t, b.String())); err != nil {
		t.Error(err)
	}
	for _, broken := range [][2]string{{`"level": "error"`, `"level": "fatal"`}, {`"startLine": 4`, `"startLine": 0`}, {`"kind": "external"`, `"kind": "elsewhere"`}, {`"ruleId"`, `"ruleID"`}} {
		text := strings.Replace(b.String(), broken[0], broken[1], 1)
		if text == b.String() || schema.Validate(decoded(t, text)) == nil {
			t.Errorf("%s is let in", broken[1])
		}
	}
}

func compiled(t *testing.T, text string) *jsonschema.Schema {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource(sarifSchema, decoded(t, text)); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile(sarifSchema)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func decoded(t *testing.T, text string) any {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return value
}
