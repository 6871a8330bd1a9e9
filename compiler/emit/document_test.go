package emit_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation/autoscaling"
	"github.com/awslabs/goformation/v7/cloudformation/ec2"
	"github.com/awslabs/goformation/v7/cloudformation/iam"
	"github.com/awslabs/goformation/v7/cloudformation/kms"
	"github.com/awslabs/goformation/v7/cloudformation/policies"
	"github.com/awslabs/goformation/v7/cloudformation/rds"
	"github.com/awslabs/goformation/v7/cloudformation/s3"
	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/compiler/emit"
	"github.com/hipaac/hipaac/compiler/template"
)

// custom is a resource that carries no tags, so that a test sees nothing but the properties it asked for.
func custom(properties any) blueprints.Typed {
	return blueprints.Typed{Type: "Custom::Thing", Props: properties}
}

// properties emits one resource and gives its properties as JSON.
func properties(t *testing.T, s *blueprints.Stack, id string) string {
	t.Helper()
	d, err := emit.Document(s)
	if err != nil {
		t.Fatal(err)
	}
	return describe(d.Resource(id).Node.Get("Properties"))
}

func TestValues(t *testing.T) {
	type inner struct {
		Zeta, Alpha string
	}
	for _, c := range []struct {
		value  any
		want   string
		reason string
	}{
		{map[string]any{"B": 1, "A": true, "C": "x"}, `{"A":true,"B":1,"C":"x"}`, "maps are sorted"},
		{inner{"z", "a"}, `{"Zeta":"z","Alpha":"a"}`, "own structs keep their order"},
		{s3.Bucket_Rule{Status: "Enabled", ExpirationInDays: ptr(7)}, `{"ExpirationInDays":7,"Status":"Enabled"}`, "goformation's structs are sorted"},
		{map[string]any{"V": int64(math.MaxInt64)}, `{"V":9223372036854775807}`, "an int never passes through a float64"},
		{map[string]any{"V": uint64(math.MaxUint64)}, `{"V":18446744073709551615}`, "nor does an unsigned one"},
		{map[string]any{"V": json.Number("12345678901234567890.123")}, `{"V":12345678901234567890.123}`, "nor a number that was read as text"},
		{map[string]any{"V": 0.5, "W": 1e21, "X": 3.0}, `{"V":0.5,"W":1000000000000000000000,"X":3}`, "floats have no exponent"},
		{map[string]any{"V": []string{}, "W": map[string]int{}}, `{"V":[],"W":{}}`, "an empty list in a map was asked for"},
		{struct {
			List []string `json:"Items"`
			Off  bool     `json:"Off"`
			None int      `json:",omitempty"`
			Skip string   `json:"-"`
			hide string
		}{List: []string{}, hide: "x"}, `{"Items":[],"Off":false}`, "a required list may be empty, a required bool false"},
		{map[string]any{"V": ptr(ptr("x"))}, `{"V":"x"}`, "pointers are followed"},
		{map[string]any{"V": ptr("")}, `{"V":""}`, "a pointer to an empty string was asked for"},
		{map[string]any{"V": "eyJSZWYiOiJWcGMifQ=="}, `{"V":"eyJSZWYiOiJWcGMifQ=="}`, "what goformation would take for a function is text"},
		{map[string]any{"V": "${A} {{resolve:x}}"}, `{"V":"${A} {{resolve:x}}"}`, "text without a token is never a Fn::Sub"},
		{map[string]any{"V": map[string]any{"Fn::GetAtt": "Thing.Outputs.Arn"}}, `{"V":{"Fn::GetAtt":["Thing","Outputs.Arn"]}}`, "a tree knows one form of GetAtt"},
		{map[string]any{"V": map[string]any{"Fn::Or": []any{map[string]string{"Ref": "Thing"}}}}, `{"V":{"Fn::Or":[{"Ref":"Thing"}]}}`, "functions in their long form are kept"},
	} {
		s := newStack()
		s.Condition("C", blueprints.Equals("a", "a"))
		s.Add("Thing", custom(c.value))
		if got := properties(t, s, "Thing"); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.reason, got, c.want)
		}
	}
}

