package detection_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation/guardduty"
	"github.com/awslabs/goformation/v7/cloudformation/securityhub"
	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/detection"
	"github.com/hipaac/hipaac/compiler/emit/emittest"
	"github.com/hipaac/hipaac/schema"
)

func environment(name, tier, region, managed string) *blueprints.Env {
	return &blueprints.Env{
		System: "clinic", Name: name, Tier: tier, PHI: tier == "production", Account: "111122223333", Region: region, Managed: managed,
		Owner: "platform@clinic.example", Alerts: []string{"security@clinic.example"},
	}
}

func config(change func(*schema.Detection)) *schema.Detection {
	c := &schema.Detection{Standards: []string{"fsbp", "nist-800-53", "cis"}, FindingsDays: 2192}
	change(c)
	return c
}

func cheap(*schema.Detection) {}

func full(c *schema.Detection) {
	c.Agents, c.UnusedAccessDays, c.Macie = []string{"ec2", "eks", "fargate"}, 90, true
}

func build(env *blueprints.Env, change func(*schema.Detection), audits ...*blueprints.Stack) *blueprints.Stack {
	servers := append([]*blueprints.Stack{{Env: env, Blueprint: "keys", Key: "keys", Name: "clinic-" + env.Name + "-keys"}}, audits...)
	s := blueprints.NewStack(env, "detection", "detection", "clinic-"+env.Name+"-detection", servers...)
	detection.Blueprint.Build(s, config(change))
	return s
}

// TestTemplates pins what each kind of request becomes. Read the diff of testdata before you run with -update.
func TestTemplates(t *testing.T) {
	for name, s := range map[string]*blueprints.Stack{
		"development":           build(environment("dev", "development", "us-east-1", "standalone"), cheap),
		"test":                  build(environment("test", "test", "us-east-1", "standalone"), cheap),
		"commercial/production": build(environment("prod", "production", "us-east-1", "standalone"), full),
		"govcloud":              build(environment("prod", "production", "us-gov-west-1", "standalone"), full),
		"managed":               build(environment("prod", "production", "us-east-1", "control-tower"), full),
		"commercial/options": build(environment("prod", "production", "us-east-1", "standalone"), func(c *schema.Detection) {
			full(c)
			c.Agents, c.Standards, c.UnusedAccessDays, c.OrganizationRuns = []string{"fargate"}, []string{"nist-800-53"}, 30, []string{"guardduty"}
			c.SuppressedControls = map[string]string{"IAM.6": "The organization holds the root credentials of all accounts.", "EC2.10": "Endpoints stand in the network account."}
			c.AllowLists = map[string]string{"test-patients": "TEST-[0-9]{6}"}
		}),
	} {
		t.Run(name, func(t *testing.T) { emittest.Pin(t, filepath.Join("testdata", name+".yaml"), s) })
	}
}

func types(s *blueprints.Stack) map[string]int {
	found := map[string]int{}
	for _, r := range s.Resources {
		found[r.Properties.AWSCloudFormationType()]++
	}
	return found
}

func expected(s *blueprints.Stack) []string {
	var ids []string
	for _, p := range s.Prerequisites {
		ids = append(ids, p.ID)
		if p.What == "" || p.Remedy == "" || len(p.Citations) == 0 {
			panic(p.ID + " says too little")
		}
	}
	slices.Sort(ids)
	return ids
}

// TestNothingTwice: what an organization runs is expected and not made; what is neither made nor expected does not exist. A second detector
// fails in AWS, and takes the whole stack with it.
func TestNothingTwice(t *testing.T) {
	kinds := map[string]string{
		"guardduty": "AWS::GuardDuty::Detector", "security-hub": "AWS::SecurityHub::Hub", "macie": "AWS::Macie::Session", "access-analyzer": "AWS::AccessAnalyzer::Analyzer",
	}
	for _, c := range []struct {
		managed string
		runs    []string
		want    []string // what the organization runs
	}{
		{"standalone", nil, nil},
		{"control-tower", nil, []string{"guardduty", "inspector", "macie", "security-hub"}},
		{"landing-zone", nil, []string{"guardduty", "inspector", "macie", "security-hub"}},
		{"landing-zone", []string{}, nil},
		{"control-tower", []string{"guardduty"}, []string{"guardduty"}},
		{"standalone", []string{"access-analyzer", "macie"}, []string{"access-analyzer", "macie"}},
	} {
		s := build(environment("prod", "production", "us-east-1", c.managed), func(d *schema.Detection) { full(d); d.OrganizationRuns = c.runs })
		made, wanted := types(s), expected(s)
		for _, detector := range all {
			elsewhere := slices.Contains(c.want, detector)
			if slices.Contains(wanted, "organization-"+strings.Replace(detector, "access-", "", 1)) != elsewhere {
				t.Errorf("%s %v: expects %v, and %s is the organization's: %v", c.managed, c.runs, wanted, detector, elsewhere)
			}
			if kind, ok := kinds[detector]; ok && (made[kind] > 0) == elsewhere {
				t.Errorf("%s %v: %d of %s, and it is the organization's: %v", c.managed, c.runs, made[kind], kind, elsewhere)
			}
		}
		if slices.Contains(wanted, "inspector") == slices.Contains(c.want, "inspector") {
			t.Errorf("%s %v: somebody must switch Inspector on, once: %v", c.managed, c.runs, wanted)
		}
	}
}

