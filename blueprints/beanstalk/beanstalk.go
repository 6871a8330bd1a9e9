// Package beanstalk runs an application on AWS Elastic Beanstalk: instances of a managed platform in private subnets, behind the
// web front that every workload has, or as a worker that takes jobs from an encrypted queue.
//
// Elastic Beanstalk makes instances, their launch template and their Auto Scaling group itself, in a stack of its own. What they
// must be is said in option settings; what they must not do without is made here and named there: roles, log groups, security
// groups, the load balancer, the queue. Nothing relies on roles or on a network that the account may or may not have.
package beanstalk

import (
	"fmt"
	"strings"

	eb "github.com/awslabs/goformation/v7/cloudformation/elasticbeanstalk"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// Blueprint exports "EnvironmentName", "ApplicationName", "ServiceSecurityGroupId", of an application with web
// "LoadBalancerArn" and "LoadBalancerDnsName", and of a worker "QueueUrl" and "QueueArn".
var Blueprint = blueprints.Define("beanstalk", "application on Elastic Beanstalk", []string{"keys", "network", "access"}, uses, build).
	Wanting("auth", "database", "observability", "storage")

func uses(cfg *schema.Beanstalk) []blueprints.KeyUse {
	all := []blueprints.KeyUse{
		{Class: blueprints.LogsKey, Service: "logs"},
		{Class: blueprints.MessagesKey, Service: "sns"}, // events of the environment go to the topic of alarms
	}
	if cfg.Web == nil {
		all = append(all, blueprints.KeyUse{Class: blueprints.MessagesKey, Service: "sqs"})
	}
	return all
}

// application is what one stack builds, while its parts are put together.
type application struct {
	*blueprints.Stack
	cfg      *schema.Beanstalk
	platform platform
	// name is the environment's, and the application's.
	name string
	// environment gets its options one by one; after is what it must find.
	options options
	after   []*blueprints.Resource
	front   *guard.WebFront // nil without web
}

func build(s *blueprints.Stack, cfg *schema.Beanstalk) {
	a := &application{Stack: s, cfg: cfg, platform: platforms[cfg.Platform], name: environmentName(s)}
	a.check()
	group := guard.WorkloadGroup(s)
	service := a.addServiceRole()
	a.runInstances(group, service)
	a.deploy()
	a.keepUpToDate(service)
	a.tellHealth()
	groups := a.addLogs()
	var queue *queues
	if cfg.Web != nil {
		a.serveWeb(group)
	} else {
		queue = a.addQueue()
	}
	a.setVariables()
	rights := a.addInstanceRights(groups, queue)
	encrypted := a.demandEncryptedVolumes()
	a.after = append(a.after, rights, encrypted)
	a.orderFront(a.addEnvironment(service), encrypted)
	a.watch(queue)
}

// addEnvironment adds the application and its one environment.
func (a *application) addEnvironment(service *blueprints.Resource) *blueprints.Resource {
	app := a.Add("Application", &eb.Application{
		ApplicationName: &a.name,
		Description:     ptr("Application of stack " + a.Key),
		ResourceLifecycleConfig: &eb.Application_ApplicationResourceLifecycleConfig{
			ServiceRole: ptr(service.Arn()),
			VersionLifecycleConfig: &eb.Application_ApplicationVersionLifecycleConfig{MaxCountRule: &eb.Application_MaxCountRule{
				Enabled: ptr(true), MaxCount: ptr(keptVersions), DeleteSourceFromS3: ptr(true),
			}},
		},
	})
	environment := &eb.Environment{
		ApplicationName: app.Ref(),
		EnvironmentName: &a.name,
		Description:     ptr(fmt.Sprintf("%s of stack %s", a.kind(), a.Key)),
		PlatformArn:     ptr(a.platform.arn(a.cfg.Version)),
		Tier:            a.tier(),
		VersionLabel:    a.version(app),
		OptionSettings:  a.options.settings(),
	}
	e := a.Add("Environment", environment).DependsOn(a.after...).Say(a.explain())
	a.Export("EnvironmentName", e.Ref(), "Name of the Elastic Beanstalk environment, for the pipeline that deploys to it")
	a.Export("ApplicationName", app.Ref(), "Name of the Elastic Beanstalk application, for the pipeline that deploys to it")
	return e
}

// keptVersions is how many versions of the application can be gone back to.
const keptVersions = 50

func (a *application) kind() string {
	if a.cfg.Web == nil {
		return "Worker"
	}
	return "Web application"
}

func (a *application) tier() *eb.Environment_Tier {
	if a.cfg.Web == nil {
		return &eb.Environment_Tier{Name: ptr("Worker"), Type: ptr("SQS/HTTP")}
	}
	return &eb.Environment_Tier{Name: ptr("WebServer"), Type: ptr("Standard")}
}

// version is the version of the application that runs first, and whenever the spec names another bundle.
func (a *application) version(app *blueprints.Resource) *string {
	if a.cfg.Bundle == nil {
		return nil
	}
	return ptr(a.Add("Version", &eb.ApplicationVersion{
		ApplicationName: app.Ref(),
		Description:     ptr("Bundle " + a.cfg.Bundle.Key),
		SourceBundle:    &eb.ApplicationVersion_SourceBundle{S3Bucket: a.cfg.Bundle.Bucket, S3Key: a.cfg.Bundle.Key},
	}).From("bundle").Ref())
}

// explain says what a reviewer cannot see in the template.
func (a *application) explain() string {
	var notes []string
	if a.cfg.Bundle == nil {
		notes = append(notes, "Without a version, the first deployment runs AWS's sample application; a pipeline deploys the versions.")
	}
	if a.cfg.Version == "" {
		notes = append(notes, "The platform's ARN names no version: AWS takes the newest of the branch, and the weekly updates go on from it.")
	}
	if a.cfg.Web != nil {
		notes = append(notes, "The load balancer speaks HTTPS to port 443 of the instances. A bundle that does not serve it there fails its health check",
			"rather than get requests in clear text; docs/beanstalk.md has the files that make the platform's proxy serve it.")
	}
	if a.platform.images {
		notes = append(notes, "Containers are a hop too far from the credentials of their instance. docs/beanstalk.md has the file that a bundle needs for them.")
	}
	return strings.Join(notes, "\n")
}

func ptr[T any](v T) *T { return &v }
