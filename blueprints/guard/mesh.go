package guard

import "github.com/awslabs/goformation/v7/cloudformation/ec2"

// MeshOptions are how a VPC is attached to a transit gateway, at either end of a mesh: names of other VPCs' machines resolve to their
// private addresses, and security groups may name each other across the mesh, where both sides agree. Traffic stays in its zone;
// only a firewall between the two directions would need appliance mode.
func MeshOptions() *ec2.TransitGatewayAttachment_Options {
	on, off := "enable", "disable"
	return &ec2.TransitGatewayAttachment_Options{
		ApplianceModeSupport: &off, DnsSupport: &on, Ipv6Support: &off, SecurityGroupReferencingSupport: &on,
	}
}
