package alerts

import (
	"fmt"

	"github.com/awslabs/goformation/v7/cloudformation/cloudwatch"
	"github.com/awslabs/goformation/v7/cloudformation/logs"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// watchTrail counts each call in the trail's log group and raises an alarm. A trail of all regions brings those of every region.
func (a *alerts) watchTrail(group string) {
	for _, c := range calls() {
		a.count(c, group, "$.")
	}
	a.addChart()
}

// count adds a metric filter and its alarm. The metric has no default value: it then costs nothing while nothing happens.
func (a *alerts) count(c call, group, prefix string) *blueprints.Resource {
	most := c.most(a)
	filter := a.Add(c.id+"Filter", &logs.MetricFilter{
		FilterName: ptr(a.PhysicalName(a.Key + "-" + c.name)), LogGroupName: group, FilterPattern: c.pattern(prefix),
		MetricTransformations: []logs.MetricFilter_MetricTransformation{{
			MetricNamespace: a.namespace(), MetricName: c.name, MetricValue: "1", Unit: ptr("Count"),
		}},
	})
	if c.cites != "" {
		filter.Say("CIS AWS Foundations Benchmark v3.0.0, " + c.cites + ".")
	}
	alarm := guard.WatchWith(a.Stack, []string{a.topics[c.severity].Ref()}, guard.Alarm{
		ID: c.id + "Alarm", Name: c.name, Description: c.tells(most),
		Namespace: a.namespace(), Metric: c.name, Statistic: "Sum",
		Above: ptr(float64(most)), Seconds: 300, Periods: 1,
	}).DependsOn(filter)
	// That five minutes passed without another one is no news.
	alarm.Properties.(*cloudwatch.Alarm).OKActions = nil
	return filter
}

// tells is what people read: what happened and what to do.
func (c call) tells(most int) string {
	often := ""
	if most > 1 {
		often = fmt.Sprintf(" (%d times or more in five minutes)", most)
	}
	return c.title + often + ". " + c.does
}

// namespace of the metrics that count calls.
func (a *alerts) namespace() string { return "hipaac/" + a.PhysicalName(a.Key) }

// addChart shows on the dashboard what was counted.
func (a *alerts) addChart() {
	for _, sev := range severities {
		var lines []blueprints.Metric
		for _, c := range calls() {
			if c.severity == sev {
				lines = append(lines, blueprints.Metric{Label: c.name, Namespace: a.namespace(), Name: c.name, Statistic: "Sum"})
			}
		}
		a.OfferChart(fmt.Sprintf("Calls of %s severity", sev), lines...)
	}
}

func ptr[T any](v T) *T { return &v }
