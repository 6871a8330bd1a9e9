package controls

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/compiler/template"
)

// Every control carries its own tests: its examples. A Bad one must fail exactly at the lines that say so, must be unknown at those
// that say that, and what else is unknown there must not hide a failure; a Good one must pass for every resource that the control judges, and there must be one.
func TestExamples(t *testing.T) {
	for _, c := range All() {
		t.Run(c.ID, func(t *testing.T) {
			if len(c.Bad) == 0 || len(c.Good) == 0 {
				t.Fatal("a control needs a bad and a good example: they are its tests")
			}
			for _, e := range c.Bad {
				checkBad(t, c, string(e))
			}
			for _, e := range c.Good {
				checkGood(t, c, string(e))
			}
		})
	}
}

func checkBad(t *testing.T, c *Control, text string) {
	t.Helper()
	var want, open, got, unsure []int
	for i, line := range strings.Split(text, "\n") {
		switch {
		case strings.HasSuffix(line, "# fails"):
			want = append(want, i+1)
		case strings.HasSuffix(line, "# unknown"):
			open = append(open, i+1)
		}
	}
	for _, v := range judged(parse(t, text), c) {
		switch {
		case v.Result == Fail && !slices.Contains(got, v.Pos.Line):
			got = append(got, v.Pos.Line)
		case v.Result == Unknown:
			unsure = append(unsure, v.Pos.Line)
		}
	}
	for _, line := range open {
		if !slices.Contains(unsure, line) {
			t.Errorf("line %d is not unknown:\n%s", line, text)
		}
	}
	slices.Sort(got)
	if len(want) == 0 {
		t.Errorf("no line of this bad example is marked \"# fails\":\n%s", text)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("failing lines (-want +got):\n%s%s", diff, text)
	}
}

func checkGood(t *testing.T, c *Control, text string) {
	t.Helper()
	verdicts := judged(parse(t, text), c)
	if len(verdicts) == 0 {
		t.Errorf("the control judges nothing in this good example:\n%s", text)
	}
	for _, v := range verdicts {
		if v.Result != Pass {
			t.Errorf("line %d: %s: %s, want pass:\n%s", v.Pos.Line, v.Result, v.Message, text)
		}
	}
}

// A control that has nothing to judge in a resource says nothing of it: a pass would be evidence of a safeguard that is not there.
func TestNoVerdictWithoutQuestion(t *testing.T) {
	doc := parse(t, `
Parameters:
  Kind: {Type: String, AllowedValues: [data, logs]}
Conditions:
  Never: !And [!Equals [!Ref Kind, data], !Equals [!Ref Kind, logs]]
  HoldsLogs: !Equals [!Ref Kind, logs]
Resources:
  Entry: {Type: "AWS::EC2::NetworkAclEntry", Properties: {RuleNumber: 100, Protocol: -1, CidrBlock: 10.0.0.0/8}}
  Inside: {Type: "AWS::RDS::DBInstance", Properties: {DBClusterIdentifier: records}}
  Ghost: {Type: "AWS::S3::Bucket", Condition: Never}
  Sometimes: {Type: "AWS::EC2::SecurityGroup", Condition: HoldsLogs}
`)
	var got []string
	for _, v := range judged(doc, hygieneNoLiteralSecrets, rdsStorageEncrypted, s3PublicAccessBlock, scopeClassificationTag, sgNoOpenSSH) {
		if v.Result == Pass {
			got = append(got, v.Resource.ID+" "+v.Control.ID)
		} else if v.Resource.ID != "Inside" && v.Resource.ID != "Sometimes" {
			t.Errorf("%s: %s: %s, want no verdict", v.Resource.ID, v.Control.ID, v.Result)
		}
	}
	if diff := cmp.Diff([]string{"Sometimes sg-no-open-ssh"}, got); diff != "" {
		t.Errorf("passes (-want +got):\n%s", diff)
	}
}

