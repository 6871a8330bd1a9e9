package template

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/compiler/diag"
)

// show writes a tree on one line, with the place of every value, so that a test can compare all of it.
func show(n *Node) string {
	switch n.Kind {
	case Null:
		return fmt.Sprintf("null@%d:%d", n.Line, n.Col)
	case List:
		var items []string
		for _, item := range n.Items {
			items = append(items, show(item))
		}
		return fmt.Sprintf("[%s]@%d:%d", strings.Join(items, " "), n.Line, n.Col)
	case Map:
		var items []string
		for i, item := range n.Items {
			items = append(items, fmt.Sprintf("%s@%d:%d=%s", n.Keys[i].Name, n.Keys[i].Line, n.Keys[i].Col, show(item)))
		}
		return fmt.Sprintf("{%s}@%d:%d", strings.Join(items, " "), n.Line, n.Col)
	case String:
		return fmt.Sprintf("%q@%d:%d", n.Text, n.Line, n.Col)
	}
	return fmt.Sprintf("%s@%d:%d", n.Text, n.Line, n.Col)
}

func TestValuesAndPlaces(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"short form", "a: !Ref B", `{a@1:1={Ref@1:4="B"@1:4}@1:4}@1:1`},
		{"GetAtt as text", "a: !GetAtt B.Outputs.C", `{a@1:1={Fn::GetAtt@1:4=["B"@1:4 "Outputs.C"@1:4]@1:4}@1:4}@1:1`},
		{"GetAtt as list", "a: !GetAtt [B, C]", `{a@1:1={Fn::GetAtt@1:4=["B"@1:13 "C"@1:16]@1:4}@1:4}@1:1`},
		{"long GetAtt as text", "a: {Fn::GetAtt: B.C}", `{a@1:1={Fn::GetAtt@1:5=["B"@1:17 "C"@1:17]@1:17}@1:4}@1:1`},
		{"function of a list", "a: !If [C, 1, !Sub x]", `{a@1:1={Fn::If@1:4=["C"@1:9 1@1:12 {Fn::Sub@1:15="x"@1:15}@1:15]@1:4}@1:4}@1:1`},
		{"condition", "a: !Condition C", `{a@1:1={Condition@1:4="C"@1:4}@1:4}@1:1`},
		{"unknown function", "a: !Frob x", `{a@1:1={Fn::Frob@1:4="x"@1:4}@1:4}@1:1`},
		{"YAML 1.1 booleans, and words that are none", "a: [yes, Off, true, y, \"yes\"]", `{a@1:1=[true@1:5 false@1:10 true@1:15 "y"@1:21 "yes"@1:24]@1:4}@1:1`},
		{"numbers keep their digits", "a: [1, 1.50, -2, 1e3]", `{a@1:1=[1@1:5 1.50@1:8 -2@1:14 1e3@1:18]@1:4}@1:1`},
		{"numbers of YAML 1.1 only", "a: [0x1F, 010, 1_000]", `{a@1:1=[31@1:5 8@1:11 1000@1:16]@1:4}@1:1`},
		{"no numbers", "a: [2012-10-17, 012345678901, 1.2.3.4]", `{a@1:1=["2012-10-17"@1:5 "012345678901"@1:17 "1.2.3.4"@1:31]@1:4}@1:1`},
		{"a tagged string", "a: !!str 12", `{a@1:1="12"@1:4}@1:1`},
		{"null", "a:\nb: ~", `{a@1:1=null@1:3 b@2:1=null@2:4}@1:1`},
		{"columns are bytes", "é: ü # ö\nb: {é: ü, x: y}", `{é@1:1="ü"@1:5 b@2:1={é@2:5="ü"@2:9 x@2:13="y"@2:16}@2:4}@1:1`},
		{"a line separator is a line to YAML and none to an editor", "a: 1\u2028b: 2", `{a@1:1=1@1:4 b@1:8=2@1:11}@1:1`},
		{"alias", "a: &x [1]\nb: *x", `{a@1:1=[1@1:8]@1:4 b@2:1=[1@1:8]@1:4}@1:1`},
		{"merge", "a: &x {p: 1, q: 2}\nb:\n  <<: *x\n  q: 3", `{a@1:1={p@1:8=1@1:11 q@1:14=2@1:17}@1:4 b@2:1={q@4:3=3@4:6 p@1:8=1@1:11}@3:3}@1:1`},
		{"JSON", "{\n\t\"a\": [1.0, true, null, \"\\u00e9\"],\n\t\"b\": {\"Fn::GetAtt\": \"C.D\"}}",
			`{a@2:2=[1.0@2:8 true@2:13 null@2:19 "é"@2:25]@2:7 b@3:2={Fn::GetAtt@3:8=["C"@3:22 "D"@3:22]@3:22}@3:7}@1:1`},
		{"flow YAML that is no JSON", "{a: 1, b: [x,],}", `{a@1:2=1@1:5 b@1:8=["x"@1:12]@1:11}@1:1`},
		{"byte order mark", "\ufeffa: 1", `{a@1:1=1@1:4}@1:1`},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := &reader{file: "t.yaml"}
			root := r.read([]byte(test.text))
			if root == nil || r.found != nil {
				t.Fatalf("not read: %+v", r.found)
			}
			if got := show(root); got != test.want {
				t.Errorf("\n got %s\nwant %s", got, test.want)
			}
		})
	}
}

