"""VPCs and what hangs on them, transit gateways, load balancers."""

from kind import Kind, gone, logical, made_by, nothing
from moto.route53resolver.models import route53resolver_backends


def acl_entry(verb):
    def write(r):
        p = r.props
        more = {k: v for k, v in {"PortRange": p.get("PortRange"), "IcmpTypeCode": p.get("Icmp")}.items() if v}
        r.call(f"ec2.{verb}_network_acl_entry", NetworkAclId=p["NetworkAclId"], RuleNumber=p["RuleNumber"], Egress=p.get("Egress", False),
               Protocol=p["Protocol"], RuleAction=p["RuleAction"], CidrBlock=p["CidrBlock"], **more)
        return logical(r)

    return write


def acl_association(r):
    subnet = r.props["SubnetId"]
    acls = r.call("ec2.describe_network_acls", Filters=[{"Name": "association.subnet-id", "Values": [subnet]}])["NetworkAcls"]
    now = [a["NetworkAclAssociationId"] for acl in acls for a in acl["Associations"] if a["SubnetId"] == subnet]
    return r.call("ec2.replace_network_acl_association", AssociationId=now[0], NetworkAclId=r.props["NetworkAclId"])["NewAssociationId"]


def acl_dissociation(r):
    """The subnet goes back to the VPC's own."""
    acls = r.call("ec2.describe_network_acls")["NetworkAcls"]
    vpc = next(a["VpcId"] for a in acls if a["NetworkAclId"] == r.props["NetworkAclId"])
    own = next(a["NetworkAclId"] for a in acls if a["VpcId"] == vpc and a["IsDefault"])
    r.call("ec2.replace_network_acl_association", AssociationId=r.id, NetworkAclId=own)


def tags(r):
    tag(r, r.id)


def tag(r, thing):
    if r.props.get("Tags"):
        r.call("ec2.create_tags", Resources=[thing], Tags=r.props["Tags"])


def vpc(r):
    for name in ("EnableDnsSupport", "EnableDnsHostnames"):
        if name in r.props:
            r.call("ec2.modify_vpc_attribute", {name: {"Value": r.props[name]}}, VpcId=r.id)


def subnet(r):
    r.call("ec2.modify_subnet_attribute", SubnetId=r.id, MapPublicIpOnLaunch={"Value": r.props.get("MapPublicIpOnLaunch", False)})


def security_group(r):
    r.name_for("GroupName")
    given = {"GroupName": r.props["GroupName"], "Description": r.props["GroupDescription"], "VpcId": r.props["VpcId"]}
    r.physical_resource_id = r.call("ec2.create_security_group", given)["GroupId"]
    rules(r)
    return r.id


def rules(r):
    """Those of the template in the place of all that are there and not resources of their own."""
    now = r.call("ec2.describe_security_groups", GroupIds=[r.id])["SecurityGroups"][0]
    kept = {m.id for s in r.stack.siblings() for m in s.made.values() if m.resource_type == "AWS::EC2::SecurityGroupIngress"}
    for rule in r.call("ec2.describe_security_group_rules", Filters=[{"Name": "group-id", "Values": [r.id]}])["SecurityGroupRules"]:
        if rule["SecurityGroupRuleId"] not in kept and (not rule["IsEgress"] or "SecurityGroupEgress" in r.props):
            way = "egress" if rule["IsEgress"] else "ingress"
            r.call(f"ec2.revoke_security_group_{way}", GroupId=now["GroupId"], SecurityGroupRuleIds=[rule["SecurityGroupRuleId"]])
    for way in ("ingress", "egress"):
        wanted = [permission(p) for p in r.props.get(f"SecurityGroup{way.capitalize()}", [])]
        if wanted:
            r.call(f"ec2.authorize_security_group_{way}", GroupId=r.id, IpPermissions=wanted)


def permission(p):
    rule = {k: p[k] for k in ("IpProtocol", "FromPort", "ToPort") if k in p}
    about = {"Description": p["Description"]} if "Description" in p else {}
    if group := p.get("SourceSecurityGroupId") or p.get("DestinationSecurityGroupId"):
        rule["UserIdGroupPairs"] = [{"GroupId": group} | about]
    if "CidrIp" in p:
        rule["IpRanges"] = [{"CidrIp": p["CidrIp"]} | about]
    if prefix := p.get("SourcePrefixListId") or p.get("DestinationPrefixListId"):
        rule["PrefixListIds"] = [{"PrefixListId": prefix} | about]
    return rule


