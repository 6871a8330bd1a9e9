package guard

import (
	"slices"

	"github.com/awslabs/goformation/v7/cloudformation/cloudwatch"

	"github.com/hipaac/hipaac/blueprints"
)

// Alarm says when people are called.
type Alarm struct {
	// ID is the logical id; the alarm's name is "<system>-<environment>-<stack>-<Name>".
	ID, Name string
	// Says what is wrong and what to look at first, for whoever is woken up.
	Description string
	Namespace   string
	Metric      string
	// Statistic is "Average", "Sum", "Minimum", "Maximum" or a percentile such as "p99".
	Statistic string
	// Dimensions are names and values in turn.
	Dimensions []string
	// Query is a Metrics Insights query in place of Namespace, Metric, Statistic and Dimensions.
	Query string
	// Above or Below the threshold, in the metric's own unit, over all Periods of Seconds each. One of the two is set. The control
	// alarm-threshold-unit knows the units: AWS's metrics are easily mistaken.
	Above, Below *float64
	Seconds      int
	Periods      int
	// Silence is what missing data means: "notBreaching" (the default) where there is no event, "breaching" where something that
	// should always report does not.
	Silence string
	// From is the path of the stack's configuration that asked for it.
	From string
}

// Watch adds an alarm that calls the topics of the observability stacks which serve this one, when it goes off and when it is over,
// and shows its state on their dashboards. Without such a stack there is nobody to call, and an alarm that calls nobody is none:
// nothing is added, and nil returned. The blueprint must want "observability".
func Watch(s *blueprints.Stack, a Alarm) *blueprints.Resource {
	return WatchWith(s, AlarmTopics(s), a)
}

// AlarmTopics are the topics of the stack itself and of the observability stacks that serve it: where rules of EventBridge send what
// people must know. Without any, those for news of medium severity of the alerts stacks.
func AlarmTopics(s *blueprints.Stack) []string {
	topics := slices.Clone(s.Topics)
	for _, n := range s.Neighbours("observability") {
		topics = append(topics, n.Import("AlarmTopicArn"))
	}
	if len(topics) > 0 {
		return topics
	}
	for _, n := range s.Neighbours("alerts") {
		topics = append(topics, n.Import("MediumTopicArn"))
	}
	return topics
}

// WatchWith is Watch for the stack that makes the topic itself.
func WatchWith(s *blueprints.Stack, topics []string, a Alarm) *blueprints.Resource {
	if len(topics) == 0 {
		return nil
	}
	if (a.Above == nil) == (a.Below == nil) {
		panic("internal error: alarm " + a.ID + " needs one threshold, above or below")
	}
	name, on := s.OwnName(a.Name), true
	threshold, comparison := a.Above, "GreaterThanOrEqualToThreshold"
	if a.Below != nil {
		threshold, comparison = a.Below, "LessThanOrEqualToThreshold"
	}
	if a.Silence == "" {
		a.Silence = "notBreaching"
	}
	alarm := &cloudwatch.Alarm{
		AlarmName: &name, AlarmDescription: &a.Description, ActionsEnabled: &on,
		AlarmActions: topics, OKActions: topics,
		ComparisonOperator: comparison, Threshold: threshold, EvaluationPeriods: a.Periods, TreatMissingData: &a.Silence,
	}
	if a.Query != "" {
		alarm.Metrics = []cloudwatch.Alarm_MetricDataQuery{{Id: "query", Expression: &a.Query, Period: &a.Seconds, ReturnData: &on}}
	} else {
		a.measure(alarm)
	}
	s.OfferAlarm(name)
	return s.Add(a.ID, alarm).From(a.From)
}

// measure names the one metric that the alarm watches.
func (a *Alarm) measure(alarm *cloudwatch.Alarm) {
	alarm.Namespace, alarm.MetricName, alarm.Period = &a.Namespace, &a.Metric, &a.Seconds
	if a.Statistic[0] == 'p' {
		alarm.ExtendedStatistic = &a.Statistic
	} else {
		alarm.Statistic = &a.Statistic
	}
	for i := 0; i+1 < len(a.Dimensions); i += 2 {
		alarm.Dimensions = append(alarm.Dimensions, cloudwatch.Alarm_Dimension{Name: a.Dimensions[i], Value: a.Dimensions[i+1]})
	}
}