func TestText(t *testing.T) {
	ref, att, account := blueprints.Ref("Thing"), blueprints.GetAtt("Thing", "Arn"), blueprints.AccountID
	imported, other := blueprints.ImportValue("a-keys:DataKeyArn"), blueprints.ImportValue("b-keys:DataKeyArn")
	for _, c := range []struct{ value, want, reason string }{
		{ref, `{"Ref":"Thing"}`, "one token is that function"},
		{att, `{"Fn::GetAtt":["Thing","Arn"]}`, "one token is that function"},
		{blueprints.Zone(1), `{"Fn::Select":[1,{"Fn::GetAZs":""}]}`, "any function may stand alone"},
		{"a" + ref, `{"Fn::Sub":"a${Thing}"}`, "Ref in text"},
		{ref + ref, `{"Fn::Sub":"${Thing}${Thing}"}`, "text may be nothing but functions"},
		{att + "/*", `{"Fn::Sub":"${Thing.Arn}/*"}`, "GetAtt in text"},
		{"${aws:username}" + ref, `{"Fn::Sub":"${!aws:username}${Thing}"}`, "a policy variable stays one"},
		{"${!x}" + ref, `{"Fn::Sub":"${!!x}${Thing}"}`, "what is escaped already comes out as it was written"},
		{"$" + ref + "{}", `{"Fn::Sub":"$${Thing}{}"}`, "a dollar alone needs no escape"},
		{"${" + ref + "}", `{"Fn::Sub":["${Dollar}{${Thing}}",{"Dollar":"$"}]}`, "CloudFormation cannot escape a brace that is not closed"},
		{"${a ${b}}" + ref, `{"Fn::Sub":["${Dollar}{a ${!b}}${Thing}",{"Dollar":"$"}]}`, "nor one that holds another"},
		{imported + "/" + account, `{"Fn::Sub":["${ImportDataKeyArn}/${AWS::AccountId}",{"ImportDataKeyArn":{"Fn::ImportValue":"a-keys:DataKeyArn"}}]}`, "other functions become variables"},
		{imported + imported + other, `{"Fn::Sub":["${ImportDataKeyArn}${ImportDataKeyArn}${ImportDataKeyArn2}",` +
			`{"ImportDataKeyArn":{"Fn::ImportValue":"a-keys:DataKeyArn"},"ImportDataKeyArn2":{"Fn::ImportValue":"b-keys:DataKeyArn"}}]}`, "one variable for one value"},
		{blueprints.Ref("Select0") + blueprints.Zone(0), `{"Fn::Sub":["${Select0}${Select02}",{"Select02":{"Fn::Select":[0,{"Fn::GetAZs":""}]}}]}`, "a variable shadows no resource"},
		{blueprints.ImportValue("a:" + blueprints.Region), `{"Fn::ImportValue":{"Fn::Sub":"a:${AWS::Region}"}}`, "a token inside a token"},
		{"x" + blueprints.ImportValue("a:"+blueprints.Region), `{"Fn::Sub":["x${ImportValue}",{"ImportValue":{"Fn::ImportValue":{"Fn::Sub":"a:${AWS::Region}"}}}]}`, "a token inside a token inside text"},
	} {
		s := newStack()
		s.Add("Select0", custom(nil))
		s.Add("Thing", custom(map[string]any{"V": c.value}))
		if got, want := properties(t, s, "Thing"), `{"V":`+c.want+`}`; got != want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.reason, got, want)
		}
	}
}

