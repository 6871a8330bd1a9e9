package compiler_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/diag"
)

// waiving is an environment that keeps backups for too short a time and has an access key, with the given waivers.
func waiving(waivers string) compiler.Source {
	return compiler.Source{Name: "environments/dev.yaml", Text: []byte(`hipaac: v1
system: clinic
environment: dev
tier: development
phi: true
account: "444455556666"
region: us-east-1
owner: platform@clinic.example
alerts: [security@clinic.example]
stacks: {
  keys: {}, observability: {}, backup: {},
  storage: {buckets: {documents: {backupDays: 7}}},
  access: {accessKey: {addresses: [203.0.113.0/28]}}}
` + waivers)}
}

const (
	whoUntil = `, owner: security@clinic.example, expires: "2999-12-31"}` + "\n"
	because  = `, reason: the lab device knows nothing but keys, measure: the key works from one address only` + whoUntil
	backups  = "  - {control: backup-retention, resource: storage" + because
	theKey   = "  - {control: iam-no-access-key-resource, resource: access.OutsideKey" + because
	theUser  = "  - {control: iam-no-human-users, resource: access.OutsideUser" + because
	allThree = "waivers:\n" + backups + theKey + theUser
)

// TestWaived: a finding that a waiver names becomes a note, and the manifest and the template say so.
func TestWaived(t *testing.T) {
	out, problems := compiler.Compile([]compiler.Source{waiving(allThree)})
	want := []string{
		`environments/dev.yaml:12:47: note: bucket "documents" keeps backups for 7 days, needs at least 35 [backup-retention]; set backupDays to 35, or leave it out`,
		`environments/dev.yaml:13:12: note: "OutsideKey" is an access key [iam-no-access-key-resource]; remove the key, and let the software assume a role instead`,
		`environments/dev.yaml:13:12: note: "OutsideUser" is a user of IAM [iam-no-human-users]; remove the user: people sign in by IAM Identity Center or SAML, software assumes a role`,
	}
	if d := cmp.Diff(want, lines(problems)); d != "" {
		t.Fatalf("findings (-want +got):\n%s", d)
	}
	for i, p := range problems {
		last := p.Notes[len(p.Notes)-1]
		if text := "waived until 2999-12-31 by security@clinic.example: the lab device knows nothing but keys; instead: the key works from one address only"; last.Message != text || last.Pos.Line != 15+i {
			t.Errorf("the note of %s is %+v", p.ID, last)
		}
	}
	m := out.Environments[0].Manifest
	wantWaived := []compiler.Waiver{}
	for i, w := range [][2]string{{"backup-retention", "storage"}, {"iam-no-access-key-resource", "access.OutsideKey"}, {"iam-no-human-users", "access.OutsideUser"}} {
		wantWaived = append(wantWaived, compiler.Waiver{Control: w[0], Resource: w[1], Reason: "the lab device knows nothing but keys",
			Measure: "the key works from one address only", Owner: "security@clinic.example", Expires: "2999-12-31",
			At: diag.Position{File: "environments/dev.yaml", Line: 15 + i, Col: 15, Len: len(w[0])}})
	}
	if d := cmp.Diff(wantWaived, m.Waived); d != "" {
		t.Errorf("manifest (-want +got):\n%s", d)
	}
	for _, e := range m.Controls {
		if e.Control == "iam-no-human-users" && (len(e.Failed) > 0 || len(e.Waived) != 1 || e.Waived[0] != "access.OutsideUser") {
			t.Errorf("the evidence of %s is %+v", e.Control, e)
		}
	}
	for key, text := range map[string]string{
		"storage": "# backup-retention waived until 2999-12-31 by security@clinic.example: the lab device knows nothing but keys; instead:\n#   the key works from one address only\n",
		"access":  "  # iam-no-human-users waived until 2999-12-31 by security@clinic.example: the lab device knows nothing but keys;\n  #   instead: the key works from one address only\n",
	} {
		for _, template := range out.Environments[0].Templates {
			if template.Key == key && !strings.Contains(string(template.YAML), text) {
				t.Errorf("the template of %s does not say:\n%s", key, text)
			}
		}
	}
}

// TestWrongWaivers: a waiver that is not in order is an error at its words, and one that excuses nothing is a warning.
func TestWrongWaivers(t *testing.T) {
	for reason, c := range map[string]struct {
		waivers string
		want    []string
	}{
		"a name that is none": {
			"  - {control: backup-retentoin, resource: storage" + because,
			[]string{`17:15: error: waiver of "backup-retentoin", which is no control [waiver-unknown-control]; did you mean "backup-retention"?`}},
		"encryption": {
			"  - {control: s3-encrypted, resource: storage.DocumentsBucket" + because,
			[]string{`17:15: error: control "s3-encrypted" cannot be waived [unwaivable-control]; remove the waiver, and meet the control`}},
		"a resource that is not there": {
			"  - {control: s3-versioning, resource: storage.DocumentBucket" + because,
			[]string{`17:40: error: waiver of "s3-versioning" for "storage.DocumentBucket", which is no resource of this environment's templates [waiver-unknown-resource]; did you mean "storage.DocumentsBucket"?`}},
		"a resource where a stack is meant": {
			"  - {control: flow-log-retention, resource: storage.DocumentsBucket" + because,
			[]string{`17:45: error: waiver of "flow-log-retention" for "storage.DocumentsBucket", which is no stack of this environment, nor "environment" [waiver-unknown-resource]; did you mean "storage"?`}},
		"no measure": {
			"  - {control: s3-versioning, resource: storage.DocumentsBucket, reason: versions are kept by the application itself" + whoUntil,
			[]string{`17:15: error: waiver of "s3-versioning" says no measure, and 45 CFR 164.308(a)(7)(i) leaves no choice whether to protect, only how [waiver-without-measure]; add measure: what protects instead`}},
		"a day that is none": {
			strings.Replace("  - {control: s3-versioning, resource: storage.DocumentsBucket"+because, "2999-12-31", "2100-02-29", 1),
			[]string{`17:199: error: waiver of "s3-versioning" expires on "2100-02-29", which is no day of the calendar [waiver-date]; write a day such as "2027-06-30"`}},
		"twice": {
			theUser,
			[]string{`18:15: error: "iam-no-human-users" is waived twice for "access.OutsideUser" [duplicate-waiver]; remove one of them`}},
		"nothing to excuse": {
			"  - {control: s3-versioning, resource: storage.DocumentsBucket" + because,
			[]string{`17:15: warning: waiver of "s3-versioning" for "storage.DocumentsBucket" excuses nothing: nothing fails there [unused-waiver]; remove the waiver`}},
		"a whole environment is not a resource of a template": {
			"  - {control: s3-versioning, resource: environment" + because,
			[]string{`17:40: error: waiver of "s3-versioning" for "environment", which is no resource of this environment's templates [waiver-unknown-resource]; write the resource that the finding's note names`}},
	} {
		out, problems := compiler.Compile([]compiler.Source{waiving("waivers:\n" + backups + theKey + c.waivers + theUser)})
		var got []string
		for _, line := range lines(problems) {
			if !strings.Contains(line, ": note: ") {
				got = append(got, strings.TrimPrefix(line, "environments/dev.yaml:"))
			}
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", reason, d)
		}
		if problems.Failed() && len(out.Environments) > 0 {
			t.Errorf("%s: an error must leave no output", reason)
		}
	}
}
