package controls

var asgELBHealthCheck = &Control{
	ID:        "asg-elb-health-check",
	Title:     "Groups behind a load balancer use its health check",
	Tier:      Optional,
	Severity:  Low,
	Category:  "contingency",
	Citations: []string{"164.312(b)"},
	Types:     []string{"AWS::AutoScaling::AutoScalingGroup"},
	Why:       "an instance that runs but does not answer is never replaced: to EC2 it is in order",
	Fix:       "set HealthCheckType to ELB, with a HealthCheckGracePeriod as long as the application takes to start",
	Judge: func(c *Case) {
		targets, balancers := c.Get("TargetGroupARNs"), c.Get("LoadBalancerNames")
		if len(targets.Items())+len(balancers.Items()) == 0 {
			return // nobody asks its instances anything
		}
		kind := c.Get("HealthCheckType")
		c.Require(kind.Contains("ELB").Or(kind.Contains("VPC_LATTICE")), kind, "group %q has %s for HealthCheckType, needs \"ELB\"", c.ID, kind)
	},
	Bad: []Example{`
Resources:
  Default:  # fails
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties: {MinSize: "1", MaxSize: "3", TargetGroupARNs: [!Ref Targets]}
  Said:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties:
      MinSize: "1"
      MaxSize: "3"
      LoadBalancerNames: [web]
      HealthCheckType: EC2  # fails
`},
	Good: []Example{`
Resources:
  Web:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties: {MinSize: "1", MaxSize: "3", TargetGroupARNs: [!Ref Targets], HealthCheckType: "EC2,ELB"}
`},
}