// TestMistakes: whatever a blueprint can get wrong is an error that names the place, and nothing is emitted.
func TestMistakes(t *testing.T) {
	type embedding struct {
		ec2.VPC
		New string
	}
	type cyclic struct{ Self any }
	loop := &cyclic{}
	loop.Self = loop
	var itself any
	itself = &itself
	ref := blueprints.Ref("Thing")
	for _, c := range []struct {
		properties blueprints.Properties
		want       string
	}{
		{&ec2.Subnet{}, "Thing.VpcId: is required and was not set"},
		{&iam.Role{}, "Thing.AssumeRolePolicyDocument: is required and was not set"},
		{&iam.InstanceProfile{}, "Thing.Roles: is required and was not set"},
		{&kms.Key{KeyPolicy: guard.Policy{Version: "2012-10-17"}}, "Thing.KeyPolicy.Statement: is required and was not set"},
		{&kms.Key{KeyPolicy: guard.Document(guard.Statement{Action: []string{"kms:*"}})}, "Thing.KeyPolicy.Statement[0].Effect: is required and was not set"},
		{(*ec2.VPC)(nil), "Thing: has no properties"},
		{custom(map[string]any{"V": nil}), "Thing.V: is null"},
		{custom(map[string]any{"V": (*string)(nil)}), "Thing.V: is null"},
		{custom(map[string]any{"V": []any{"a", nil}}), "Thing.V[1]: is null"},
		{custom(map[string]any{"V": math.NaN()}), "Thing.V: NaN is no decimal number"},
		{custom(map[string]any{"V": json.Number("0x10")}), `Thing.V: "0x10" is no decimal number`},
		{custom(map[string]any{"V": json.Number("1 ")}), `Thing.V: "1 " is no decimal number`},
		{custom(map[string]any{"V": json.Number("")}), `Thing.V: "" is no decimal number`},
		{custom(map[string]any{"V": json.Number("null")}), `Thing.V: "null" is no decimal number`},
		{custom(map[string]any{"V": []byte("a")}), "Thing.V: a template cannot hold bytes; use a string"},
		{custom(map[string]any{"V": func() {}}), "Thing.V: a template cannot hold a Go func()"},
		{custom(map[int]string{1: "a"}), "Thing: a template cannot hold a Go map[int]string"},
		{custom("text"), "Thing: properties are a struct or a map, not a Go string"},
		{custom(embedding{}), "Thing: emit_test.embedding embeds ec2.VPC; add properties with Resource.With instead"},
		{custom(struct {
			V int `json:"V,string"`
		}{}), `Thing: struct { V int "json:\"V,string\"" }.V has the json option "string"; only omitempty is known`},
		{custom(struct {
			A int `json:"B"`
			B int
		}{}), `Thing: struct { A int "json:\"B\""; B int } has two fields named "B" in JSON`},
		{custom(loop), "Thing" + strings.Repeat(".Self", 43) + ": nested too deep, or holds itself"},
		{custom(map[string]any{"V": itself}), "Thing.V: nested too deep, or holds itself"},
		{custom(map[string]any{"V": json.Number("1e3")}), `Thing.V: "1e3" is no decimal number`},
		{custom(map[string]any{ref: 1}), `Thing: the key "\x01{\"Ref\":\"Thing\"}\x02" is longer than 400 bytes or holds a function or a control character`},
		{custom(map[string]any{strings.Repeat("k", 401): 1}), `Thing: the key "` + strings.Repeat("k", 401) + `" is longer than 400 bytes or holds a function or a control character`},
		{custom(map[string]any{"V": "a\x00"}), `Thing.V: "a\x00" holds a control character or a broken function`},
		{custom(map[string]any{"V": "a" + ref[:5]}), `Thing.V: "a\x01{\"Re" holds a control character or a broken function`},
		{custom(map[string]any{"V": ref[1:]}), `Thing.V: "{\"Ref\":\"Thing\"}\x02" holds a control character or a broken function`},
		{custom(map[string]any{"V": "\x01[]\x02"}), `Thing.V: the function "[]" is broken`},
		{custom(map[string]any{"V": "\x01{}{}\x02"}), `Thing.V: the function "{}{}" is broken`},
		{custom(map[string]any{"V": "\x01{\"A\":\"b\"}\x02"}), `Thing.V: "{\"A\":\"b\"}" is no function`},
		{custom(map[string]any{"V": "a\xff"}), `Thing.V: "a\xff" is not UTF-8`},
		{custom(map[string]any{"V": blueprints.Ref(ref)}), "Thing.V: Ref takes a name, not a map"},
		{custom(map[string]any{"V": blueprints.GetAtt(ref, "Arn")}), "Thing.V: GetAtt takes a logical id and an attribute"},
		{custom(map[string]any{"V": blueprints.GetAtt("Thing", "")}), "Thing.V: GetAtt takes a logical id and an attribute"},
		{custom(map[string]any{"V": map[string]any{"Fn::Sub": "a" + ref}}), "Thing.V: Sub takes a text, or a text and a map of variables"},
		{custom(map[string]any{"V": blueprints.Ref("Nothing")}), `Thing.V: refers to "Nothing", which is no resource or parameter of the stack`},
		{custom(map[string]any{"V": "a" + blueprints.GetAtt("Nothing", "Arn")}), `Thing.V: refers to "Nothing", which is no resource of the stack`},
		{&ec2.VPC{AWSCloudFormationDependsOn: []string{"Thing"}}, "Thing: AWSCloudFormationDependsOn is set in goformation's struct; set it on blueprints.Resource"},
		{&ec2.VPC{AWSCloudFormationDeletionPolicy: "Retain"}, "Thing: AWSCloudFormationDeletionPolicy is set in goformation's struct; set it on blueprints.Resource"},
	} {
		s := newStack()
		s.Add("Thing", c.properties)
		checkError(t, s, `internal error: stack "storage", `+c.want)
	}
}

