package stack

import (
	"testing"

	"github.com/hipaac/hipaac/compiler/template"
)

// A stack belongs to a spec where its template says so, whatever else changed, and to nobody here where it does not.
func TestMade(t *testing.T) {
	parse := func(text string) *template.Document {
		doc, problems := template.Parse("test", []byte(text))
		if problems.Failed() {
			t.Fatal(problems)
		}
		return doc
	}
	d := Desired{Document: parse(`{"Description":"Databases of clinic, environment prod (production, phi). Made by hipaac.","Resources":{"T":{"Type":"AWS::SNS::Topic"}}}`)}
	for text, want := range map[string]bool{
		`{"Description":"Databases of clinic, environment prod (production, phi). Made by hipaac.","Resources":{"T":{"Type":"AWS::SNS::Topic"}}}`:  true,
		`{"Description":"The store of old of clinic, environment prod (test). Made by hipaac.","Resources":{"T":{"Type":"AWS::SNS::Topic"}}}`:      true,
		`{"Description":"Databases of clinic, environment production (production). Made by hipaac.","Resources":{"T":{"Type":"AWS::SNS::Topic"}}}`: false,
		`{"Description":"Databases of other-clinic, environment prod (production). Made by hipaac.","Resources":{"T":{"Type":"AWS::SNS::Topic"}}}`: false,
		`{"Description":"Databases of clinic, environment prod (production, phi).","Resources":{"T":{"Type":"AWS::SNS::Topic"}}}`:                  false,
		`{"Description":"Our old database","Resources":{"T":{"Type":"AWS::SNS::Topic"}}}`:                                                          false,
		`{"Description":{"Fn::Sub":"x of clinic, environment prod (test). Made by hipaac."},"Resources":{"T":{"Type":"AWS::SNS::Topic"}}}`:         false,
		`{"Resources":{"T":{"Type":"AWS::SNS::Topic"}}}`: false,
	} {
		if got := d.Made(parse(text)); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
	if d.Made(nil) {
		t.Error("a template that cannot be read says whose it is")
	}
}
