package drift

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
	"github.com/hipaac/hipaac/compiler/template"
)

// small is a stack with one resource X of a type, in an account where Key has an id and export "shared" a value.
func small(t *testing.T, kind, properties string) (*reading, *template.Node) {
	t.Helper()
	doc, problems := template.Parse("t", []byte("Parameters: {Secret: {Type: String, NoEcho: true}}\nResources:\n  X:\n    Type: "+kind+"\n    Properties: "+properties+"\n"))
	if problems.Failed() {
		t.Fatal(problems)
	}
	l := &Live{Stack: stack.Stack{Name: "s", ID: "arn:s", Parameters: map[string]string{"Secret": "****", "Name": "n"}}, Template: doc}
	l.Target = stack.Target{Account: "111122223333", Region: "us-east-1"}
	w := &world{stack: l, physical: map[string]stack.Resource{"Key": {PhysicalID: "0f0e0d0c-1111-4222-8333-444455556666"}}, exports: map[string]string{"shared": "value"},
		attribute: func(id, name string) any { return open{"it depends on " + name + " of " + id} }}
	return &reading{world: w, way: wayTo(kind)}, doc.Resource("X").Node.Get("Properties")
}

func (r *reading) String() string {
	var b strings.Builder
	for _, d := range r.differences {
		fmt.Fprintf(&b, "%s: %s -> %s\n", d.Path, d.Expected, d.Actual)
	}
	for _, g := range r.gaps {
		fmt.Fprintf(&b, "%s? %s\n", g.Path, g.Why)
	}
	return b.String()
}

