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
// rule later: another domain needs a new environment. See also orderFront.
func (a *application) serveWeb(group *blueprints.Resource) {
	front := guard.AddWebFront(a.Stack, "web", a.cfg.Web, guard.Behind{Group: group, Port: servedPort})
	a.front, a.after = front, append(a.after, front.Listener)
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

// orderFront says what comes before what.
//
// Where an environment finds a listener on port 80 when it is made, Beanstalk adds a rule there that leads requests for the
// environment's own name to the application, in clear text, past the redirect (developer guide, "Configuring a shared Application
// Load Balancer", Listener rules; aws/elastic-beanstalk-roadmap#170). It adds rules at no other time: the listener comes after the
// environment. The load balancer, which outside of development cannot be taken back, comes after what an account lacks most often.
func (a *application) orderFront(environment, encrypted *blueprints.Resource) {
	if a.front == nil {
		return
	}
	a.front.Redirect.DependsOn(environment).
		Say("Comes after the environment: on a listener that it finds on port 80, Elastic Beanstalk makes a rule that forwards in clear text.")
	a.front.LoadBalancer.DependsOn(encrypted)
}
