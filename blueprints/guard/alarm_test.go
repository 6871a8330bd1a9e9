package guard_test

import (
	"strings"
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation/cloudwatch"
	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// watched is a stack that two observability stacks serve.
func watched() *blueprints.Stack {
	env := &blueprints.Env{System: "clinic", Name: "prod"}
	return blueprints.NewStack(env, "database", "records", "clinic-prod-records",
		&blueprints.Stack{Blueprint: "observability", Key: "observability", Name: "clinic-prod-observability"},
		&blueprints.Stack{Blueprint: "observability", Key: "night", Name: "clinic-prod-night"})
}

func cpu(change func(*guard.Alarm)) guard.Alarm {
	most := 90.0
	a := guard.Alarm{
		ID: "CpuAlarm", Name: "cpu", Description: "Look at the slow queries.", Namespace: "AWS/RDS", Metric: "CPUUtilization",
		Statistic: "Average", Dimensions: []string{"DBClusterIdentifier", "clinic-prod-records"}, Above: &most, Seconds: 300, Periods: 3,
		From: "cpu",
	}
	change(&a)
	return a
}

// TestWatch: an alarm calls everybody who listens, when it goes off and when it is over.
func TestWatch(t *testing.T) {
	s := watched()
	r := guard.Watch(s, cpu(func(*guard.Alarm) {}))
	topics := []string{
		blueprints.ImportValue("clinic-prod-observability:AlarmTopicArn"), blueprints.ImportValue("clinic-prod-night:AlarmTopicArn"),
	}
	name, says, namespace, metric, statistic, silence := "clinic-prod-records-cpu", "Look at the slow queries.", "AWS/RDS", "CPUUtilization", "Average", "notBreaching"
	on, most, period := true, 90.0, 300
	want := &cloudwatch.Alarm{
		AlarmName: &name, AlarmDescription: &says, ActionsEnabled: &on, AlarmActions: topics, OKActions: topics,
		Namespace: &namespace, MetricName: &metric, Statistic: &statistic, ComparisonOperator: "GreaterThanOrEqualToThreshold", Threshold: &most,
		Period: &period, EvaluationPeriods: 3, TreatMissingData: &silence,
		Dimensions: []cloudwatch.Alarm_Dimension{{Name: "DBClusterIdentifier", Value: "clinic-prod-records"}},
	}
	if d := cmp.Diff(want, r.Properties); d != "" || r.SpecPath != "cpu" {
		t.Errorf("from %q (-want +got):\n%s", r.SpecPath, d)
	}
	if d := cmp.Diff([]string{name}, s.Alarms); d != "" {
		t.Errorf("offered to the dashboard (-want +got):\n%s", d)
	}
}

// TestWatchPercentileBelow: percentiles stand in a property of their own, and an alarm may wait for too little.
func TestWatchPercentileBelow(t *testing.T) {
	least := 1.0
	got := guard.Watch(watched(), cpu(func(a *guard.Alarm) {
		a.Above, a.Below, a.Statistic, a.Silence = nil, &least, "p10", "breaching"
	})).Properties.(*cloudwatch.Alarm)
	if got.Statistic != nil || *got.ExtendedStatistic != "p10" || got.ComparisonOperator != "LessThanOrEqualToThreshold" || *got.Threshold != 1 ||
		*got.TreatMissingData != "breaching" {
		t.Errorf("got %+v", got)
	}
}

// TestNobodyToCall: without an observability stack there is no alarm, rather than one that nobody hears.
func TestNobodyToCall(t *testing.T) {
	s := blueprints.NewStack(&blueprints.Env{}, "database", "database", "n")
	if r := guard.Watch(s, cpu(func(*guard.Alarm) {})); r != nil || len(s.Resources) > 0 || len(s.Alarms) > 0 {
		t.Errorf("got %+v", s.Resources)
	}
}

// TestOneThreshold: an alarm without a threshold never goes off.
func TestOneThreshold(t *testing.T) {
	if got := paniced(func() { guard.Watch(watched(), cpu(func(a *guard.Alarm) { a.Above = nil })) }); !strings.Contains(got, "one threshold") {
		t.Errorf("an alarm without a threshold: %q", got)
	}
}

func paniced(f func()) (says string) {
	defer func() {
		if cause := recover(); cause != nil {
			says = cause.(string)
		}
	}()
	f()
	return ""
}
