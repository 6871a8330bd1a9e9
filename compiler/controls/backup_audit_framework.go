package controls

import "github.com/hipaac/hipaac/compiler/template"

var backupAuditFramework = &Control{
	ID:        "backup-audit-framework",
	Title:     "Backup compliance is reported",
	Tier:      Optional,
	Severity:  Low,
	Category:  "monitoring",
	Citations: []string{"164.308(a)(7)(ii)(D)", "164.308(a)(8)"},
	Types:     []string{"AWS::Backup::Framework", "AWS::Backup::ReportPlan"},
	Why:       "a framework whose findings nobody is sent shows only to those who look, and a report without a framework says that jobs ran, not that all is kept",
	Fix:       "add a ReportPlan with ReportTemplate CONTROL_COMPLIANCE_REPORT or RESOURCE_COMPLIANCE_REPORT and the framework in FrameworkArns",
	Judge: func(c *Case) {
		if c.Type == "AWS::Backup::ReportPlan" {
			frameworks := c.Get("ReportSetting.FrameworkArns")
			if onCompliance(c.Subject).Yes() {
				c.Require(template.Any(frameworks.Items(), Value.Has), frameworks, "report plan %q names no framework to report on", c.ID)
			}
			return
		}
		judged := c.Get("FrameworkControls")
		c.Require(template.Any(judged.Items(), func(v Value) Answer { return v.Get("ControlName").Has() }), judged, "framework %q judges nothing", c.ID)
		reported := template.Any(c.OfType("AWS::Backup::ReportPlan"), func(plan Subject) Answer {
			named := template.Any(plan.Get("ReportSetting.FrameworkArns").Items(), func(arn Value) Answer { return template.Sure(arn.Names(c.Subject)) })
			return onCompliance(plan).And(named)
		})
		c.Require(reported, c.Whole(), "nobody is sent what framework %q finds", c.ID)
	},
	Bad: []Example{`
Resources:
  Kept:  # fails
    Type: AWS::Backup::Framework
    Properties: {FrameworkControls: [{ControlName: BACKUP_RESOURCES_PROTECTED_BY_BACKUP_PLAN}]}
  Empty:
    Type: AWS::Backup::Framework
    Properties:
      FrameworkControls: []  # fails
  OnEmpty: {Type: "AWS::Backup::ReportPlan", Properties: {ReportSetting: {ReportTemplate: CONTROL_COMPLIANCE_REPORT, FrameworkArns: [!GetAtt Empty.FrameworkArn]}}}
  Jobs: {Type: "AWS::Backup::ReportPlan", Properties: {ReportSetting: {ReportTemplate: BACKUP_JOB_REPORT}}}
  Nothing:
    Type: AWS::Backup::ReportPlan
    Properties:
      ReportSetting:  # fails
        ReportTemplate: CONTROL_COMPLIANCE_REPORT
`},
	Good: []Example{`
Resources:
  Kept: {Type: "AWS::Backup::Framework", Properties: {FrameworkControls: [{ControlName: BACKUP_RESOURCES_PROTECTED_BY_BACKUP_PLAN}]}}
  Report:
    Type: AWS::Backup::ReportPlan
    Properties: {ReportSetting: {ReportTemplate: RESOURCE_COMPLIANCE_REPORT, FrameworkArns: [!GetAtt Kept.FrameworkArn]}}
`},
}

// onCompliance asks whether a report plan reports on frameworks, and not on jobs.
func onCompliance(plan Subject) Answer {
	return plan.Get("ReportSetting.ReportTemplate").Is("RESOURCE_COMPLIANCE_REPORT", "CONTROL_COMPLIANCE_REPORT")
}