// What counts as the same, and what does not.
func TestReading(t *testing.T) {
	const key = "arn:aws:kms:us-east-1:111122223333:key/0f0e0d0c-1111-4222-8333-444455556666"
	tests := []struct{ name, properties, actual, want string }{
		{"the same", `{A: 1, B: "x"}`, `{"A": 1, "B": "x"}`, ""},
		{"numbers and truth as texts", `{A: "1", B: "true"}`, `{"A": 1, "B": true}`, ""},
		{"a default of AWS", `{A: 1}`, `{"A": 1, "Default": 7}`, ""},
		{"another value", `{A: {B: 1}}`, `{"A": {"B": 2}}`, "A.B: 1 -> 2\n"},
		{"a value that is gone", `{A: x}`, `{}`, "A: x -> \n"},
		{"a value that AWS may leave out", `{A: false}`, `{}`, "A? AWS does not say what it is\n"},
		{"a list in another order", `{A: [x, y]}`, `{"A": ["y", "x"]}`, ""},
		{"one more in a list", `{A: [x]}`, `{"A": ["x", "y"]}`, "A[1]:  -> y\n"},
		{"one less in a list", `{A: [x, y]}`, `{"A": ["x"]}`, "A[1]: y -> \n"},
		{"another element in a list", `{A: [{B: 1, C: 1}, {B: 2}]}`, `{"A": [{"B": 2}, {"B": 3, "C": 1}]}`, "A[0].B: 1 -> 3\n"},
		{"tags of AWS", `{Tags: [{Key: a, Value: b}]}`, `{"Tags": [{"Key": "aws:cloudformation:stack-name", "Value": "s"}, {"Key": "a", "Value": "b"}]}`, ""},
		{"references", `{A: !Ref Key, B: !Sub "${AWS::Region}/${Key}", C: !ImportValue shared, D: !Join ["-", [a, !Ref Name]]}`,
			`{"A": "0f0e0d0c-1111-4222-8333-444455556666", "B": "us-east-1/0f0e0d0c-1111-4222-8333-444455556666", "C": "value", "D": "a-n"}`, ""},
		{"a reference to something else", `{C: !ImportValue shared}`, `{"C": "other"}`, "C: value -> other\n"},
		{"what cannot be told", `{A: !ImportValue missing, B: !Ref Secret, C: !GetAtt Key.Arn, D: "{{resolve:secretsmanager:x}}"}`, `{"A": "1", "B": "2", "C": "3", "D": "4"}`,
			"A? export missing cannot be read\nB? parameter Secret is not shown\nC? it depends on Arn of Key\nD? the value comes from a store when the stack is deployed\n"},
		{"names of one key", `{KmsKeyId: !Ref Key}`, `{"KmsKeyId": "` + key + `"}`, ""},
		{"another key", `{KmsKeyId: !Ref Key}`, `{"KmsKeyId": "aaaabbbb-1111-4222-8333-444455556666"}`, "KmsKeyId: 0f0e0d0c-1111-4222-8333-444455556666 -> aaaabbbb-1111-4222-8333-444455556666\n"},
		{"an alias", `{KmsKeyId: !Ref Key}`, `{"KmsKeyId": "alias/aws/s3"}`,
			"KmsKeyId? it names a key as alias/aws/s3, and the template as 0f0e0d0c-1111-4222-8333-444455556666: whether they are one is not known\n"},
		{"a policy as a text", `{KeyPolicy: {Statement: [{Action: "kms:*", Principal: {AWS: "111122223333"}}]}}`,
			`{"KeyPolicy": "{\"Statement\":[{\"Principal\":{\"AWS\":\"arn:aws:iam::111122223333:root\"},\"Action\":[\"kms:*\"]}]}"}`, ""},
		{"a policy that says more", `{KeyPolicy: {Statement: [{Action: "kms:*", Condition: {Bool: {a: "true"}}}]}}`, `{"KeyPolicy": {"Statement": [{"Action": "kms:*"}]}}`,
			"KeyPolicy.Statement[0].Condition: {\"Bool\":{\"a\":\"true\"}} -> \n"},
		{"a statement more", `{KeyPolicy: {Statement: [{Action: a}]}}`, `{"KeyPolicy": {"Statement": [{"Action": "a"}, {"Action": "b", "Principal": "*"}]}}`,
			"KeyPolicy.Statement[1]:  -> {\"Action\":\"b\",\"Principal\":\"*\"}\n"},
		{"a key more in a statement", `{KeyPolicy: {Statement: [{Action: a}]}}`, `{"KeyPolicy": {"Statement": [{"Action": "a", "NotPrincipal": "x"}]}}`, "KeyPolicy.Statement[0].NotPrincipal:  -> x\n"},
		{"a secret", `{Environment: {Variables: {A: b}}, MasterUserPassword: x}`, `{"Environment": {"Variables": {"A": "hunter2", "B": "hunter3"}}, "MasterUserPassword": "hunter4"}`,
			"Environment.Variables.A: b -> (not shown)\nMasterUserPassword: x -> (not shown)\n"},
		{"what is never given back", `{PendingWindowInDays: 7, RotationPeriodInDays: 90}`, `{}`, "RotationPeriodInDays? AWS never gives it back\n"},
	}
	for _, test := range tests {
		kind := "AWS::KMS::Key"
		r, properties := small(t, kind, test.properties)
		actual, err := parse([]byte(test.actual))
		if err != nil {
			t.Fatal(err)
		}
		r.node(nil, properties, actual)
		if diff := cmp.Diff(test.want, r.String()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
}

// Names of keys are looked for by themselves, as deep as they stand, and whatever else differs.
func TestReadingKeys(t *testing.T) {
	r, properties := small(t, "AWS::S3::Bucket", `{BucketName: a, BucketEncryption: {ServerSideEncryptionConfiguration: [{ServerSideEncryptionByDefault: {SSEAlgorithm: "aws:kms", KMSMasterKeyID: !Ref Key}}]}}`)
	r.keys = true
	actual, _ := parse([]byte(`{"BucketName": "b", "BucketEncryption": {"ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256", "KMSMasterKeyID": "aaaabbbb-1111-4222-8333-444455556666"}}]}}`))
	r.node(nil, properties, actual)
	want := "BucketEncryption.ServerSideEncryptionConfiguration[0].ServerSideEncryptionByDefault.KMSMasterKeyID: 0f0e0d0c-1111-4222-8333-444455556666 -> aaaabbbb-1111-4222-8333-444455556666\n"
	if diff := cmp.Diff(want, r.String()); diff != "" {
		t.Errorf("another key (-want +got):\n%s", diff)
	}
	r.differences = nil
	gone, _ := parse([]byte(`{"BucketName": "a"}`))
	r.node(nil, properties, gone)
	if len(r.differences) != 1 || r.differences[0].Path != "BucketEncryption" {
		t.Errorf("encryption that is gone: %v", r)
	}
}

// What CloudFormation says of a property is put where the template says it.
func TestPut(t *testing.T) {
	tests := []struct{ name, properties, path, value, kind, want string }{
		{"another value", `{A: {B: 1}}`, "/A/B", `2`, "NOT_EQUAL", `{"A":{"B":2}}`},
		{"gone", `{A: {B: 1}, C: 1}`, "/A", `null`, "REMOVE", `{"C":1}`},
		{"one more", `{A: [x]}`, "/A/1", `"y"`, "ADD", `{"A":["x","y"]}`},
		{"one less", `{A: [x, y]}`, "/A/0", `null`, "REMOVE", `{"A":["y"]}`},
		{"in place of an expression", `{A: !Ref Key}`, "/A", `"z"`, "NOT_EQUAL", `{"A":"z"}`},
		{"within an expression", `{A: !Ref Key}`, "/A/B", `"z"`, "NOT_EQUAL", `{"A":{"B":"z"}}`},
		{"where nothing was", `{}`, "/A/B", `"z"`, "ADD", `{"A":{"B":"z"}}`},
	}
	for _, test := range tests {
		r, properties := small(t, "AWS::S3::Bucket", test.properties)
		v, err := parse([]byte(test.value))
		if err != nil {
			t.Fatal(err)
		}
		if got := said(r.world.value(put(properties, pointer(test.path), literal(v), test.kind == "ADD"))); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

// Every type that the examples are made of has its place in the table, and the table has no word that nobody reads.
func TestTypes(t *testing.T) {
	files, err := filepath.Glob("../../../../golden/*/*.template.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no templates: %v", err)
	}
	kind := regexp.MustCompile(`(?m)^    Type: (AWS::\S+)$`)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range kind.FindAllStringSubmatch(string(text), -1) {
			if !wayTo(m[1]).known {
				t.Errorf("%s: nobody says how %s can be looked at", filepath.Base(file), m[1])
			}
		}
	}
	for kind, w := range ways() {
		if w.unchecked && len(w.by) > 0 && w.as == kind && !strings.HasPrefix(kind, "AWS::Config::") {
			t.Errorf("%s cannot be looked at by CloudFormation, and yet be read", kind)
		}
	}
}
