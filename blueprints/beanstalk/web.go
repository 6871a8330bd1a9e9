package beanstalk

import (
	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// servedPort is where the proxy of the instances serves HTTPS.
const servedPort = 443

// serveWeb puts the environment behind the web front, as a load balancer that it shares: one that Beanstalk makes by itself could
// have no firewall, because its ARN is nowhere to be had in a template, and its port 80 could not redirect.
//
// Beanstalk adds the target group, and the one rule that leads requests for the domain there. It can change neither listener nor
// rule later: another domain needs a new environment.
func (a *application) serveWeb(group *blueprints.Resource) {
	front := guard.AddWebFront(a.Stack, "web", a.cfg.Web, guard.Behind{Group: group, Port: servedPort})
	a.after = append(a.after, front.Listener)
	a.options.set("aws:elasticbeanstalk:environment",
		"EnvironmentType", "LoadBalanced", "LoadBalancerType", "application", "LoadBalancerIsShared", "true")
	a.options.set("aws:elbv2:loadbalancer",
		"SharedLoadBalancer", front.LoadBalancer.Ref(),
		"SecurityGroups", front.SecurityGroup.Att("GroupId"))
	a.options.set("aws:elbv2:listener:443", "Rules", "web")
	a.options.set("aws:elbv2:listenerrule:web", "HostHeaders", front.Domain, "PathPatterns", "/*", "Priority", "1", "Process", "default")
	a.options.set("aws:elasticbeanstalk:environment:process:default",
		"Port", number(servedPort), "Protocol", "HTTPS",
		"HealthCheckPath", a.cfg.HealthPath, "MatcherHTTPCode", "200",
		"HealthCheckInterval", "15", "HealthCheckTimeout", "5", "HealthyThresholdCount", "3", "UnhealthyThresholdCount", "3",
		"DeregistrationDelay", "30")
}
