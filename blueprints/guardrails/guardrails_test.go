package guardrails_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation/organizations"
	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/blueprints/guardrails"
	"github.com/hipaac/hipaac/compiler/emit/emittest"
	"github.com/hipaac/hipaac/schema"
)

func build(region string, cfg schema.Guardrails) *blueprints.Stack {
	env := &blueprints.Env{System: "clinic", Name: "management", Tier: "production", Account: "999988887777", Region: region, Managed: "control-tower", Owner: "platform@clinic.example"}
	s := blueprints.NewStack(env, "guardrails", "guardrails", "clinic-management-guardrails")
	s.Description = "Guardrails of clinic"
	guardrails.Blueprint.Build(s, &cfg)
	return s
}

// short is what an author has to say; full is all that can be said.
func short() schema.Guardrails {
	return schema.Guardrails{Targets: []string{"ou-ab12-0a1b2c3d"}, Administrator: "management"}
}

func full() schema.Guardrails {
	return schema.Guardrails{
		Targets: []string{"ou-ab12-0a1b2c3d", "111122223333"}, Administrator: "delegated", Regions: []string{"eu-central-1"}, Systems: []string{"portal", "registry"},
		Also:    map[string]string{"scheduler": "starts jobs, and what it is handed names no patient."},
		Trusted: []string{"aws-reserved/sso.amazonaws.com/*AWSReservedSSO_Administrators_*"}, Archives: []string{"records-archive-*", "old-records"},
		Perimeter: &schema.Perimeter{Organization: "o-a1b2c3d4e5", Partners: []string{"444455556666"}},
	}
}

func TestPinned(t *testing.T) {
	emittest.Pin(t, "testdata/short.yaml", build("us-east-1", short()))
	emittest.Pin(t, "testdata/full.yaml", build("us-east-1", full()))
	emittest.Pin(t, "testdata/govcloud.yaml", build("us-gov-west-1", short()))
}

// TestSizes: AWS takes so many characters of a policy, and CloudFormation hands it over without white space. The sizes are those of the text
// that is sent, and not of the estimate by which a spec is refused. Policies are few enough for five on a target, FullAWSAccess among them.
func TestSizes(t *testing.T) {
	for name, cfg := range map[string]schema.Guardrails{"short": short(), "full": full()} {
		policies := 0
		for _, r := range build("us-east-1", cfg).Resources {
			p := r.Properties.(*organizations.Policy)
			text, err := json.Marshal(p.Content)
			if err != nil || len(text) > 5120 {
				t.Errorf("%s: policy %s has %d characters: %v", name, r.ID, len(text), err)
			}
			t.Logf("%s: policy %s has %d characters", name, r.ID, len(text))
			if p.Type == "SERVICE_CONTROL_POLICY" {
				policies++
			}
		}
		if policies > 4 {
			t.Errorf("%s: %d policies", name, policies)
		}
	}
}

// TestOneAfterAnother: Organizations refuses a change while it makes another.
func TestOneAfterAnother(t *testing.T) {
	var ids []string
	for i, r := range build("us-east-1", full()).Resources {
		if i > 0 && !slices.Equal(r.After, ids[i-1:]) {
			t.Errorf("%s is after %v", r.ID, r.After)
		}
		ids = append(ids, r.ID)
	}
	if d := cmp.Diff([]string{"Services", "Regions", "Records", "Accounts", "Perimeter"}, ids); d != "" {
		t.Error(d)
	}
}

func TestRefusals(t *testing.T) {
	cfg := full()
	cfg.Administrator, cfg.Targets = "management", []string{"999988887777", "r-ab12"}
	cfg.Also = map[string]string{"lambda": "runs what is wanted, and nothing else", "dsql": "holds what is wanted, and nothing else"}
	for range 60 {
		cfg.Archives = append(cfg.Archives, strings.Repeat("archive", 9))
	}
	var got []string
	for _, r := range build("us-east-1", cfg).Refusals {
		got = append(got, r.ID+" "+r.Path+": "+r.Message)
	}
	want := []string{
		`guardrail-without-effect targets: policies would be attached to account 999988887777, which manages the organization, and no policy binds it`,
		`guardrail-needless also.lambda: service "lambda" (AWS Lambda) is permitted in any case`,
		`guardrail-too-long : policy "records" of stack "guardrails" would have 14258 characters, and an organization takes 5120`,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// TestBlueprintsWork: accounts under these policies can have everything that the blueprints make, but for what is not on AWS's list.
func TestBlueprintsWork(t *testing.T) {
	p := load(t, "testdata/short.yaml")
	table, err := os.ReadFile("../guard/rights.txt")
	if err != nil {
		t.Fatal(err)
	}
	var types []string
	for line := range strings.Lines(string(table)) {
		if strings.HasPrefix(line, "AWS::") {
			types = append(types, strings.TrimSpace(line))
		}
	}
	needed, unknown := guard.RightsFor(types)
	if len(needed.Actions) < 500 || len(unknown) > 0 {
		t.Fatalf("%d actions, unknown %v", len(needed.Actions), unknown)
	}
	denied := map[string]bool{}
	for _, action := range needed.Actions {
		if len(p.judge(t, request{principal: execution, action: action, region: "us-east-1"})) > 0 {
			service, _, _ := strings.Cut(action, ":")
			denied[service] = true
		}
	}
	want := map[string]bool{"chatbot": true, "codeconnections": true, "codestar-connections": true, "codestar-notifications": true, "scheduler": true}
	if d := cmp.Diff(want, denied); d != "" {
		t.Error(d)
	}
}
