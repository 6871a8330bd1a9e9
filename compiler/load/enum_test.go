package load

import (
	"testing"

	"cuelang.org/go/cue"

	"github.com/hipaac/hipaac/schema"
	"github.com/hipaac/hipaac/schema/shape"
)

// TestLongEnums: judged as a pattern, a long enum admits exactly its own values. The dot of "ecr.api" must not stand for any letter.
func TestLongEnums(t *testing.T) {
	l, err := newLoader(schema.Files)
	if err != nil {
		t.Fatal(err)
	}
	for name, others := range map[string][]string{
		"#EndpointService": {"", "ecr-api", "ecrxapi", "xkms", "kmsx", "kms|logs", "kms\nlogs", "KMS"},
		"#Region":          {"", "us-east-9", "us-east-1 ", "us-east-1|us-east-2"},
	} {
		judged := l.judges[0].schema.LookupPath(cue.ParsePath(name))
		if op, _ := judged.Expr(); op != cue.RegexMatchOp {
			t.Errorf("%s is judged by %v, not as a pattern", name, op)
		}
		admits := func(text string) bool {
			return judged.Unify(judged.Context().Encode(text)).Validate(cue.Concrete(true)) == nil
		}
		for _, value := range enumOf(t, l.model, name) {
			if !admits(value.(string)) {
				t.Errorf("%s refuses its own value %q", name, value)
			}
		}
		for _, other := range others {
			if admits(other) {
				t.Errorf("%s admits %q", name, other)
			}
		}
	}
}

func enumOf(t *testing.T, m *shape.Model, name string) []any {
	t.Helper()
	values := m.Environment.Field("region").Type.Enum
	if name == "#EndpointService" {
		values = m.Blueprint("network").Type.Field("endpoints").Type.Elem.Enum
	}
	if len(values) < longEnum {
		t.Fatalf("%s has %d values in the model", name, len(values))
	}
	return values
}
