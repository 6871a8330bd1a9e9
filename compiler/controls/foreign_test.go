package controls

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/compiler/template"
)

// A template that nobody here wrote, in JSON with long-form functions: findings stand at its own lines and carry citations.
func TestForeignTemplate(t *testing.T) {
	text, err := os.ReadFile("testdata/foreign.json")
	if err != nil {
		t.Fatal(err)
	}
	doc, found := template.Parse("foreign.json", text)
	if found != nil {
		t.Fatal(found)
	}
	var got []string
	for _, d := range Diagnostics(judged([]*template.Document{doc}, hygieneNoLiteralSecrets, rdsStorageEncrypted, s3PublicAccessBlock, sgNoOpenSSH)) {
		got = append(got, fmt.Sprintf("%s: %s: %s [%s] %s", d.Pos, d.Severity, d.Message, d.ID, strings.Join(d.Citations[:1], "")))
	}
	want := []string{
		`foreign.json:4:5: error: bucket "Uploads" has no PublicAccessBlockConfiguration [s3-public-access-block] 164.308(a)(3)(i)`,
		`foreign.json:13:74: error: "Web" lets "0.0.0.0/0" reach port 22 (SSH) [sg-no-open-ssh] 164.308(a)(3)(i)`,
		`foreign.json:19:91: error: MasterUserPassword of "Db" is written into the template [hygiene-no-literal-secrets] 164.308(a)(5)(ii)(D)`,
		`foreign.json:19:62: error: database "Db" has false for StorageEncrypted, needs true [rds-storage-encrypted] 164.312(a)(2)(iv)`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// A template as the CDK synthesizes it, of a portal that does all that is asked: a finding here is one that people would learn to wave
// through. What it leaves open is where its subnets lead, which another stack knows.
func TestSynthesizedTemplate(t *testing.T) {
	text, err := os.ReadFile("testdata/synthesized.json")
	if err != nil {
		t.Fatal(err)
	}
	doc, found := template.Parse("synthesized.json", text)
	if found != nil {
		t.Fatal(found)
	}
	passed := map[string]bool{}
	var got []string
	for _, v := range Judge(doc)[0] {
		switch v.Result {
		case Pass:
			passed[v.Control.ID] = true
		default:
			got = append(got, fmt.Sprintf("%s %s %s", v.Result, v.Resource.ID, v.Control.ID))
		}
	}
	want := []string{
		"fail DbSecret secrets-rotation", // the CDK makes no schedule by itself
		"unknown DbSubnets net-tiered-subnets",
		"unknown DbSubnets net-tiered-subnets",
		"fail SvcSg net-egress-restricted", // what the CDK lets out unless it is told otherwise
		"fail P backup-cross-region-copy",
		"fail P backup-restore-testing",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if len(passed) < 60 {
		t.Errorf("only %d controls had something to say", len(passed))
	}
}