const tiny = "Resources: {A: {Type: X}}\n"

func TestMistakes(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"nothing", " \n", "t.yaml: error: the template is empty [empty-template]"},
		{"only a comment", "# x\n", "t.yaml: error: the template is empty [empty-template]"},
		{"a list", "- a\n", "t.yaml:1:1: error: the document is a list, a CloudFormation template is a map [not-a-template]"},
		{"no resources", "Description: x\n", "t.yaml:1:1: error: the template has no Resources section [no-resources]"},
		{"resources as list", "Resources: [a]\n", "t.yaml:1:12: error: Resources is a list, it must be a map of logical ids [no-resources]"},
		{"an empty map of resources", "Resources: {}\n", "t.yaml:1:12: error: the template has no resources [no-resources]"},
		{"no type", "Resources:\n  A: {Properties: {}}\n", `t.yaml:2:3: error: resource "A" has no Type [resource-without-type]`},
		{"type is a map", "Resources:\n  A: {Type: !Ref X}\n", `t.yaml:2:13: error: the Type of resource "A" is a map, it must be a string [resource-without-type]`},
		{"resource is text", "Resources:\n  A: b\n", `t.yaml:2:3: error: resource "A" is a string, it must be a map with a Type [resource-without-type]`},
		{"properties as list", "Resources:\n  A: {Type: X, Properties: []}\n", `t.yaml:2:28: error: the Properties of resource "A" are a list, they must be a map [properties-not-a-map]`},
		{"duplicate key", tiny + "a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n",
			"t.yaml:6:3: error: key \"c\" stands twice in the same map; CloudFormation would silently drop one of the two [duplicate-key]\n  t.yaml:4:3: the first \"c\" is on line 4"},
		{"duplicate key in JSON", `{"Resources": {"A": {"Type": "X", "Type": "Y"}}}`,
			"t.yaml:1:35: error: key \"Type\" stands twice in the same map; CloudFormation would silently drop one of the two [duplicate-key]\n  t.yaml:1:22: the first \"Type\" is on line 1"},
		{"two documents", "---\n" + tiny + "---\n" + tiny, "t.yaml:4:1: error: a second YAML document begins here; a template is one document [several-documents]"},
		{"not UTF-8", "a: b\nc: \xff\n", "t.yaml:2:4: error: the file is not UTF-8 text from here on [not-utf8]"},
		{"UTF-16", "\xff\xfeR\x00e\x00", "t.yaml:1:1: error: the file is UTF-16 text; CloudFormation reads UTF-8 [not-utf8]"},
		{"UTF-16, the other way", "\xfe\xff\x00R\x00e", "t.yaml:1:1: error: the file is UTF-16 text; CloudFormation reads UTF-8 [not-utf8]"},
		{"an archive", "PK\x03\x04\x00\x00", "t.yaml:1:1: error: the file is no text: it holds bytes that no text has [not-utf8]"},
		{"a bad indent", tiny + "a:\n  b: 1\n c: 2\n", "t.yaml:4:1: error: not YAML: this line does not fit the map it stands in [not-yaml]"},
		{"an open bracket", tiny + "x: 1\na: [1, 2\nb: 3\n", "t.yaml:3:1: error: not YAML: a list in brackets is not closed [not-yaml]"},
		{"a tab", tiny + "a:\n\tb: 1\n", "t.yaml:3:1: error: not YAML: a value cannot begin with this character [not-yaml]"},
		{"a colon too many", tiny + "a: b: c\n", "t.yaml:2:1: error: not YAML: a colon is not allowed here [not-yaml]"},
		{"an open quote", tiny + "a: \"b\nc: d\n", "t.yaml:2:1: error: not YAML: a quoted text is not closed [not-yaml]"},
		{"an unknown alias", tiny + "a: *b\n", "t.yaml:2:1: error: not YAML: an alias names an anchor that does not exist [not-yaml]"},
		{"two tags", tiny + "a: !Base64 !Sub x\n", "t.yaml:2:1: error: not YAML: this line does not fit the map it stands in [not-yaml]"},
		{"broken JSON", "{\n  \"a\": 1\n  \"b\": 2\n}\n", "t.yaml:3:3: error: not JSON: invalid character '\"' after object key:value pair [not-json]"},
		{"cut JSON", "{\n  \"a\": [1,", "t.yaml:2:11: error: not JSON: the text ends before the template does [not-json]"},
		{"text after JSON", `{"a": 1} x`, "t.yaml:1:10: error: not JSON: there is more text after the end of the template [not-json]"},
		{"a map as key", tiny + "? {a: 1}\n: b\n", "t.yaml:2:3: error: a key of a map must be a word, not a list or a map [key-not-a-string]"},
		{"an alias of itself", tiny + "a: &x [*x]\n", "t.yaml:2:8: error: values are nested deeper than 100 levels here, or an alias contains itself [template-too-deep]"},
		{"a macro", tiny + "Transform: [M, AWS::Serverless-2016-10-31]\n",
			"t.yaml:2:1: note: the template is rewritten by M, AWS::Serverless-2016-10-31 at deployment; what is judged is the text before that [not-expanded]"},
		{"a loop", "Resources:\n  Fn::ForEach::B: [I, [a], {}]\n", "t.yaml:2:3: note: Fn::ForEach::B makes resources at deployment; they are not judged [not-expanded]"},
		{"what a macro of AWS makes into other resources", "Resources:\n  F: {Type: AWS::Serverless::Function}\n",
			`t.yaml:2:3: note: "F" becomes other resources at deployment; these are not judged [not-expanded]`},
		{"several of them", "Resources:\n  B: {Type: AWS::S3::Bucket}\n  F: {Type: AWS::Serverless::Function}\n  G: {Type: AWS::Serverless::Api}\n  H: {Type: My::Own::MODULE}\n",
			`t.yaml:3:3: note: "F", "G" and "H" become other resources at deployment; these are not judged [not-expanded]`},
		{"a module", "Resources:\n  M: {Type: My::S3::Bucket::MODULE}\n",
			`t.yaml:2:3: note: "M" becomes other resources at deployment; these are not judged [not-expanded]`},
		{"a nested stack", "Resources:\n  N: {Type: AWS::CloudFormation::Stack}\n",
			`t.yaml:2:3: note: nested stack "N" is a template of its own; its resources are not judged here [not-expanded]`},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, found := Parse("t.yaml", []byte(test.text))
			if diff := cmp.Diff(test.want, plain(found)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func plain(list diag.List) string {
	var lines []string
	for _, d := range list {
		lines = append(lines, fmt.Sprintf("%s: %s: %s [%s]", d.Pos, d.Severity, d.Message, d.ID))
		for _, n := range d.Notes {
			lines = append(lines, fmt.Sprintf("  %s: %s", n.Pos, n.Message))
		}
	}
	return strings.Join(lines, "\n")
}

// Every one of these texts is refused, or read, within a second; the comment says what it would cost a naive reader.
func TestHostileTexts(t *testing.T) {
	var aliases, merges strings.Builder
	aliases.WriteString("a0: &a0 [x, x, x, x, x, x, x, x]\n")
	merges.WriteString("m0: &m0 {k: v}\n")
	for i := 1; i < 40; i++ {
		fmt.Fprintf(&aliases, "a%d: &a%d [*a%d, *a%d]\n", i, i, i-1, i-1)
		fmt.Fprintf(&merges, "m%d: &m%d {<<: [*m%d, *m%d]}\n", i, i, i-1, i-1)
	}
	for _, test := range []struct{ name, text, id string }{
		{"2^40 values by aliases", tiny + aliases.String(), "template-too-large"},
		{"2^40 maps by merges", tiny + merges.String(), "template-too-large"},
		{"deep lists", tiny + "a: " + strings.Repeat("[", 9000) + strings.Repeat("]", 9000), "template-too-deep"},
		{"deep dashes", strings.Repeat("- ", 9000) + "a", "template-too-deep"},
		{"deep JSON", `{"a":` + strings.Repeat("[", 500000) + strings.Repeat("]", 500000) + "}", "template-too-deep"},
		{"a million values", "a: [" + strings.Repeat("a,", 1<<20) + "]", "template-too-large"},
		{"a million JSON values", `{"a": [1` + strings.Repeat(",1", 1<<20) + "]}", "template-too-large"},
		{"six million bytes", strings.Repeat("# x\n", 1_500_000), "template-too-large"},
		{"an unclosed mebibyte", tiny + "a: \"" + strings.Repeat("b\n", 1<<19), "not-yaml"},
	} {
		t.Run(test.name, func(t *testing.T) {
			start := time.Now()
			doc, found := Parse("t.yaml", []byte(test.text))
			if took := time.Since(start); took > 3*time.Second {
				t.Errorf("took %s", took)
			} else {
				t.Logf("took %s", took)
			}
			if doc != nil || len(found) == 0 || found[len(found)-1].ID != test.id {
				t.Errorf("got %s, want %s", plain(found), test.id)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{tiny, "Resources:\n  A:\n    Type: X\n    Properties: {P: !Sub ['${a}', {a: !GetAtt B.C}]}\n",
		`{"Resources": {"A": {"Type": "X"}}}`, "a: &x {<<: *x}\n", "{a: 1, a: 2}", "\u2028b:\u2028b:", "a: \"\\x01\"\r\nb: c\r"} {
		f.Add([]byte(seed))
	}
	for _, hostile := range []string{"\xff\xfeR\x00", "\ufeffResources: {}\n", "PK\x03\x04\x00", "a: !!binary aGk=\n", "a: !<tag:x,2000:y> b\n", "--- {a: b}\n--- c\n",
		`{"Resources": {"A": {"Type": "X", "Type": "Y"}, "A": null}}`, "Transform: [M, {Name: AWS::Include}]\nResources:\n  Fn::ForEach::B: [I, [a], {'${I}': 1}]\n",
		"Resources:\n  A: &a {Type: X, Properties: {Fn::Transform: {Name: M}}}\n  B: *a\n  C: {<<: *a, Type: AWS::Serverless::Api}\n",
		"Conditions: {C: !Or [!Condition D, !Condition C], D: !Not [!Condition C]}\nResources: {A: {Type: X, Condition: C, P: !If [C, !Ref A, !Sub '${A.B}${!C}${']}}\n"} {
		f.Add([]byte(hostile))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		doc, found := Parse("f.yaml", text)
		if doc == nil && !found.Failed() {
			t.Fatal("neither a document nor an error")
		}
		lines := 1 + strings.Count(string(text), "\n")
		for _, d := range found {
			if d.Pos.Line > lines {
				t.Fatalf("%s lies outside of the file", d.Pos)
			}
		}
		if doc != nil {
			inside(t, doc.Root, lines)
		}
	})
}

func inside(t *testing.T, n *Node, lines int) {
	if n.Line < 1 || n.Line > lines || n.Col < 1 {
		t.Fatalf("a %s has the place %d:%d in a file of %d lines", n.Kind, n.Line, n.Col, lines)
	}
	for _, item := range n.Items {
		inside(t, item, lines)
	}
}

// TestTooMuch: what no honest template comes near is refused with one sentence, and quickly.
func TestTooMuch(t *testing.T) {
	entries := func(n int, entry string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, entry, i)
		}
		return b.String()
	}
	for _, test := range []struct{ name, text, id, message string }{
		{"resources", "Resources:\n" + entries(2001, "  B%d: {Type: AWS::S3::Bucket}\n"), "too-many-resources",
			"the template has 2001 resources; CloudFormation accepts 500, hipaac reads 2000"},
		{"one key again and again", "Resources:\n  A: {Type: X}\n" + entries(50_000, "  A: {Type: X} # %d\n"), "too-many-problems",
			"more than 100 problems; the template is read no further"},
		{"resources without a type", "Resources:\n" + entries(1500, "  A%d: {}\n"), "too-many-problems",
			"more than 100 problems; the template is read no further"},
		{"values on one long line", "{Transform: [" + entries(160_000, "M%d, ") + "]}", "template-too-large",
			"the template holds more than 150000 values, aliases expanded"},
	} {
		start := time.Now()
		doc, found := Parse("t.yaml", []byte(test.text))
		if doc != nil {
			t.Errorf("%s: read", test.name)
		}
		if last := found[len(found)-1]; last.ID != test.id || last.Message != test.message || len(found) > 101 {
			t.Errorf("%s: %d problems, the last one [%s] %s", test.name, len(found), last.ID, last.Message)
		}
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("%s: %v", test.name, took)
		}
	}
}
