package template

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// network exports what others import: by a written and by a computed name, under a condition, and something of its own making.
const network = `
Parameters:
  Env: {Type: String, Default: dev, AllowedValues: [dev, prod]}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
Resources:
  Data: {Type: "AWS::EC2::Subnet"}
  Twin: {Type: "AWS::EC2::Subnet", Condition: IsProd}
Outputs:
  A: {Value: !Ref Data, Export: {Name: "net:DataId"}}
  B: {Value: !GetAtt Data.Arn, Export: {Name: !Sub "net-${AWS::Region}:DataArn"}}
  C: {Value: "10.0.0.0/16", Export: {Name: "net:Cidr"}}
  D: {Value: !Ref Env, Export: {Name: "net:Env"}}
  E: {Value: !Ref Twin, Condition: IsProd, Export: {Name: "net:TwinId"}}
  F: {Value: !Ref Data, Export: {Name: !Sub "${AWS::StackName}:DataId"}}
  G: {Value: !ImportValue "app:Back", Export: {Name: "net:Back"}}
  H: {Value: !Sub "${AWS::StackName}-x", Export: {Name: "net:StackX"}}
  I: {Value: !Ref AWS::AccountId, Export: {Name: "net:Account"}}
  K: {Value: !Select [0, !GetAZs ""], Export: {Name: "net:Zone"}}
  L: {Value: 8080, Export: {Name: "net:Port"}}
`

const application = `
Resources:
  Data: {Type: Test}
  T:
    Type: Test
    Properties:
      V: %s
Outputs:
  Back: {Value: !ImportValue "net:Back", Export: {Name: "app:Back"}}
  Own: {Value: !Ref Data, Export: {Name: "app:DataId"}}
`

// imports gives a value of the application in every deployment of both.
func imports(t *testing.T, expression string) []string {
	t.Helper()
	documents := []*Document{parsed(t, "app.yaml", fmt.Sprintf(application, expression)), parsed(t, "net.yaml", network)}
	var out []string
	m := NewSet(documents).Models()[0]
	all := m.Deployments(64, func(s *Scope) {
		v := s.Subject(documents[0].Resource("T")).Get("V").settled()
		text := v.String()
		if why, is := v.Unknown(); is {
			text = "unknown: " + why
		} else if len(v.refs) > 0 {
			text += ", " + v.refs[0].why(m)
			if x, ok := s.Follow(v.refs[0]); ok {
				text += ", a " + x.Type
			}
		}
		if when := s.When(); when != "" {
			text += " when " + when
		}
		out = append(out, text)
	})
	if !all {
		t.Errorf("%s: not all deployments were tried", expression)
	}
	return out
}

func parsed(t *testing.T, name, text string) *Document {
	t.Helper()
	doc, found := Parse(name, []byte(text))
	if found.Failed() {
		t.Fatalf("%s", plain(found))
	}
	return doc
}

func TestImports(t *testing.T) {
	for _, test := range []struct {
		reason, expression string
		want               []string
	}{
		{"an import is worth what is exported", `!ImportValue "net:DataId"`,
			[]string{`"${Data}", "Data" of net.yaml is known only after deployment, a AWS::EC2::Subnet`}},
		{"the name of an export may hold pseudo parameters", `!ImportValue {"Fn::Sub": "net-${AWS::Region}:DataArn"}`,
			[]string{`"${Data.Arn}", "Data.Arn" of net.yaml is known only after deployment, a AWS::EC2::Subnet`}},
		{"a literal stays one", `!ImportValue "net:Cidr"`, []string{`"10.0.0.0/16"`}},
		{"a number is a text", `!ImportValue "net:Port"`, []string{`"8080"`}},
		{"a part of a text", `!Sub ["a-${X}", {X: !ImportValue "net:Cidr"}]`, []string{`"a-10.0.0.0/16"`}},
		{"a parameter of the other document is tried with each of its values", `!ImportValue "net:Env"`,
			[]string{`"dev" when Env of net.yaml is "dev"`, `"prod" when Env of net.yaml is "prod"`}},
		{"what is exported under a condition is there only under it", `!ImportValue "net:TwinId"`,
			[]string{
				`"${Twin}", "Twin" of net.yaml is known only after deployment, a AWS::EC2::Subnet when Env of net.yaml is "prod"`,
				`"${import net:TwinId}", "net:TwinId" is exported by net.yaml only under a condition, or in a circle when Env of net.yaml is not "prod"`,
			}},
		{"two stacks have two names", `!ImportValue {"Fn::Sub": "${AWS::StackName}:DataId"}`,
			[]string{`"${import ${AWS::StackName}:DataId}", "${AWS::StackName}:DataId" comes from another stack, which is not among the templates given`}},
		{"the name of the other stack is not that of this one", `!Sub ["${X}${AWS::StackName}", {X: !ImportValue "net:StackX"}]`,
			[]string{`"${AWS::StackName}-x${AWS::StackName}", "AWS::StackName" of net.yaml is known only after deployment`}},
		{"the account is the same for both", `!ImportValue "net:Account"`,
			[]string{`"${AWS::AccountId}", "AWS::AccountId" is known only after deployment`}},
		{"nobody exports it", `!ImportValue "net:None"`,
			[]string{`"${import net:None}", "net:None" comes from another stack, which is not among the templates given`}},
		{"a stack cannot import from itself", `!ImportValue "app:DataId"`,
			[]string{`"${import app:DataId}", "app:DataId" comes from another stack, which is not among the templates given`}},
		{"a circle of imports ends", `!ImportValue "net:Back"`,
			[]string{`"${import net:Back}", "net:Back" is exported by net.yaml only under a condition, or in a circle`}},
		{"what is unknown there is unknown here", `!ImportValue "net:Zone"`, []string{`unknown: Fn::GetAZs is computed at deployment`}},
	} {
		if diff := cmp.Diff(test.want, imports(t, test.expression)); diff != "" {
			t.Errorf("%s: %s (-want +got):\n%s", test.reason, test.expression, diff)
		}
	}
}