func checkError(t *testing.T, s *blueprints.Stack, want string) {
	t.Helper()
	d, err := emit.Document(s)
	if err == nil {
		t.Errorf("no error, want %s", want)
	} else if got := err.Error(); got != want {
		t.Errorf("error:\ngot  %s\nwant %s", got, want)
	}
	if d != nil {
		t.Errorf("a document in spite of: %s", want)
	}
}

func TestMistakesOfResources(t *testing.T) {
	for _, c := range []struct {
		spoil func(s *blueprints.Stack)
		want  string
	}{
		{func(s *blueprints.Stack) { s.Add("Bad-Name", custom(nil)) },
			`internal error: stack "storage", Bad-Name: a logical id has 1 to 255 letters and digits`},
		{func(s *blueprints.Stack) { s.Add("A", custom(nil)).DependsOn(&blueprints.Resource{ID: "B"}) },
			`internal error: stack "storage", A: depends on "B", which is no resource of the stack`},
		{func(s *blueprints.Stack) { s.Add("A", &ec2.VPC{}).With("CidrBlock", "10.0.0.0/16") },
			`internal error: stack "storage", A.CidrBlock: the struct has this property; set it there, not with Resource.With`},
		{func(s *blueprints.Stack) { s.Add("A", custom(map[string]any{"B": 1})).With("B", 2) },
			`internal error: stack "storage", A.B: the struct has this property; set it there, not with Resource.With`},
		{func(s *blueprints.Stack) {
			s.Add("A", cluster(0)).With("ServerlessV2ScalingConfiguration.MinCapacity", 2)
		},
			`internal error: stack "storage", A.ServerlessV2ScalingConfiguration.MinCapacity: the struct has this property; set it there, not with Resource.With`},
		{func(s *blueprints.Stack) {
			s.Add("A", &rds.DBCluster{}).With("ServerlessV2ScalingConfiguration.SecondsUntilAutoPause", 300)
		}, `internal error: stack "storage", A.ServerlessV2ScalingConfiguration.SecondsUntilAutoPause: leads into ServerlessV2ScalingConfiguration, which the struct does not set`},
		{func(s *blueprints.Stack) { s.Export("A", "x", "") },
			`internal error: stack "storage", A: an export needs a value and a description`},
		{func(s *blueprints.Stack) { s.Export("A_B", "x", "y") },
			`internal error: stack "storage", A_B: an output's name has 1 to 255 letters and digits`},
		{func(s *blueprints.Stack) { s.Export("A", "x", "y"+blueprints.Region) },
			`internal error: stack "storage", A: "y\x01{\"Ref\":\"AWS::Region\"}\x02" holds a function or a control character, which CloudFormation does not evaluate here`},
		{func(s *blueprints.Stack) { s.Description = "a\x00" },
			`internal error: stack "storage": "a\x00" holds a function or a control character, which CloudFormation does not evaluate here`},
		{func(s *blueprints.Stack) { s.Export("A", "x", "y"); s.Export("A", "x", "y") },
			`internal error: stack "storage", A: exported twice`},
		{func(s *blueprints.Stack) { s.Add("A", &ec2.Subnet{}); s.Add("B", &ec2.Subnet{}) },
			"internal error: stack \"storage\", A.VpcId: is required and was not set\ninternal error: stack \"storage\", B.VpcId: is required and was not set"},
	} {
		s := newStack()
		c.spoil(s)
		checkError(t, s, c.want)
	}
}

// cluster has a property that goformation's struct knows only in part.
func cluster(least float64) *rds.DBCluster {
	return &rds.DBCluster{ServerlessV2ScalingConfiguration: &rds.DBCluster_ServerlessV2ScalingConfiguration{MinCapacity: &least, MaxCapacity: &least}}
}

