package beanstalk_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	eb "github.com/awslabs/goformation/v7/cloudformation/elasticbeanstalk"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/beanstalk"
	"github.com/hipaac/hipaac/compiler/emit/emittest"
	"github.com/hipaac/hipaac/schema"
)

func environment(name, tier string, phi bool) *blueprints.Env {
	return &blueprints.Env{
		System: "clinic", Name: name, Tier: tier, PHI: phi,
		Account: "111122223333", Region: "us-east-1", Owner: "platform@clinic.example",
	}
}

// around are the stacks that serve one, as small as they can be: those that every environment has, and the further ones by blueprint.
func around(env *blueprints.Env, more ...string) []*blueprints.Stack {
	start := env.System + "-" + env.Name + "-"
	network := &blueprints.Stack{Blueprint: "network", Key: "network", Name: start + "network",
		Facts: map[string]string{"cidr": "10.20.0.0/16", "egress": "single-nat", "endpoints": ""}}
	for _, export := range []string{"VpcId", "VpcCidr", "PublicSubnet1Id", "PublicSubnet2Id", "PrivateSubnet1Id", "PrivateSubnet2Id"} {
		network.Exports = append(network.Exports, blueprints.Export{Name: export})
	}
	all := []*blueprints.Stack{
		{Blueprint: "keys", Key: "keys", Name: start + "keys"}, network, {Blueprint: "access", Key: "access", Name: start + "access"},
	}
	for _, kind := range more {
		all = append(all, neighbour(env, kind))
	}
	return all
}

func neighbour(env *blueprints.Env, kind string) *blueprints.Stack {
	s := blueprints.NewStack(env, kind, kind, env.System+"-"+env.Name+"-"+kind)
	switch kind {
	case "auth":
		s.OfferVariable("USER_POOL_ID", s.Exported("UserPoolId"))
		s.Tell("origins", "https://app.clinic.example")
	case "database":
		s.Tell("port", "5432")
		s.OfferVariable("HOST", s.Exported("Endpoint"))
		s.OfferVariable("SECRET_ARN", s.Exported("SecretArn"))
	case "storage":
		s.OfferVariable("DOCUMENTS_BUCKET", s.Exported("DocumentsBucketName"))
	}
	return s
}

// application is what the schema makes of the least spec of a tier.
func application(env *blueprints.Env, platform string, web bool) *schema.Beanstalk {
	cfg := &schema.Beanstalk{
		Platform: platform, InstanceType: "t3.small", MinInstances: 1, MaxInstances: 1, ScaleAtCpuPercent: 70, VolumeGB: 20,
		Deployment: "all-at-once", HealthPath: "/", JobPath: "/", JobSeconds: 300, JobAttempts: 10, UpdateWindow: "Sun:08:00", LogDays: 365,
	}
	if env.Production() {
		cfg.InstanceType, cfg.MinInstances, cfg.MaxInstances, cfg.Deployment = "m6i.large", 2, 6, "immutable"
	}
	if web {
		cfg.Web = &schema.Web{
			Domain: "app.clinic.example", Certificate: "arn:aws:acm:us-east-1:111122223333:certificate/0a1b2c3d",
			RequestsPer5Minutes: 2000, IdleSeconds: 60, AccessLogDays: 2192, FirewallLogDays: 2192,
		}
		if env.Region == "us-gov-west-1" {
			cfg.Web.Certificate = "arn:aws-us-gov:acm:us-gov-west-1:111122223333:certificate/0a1b2c3d"
		}
	}
	return cfg
}

func build(env *blueprints.Env, key string, cfg *schema.Beanstalk, servers []*blueprints.Stack) *blueprints.Stack {
	s := blueprints.NewStack(env, "beanstalk", key, env.System+"-"+env.Name+"-"+key, servers...)
	beanstalk.Blueprint.Build(s, cfg)
	return s
}

// TestTemplates pins what each kind of request becomes. Read the diff of testdata before you run with -update.
func TestTemplates(t *testing.T) {
	dev, test, prod, gov := environment("dev", "development", false), environment("test", "test", false), environment("prod", "production", true), environment("prod", "production", true)
	gov.Region = "us-gov-west-1"
	everything := []string{"auth", "database", "observability", "storage"}

	options := application(prod, "node-22", true)
	options.Version, options.Image, options.Xray, options.InstanceType = "6.11.7", "ami-0123456789abcdef0", true, "m8g.large"
	options.Bundle = &schema.BeanstalkBundle{Bucket: "clinic-releases", Key: "app-1.4.0.zip"}
	options.Variables = map[string]string{"NODE_ENV": "production"}
	options.Aliases = map[string]string{"DATABASE_HOST_NAME": "DATABASE_HOST"}

	for name, c := range map[string]struct {
		env     *blueprints.Env
		key     string
		cfg     *schema.Beanstalk
		servers []string
		reason  string
	}{
		"development": {dev, "app", application(dev, "dotnet", true), nil, "the least that can be asked for, without PHI"},
		"test":        {test, "app", application(test, "python", true), []string{"database", "observability"}, "a database to reach, and somebody to call"},
		"phi":         {prod, "app", application(prod, "dotnet", true), everything, "all neighbours"},
		"options":     {prod, "app", options, everything, "everything that can be asked for"},
		"worker":      {prod, "jobs", application(prod, "docker", false), []string{"observability"}, "no web: a queue, and images from the registry"},
		"govcloud":    {gov, "app", application(gov, "java", true), everything, "another partition"},
	} {
		t.Run(name, func(t *testing.T) {
			s := build(c.env, c.key, c.cfg, around(c.env, c.servers...))
			emittest.Pin(t, filepath.Join("testdata", name+".yaml"), s)
		})
	}
}

