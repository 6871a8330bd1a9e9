package alerts

import "github.com/hipaac/hipaac/blueprints/guard"

// finding is what a detector, AWS Config or AWS Health says of the account. Detectors may belong to an organization: their findings about
// the account reach it all the same, except those of an organization's Access Analyzer.
type finding struct {
	id, name string
	severity severity
	title    string
	// source, kind and detail are the pattern; says is the message behind the title, with values in angle brackets: kinds, numbers and
	// names of resources, never free text, which could quote what must not leave.
	source string
	kinds  []string
	detail map[string]any
	says   string
	values map[string]string
	note   string
}

// words are patterns for a field that has one of the values.
type words = []string

// between is a pattern for a number: least and more, below most.
func between(numeric ...any) []any { return []any{map[string]any{"numeric": numeric}} }

// findings are what is listened for. As of 2026-11: Amazon EventBridge Events Reference, and the page on EventBridge of each service's guide.
func findings() []finding {
	all := guardDuty()
	all = append(all, securityHub()...)
	all = append(all, accessAnalyzer()...)
	all = append(all, macie()...)
	all = append(all, inspector()...)
	return append(all, finding{
		id: "SettingFinding", name: "setting-finding", severity: low, title: "A setting breaks a rule of AWS Config",
		source: "aws.config", kinds: words{"Config Rules Compliance Change"},
		detail: map[string]any{
			"messageType": words{"ComplianceChangeNotification"},
			// Security Hub judges with hundreds of rules of its own, whose names begin so; what they find is told by their severity.
			"configRuleName":      []any{map[string]any{"anything-but": map[string]string{"prefix": "securityhub-"}}},
			"newEvaluationResult": map[string]any{"complianceType": words{"NON_COMPLIANT"}},
		},
		says: "rule <rule>, <kind> <resource>, account <account>, region <region>. Look at the rule in AWS Config, and mend the setting where it was deployed.",
		values: map[string]string{
			"rule": "$.detail.configRuleName", "kind": "$.detail.resourceType", "resource": "$.detail.resourceId", "account": "$.account", "region": "$.region",
		},
	}, finding{
		id: "HealthFinding", name: "health-finding", severity: high, title: "AWS reports abuse of the account or a risk to it",
		source: "aws.health", kinds: words{"AWS Health Event", "AWS Health Abuse Event"},
		detail: map[string]any{"service": words{"ABUSE", "RISK"}},
		says: "<type>, account <account>, region <region>. AWS says so of leaked keys and of attacks that come from the account: open the event in the " +
			"AWS Health Dashboard now, and answer AWS within a day.",
		values: map[string]string{"type": "$.detail.eventTypeCode", "account": "$.account", "region": "$.region"},
	})
}

// guardDuty: severities are numbers from 1.0 to 10.0; critical begins at 9, high at 7, medium at 4 (Amazon GuardDuty User Guide,
// "Findings severity levels").
func guardDuty() []finding {
	var all []finding
	for _, level := range []struct {
		severity severity
		range_   []any
	}{{high, []any{">=", 7}}, {medium, []any{">=", 4, "<", 7}}, {low, []any{"<", 4}}} {
		all = append(all, finding{
			id: "ThreatFinding" + level.severity.title(), name: "threat-" + string(level.severity), severity: level.severity, title: "GuardDuty found a threat",
			source: "aws.guardduty", kinds: words{"GuardDuty Finding"}, detail: map[string]any{"severity": between(level.range_...)},
			says: "<type>, severity <severity>, against a resource of kind <kind>, account <account>, region <region>. " +
				"Open finding <finding> in GuardDuty: it says what to look at, and its type what to do.",
			values: map[string]string{
				"type": "$.detail.type", "severity": "$.detail.severity", "kind": "$.detail.resource.resourceType", "account": "$.detail.accountId",
				"region": "$.detail.region", "finding": "$.detail.id",
			},
		})
	}
	return all
}

