package inventory

import (
	"slices"
	"strings"
)

// openEgress: what the security groups let software call out, through the NAT gateways that its routes lead to.
func (v view) openEgress() {
	for _, g := range v.groups() {
		for _, e := range g.outward() {
			for _, s := range v.subnets() {
				for _, route := range s.routes() {
					if nat, ok := v.lead(route.Get("NatGatewayId"), "AWS::EC2::NatGateway"); ok {
						v.found(way{data: true, Flow: Flow{
							From: v.id(), To: nat.id(), Label: e.label, Port: e.port, PHI: Moves, Secure: "unknown", Evidence: []string{g.id(), route.id()},
						}})
					}
				}
			}
		}
	}
}

type outward struct{ label, port string }

// outward is what a security group lets out to everybody. One that does not say lets out everything.
func (v view) outward() []outward {
	if v.Get("SecurityGroupEgress").Absent() {
		return []outward{{"any protocol", ""}}
	}
	var out []outward
	for _, r := range v.Get("SecurityGroupEgress").Items() {
		if r.Get("CidrIp").Is("0.0.0.0/0").Or(r.Get("CidrIpv6").Is("::/0")).No() {
			continue
		}
		label, port := portOf(r.Get("IpProtocol"), r.Get("FromPort"), r.Get("ToPort"))
		if e := (outward{label, port}); !slices.Contains(out, e) {
			out = append(out, e)
		}
	}
	return out
}

// openNat: a NAT gateway in a public subnet calls the internet for whoever is routed to it.
func (v view) openNat() {
	for _, s := range v.subnets() {
		if s.reachOut() != "public" {
			continue
		}
		w := way{data: true, Flow: Flow{From: v.id(), To: v.at.all.internet(), Label: "calls out", PHI: Moves, Secure: "unknown", Evidence: []string{v.id(), s.id()}}}
		for _, route := range s.routes() {
			if !route.Get("GatewayId").Absent() {
				w.Evidence = append(w.Evidence, route.id())
			}
		}
		v.found(w)
	}
}

// openMeshRoute: a route to a transit gateway, which leads to another network.
func (v view) openMeshRoute() {
	gateway := v.Get("TransitGatewayId")
	table, ok := v.lead(v.Get("RouteTableId"), "AWS::EC2::RouteTable")
	block := text(v.Get("DestinationCidrBlock"))
	if gateway.Absent() || !ok || block == "" {
		return
	}
	vpc, there := v.lead(table.Get("VpcId"), "AWS::EC2::VPC")
	if !there {
		return
	}
	hub := v.gateway(gateway)
	v.found(way{data: true, Flow: Flow{From: vpc.id(), To: hub, Label: "to " + block, PHI: Moves, Secure: "unknown", Evidence: []string{v.id(), table.id()}}})
	if block == "0.0.0.0/0" {
		return // where the gateway leads is its own routes' to say
	}
	v.found(way{data: true, Flow: Flow{From: hub, To: v.at.all.block(block), Label: "to " + block, PHI: Moves, Secure: "unknown", Evidence: []string{v.id()}}})
}

// gateway is a transit gateway: one of the templates, or one that they know by its id only.
func (v view) gateway(id value) string {
	if own, ok := v.lead(id, "AWS::EC2::TransitGateway"); ok {
		return own.id()
	}
	name := v.at.plain(id)
	return v.at.all.outsider(System, "transit gateway "+name, "transit gateway "+name)
}

// openAttachment: a transit gateway reaches the networks that are attached to it, where its route tables know them; and what comes from
// there goes on as the subnets of the attachment are routed.
func (v view) openAttachment() {
	vpc, ok := v.lead(v.Get("VpcId"), "AWS::EC2::VPC")
	if !ok {
		return
	}
	hub := v.gateway(v.Get("TransitGatewayId"))
	w := way{data: true, Flow: Flow{From: hub, To: v.id(), Label: "to the attached network", PHI: Moves, Secure: "unknown", Evidence: []string{v.id()}}}
	for _, kind := range []string{"AWS::EC2::TransitGatewayRouteTablePropagation", "AWS::EC2::TransitGatewayRoute"} {
		for _, x := range v.Pointing(kind, "TransitGatewayAttachmentId") {
			w.Evidence = append(w.Evidence, v.of(x).id())
		}
	}
	v.found(w)
	w.From, w.To, w.Label = v.id(), vpc.id(), "from the transit gateway"
	v.found(w)
	for _, s := range v.subnets() {
		for _, route := range s.routes() {
			if nat, ok := v.lead(route.Get("NatGatewayId"), "AWS::EC2::NatGateway"); ok {
				v.found(way{data: true, Flow: Flow{From: v.id(), To: nat.id(), Label: "any protocol", PHI: Moves, Secure: "unknown", Evidence: []string{route.id()}}})
			}
		}
	}
}

// openShare: other accounts attach their networks to a transit gateway that is shared with them.
func (v view) openShare() {
	for _, arn := range v.Get("ResourceArns").Items() {
		hub, ok := v.lead(arn, "AWS::EC2::TransitGateway")
		if !ok {
			continue
		}
		for _, p := range v.Get("Principals").Items() {
			who := v.at.plain(p)
			var from string
			if strings.HasPrefix(who, "arn:") { // an organization, or a part of one
				from = v.at.all.outsider(System, who, who)
			} else {
				from = v.at.all.account(who)
			}
			v.found(way{data: true, Flow: Flow{From: from, To: hub.id(), Label: "attached networks", PHI: Moves, Secure: "unknown", Evidence: []string{v.id()}}})
		}
	}
}
