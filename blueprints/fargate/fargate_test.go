package fargate_test

import (
	"path/filepath"
	"testing"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/fargate"
	"github.com/hipaac/hipaac/compiler/emit/emittest"
	"github.com/hipaac/hipaac/schema"
)

func production() *blueprints.Env {
	return &blueprints.Env{
		System: "clinic", Name: "prod", Tier: "production", PHI: true,
		Account: "111122223333", Region: "us-east-1", Owner: "platform@clinic.example",
	}
}

func development() *blueprints.Env {
	return &blueprints.Env{
		System: "clinic", Name: "dev", Tier: "development",
		Account: "444455556666", Region: "us-east-1", Owner: "platform@clinic.example",
	}
}

// network is a network stack with so many zones and such a way out.
func network(env *blueprints.Env, zones int, egress, endpoints string) *blueprints.Stack {
	s := &blueprints.Stack{Env: env, Blueprint: "network", Key: "network", Name: "clinic-" + env.Name + "-network"}
	s.Export("VpcId", "", "")
	s.Export("VpcCidr", "", "")
	for i := range zones {
		zone := string(rune('1' + i))
		s.Export("PublicSubnet"+zone+"Id", "", "")
		s.Export("PrivateSubnet"+zone+"Id", "", "")
	}
	s.Tell("cidr", "10.22.0.0/16")
	s.Tell("egress", egress)
	s.Tell("endpoints", endpoints)
	return s
}

// around are the stacks that a service works with in a full environment.
func around(env *blueprints.Env) []*blueprints.Stack {
	database := &blueprints.Stack{Env: env, Blueprint: "database", Key: "records", Name: "clinic-" + env.Name + "-records"}
	database.Tell("port", "5432")
	database.OfferVariable("HOST", database.Exported("Endpoint"))
	database.OfferVariable("SECRET_ARN", database.Exported("SecretArn"))
	auth := &blueprints.Stack{Env: env, Blueprint: "auth", Key: "auth", Name: "clinic-" + env.Name + "-auth"}
	auth.Tell("origins", "https://app.clinic.example,https://admin.clinic.example")
	auth.OfferVariable("USER_POOL_ID", auth.Exported("UserPoolId"))
	return []*blueprints.Stack{auth, database, {Env: env, Blueprint: "observability", Key: "observability", Name: "clinic-" + env.Name + "-observability"}}
}

// build builds a stack named "app" with keys, a role, the given network and others.
func build(env *blueprints.Env, cfg *schema.Fargate, network *blueprints.Stack, others ...*blueprints.Stack) *blueprints.Stack {
	servers := append([]*blueprints.Stack{
		{Env: env, Blueprint: "keys", Key: "keys", Name: "clinic-" + env.Name + "-keys"},
		{Env: env, Blueprint: "access", Key: "access", Name: "clinic-" + env.Name + "-access"},
		network,
	}, others...)
	s := blueprints.NewStack(env, "fargate", "app", "clinic-"+env.Name+"-app", servers...)
	fargate.Blueprint.Build(s, cfg)
	return s
}

// service is the configuration of a spec that says only what it must.
func service(change func(*schema.Fargate)) *schema.Fargate {
	cfg := &schema.Fargate{
		Image: "1.4.0", Architecture: "arm64", Cpu: 1024, Memory: 2048, MinTasks: 2, MaxTasks: 10, ScaleAtCpuPercent: 60,
		User: 1000, Writable: []string{"/tmp"}, Port: 8443, HealthPath: "/health", StartSeconds: 60, StopSeconds: 60,
		SessionLogDays: 2192, LogDays: 365, KeepImages: 50,
	}
	change(cfg)
	return cfg
}

func web(change func(*schema.Web)) *schema.Web {
	w := &schema.Web{Domain: "app.clinic.example", RequestsPer5Minutes: 2000, IdleSeconds: 60, AccessLogDays: 2192, FirewallLogDays: 2192}
	change(w)
	return w
}

// TestTemplates pins what each kind of request becomes. Read the diff of testdata before you run with -update.
func TestTemplates(t *testing.T) {
	gov := production()
	gov.Region = "us-gov-west-1"
	const certificate = "arn:aws:acm:us-east-1:444455556666:certificate/0a1b2c3d"
	for name, c := range map[string]struct {
		env    *blueprints.Env
		cfg    *schema.Fargate
		net    func(*blueprints.Env) *blueprints.Stack
		others func(*blueprints.Env) []*blueprints.Stack
		reason string
	}{
		"production": {production(), service(func(c *schema.Fargate) {
			c.Web = web(func(w *schema.Web) { w.HostedZone = "Z0123456789ABC" })
			c.Variables = map[string]string{"ASPNETCORE_ENVIRONMENT": "Production"}
			c.Aliases = map[string]string{"AWS__Cognito__userPoolId": "AUTH_USER_POOL_ID"}
		}), nats, around, "a web application with a user pool, a database and people to call"},
		"first": {development(), service(func(c *schema.Fargate) {
			c.Image, c.MinTasks, c.MaxTasks = "", 1, 2
			c.Web = web(func(w *schema.Web) { w.Certificate = certificate })
		}), nats, nil, "the first deployment: no image yet, and a certificate of one's own"},
		"worker": {production(), service(func(c *schema.Fargate) {
			c.Image = "sha256:0000000000000000000000000000000000000000000000000000000000000001"
			c.Queue = &schema.FargateQueue{TimeoutSeconds: 300, Attempts: 5, MessagesPerTask: 10, AlarmMinutes: 30}
			c.Jobs = map[string]*schema.Job{"send-reminders": {At: "cron(0 7 ? * MON-FRI *)", Command: []string{"remind", "--all"}}}
			c.Exec, c.DiskGB, c.Command = true, 100, []string{"work"}
			c.Secrets = map[string]string{
				"MAIL_PASSWORD": "arn:aws:secretsmanager:us-east-1:111122223333:secret:mail-a1B2c3:password::",
				"MAIL_USER":     "arn:aws:secretsmanager:us-east-1:111122223333:secret:mail-a1B2c3:user::",
			}
		}), closed, around, "without a web tier, in a network without a way out, with a queue, jobs, sessions and secrets"},
		"internal": {development(), service(func(c *schema.Fargate) {
			c.Web = web(func(w *schema.Web) {
				w.Certificate, w.Internal, w.HostedZone = certificate, true, "Z0123456789ABC"
			})
		}), nats, nil, "reached from within the network only, by a name of a private zone"},
		"govcloud": {gov, service(func(c *schema.Fargate) {
			c.Web = web(func(w *schema.Web) {
				w.Certificate, w.Allow = "arn:aws-us-gov:acm:us-gov-west-1:111122223333:certificate/0a1b2c3d", []string{"203.0.113.0/24"}
			})
		}), nats, nil, "another partition, for one block of addresses"},
	} {
		t.Run(name, func(t *testing.T) {
			var others []*blueprints.Stack
			if c.others != nil {
				others = c.others(c.env)
			}
			emittest.Pin(t, filepath.Join("testdata", name+".yaml"), build(c.env, c.cfg, c.net(c.env), others...))
		})
	}
}

func nats(env *blueprints.Env) *blueprints.Stack { return network(env, 3, "nat-per-zone", "") }

func closed(env *blueprints.Env) *blueprints.Stack {
	return network(env, 2, "none", "ecr.api,ecr.dkr,kms,logs,secretsmanager,sqs,ssmmessages")
}
