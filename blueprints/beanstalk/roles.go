package beanstalk

import (
	"github.com/awslabs/goformation/v7/cloudformation/iam"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// servicePolicies are AWS's own for what Beanstalk does in its own name: look after the health of instances, and update the platform.
// They stand for what AWS changes with the service; the second is broad, and only Beanstalk can assume the role. As of 2026-11,
// from the Elastic Beanstalk developer guide, "Elastic Beanstalk service role".
var servicePolicies = []string{"service-role/AWSElasticBeanstalkEnhancedHealth", "AWSElasticBeanstalkManagedUpdatesCustomerRolePolicy"}

// addServiceRole adds the role that Beanstalk itself acts with. The account's own, "aws-elasticbeanstalk-service-role", is there only
// if somebody once used the console.
func (a *application) addServiceRole() *blueprints.Resource {
	statements := []guard.Statement{
		allow("WriteHealth", []string{"logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"},
			blueprints.OwnArn("logs", "log-group:/aws/elasticbeanstalk/"+a.name+healthLog+":*")),
	}
	if topic := a.topic(); topic != "" {
		statements = append(statements, allow("TellOfEvents", []string{"sns:Publish"}, topic), a.useMessagesKey("EncryptEvents", "sns"))
	}
	role := guard.ServiceRole(a.Stack, guard.Role{ID: "ServiceRole", Service: "elasticbeanstalk"}, statements...)
	properties := role.Properties.(*iam.Role)
	properties.PermissionsBoundary = nil // it would take away what the policies of AWS give
	for _, policy := range servicePolicies {
		properties.ManagedPolicyArns = append(properties.ManagedPolicyArns, "arn:"+blueprints.Partition+":iam::aws:policy/"+policy)
	}
	return role
}

// addInstanceRights gives the workload's role what an instance of Beanstalk needs for itself: its files, its logs, its health, the
// channel for sessions and patches, and the jobs of a worker. What the application may do, the access stack says. AWS's own policies
// for instances are wider: they read the files of every environment of the account, and every parameter.
func (a *application) addInstanceRights(groups []*blueprints.Resource, queue *queues) *blueprints.Resource {
	bucket := "arn:" + blueprints.Partition + ":s3:::elasticbeanstalk-" + blueprints.Region + "-" + blueprints.AccountID
	var logs []string
	for _, g := range groups {
		logs = append(logs, g.Arn())
	}
	statements := []guard.Statement{
		allow("ListFiles", []string{"s3:ListBucket"}, bucket),
		// What Beanstalk lays out for its environments. It names them by ids that are not known before.
		allow("ReadFiles", []string{"s3:GetObject", "s3:GetObjectVersion"},
			bucket+"/resources/environments/*", bucket+"/resources/_runtime/*", bucket+"/"+a.name+"/*"),
		// AWS's own buckets with the software of the platforms.
		allow("ReadPlatform", []string{"s3:GetObject"}, guard.ObjectArns(guard.PlatformBuckets(a.Env.Region))...),
		allow("HandInLogs", []string{"s3:PutObject"}, bucket+"/resources/environments/logs/*"),
		allow("WriteLogs", []string{"logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"}, logs...),
		allow("FindLogs", []string{"logs:DescribeLogGroups"}, blueprints.OwnArn("logs", "log-group:/aws/elasticbeanstalk/"+a.name+"*")),
		allow("ReportHealth", []string{"elasticbeanstalk:PutInstanceStatistics"},
			blueprints.OwnArn("elasticbeanstalk", "application/"+a.name), blueprints.OwnArn("elasticbeanstalk", "environment/"+a.name+"/"+a.name)),
		guard.BeLookedAfter(),
	}
	if a.cfg.Xray {
		statements = append(statements, anywhere("SendTraces", "xray:GetSamplingRules", "xray:GetSamplingStatisticSummaries",
			"xray:GetSamplingTargets", "xray:PutTelemetryRecords", "xray:PutTraceSegments"))
	}
	if a.platform.images {
		statements = append(statements, anywhere("SignInToRegistry", "ecr:GetAuthorizationToken"),
			allow("PullImages", []string{"ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"}, blueprints.OwnArn("ecr", "repository/*")))
	}
	if queue != nil {
		statements = append(statements, a.jobRights(queue)...)
	}
	return a.Add("InstanceRights", &iam.ManagedPolicy{
		Description:    ptr("What instances of Elastic Beanstalk need for themselves"),
		PolicyDocument: guard.Document(statements...),
		Roles:          []string{a.Import("access", "WorkloadRoleName")},
	})
}

// useMessagesKey is the right to read and write what the messages key encrypts, through one service.
func (a *application) useMessagesKey(sid, service string) guard.Statement {
	s := allow(sid, []string{"kms:Decrypt", "kms:GenerateDataKey"}, a.KeyArn(blueprints.MessagesKey))
	s.Condition = guard.Through(service)
	return s
}

func allow(sid string, actions []string, resources ...string) guard.Statement {
	return guard.Statement{Sid: sid, Effect: "Allow", Action: actions, Resource: resources}
}

func anywhere(sid string, actions ...string) guard.Statement { return allow(sid, actions, "*") }
