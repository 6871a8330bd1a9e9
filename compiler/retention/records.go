package retention

import (
	"fmt"

	"github.com/hipaac/hipaac/compiler/template"
)

// recordsOf are the rows of records that one resource gives.
func (v *view) recordsOf() []Record {
	switch v.Type {
	case "AWS::Logs::LogGroup":
		return []Record{v.logGroup()}
	case "AWS::S3::Bucket":
		return v.bucket()
	case "AWS::CloudTrail::EventDataStore":
		return []Record{v.eventDataStore()}
	case "AWS::Backup::BackupPlan":
		return v.plan()
	case "AWS::RDS::DBInstance", "AWS::RDS::DBCluster", "AWS::DynamoDB::Table":
		return v.ownBackups()
	}
	return nil
}

func (v *view) logGroup() Record {
	period := v.Get("RetentionInDays")
	why := "RetentionInDays"
	if period.Absent() {
		why = "no RetentionInDays: CloudWatch keeps it for ever"
	}
	kept := days(period, 0)
	if delivery := v.Get("LogGroupClass").Is("DELIVERY"); !delivery.No() {
		kept, why = Unknown, "how long a log group of the class DELIVERY keeps is CloudWatch's to say"
	}
	if kept == Unknown && why == "RetentionInDays" {
		why = "RetentionInDays is not known before deployment"
	}
	return v.record(v.logClass(), kept, why)
}

// writers are what writes into a log group, by the property that names it, and the class of what it writes. The first that fits decides.
var writers = []struct{ kind, property, class string }{
	{"AWS::CloudTrail::Trail", "CloudWatchLogsLogGroupArn", auditTrail},
	{"AWS::EC2::FlowLog", "LogGroupName", flowLog},
	{"AWS::EC2::FlowLog", "LogDestination", flowLog},
	{"AWS::Route53Resolver::ResolverQueryLoggingConfig", "DestinationArn", flowLog},
	{"AWS::WAFv2::LoggingConfiguration", "LogDestinationConfigs", firewallLog},
	{"AWS::SSM::Document", "Content.inputs.cloudWatchLogGroupName", session},
	{"AWS::ECS::Cluster", "Configuration.ExecuteCommandConfiguration.LogConfiguration.CloudWatchLogGroupName", session},
	{"AWS::ApiGateway::Stage", "AccessLogSetting.DestinationArn", accessLog},
	{"AWS::ApiGatewayV2::Stage", "AccessLogSettings.DestinationArn", accessLog},
}

// finders are the services whose events are findings.
var finders = []string{"aws.guardduty", "aws.securityhub", "aws.access-analyzer", "aws.macie", "aws.inspector2"}

// logClass is told by who writes into the group, and for databases by the name that RDS gives.
func (v *view) logClass() string {
	for _, w := range writers {
		if len(v.Pointing(w.kind, w.property)) > 0 {
			return w.class
		}
	}
	for _, f := range v.Pointing("AWS::Lambda::Function", "LoggingConfig.LogGroup") {
		if v.answersSignIns(f) {
			return signIn
		}
	}
	if v.Get("LogGroupName").Starts("/aws/rds/").Yes() {
		return databaseLog
	}
	for _, rule := range v.OfType("AWS::Events::Rule") {
		for _, target := range rule.Get("Targets").Items() {
			if !target.Get("Arn").Names(v.Subject) {
				continue
			}
			found := func(source template.Value) template.Answer { return source.Is(finders...) }
			if template.Any(rule.Get("EventPattern.source").Items(), found).Yes() {
				return finding
			}
			return event
		}
	}
	return applicationLog
}

// answersSignIns reports whether a user pool calls a function.
func (v *view) answersSignIns(function template.Subject) bool {
	for _, pool := range v.OfType("AWS::Cognito::UserPool") {
		for _, trigger := range pool.Get("LambdaConfig").Entries() {
			if trigger.Value.Names(function) {
				return true
			}
		}
	}
	return false
}

func (v *view) eventDataStore() Record {
	otherwise := eventDays
	switch fixed := v.Get("BillingMode").Is("FIXED_RETENTION_PRICING"); {
	case fixed.Yes():
		otherwise = fixedPriceDays
	case !fixed.No() && v.Get("RetentionPeriod").Absent():
		return v.record(auditTrail, Unknown, "how long CloudTrail keeps by itself depends on BillingMode")
	}
	row := v.record(auditTrail, days(v.Get("RetentionPeriod"), otherwise), "RetentionPeriod")
	if v.Get("RetentionPeriod").Absent() {
		row.Why = fmt.Sprintf("no RetentionPeriod: CloudTrail keeps %d days", otherwise)
	}
	return row
}