// TestAllPlansAreNamed: GuardDuty switches on what a template does not name, or leaves it off, as AWS sees fit that year.
func TestAllPlansAreNamed(t *testing.T) {
	for _, change := range []func(*schema.Detection){cheap, full} {
		s := build(environment("dev", "development", "us-east-1", "standalone"), change)
		for _, r := range s.Resources {
			d, ok := r.Properties.(*guardduty.Detector)
			if !ok {
				continue
			}
			var on []string
			for _, f := range d.Features {
				on = append(on, f.Name)
				if f.Status != "ENABLED" || f.Name == "RUNTIME_MONITORING" && len(f.AdditionalConfiguration) != 3 {
					t.Errorf("%+v", f)
				}
			}
			slices.Sort(on)
			want := []string{"EBS_MALWARE_PROTECTION", "EKS_AUDIT_LOGS", "LAMBDA_NETWORK_LOGS", "RDS_LOGIN_EVENTS", "RUNTIME_MONITORING", "S3_DATA_EVENTS"}
			if diff := cmp.Diff(want, on); diff != "" || !d.Enable {
				t.Errorf("plans (-want +got):\n%s", diff)
			}
		}
	}
}

// TestPrerequisites compares the lists whole: one that is forgotten is never set.
func TestPrerequisites(t *testing.T) {
	common := []string{"ebs-default-encryption", "image-public-block", "imds-default", "password-policy", "s3-account-public-block", "security-contact", "ssm-public-block"}
	audit := func(env *blueprints.Env) *blueprints.Stack {
		return blueprints.NewStack(env, "audit", "audit", "clinic-prod-audit")
	}
	standalone, gov, tower := environment("prod", "production", "us-east-1", "standalone"), environment("prod", "production", "us-gov-west-1", "standalone"), environment("prod", "production", "us-east-1", "control-tower")
	for name, c := range map[string]struct {
		s    *blueprints.Stack
		more []string
	}{
		"alone":      {build(standalone, full), []string{"config-recorder", "inspector", "macie-discovery", "no-other-detectors", "root-second-factor"}},
		"with audit": {build(standalone, full, audit(standalone)), []string{"inspector", "macie-discovery", "no-other-detectors", "root-second-factor"}},
		"cheap":      {build(standalone, cheap, audit(standalone)), []string{"inspector", "no-other-detectors", "root-second-factor"}},
		"govcloud":   {build(gov, full, audit(gov)), []string{"inspector", "no-other-detectors", "root-second-factor", "sensitive-data-searched"}},
		"managed": {build(tower, full), []string{"no-other-detectors", "organization-guardduty", "organization-inspector", "organization-macie", "organization-security-hub",
			"root-credentials-removed", "snapshot-public-block"}},
	} {
		want := slices.Sorted(slices.Values(append(slices.Clone(common), c.more...)))
		if d := cmp.Diff(want, expected(c.s)); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}

// TestWhatIsThereAlready: an account in which somebody turned on a detector by hand refuses the stack's. The manifest says so before, and of
// no detector that the stack does not make.
func TestWhatIsThereAlready(t *testing.T) {
	for _, c := range []struct {
		managed, region string
		change          func(*schema.Detection)
		want            string
	}{
		{"standalone", "us-east-1", full, "GuardDuty, Security Hub, an analyzer of the account, Macie"},
		{"standalone", "us-gov-west-1", full, "GuardDuty, Security Hub, an analyzer of the account"},
		{"standalone", "us-east-1", cheap, "GuardDuty, Security Hub, an analyzer of the account"},
		{"control-tower", "us-east-1", full, "an analyzer of the account"},
		{"control-tower", "us-east-1", func(d *schema.Detection) { full(d); d.OrganizationRuns = all }, ""},
	} {
		got := ""
		for _, p := range build(environment("prod", "production", c.region, c.managed), c.change).Prerequisites {
			if p.ID == "no-other-detectors" {
				got = strings.TrimPrefix(strings.TrimSuffix(p.What, ". An account takes one of each"), "nobody has turned on before, in region "+c.region+", what the stack turns on: ")
			}
		}
		if got != c.want {
			t.Errorf("%s in %s: %q, want %q", c.managed, c.region, got, c.want)
		}
	}
}

var all = []string{"access-analyzer", "guardduty", "inspector", "macie", "security-hub"}

// TestStandardsOneByOne: Security Hub takes one standard a second, and CloudFormation makes at once what does not depend on each other.
func TestStandardsOneByOne(t *testing.T) {
	s := build(environment("prod", "production", "us-east-1", "standalone"), full)
	last := "Hub"
	count := 0
	for _, r := range s.Resources {
		if _, ok := r.Properties.(*securityhub.Standard); ok {
			if !slices.Equal(r.After, []string{last}) {
				t.Errorf("%s comes after %v, want %s", r.ID, r.After, last)
			}
			last = r.ID
			count++
		}
	}
	if count != 3 {
		t.Errorf("%d standards", count)
	}
}
