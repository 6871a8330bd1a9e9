package retention

import (
	"fmt"

	"github.com/hipaac/hipaac/compiler/template"
)

const grows = "a restoration from a backup grows with the data, and only trying it shows how long it takes"

// time is how long a restoration takes: nothing that a template could say, unless there is nothing to restore from. A failover is told
// beside it and is no figure of it, because what takes over has lost the same data.
func (v *view) time(b *backing) Figure {
	f := Figure{Hours: Unknown, Mark: RestoreMark, Meets: "unknown", Why: grows}
	if takesOver := v.standby(); takesOver != "" {
		f.Why = takesOver + "; " + grows
	}
	if len(b.sources) == 0 && b.unsure == "" {
		f.Meets, f.Why = "no", "there is nothing in the templates to restore it from"
		if len(b.copies) > 0 {
			f.Meets, f.Why = "unknown", "there is a replica and no backup; what it takes to use it is not in a template"
		}
	}
	return f
}

// standby is what takes over when an instance or its zone fails, and how soon.
func (v *view) standby() string {
	switch v.Type {
	case "AWS::RDS::DBInstance":
		if v.Get("MultiAZ").IsTrue().Yes() {
			return "where the instance or its zone fails, a standby takes over, typically within " + hours(standbyTime)
		}
	case "AWS::RDS::DBCluster":
		members := len(v.Pointing("AWS::RDS::DBInstance", "DBClusterIdentifier"))
		aurora := v.Get("Engine").Starts("aurora").Yes()
		switch {
		case aurora && members > 1:
			return "where an instance fails, another takes over, typically within " + hours(readerTime)
		case aurora && members == 1:
			return "where its one instance fails, Aurora makes another, typically within " + hours(remakeTime)
		}
	}
	return ""
}

// tested says what tries restorations of a store of this kind. Point-in-time recovery is tried by nothing that hipaac makes.
func (v *view) tested(b *backing) string {
	kind := kinds[v.Type]
	if kind == "" || len(b.sources) == 0 {
		return ""
	}
	for _, s := range v.OfType("AWS::Backup::RestoreTestingSelection") {
		if !s.Get("ProtectedResourceType").Is(kind).Yes() || !v.isProtected(s).Yes() {
			continue
		}
		name := s.Get("RestoreTestingPlanName")
		plan, here := v.Target(name, "AWS::Backup::RestoreTestingPlan")
		if !here {
			continue
		}
		text := v.names[plan.Resource] + " tries a restoration"
		schedule, _ := plan.Get("ScheduleExpression").Literal()
		if every, known := gap(schedule); known {
			text += fmt.Sprintf(", at least every %s", counting(int(every/24+0.999), "day"))
		}
		return text
	}
	return ""
}

// isProtected asks whether a selection of restore tests means the store: by its tags, or by all ARNs.
func (v *view) isProtected(s template.Subject) template.Answer {
	meant := template.Any(s.Get("ProtectedResourceArns").Items(), func(arn template.Value) template.Answer {
		return arn.Is("*").Or(template.Sure(arn.Names(v.Subject)))
	})
	for _, operator := range s.Get("ProtectedResourceConditions").Entries() {
		meant = meant.And(template.All(operator.Value.Items(), func(line template.Value) template.Answer {
			key, written := line.Get("Key").Literal()
			const tag = "aws:ResourceTag/"
			if !written || operator.Key != "StringEquals" || len(key) <= len(tag) || key[:len(tag)] != tag {
				return template.Maybe("a condition of the restore tests")
			}
			return v.Tag(key[len(tag):]).Same(line.Get("Value"))
		}))
	}
	return meant
}
