package guard

import (
	"slices"
	"strings"

	"github.com/hipaac/hipaac/blueprints"
)

// A place is what a right is limited to, where the ARNs of a service have names that a deployer can foresee. Without a place a right
// is on everything in the stack's region: what EC2 and many others make has an id that only AWS knows.
type place struct {
	// service is that of the action; only, where it is set, is a part of the names of the actions meant.
	service, only string
	// arns are the resources, with {} for what their names begin with; lower says that the service writes names in small letters.
	arns  []string
	lower bool
	// reads says that actions which only look are limited, too. Otherwise they are not: a list of everything knows no names.
	reads bool
	// loose are further actions that know no resource.
	loose []string
}

// places is in the order in which a right is looked up: AttachGroupPolicy is about a group, AddRoleToInstanceProfile about a profile. As of 2026-11, from the Service Authorization Reference.
var places = []place{
	{service: "backup", only: "BackupVault", arns: []string{own("backup", "backup-vault:{}*")}},
	{service: "cloudformation", only: "StackSet", arns: []string{own("cloudformation", "stackset/{}*")}, loose: []string{"CreateStackSet"}},
	{service: "cloudformation", only: "Stack", arns: []string{own("cloudformation", "stack/{}*")}},
	{service: "cloudtrail", arns: []string{own("cloudtrail", "trail/{}*")}},
	{service: "cloudwatch", only: "Alarm", arns: []string{own("cloudwatch", "alarm:{}*")}},
	{service: "cloudwatch", only: "Dashboard", arns: []string{everywhere("cloudwatch", "dashboard/{}*")}},
	{service: "codebuild", arns: []string{own("codebuild", "project/{}*"), own("codebuild", "report-group/{}*")}},
	{service: "codecommit", arns: []string{own("codecommit", "{}*")}},
	{service: "codepipeline", arns: []string{own("codepipeline", "{}*")}},
	{service: "dynamodb", arns: []string{own("dynamodb", "table/{}*")}},
	{service: "ecr", arns: []string{own("ecr", "repository/{}*")}},
	{service: "ecs", arns: []string{own("ecs", "*/{}*")}, loose: []string{"DeregisterTaskDefinition"}},
	{service: "events", arns: []string{own("events", "rule/{}*")}, loose: []string{"PutPermission", "RemovePermission"}},
	{service: "iam", only: "OpenIDConnectProvider", arns: []string{everywhere("iam", "oidc-provider/*")}},
	{service: "iam", only: "InstanceProfile", arns: []string{everywhere("iam", "instance-profile/{}*")}},
	{service: "iam", only: "Group", arns: []string{everywhere("iam", "group/{}*")}},
	{service: "iam", only: "User", arns: []string{everywhere("iam", "user/{}*")}},
	{service: "iam", only: "LoginProfile", arns: []string{everywhere("iam", "user/{}*")}},
	{service: "iam", only: "AccessKey", arns: []string{everywhere("iam", "user/{}*")}},
	{service: "iam", only: "Role", arns: []string{everywhere("iam", "role/{}*")}},
	{service: "iam", only: "Policy", arns: []string{everywhere("iam", "policy/{}*")}},
	{service: "lambda", arns: []string{own("lambda", "function:{}*")}, loose: []string{"GetCodeSigningConfig", "GetLayerVersion"}},
	// The names of some log groups stand behind a path that a service gives: "/aws/rds/cluster/clinic-prod-database".
	{service: "logs", arns: []string{own("logs", "log-group:*{}*")}, loose: []string{
		"CreateLogDelivery", "DeleteIndexPolicy", "DeleteLogDelivery", "DeleteQueryDefinition", "DeleteResourcePolicy", "PutIndexPolicy",
		"PutQueryDefinition", "PutResourcePolicy", "UpdateLogDelivery",
	}},
	// A database names the parameter groups and options that it uses, AWS's own among them, and the snapshot that it is made from.
	{service: "rds", arns: []string{own("rds", "*:{}*"), own("rds", "*:default*"), own("rds", "auto-backup:*"), own("rds", "cluster-snapshot:*"), own("rds", "snapshot:*")}, lower: true},
	{service: "s3", arns: []string{"arn:" + blueprints.Partition + ":s3:::{}*"}, lower: true, reads: true},
	{service: "secretsmanager", arns: []string{own("secretsmanager", "secret:{}*")}, reads: true, loose: []string{"GetRandomPassword"}},
	{service: "sns", arns: []string{own("sns", "{}*")}},
	{service: "sqs", arns: []string{own("sqs", "{}*")}},
	{service: "ssm", only: "Document", arns: []string{own("ssm", "document/{}*")}},
	{service: "ssm", only: "Parameter", arns: []string{
		own("ssm", "parameter/*{}*"), "arn:" + blueprints.Partition + ":ssm:" + blueprints.Region + "::parameter/aws/service/*", // AWS's own, for all to read
	}, reads: true},
}

func own(service, resource string) string { return blueprints.OwnArn(service, resource) }

// everywhere is the ARN of something of the account that belongs to no region.
func everywhere(service, resource string) string {
	return "arn:" + blueprints.Partition + ":" + service + "::" + blueprints.AccountID + ":" + resource
}

// placeOf is the place of an action, nil where there is none.
func placeOf(service, action string) *place {
	i := slices.IndexFunc(places, func(p place) bool { return p.service == service && strings.Contains(action, p.only) })
	if i < 0 || slices.Contains(places[i].loose, action) || !places[i].reads && onlyLooks(action) {
		return nil
	}
	return &places[i]
}

// onlyLooks tells the actions that change nothing.
func onlyLooks(action string) bool {
	return strings.HasPrefix(action, "Describe") || strings.HasPrefix(action, "Get") || strings.HasPrefix(action, "List")
}

// named are the resources of the place whose names begin so.
func (p *place) named(names []string) []string {
	if p.lower {
		names = slices.Clone(names)
		for i := range names {
			names[i] = strings.ToLower(names[i])
		}
	}
	return placed(names, p.arns...)
}

// placed puts names into ARNs, in place of {}.
func placed(names []string, arns ...string) []string {
	var all []string
	for _, arn := range arns {
		for _, name := range names {
			all = append(all, strings.ReplaceAll(arn, "{}", name))
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