// parse reads the templates of an example. Those behind a line "---" keep the numbers that their lines have in the whole text.
func parse(t *testing.T, text string) []*template.Document {
	t.Helper()
	var documents []*template.Document
	lines := 0
	for part := range strings.SplitSeq(text, "\n---\n") {
		doc, found := template.Parse("example.yaml", []byte(strings.Repeat("\n", lines)+part))
		if found.Failed() {
			t.Fatalf("the example does not parse: %+v\n%s", found, text)
		}
		documents = append(documents, doc)
		lines += strings.Count(part, "\n") + 2
	}
	return documents
}

// judged are the verdicts of some controls on templates that are deployed together.
func judged(documents []*template.Document, list ...*Control) []Verdict {
	return slices.Concat(judge(documents, newTable(list))...)
}

// The texts of a control are printed inside sentences and after "hint:".
func TestControlsAreWellFormed(t *testing.T) {
	for _, c := range All() {
		for name, text := range map[string]string{"Title": c.Title, "Why": c.Why, "Fix": c.Fix} {
			if text == "" || strings.HasSuffix(text, ".") || strings.ContainsAny(text, "\n\t") {
				t.Errorf("%s: %s %q must be one line without a full stop", c.ID, name, text)
			}
		}
		if c.Judge == nil || len(c.Types) == 0 || len(c.Citations) == 0 {
			t.Errorf("%s: Judge, Types and Citations must be set", c.ID)
		}
		if strings.HasPrefix(c.Category, "encryption") && c.Tier == Baseline && !c.Unwaivable {
			t.Errorf("%s: baseline encryption is a duty under the AWS agreement and must be unwaivable", c.ID)
		}
	}
}

// TestAllInOrder: the lists of a type and of every type are joined on the strength of this order, and ids name one control each.
func TestAllInOrder(t *testing.T) {
	for i, c := range All()[1:] {
		if before := All()[i].ID; before >= c.ID {
			t.Errorf("%q comes before %q", before, c.ID)
		}
	}
}

