package adminaccess

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation/ec2"
	"github.com/awslabs/goformation/v7/cloudformation/events"
	"github.com/awslabs/goformation/v7/cloudformation/iam"
	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/compiler/emit/emittest"
	"github.com/hipaac/hipaac/schema"
)

const oncall = "arn:aws:iam::111122223333:user/oncall"

func environment(name, tier, region string) *blueprints.Env {
	return &blueprints.Env{
		System: "clinic", Name: name, Tier: tier, PHI: tier == "production", Account: "111122223333", Region: region, Owner: "platform@clinic.example",
	}
}

// neighbours are a keys stack and a network with or without a way out.
func neighbours(env *blueprints.Env, egress, endpoints string) []*blueprints.Stack {
	keys := &blueprints.Stack{Env: env, Blueprint: "keys", Key: "keys", Name: "clinic-" + env.Name + "-keys"}
	network := blueprints.NewStack(env, "network", "network", "clinic-"+env.Name+"-network")
	network.Tell("egress", egress)
	network.Tell("endpoints", endpoints)
	network.Export("VpcId", "vpc-1", "")
	network.Export("PrivateSubnet1Id", "subnet-1", "")
	return []*blueprints.Stack{keys, network}
}

// watched adds a topic, instances adds a workload that runs on instances.
func watched(env *blueprints.Env, have []*blueprints.Stack) []*blueprints.Stack {
	topic := blueprints.NewStack(env, "observability", "observability", "clinic-"+env.Name+"-observability")
	topic.Export("AlarmTopicArn", "arn", "")
	return append(have, topic)
}

func instances(env *blueprints.Env, have []*blueprints.Stack) []*blueprints.Stack {
	access := blueprints.NewStack(env, "access", "access", "clinic-"+env.Name+"-access")
	access.Export("InstanceProfileName", "profile", "")
	access.Export("WorkloadRoleName", "role", "")
	return append(have, access)
}

func patients(env *blueprints.Env, have []*blueprints.Stack) []*blueprints.Stack {
	database := blueprints.NewStack(env, "database", "patients", "clinic-"+env.Name+"-patients")
	database.Export("SecurityGroupId", "sg-2", "")
	database.Tell("port", "5432")
	return append(have, database)
}

func application(env *blueprints.Env, have []*blueprints.Stack) []*blueprints.Stack {
	app := blueprints.NewStack(env, "beanstalk", "portal", "clinic-"+env.Name+"-portal")
	app.Export("ServiceSecurityGroupId", "sg-3", "")
	return append(have, app)
}

func config(change func(*schema.AdminAccess)) *schema.AdminAccess {
	c := &schema.AdminAccess{SessionLogDays: 2192, IdleMinutes: 15, MaxMinutes: 60}
	change(c)
	return c
}

func built(env *blueprints.Env, cfg *schema.AdminAccess, have []*blueprints.Stack) *blueprints.Stack {
	s := blueprints.NewStack(env, "admin-access", "admin-access", "clinic-"+env.Name+"-admin-access", have...)
	Blueprint.Build(s, cfg)
	return s
}

// full is everything that can be asked for.
func full(c *schema.AdminAccess) {
	c.Operators = []string{oncall, "arn:aws:iam::999900001111:user/people/ada"}
	c.BreakGlass = []string{oncall}
	c.Organization, c.RunAs = "o-a1b2c3d4e5", "operator"
	c.Bastion = &schema.Bastion{Instance: "t4g.nano", DiskGb: 8}
}

// TestTemplates pins what each kind of request becomes. Read the diff of testdata before you run with -update.
func TestTemplates(t *testing.T) {
	dev, test, prod := environment("dev", "development", "us-east-1"), environment("test", "test", "us-east-1"), environment("prod", "production", "us-east-1")
	gov := environment("prod", "production", "us-gov-west-1")
	closed := "kms,logs,ssm,ssmmessages"
	for name, s := range map[string]*blueprints.Stack{
		"sessions": built(dev, config(func(*schema.AdminAccess) {}), instances(dev, neighbours(dev, "none", closed))),
		"bastion": built(test, config(func(c *schema.AdminAccess) { c.Bastion = &schema.Bastion{Instance: "t4g.nano", DiskGb: 8} }),
			neighbours(test, "none", closed)),
		"ssh":  built(test, config(func(c *schema.AdminAccess) { c.SshEndpoint = true }), application(test, neighbours(test, "single-nat", ""))),
		"full": built(prod, config(full), patients(prod, instances(prod, watched(prod, neighbours(prod, "nat-per-zone", ""))))),
		"govcloud": built(gov, config(func(c *schema.AdminAccess) { c.BreakGlass = []string{strings.Replace(oncall, "aws", "aws-us-gov", 1)} }),
			watched(gov, neighbours(gov, "single-nat", ""))),
	} {
		t.Run(name, func(t *testing.T) { emittest.Pin(t, filepath.Join("testdata", name+".yaml"), s) })
	}
}

