package controls

import (
	"slices"

	"github.com/hipaac/hipaac/compiler/template"
)

var contingencyMultiAz = &Control{
	ID:        "contingency-multi-az",
	Title:     "Workloads span zones",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "contingency",
	Citations: []string{"164.308(a)(7)(i)", "164.308(a)(7)(ii)(C)"},
	Types: []string{"AWS::AutoScaling::AutoScalingGroup", "AWS::ECS::Service", "AWS::ElastiCache::ReplicationGroup",
		"AWS::OpenSearchService::Domain"},
	Why: "a zone fails as a whole: what stands in one only is then gone until it is back",
	Fix: "name subnets of two zones or more; for caches set MultiAZEnabled and AutomaticFailoverEnabled, for domains ZoneAwarenessEnabled",
	Judge: func(c *Case) {
		switch c.Type {
		case "AWS::ECS::Service":
			if network := c.Get("NetworkConfiguration.AwsvpcConfiguration"); !network.Absent() {
				spread(c, network.Get("Subnets"))
			}
		case "AWS::AutoScaling::AutoScalingGroup":
			zones := c.Get("VPCZoneIdentifier")
			if zones.Absent() {
				zones = c.Get("AvailabilityZones")
			}
			spread(c, zones)
		case "AWS::ElastiCache::ReplicationGroup":
			zones := c.Get("MultiAZEnabled")
			failover := c.Get("AutomaticFailoverEnabled")
			if !c.Require(zones.IsTrue(), zones, "cache %q has %s for MultiAZEnabled, needs true: its nodes may all stand in one zone", c.ID, zones) {
				return
			}
			c.Require(failover.IsTrue(), failover, "cache %q has %s for AutomaticFailoverEnabled, needs true", c.ID, failover)
		default:
			zones := c.Get("ClusterConfig.ZoneAwarenessEnabled")
			c.Require(zones.IsTrue(), zones, "domain %q stands in one zone", c.ID)
		}
	},
	Bad: []Example{`
Resources:
  One:
    Type: AWS::ECS::Service
    Properties:
      NetworkConfiguration:
        AwsvpcConfiguration:
          Subnets: [!ImportValue PrivateSubnet1Id]  # fails
  Twice:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties:
      VPCZoneIdentifier: [subnet-1, subnet-1]  # fails
  Cache:
    Type: AWS::ElastiCache::ReplicationGroup
    Properties:
      MultiAZEnabled: false  # fails
  Search:  # fails
    Type: AWS::OpenSearchService::Domain
  ByParameter:
    Type: AWS::ECS::Service
    Properties:
      NetworkConfiguration:
        AwsvpcConfiguration:
          Subnets: [!Ref Subnet]  # fails
  Open:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties:
      VPCZoneIdentifier: !Ref Subnets  # unknown
Parameters:
  Subnet: {Type: "AWS::EC2::Subnet::Id"}
  Subnets: {Type: "List<AWS::EC2::Subnet::Id>"}
`},
	Good: []Example{`
Resources:
  Service:
    Type: AWS::ECS::Service
    Properties: {NetworkConfiguration: {AwsvpcConfiguration: {Subnets: [!ImportValue PrivateSubnet1Id, !ImportValue PrivateSubnet2Id]}}}
  Group: {Type: "AWS::AutoScaling::AutoScalingGroup", Properties: {AvailabilityZones: [us-east-1a, us-east-1b]}}
  Cache: {Type: "AWS::ElastiCache::ReplicationGroup", Properties: {MultiAZEnabled: true, AutomaticFailoverEnabled: true}}
  Search: {Type: "AWS::OpenSearchService::Domain", Properties: {ClusterConfig: {ZoneAwarenessEnabled: true}}}
  OnInstances: {Type: "AWS::ECS::Service", Properties: {LaunchType: EC2}}
`, `
Parameters:
  Subnets: {Type: "List<AWS::EC2::Subnet::Id>"}
Resources:
  Service:
    Type: AWS::ECS::Service
    Properties: {NetworkConfiguration: {AwsvpcConfiguration: {Subnets: [!Select [0, !Ref Subnets], !Select [1, !Ref Subnets]]}}}
  Group:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties: {VPCZoneIdentifier: [!Select [0, !Split [",", !ImportValue Private]], !Select ["1", !Split [",", !ImportValue Private]]]}
`},
}

// spread asks for two subnets or zones. Two that are written in two ways are taken for two.
func spread(c *Case, list Value) {
	items := list.Items()
	if slices.ContainsFunc(items, func(v Value) bool {
		return slices.ContainsFunc(items, func(w Value) bool { return selectOthers(v, w) })
	}) {
		c.Applies()
		return // two of one list
	}
	for _, v := range items {
		if why, is := v.Unknown(); is {
			c.Unsure(list, why)
			return
		}
		for _, r := range v.References() {
			if parameter, here := c.Parameter(r); here && !parameter.Attribute("Type").Starts("List<", "CommaDelimitedList").No() {
				c.Unsure(list, "how many there are is decided by the parameter "+r.Name)
				return
			}
		}
	}
	two := slices.ContainsFunc(items, func(v Value) bool { return !v.Same(items[0]).Yes() })
	c.Require(template.Sure(two), list, "%q stands in one zone", c.ID)
}

// selectOthers reports whether two values are different entries of one list, whatever that holds: nobody passes one subnet twice.
func selectOthers(a, b Value) bool {
	i, from, first := selected(a)
	j, other, second := selected(b)
	return first && second && i != j && from.Equal(other)
}

// selected is n and the list for Fn::Select of its n-th entry, where n is written out.
func selected(v Value) (n string, list *template.Node, is bool) {
	function, argument := v.Node().Intrinsic()
	if function != "Fn::Select" || argument.Kind != template.List || len(argument.Items) != 2 || argument.Items[0].Kind == template.Map {
		return "", nil, false
	}
	return argument.Items[0].Text, argument.Items[1], true
}