def ingress(r):
    made = r.call("ec2.authorize_security_group_ingress", GroupId=r.props["GroupId"], IpPermissions=[permission(r.props)])
    return made["SecurityGroupRules"][0]["SecurityGroupRuleId"]


def endpoint_delete(r):
    r.call("ec2.delete_vpc_endpoints", VpcEndpointIds=[r.id])


def transit_table(verb):
    def act(r):
        r.call(f"ec2.{verb}", TransitGatewayRouteTableId=r.props["TransitGatewayRouteTableId"], TransitGatewayAttachmentId=r.props["TransitGatewayAttachmentId"])
        return f"{r.props['TransitGatewayRouteTableId']}|{r.props['TransitGatewayAttachmentId']}"

    return act


def transit_route(r):
    r.call("ec2.create_transit_gateway_route", r.props)
    return f"{r.props['TransitGatewayRouteTableId']}|{r.props['DestinationCidrBlock']}"


def resolver(r):
    """moto has no call that ends query logging."""
    return route53resolver_backends[r.account][r.region]


def load_balancer(r):
    wanted = [{"Key": a["Key"], "Value": str(a["Value"])} for a in r.props.get("LoadBalancerAttributes", [])]
    if wanted:
        r.call("elbv2.modify_load_balancer_attributes", LoadBalancerArn=r.id, Attributes=wanted)


