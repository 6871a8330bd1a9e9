package evidence

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/controls"
	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/compiler/law"
	"github.com/hipaac/hipaac/compiler/template"
)

// TestReasons: what did not pass says why, under which assumptions, and where it stands when that is in another template; evidence of a
// product says that somebody has to launch it first.
func TestReasons(t *testing.T) {
	g := &Gathered{controls: map[string]*Control{}, environment: Environment{Folder: "dev", Spec: "environments/dev.yaml"}}
	m := &compiler.Manifest{Sources: map[string]compiler.Origin{"server.Disk": {Path: "stacks.server", Place: "environments/dev.yaml:9:3"}}}
	c := &controls.Control{ID: "disk-encrypted", Title: "Disks are encrypted"}
	disk := &template.Resource{ID: "Disk", Type: "AWS::EC2::Volume", Key: template.Key{Line: 12}}
	server := &Stack{Key: "server", Template: "dev/server.template.yaml", Product: true}
	for _, v := range []controls.Verdict{
		{Result: controls.Pass, Pos: diag.Position{File: server.Template, Line: 12}},
		{Result: controls.Unknown, Message: "it depends on a parameter", When: `PHI is "YES"`, Pos: diag.Position{File: server.Template, Line: 14}},
		{Result: controls.Fail, Message: "the key is public", Pos: diag.Position{File: "dev/keys.template.yaml", Line: 33}},
	} {
		v.Control, v.Resource = c, disk
		g.judged(v, server, m)
	}
	g.judged(controls.Verdict{Control: c, Resource: &template.Resource{ID: "Size", Type: "Parameters", Key: template.Key{Line: 3}}, Result: controls.Pass}, server, m)
	about := Verdict{
		Environment: "dev", Resource: "server.Disk", Type: "AWS::EC2::Volume", Template: "dev/server.template.yaml:12",
		Spec: "environments/dev.yaml:9:3", Path: "stacks.server", Product: true,
	}
	passed, unknown, failed, parameter := about, about, about, about
	passed.Result = Passed
	unknown.Result, unknown.Reason, unknown.When, unknown.At = Unknown, "it depends on a parameter", `PHI is "YES"`, "dev/server.template.yaml:14"
	failed.Result, failed.Reason, failed.At = Failed, "the key is public; it stands at dev/keys.template.yaml:33", "dev/keys.template.yaml:33"
	parameter.Result, parameter.Resource, parameter.Type, parameter.Template = Passed, "server.Size", "Parameters", "dev/server.template.yaml:3"
	parameter.Spec, parameter.Path = "environments/dev.yaml", ""
	if d := cmp.Diff([]Verdict{passed, unknown, failed, parameter}, g.controls[c.ID].Verdicts); d != "" {
		t.Errorf("verdicts (-want +got):\n%s", d)
	}
}

// TestRules: a managed rule watches what the control of its name asks, or of AWS's own name for it, in its account. Of a rule that somebody
// wrote nobody knows what it asks, whatever it is called.
func TestRules(t *testing.T) {
	doc, _ := template.Parse("audit.template.yaml", []byte(`
Resources:
  Named: {Type: "AWS::Config::ConfigRule", Properties: {ConfigRuleName: vpc-default-sg-closed, Source: {Owner: AWS, SourceIdentifier: VPC_DEFAULT_SECURITY_GROUP_CLOSED}}}
  Theirs: {Type: "AWS::Config::ConfigRule", Properties: {ConfigRuleName: ours, Source: {Owner: AWS, SourceIdentifier: IAM_USER_MFA_ENABLED}}}
  Renamed: {Type: "AWS::Config::ConfigRule", Properties: {ConfigRuleName: cloudtrail-enabled, Source: {Owner: AWS, SourceIdentifier: CLOUD_TRAIL_ENABLED}}}
  Custom: {Type: "AWS::Config::ConfigRule", Properties: {ConfigRuleName: root-mfa, Source: {Owner: CUSTOM_POLICY}}}
  Elsewhere: {Type: "AWS::Config::ConformancePack", Properties: {ConformancePackName: p, TemplateS3Uri: "s3://b/pack.yaml"}}
  Pack:
    Type: AWS::Config::ConformancePack
    Properties:
      ConformancePackName: p
      TemplateBody: |
        Resources:
          Keys: {Type: "AWS::Config::ConfigRule", Properties: {ConfigRuleName: kms-not-pending-deletion, Source: {Owner: AWS, SourceIdentifier: KMS_CMK_NOT_SCHEDULED_FOR_DELETION}}}
`))
	here, there := Environment{Folder: "account", Account: "1", Region: "us-east-1"}, Environment{Folder: "other", Account: "2", Region: "us-east-1"}
	r := &Report{Environments: []Environment{here, there}}
	for _, c := range []Control{
		{ID: "vpc-default-sg-closed", ConfigRule: "vpc-default-security-group-closed"}, {ID: "iam-user-mfa", ConfigRule: "iam-user-mfa-enabled"},
		{ID: "cloudtrail-enabled", ConfigRule: "cloudtrail-enabled"}, {ID: "root-mfa", ConfigRule: "root-account-mfa-enabled"}, {ID: "kms-not-pending-deletion"},
	} {
		c.Kind = AtRunTime
		r.Controls = append(r.Controls, c)
	}
	r.addWatches(rulesIn(doc, &here, "audit"))
	got := map[string]string{}
	for _, c := range r.Controls {
		got[c.ID] = c.Watch
	}
	const other = "; no reported spec has one that watches other"
	want := map[string]string{
		"vpc-default-sg-closed":    "watched by the AWS Config rule vpc-default-sg-closed (audit.Named of account)" + other,
		"iam-user-mfa":             "watched by the AWS Config rule ours (audit.Theirs of account)" + other,
		"cloudtrail-enabled":       "watched by the AWS Config rule cloudtrail-enabled (audit.Renamed of account)" + other,
		"root-mfa":                 "not watched: no reported spec deploys AWS Config's rule for it in this account and region",
		"kms-not-pending-deletion": "watched by the AWS Config rule kms-not-pending-deletion (audit.Pack of account)" + other,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("what watches (-want +got):\n%s", d)
	}
}

// TestRemainsOnce: what a control leaves open and the law's data leave to people in the same words is said once.
func TestRemainsOnce(t *testing.T) {
	s, _ := law.Find("164.312(a)(2)(iii)")
	r := &Report{Controls: []Control{{ID: "session-max-duration", Kind: OnTemplates, Citations: []string{s.Citation}, Residual: s.People, Counts: Counts{Passed: 1}}}}
	r.addSafeguard(s)
	if d := cmp.Diff([]Rest{{Who: ThePeople, What: s.People}}, r.Safeguards[0].Remains); d != "" {
		t.Errorf("what remains (-want +got):\n%s", d)
	}
	r.Controls[0].Residual = "sessions of others"
	r.addSafeguard(s)
	if rest := r.Safeguards[1].Remains; len(rest) != 2 || rest[0] != (Rest{Who: ThePeople, What: "sessions of others", Control: "session-max-duration"}) {
		t.Errorf("what remains: %+v", rest)
	}
}
