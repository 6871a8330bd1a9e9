package fargate_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/schema"
)

// TestRefusals: each request that AWS would refuse only when the stack is deployed, or that would never run, with all that its author
// gets to read.
func TestRefusals(t *testing.T) {
	gov := production()
	gov.Region = "us-gov-west-1"
	certified := func(arn string) func(*schema.Fargate) {
		return func(c *schema.Fargate) { c.Web = web(func(w *schema.Web) { w.Certificate = arn }) }
	}
	zone := func(c *schema.Fargate) { c.Web = web(func(w *schema.Web) { w.HostedZone = "Z0123456789ABC" }) }
	foreign := func(seen string) []blueprints.Refusal {
		return []blueprints.Refusal{{
			ID: "foreign-certificate", Path: "web.certificate",
			Message: `the certificate begins with "` + seen + `", a load balancer of this environment takes one that begins with "arn:aws:acm:us-east-1:111122223333:"`,
			Hint:    "issue or import a certificate in the environment's own account and region",
		}}
	}
	none := func(endpoints string) func(*blueprints.Env) *blueprints.Stack {
		return func(env *blueprints.Env) *blueprints.Stack { return network(env, 2, "none", endpoints) }
	}
	for name, c := range map[string]struct {
		env    *blueprints.Env
		change func(*schema.Fargate)
		net    func(*blueprints.Env) *blueprints.Stack
		want   []blueprints.Refusal
	}{
		"a certificate of another region":    {production(), certified("arn:aws:acm:us-west-2:111122223333:certificate/0a1b"), nats, foreign("arn:aws:acm:us-west-2:111122223333:")},
		"a certificate of another account":   {production(), certified("arn:aws:acm:us-east-1:999900001111:certificate/0a1b"), nats, foreign("arn:aws:acm:us-east-1:999900001111:")},
		"a certificate of another partition": {production(), certified("arn:aws-us-gov:acm:us-gov-west-1:111122223333:certificate/0a1b"), nats, foreign("arn:aws-us-gov:acm:us-gov-west-1:111122223333:")},
		"no certificate": {production(), certified(""), nats, []blueprints.Refusal{{
			ID: "no-certificate", Path: "web",
			Message: `"app.clinic.example" has no certificate, and no hosted zone to issue one with`,
			Hint:    "add hostedZone with the ID of the zone that holds the domain, or certificate with an ARN",
		}}},
		"a hosted zone in GovCloud": {gov, zone, nats, []blueprints.Refusal{{
			ID: "hosted-zone-in-govcloud", Path: "web.hostedZone",
			Message: `"app.clinic.example" is to be entered in a hosted zone of region us-gov-west-1, whose zones are private and lead to no load balancer`,
			Hint:    "leave hostedZone out, name a certificate, and enter the load balancer's name where the domain is kept",
		}}},
		"one zone": {production(), zone, func(env *blueprints.Env) *blueprints.Stack { return network(env, 1, "single-nat", "") }, []blueprints.Refusal{{
			ID: "load-balancer-zones", Path: "web",
			Message: `a load balancer needs subnets in two availability zones, stack "network" has 1`,
			Hint:    `set zones of stack "network" to 2 or 3`,
		}}},
		"addresses that are none, and between two blocks": {production(), func(c *schema.Fargate) {
			zone(c)
			c.Web.Allow = []string{"203.0.113.0/24", "300.0.113.0/24", "203.0.113.5/24"}
		}, nats, []blueprints.Refusal{
			{ID: "not-a-block", Path: "web.allow[1]", Message: `"300.0.113.0/24" is no IPv4 block`,
				Hint: "write four numbers of 0 to 255 without leading zeros, and a prefix length of 0 to 32, such as 10.20.0.0/16"},
			{ID: "block-not-aligned", Path: "web.allow[2]", Message: "the block 203.0.113.5/24 does not start at a multiple of its size", Hint: "use 203.0.113.0/24"},
		}},
		"more addresses than rules": {production(), func(c *schema.Fargate) {
			zone(c)
			for i := range 31 {
				c.Web.Allow = append(c.Web.Allow, fmt.Sprintf("203.0.113.%d/32", i))
			}
		}, nats, []blueprints.Refusal{{
			ID: "too-many-addresses", Path: "web.allow", Message: "31 blocks of addresses may connect, a security group holds 30 of them", Hint: "name larger blocks, or fewer",
		}}},
		"memory that does not go with the processors": {production(), func(c *schema.Fargate) { c.Cpu, c.Memory = 256, 4096 }, nats, []blueprints.Refusal{{
			ID: "task-size", Path: "memory",
			Message: "a task with 256 processor units cannot have 4096 MiB of memory, only 512, 1024 or 2048",
			Hint:    "set memory to 2048, or choose another cpu",
		}}},
		"memory between two steps": {production(), func(c *schema.Fargate) { c.Cpu, c.Memory = 8192, 18432 }, nats, []blueprints.Refusal{{
			ID: "task-size", Path: "memory",
			Message: "a task with 8192 processor units cannot have 18432 MiB of memory, only 16384 to 61440 in steps of 4096",
			Hint:    "set memory to 20480, or choose another cpu",
		}}},
		"more at least than at most": {production(), func(c *schema.Fargate) { c.MinTasks, c.MaxTasks = 5, 3 }, nats, []blueprints.Refusal{{
			ID: "task-range", Path: "minTasks", Message: "at least 5 tasks and at most 3 are to run", Hint: "set maxTasks to 5 or more",
		}}},
		"no way to the image": {production(), func(c *schema.Fargate) {
			c.Exec = true
			c.Queue = &schema.FargateQueue{TimeoutSeconds: 300, Attempts: 5, MessagesPerTask: 10, AlarmMinutes: 30}
		}, none("ecr.api,logs"), []blueprints.Refusal{{
			ID:      "endpoints-missing",
			Message: `tasks of stack "app" could not start: stack "network" has no way out and no endpoints for ecr.dkr, kms, sqs, ssmmessages`,
			Hint:    `add ecr.dkr, kms, sqs, ssmmessages to endpoints of stack "network", or choose an egress`,
		}}},
		"nothing to run": {production(), func(c *schema.Fargate) { c.Image = "" }, nats, []blueprints.Refusal{{
			ID: "no-image", Warn: true, Message: `stack "app" names no image: nothing will run`,
			Hint: "deploy it, push an image to the repository clinic-prod-app, and set image to its tag",
		}}},
		"a variable of AWS": {production(), func(c *schema.Fargate) { c.Variables = map[string]string{"AWS_PROFILE": "x"} }, nats, []blueprints.Refusal{{
			ID: "variable-reserved", Path: "variables.AWS_PROFILE",
			Message: `the environment variable "AWS_PROFILE" has a name that AWS keeps for itself`, Hint: "choose a name that does not begin with AWS_ or ECS_",
		}}},
		"a secret in the spec": {production(), func(c *schema.Fargate) { c.Variables = map[string]string{"DB_PASSWORD": "hunter2"} }, nats, []blueprints.Refusal{{
			ID: "secret-in-variable", Path: "variables.DB_PASSWORD",
			Message: `the environment variable "DB_PASSWORD" is named like a secret, and whoever reads the spec or the template reads its value`,
			Hint:    "keep the value in Secrets Manager, and let the application read it from there",
		}}},
		"an alias of nothing": {production(), func(c *schema.Fargate) { c.Aliases = map[string]string{"DB": "RECORDS_HOST"} }, nats, []blueprints.Refusal{{
			ID: "alias-of-nothing", Path: "aliases.DB",
			Message: `"DB" is to be another name for "RECORDS_HOST", which no stack offers; there are AWS_REGION`,
			Hint:    "choose one of them, or add the stack that offers it",
		}}},
		"a name for two": {production(), func(c *schema.Fargate) {
			c.Variables = map[string]string{"MAIL": "smtp.clinic.example"}
			c.Secrets = map[string]string{"MAIL": "arn:aws:secretsmanager:us-east-1:111122223333:secret:mail-a1B2c3"}
		}, nats, []blueprints.Refusal{{
			ID: "variable-taken", Path: "secrets.MAIL",
			Message: `the environment variable "MAIL" is set by secrets, and has a value already`, Hint: "rename or remove one of them",
		}}},
		"a secret of another region": {production(), func(c *schema.Fargate) {
			c.Secrets = map[string]string{"MAIL": "arn:aws:secretsmanager:us-west-2:111122223333:secret:mail-a1B2c3"}
		}, nats, []blueprints.Refusal{{
			ID: "foreign-secret", Path: "secrets.MAIL",
			Message: `the secret begins with "arn:aws:secretsmanager:us-west-2:111122223333:", one of this environment with "arn:aws:secretsmanager:us-east-1:111122223333:"`,
			Hint:    "keep the secret in the environment's own account and region, under its key for secrets",
		}}},
	} {
		if d := cmp.Diff(c.want, build(c.env, service(c.change), c.net(c.env)).Refusals); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}

// TestNeighboursWithMistakes: what a neighbour offers is not known while its own configuration has a mistake, and nothing is refused
// because of it.
func TestNeighboursWithMistakes(t *testing.T) {
	env := production()
	broken := network(env, 1, "none", "")
	broken.Refuse(blueprints.Refusal{ID: "block-not-aligned", Path: "cidr", Message: "m", Hint: "h"})
	cfg := service(func(c *schema.Fargate) {
		c.Web = web(func(w *schema.Web) { w.HostedZone = "Z0123456789ABC" })
		c.Aliases = map[string]string{"DB": "RECORDS_HOST"}
	})
	database := &blueprints.Stack{Env: env, Blueprint: "database", Key: "records"}
	if got := build(env, cfg, broken, database).Refusals; got != nil {
		t.Errorf("refused because of another stack's mistake: %v", got)
	}
}

// TestTwoStacksOneVariable: the names of two stacks may run into each other.
func TestTwoStacksOneVariable(t *testing.T) {
	env := production()
	stack := func(key, variable string) *blueprints.Stack {
		s := &blueprints.Stack{Env: env, Blueprint: "storage", Key: key, Name: "clinic-prod-" + key}
		s.OfferVariable(variable, "x")
		return s
	}
	got := build(env, service(func(*schema.Fargate) {}), nats(env), stack("files", "OLD_BUCKET"), stack("files-old", "BUCKET")).Refusals
	want := []blueprints.Refusal{{
		ID: "variable-taken", Message: `the environment variable "FILES_OLD_BUCKET" is set by stack "files" and by stack "files-old"`,
		Hint: "rename or remove one of them",
	}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}