// TestNestedOverlay: what goformation lacks inside a property that it has stands among that property's own, in their order.
func TestNestedOverlay(t *testing.T) {
	s := newStack()
	s.Add("A", cluster(0)).With("ServerlessV2ScalingConfiguration.SecondsUntilAutoPause", 300)
	d, err := emit.Document(s)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"MaxCapacity":0,"MinCapacity":0,"SecondsUntilAutoPause":300}`
	if got := describe(d.Resource("A").Node.Get("Properties").Get("ServerlessV2ScalingConfiguration")); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestEntry: what decides over the life of the real resource stands before its properties.
func TestEntry(t *testing.T) {
	s := newStack()
	first := s.Add("First", custom(nil))
	s.Add("Second", custom(map[string]any{"A": 1})).DependsOn(first, first).With("B", blueprints.Ref("First"))
	s.Resources[1].DeletionPolicy, s.Resources[1].UpdateReplacePolicy = "Snapshot", "Retain"
	s.Add("Third", &autoscaling.AutoScalingGroup{
		MaxSize: "1", MinSize: "1", AWSCloudFormationMetadata: map[string]any{"A": "b"},
		AWSCloudFormationUpdatePolicy: &policies.UpdatePolicy{UseOnlineResharding: true},
	})
	d, err := emit.Document(s)
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]string{
		"First":  `{"Type":"Custom::Thing"}`,
		"Second": `{"Type":"Custom::Thing","DependsOn":["First"],"DeletionPolicy":"Snapshot","UpdateReplacePolicy":"Retain","Properties":{"A":1,"B":{"Ref":"First"}}}`,
	} {
		if got := describe(d.Resource(id).Node); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
	third := d.Resource("Third").Node
	if got, want := describe(third.Get("UpdatePolicy")), `{"UseOnlineResharding":true}`; got != want {
		t.Errorf("UpdatePolicy: got %s, want %s", got, want)
	}
	if got, want := describe(third.Get("Metadata")), `{"A":"b"}`; got != want {
		t.Errorf("Metadata: got %s, want %s", got, want)
	}
}

// TestPolicy: a statement's lists of one are scalars, the list of statements stays a list, and the order is the reader's.
func TestPolicy(t *testing.T) {
	s := newStack()
	s.Add("Thing", custom(map[string]any{"One": []string{"a"}, "Policy": guard.Document(guard.Statement{
		Condition: guard.Condition{"Bool": {"aws:SecureTransport": {"false"}, "a:b": {"c", "d"}}},
		Resource:  []string{"*"}, Action: []string{"s3:Get*", "s3:List*"},
		Principal: guard.Principals{AWS: []string{"1", "2"}, Service: []string{"logs.amazonaws.com"}},
		Effect:    "Deny", Sid: "TLS",
	})}))
	want := `{"One":["a"],"Policy":{"Version":"2012-10-17","Statement":[{"Sid":"TLS","Effect":"Deny",` +
		`"Principal":{"AWS":["1","2"],"Service":"logs.amazonaws.com"},"Action":["s3:Get*","s3:List*"],"Resource":"*",` +
		`"Condition":{"Bool":{"a:b":["c","d"],"aws:SecureTransport":"false"}}}]}}`
	if got := properties(t, s, "Thing"); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestTypedPointer: a Typed and a pointer to one are the same resource.
func TestTypedPointer(t *testing.T) {
	a, b := newStack(), newStack()
	a.Add("Thing", custom(map[string]any{"A": 1}))
	b.Add("Thing", ptr(custom(ptr(map[string]any{"A": 1}))))
	b.Add("Empty", ptr(custom(nil)))
	if diff := cmp.Diff(properties(t, a, "Thing"), properties(t, b, "Thing")); diff != "" {
		t.Error(diff)
	}
}

// TestDocumentIsIndexed: the document names its resources with their places once it was rendered.
func TestDocumentIsIndexed(t *testing.T) {
	s := newStack()
	s.Add("Zulu", custom(nil))
	s.Add("Alpha", custom(nil))
	d, err := emit.Document(s)
	if err != nil {
		t.Fatal(err)
	}
	text := emit.Render(d, nil, nil)
	var got []template.Key
	for _, r := range d.Resources {
		got = append(got, r.Key)
	}
	want := []template.Key{{Name: "Zulu", Line: 5, Col: 3}, {Name: "Alpha", Line: 8, Col: 3}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("resources in the order in which they were added (-want +got):\n%s\n%s", diff, text)
	}
}
