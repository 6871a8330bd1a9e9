package controls

import "github.com/hipaac/hipaac/compiler/template"

// tierTags are the tags that say to which tier of a network a subnet, a route table or a network ACL belongs: hipaac's own, that of
// the AWS CDK, that of AWS's sample templates and that of cloudonaut's. A word in the tag Name is no label: it is there for people, and
// nothing follows from it.
var tierTags = []string{"SubnetTier", "aws-cdk:subnet-type", "Network", "Reach"}

// tierOf is the label of a part of a network. Where there is none, it is what is missing: the tag SubnetTier.
func tierOf(x Subject) Value {
	for _, key := range tierTags {
		if label := x.Tag("Tags", key); !label.Absent() {
			return label
		}
	}
	return x.Tag("Tags", tierTags[0])
}

// isPublic asks whether a label says that the internet can be reached directly, and isolated that it cannot be reached at all.
func isPublic(label Value) Answer   { return label.Is("public", "Public") }
func isIsolated(label Value) Answer { return label.Is("isolated", "Isolated") }

// isTier asks whether a label is one of those that are known. Transit subnets hold the ends of a transit gateway.
func isTier(label Value) Answer {
	return isPublic(label).Or(isIsolated(label)).Or(label.Is("private", "Private", "transit", "Transit"))
}

// publicTable asks whether a route table is meant for public subnets: by its own label, or because all subnets that use it have one.
func publicTable(c *Case, table Subject) Answer {
	if label := tierOf(table); !label.Absent() {
		return isPublic(label)
	}
	users := c.scope.Pointing("AWS::EC2::SubnetRouteTableAssociation", "RouteTableId", table)
	return template.Sure(len(users) > 0).And(template.All(users, func(association Subject) Answer {
		subnet, here := c.Target(association.Get("SubnetId"), "AWS::EC2::Subnet")
		if !here {
			return template.Maybe(unseen("whether " + called("subnet", association.Get("SubnetId")) + " is public"))
		}
		return isPublic(tierOf(subnet)).Or(template.Sure(facesInternet(c, subnet)))
	}))
}

// facesInternet reports whether a subnet holds what works in a public subnet only: a NAT gateway, or a load balancer that faces the
// internet. Whoever puts one there means the subnet to be public, with or without a label.
func facesInternet(c *Case, subnet Subject) bool {
	for _, gateway := range c.scope.Pointing("AWS::EC2::NatGateway", "SubnetId", subnet) {
		if gateway.Get("ConnectivityType").Is("private").No() {
			return true
		}
	}
	for _, kind := range []string{"AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::ElasticLoadBalancing::LoadBalancer"} {
		for _, balancer := range c.scope.Pointing(kind, "Subnets", subnet) {
			if scheme := balancer.Get("Scheme"); scheme.Absent() || scheme.Is("internet-facing").Yes() {
				return true
			}
		}
	}
	return false
}

// exit is the way by which a subnet reaches the internet, as far as the route tables show that are given to it: the target of a route,
// or absent. It is not known where no table is given to the subnet, or where one stands in none of these templates.
func exit(c *Case, subnet Subject) (way Value, known bool) {
	associations := c.scope.Pointing("AWS::EC2::SubnetRouteTableAssociation", "SubnetId", subnet)
	for _, association := range associations {
		table, here := c.Target(association.Get("RouteTableId"), "AWS::EC2::RouteTable")
		if !here {
			return Value{}, false
		}
		for _, route := range c.scope.Pointing("AWS::EC2::Route", "RouteTableId", table) {
			if gateway := route.Get("GatewayId"); !internetGateway(c, gateway).No() {
				return gateway, internetGateway(c, gateway).Yes()
			}
			everywhere := wholeInternet(openRange(route.Get("DestinationCidrBlock"), route.Get("DestinationIpv6CidrBlock")))
			if everywhere.No() {
				continue
			}
			for _, target := range wayOut {
				if v := route.Get(target); !v.Absent() {
					return v, everywhere.Yes()
				}
			}
			return Value{}, false // another network, which may have a way out
		}
	}
	return Value{}, len(associations) > 0
}

// wayOut are the targets of a route, besides internet gateways, by which traffic can leave the network for the internet.
var wayOut = []string{"NatGatewayId", "EgressOnlyInternetGatewayId", "CarrierGatewayId", "InstanceId", "NetworkInterfaceId"}

// internetGateway asks whether the gateway of a route is one to the internet, and not one to a private network.
func internetGateway(c *Case, gateway Value) Answer {
	if gateway.Absent() {
		return template.No
	}
	if _, here := c.Target(gateway, "AWS::EC2::InternetGateway"); here {
		return template.Yes
	}
	if _, here := c.Target(gateway, "AWS::EC2::VPNGateway"); here {
		return template.No
	}
	return gateway.Starts("igw-")
}

// prefixListIsOpen asks whether a prefix list holds the whole internet. Only a list of the templates given can be read.
func prefixListIsOpen(c *Case, list Value) Answer {
	own, here := c.Target(list, "AWS::EC2::PrefixList")
	if !here {
		return template.Maybe(unseen("what " + called("prefix list", list) + " holds"))
	}
	return template.Any(own.Get("Entries").Items(), func(entry Value) Answer { return wholeInternet(entry.Get("Cidr")) })
}
