package webserver

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/compiler/emit/emittest"
	"github.com/hipaac/hipaac/schema"
)

func environment(name, tier string, phi bool, region string) *blueprints.Env {
	return &blueprints.Env{
		System: "clinic", Name: name, Tier: tier, PHI: phi, Account: "111122223333", Region: region, Owner: "platform@clinic.example",
	}
}

// neighbours are what every server needs: keys, and a network of two zones.
func neighbours(env *blueprints.Env, egress, endpoints string) []*blueprints.Stack {
	start := "clinic-" + env.Name + "-"
	network := blueprints.NewStack(env, "network", "network", start+"network")
	network.Tell("egress", egress)
	network.Tell("endpoints", endpoints)
	for _, name := range []string{"VpcId", "VpcCidr", "PublicSubnet1Id", "PublicSubnet2Id", "PrivateSubnet1Id", "PrivateSubnet2Id"} {
		network.Export(name, "", "")
	}
	return []*blueprints.Stack{blueprints.NewStack(env, "keys", "keys", start+"keys"), network}
}

// all are neighbours of every kind.
func all(env *blueprints.Env) []*blueprints.Stack {
	start := "clinic-" + env.Name + "-"
	topic := blueprints.NewStack(env, "observability", "observability", start+"observability")
	topic.Export("AlarmTopicArn", "", "")
	admin := blueprints.NewStack(env, "admin-access", "admin-access", start+"admin-access")
	admin.Export("SessionTargetPolicyArn", "", "")
	repository := blueprints.NewStack(env, "repository", "website", start+"website")
	repository.Tell("provider", "codecommit")
	repository.Tell("fullname", start+"website")
	return append(neighbours(env, "nat-per-zone", ""), topic, admin, repository, blueprints.NewStack(env, "backup", "backup", start+"backup"))
}

// atGitHub is a repository that servers cannot pull from.
func atGitHub(env *blueprints.Env) *blueprints.Stack {
	repository := blueprints.NewStack(env, "repository", "application", "clinic-"+env.Name+"-application")
	repository.Tell("provider", "github")
	repository.Tell("fullname", "clinic/portal")
	return repository
}

// oneZone is a network with subnets in one zone only.
func oneZone(env *blueprints.Env) []*blueprints.Stack {
	network := blueprints.NewStack(env, "network", "network", "clinic-"+env.Name+"-network")
	for _, name := range []string{"VpcId", "PublicSubnet1Id", "PrivateSubnet1Id"} {
		network.Export(name, "", "")
	}
	return []*blueprints.Stack{blueprints.NewStack(env, "keys", "keys", "clinic-"+env.Name+"-keys"), network}
}

// config is a configuration as the schema completes it.
func config(change func(*schema.WebServer)) *schema.WebServer {
	c := &schema.WebServer{
		Domain: "apps.clinic.example", HostedZone: "Z0123456789ABC", Testers: &schema.Testers{Name: "office", Ranges: []string{"203.0.113.0/24"}},
		Branch: "main", InstanceTypes: []string{"t4g.small", "t3.small", "m7g.large", "m7i.large"}, VolumeGB: 20,
		RequestsPer5Minutes: 2000, AccessLogDays: 2192, FirewallLogDays: 2192, LogDays: 365,
	}
	if change != nil {
		change(c)
	}
	return c
}

func built(env *blueprints.Env, cfg *schema.WebServer, servers []*blueprints.Stack) *blueprints.Stack {
	s := blueprints.NewStack(env, "web-server", "web-server", "clinic-"+env.Name+"-web-server", servers...)
	Blueprint.Build(s, cfg)
	return s
}

