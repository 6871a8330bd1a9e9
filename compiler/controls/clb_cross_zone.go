package controls

import "github.com/hipaac/hipaac/compiler/template"

var clbCrossZone = &Control{
	ID:        "clb-cross-zone",
	Title:     "Classic balancers spread across zones",
	Tier:      Optional,
	Severity:  Low,
	Category:  "contingency",
	Citations: []string{"164.308(a)(7)(i)", "164.308(a)(7)(ii)(C)"},
	Types:     []string{classicBalancer},
	Why:       "a balancer in one zone fails with it, and one that does not spread sends half of the clients to the few instances of a zone that is failing",
	Fix:       "set CrossZone to true and give two or more Subnets in different zones",
	Judge: func(c *Case) {
		cross := c.Get("CrossZone")
		c.Require(cross.IsTrue(), cross, "load balancer %q has %s for CrossZone, needs true", c.ID, cross)
		zones, subnets := c.Get("AvailabilityZones"), c.Get("Subnets")
		for _, list := range []Value{zones, subnets} {
			if !list.Absent() {
				c.Require(several(list), list, "load balancer %q stands in one zone", c.ID)
				return
			}
		}
		c.Fail(subnets, "load balancer %q has no subnets", c.ID)
	},
	Bad: []Example{`
Parameters:
  Zones: {Type: "List<AWS::EC2::AvailabilityZone::Name>"}
Resources:
  Silent:  # fails
    Type: AWS::ElasticLoadBalancing::LoadBalancer
    Properties: {Subnets: [subnet-1, subnet-2], Listeners: []}
  One:
    Type: AWS::ElasticLoadBalancing::LoadBalancer
    Properties:
      CrossZone: true
      Subnets: [subnet-1]  # fails
  Nowhere:  # fails
    Type: AWS::ElasticLoadBalancing::LoadBalancer
    Properties: {CrossZone: true, Listeners: []}
  Asked:
    Type: AWS::ElasticLoadBalancing::LoadBalancer
    Properties:
      CrossZone: true
      AvailabilityZones: !Ref Zones  # unknown
`},
	Good: []Example{`
Resources:
  Web: {Type: "AWS::ElasticLoadBalancing::LoadBalancer", Properties: {CrossZone: true, Subnets: [subnet-1, subnet-2], Listeners: []}}
`},
}

// several asks whether a list has two elements or more. A list that comes from elsewhere is not known.
func several(list Value) Answer {
	if why, is := list.Unknown(); is {
		return template.Maybe(why)
	}
	items := list.Items()
	if len(items) == 1 {
		if why, is := items[0].Unknown(); is {
			return template.Maybe(why)
		}
		if len(list.References()) == 1 && items[0].SamePlace(list) {
			return template.Maybe("how many there are comes from elsewhere")
		}
	}
	return template.Sure(len(items) > 1)
}