// securityHub: findings of its own checks. Those that detectors hand to it are told already. A finding is sent again whenever it is updated,
// until somebody sets its workflow status.
func securityHub() []finding {
	var all []finding
	for _, level := range []struct {
		severity severity
		label    string
	}{{high, "CRITICAL"}, {medium, "HIGH"}} {
		all = append(all, finding{
			id: "CheckFinding" + level.severity.title(), name: "check-" + string(level.severity), severity: level.severity,
			title:  "A check of Security Hub fails",
			note:   "Sent again with each update of the finding, until its workflow status is NOTIFIED, SUPPRESSED or RESOLVED.",
			source: "aws.securityhub", kinds: words{"Security Hub Findings - Imported"},
			detail: map[string]any{"findings": map[string]any{
				"Compliance": map[string]any{"Status": words{"FAILED"}}, "Severity": map[string]any{"Label": words{level.label}},
				"Workflow": map[string]any{"Status": words{"NEW"}}, "RecordState": words{"ACTIVE"},
			}},
			says: "control <control>, severity <severity>, resource <resource>, account <account>, region <region>. " +
				"Open the control in Security Hub, mend what it says, and set the finding's workflow status.",
			values: map[string]string{
				"control": "$.detail.findings[0].Compliance.SecurityControlId", "severity": "$.detail.findings[0].Severity.Label",
				"resource": "$.detail.findings[0].Resources[0].Id", "account": "$.detail.findings[0].AwsAccountId", "region": "$.region",
			},
		})
	}
	return all
}

// accessAnalyzer: what others may reach.
func accessAnalyzer() []finding {
	var all []finding
	for _, level := range []struct {
		severity severity
		public   bool
		title    string
	}{{high, true, "Everybody may reach a resource of the account"}, {medium, false, "Another account may reach a resource of the account"}} {
		all = append(all, finding{
			id: "AccessFinding" + level.severity.title(), name: "access-" + string(level.severity), severity: level.severity, title: level.title,
			source: "aws.access-analyzer", kinds: words{"Access Analyzer Finding"},
			detail: map[string]any{"status": words{"ACTIVE"}, "isPublic": []bool{level.public}},
			says: "<kind> <resource>, account <account>, region <region>. Take the permission back where it was deployed. If it is meant, archive finding " +
				"<finding> with the reason.",
			values: map[string]string{
				"kind": "$.detail.resourceType", "resource": "$.detail.resource", "account": "$.account", "region": "$.region", "finding": "$.detail.id",
			},
		})
	}
	return all
}

// macie: the bucket is named, never an object: its key may hold a patient's name.
func macie() []finding {
	var all []finding
	for _, level := range []struct {
		severity severity
		label    string
	}{{high, "High"}, {medium, "Medium"}} {
		all = append(all, finding{
			id: "DataFinding" + level.severity.title(), name: "data-" + string(level.severity), severity: level.severity, title: "Macie found sensitive data, or a bucket that is open",
			source: "aws.macie", kinds: words{"Macie Finding"}, detail: map[string]any{"severity": map[string]any{"description": words{level.label}}},
			says: "<type> in bucket <bucket>, account <account>, region <region>. Open finding <finding> in Macie: is this where the data belongs, and who may read it?",
			values: map[string]string{
				"type": "$.detail.type", "bucket": "$.detail.resourcesAffected.s3Bucket.name", "account": "$.detail.accountId", "region": "$.detail.region",
				"finding": "$.detail.id",
			},
		})
	}
	return all
}

// inspector: a vulnerability is work for a day or a month, and no incident.
func inspector() []finding {
	var all []finding
	for _, level := range []struct {
		severity severity
		label    string
	}{{medium, "CRITICAL"}, {low, "HIGH"}} {
		all = append(all, finding{
			id: "VulnerabilityFinding" + level.severity.title(), name: "vulnerability-" + string(level.severity), severity: level.severity,
			title:  "Inspector found a vulnerability",
			source: "aws.inspector2", kinds: words{"Inspector2 Finding"}, detail: map[string]any{"severity": words{level.label}, "status": words{"ACTIVE"}},
			says: "<vulnerability>, severity <severity>, in <kind> <resource>, account <account>, region <region>. Install the version that mends it, or build the image anew.",
			values: map[string]string{
				"vulnerability": "$.detail.packageVulnerabilityDetails.vulnerabilityId", "severity": "$.detail.severity", "kind": "$.detail.resources[0].type",
				"resource": "$.detail.resources[0].id", "account": "$.detail.awsAccountId", "region": "$.region",
			},
		})
	}
	return all
}

// announceFindings adds a rule for each.
func (a *alerts) announceFindings() {
	for _, f := range findings() {
		rule := guard.AnnounceTo(a.Stack, []string{a.topics[f.severity].Ref()}, a.undelivered, guard.Announcement{
			ID: f.id + "Rule", Name: f.name, Description: f.title, Pattern: f.pattern(),
			Says: a.headline(f.severity) + f.title + ": " + f.says, Values: f.values,
		})
		if f.note != "" {
			rule.Say(f.note)
		}
	}
}

func (f finding) pattern() map[string]any {
	return map[string]any{"source": words{f.source}, "detail-type": f.kinds, "detail": f.detail}
}
