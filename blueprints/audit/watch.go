package audit

import (
	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// watchTrail tells people when the trail falls silent, and of unusual activity that CloudTrail finds itself.
func (r *records) watchTrail(group *blueprints.Resource) {
	if !r.managed {
		// Services of AWS call each other all the time: an account without a call for hours is one whose trail does not arrive. Of data
		// events an account may really have none.
		guard.Watch(r.Stack, guard.Alarm{
			ID: "TrailSilentAlarm", Name: "trail-silent",
			Description: "The trail of the account wrote nothing to its log group for three hours: alarms on what is done in the account hear nothing. " +
				"Look at the trail " + guard.TrailName(r.Stack) + " in CloudTrail, at its key and at its role.",
			Namespace: "AWS/Logs", Metric: "IncomingLogEvents", Statistic: "Sum", Dimensions: []string{"LogGroupName", r.LogGroupName("trail")},
			Below: ptr(0.0), Seconds: 3600, Periods: 3, Silence: "breaching",
		})
	}
	r.OfferChart("Audit trail", blueprints.Metric{
		Label: "events", Namespace: "AWS/Logs", Name: "IncomingLogEvents", Statistic: "Sum", Dimensions: []string{"LogGroupName", r.LogGroupName("trail")},
	})
	if !r.cfg.Insights || r.managed {
		return
	}
	// The end of unusual activity is an event as well, and nobody has to hear of it.
	rule := guard.Announce(r.Stack, guard.Announcement{
		ID: "UnusualActivity", Name: "unusual-activity", Description: "Tells of calls or errors that come much more often than usual", From: "insights",
		Pattern: map[string]any{
			"detail-type": []string{"AWS Insight via CloudTrail"},
			"detail":      map[string]any{"insightDetails": map[string]any{"state": []string{"Start"}}},
		},
		Says: r.Env.System + " " + r.Env.Name + ": unusual activity in account <account>, region <region>: <kind> of <call> at <service> since <when>. " +
			"Look at CloudTrail, Insights.",
		Values: map[string]string{
			"account": "$.account", "region": "$.detail.awsRegion", "when": "$.detail.eventTime", "kind": "$.detail.insightDetails.insightType",
			"call": "$.detail.insightDetails.eventName", "service": "$.detail.insightDetails.eventSource",
		},
	})
	if rule != nil {
		rule.Say("Hears what CloudTrail finds in this region; the trail has what it finds in the others.")
	}
}