func of[P blueprints.Properties](s *blueprints.Stack) map[string]P {
	found := map[string]P{}
	for _, r := range s.Resources {
		if p, ok := r.Properties.(P); ok {
			found[r.ID] = p
		}
	}
	return found
}

// TestNobodyConnects: no security group has an inbound rule, and no machine a key pair or a public address.
func TestNobodyConnects(t *testing.T) {
	env := environment("prod", "production", "us-east-1")
	s := built(env, config(full), patients(env, instances(env, watched(env, neighbours(env, "nat-per-zone", "")))))
	for id, group := range of[*ec2.SecurityGroup](s) {
		if len(group.SecurityGroupIngress) > 0 {
			t.Errorf("%s admits %v", id, group.SecurityGroupIngress)
		}
	}
	for id, rule := range of[*ec2.SecurityGroupIngress](s) {
		if *rule.GroupId != blueprints.ImportValue("clinic-prod-patients:SecurityGroupId") || *rule.SourceSecurityGroupId != blueprints.GetAtt("BastionSecurityGroup", "GroupId") {
			t.Errorf("%s: %+v is no rule that lets the bastion into a database", id, rule)
		}
	}
	machines := of[*ec2.Instance](s)
	if len(machines) != 1 {
		t.Fatalf("%d machines", len(machines))
	}
	for id, machine := range machines {
		if machine.KeyName != nil || machine.UserData != nil || *machine.NetworkInterfaces[0].AssociatePublicIpAddress || !strings.HasPrefix(*machine.ImageId, "{{resolve:ssm:") {
			t.Errorf("%s: %+v", id, machine)
		}
	}
}

// TestPeopleProveTheirSecondFactor: every role that people take asks for it in the call, and lasts for an hour; no role of a machine
// does, which could never prove one.
func TestPeopleProveTheirSecondFactor(t *testing.T) {
	env := environment("prod", "production", "us-east-1")
	s := built(env, config(full), watched(env, neighbours(env, "nat-per-zone", "")))
	people := []string{}
	for id, role := range of[*iam.Role](s) {
		trust := role.AssumeRolePolicyDocument.(guard.Policy).Statement[0]
		who := trust.Principal.(guard.Principals)
		if len(who.AWS) == 0 {
			if trust.Condition != nil {
				t.Errorf("%s, for %v, asks for %v", id, who.Service, trust.Condition)
			}
			continue
		}
		people = append(people, id)
		want := guard.Condition{
			"Bool":         {"aws:MultiFactorAuthPresent": {"true"}},
			"StringEquals": {"aws:RequestedRegion": {blueprints.Region}, "aws:PrincipalOrgID": {"o-a1b2c3d4e5"}},
		}
		if d := cmp.Diff(want, trust.Condition); d != "" || *role.MaxSessionDuration != 3600 {
			t.Errorf("%s lasts %d s, trusts when (-want +got):\n%s", id, *role.MaxSessionDuration, d)
		}
	}
	slices.Sort(people)
	if d := cmp.Diff([]string{"BreakGlassRole", "OperatorRole"}, people); d != "" {
		t.Errorf("roles of people (-want +got):\n%s", d)
	}
}

// TestBreakGlassIsTheRoleOfThePolicies: bucket policies name the role by an ARN that they put together themselves.
func TestBreakGlassIsTheRoleOfThePolicies(t *testing.T) {
	env := environment("prod", "production", "us-east-1")
	s := built(env, config(full), watched(env, neighbours(env, "nat-per-zone", "")))
	name := *of[*iam.Role](s)["BreakGlassRole"].RoleName
	if want := guard.BreakGlassRoleArn(s); !strings.HasSuffix(want, ":role/"+name) {
		t.Errorf("policies name %q, the role is called %q", want, name)
	}
}

// TestNamesFit: the longest names that a spec can have fit into the 64 characters of a rule and of a role. The rules that tell of
// break-glass had up to 79, and the stack could not be made.
func TestNamesFit(t *testing.T) {
	env := environment(strings.Repeat("e", 16), "production", "us-east-1")
	env.System = strings.Repeat("s", 16)
	s := blueprints.NewStack(env, "admin-access", strings.Repeat("a", 24), "n", watched(env, neighbours(env, "nat-per-zone", ""))...)
	Blueprint.Build(s, config(full))
	rules := of[*events.Rule](s)
	names := []string{*of[*iam.Role](s)["BreakGlassRole"].RoleName}
	for _, id := range slices.Sorted(maps.Keys(rules)) {
		names = append(names, *rules[id].Name)
	}
	if len(names) != 3 || names[1] == names[2] {
		t.Errorf("names %q, want a role and two rules with names of their own", names)
	}
	for _, name := range names {
		if len(name) > 64 {
			t.Errorf("%q has %d characters", name, len(name))
		}
	}
}

