package adminaccess

import (
	"fmt"

	"github.com/awslabs/goformation/v7/cloudformation/ec2"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// addEndpoint makes the endpoint for SSH, where it is asked for, and returns what operators need to use it. The endpoint is in the
// VPC and has no address outside: who opens a tunnel through it proves who they are to AWS, not to the instance.
func (a *admin) addEndpoint() []guard.Statement {
	if !a.cfg.SshEndpoint {
		return nil
	}
	targets := a.Neighbours("beanstalk")
	if len(targets) == 0 && a.Env.Unread {
		return nil // the workload may be the stack with the mistakes
	}
	if len(targets) == 0 {
		a.Refuse(blueprints.Refusal{
			ID: "endpoint-to-nothing", Path: "sshEndpoint",
			Message: fmt.Sprintf("the SSH endpoint of stack %q reaches nothing: no workload of this environment runs on instances", a.Key),
			Hint:    "leave sshEndpoint out, or add a beanstalk stack",
		})
		return nil
	}
	const from = "sshEndpoint"
	ssh := ptr(22)
	group := &ec2.SecurityGroup{VpcId: ptr(a.network.Import("VpcId")), GroupDescription: "SSH endpoint: to the instances of the workload only"}
	added := a.Add("SshEndpointSecurityGroup", group).From(from)
	for _, n := range targets {
		instances := n.Import("ServiceSecurityGroupId")
		group.SecurityGroupEgress = append(group.SecurityGroupEgress, ec2.SecurityGroup_Egress{
			Description: ptr("Instances of " + n.Key()), IpProtocol: "tcp", FromPort: ssh, ToPort: ssh, DestinationSecurityGroupId: &instances,
		})
		a.Add(blueprints.LogicalName(n.Key())+"SshIngress", &ec2.SecurityGroupIngress{
			Description: ptr("SSH endpoint"), IpProtocol: "tcp", FromPort: ssh, ToPort: ssh, GroupId: &instances, SourceSecurityGroupId: ptr(added.Att("GroupId")),
		}).From(from)
	}
	endpoint := a.Add("SshEndpoint", &ec2.InstanceConnectEndpoint{
		SubnetId: a.network.ImportSeries("PrivateSubnet", "Id")[0], SecurityGroupIds: []string{added.Att("GroupId")}, PreserveClientIp: ptr(false),
	}).From(from).Say("What is typed through it nobody records: sessions of Session Manager are recorded, and need no endpoint.")
	a.Export("SshEndpointId", endpoint.Ref(), "Endpoint of EC2 Instance Connect")
	return []guard.Statement{
		{
			Sid: "OpenTunnels", Effect: "Allow", Action: []string{"ec2-instance-connect:OpenTunnel"},
			Resource: []string{blueprints.OwnArn("ec2", "instance-connect-endpoint/"+endpoint.Ref())},
			Condition: guard.Condition{
				"NumericEquals":         {"ec2-instance-connect:remotePort": {"22"}},
				"NumericLessThanEquals": {"ec2-instance-connect:maxTunnelDuration": {"3600"}},
			},
		},
		{
			Sid: "ShowKeyForAMinute", Effect: "Allow", Action: []string{"ec2-instance-connect:SendSSHPublicKey"}, Resource: []string{blueprints.OwnArn("ec2", "instance/*")},
			Condition: guard.Condition{"StringEquals": guard.OwnTags(a.Stack, "aws:ResourceTag/")},
		},
		{Sid: "FindEndpoint", Effect: "Allow", Action: []string{"ec2:DescribeInstanceConnectEndpoints"}, Resource: []string{"*"}},
	}
}
