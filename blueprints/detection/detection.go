// Package detection builds what looks for trouble in an account, and says what no template can switch on.
package detection

import (
	"slices"

	"github.com/awslabs/goformation/v7/cloudformation/accessanalyzer"
	"github.com/awslabs/goformation/v7/cloudformation/ec2"
	"github.com/awslabs/goformation/v7/cloudformation/events"
	"github.com/awslabs/goformation/v7/cloudformation/guardduty"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// Blueprint makes the detectors that nobody else runs, and a log of all findings; it exports "FindingsLogGroupName", and "DetectorId" where
// it made GuardDuty's.
var Blueprint = blueprints.Define("detection", "detectors of the account and a log of their findings", []string{"keys"}, uses, build).Wanting("audit").DeployedOnly()

func uses(*schema.Detection) []blueprints.KeyUse {
	return []blueprints.KeyUse{{Class: blueprints.LogsKey, Service: "logs"}}
}

// detection is a stack under construction.
type detection struct {
	*blueprints.Stack
	cfg *schema.Detection
	// elsewhere are the detectors that an organization runs.
	elsewhere []string
}

func build(s *blueprints.Stack, cfg *schema.Detection) {
	d := &detection{Stack: s, cfg: cfg, elsewhere: runElsewhere(s.Env, cfg)}
	if d.makes("guardduty") {
		d.addThreats()
	}
	if d.makes("security-hub") {
		d.addChecks()
	}
	if d.makes("access-analyzer") {
		d.addAccess()
	}
	if d.makes("macie") && cfg.Macie {
		d.addMacie()
	}
	if !d.Env.Organized() {
		d.closeSnapshots()
	}
	d.addFindings()
	d.expect()
}

// only are the detectors of which an account can have one in a region, and an organization that manages it has made that one. An analyzer
// of access is of the account alone: an organization's stands in another account, and its findings reach this one's rules never.
var only = []string{"guardduty", "inspector", "macie", "security-hub"}

func runElsewhere(env *blueprints.Env, cfg *schema.Detection) []string {
	if cfg.OrganizationRuns == nil && env.Organized() {
		return only
	}
	return cfg.OrganizationRuns
}

func (d *detection) makes(detector string) bool { return !slices.Contains(d.elsewhere, detector) }

// plans are GuardDuty's protection plans. AWS turns on those that a template leaves out, and not this one or that with time: all are named.
// As of 2026-11, in all regions and partitions that hipaac compiles for: Amazon GuardDuty User Guide, "Regions and endpoints"; AWS
// GovCloud (US) User Guide, "Amazon GuardDuty".
var plans = []string{"S3_DATA_EVENTS", "EKS_AUDIT_LOGS", "EBS_MALWARE_PROTECTION", "RDS_LOGIN_EVENTS", "LAMBDA_NETWORK_LOGS"}

// agents are the settings of runtime monitoring that let GuardDuty bring its agent.
var agents = []struct{ host, name string }{
	{"eks", "EKS_ADDON_MANAGEMENT"}, {"fargate", "ECS_FARGATE_AGENT_MANAGEMENT"}, {"ec2", "EC2_AGENT_MANAGEMENT"},
}

// addThreats adds GuardDuty.
func (d *detection) addThreats() {
	var features []guardduty.Detector_CFNFeatureConfiguration
	for _, plan := range plans {
		features = append(features, guardduty.Detector_CFNFeatureConfiguration{Name: plan, Status: "ENABLED"})
	}
	runtime := guardduty.Detector_CFNFeatureConfiguration{Name: "RUNTIME_MONITORING", Status: "ENABLED"}
	for _, agent := range agents {
		status := "DISABLED"
		if slices.Contains(d.cfg.Agents, agent.host) {
			status = "ENABLED"
		}
		runtime.AdditionalConfiguration = append(runtime.AdditionalConfiguration, guardduty.Detector_CFNFeatureAdditionalConfiguration{
			Name: ptr(agent.name), Status: ptr(status),
		})
	}
	detector := d.Add("Detector", &guardduty.Detector{
		Enable: true, FindingPublishingFrequency: ptr("FIFTEEN_MINUTES"), Features: append(features, runtime),
	})
	if len(d.cfg.Agents) < len(agents) {
		detector.Say("Runtime monitoring is on, and paid only where an agent runs: GuardDuty brings it by itself to the hosts in agents.").From("agents")
	}
	d.Export("DetectorId", detector.Ref(), "Detector of GuardDuty")
}

// addAccess adds analyzers of who may reach the account from outside, and of rights that nobody uses.
func (d *detection) addAccess() {
	d.Add("ExternalAccess", &accessanalyzer.Analyzer{AnalyzerName: ptr(d.PhysicalName(d.Key + "-external")), Type: "ACCOUNT"})
	if d.cfg.UnusedAccessDays > 0 {
		d.Add("UnusedAccess", &accessanalyzer.Analyzer{
			AnalyzerName: ptr(d.PhysicalName(d.Key + "-unused")), Type: "ACCOUNT_UNUSED_ACCESS",
			AnalyzerConfiguration: &accessanalyzer.Analyzer_AnalyzerConfiguration{
				UnusedAccessConfiguration: &accessanalyzer.Analyzer_UnusedAccessConfiguration{UnusedAccessAge: &d.cfg.UnusedAccessDays},
			},
		}).From("unusedAccessDays").Say("IAM is the same in all regions: one such analyzer is enough for an account.")
	}
}

// closeSnapshots lets nobody share a snapshot of a volume with everybody. Where an organization manages the account, it may do so by a
// policy of its own, beside which nobody here could.
func (d *detection) closeSnapshots() {
	d.Add("SnapshotsClosed", &ec2.SnapshotBlockPublicAccess{State: "block-all-sharing"}).Retain().Say("Kept when it leaves the stack: to take it away is to allow sharing again.")
}

// found are the events in which detectors tell of findings (Amazon EventBridge Events Reference, 2026-11).
var found = map[string]any{
	"source": []string{"aws.guardduty", "aws.securityhub", "aws.access-analyzer", "aws.macie", "aws.inspector2"},
	"detail-type": []string{
		"GuardDuty Finding", "Security Hub Findings - Imported", "Access Analyzer Finding", "Unused Access Finding for IAM entities", "Macie Finding",
		"Inspector2 Finding",
	},
}

// addFindings keeps all findings about the account in one log, whoever runs the detectors. GuardDuty, Macie and Security Hub forget theirs
// after 90 days, and Security Hub's own export has no retention.
func (d *detection) addFindings() {
	group := guard.LogGroup(d.Stack, "Findings", "findings", d.cfg.FindingsDays, guard.Audit).From("findingsDays").
		Say("Findings of Macie name objects, and a key may hold a patient's name: whoever reads this log reads PHI.")
	policy := guard.ReceiveEvents(d.Stack, "FindingsPolicy", "findings", group)
	rule := guard.Rule(d.Stack, guard.Announcement{Name: "findings", Description: "Keeps the findings of all detectors", Pattern: found})
	rule.Targets = []events.Rule_Target{{Id: "log", Arn: guard.GroupArn(d.Stack, "findings")}}
	d.Add("FindingsRule", rule).DependsOn(group, policy)
	d.Export("FindingsLogGroupName", group.Ref(), "Log group of all findings")
	d.OfferChart("Findings", blueprints.Metric{
		Label: "events", Namespace: "AWS/Logs", Name: "IncomingLogEvents", Statistic: "Sum", Dimensions: []string{"LogGroupName", d.LogGroupName("findings")}, Seconds: 3600,
	})
}

func ptr[T any](v T) *T { return &v }