// TestRescueIsNotEverything: the role for emergencies makes no identities, passes no roles, leaves the trail and the log groups alone
// and schedules no deletion of keys. Its policy is one that IAM takes.
func TestRescueIsNotEverything(t *testing.T) {
	env := environment("prod-of-sixteen", "production", "us-gov-west-1")
	s := built(env, config(func(c *schema.AdminAccess) { c.BreakGlass = []string{strings.Replace(oncall, "aws", "aws-us-gov", 1)} }), watched(env, neighbours(env, "single-nat", "")))
	statements := of[*iam.ManagedPolicy](s)["BreakGlassRights"].PolicyDocument.(guard.Policy).Statement
	if size := guard.PolicySize(statements...); size > guard.MaxPolicySize {
		t.Errorf("the policy has %d characters, IAM takes %d", size, guard.MaxPolicySize)
	}
	for _, statement := range statements {
		for _, action := range statement.Action {
			service, verb, _ := strings.Cut(action, ":")
			if service == "iam" || service == "sts" || strings.Contains(action, "*") || strings.HasPrefix(verb, "Delete") && service != "s3" ||
				strings.HasPrefix(verb, "Schedule") || strings.HasPrefix(verb, "Disable") || service == "cloudtrail" && verb != "LookupEvents" {
				t.Errorf("%s permits %s", statement.Sid, action)
			}
		}
		if slices.Contains(statement.Resource, "*") && statement.Sid != "FindDatabases" {
			t.Errorf("%s is about everything", statement.Sid)
		}
	}
}

func TestRefusals(t *testing.T) {
	prod := environment("prod", "production", "us-east-1")
	for name, c := range map[string]struct {
		cfg  func(*schema.AdminAccess)
		have []*blueprints.Stack
		want []blueprints.Refusal
	}{
		"nobody is told": {func(c *schema.AdminAccess) { c.BreakGlass = []string{oncall} }, neighbours(prod, "single-nat", ""), []blueprints.Refusal{{
			ID: "unwatched-break-glass", Path: "breakGlass", Message: `nobody would be told when the break-glass role of stack "admin-access" is used`,
			Hint: "add the stack observability: {}, whose topic tells the addresses in alerts",
		}}},
		"machines without a way": {func(*schema.AdminAccess) {}, instances(prod, neighbours(prod, "none", "ssm,kms")), []blueprints.Refusal{{
			ID: "endpoints-missing", Message: `sessions of stack "admin-access" could not begin: stack "network" has no way out and no endpoints for logs, ssmmessages`,
			Hint: `add logs, ssmmessages to endpoints of stack "network", or choose an egress`,
		}}},
		"no machines, no way needed": {func(*schema.AdminAccess) {}, neighbours(prod, "none", ""), nil},
		"SSH to nothing": {func(c *schema.AdminAccess) { c.SshEndpoint = true }, neighbours(prod, "single-nat", ""), []blueprints.Refusal{{
			ID: "endpoint-to-nothing", Path: "sshEndpoint", Hint: "leave sshEndpoint out, or add a beanstalk stack",
			Message: `the SSH endpoint of stack "admin-access" reaches nothing: no workload of this environment runs on instances`,
		}}},
		"strangers": {func(c *schema.AdminAccess) {
			c.Operators = []string{oncall, "arn:aws:iam::999900001111:user/ada", "arn:aws-us-gov:iam::111122223333:user/ada"}
		}, neighbours(prod, "single-nat", ""), []blueprints.Refusal{
			{ID: "foreign-user", Path: "operators[1]", Hint: "add organization with the id of the organization, or name users of the environment's own account",
				Message: `user "arn:aws:iam::999900001111:user/ada" belongs to account 999900001111, the environment to 111122223333, and nothing says that both are of one organization`},
			{ID: "foreign-partition", Path: "operators[2]", Hint: "name one whose ARN begins with arn:aws:",
				Message: `user "arn:aws-us-gov:iam::111122223333:user/ada" is of partition aws-us-gov, but region us-east-1 is of partition aws`},
		}},
	} {
		if d := cmp.Diff(c.want, built(prod, config(c.cfg), c.have).Refusals); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}