KINDS = {
    "AWS::EC2::VPC": Kind(after=vpc, update=vpc),
    "AWS::EC2::Subnet": Kind(after=subnet, update=subnet),
    "AWS::EC2::SecurityGroup": Kind(
        security_group, after=tags, update=rules, delete=gone("ec2.delete_security_group", "GroupId"), attributes={"GroupId": lambda r: r.id}),
    "AWS::EC2::NetworkAcl": Kind(made_by("ec2.create_network_acl", "NetworkAcl.NetworkAclId", drop=("Tags",)), after=tags, update=tags, delete=gone("ec2.delete_network_acl", "NetworkAclId")),
    "AWS::EC2::NetworkAclEntry": Kind(
        acl_entry("create"), update=acl_entry("replace"),
        delete=lambda r: r.call("ec2.delete_network_acl_entry", NetworkAclId=r.props["NetworkAclId"], RuleNumber=r.props["RuleNumber"], Egress=r.props.get("Egress", False))),
    "AWS::EC2::SubnetNetworkAclAssociation": Kind(acl_association, delete=acl_dissociation),
    # moto's own models make these and do not delete them.
    "AWS::EC2::EIP": Kind(after=lambda r: tag(r, r.object.allocation_id), delete=lambda r: r.call("ec2.release_address", AllocationId=r.object.allocation_id)),
    "AWS::EC2::FlowLog": Kind(delete=lambda r: r.call("ec2.delete_flow_logs", FlowLogIds=[r.id])),
    "AWS::EC2::InternetGateway": Kind(after=tags, delete=gone("ec2.delete_internet_gateway", "InternetGatewayId")),
    "AWS::EC2::NatGateway": Kind(after=tags, delete=gone("ec2.delete_nat_gateway", "NatGatewayId")),
    "AWS::EC2::Route": Kind(delete=lambda r: r.call("ec2.delete_route", RouteTableId=r.props["RouteTableId"], DestinationCidrBlock=r.props["DestinationCidrBlock"])),
    "AWS::EC2::RouteTable": Kind(after=tags, delete=gone("ec2.delete_route_table", "RouteTableId")),
    "AWS::EC2::SecurityGroupIngress": Kind(ingress, delete=lambda r: r.call("ec2.revoke_security_group_ingress", GroupId=r.props["GroupId"], SecurityGroupRuleIds=[r.id])),
    "AWS::EC2::SubnetRouteTableAssociation": Kind(made_by("ec2.associate_route_table", "AssociationId"), delete=gone("ec2.disassociate_route_table", "AssociationId")),
    "AWS::EC2::VPCEndpoint": Kind(after=tags, delete=endpoint_delete),
    "AWS::EC2::VPCGatewayAttachment": Kind(delete=lambda r: r.call("ec2.detach_internet_gateway", InternetGatewayId=r.props["InternetGatewayId"], VpcId=r.props["VpcId"])),
    "AWS::EC2::TransitGateway": Kind(
        lambda r: r.call("ec2.create_transit_gateway", Description=r.props["Description"], Options={
            k: r.props[k] for k in ("AutoAcceptSharedAttachments", "DefaultRouteTableAssociation", "DefaultRouteTablePropagation", "DnsSupport", "MulticastSupport", "VpnEcmpSupport")
        })["TransitGateway"]["TransitGatewayId"],
        after=tags, delete=gone("ec2.delete_transit_gateway", "TransitGatewayId"), attributes={"TransitGatewayArn": lambda r: r.arn("ec2", f"transit-gateway/{r.id}")}),
    "AWS::EC2::TransitGatewayAttachment": Kind(
        made_by("ec2.create_transit_gateway_vpc_attachment", "TransitGatewayVpcAttachment.TransitGatewayAttachmentId", drop=("Tags",)), after=tags,
        delete=gone("ec2.delete_transit_gateway_vpc_attachment", "TransitGatewayAttachmentId")),
    "AWS::EC2::TransitGatewayRouteTable": Kind(
        made_by("ec2.create_transit_gateway_route_table", "TransitGatewayRouteTable.TransitGatewayRouteTableId", drop=("Tags",)), after=tags,
        delete=gone("ec2.delete_transit_gateway_route_table", "TransitGatewayRouteTableId")),
    "AWS::EC2::TransitGatewayRoute": Kind(
        transit_route,
        delete=lambda r: r.call("ec2.delete_transit_gateway_route", TransitGatewayRouteTableId=r.props["TransitGatewayRouteTableId"], DestinationCidrBlock=r.props["DestinationCidrBlock"])),
    "AWS::EC2::TransitGatewayRouteTableAssociation": Kind(transit_table("associate_transit_gateway_route_table"), delete=transit_table("disassociate_transit_gateway_route_table")),
    "AWS::EC2::TransitGatewayRouteTablePropagation": Kind(transit_table("enable_transit_gateway_route_table_propagation"), delete=nothing),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": Kind(
        after=load_balancer, update=load_balancer,
        attributes={
            "CanonicalHostedZoneID": lambda r: "Z35SXDOTRQ7X7K", "LoadBalancerFullName": lambda r: r.id.split(":loadbalancer/")[1],
            "DNSName": lambda r: r.call("elbv2.describe_load_balancers", LoadBalancerArns=[r.id])["LoadBalancers"][0]["DNSName"],
        }),
    "AWS::ElasticLoadBalancingV2::Listener": Kind(delete=gone("elbv2.delete_listener", "ListenerArn")),
    "AWS::ElasticLoadBalancingV2::ListenerRule": Kind(delete=gone("elbv2.delete_rule", "RuleArn")),
    "AWS::ElasticLoadBalancingV2::TargetGroup": Kind(
        delete=gone("elbv2.delete_target_group", "TargetGroupArn"), attributes={"TargetGroupFullName": lambda r: r.id.rsplit(":", 1)[1]}),
    "AWS::Route53Resolver::ResolverQueryLoggingConfig": Kind(
        lambda r: r.call("route53resolver.create_resolver_query_log_config", r.props, CreatorRequestId=logical(r))["ResolverQueryLogConfig"]["Id"],
        delete=lambda r: resolver(r).resolver_query_log_configs.pop(r.id)),
    "AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation": Kind(
        made_by("route53resolver.associate_resolver_query_log_config", "ResolverQueryLogConfigAssociation.Id"),
        delete=lambda r: resolver(r).resolver_query_log_config_associations.pop(r.id)),
    "AWS::WAFv2::WebACL": Kind(
        lambda r: r.call("wafv2.create_web_acl", r.props, drop=("DataProtectionConfig",))["Summary"]["ARN"], delete=lambda r: acl_of(r, "delete"),
        update=lambda r: acl_of(r, "update"), attributes={"Arn": lambda r: r.id}),
    "AWS::WAFv2::WebACLAssociation": Kind(
        lambda r: r.call("wafv2.associate_web_acl", r.props) and f"{r.props['WebACLArn']}|{r.props['ResourceArn']}",
        delete=lambda r: r.call("wafv2.disassociate_web_acl", ResourceArn=r.props["ResourceArn"])),
    "AWS::WAFv2::LoggingConfiguration": Kind(
        lambda r: r.call("wafv2.put_logging_configuration", LoggingConfiguration=r.props) and r.props["ResourceArn"],
        delete=gone("wafv2.delete_logging_configuration", "ResourceArn")),
}


def acl_of(r, verb):
    found = next(a for a in r.call("wafv2.list_web_acls", Scope=r.props["Scope"])["WebACLs"] if a["ARN"] == r.id)
    key = {"Name": found["Name"], "Id": found["Id"], "Scope": r.props["Scope"], "LockToken": found["LockToken"]}
    if verb == "delete":
        r.call("wafv2.delete_web_acl", key)
    else:
        r.call("wafv2.update_web_acl", r.props.without("DataProtectionConfig", "Tags") | key)
