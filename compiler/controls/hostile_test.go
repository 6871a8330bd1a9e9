package controls

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hipaac/hipaac/compiler/template"
)

// notIntricate: a template that costs too many steps of evaluation is refused after about a second. No honest one of 500 resources comes
// near, whatever it is made of.
func notIntricate(t *testing.T, name, text string) {
	t.Helper()
	doc, found := template.Parse("t.yaml", []byte(text))
	if found.Failed() {
		t.Fatalf("%s: %s", name, found[0].Message)
	}
	Judge(doc)
	if doc.TooIntricate() {
		t.Errorf("%s: too intricate", name)
	}
}

// TestFiveHundredOfAKind: buckets with a condition in their names were once each compared with each, three times over, and policies that
// name their bucket by a function were evaluated anew for each bucket; both made honest templates too intricate.
func TestFiveHundredOfAKind(t *testing.T) {
	once, each, _ := strings.Cut(string(serviceText(t)), "# ---\n")
	for part := range strings.SplitSeq("\n"+each, "\n  @") {
		kind, _, isResource := strings.Cut(part, ":")
		if !isResource {
			continue
		}
		text := once + strings.ReplaceAll(each, "@", "S")
		for i := range 450 {
			text += fmt.Sprintf("  Copy%d:%s\n", i, strings.ReplaceAll(strings.TrimPrefix(part, kind+":"), "@", "S"))
		}
		notIntricate(t, kind, text)
	}
	named := "Resources:\n"
	for i := range 250 {
		named += fmt.Sprintf("  B%d: {Type: AWS::S3::Bucket, Properties: {BucketName: !Sub 'clinic-${AWS::Region}-%d'}}\n", i, i)
		named += fmt.Sprintf("  P%d: {Type: AWS::S3::BucketPolicy, Properties: {Bucket: !Sub 'clinic-${AWS::Region}-%d', PolicyDocument: {Statement: []}}}\n", i, i)
	}
	notIntricate(t, "buckets and policies by name", named)
}

// Thousands of findings in one policy are each there once, however many deployments show them.
func TestManyFindings(t *testing.T) {
	var all findings
	for round := range 3 {
		for i := range 5 * short {
			all.add(finding{message: fmt.Sprint(i), when: fmt.Sprint(round)})
		}
	}
	if len(all.list) != 5*short {
		t.Fatalf("%d findings", len(all.list))
	}
	for i, f := range all.list {
		if f.message != fmt.Sprint(i) || f.times != 3 || f.when != "0" {
			t.Errorf("finding %d is %+v", i, f)
		}
	}
}
