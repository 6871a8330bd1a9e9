package controls

import "github.com/hipaac/hipaac/compiler/template"

var patchBaselineAndWindow = &Control{
	ID:        "patch-baseline-and-window",
	Title:     "Patching is scheduled",
	Tier:      Baseline,
	Severity:  High,
	Category:  "vulnerability-management",
	Citations: []string{"164.308(a)(1)(ii)(B)", "164.308(a)(5)(ii)(B)"},
	Types:     []string{"AWS::EC2::Instance", "AWS::SSM::Association", "AWS::SSM::PatchBaseline"},
	Why:       "what is known to be broken is used within days; a machine that nobody patches stays as broken as the day it was made",
	Fix: "run AWS-RunPatchBaseline with Operation: Install by an AWS::SSM::Association with a ScheduleExpression, or by a task of a maintenance window; " +
		"let a baseline approve critical patches within 15 days and others within 30",
	Judge: func(c *Case) {
		switch c.Type {
		case "AWS::EC2::Instance":
			c.Require(isPatched(c), c.Whole(), "nothing installs patches on %q", c.ID)
		case "AWS::SSM::PatchBaseline":
			judgeBaseline(c)
		case "AWS::SSM::Association":
			patches, when := installs(c.Subject), c.Get("ScheduleExpression")
			if !patches.No() {
				c.Require(patches.Not().Or(when.Has()), when, "%q installs patches once, and never again", c.ID)
			}
		}
	},
	Bad: []Example{`
# A baseline that lets critical patches wait for two months, and patches that come once.
Resources:
  Slow:
    Type: AWS::SSM::PatchBaseline
    Properties:
      Name: slow
      ApprovalRules:
        PatchRules:
          - ApproveAfterDays: 60  # fails
          - ApproveAfterDays: 20  # fails
            PatchFilterGroup: {PatchFilters: [{Key: SEVERITY, Values: [Critical, Important]}]}
          - PatchFilterGroup: {}  # fails
  Once:  # fails
    Type: AWS::SSM::Association
    Properties: {Name: AWS-RunPatchBaseline, Parameters: {Operation: [Install]}, Targets: [{Key: InstanceIds, Values: [i-1]}]}
  # One that is only looked at: what installs its patches may stand elsewhere.
  Server:  # unknown
    Type: AWS::EC2::Instance
  Looks:
    Type: AWS::SSM::Association
    Properties: {Name: AWS-RunPatchBaseline, ScheduleExpression: rate(1 day), Parameters: {Operation: [Scan]}, Targets: [{Key: InstanceIds, Values: [!Ref Server]}]}
`},
	Good: []Example{`
Resources:
  Fast:
    Type: AWS::SSM::PatchBaseline
    Properties:
      Name: fast
      ApprovalRules:
        PatchRules:
          - ApproveAfterDays: 7
            PatchFilterGroup: {PatchFilters: [{Key: SEVERITY, Values: [Critical]}]}
          - ApproveAfterDays: 30
            PatchFilterGroup: {PatchFilters: [{Key: SEVERITY, Values: [Medium]}]}
  Server:
    Type: AWS::EC2::Instance
  Weekly:
    Type: AWS::SSM::Association
    Properties: {Name: AWS-RunPatchBaseline, ScheduleExpression: "cron(0 8 ? * SUN *)", Parameters: {Operation: [Install]}, Targets: [{Key: InstanceIds, Values: [!Ref Server]}]}
  Tagged:
    Type: AWS::EC2::Instance
    Properties: {Tags: [{Key: Patch, Value: weekly}]}
  ByTag:
    Type: AWS::SSM::MaintenanceWindowTask
    Properties:
      TaskArn: AWS-RunPatchBaseline
      TaskType: RUN_COMMAND
      WindowId: mw-1
      Targets: [{Key: "tag:Patch", Values: [weekly, daily]}]
      TaskInvocationParameters: {MaintenanceWindowRunCommandParameters: {Parameters: {Operation: [Install]}}}
`},
}

// judgeBaseline asks for approval within the days that the rule proposed for 45 CFR 164 names: 15 for critical patches, 30 for others. A
// rule that names no severity is for all of them; one without days, or with a day of the calendar, approves nothing by itself later on.
func judgeBaseline(c *Case) {
	for _, rule := range c.Get("ApprovalRules.PatchRules").Items() {
		critical, named := template.No, false
		for _, filter := range rule.Get("PatchFilterGroup.PatchFilters").Items() {
			if filter.Get("Key").Is("SEVERITY", "MSRC_SEVERITY").No() {
				continue
			}
			named = true
			critical = critical.Or(template.Any(filter.Get("Values").Items(), func(v Value) Answer { return v.Is("Critical", "*") }))
		}
		days := rule.Get("ApproveAfterDays")
		soon := days.AtMost(15).Or(days.AtMost(30).And(critical.Not()).And(template.Sure(named)))
		c.Require(soon, days, "%q approves patches after %s days; critical ones are due within 15, others within 30", c.ID, days)
	}
}

// installs asks whether an association or a task runs AWS's document for patches, and installs them.
func installs(s Subject) Answer {
	name, parameters := s.Get("Name"), s.Get("Parameters.Operation")
	if s.Type == "AWS::SSM::MaintenanceWindowTask" {
		name, parameters = s.Get("TaskArn"), s.Get("TaskInvocationParameters.MaintenanceWindowRunCommandParameters.Parameters.Operation")
	}
	document := name.Is("AWS-RunPatchBaseline", "AWS-RunPatchBaselineWithHooks").Or(name.Ends(":document/AWS-RunPatchBaseline"))
	return document.And(template.Any(parameters.Items(), func(v Value) Answer { return v.Is("Install") }))
}

// isPatched asks whether anything installs patches on an instance. Where nothing here does, something elsewhere may.
func isPatched(c *Case) Answer {
	reached := template.Any(c.OfType("AWS::SSM::Association", "AWS::SSM::MaintenanceWindowTask"), func(s Subject) Answer {
		return installs(s).And(template.Any(s.Get("Targets").Items(), func(v Value) Answer { return targets(c, v) }))
	})
	if reached.Yes() {
		return reached
	}
	return template.Maybe("nothing in the templates given installs patches on it, and something elsewhere may")
}

// targets asks whether a target of Systems Manager means the instance: by its id, or by a tag.
func targets(c *Case, target Value) Answer {
	key := target.Get("Key")
	return template.Any(target.Get("Values").Items(), func(v Value) Answer {
		if key.Is("InstanceIds").Yes() {
			return v.Is("*").Or(template.Sure(v.Names(c.Subject)))
		}
		name, _ := key.Literal()
		if len(name) > 4 && name[:4] == "tag:" {
			return c.Tag(name[4:]).Same(v)
		}
		return template.Maybe("what it targets is not to be seen here")
	})
}
