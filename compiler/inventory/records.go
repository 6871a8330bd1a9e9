package inventory

import "strings"

// recorder is a property by which a resource says where records of it, or of another one that it names, go.
type recorder struct{ of, to, what string }

// recorders are those of the types that keep records of nothing but their purpose.
var recorders = map[string][]recorder{
	"AWS::CloudTrail::Trail":           {{"", "S3BucketName", "trail"}, {"", "CloudWatchLogsLogGroupArn", "trail"}, {"", "SnsTopicName", "trail"}},
	"AWS::Config::DeliveryChannel":     {{"", "S3BucketName", "history of the configuration"}, {"", "SnsTopicARN", "history of the configuration"}},
	"AWS::EC2::FlowLog":                {{"ResourceId", "LogGroupName", "flow log"}, {"ResourceId", "LogDestination", "flow log"}},
	"AWS::WAFv2::LoggingConfiguration": {{"ResourceArn", "LogDestinationConfigs", "judged requests"}},
}

func (v view) openRecords() {
	for _, r := range recorders[v.Type] {
		from := []string{v.id()}
		if r.of != "" {
			from = v.assets(v.Get(r.of))
		}
		for _, f := range from {
			for _, to := range v.logGroups(v.Get(r.to)) {
				v.record(f, to, r.what, v.id())
			}
		}
	}
}

// logGroups are the assets that records go to, by reference, ARN or the name of a log group.
func (v view) logGroups(to value) []string {
	var out []string
	for _, item := range to.Items() {
		found := v.assets(item)
		if name := v.at.plain(item); len(found) == 0 && name != "" && !strings.HasPrefix(name, "arn:") {
			found = v.logGroup(name)
		}
		out = append(out, found...)
	}
	return out
}

func (v view) logGroup(name string) []string {
	m := &v.at.env.Manifest
	return v.at.all.names["logs:"+m.Region+":"+m.Account+":log-group:"+name]
}

// openQueries: the DNS queries of a VPC.
func (v view) openQueries() {
	config, ok := v.lead(v.Get("ResolverQueryLogConfigId"), "AWS::Route53Resolver::ResolverQueryLoggingConfig")
	if !ok {
		return
	}
	for _, from := range v.assets(v.Get("ResourceId")) {
		for _, to := range v.assets(config.Get("DestinationArn")) {
			v.record(from, to, "DNS queries", config.id(), v.id())
		}
	}
}

// openBalancerLogs: the requests and connections of a load balancer.
func (v view) openBalancerLogs() {
	for _, log := range []struct{ name, what string }{{"access_logs", "access log"}, {"connection_logs", "connection log"}} {
		if v.attribute(log.name + ".s3.enabled").IsTrue().Yes() {
			for _, to := range v.assets(v.attribute(log.name + ".s3.bucket")) {
				v.record(v.id(), to, log.what, v.id())
			}
		}
	}
}

// openDatabaseLogs: what a database exports, into groups that RDS names (Amazon RDS User Guide, Publishing database logs to CloudWatch Logs).
func (v view) openDatabaseLogs() {
	where, name := "cluster", v.at.plain(v.Get("DBClusterIdentifier"))
	if v.Type == "AWS::RDS::DBInstance" {
		where, name = "instance", v.at.plain(v.Get("DBInstanceIdentifier"))
	}
	for _, log := range v.Get("EnableCloudwatchLogsExports").Items() {
		for _, to := range v.logGroup("/aws/rds/" + where + "/" + name + "/" + text(log)) {
			v.record(v.id(), to, "log", v.id())
		}
	}
}

// openSessionLog: what is typed and shown in sessions on the machines that take them.
func (v view) openSessionLog() {
	group := v.Get("Content.inputs.cloudWatchLogGroupName")
	if group.Absent() {
		return
	}
	for _, machine := range v.sessionTargets() {
		for _, to := range v.logGroups(group) {
			v.record(machine.id(), to, "log", v.id())
		}
	}
}
