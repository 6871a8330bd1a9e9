package detection

import (
	"maps"
	"slices"
	"strings"

	"github.com/awslabs/goformation/v7/cloudformation/securityhub"

	"github.com/hipaac/hipaac/blueprints"
)

// standards are the ARNs of Security Hub's standards behind "arn:<partition>:securityhub:<region>::standards/", as of 2026-11: AWS Security
// Hub User Guide, "Standards reference". GovCloud has them all.
var standards = []struct{ name, id, arn string }{
	{"fsbp", "BestPractices", "aws-foundational-security-best-practices/v/1.0.0"},
	{"nist-800-53", "Nist80053", "nist-800-53/v/5.0.0"},
	{"cis", "Cis", "cis-aws-foundations-benchmark/v/3.0.0"},
}

// addChecks adds Security Hub with its standards. A control that several of them have is judged once.
func (d *detection) addChecks() {
	last := d.Add("Hub", &securityhub.Hub{
		EnableDefaultStandards: ptr(false), AutoEnableControls: ptr(true), ControlFindingGenerator: ptr("SECURITY_CONTROL"),
	})
	hub := last
	for _, standard := range standards {
		if !slices.Contains(d.cfg.Standards, standard.name) {
			continue
		}
		// One after the other: Security Hub takes one such request a second.
		last = d.Add(standard.id, &securityhub.Standard{
			StandardsArn: "arn:" + blueprints.Partition + ":securityhub:" + blueprints.Region + "::standards/" + standard.arn,
		}).From("standards").DependsOn(last)
	}
	for i, name := range slices.Sorted(maps.Keys(d.cfg.SuppressedControls)) {
		d.suppress(hub, i+1, name, d.cfg.SuppressedControls[name])
	}
}

// suppress notes in each finding of a control why it is none. The control stays on, and is seen.
func (d *detection) suppress(hub *blueprints.Resource, order int, control, reason string) {
	d.Add("Suppress"+strings.ReplaceAll(control, ".", ""), &securityhub.AutomationRule{
		RuleName: ptr(d.PhysicalName(d.Key + "-" + control)), RuleOrder: &order, RuleStatus: ptr("ENABLED"), Description: &reason,
		Criteria: &securityhub.AutomationRule_AutomationRulesFindingFilters{
			ComplianceSecurityControlId: []securityhub.AutomationRule_StringFilter{{Comparison: "EQUALS", Value: control}},
		},
		Actions: []securityhub.AutomationRule_AutomationRulesAction{{
			Type: "FINDING_FIELDS_UPDATE",
			FindingFieldsUpdate: &securityhub.AutomationRule_AutomationRulesFindingFieldsUpdate{
				Workflow: &securityhub.AutomationRule_WorkflowUpdate{Status: "SUPPRESSED"},
				Note:     &securityhub.AutomationRule_NoteUpdate{Text: reason, UpdatedBy: "hipaac"},
			},
		}},
	}).From("suppressedControls." + control).DependsOn(hub)
}
