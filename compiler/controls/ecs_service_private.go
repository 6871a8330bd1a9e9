package controls

var ecsServicePrivate = &Control{
	ID:        "ecs-service-private",
	Title:     "Container services have no public address",
	Tier:      Baseline,
	Severity:  High,
	Category:  "network",
	Citations: []string{"164.308(a)(4)(ii)(C)", "164.312(a)(1)", "164.312(e)(1)"},
	Types:     []string{"AWS::ECS::Service"},
	Why:       "a task with a public address is reached past the load balancer, its firewall and its log as soon as one rule is wrong",
	Fix:       "set AssignPublicIp to DISABLED, and give tasks a way out through a NAT gateway or endpoints",
	Judge: func(c *Case) {
		network := c.Get("NetworkConfiguration.AwsvpcConfiguration")
		if network.Absent() {
			return // tasks that share the address of their instance
		}
		public := network.Get("AssignPublicIp")
		if public.Absent() && c.Get("LaunchType").Is("EC2", "EXTERNAL").Yes() {
			c.Applies()
			return // tasks on one's own instances cannot have one
		}
		c.Require(public.Is("DISABLED"), public, "service %q has %s for AssignPublicIp, needs \"DISABLED\"", c.ID, public)
	},
	Bad: []Example{`
Resources:
  Open:
    Type: AWS::ECS::Service
    Properties:
      NetworkConfiguration:
        AwsvpcConfiguration:
          AssignPublicIp: ENABLED  # fails
          Subnets: [subnet-1]
  Silent:
    Type: AWS::ECS::Service
    Properties:
      NetworkConfiguration:
        AwsvpcConfiguration:  # fails
          Subnets: [subnet-1]
`},
	Good: []Example{`
Resources:
  Private:
    Type: AWS::ECS::Service
    Properties: {NetworkConfiguration: {AwsvpcConfiguration: {AssignPublicIp: DISABLED, Subnets: [subnet-1]}}}
  OnInstances: {Type: "AWS::ECS::Service", Properties: {LaunchType: EC2}}
  Awsvpc: {Type: "AWS::ECS::Service", Properties: {LaunchType: EC2, NetworkConfiguration: {AwsvpcConfiguration: {Subnets: [subnet-1]}}}}
`},
}
