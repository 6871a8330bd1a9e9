package controls

import "strings"

var beanstalkTLSToInstances = &Control{
	ID:         "beanstalk-tls-to-instances",
	Title:      "Load balancers speak TLS to Beanstalk's instances",
	Tier:       Baseline,
	Severity:   High,
	Category:   "encryption-in-transit",
	Unwaivable: true,
	Citations:  []string{"164.312(e)(1)", "164.312(e)(2)(i)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::ElasticBeanstalk::Environment"},
	Why:        "behind the load balancer, records cross the network in clear text, readable on every host that they pass",
	Fix:        "set Protocol of aws:elasticbeanstalk:environment:process:default to HTTPS and its Port to one on which the proxy of the instances serves TLS",
	Judge: func(c *Case) {
		if isWorker(c).Yes() {
			return // its jobs come from a queue, over TLS
		}
		kind := beanstalkOption(c, "aws:elasticbeanstalk:environment", "LoadBalancerType")
		single := beanstalkOption(c, "aws:elasticbeanstalk:environment", "EnvironmentType")
		switch {
		case single.Is("SingleInstance").Yes():
			return
		case kind.Is("network").Yes():
			c.Unsure(kind.at, "a network load balancer passes on what it gets")
		case kind.Is("application").Yes():
			requireProcesses(c)
		case kind.Is("application", "network").Why() != "":
			c.Unsure(kind.at, kind.Is("application", "network").Why())
		default:
			inside := beanstalkOption(c, "aws:elb:listener:443", "InstanceProtocol")
			requireOption(c, inside, inside.Is("HTTPS", "SSL"), "environment %q has %s for InstanceProtocol of its classic load balancer, needs \"HTTPS\"", c.ID, inside)
		}
	},
	Bad: []Example{`
Resources:
  Default:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: records
      OptionSettings:  # fails
        - {Namespace: "aws:elasticbeanstalk:environment", OptionName: LoadBalancerType, Value: application}
  Said:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: records
      OptionSettings:
        - {Namespace: "aws:elasticbeanstalk:environment", OptionName: LoadBalancerType, Value: application}
        - {Namespace: "aws:elasticbeanstalk:environment:process:default", OptionName: Protocol, Value: HTTPS}
        - Namespace: aws:elasticbeanstalk:environment:process:admin
          OptionName: Protocol
          Value: HTTP  # fails
  Classic:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: records
      OptionSettings:  # fails
        - {Namespace: "aws:elb:listener:443", OptionName: ListenerProtocol, Value: HTTPS}
`, `
# A process that is named and left to its default, and what nobody can see.
Resources:
  Named:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: records
      OptionSettings:
        - {Namespace: "aws:elasticbeanstalk:environment", OptionName: LoadBalancerType, Value: application}
        - {Namespace: "aws:elasticbeanstalk:environment:process:default", OptionName: Protocol, Value: HTTPS}
        - Namespace: aws:elasticbeanstalk:environment:process:admin
          OptionName: Port
          Value: 8080  # fails
  Passing:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: records
      OptionSettings:
        - Namespace: aws:elasticbeanstalk:environment
          OptionName: LoadBalancerType
          Value: network  # unknown
  Asked:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: records
      OptionSettings:
        - Namespace: aws:elasticbeanstalk:environment
          OptionName: LoadBalancerType
          Value: !Ref Balancer  # unknown
        - {Namespace: "aws:elasticbeanstalk:environment:process:default", OptionName: Protocol, Value: HTTPS}
Parameters:
  Balancer: {Type: String, Default: application}
`},
	Good: []Example{`
Resources:
  Web:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: records
      OptionSettings:
        - {Namespace: "aws:elasticbeanstalk:environment", OptionName: LoadBalancerType, Value: application}
        - {Namespace: "aws:elasticbeanstalk:environment:process:default", OptionName: Port, Value: 443}
        - {Namespace: "aws:elasticbeanstalk:environment:process:default", OptionName: Protocol, Value: HTTPS}
  Classic:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: records
      OptionSettings: [{Namespace: "aws:elb:listener:443", OptionName: InstanceProtocol, Value: HTTPS}]
`},
}

const processes = "aws:elasticbeanstalk:environment:process:"

// requireProcesses asks that every process speaks HTTPS: the default one, which there always is, and those that an option names.
func requireProcesses(c *Case) {
	names := []string{"default"}
	first := map[string]Value{}
	for _, option := range c.Get("OptionSettings").Items() {
		namespace, literal := option.Get("Namespace").Literal()
		if name, process := strings.CutPrefix(namespace, processes); literal && process && name != "default" {
			if _, seen := first[name]; !seen {
				names, first[name] = append(names, name), option.Get("Value")
			}
		}
	}
	for _, name := range names {
		protocol := beanstalkOption(c, processes+name, "Protocol")
		if at, named := first[name]; named && protocol.Absent() {
			protocol.at = at
		}
		requireOption(c, protocol, protocol.Is("HTTPS"), "environment %q has %s for Protocol of its process %q, needs \"HTTPS\"", c.ID, protocol, name)
	}
}
