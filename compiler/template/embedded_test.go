package template

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What a text says that holds JSON, by the value of its entry "k" in every deployment.
func TestJSON(t *testing.T) {
	for name, test := range map[string]struct {
		expression string
		want       []string
	}{
		"a text":              {`'{"k": "v", "other": [1, {"a": null}]}'`, []string{`"v"`}},
		"a map":               {`{k: v}`, []string{`"v"`}},
		"the later counts":    {`'{"k": "a", "k": "b"}'`, []string{`"b"`}},
		"a number":            {`'{"k": 1.50}'`, []string{"1.50"}},
		"absent":              {`'{}'`, []string{"nothing"}},
		"null":                {`'{"k": null}'`, []string{"nothing"}},
		"in a string":         {`!Sub '{"a": "${AWS::Region}", "k": "arn:${B.Arn}/*"}'`, []string{`"arn:${B.Arn}/*" open`}},
		"the right reference": {`!Sub '{"a": ["${Free}", {"b": "${Named}${Long}"}], "k": "${B}"}'`, []string{`"${B}" open`}},
		"outside of strings":  {`!Sub '{"a": "\"", "k": ${Free}}'`, []string{`"${Free}" open`}},
		"a parameter's value": {`!Sub '{"k": "${Listed}"}'`, []string{`"a" when Listed is "a"`, `"b" when Listed is "b"`}},
		"joined":              {`!Join ["", ['{"k": "', !Ref B, '"}']]`, []string{`"${B}" open`}},
		"a default":           {`!Sub '{"k": ${Usual}}'`, []string{`unknown: the text is not JSON when Usual keeps its default "dev"`, `"${Usual}" open`}},
		"a secret":            {`'{"k": "{{resolve:ssm:/x}}"}'`, []string{`"{{resolve:ssm:/x}}" open`}},
		"all of it elsewhere": {`!Ref Free`, []string{`unknown: parameter "Free" has no default`}},
		"no JSON":             {`'{k: v}'`, []string{"unknown: the text is not JSON"}},
		"more than JSON":      {`'{"k": 1} tail'`, []string{"unknown: the text is not JSON"}},
		"cut off":             {`'{"k": [1'`, []string{"unknown: the text is not JSON"}},
		"no document":         {`'"k"'`, []string{"unknown: the text is not JSON"}},
		"a key that is open":  {`!Sub '{"${Free}": 1}'`, []string{`unknown: parameter "Free" has no default`}},
		"like a function":     {`'{"k": {"Ref": "B"}}'`, []string{"unknown: the text is not JSON"}},
		"characters of ours":  {`"{\"k\": \"a\\u0001B\\u0002\"}"`, []string{`"a�B�"`}},
		"marks in a name":     {"!Sub \"{\\\"k\\\": \\\"${AWS::Region}\\\\u0001\\\"}\"", []string{"\"${AWS::Region}\ufffd\" open"}},
		"computed":            {`{"Fn::ToJsonString": {k: v}}`, []string{"unknown: Fn::ToJsonString is computed at deployment"}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, valuesBy(t, test.expression, func(v Value) Value { return v.JSON().Get("k") })); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// A resource can be named like the marks of references: nothing of it is read, and nothing breaks.
func TestJSONWithMarksForNames(t *testing.T) {
	doc, found := Parse("t.json", []byte(`{"Resources": {
		"\u0001": {"Type": "Test"},
		"T": {"Type": "Test", "Properties": {"V": {"Fn::Sub": "{\"k\": \"${\u0001}\"}"}}}
	}}`))
	if found.Failed() {
		t.Fatal(plain(found))
	}
	NewModel(doc).Deployments(1, func(s *Scope) {
		if v := s.Subject(doc.Resource("T")).Get("V").JSON(); v.kind != unknown {
			t.Errorf("got %s, want unknown", v)
		}
	})
}
