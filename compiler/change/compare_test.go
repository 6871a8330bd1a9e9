package change

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hipaac/hipaac/compiler/controls"
	"github.com/hipaac/hipaac/compiler/template"
)

// parsed reads a template of a test.
func parsed(t testing.TB, text string) *template.Document {
	t.Helper()
	doc, problems := template.Parse("t.yaml", []byte(text))
	if doc == nil {
		t.Fatalf("%v\n%s", problems, text)
	}
	return doc
}

// stack is the report on one stack.
func stack(t testing.TB, old, new string) Report {
	t.Helper()
	return Compare([]Stack{{Name: "s", Document: parsed(t, old)}}, []Stack{{Name: "s", Document: parsed(t, new)}})
}

// spoken are the findings as lines: class, resource, text.
func spoken(r Report, classes ...Class) []string {
	var lines []string
	for _, f := range r.Findings {
		for _, c := range classes {
			if f.Class == c {
				lines = append(lines, fmt.Sprintf("%s %s: %s", f.Class, f.Resource, f.Text))
			}
		}
	}
	return lines
}

// environment reads the templates of a golden folder.
func environment(t testing.TB, name string) []Stack {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("../../golden", name, "*.template.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatal("no golden templates of ", name, err)
	}
	var list []Stack
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		doc, problems := template.Parse(file, text)
		if doc == nil {
			t.Fatal(problems)
		}
		list = append(list, Stack{Name: strings.TrimSuffix(filepath.Base(file), ".template.yaml"), Document: doc})
	}
	return list
}

// What does not differ means nothing, and neither does another way of writing the same.
func TestNothingChanges(t *testing.T) {
	for _, env := range []string{"dev", "prod", "hub"} {
		r := Compare(environment(t, env), environment(t, env))
		if len(r.Resources)+len(r.Findings)+len(r.Exports) > 0 {
			t.Errorf("%s compared with itself: %+v", env, r)
		}
	}
	tests := []struct{ reason, old, new string }{
		{"the order of keys", "{A: 1, B: {C: 2, D: 3}}", "{B: {D: 3, C: 2}, A: 1}"},
		{"texts and numbers", "{A: 30, B: true}", `{A: "30", B: "true"}`},
		{"short and long functions", "{A: !Sub 'a-${AWS::Region}', B: !GetAtt Other.Arn}", `{A: {"Fn::Join": ["-", [a, !Ref AWS::Region]]}, B: {"Fn::GetAtt": [Other, Arn]}}`},
		{"nothing and AWS::NoValue", "{A: 1}", "{A: 1, B: !Ref AWS::NoValue}"},
		{"a parameter and its default", "{A: five}", "{A: !Ref Five}"},
		{"a decided condition", "{A: five}", "{A: !If [IsFive, !Ref Five, six]}"},
		{"a value of a mapping", "{A: five}", "{A: !FindInMap [M, five, value]}"},
		{"the order of tags", "{Tags: [{Key: a, Value: 1}, {Key: b, Value: 2}]}", "{Tags: [{Key: b, Value: 2}, {Key: a, Value: 1}]}"},
		{"one action and a list of one", "{P: {Statement: {Effect: Allow, Action: 's3:GetObject', Resource: '*'}}}", "{P: {Statement: [{Effect: Allow, Action: ['s3:GetObject'], Resource: ['*']}]}}"},
		{"the order of statements", `{P: {Statement: [{Effect: Allow, Action: [b, a], Resource: "*"}, {Effect: Deny, Action: c, Resource: "*"}]}}`,
			`{P: {Statement: [{Effect: Deny, Action: c, Resource: "*"}, {Effect: Allow, Action: [a, b], Resource: "*"}]}}`},
		{"a policy as text", `{P: '{"Statement": [{"Effect": "Allow", "Action": "a", "Resource": "*"}]}'}`, `{P: '{"Statement":{"Resource":["*"],"Action":["a"],"Effect":"Allow"}}'}`},
	}
	const frame = `
Parameters: {Five: {Type: String, Default: five}}
Conditions: {IsFive: !Equals [!Ref Five, five]}
Mappings: {M: {five: {value: five}}}
Resources:
  Other: {Type: "AWS::SNS::Topic"}
  X:
    Type: AWS::S3::Bucket
    Properties: `
	for _, test := range tests {
		if r := stack(t, frame+test.old+"\n", frame+test.new+"\n"); len(r.Resources) > 0 {
			t.Errorf("%s is no change: %+v", test.reason, r.Resources)
		}
	}
}

