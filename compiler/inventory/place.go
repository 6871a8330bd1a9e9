package inventory

import (
	"slices"
	"strings"
)

// deepest is how many steps lead from a resource to where it lies: a listener's rule, its listener, the load balancer, a subnet.
const deepest = 8

// place says where a resource lies: in the subnets or the VPC that it names, beside what it belongs to, or in its service.
func (v view) place() string { return v.placeAt(0) }

func (v view) placeAt(depth int) string {
	switch {
	case v.Type == "AWS::EC2::VPC":
		return v.network()
	case v.Type == "AWS::EC2::Subnet":
		return v.tier()
	case depth == deepest:
		return v.service()
	}
	for _, path := range v.kind().place {
		if p := v.common(v.reach(path), depth); p != "" {
			return p
		}
	}
	if v.Type == "AWS::ElasticBeanstalk::Environment" {
		if p := v.common([]value{v.option("aws:ec2:vpc", "Subnets")}, depth); p != "" {
			return p
		}
	}
	for _, attachment := range v.Pointing("AWS::EC2::VPCGatewayAttachment", "InternetGatewayId") {
		if vpc, ok := v.lead(attachment.Get("VpcId"), "AWS::EC2::VPC"); ok {
			return vpc.network()
		}
	}
	return v.service()
}

// common is the innermost place that holds all that the values refer to, of a network or a tier; "" where that is none.
func (v view) common(values []value, depth int) string {
	var found []string
	for _, to := range values {
		for _, x := range v.leads(to) {
			if x.Is(v.Subject) {
				continue
			}
			p := x.placeAt(depth + 1)
			if kind := v.at.all.places[p].Kind; (kind == Network || kind == Tier) && !slices.Contains(found, p) {
				found = append(found, p)
			}
		}
	}
	if len(found) > 1 && v.at.all.places[found[0]].Kind == Tier {
		return v.at.all.places[found[0]].Parent
	}
	if len(found) == 0 {
		return ""
	}
	return found[0]
}

func (w *world) put(p Place) string {
	if p.Parent != "" {
		p.ID = p.Parent + "/" + p.ID
	}
	if _, known := w.places[p.ID]; !known {
		w.places[p.ID] = p
	}
	return p.ID
}

func (w *world) outside() string { return w.put(Place{ID: "outside", Kind: Outside, Label: "outside"}) }

func (r *reading) account() string {
	m := &r.env.Manifest
	return r.all.put(Place{ID: m.Account, Kind: Account, Label: "account " + m.Account})
}

func (r *reading) region() string {
	return r.all.put(Place{ID: r.env.Manifest.Region, Parent: r.account(), Kind: Region, Label: r.env.Manifest.Region})
}

// service is the place of what a service runs outside of the VPCs of the account.
func (w *world) service(r *reading, name string) string {
	parent := r.region()
	if global[name] {
		parent = r.account()
	}
	return w.put(Place{ID: name, Parent: parent, Kind: Service, Label: name})
}

func (v view) service() string { return v.at.all.service(v.at, v.kind().service) }

// network is the place that a VPC is. Its name holds the environment, because environments of one account and region share all others.
func (v view) network() string {
	m := &v.at.env.Manifest
	name := strings.ReplaceAll(v.id(), "/", ":")
	return v.at.all.put(Place{ID: name, Parent: v.at.region(), Kind: Network, Label: "VPC of " + m.System + ", " + m.Environment, Detail: text(v.Get("CidrBlock"))})
}

// tier is the place of a subnet: all subnets of the VPC whose routes lead equally far.
func (v view) tier() string {
	vpc, ok := v.lead(v.Get("VpcId"), "AWS::EC2::VPC")
	if !ok {
		return v.service()
	}
	name := v.reachOut()
	if v.Subject.Tag("Tags", "SubnetTier").Is("transit").Yes() && name != "public" {
		name = "transit"
	}
	id := v.at.all.put(Place{ID: name, Parent: vpc.network(), Kind: Tier, Label: tierLabels[name]})
	if block := text(v.Get("CidrBlock")); block != "" {
		p := v.at.all.places[id]
		if blocks := strings.Split(p.Detail, ", "); !slices.Contains(blocks, block) {
			p.Detail = strings.TrimPrefix(p.Detail+", "+block, ", ")
			v.at.all.places[id] = p
		}
	}
	return id
}

var tierLabels = map[string]string{
	"public": "public subnets", "private": "private subnets", "isolated": "isolated subnets", "transit": "subnets of the transit gateway",
	"unknown": "subnets with routes of others",
}

// waysOut are the targets of a route by which traffic leaves the network without being reached from the internet.
var waysOut = []string{"NatGatewayId", "TransitGatewayId", "EgressOnlyInternetGatewayId", "VpcPeeringConnectionId", "CarrierGatewayId", "InstanceId",
	"NetworkInterfaceId", "CoreNetworkArn", "LocalGatewayId"}

// reachOut says how far the routes of a subnet lead: "public" where the internet reaches back, "private" where there is a way out, and
// "isolated" where there is none. A subnet without a route table of its own has the main one of its VPC, which no template shows.
func (v view) reachOut() string {
	tables := v.tables()
	if len(tables) == 0 {
		return "unknown"
	}
	reach := "isolated"
	for _, route := range v.routes() {
		gateway := route.Get("GatewayId")
		if _, own := v.lead(gateway, "AWS::EC2::InternetGateway"); own || gateway.Starts("igw-").Yes() {
			return "public"
		}
		away := slices.ContainsFunc(waysOut, func(p string) bool { return !route.Get(p).Absent() })
		if away || !gateway.Absent() && !gateway.Is("local").Yes() {
			reach = "private"
		}
	}
	return reach
}

// tables are the route tables of a subnet.
func (v view) tables() []view {
	var out []view
	for _, a := range v.Pointing("AWS::EC2::SubnetRouteTableAssociation", "SubnetId") {
		if table, ok := v.lead(a.Get("RouteTableId"), "AWS::EC2::RouteTable"); ok {
			out = append(out, table)
		}
	}
	return out
}

// routes are the routes of a subnet.
func (v view) routes() []view {
	var out []view
	for _, table := range v.tables() {
		for _, route := range table.Pointing("AWS::EC2::Route", "RouteTableId") {
			out = append(out, v.of(route))
		}
	}
	return out
}

// subnets are those that a resource names.
func (v view) subnets() []view {
	var named []value
	for _, path := range v.kind().place {
		named = append(named, v.reach(path)...)
	}
	if v.Type == "AWS::ElasticBeanstalk::Environment" {
		named = append(named, v.option("aws:ec2:vpc", "Subnets"))
	}
	var out []view
	for _, n := range named {
		for _, x := range v.leads(n) {
			switch x.Type {
			case "AWS::EC2::Subnet":
				out = append(out, x)
			case "AWS::RDS::DBSubnetGroup", "AWS::EC2::LaunchTemplate":
				out = append(out, x.subnets()...)
			}
		}
	}
	return out
}
