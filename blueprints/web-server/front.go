package webserver

import (
	elb "github.com/awslabs/goformation/v7/cloudformation/elasticloadbalancingv2"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// servedPort is where the server answers, with TLS and nothing else.
const servedPort = 443

// addFront puts a load balancer before the server that lets in everybody for PROD, and testers for TEST.
func (w *server) addFront(group *blueprints.Resource) {
	front := guard.AddWebFront(w.Stack, "", w.web(), guard.Behind{Group: group, Port: servedPort},
		guard.Admission{ID: "Internet", Who: "Internet", Condition: w.toEverybody, Blocks: []string{"0.0.0.0/0"}},
		guard.Admission{ID: "Testers", Who: w.cfg.Testers.Name, Condition: w.toTesters, Blocks: w.cfg.Testers.Ranges})
	w.Output("CompliantWebsiteURL", "https://"+w.host+"/"+w.directory+"/", "Where the website is")
	if w.cfg.HostedZone == "" {
		w.Output("LoadBalancerDnsName", front.LoadBalancer.Att("DNSName"), "What the name of the website has to lead to, in the DNS")
	}
	if w.instance != nil {
		w.addTargets(front)
	}
}

// web is the front of the server in the terms that all workloads have.
func (w *server) web() *schema.Web {
	return &schema.Web{
		Domain: w.host, HostedZone: w.cfg.HostedZone, Certificate: w.cfg.Certificate,
		RequestsPer5Minutes: w.cfg.RequestsPer5Minutes, IdleSeconds: idleSeconds,
		AccessLogDays: w.cfg.AccessLogDays, FirewallLogDays: w.cfg.FirewallLogDays,
	}
}

// idleSeconds is when a connection is closed on which nothing is sent.
const idleSeconds = 60

// addTargets leads requests for the server's name to it, encrypted again.
func (w *server) addTargets(front *guard.WebFront) {
	port := servedPort
	targets := w.Add("Targets", &elb.TargetGroup{
		VpcId: ptr(w.Import("network", "VpcId")), TargetType: ptr("instance"), Port: &port, Protocol: ptr("HTTPS"),
		Targets:            []elb.TargetGroup_TargetDescription{{Id: w.instance.Ref(), Port: &port}},
		HealthCheckEnabled: ptr(true), HealthCheckProtocol: ptr("HTTPS"), HealthCheckPath: ptr("/" + w.directory + "/"),
		HealthCheckIntervalSeconds: ptr(15), HealthCheckTimeoutSeconds: ptr(5), HealthyThresholdCount: ptr(2), UnhealthyThresholdCount: ptr(3),
		Matcher:               &elb.TargetGroup_Matcher{HttpCode: ptr("200-399")},
		TargetGroupAttributes: []elb.TargetGroup_TargetGroupAttribute{{Key: ptr("deregistration_delay.timeout_seconds"), Value: ptr("30")}},
	})
	w.Add("WebRule", &elb.ListenerRule{
		ListenerArn: ptr(front.Listener.Ref()), Priority: 1,
		Conditions: []elb.ListenerRule_RuleCondition{{
			Field: ptr("host-header"), HostHeaderConfig: &elb.ListenerRule_HostHeaderConfig{Values: []string{w.host}},
		}},
		Actions: []elb.ListenerRule_Action{{Type: "forward", TargetGroupArn: ptr(targets.Ref())}},
	})
	guard.Watch(w.Stack, guard.Alarm{
		ID: "UnhealthyAlarm", Name: "unhealthy", Namespace: "AWS/ApplicationELB", Metric: "UnHealthyHostCount", Statistic: "Maximum",
		Dimensions: []string{"LoadBalancer", front.LoadBalancer.Att("LoadBalancerFullName"), "TargetGroup", targets.Att("TargetGroupFullName")},
		Above:      ptr(1.0), Seconds: 60, Periods: 5,
		Description: "The server does not answer over HTTPS. Look at its log, and at what was pushed to the repository last.",
	})
}
