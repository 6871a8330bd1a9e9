package guard

import (
	"fmt"

	"github.com/hipaac/hipaac/blueprints"
)

// watch adds the alarms and charts of a web front. Thresholds are in the unit of the metric: seconds for times, requests for counts.
// Metrics as of 2026-11: Application Load Balancers guide, "CloudWatch metrics"; WAF guide, "AWS WAF metrics and dimensions"; ACM
// guide, "Supported CloudWatch metrics".
func (f *WebFront) watch(s *blueprints.Stack, path, certificate string, firewall *blueprints.Resource) {
	balancer := []string{"LoadBalancer", f.LoadBalancer.Att("LoadBalancerFullName")}
	for _, a := range []Alarm{
		{ID: "WebErrorsAlarm", Name: "web-errors", Metric: "HTTPCode_Target_5XX_Count", Statistic: "Sum", Above: ptr(25.0), Seconds: 300, Periods: 2,
			Description: "The application answers with errors (5xx). Look at its log, and at what was deployed last."},
		{ID: "WebUnreachableAlarm", Name: "web-unreachable", Metric: "HTTPCode_ELB_5XX_Count", Statistic: "Sum", Above: ptr(25.0), Seconds: 300, Periods: 2,
			Description: "The load balancer finds nobody who answers. Look at the health of the targets."},
		{ID: "WebSlowAlarm", Name: "web-slow", Metric: "TargetResponseTime", Statistic: "p95", Above: ptr(3.0), Seconds: 300, Periods: 3,
			Description: "One request in twenty takes three seconds or longer. Look at the load of the application and of its database."},
	} {
		a.Namespace, a.Dimensions, a.From = "AWS/ApplicationELB", balancer, path
		alarm := Watch(s, a)
		if alarm != nil && a.ID != "WebSlowAlarm" { // slow is not broken
			f.Alarms = append(f.Alarms, alarm)
		}
	}
	WatchFirewall(s, "WebAttackAlarm", "web-attack", path)
	Watch(s, Alarm{
		ID: "WebCertificateAlarm", Name: "web-certificate", Namespace: "AWS/CertificateManager", Metric: "DaysToExpiry", Statistic: "Minimum",
		Dimensions: []string{"CertificateArn", certificate}, Below: ptr(30.0), Seconds: 86400, Periods: 1, From: path,
		Description: "The certificate expires within 30 days and was not renewed. Look whether its validation record is still in the zone.",
	})
	f.chart(s)
}

func (f *WebFront) chart(s *blueprints.Stack) {
	search := func(label, metric, statistic string) blueprints.Metric {
		return blueprints.Metric{Label: label, Expression: fmt.Sprintf(
			`SEARCH('{AWS/ApplicationELB,LoadBalancer} MetricName="%s" "%s"', '%s', 300)`, metric, f.name, statistic)}
	}
	s.OfferChart("Requests", search("requests", "RequestCount", "Sum"),
		search("errors of the application", "HTTPCode_Target_5XX_Count", "Sum"), search("errors of the load balancer", "HTTPCode_ELB_5XX_Count", "Sum"))
	s.OfferChart("Response time in seconds", search("median", "TargetResponseTime", "p50"), search("slowest in twenty", "TargetResponseTime", "p95"))
	ChartFirewall(s)
}
