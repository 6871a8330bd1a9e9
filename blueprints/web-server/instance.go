package webserver

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/awslabs/goformation/v7/cloudformation/ec2"
	"github.com/awslabs/goformation/v7/cloudformation/iam"
	"github.com/awslabs/goformation/v7/cloudformation/policies"
	"github.com/awslabs/goformation/v7/cloudformation/tags"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// The programs and settings of a server, as they lie on its disk.
var (
	//go:embed boot.sh
	boot string
	//go:embed update.sh
	update string
	//go:embed httpd.conf
	apache string
	//go:embed agent.json
	agent string
)

// images are the parameters in which AWS keeps the ids of the newest Amazon Linux 2023. They are read at each launch: no template names
// an image that is out of date tomorrow. Amazon Linux 2023 guide, "Launching AL2023 using SSM parameters".
const (
	imageArm   = "{{resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64}}"
	imageIntel = "{{resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64}}"
)

// startMinutes is how long a server may take to say that its website answers.
const startMinutes = 15

// addInstance adds the machine. What it is stands in a launch template: whatever changes there, a new machine takes the place of the old one once
// its website answers. Changed in place, it would go on as it was: user data runs once.
func (w *server) addInstance(group *blueprints.Resource) {
	subnet := w.Neighbour("network").ImportSeries("PrivateSubnet", "Id")
	if len(subnet) == 0 {
		return // a network with a mistake; the spec is refused for it
	}
	template := w.Add("ServerTemplate", &ec2.LaunchTemplate{LaunchTemplateData: &ec2.LaunchTemplate_LaunchTemplateData{
		ImageId: ptr(w.image()), InstanceType: &w.instanceType,
		KeyName:            ptr(blueprints.If(w.hasKeyPair, w.keyName, blueprints.NoValue)),
		IamInstanceProfile: &ec2.LaunchTemplate_IamInstanceProfile{Arn: ptr(w.addProfile().Arn())},
		NetworkInterfaces: []ec2.LaunchTemplate_NetworkInterface{{
			DeviceIndex: ptr(0), SubnetId: &subnet[0], Groups: []string{group.Att("GroupId")}, AssociatePublicIpAddress: ptr(false),
		}},
		BlockDeviceMappings: []ec2.LaunchTemplate_BlockDeviceMapping{{
			DeviceName: ptr("/dev/xvda"),
			Ebs: &ec2.LaunchTemplate_Ebs{
				Encrypted: ptr(true), KmsKeyId: ptr(w.KeyArn(blueprints.DataKey)), VolumeType: ptr("gp3"), VolumeSize: &w.cfg.VolumeGB, DeleteOnTermination: ptr(true),
			},
		}},
		MetadataOptions: &ec2.LaunchTemplate_MetadataOptions{
			HttpEndpoint: ptr("enabled"), HttpTokens: ptr("required"), HttpPutResponseHopLimit: ptr(1), InstanceMetadataTags: ptr("disabled"),
		},
		Monitoring: &ec2.LaunchTemplate_Monitoring{Enabled: ptr(true)}, EbsOptimized: ptr(true),
		UserData: ptr(blueprints.Base64(w.userData())),
	}}).From("instanceTypes")
	name := blueprints.Ref("FriendlyName")
	w.instance = w.Add(instanceID, &ec2.Instance{
		LaunchTemplate:                  &ec2.Instance_LaunchTemplateSpecification{LaunchTemplateId: ptr(template.Ref()), Version: template.Att("LatestVersionNumber")},
		PropagateTagsToVolumeOnCreation: ptr(true),
		Tags:                            []tags.Tag{{Key: "Name", Value: name}},
		AWSCloudFormationCreationPolicy: &policies.CreationPolicy{ResourceSignal: &policies.ResourceSignal{
			Count: 1, Timeout: fmt.Sprintf("PT%dM", startMinutes),
		}},
	}).Say("Made only once its website answers over TLS: a machine that says it does not, or says nothing for a quarter of an hour, fails the launch.\n" +
		"Its files come from the repository; what it writes itself lies on its disk, is backed up with it, and goes with it.")
}

