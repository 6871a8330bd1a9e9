package rollout_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/rollout"
	"github.com/hipaac/hipaac/compiler/emit/emittest"
	"github.com/hipaac/hipaac/schema"
)

// organization is a spec whose alerts import from its audit, and both from its keys.
var organization = []blueprints.Built{
	{Stack: "keys", Name: "clinic-baseline-keys", Blueprint: "keys"},
	{Stack: "artifacts", Name: "clinic-baseline-artifacts", Blueprint: "artifacts", Imports: []string{"clinic-baseline-keys"}},
	{Stack: "audit", Name: "clinic-baseline-audit", Blueprint: "audit", Imports: []string{"clinic-baseline-keys"}},
	{Stack: "alerts", Name: "clinic-baseline-alerts", Blueprint: "alerts", Imports: []string{"clinic-baseline-audit", "clinic-baseline-keys"}},
	{Stack: "network", Name: "clinic-baseline-network", Blueprint: "network", Imports: []string{"clinic-baseline-keys"}},
	{Stack: "backup", Name: "clinic-baseline-backup", Blueprint: "backup", Product: true},
}

func build(region string, cfg schema.Rollout) *blueprints.Stack {
	env := &blueprints.Env{System: "clinic", Name: "baseline", Tier: "production", PHI: true, Account: "111122223333", Region: region, Owner: "platform@clinic.example"}
	artifacts := blueprints.NewStack(env, "artifacts", "artifacts", "clinic-baseline-artifacts")
	artifacts.Export("ArtifactsBucketName", "bucket", "The bucket for templates")
	s := blueprints.NewStack(env, "rollout", "rollout", "clinic-baseline-rollout", artifacts)
	s.Description = "Rollout of clinic"
	rollout.Blueprint.Build(s, &cfg)
	rollout.Blueprint.Gather(s, &cfg, organization)
	return s
}

func config() schema.Rollout {
	return schema.Rollout{Units: []string{"ou-ab12-0a1b2c3d"}, Carries: []string{"alerts", "audit", "keys"}, Administrator: "delegated", Management: "999988887777", AtOnce: 25}
}

func TestPinned(t *testing.T) {
	emittest.Pin(t, "testdata/delegated.yaml", build("us-east-1", config()))
	management := config()
	management.Administrator, management.Management, management.Units, management.Except = "management", "", []string{"r-ab12"}, []string{"444455556666", "111122223333"}
	emittest.Pin(t, "testdata/management-us-gov-west-1.yaml", build("us-gov-west-1", management))
}

// TestOrder: a set waits for those that its stack imports from, and a digest names the template of each.
func TestOrder(t *testing.T) {
	s := build("us-east-1", config())
	arn := func(id string) string {
		return "arn:" + blueprints.Partition + ":cloudformation:" + blueprints.Region + ":999988887777:stackset/" + blueprints.GetAtt(id, "StackSetId")
	}
	after, digests := map[string][]string{}, map[string]string{}
	for _, r := range s.Resources {
		after[r.ID] = waits(r)
	}
	for _, p := range s.Parameters {
		digests[p.Name] = p.Digest
	}
	if d := cmp.Diff(map[string][]string{"Keys": nil, "Audit": {arn("Keys")}, "Alerts": {arn("Audit"), arn("Keys")}}, after); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(map[string]string{"KeysTemplate": "keys", "AuditTemplate": "audit", "AlertsTemplate": "alerts"}, digests); d != "" {
		t.Error(d)
	}
}

// TestSetsBelongToTheManagementAccount: an ARN with the account of the administrator that the organization named would be of no StackSet.
// Where nobody says which account manages the organization, the sets are made in their order, and none names another by its ARN.
func TestSetsBelongToTheManagementAccount(t *testing.T) {
	cfg := config()
	cfg.Management = ""
	s := build("us-east-1", cfg)
	if len(s.Refusals) != 1 || !s.Refusals[0].Warn || s.Refusals[0].ID != "rollout-without-order" {
		t.Errorf("%v", s.Refusals)
	}
	for _, r := range s.Resources {
		want := map[string][]string{"Audit": {"Keys"}, "Alerts": {"Audit", "Keys"}}[r.ID]
		if d := cmp.Diff(want, r.After); d != "" || r.Extra["AutoDeployment.DependsOn"] != nil {
			t.Errorf("%s is after %v and %v", r.ID, r.After, r.Extra)
		}
	}
	cfg.Administrator = "management"
	for _, r := range build("us-east-1", cfg).Resources {
		for _, arn := range waits(r) {
			if !strings.Contains(arn, ":"+blueprints.AccountID+":stackset/") {
				t.Errorf("%s of the management account waits for %s", r.ID, arn)
			}
		}
	}
}

// waits are the sets that AWS lets one wait for when an account joins.
func waits(r *blueprints.Resource) []string {
	arns, _ := r.Extra["AutoDeployment.DependsOn"].([]string)
	return arns
}

// TestManyAtOnce: a tolerance of no failure would let AWS change one account at a time, whatever atOnce says.
func TestManyAtOnce(t *testing.T) {
	for _, r := range build("us-east-1", config()).Resources {
		if r.Extra["OperationPreferences.ConcurrencyMode"] != "SOFT_FAILURE_TOLERANCE" {
			t.Errorf("%s goes account by account: %v", r.ID, r.Extra)
		}
	}
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		carries []string
		want    []blueprints.Refusal
	}{
		{[]string{"keys", "adit"}, []blueprints.Refusal{{ID: "carries-unknown", Path: "carries[1]",
			Message: `stack "adit" would be carried to other accounts, and is none of this environment`, Hint: "add it below stacks"}}},
		{[]string{"keys", "network", "backup"}, []blueprints.Refusal{
			{ID: "carries-bound", Path: "carries[1]", Message: `stack "network" (network) means the account of this spec, and cannot be carried to others`,
				Hint: "leave it out; what every account can have of its own uses alerts, audit, backup, detection, keys, observability"},
			{ID: "carries-bound", Path: "carries[2]", Message: `stack "backup" (backup) means the account of this spec, and cannot be carried to others`,
				Hint: "leave it out; what every account can have of its own uses alerts, audit, backup, detection, keys, observability"}}},
		{[]string{"network"}, []blueprints.Refusal{ // and not that its keys are missing: it could not go with them either
			{ID: "carries-bound", Path: "carries[0]", Message: `stack "network" (network) means the account of this spec, and cannot be carried to others`,
				Hint: "leave it out; what every account can have of its own uses alerts, audit, backup, detection, keys, observability"}}},
		{[]string{"alerts", "keys"}, []blueprints.Refusal{{ID: "carries-without", Path: "carries",
			Message: `stack "alerts" is carried to other accounts without "audit", which it imports from`, Hint: "add audit to carries"}}},
	} {
		cfg := config()
		cfg.Carries = c.carries
		s := build("us-east-1", cfg)
		if d := cmp.Diff(c.want, s.Refusals); d != "" {
			t.Errorf("%v (-want +got):\n%s", c.carries, d)
		}
		if len(s.Resources) > 0 {
			t.Errorf("%v: a refused rollout has resources", c.carries)
		}
	}
}
