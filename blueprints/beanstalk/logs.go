package beanstalk

import (
	"slices"
	"strings"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

const healthLog = "/environment-health.log"

// addLogs adds the log groups that the instances and Beanstalk write to, and has both write. Made here before the environment, they
// have key and retention; made by Beanstalk, they would have no key. The instances may write to no other group.
func (a *application) addLogs() (groups []*blueprints.Resource) {
	for _, file := range slices.Sorted(slices.Values(slices.Concat(everyPlatform, a.platform.logs))) {
		groups = append(groups, a.logGroup(file))
	}
	health := a.logGroup(healthLog)
	a.after = append(append(a.after, groups...), health)
	days := number(a.cfg.LogDays)
	a.options.set("aws:elasticbeanstalk:cloudwatch:logs", "StreamLogs", "true", "DeleteOnTerminate", "false", "RetentionInDays", days)
	a.options.set("aws:elasticbeanstalk:cloudwatch:logs:health", "HealthStreamingEnabled", "true", "DeleteOnTerminate", "false", "RetentionInDays", days)
	// Rotated logs would go to Beanstalk's own bucket, which all environments of the account share.
	a.options.set("aws:elasticbeanstalk:hostmanager", "LogPublicationControl", "false")
	return groups
}

func (a *application) logGroup(file string) *blueprints.Resource {
	return guard.ServiceLogGroup(a.Stack, logID(file), "/aws/elasticbeanstalk/"+a.name+file, a.cfg.LogDays).From("logDays")
}

// logID is the logical id of the group of a file: "/var/log/nginx/access.log" is NginxAccessLogGroup.
func logID(file string) string {
	var id strings.Builder
	file = strings.TrimPrefix(strings.TrimSuffix(file, ".log"), "/var/log/")
	for word := range strings.FieldsFuncSeq(file, func(r rune) bool { return strings.ContainsRune("/.-_", r) }) {
		if word != "log" {
			id.WriteString(strings.ToUpper(word[:1]) + word[1:])
		}
	}
	return id.String() + "LogGroup"
}

// retentions are the days that Elastic Beanstalk takes for its log groups: fewer than CloudWatch Logs knows, and it sets them on
// the groups that it finds. As of 2026-11, from the developer guide, "General options for all environments".
var retentions = []int{1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827, 3653}