// What is to be mended at one place is one finding, however many things are wrong there.
func TestDiagnosticsOfOnePlace(t *testing.T) {
	doc := parse(t, `
Resources:
  Documents:
    Type: AWS::S3::Bucket
    Properties: {Tags: [{Key: DataClassification, Value: phi}]}
  Others:
    Type: AWS::S3::Bucket
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
`)
	var got []string
	for _, d := range Diagnostics(judged(doc, hygieneDeletionPolicy, scopeClassificationTag)) {
		line := d.Pos.String() + " " + d.Message
		for _, n := range d.Notes[1:] {
			line += "; " + n.Message
		}
		got = append(got, line)
	}
	want := []string{
		`example.yaml:3:3 "Documents" has nothing for DeletionPolicy, needs "Retain"; also: "Documents" has nothing for UpdateReplacePolicy, needs "Retain"`,
		`example.yaml:5:18 "Documents" has no tag Owner, Environment`,
		`example.yaml:6:3 "Others" has no tag DataClassification, Owner, Environment`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}

// An assumption is named only where it matters: a bucket without encryption lacks it whatever the parameter is.
func TestAssumptionsThatMatter(t *testing.T) {
	doc := parse(t, `
Parameters:
  Algorithm: {Type: String, AllowedValues: [AES256, none]}
Resources:
  Never:
    Type: AWS::S3::Bucket
    Properties: {BucketName: !Ref Algorithm}
  Sometimes:
    Type: AWS::S3::Bucket
    Properties:
      BucketEncryption: {ServerSideEncryptionConfiguration: [{ServerSideEncryptionByDefault: {SSEAlgorithm: !Ref Algorithm}}]}
`)
	got := map[string]string{}
	for _, v := range judged(doc, s3KMSDefault, s3Encrypted) {
		if v.Result == Fail {
			got[v.Resource.ID+" "+v.Control.ID] = v.When
		}
	}
	want := map[string]string{
		"Never s3-encrypted": "", "Never s3-kms-default": "",
		"Sometimes s3-encrypted": `Algorithm is "none"`, "Sometimes s3-kms-default": "",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("assumptions (-want +got):\n%s", diff)
	}
}

// The whole text of a failure, of one that depends on an assumption, and of an unknown.
func TestDiagnostics(t *testing.T) {
	doc := parse(t, `
Parameters:
  Encrypted: {Type: String, AllowedValues: ["true", "false"]}
  Key: {Type: String}
Resources:
  Records:
    Type: AWS::RDS::DBInstance
    Properties:
      StorageEncrypted: !Ref Encrypted
      KmsKeyId: !Ref Key
`)
	c := rdsStorageEncrypted
	got := Diagnostics(judged(doc, c))
	want := diag.List{{
		Severity: diag.Error, ID: "rds-storage-encrypted", Citations: c.Citations, Hint: c.Fix,
		Pos:     diag.Position{File: "example.yaml", Line: 9, Col: 25},
		Path:    "Resources.Records.Properties.StorageEncrypted",
		Message: `database "Records" has "${Encrypted}" for StorageEncrypted, needs true`,
		Notes:   []diag.Text{{Message: c.Why}, {Message: `this is so when Encrypted is "false"`}},
	}, {
		Severity: diag.Note, ID: "rds-storage-encrypted", Citations: c.Citations,
		Pos:     diag.Position{File: "example.yaml", Line: 10, Col: 17},
		Path:    "Resources.Records.Properties.KmsKeyId",
		Message: `"Records" cannot be judged: parameter "Key" has no default`,
		Notes:   []diag.Text{{Message: "the control asks: Databases are encrypted"}, {Message: `this is so when Encrypted is "true"`}},
	}}
	if diff := cmp.Diff(want, got.Sorted()); diff != "" {
		t.Errorf("diagnostics (-want +got):\n%s", diff)
	}
}

func TestAMacroThatMayRewriteAnythingLeavesNothingProven(t *testing.T) {
	text := string(s3PublicAccessBlock.Good[0]) + "Transform: [AWS::Serverless-2016-10-31, CompanyMacro]\n"
	verdicts := judged(parse(t, text), s3PublicAccessBlock)
	if len(verdicts) != 1 || verdicts[0].Result != Unknown || verdicts[0].Message != `macro "CompanyMacro" may rewrite the resource at deployment` {
		t.Errorf("got %+v, want one unknown", verdicts)
	}
}

func FuzzJudge(f *testing.F) {
	for _, c := range All() {
		for _, e := range slices.Concat(c.Bad, c.Good) {
			f.Add([]byte(e))
		}
	}
	for _, hostile := range []string{
		"Conditions: {C: !Or [!Condition D, !Condition C], D: !Not [!Condition C]}\nResources: {A: {Type: AWS::S3::Bucket, Condition: C, Properties: {BucketEncryption: !If [C, !Ref A, {}]}}}\n",
		"Resources:\n  A: {Type: AWS::S3::BucketPolicy, Properties: {Bucket: !Ref A, PolicyDocument: !Ref A}}\n  B: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: '{\"Statement\": [[[1]]]}', Policies: !Sub '${B}'}}\n",
		"Transform: [AWS::LanguageExtensions, M]\nResources:\n  Fn::ForEach::B: 7\n  A: {Type: AWS::EC2::SecurityGroup, Properties: {SecurityGroupIngress: {Fn::ForEach::X: [K, [a], {}]}}}\n",
		"Parameters: {P: {Type: String, AllowedValues: [a, [b], {c: d}]}}\nMappings: {M: {a: b}}\nResources: {A: {Type: AWS::RDS::DBInstance, Properties: {StorageEncrypted: !FindInMap [M, !Ref P, b], Engine: !Select [9, !Split ['', !Ref P]]}}}\n",
		"Resources: {A: {Type: AWS::KMS::Key, Properties: {KeyPolicy: {Statement: {Effect: [Allow], Principal: {AWS: {}}, Action: {Fn::If: []}, Condition: [a]}}}}}\nOutputs: {O: {Value: !ImportValue {Fn::Sub: x}, Export: {Name: !Ref A}}}\n",
	} {
		f.Add([]byte(hostile))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		doc, found := template.Parse("fuzz.yaml", text)
		if doc == nil && !found.Failed() {
			t.Fatal("no document and no error")
		}
		if doc == nil {
			return
		}
		lines := 1 + strings.Count(string(text), "\n")
		for _, d := range append(found, Diagnostics(Judge(doc)[0])...) {
			if d.Pos.Line > lines {
				t.Fatalf("%+v lies outside of the file of %d lines", d, lines)
			}
		}
	})
}
