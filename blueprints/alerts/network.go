package alerts

// networkCalls are what changes the borders of networks. As of 2026-11, from the same sources as identityCalls.
func networkCalls() []call {
	return []call{{
		id: "SecurityGroupChanged", name: "security-group-changed", severity: medium, cites: "4.10",
		title:    "A security group was changed",
		does:     "Compare with what was deployed at that hour. A rule that no deployment made is taken back.",
		services: []string{"ec2"},
		names: []string{
			"AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress", "RevokeSecurityGroupIngress", "RevokeSecurityGroupEgress", "CreateSecurityGroup",
			"DeleteSecurityGroup", "ModifySecurityGroupRules",
		},
	}, {
		id: "NetworkAclChanged", name: "network-acl-changed", severity: medium, cites: "4.11",
		title:    "A network ACL was changed",
		does:     "Compare with what was deployed at that hour. A rule that no deployment made is taken back.",
		services: []string{"ec2"},
		names: []string{
			"CreateNetworkAcl", "CreateNetworkAclEntry", "DeleteNetworkAcl", "DeleteNetworkAclEntry", "ReplaceNetworkAclEntry", "ReplaceNetworkAclAssociation",
		},
	}, {
		id: "GatewayChanged", name: "gateway-changed", severity: medium, cites: "4.12",
		title:    "A gateway to the outside was made, attached or taken away",
		does:     "A network without one has no way out for data. Compare with what was deployed at that hour.",
		services: []string{"ec2"},
		names: []string{
			"CreateCustomerGateway", "DeleteCustomerGateway", "AttachInternetGateway", "CreateInternetGateway", "DeleteInternetGateway",
			"DetachInternetGateway", "CreateEgressOnlyInternetGateway", "CreateVpnGateway", "AttachVpnGateway", "CreateClientVpnEndpoint",
		},
	}, {
		id: "RouteChanged", name: "route-changed", severity: medium, cites: "4.13",
		title:    "A route was changed",
		does:     "Compare with what was deployed at that hour: a route can lead traffic past what looks at it.",
		services: []string{"ec2"},
		names: []string{
			"CreateRoute", "CreateRouteTable", "ReplaceRoute", "ReplaceRouteTableAssociation", "DeleteRouteTable", "DeleteRoute", "DisassociateRouteTable",
		},
	}, {
		id: "VpcChanged", name: "vpc-changed", severity: medium, cites: "4.14",
		title:    "A network or a peering of networks was changed",
		does:     "Compare with what was deployed at that hour. A peering joins two networks past every gateway.",
		services: []string{"ec2"},
		names: []string{
			"CreateVpc", "DeleteVpc", "ModifyVpcAttribute", "AcceptVpcPeeringConnection", "CreateVpcPeeringConnection", "DeleteVpcPeeringConnection",
			"RejectVpcPeeringConnection", "AttachClassicLinkVpc", "DetachClassicLinkVpc", "DisableVpcClassicLink", "EnableVpcClassicLink",
		},
	}}
}
