package controls

import "github.com/hipaac/hipaac/compiler/template"

// vpcAttachments are the types that connect a VPC to a transit gateway; they are the same but for what can be changed later.
var vpcAttachments = []string{"AWS::EC2::TransitGatewayAttachment", "AWS::EC2::TransitGatewayVpcAttachment"}

// connectsAll asks whether a transit gateway joins whatever is attached to it: it puts attachments into a default route table, and that
// learns their networks. Both happen unless they are switched off.
func connectsAll(gateway Subject) Answer {
	associates := gateway.Get("DefaultRouteTableAssociation").Is("disable").Not()
	return associates.And(gateway.Get("DefaultRouteTablePropagation").Is("disable").Not())
}

// forwards asks whether a transit gateway forwards from one attachment to another: the first one's route table knows the second one's
// network.
func forwards(c *Case, gateway, from, to Subject) Answer {
	tables := c.scope.Pointing("AWS::EC2::TransitGatewayRouteTableAssociation", "TransitGatewayAttachmentId", from)
	learned := c.scope.Pointing("AWS::EC2::TransitGatewayRouteTablePropagation", "TransitGatewayAttachmentId", to)
	routes := c.scope.Pointing("AWS::EC2::TransitGatewayRoute", "TransitGatewayAttachmentId", to)
	known := template.Any(tables, func(association Subject) Answer {
		there := func(x Subject) Answer { return sameTable(c, x, association) }
		return template.Any(learned, there).Or(template.Any(routes, there))
	})
	return connectsAll(gateway).Or(known)
}

// sameTable asks whether two resources speak of one route table of a transit gateway.
func sameTable(c *Case, a, b Subject) Answer {
	const property, kind = "TransitGatewayRouteTableId", "AWS::EC2::TransitGatewayRouteTable"
	x, here := c.Target(a.Get(property), kind)
	y, there := c.Target(b.Get(property), kind)
	if here && there {
		return template.Sure(x.Is(y))
	}
	return a.Get(property).Same(b.Get(property))
}
