package inventory

import (
	"slices"
	"strings"
)

const balancerType = "AWS::ElasticLoadBalancingV2::LoadBalancer"

// openListener: whoever the load balancer's security groups admit reaches the port of a listener.
func (v view) openListener() {
	v.openTargets()
	balancer, ok := v.lead(v.Get("LoadBalancerArn"), balancerType)
	if !ok {
		return
	}
	port, protocol := text(v.Get("Port")), text(v.Get("Protocol"))
	w := way{data: true, Flow: Flow{
		To: balancer.id(), Label: protocol + " " + port, Port: port, PHI: Moves, Secure: secured(protocol),
		Evidence: append([]string{balancer.id(), v.id()}, v.guards(balancer)...),
	}}
	if v.redirects() {
		w.Label, w.PHI, w.data = w.Label+", redirected", Beside, false
	}
	for _, s := range balancer.admitted(port) {
		w := w
		w.From, w.Evidence = s.from, append(slices.Clone(w.Evidence), s.rules...)
		v.found(w)
	}
}

// secured says what a protocol of Elastic Load Balancing means: HTTP, TCP and the like are clear text as far as anybody can know.
func secured(protocol string) string {
	switch protocol {
	case "HTTPS", "TLS":
		return "TLS"
	case "HTTP":
		return "none"
	}
	return "unknown"
}

// guards are the certificates of a listener, and the web firewalls of its load balancer.
func (v view) guards(balancer view) []string {
	var out []string
	for _, certificate := range v.reach("Certificates.CertificateArn") {
		for _, x := range v.leads(certificate) {
			out = append(out, x.id())
		}
	}
	for _, a := range v.every("AWS::WAFv2::WebACLAssociation") {
		if a.Get("ResourceArn").Names(balancer.Subject) {
			out = append(out, a.id())
		}
	}
	return out
}

// redirects reports whether a listener answers with nothing but a redirection.
func (v view) redirects() bool {
	actions := v.Get("DefaultActions").Items()
	rules := v.Pointing("AWS::ElasticLoadBalancingV2::ListenerRule", "ListenerArn")
	return len(actions) > 0 && len(rules) == 0 && !slices.ContainsFunc(actions, func(a value) bool { return !a.Get("Type").Is("redirect").Yes() })
}

// admitted is who reaches a load balancer at a port.
func (v view) admitted(port string) []source {
	groups := v.groups()
	if len(groups) == 0 { // a network load balancer without groups admits everybody
		return []source{{from: v.everybody()}}
	}
	var out []source
	for _, g := range groups {
		for _, rule := range g.rules() {
			if !rule.covers(port) {
				continue
			}
			for _, from := range rule.sources(v) {
				out = append(out, source{from, []string{rule.by}})
			}
		}
	}
	return out
}

// source is where traffic comes from, and the rules that admit it.
type source struct {
	from  string
	rules []string
}

// everybody is the internet for what faces it, and the VPC for anything else.
func (v view) everybody() string {
	if v.Type == balancerType && !v.Get("Scheme").Is("internal").Yes() {
		return v.at.all.internet()
	}
	if strings.HasSuffix(v.place(), "/public") && v.Type != balancerType {
		return v.at.all.internet()
	}
	return v.vpc()
}

// vpc is the asset of the VPC that a resource lies in, or "".
func (v view) vpc() string {
	for _, x := range v.every("AWS::EC2::VPC") {
		if p := v.place(); p == x.network() || strings.HasPrefix(p, x.network()+"/") {
			return x.id()
		}
	}
	return ""
}

// openTargets: a listener, or a rule of one, hands requests to the targets of a group.
func (v view) openTargets() {
	listener := v
	if v.Type != "AWS::ElasticLoadBalancingV2::Listener" {
		var ok bool
		if listener, ok = v.lead(v.Get("ListenerArn"), "AWS::ElasticLoadBalancingV2::Listener"); !ok {
			return
		}
	}
	balancer, ok := v.lead(listener.Get("LoadBalancerArn"), balancerType)
	if !ok {
		return
	}
	for _, path := range []string{"DefaultActions.TargetGroupArn", "DefaultActions.ForwardConfig.TargetGroups.TargetGroupArn",
		"Actions.TargetGroupArn", "Actions.ForwardConfig.TargetGroups.TargetGroupArn"} {
		for _, arn := range v.reach(path) {
			group, ok := v.lead(arn, "AWS::ElasticLoadBalancingV2::TargetGroup")
			if !ok {
				continue
			}
			port, protocol := text(group.Get("Port")), text(group.Get("Protocol"))
			for _, target := range group.targets() {
				v.found(way{data: true, Flow: Flow{
					From: balancer.id(), To: target, Label: protocol + " " + port, Port: port, PHI: Moves, Secure: secured(protocol),
					Evidence: []string{group.id(), v.id()},
				}})
			}
		}
	}
}

// targets are who is behind a target group: instances and functions that it names, and services that register their tasks.
func (v view) targets() []string {
	var out []string
	for _, id := range v.reach("Targets.Id") {
		out = append(out, v.assets(id)...)
	}
	for _, s := range v.every("AWS::ECS::Service") {
		for _, arn := range s.reach("LoadBalancers.TargetGroupArn") {
			if arn.Names(v.Subject) {
				out = append(out, s.id())
			}
		}
	}
	return out
}

// openBeanstalk: Elastic Beanstalk makes the target group itself, by the options of the environment's process.
func (v view) openBeanstalk() {
	v.openCompute()
	port, protocol := text(v.option("aws:elasticbeanstalk:environment:process:default", "Port")), text(v.option("aws:elasticbeanstalk:environment:process:default", "Protocol"))
	if balancer, ok := v.lead(v.option("aws:elbv2:loadbalancer", "SharedLoadBalancer"), balancerType); ok && port != "" {
		v.found(way{data: true, Flow: Flow{
			From: balancer.id(), To: v.id(), Label: protocol + " " + port, Port: port, PHI: Moves, Secure: secured(protocol), Evidence: []string{v.id()},
		}})
	}
	for _, topic := range v.leads(v.option("aws:elasticbeanstalk:sns:topics", "Notification Topic ARN")) {
		v.record(v.id(), topic.id(), "events", v.id())
	}
	if name := v.at.plain(v.Get("EnvironmentName")); name != "" && v.option("aws:elasticbeanstalk:cloudwatch:logs", "StreamLogs").IsTrue().Yes() {
		for _, group := range v.at.all.named("arn:aws:logs:" + v.at.env.Manifest.Region + ":" + v.at.env.Manifest.Account + ":log-group:/aws/elasticbeanstalk/" + name + "/*") {
			v.record(v.id(), group, "log", v.id())
		}
	}
}

// openService: the tasks of a service write where its task definition says.
func (v view) openService() {
	v.openCompute()
	task, ok := v.lead(v.Get("TaskDefinition"), "AWS::ECS::TaskDefinition")
	if !ok {
		return
	}
	for _, group := range task.reach("ContainerDefinitions.LogConfiguration.Options.awslogs-group") {
		for _, id := range v.logGroups(group) {
			v.record(v.id(), id, "log", task.id())
		}
	}
}