// instanceID is the logical id that the machine signals for.
const instanceID = "Server"

func (w *server) image() string {
	if w.graviton != "" {
		return blueprints.If(w.graviton, imageArm, imageIntel)
	}
	if arm, _ := byProcessor(w.cfg.InstanceTypes); len(arm) > 0 {
		return imageArm
	}
	return imageIntel
}

// userData lays out the files of the server and starts it. Values of the launch form stand in single quotes, which none of them can hold.
func (w *server) userData() string {
	settings := strings.NewReplacer("@DIRECTORY@", w.directory, "@REQUESTS@", w.requests.Ref(), "@SERVER@", w.logs.Ref())
	values := quoted(
		"HOST", w.host, "DIRECTORY", w.directory, "BRANCH", w.cfg.Branch,
		"REPOSITORY", "https://git-codecommit."+blueprints.Region+".amazonaws.com/v1/repos/"+w.repository,
		"STACK", blueprints.StackName, "REGION", blueprints.Region,
	)
	return "#!/bin/bash\nset -euo pipefail\numask 022\nmkdir --parents /srv/website/empty /etc/httpd/conf\n" +
		file("/etc/website", values) +
		file("/etc/website.agent.json", settings.Replace(agent)) +
		file("/etc/website.httpd.conf", settings.Replace(apache)) +
		file("/usr/local/sbin/update-website", update) + "chmod 755 /usr/local/sbin/update-website\n\n" +
		boot
}

// quoted are assignments of a shell: names and values in turn.
func quoted(namesAndValues ...string) string {
	var text strings.Builder
	for i := 0; i < len(namesAndValues); i += 2 {
		text.WriteString(namesAndValues[i] + "='" + namesAndValues[i+1] + "'\n")
	}
	return text.String()
}

// file writes a file as it stands: between quoted words, a shell changes nothing.
func file(path, text string) string {
	return "cat > " + path + " <<'END-OF-FILE'\n" + text + "END-OF-FILE\n"
}

// addProfile adds the role of the machine: it reads one repository, writes its own logs and metrics, and is looked after by Systems Manager.
func (w *server) addProfile() *blueprints.Resource {
	pull := guard.Statement{
		Sid: "PullWebsite", Effect: "Allow", Action: []string{"codecommit:GitPull"}, Resource: []string{w.repositoryArn()},
	}
	boundary := guard.Boundary(w.Stack, "ServerBoundary", nil, []guard.Statement{pull})
	rights := []guard.Statement{
		pull,
		{
			Sid: "WriteLogs", Effect: "Allow", Action: []string{"logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"},
			Resource: []string{w.requests.Arn(), w.logs.Arn()},
		},
		{
			Sid: "WriteMetrics", Effect: "Allow", Action: []string{"cloudwatch:PutMetricData"}, Resource: []string{"*"},
			Condition: guard.Condition{"StringEquals": {"cloudwatch:namespace": {"CWAgent"}}},
		},
		guard.BeLookedAfter(),
	}
	if w.knownRepository() != nil {
		rights = append(rights, guard.Statement{
			Sid: "ReadWebsite", Effect: "Allow", Action: []string{"kms:Decrypt"}, Resource: []string{w.KeyArn(blueprints.CodeKey)},
			Condition: guard.Through("codecommit"),
		})
	}
	role := guard.ServiceRole(w.Stack, guard.Role{ID: "ServerRole", Service: "ec2"}, rights...)
	properties := role.Properties.(*iam.Role)
	properties.PermissionsBoundary = ptr(boundary.Ref())
	for _, n := range w.Neighbours("admin-access") {
		properties.ManagedPolicyArns = append(properties.ManagedPolicyArns, n.Import("SessionTargetPolicyArn"))
	}
	return w.Add("ServerProfile", &iam.InstanceProfile{Roles: []string{role.Ref()}})
}

func (w *server) repositoryArn() string { return blueprints.OwnArn("codecommit", w.repository) }
