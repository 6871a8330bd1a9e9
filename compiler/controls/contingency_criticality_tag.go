package controls

import (
	"slices"
	"strconv"
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

var contingencyCriticalityTag = &Control{
	ID:        "contingency-criticality-tag",
	Title:     "Resources state recovery priority",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "contingency",
	Citations: []string{"164.308(a)(7)(ii)(E)"},
	Types:     phiStores,
	Why:       "in an emergency people bring back first what stands first in a list; what promises more than its backups can keep is found out on that day",
	Fix:       "tag stores of PHI with Criticality, RTO and RPO, such as high, 4h and 24h, and let a backup plan run at least as often as the RPO says",
	Judge: func(c *Case) {
		if !c.HoldsPHI().Yes() || !statesPriorities(c) {
			return // asked of all stores with PHI where one of them states it
		}
		for _, key := range recoveryTags {
			tag := c.Tag(key)
			c.Require(tag.Has(), tag, "%q has no tag %s", c.ID, key)
		}
		loss, known := c.Tag("RPO").Literal()
		hours, valid := hoursOf(loss)
		if !known || !valid {
			if known && loss != "" {
				c.Fail(c.Tag("RPO"), "%q has %q for RPO, needs hours or days, such as 24h", c.ID, loss)
			}
			return
		}
		for _, plan := range plansOf(c) {
			often := template.Any(backupRules(plan), func(rule Value) Answer { return runsWithin(rule, hours) })
			c.Require(often, c.Tag("RPO"), "%q may lose %s at most, and no rule of backup plan %q runs as often", c.ID, loss, plan.ID)
		}
	},
	Bad: []Example{`
Resources:
  Records:
    Type: AWS::RDS::DBCluster
    Properties:
      Tags:
        - {Key: DataClassification, Value: phi}
        - {Key: Criticality, Value: high}
        - {Key: RTO, Value: 4h}
        - Key: RPO
          Value: 6h  # fails
  Images:
    Type: AWS::S3::Bucket
    Properties:
      Tags:  # fails
        - {Key: DataClassification, Value: phi}
  Plan: {Type: "AWS::Backup::BackupPlan", Properties: {BackupPlan: {BackupPlanRule: [{ScheduleExpression: "cron(0 5 * * ? *)"}]}}}
  Selection: {Type: "AWS::Backup::BackupSelection", Properties: {BackupPlanId: !Ref Plan, BackupSelection: {Resources: ["arn:aws:rds:*:*:cluster:*"]}}}
`, `
Resources:
  Records:
    Type: AWS::RDS::DBCluster
    Properties:
      Tags:
        - {Key: DataClassification, Value: phi}
        - {Key: Criticality, Value: high}
        - {Key: RTO, Value: 4h}
        - Key: RPO
          Value: soon  # fails
`},
	Good: []Example{`
Resources:
  Records:
    Type: AWS::RDS::DBCluster
    Properties: {Tags: [{Key: DataClassification, Value: phi}, {Key: Criticality, Value: high}, {Key: RTO, Value: 4h}, {Key: RPO, Value: 1d}]}
  Images:
    Type: AWS::EFS::FileSystem
    Properties: {FileSystemTags: [{Key: DataClassification, Value: phi}, {Key: Criticality, Value: low}, {Key: RTO, Value: 3d}, {Key: RPO, Value: 6h}]}
  Site: {Type: "AWS::S3::Bucket", Properties: {Tags: [{Key: DataClassification, Value: non-phi}]}}
  Plan:
    Type: AWS::Backup::BackupPlan
    Properties: {BackupPlan: {BackupPlanRule: [{ScheduleExpression: "rate(6 hours)"}, {ScheduleExpression: "cron(0 5 * * ? *)"}]}}
  Selection: {Type: "AWS::Backup::BackupSelection", Properties: {BackupPlanId: !Ref Plan, BackupSelection: {Resources: ["*"]}}}
`},
}

// recoveryTags say how important a store is, how long it may be out of reach, and how much of the latest work may be lost.
var recoveryTags = []string{"Criticality", "RTO", "RPO"}

// statesPriorities reports whether any store here carries one of the tags.
func statesPriorities(c *Case) bool {
	return c.scope.Fact("a store states its priority", func() bool {
		return slices.ContainsFunc(c.OfType(phiStores...), func(store Subject) bool {
			return slices.ContainsFunc(recoveryTags, func(key string) bool { return !store.Tag(tagPropertyOf(store), key).Absent() })
		})
	})
}

// plansOf are the backup plans here that take the store.
func plansOf(c *Case) []Subject {
	var out []Subject
	for _, plan := range c.OfType("AWS::Backup::BackupPlan") {
		selections := c.scope.Pointing("AWS::Backup::BackupSelection", "BackupPlanId", plan)
		if template.Any(selections, func(s Subject) Answer { return takes(c, s.Get("BackupSelection")) }).Yes() {
			out = append(out, plan)
		}
	}
	return out
}

// hoursOf reads a time such as 24h or 7d.
func hoursOf(text string) (float64, bool) {
	for unit, hours := range map[string]float64{"h": 1, "d": 24} {
		if number, has := strings.CutSuffix(strings.ToLower(text), unit); has {
			n, err := strconv.ParseFloat(number, 64)
			return n * hours, err == nil && n > 0
		}
	}
	return 0, false
}

// runsWithin asks whether a rule of a backup plan makes a backup at least every so many hours: it keeps the changes themselves, runs daily
// where that is enough, or has a rate.
func runsWithin(rule Value, hours float64) Answer {
	kept := rule.Get("EnableContinuousBackup").IsTrue()
	daily := template.Sure(hours >= 24).And(runsDaily(rule))
	return kept.Or(daily).Or(rule.Get("ScheduleExpression").Passes(func(schedule string) bool { return everyHours(schedule) <= hours }))
}