// TestTemplates pins what each kind of request becomes.
func TestTemplates(t *testing.T) {
	dev, test := environment("dev", "development", false, "us-east-1"), environment("nonprod", "test", false, "us-east-1")
	prod, gov := environment("prod", "production", true, "us-east-1"), environment("prod", "production", true, "us-gov-west-1")
	for name, s := range map[string]*blueprints.Stack{
		"development": built(dev, config(nil), neighbours(dev, "none", "cloudformation,git-codecommit,logs,monitoring,ssm,ssmmessages")),
		"test": built(test, config(func(c *schema.WebServer) {
			c.InstanceTypes, c.Branch = []string{"t4g.small"}, "release/1"
			c.Testers.Ranges = append(c.Testers.Ranges, "198.51.100.7/32")
		}), neighbours(test, "single-nat", "")),
		"production": built(prod, config(nil), all(prod)),
		"govcloud": built(gov, config(func(c *schema.WebServer) {
			c.HostedZone, c.Certificate = "", "arn:aws-us-gov:acm:us-gov-west-1:111122223333:certificate/0a1b2c3d"
			c.InstanceTypes = []string{"t3.small"}
		}), all(gov)),
	} {
		t.Run(name, func(t *testing.T) { emittest.Pin(t, filepath.Join("testdata", name+".yaml"), s) })
	}
}

// TestRefusals: what no launch could make right is refused when the spec is compiled.
func TestRefusals(t *testing.T) {
	env := environment("prod", "production", true, "us-east-1")
	for name, c := range map[string]struct {
		change  func(*schema.WebServer)
		servers []*blueprints.Stack
		want    []blueprints.Refusal
	}{
		"testers who are half of the internet, or misaligned": {
			func(c *schema.WebServer) { c.Testers.Ranges = []string{"0.0.0.0/1", "203.0.113.7/24"} }, all(env), []blueprints.Refusal{
				{ID: "block-not-aligned", Path: "testers.ranges[1]", Message: "the block 203.0.113.7/24 does not start at a multiple of its size", Hint: "use 203.0.113.0/24"},
				{
					ID: "testers-everybody", Path: "testers.ranges[0]",
					Message: "0.0.0.0/1 is a large part of the internet, and servers of environment TEST are for testers only",
					Hint:    "name the addresses of office, in blocks of /8 or smaller",
				},
			}},
		"nothing to issue a certificate with": {func(c *schema.WebServer) { c.HostedZone = "" }, all(env), []blueprints.Refusal{{
			ID:      "no-certificate",
			Message: `"*.apps.clinic.example" has no certificate, and no hosted zone to issue one with`,
			Hint:    "add hostedZone with the ID of the zone that holds the domain, or certificate with an ARN",
		}}},
		"a long domain": {func(c *schema.WebServer) {
			c.Domain = "websites-of-the-clinic-beside-the-river.departments.clinic.example"[:61]
		}, all(env), []blueprints.Refusal{{
			ID: "domain-too-long", Path: "domain",
			Message: `"websites-of-the-clinic-beside-the-river.departments.clinic.ex" leaves a server 2 characters for its own name: a certificate is for names of up to 64`,
			Hint:    "choose a domain of up to 60 characters",
		}}},
		"a network without a way out": {nil, neighbours(env, "none", "logs"), []blueprints.Refusal{{
			ID:      "endpoints-missing",
			Message: `servers of stack "web-server" could not start: stack "network" has no way out and no endpoints for cloudformation, git-codecommit, monitoring, ssm, ssmmessages`,
			Hint:    `add cloudformation, git-codecommit, monitoring, ssm, ssmmessages to endpoints of stack "network", or choose an egress`,
		}}},
		"all code at another host": {nil, append(neighbours(env, "nat-per-zone", ""), atGitHub(env)), []blueprints.Refusal{{
			ID: "website-elsewhere", Warn: true,
			Message: `servers of stack "web-server" take their websites from CodeCommit, and this environment has repositories at other hosts only`,
			Hint:    "add a repository stack without connection for websites",
		}}},
		"websites in CodeCommit beside it": {nil, append(all(env), atGitHub(env)), nil},
		"a network of one zone": {nil, oneZone(env), []blueprints.Refusal{{
			ID: "load-balancer-zones", Message: `a load balancer needs subnets in two availability zones, stack "network" has 1`,
			Hint: `set zones of stack "network" to 2 or 3`,
		}}},
	} {
		if d := cmp.Diff(c.want, built(env, config(c.change), c.servers).Refusals); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}
