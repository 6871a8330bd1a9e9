package audit_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/schema"
)

func TestRefusals(t *testing.T) {
	const reason = "another tool of the company looks at it."
	for name, c := range map[string]struct {
		env    func(*blueprints.Env)
		change func(*schema.Audit)
		want   []blueprints.Refusal
	}{
		"a home in another partition": {same, func(c *schema.Audit) { c.Home = "us-gov-west-1" }, []blueprints.Refusal{{
			ID: "foreign-partition", Path: "home",
			Message: `stack "audit" has its home in us-gov-west-1, which is of partition aws-us-gov, but region us-east-1 is of partition aws`,
			Hint:    "name a region of the same partition; accounts of different partitions are different accounts",
		}}},
		"a home that does not record IAM": {func(e *blueprints.Env) { e.Region = "eu-south-2" }, defaults, []blueprints.Refusal{{
			ID: "home-without-iam", Path: "home", Warn: true,
			Message: `AWS Config does not record IAM in eu-south-2, the home region of stack "audit": changes of roles and users would be in the trail only`,
			Hint:    "add a spec for a region that records it, such as us-east-1, and name that one in home",
		}}},
		"the same in an organization, which has a home of its own": {func(e *blueprints.Env) { e.Region = "eu-south-2"; controlTower(e) }, defaults, nil},
		"a further region of the kind":                             {func(e *blueprints.Env) { e.Region = "eu-south-2" }, further, nil},
		"rules that are none": {same, func(c *schema.Audit) {
			c.Pack = &schema.ConformancePack{Without: map[string]string{"efs-encryption": reason}, With: []string{"mesh-tls"}}
		}, []blueprints.Refusal{{
			ID: "unknown-rule", Path: "pack.without.efs-encryption",
			Message: `the conformance pack of stack "audit" knows no rule "efs-encryption"`, Hint: "choose one of efs-encrypted, efs-in-backup-plan",
		}, {
			ID: "unknown-rule", Path: "pack.with[0]",
			Message: `the conformance pack of stack "audit" knows no rule "mesh-tls"`,
			Hint:    "name the control as hipaac explain does; only what AWS Config has a rule for can be in a conformance pack",
		}}},
		"a rule in and out": {same, func(c *schema.Audit) {
			c.Pack = &schema.ConformancePack{Without: map[string]string{"s3-replication": reason}, With: []string{"s3-replication"}}
		}, []blueprints.Refusal{{
			ID: "rule-in-and-out", Path: "pack.with[0]",
			Message: `rule "s3-replication" of stack "audit" is both added and left out`, Hint: "remove it from one of the two",
		}}},
		"a rule that GovCloud does not have": {func(e *blueprints.Env) { e.Region = "us-gov-east-1" }, func(c *schema.Audit) {
			c.Pack = &schema.ConformancePack{With: []string{"root-mfa"}}
		}, []blueprints.Refusal{{
			ID: "rule-not-in-region", Path: "pack.with[0]",
			Message: `AWS Config does not have the rule "root-mfa" in region us-gov-east-1, and a conformance pack with it could not be deployed`,
			Hint:    "leave it out, and look at what it would ask by hand",
		}}},
	} {
		s := build(environment(c.env), plain(c.change), true)
		if d := cmp.Diff(c.want, s.Refusals); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}

// TestPackFits: with every rule that there is, and with names and thresholds as long as they can be, AWS Config takes the pack.
func TestPackFits(t *testing.T) {
	var all []string
	for _, line := range strings.Split(packOf(build(environment(same), plain(defaults), false)), "\n") {
		if name, ok := strings.CutPrefix(line, "    Properties: {ConfigRuleName: "); ok {
			all = append(all, strings.SplitN(name, ",", 2)[0])
		}
	}
	if len(all) < 100 {
		t.Fatalf("the pack has %d rules only", len(all))
	}
	s := build(environment(same), plain(func(c *schema.Audit) {
		c.PublicPorts = nil
		for p := range 50 {
			c.PublicPorts = append(c.PublicPorts, 65000+p)
		}
		c.Pack = &schema.ConformancePack{With: []string{
			"asg-elb-health-check", "cloudtrail-s3-data-events", "ebs-in-backup-plan", "ec2-in-backup-plan", "igw-authorized-vpc-only",
			"no-open-route-to-igw", "s3-access-logging", "s3-event-notifications", "s3-kms-default", "s3-object-lock", "s3-replication",
		}}
	}), false)
	if len(s.Refusals) > 0 {
		t.Errorf("%v", s.Refusals)
	}
	body := packOf(s)
	if n := strings.Count(body, "AWS::Config::ConfigRule"); n > 130 || len(body) > 51_200 || n <= len(all) {
		t.Errorf("%d rules in %d bytes", n, len(body))
	}
	for _, p := range []string{"AccessKeyDays", "BackupDays", "CertificateDays", "PublicPorts", "UnusedCredentialDays"} {
		if strings.Count(body, fmt.Sprintf("{Ref: %s}", p)) != 1 || !strings.Contains(body, "  "+p+": {Type: String") {
			t.Errorf("parameter %s is declared and used by one rule", p)
		}
	}
}

// TestFurtherRegionsJudgeWhatIsTheirs: what an account has once is judged at home.
func TestFurtherRegionsJudgeWhatIsTheirs(t *testing.T) {
	body := packOf(build(environment(west), plain(further), false))
	for _, name := range []string{"iam-password-policy", "root-mfa", "s3-account-public-block"} {
		if strings.Contains(body, "ConfigRuleName: "+name+",") {
			t.Errorf("a further region judges %s once more", name)
		}
	}
	if !strings.Contains(body, "ConfigRuleName: ebs-encryption-by-default,") {
		t.Error("a further region does not judge what each region has")
	}
}
