package adminaccess

import (
	"github.com/awslabs/goformation/v7/cloudformation/ec2"
	"github.com/awslabs/goformation/v7/cloudformation/iam"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// image is the parameter in which AWS keeps the id of the newest Amazon Linux 2023 for Graviton. It is read when the stack is
// deployed: no template names an image that is out of date tomorrow.
const image = "{{resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64}}"

// addBastion makes a machine that calls Systems Manager and is called by nobody: its security group has no inbound rule at all, it
// has no key pair, and its role can do nothing but take sessions.
func (a *admin) addBastion(b *schema.Bastion) {
	group := a.addBastionGroup()
	boundary := guard.Boundary(a.Stack, "BastionBoundary", nil, nil).From("bastion")
	role := a.Add("BastionRole", &iam.Role{
		AssumeRolePolicyDocument: guard.Document(guard.Trust(guard.Role{Service: "ec2"})),
		ManagedPolicyArns:        []string{a.target.Ref()}, PermissionsBoundary: ptr(boundary.Ref()),
	}).From("bastion")
	profile := a.Add("BastionProfile", &iam.InstanceProfile{Roles: []string{role.Ref()}}).From("bastion")
	bastion := a.Add("Bastion", &ec2.Instance{
		ImageId: ptr(image), InstanceType: &b.Instance, IamInstanceProfile: ptr(profile.Ref()),
		NetworkInterfaces: []ec2.Instance_NetworkInterface{{
			DeviceIndex: "0", SubnetId: ptr(a.network.ImportSeries("PrivateSubnet", "Id")[0]), GroupSet: []string{group.Ref()},
			AssociatePublicIpAddress: ptr(false),
		}},
		BlockDeviceMappings: []ec2.Instance_BlockDeviceMapping{{
			DeviceName: "/dev/xvda",
			Ebs: &ec2.Instance_Ebs{
				Encrypted: ptr(true), KmsKeyId: ptr(a.KeyArn(blueprints.DataKey)), VolumeType: ptr("gp3"), VolumeSize: &b.DiskGb, DeleteOnTermination: ptr(true),
			},
		}},
		Monitoring: ptr(true), EbsOptimized: ptr(true), PropagateTagsToVolumeOnCreation: ptr(true),
		CreditSpecification: &ec2.Instance_CreditSpecification{CPUCredits: ptr("standard")},
	}).With("MetadataOptions", map[string]any{
		"HttpEndpoint": "enabled", "HttpTokens": "required", "HttpPutResponseHopLimit": 1, "InstanceMetadataTags": "disabled",
	}).From("bastion").NotBackedUp("it holds nothing, and whoever terminates it and updates the stack has a new one of the newest image.")
	a.Export("BastionId", bastion.Ref(), "Machine to open sessions on")
	a.Export("BastionSecurityGroupId", group.Ref(), "Security group of the bastion, to admit it where operators must get to")
	guard.Watch(a.Stack, guard.Alarm{
		ID: "BastionDown", Name: "bastion-down", From: "bastion",
		Description: "The bastion fails its status checks: operators cannot get in this way. Terminate it and update the stack to get a new one.",
		Namespace:   "AWS/EC2", Metric: "StatusCheckFailed", Statistic: "Maximum", Dimensions: []string{"InstanceId", bastion.Ref()},
		Above: ptr(1.0), Seconds: 60, Periods: 5, Silence: "breaching",
	})
}

// addBastionGroup lets the bastion call: services of AWS over HTTPS, and the databases. In a network without a way out, the only
// addresses with a route are those of endpoints.
func (a *admin) addBastionGroup() *blueprints.Resource {
	group := a.Add("BastionSecurityGroup", &ec2.SecurityGroup{
		VpcId: ptr(a.network.Import("VpcId")), GroupDescription: "Bastion: nobody connects to it",
		SecurityGroupEgress: []ec2.SecurityGroup_Egress{{
			Description: ptr("Services of AWS, over HTTPS"), IpProtocol: "tcp", FromPort: ptr(443), ToPort: ptr(443), CidrIp: ptr("0.0.0.0/0"),
		}},
	}).From("bastion")
	guard.ReachDatabases(a.Stack, group, "Bastion")
	return group
}