// settings are the options of a built environment by namespace and name.
func settings(t *testing.T, s *blueprints.Stack) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, r := range s.Resources {
		if e, ok := r.Properties.(*eb.Environment); ok {
			for _, o := range e.OptionSettings {
				all[o.Namespace+" "+o.OptionName] = *o.Value
			}
		}
	}
	if len(all) == 0 {
		t.Fatal("there is no environment with options")
	}
	return all
}

func platformArn(t *testing.T, s *blueprints.Stack) string {
	t.Helper()
	for _, r := range s.Resources {
		if e, ok := r.Properties.(*eb.Environment); ok {
			return *e.PlatformArn
		}
	}
	t.Fatal("there is no environment")
	return ""
}

// TestWhatNeverDependsOnTheSpec: no tier, no platform, no PHI and no kind of application takes these away.
func TestWhatNeverDependsOnTheSpec(t *testing.T) {
	always := map[string]string{
		"aws:ec2:vpc AssociatePublicIpAddress":                               "false",
		"aws:autoscaling:launchconfiguration DisableIMDSv1":                  "true",
		"aws:autoscaling:launchconfiguration DisableDefaultEC2SecurityGroup": "true",
		"aws:autoscaling:launchconfiguration RootVolumeType":                 "gp3",
		"aws:elasticbeanstalk:healthreporting:system SystemType":             "enhanced",
		"aws:elasticbeanstalk:managedactions ManagedActionsEnabled":          "true",
		"aws:elasticbeanstalk:managedactions:platformupdate UpdateLevel":     "minor",
		"aws:elasticbeanstalk:cloudwatch:logs StreamLogs":                    "true",
		"aws:elasticbeanstalk:cloudwatch:logs DeleteOnTerminate":             "false",
		"aws:elasticbeanstalk:cloudwatch:logs:health HealthStreamingEnabled": "true",
		"aws:elasticbeanstalk:hostmanager LogPublicationControl":             "false",
		"aws:elasticbeanstalk:command IgnoreHealthCheck":                     "false",
		"aws:autoscaling:updatepolicy:rollingupdate RollingUpdateEnabled":    "true",
	}
	ofWeb := map[string]string{
		"aws:elasticbeanstalk:environment LoadBalancerIsShared":     "true",
		"aws:elasticbeanstalk:environment:process:default Protocol": "HTTPS",
		"aws:elasticbeanstalk:environment:process:default Port":     "443",
		"aws:elbv2:listener:443 Rules":                              "web",
		"aws:elbv2:listenerrule:web HostHeaders":                    "app.clinic.example",
	}
	everyApplication(t, func(t *testing.T, s *blueprints.Stack, web bool) {
		got := settings(t, s)
		for option, want := range always {
			if got[option] != want {
				t.Errorf("%s is %q, want %q", option, got[option], want)
			}
		}
		for option, want := range ofWeb {
			if web && got[option] != want {
				t.Errorf("%s is %q, want %q", option, got[option], want)
			}
		}
		if !web && got["aws:elasticbeanstalk:sqsd WorkerQueueURL"] != blueprints.Ref("Jobs") {
			t.Errorf("a worker without a queue of the stack's own: Beanstalk makes one without our key")
		}
	})
}

// everyApplication builds every platform in every tier, with and without web.
func everyApplication(t *testing.T, f func(t *testing.T, s *blueprints.Stack, web bool)) {
	for _, tier := range []string{"development", "test", "production"} {
		for _, platform := range []string{"docker", "dotnet", "go", "java", "node", "php", "python", "ruby"} {
			for _, web := range []bool{true, false} {
				env := environment("env", tier, tier == "production")
				s := build(env, "app", application(env, platform, web), around(env))
				if len(s.Refusals) > 0 {
					t.Fatalf("%s in %s: %v", platform, tier, s.Refusals)
				}
				t.Run(strings.Join([]string{tier, platform, map[bool]string{true: "web", false: "worker"}[web]}, "/"), func(t *testing.T) { f(t, s, web) })
			}
		}
	}
}

// TestNobodyIsForwardedInClearText: on a listener that an environment finds on port 80 when it is made, Elastic Beanstalk adds a rule
// that forwards what asks for the environment's own name, past the redirect. So there is no such listener yet.
func TestNobodyIsForwardedInClearText(t *testing.T) {
	everyApplication(t, func(t *testing.T, s *blueprints.Stack, web bool) {
		if web && !slices.Contains(after(t, s, "WebRedirect"), "Environment") {
			t.Error("the listener on port 80 may be there before the environment")
		}
	})
}

// TestWhatFailsEasilyComesFirst: a load balancer that is protected against deletion stays when the first deployment fails, and so does
// the stack, as a ruin that nobody can deploy to. Most accounts do not encrypt volumes by themselves.
func TestWhatFailsEasilyComesFirst(t *testing.T) {
	env := environment("prod", "production", true)
	s := build(env, "app", application(env, "dotnet", true), around(env))
	if !slices.Contains(after(t, s, "WebLoadBalancer"), "EncryptedVolumes") {
		t.Error("the load balancer may be there before the account's volumes have been looked at")
	}
}

// after are the resources that one waits for without referring to them.
func after(t *testing.T, s *blueprints.Stack, id string) []string {
	t.Helper()
	for _, r := range s.Resources {
		if r.ID == id {
			return r.After
		}
	}
	t.Fatalf("no %s", id)
	return nil
}