// What parameters decide is compared as it is decided, and nobody reads a secret one.
func TestParameters(t *testing.T) {
	doc := parsed(t, `
Parameters:
  Name: {Type: String}
  Password: {Type: String, NoEcho: true}
  Zones: {Type: CommaDelimitedList, Default: "a,b"}
  Image: {Type: "AWS::SSM::Parameter::Value<String>", Default: /image}
Conditions:
  Big: !And [!Not [!Equals [!Ref Name, small]], !Condition Set]
  Set: !Not [!Equals [!Ref Name, ""]]
Resources:
  Log: {Type: "AWS::Logs::LogGroup", Properties: {LogGroupName: !Sub "/x/${Name}"}}
  Extra: {Type: "AWS::SNS::Topic", Condition: Big}
  Data:
    Type: AWS::RDS::DBInstance
    Properties: {MasterUserPassword: !Ref Password, AvailabilityZone: !Select [1, !Ref Zones], Description: !Ref Image}
`)
	with := func(name, password, image string) []Stack {
		return []Stack{{Name: "s", Document: doc, Parameters: map[string]string{"Name": name, "Password": password, "Image": image}}}
	}
	r := Compare(with("small", "hunter2", "/image"), with("large", "hunter3", "/image2"))
	got := fmt.Sprintf("%+v", r)
	for _, secret := range []string{"hunter2", "hunter3"} {
		if strings.Contains(got, secret) {
			t.Errorf("a NoEcho parameter is shown: %s", got)
		}
	}
	var lines []string
	for _, x := range r.Resources {
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %s %s", x.ID, x.Verb, x.Replacement)))
		for _, p := range x.Properties {
			lines = append(lines, fmt.Sprintf("  %s %s -> %s %s", p.Path, p.Before, p.After, p.Through))
		}
	}
	want := `Data changed
  Properties.Description "{{resolve:ssm:/image}}" -> "{{resolve:ssm:/image2}}" 
  Properties.MasterUserPassword !Ref Password -> !Ref Password Password
Extra added
Log changed will
  Properties.LogGroupName "/x/small" -> "/x/large" `
	if have := strings.Join(lines, "\n"); have != want {
		t.Errorf("got\n%s\nwant\n%s", have, want)
	}
}

// An open condition is what it says, not what it is called.
func TestOpenConditions(t *testing.T) {
	const frame = `
Parameters: {P: {Type: String}}
Conditions: {%s: !Equals [!Ref P, %s]}
Resources:
  X: {Type: "AWS::SNS::Topic", Condition: %[1]s, Properties: {DisplayName: !If [%[1]s, a, b]}}
`
	if r := stack(t, fmt.Sprintf(frame, "A", "x"), fmt.Sprintf(frame, "B", "x")); len(r.Resources) > 0 {
		t.Errorf("another name of a condition: %+v", r.Resources)
	}
	if r := stack(t, fmt.Sprintf(frame, "A", "x"), fmt.Sprintf(frame, "A", "y")); len(r.Resources) != 1 || len(r.Resources[0].Properties) != 2 {
		t.Errorf("another meaning of a condition: %+v", r.Resources)
	}
}

// TestByWhomItIsJudged: what an organisation asks for is a safeguard like all others, and where it is not given nobody knows of it.
func TestByWhomItIsJudged(t *testing.T) {
	const text = "Resources: {Logs: {Type: AWS::Logs::LogGroup, DeletionPolicy: Retain, UpdateReplacePolicy: Retain, Properties: {RetentionInDays: %d}}}"
	own := &controls.Control{ID: "clinic-logs", Title: "logs are kept for ten years", Tier: controls.Baseline, Types: []string{"AWS::Logs::LogGroup"},
		Judge: func(c *controls.Case) {
			c.Require(c.Get("RetentionInDays").AtLeast(3653), c.Get("RetentionInDays"), "%q is kept for less", c.ID)
		}}
	version := func(days int) []Stack {
		return []Stack{{Name: "s", Document: parsed(t, fmt.Sprintf(text, days))}}
	}
	found := func(r Report) (all []string) {
		for _, f := range r.Findings {
			if f.Class == Weakened {
				all = append(all, f.Control)
			}
		}
		return all
	}
	for _, compare := range []func(old, new []Stack, by ...*controls.Control) Report{Compare, Happened} {
		if have := found(compare(version(3653), version(3288), own)); len(have) != 1 || have[0] != own.ID {
			t.Errorf("weakened: %q, want %s", have, own.ID)
		}
		if have := found(compare(version(3653), version(3288))); len(have) != 0 {
			t.Errorf("without the organisation's control %q are weakened", have)
		}
	}
}
