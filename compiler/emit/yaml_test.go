package emit_test

import (
	"strings"
	"testing"

	"github.com/hipaac/hipaac/compiler/emit"
	"github.com/hipaac/hipaac/compiler/template"
)

// call makes a function in its long form.
func call(name string, argument *template.Node) *template.Node {
	n := &template.Node{Kind: template.Map}
	n.Set(name, argument)
	return n
}

func texts(values ...string) *template.Node {
	n := list()
	for _, v := range values {
		n.Items = append(n.Items, template.Text(v))
	}
	return n
}

// TestLayout shows the form that each kind of value takes behind its key.
func TestLayout(t *testing.T) {
	zone := call("Fn::Select", list(&template.Node{Kind: template.Number, Text: "0"}, call("Fn::GetAZs", template.Text(""))))
	word := strings.Repeat("w", 30)
	for _, c := range []struct {
		value  *template.Node
		want   string
		reason string
	}{
		{texts("GET", "PUT"), "V: [GET, PUT]", "a short list of words"},
		{texts("s3:GetObject", "s3:PutObject"), "V:\n  - s3:GetObject\n  - s3:PutObject", "an action on each line"},
		{texts(word, word, word+"1"), "V: [" + word + ", " + word + ", " + word + "1]", "a line of a hundred columns"},
		{texts(word, word, word+"12"), "V:\n  - " + word + "\n  - " + word + "\n  - " + word + "12", "more than a hundred columns"},
		{list(texts("a"), texts()), "V: [[a], []]", "lists of words in a list"},
		{list(call("A", texts("a")), template.Text("b")), "V:\n  - A: [a]\n  - b", "a map in a list"},
		{list(call("Ref", template.Text("A")), call("Fn::GetAtt", texts("B", "Outputs.C"))), "V: [!Ref A, !GetAtt B.Outputs.C]", "references"},
		{list(call("Fn::Sub", template.Text("a")), template.Text("b")), "V:\n  - !Sub a\n  - b", "composed text on a line of its own"},
		{zone, "V: !Select [0, !GetAZs '']", "a function of a function"},
		{list(zone, call("Ref", template.Text("AWS::Region"))), "V:\n  - !Select [0, !GetAZs '']\n  - !Ref AWS::Region", "a colon keeps it out of a flow list"},
		{call("Fn::Base64", call("Fn::Sub", template.Text("a"))), "V:\n  Fn::Base64: !Sub a", "a value has one tag"},
		{call("Fn::Sub", list(template.Text("${A}"), call("A", template.Text("b")))), "V: !Sub\n  - '${A}'\n  - A: b", "text and its variables"},
		{call("Fn::GetAtt", list(template.Text("A"), call("Ref", template.Text("B")))), "V:\n  Fn::GetAtt: [A, !Ref B]", "a GetAtt that is no pair of words"},
		{call("Fn::GetAtt", texts("A", "b c")), "V:\n  Fn::GetAtt: [A, b c]", "an attribute that is no word"},
		{call("Ref", &template.Node{Kind: template.Number, Text: "1"}), "V:\n  Ref: 1", "a tag would hide that it is a number"},
		{call("Condition", template.Text("C")), "V:\n  Condition: C", "in a policy this is no function"},
		{call("Fn::Transform", call("Name", template.Text("M"))), "V: !Transform\n  Name: M", "a function of a map"},
		{template.Text("a\n  b\n"), "V: |\n  a\n    b", "several lines"},
		{template.Text("  a\nb"), "V: |2-\n    a\n  b", "white space at the beginning, no line feed at the end"},
		{&template.Node{}, "V: null", "null"},
		{list(), "V: []", "an empty list"},
		{&template.Node{Kind: template.Map}, "V: {}", "an empty map"},
	} {
		d := template.NewDocument("layout.yaml", call("V", c.value))
		if got := strings.TrimSuffix(string(emit.Render(d, nil, nil)), "\n"); got != c.want {
			t.Errorf("%s:\ngot\n%s\nwant\n%s", c.reason, got, c.want)
		}
	}
}

// TestComments: no text can leave its comment or deceive whoever reads it.
func TestComments(t *testing.T) {
	resources := call("A", call("Type", template.Text("T")))
	d := template.NewDocument("comments.yaml", call("Resources", resources))
	got := string(emit.Render(d, func(id string) []string { return []string{"of " + id, "", "a\nB: c\u2028d\u202e\tä"} }, []string{"top"}))
	want := "# top\n\nResources:\n  # of A\n  #\n  # a\\nB: c\\u2028d\\u202e\\tä\n  A:\n    Type: T\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