// TestNamesakes: two resources of one logical id are two, and a reference to one is not equal to a reference to the other.
func TestNamesakes(t *testing.T) {
	const text = "Resources:\n  Data: {Type: \"AWS::S3::Bucket\"}\n  P: {Type: \"AWS::S3::BucketPolicy\", Properties: {Bucket: %s}}\n" +
		"Outputs: {X: {Value: !Ref Data, Export: {Name: %s}}}\n"
	set := NewSet([]*Document{
		parsed(t, "a.yaml", fmt.Sprintf(text, "!Ref Data", "a")),
		parsed(t, "b.yaml", fmt.Sprintf(text, "!ImportValue a", "b")),
		parsed(t, "c.yaml", fmt.Sprintf(text, `!Sub ["${X}", {X: !ImportValue b}]`, "c")),
	})
	var got []string
	for _, m := range set.Models() {
		m.Deployments(1, func(s *Scope) {
			x, _ := s.Find("Data")
			line := m.File
			for _, policy := range s.Pointing("AWS::S3::BucketPolicy", "Bucket", x) {
				line += " " + policy.scope.File
				if !policy.Get("Bucket").Covers(x.Self()).Yes() || !policy.Get("Bucket").Names(x) {
					t.Errorf("%s: the policy of %s names something else", m.File, policy.scope.File)
				}
			}
			for _, policy := range s.OfType("AWS::S3::BucketPolicy") {
				line += fmt.Sprint(" ", policy.Get("Bucket").Same(s.Value(&Node{Kind: Map, Keys: []Key{{Name: "Ref"}}, Items: []*Node{Text("Data")}})).Yes())
			}
			got = append(got, line)
		})
	}
	want := []string{"a.yaml a.yaml b.yaml true true false", "b.yaml c.yaml false false true", "c.yaml false false false"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("who points at whom (-want +got):\n%s", diff)
	}
}

// TestExportedTwice: no two stacks can export one name, so that nobody knows which of them is meant.
func TestExportedTwice(t *testing.T) {
	const twin = "Resources: {S: {Type: \"AWS::EC2::Subnet\"}}\nOutputs: {X: {Value: !Ref S, Export: {Name: x}}}\n"
	user := parsed(t, "u.yaml", "Resources: {T: {Type: Test, Properties: {V: !ImportValue x}}}\n")
	NewSet([]*Document{parsed(t, "a.yaml", twin), user, parsed(t, "b.yaml", twin)}).Models()[1].Deployments(1, func(s *Scope) {
		x, _ := s.Find("T")
		if why := x.Get("V").Is("y").Why(); why != `"x" is exported by several of the templates given` {
			t.Errorf("the reason is %q", why)
		}
		if got := s.Pointing("Test", "V", s.OfType("AWS::EC2::Subnet")[1]); len(got) > 0 {
			t.Error("the import leads to one of two")
		}
	})
}

// TestPlaceInAnotherDocument: a value is found where it stands, whichever resource the question was about.
func TestPlaceInAnotherDocument(t *testing.T) {
	table := parsed(t, "net.yaml", "Resources:\n  Table: {Type: \"AWS::EC2::RouteTable\"}\nOutputs:\n  Id: {Value: !Ref Table, Export: {Name: table}}\n")
	route := parsed(t, "route.yaml", "Resources:\n  Out:\n    Type: AWS::EC2::Route\n    Properties:\n      RouteTableId: !ImportValue table\n      GatewayId: igw-1\n")
	m := NewSet([]*Document{table, route}).Models()[0]
	m.Deployments(1, func(s *Scope) {
		x, _ := s.Find("Table")
		gateway := s.Pointing("AWS::EC2::Route", "RouteTableId", x)[0].Get("GatewayId")
		pos, path := m.Place(x.Resource, gateway)
		if got := pos.String() + " " + path; got != "route.yaml:6:18 Resources.Out.Properties.GatewayId" {
			t.Error(got)
		}
	})
}

func TestLinks(t *testing.T) {
	exports, imports := parsed(t, "net.yaml", network).Links()
	want := []string{"net:DataId", "net-\x01AWS::Region\x02:DataArn", "net:Cidr", "net:Env", "net:TwinId", "net:Back", "net:StackX", "net:Account", "net:Zone", "net:Port"}
	if diff := cmp.Diff([][]string{want, {"app:Back"}}, [][]string{exports, imports}); diff != "" {
		t.Errorf("links (-want +got):\n%s", diff)
	}
	exports, imports = parsed(t, "net.yaml", network+"Transform: Rewriter\n").Links()
	if len(exports)+len(imports) > 0 {
		t.Errorf("a macro may rewrite what is exported; got %s and %s", strings.Join(exports, " "), strings.Join(imports, " "))
	}
}
