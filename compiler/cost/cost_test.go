package cost

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/compiler/template"
)

// TestIdle: what each kind of resource costs, with the reason for the count.
func TestIdle(t *testing.T) {
	for name, c := range map[string]struct {
		resources string
		want      string // item × count = dollars, one a line
		reason    string
	}{
		"network": {`
  Nat: {Type: AWS::EC2::NatGateway}
  Address: {Type: AWS::EC2::EIP}
  Kms: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcEndpointType: Interface, SubnetIds: [a, b, c]}}
  S3: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcEndpointType: Gateway}}
`, "interface endpoint × 3 = 21.90; nat gateway × 1 = 32.85; public IPv4 address × 1 = 3.65", "gateway endpoints are free, interface endpoints cost in every zone"},
		"front": {`
  Front: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Scheme: internet-facing, Subnets: [a, b]}}
  Inner: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Scheme: internal, Subnets: [a, b]}}
  Wall: {Type: AWS::WAFv2::WebACL, Properties: {Rules: [{Name: a}, {Name: b}]}}
`, "application load balancer × 2 = 32.85; public IPv4 address × 2 = 7.30; web ACL × 1 = 5.00; web ACL rule × 2 = 2.00", "only what faces the internet rents addresses"},
		"alarms": {`
  Plain: {Type: AWS::CloudWatch::Alarm, Properties: {Period: 300}}
  Fast: {Type: AWS::CloudWatch::Alarm, Properties: {Period: 10}}
  Ratio: {Type: AWS::CloudWatch::Alarm, Properties: {Metrics: [{MetricStat: {}}, {MetricStat: {}}, {Expression: a/b}]}}
  Both: {Type: AWS::CloudWatch::CompositeAlarm}
`, "alarm × 3 = 0.30; composite alarm × 1 = 0.50; high-resolution alarm × 1 = 0.30", "an alarm over two metrics counts twice, one over alarms five times"},
		"fargate": {`
  Task: {Type: AWS::ECS::TaskDefinition, Properties: {Cpu: '512', Memory: '1024', RuntimePlatform: {CpuArchitecture: ARM64}}}
  Service: {Type: AWS::ECS::Service, Properties: {DesiredCount: 5, TaskDefinition: !Ref Task}}
  Target: {Type: AWS::ApplicationAutoScaling::ScalableTarget, Properties: {ServiceNamespace: ecs, MinCapacity: 2}}
`, "fargate GB arm64 × 2 = 5.20; fargate vCPU arm64 × 1 = 23.64", "what always runs is the least that scaling goes down to"},
		"beanstalk": {`
  Environment:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      OptionSettings:
        - {Namespace: aws:autoscaling:asg, OptionName: MinSize, Value: '2'}
        - {Namespace: aws:ec2:instances, OptionName: InstanceTypes, Value: 't4g.small,t4g.medium'}
        - {Namespace: aws:autoscaling:launchconfiguration, OptionName: RootVolumeSize, Value: '20'}
`, "ec2 t4g × 0.5 = 24.53; gp3 volume GB × 40 = 3.20", "two instances of a quarter of a large one, each with its volume"},
		"measured": {`
  Host: {Type: AWS::EC2::Instance, Properties: {InstanceType: t4g.large, Monitoring: true}}
  Environment:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      OptionSettings:
        - {Namespace: aws:autoscaling:asg, OptionName: MinSize, Value: '2'}
        - {Namespace: aws:ec2:instances, OptionName: InstanceTypes, Value: t4g.large}
        - {Namespace: aws:autoscaling:launchconfiguration, OptionName: MonitoringInterval, Value: 1 minute}
        - Namespace: aws:elasticbeanstalk:healthreporting:system
          OptionName: ConfigDocument
          Value: '{"CloudWatchMetrics":{"Environment":{"InstancesSevere":60,"ApplicationRequestsTotal":60},"Instance":{"CPUUser":60}},"Version":1}'
`, "custom metric × 4 = 1.20; detailed monitoring of an instance × 3 = 6.30; ec2 t4g × 3 = 147.17; gp3 volume GB × 20 = 1.60",
			"what is measured of idle instances is paid for as well: that of an instance for each, that of the environment once"},
		"standby": {`
  Database: {Type: AWS::RDS::DBInstance, Properties: {Engine: postgres, DBInstanceClass: db.t4g.medium, MultiAZ: true, AllocatedStorage: '20', ManageMasterUserPassword: true}}
`, "database gp3 GB × 40 = 4.60; database t4g × 1 = 94.17; secret × 1 = 0.40", "a standby costs as much as what it stands by for"},
		"aurora": {`
  Cluster: {Type: AWS::RDS::DBCluster, Properties: {Engine: aurora-postgresql, DatabaseInsightsMode: advanced, ManageMasterUserPassword: true}}
  Writer: {Type: AWS::RDS::DBInstance, Properties: {Engine: aurora-postgresql, DBClusterIdentifier: !Ref Cluster, DBInstanceClass: db.r7g.xlarge}}
`, "aurora r7g × 2 = 402.96; database insights vCPU × 4 = 36.50; secret × 1 = 0.40", "an xlarge is two large ones and has four cores"},
		"serverless": {`
  Cluster: {Type: AWS::RDS::DBCluster, Properties: {Engine: aurora-postgresql, ServerlessV2ScalingConfiguration: {MinCapacity: 0.5}}}
  Writer: {Type: AWS::RDS::DBInstance, Properties: {DBClusterIdentifier: !Ref Cluster, DBInstanceClass: db.serverless}}
  Reader: {Type: AWS::RDS::DBInstance, Properties: {DBClusterIdentifier: !Ref Cluster, DBInstanceClass: db.serverless}}
`, "aurora capacity unit × 1 = 87.60", "each instance holds the least capacity"},
		"paused": {`
  Cluster: {Type: AWS::RDS::DBCluster, Properties: {Engine: aurora-postgresql, ServerlessV2ScalingConfiguration: {MinCapacity: 0}}}
  Writer: {Type: AWS::RDS::DBInstance, Properties: {DBClusterIdentifier: !Ref Cluster, DBInstanceClass: db.serverless}}
`, "", "what pauses costs nothing while nobody asks"},
		"bastion": {`
  Launch: {Type: AWS::EC2::LaunchTemplate, Properties: {LaunchTemplateData: {InstanceType: t4g.nano}}}
  Host: {Type: AWS::EC2::Instance, Properties: {LaunchTemplate: {LaunchTemplateId: !Ref Launch}}}
`, "ec2 t4g × 0.0625 = 3.07", "the type may stand in the launch template"},
		"launched": {`
  Launch:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData: {InstanceType: !Ref Size, Monitoring: {Enabled: true}, BlockDeviceMappings: [{Ebs: {VolumeSize: 20}}]}
  Host: {Type: AWS::EC2::Instance, Properties: {LaunchTemplate: {LaunchTemplateId: !Ref Launch}}}
Parameters:
  Size: {Type: String, Default: t4g.large}
`, "detailed monitoring of an instance × 1 = 2.10; ec2 t4g × 1 = 49.06; gp3 volume GB × 20 = 1.60", "what is launched costs what its form offers first"},
	} {
		t.Run(name, func(t *testing.T) {
			e := idle(t, c.resources)
			var lines []string
			for _, l := range e.Lines {
				lines = append(lines, l.What+" × "+l.Count.String()+" = "+l.Month.String())
			}
			if d := cmp.Diff(c.want, strings.Join(lines, "; ")); d != "" || len(e.Unpriced) > 0 {
				t.Errorf("%s (-want +got):\n%s%v", c.reason, d, e.Unpriced)
			}
		})
	}
}

// TestUnpriced: what has no price is named, never counted as free.
func TestUnpriced(t *testing.T) {
	e := idle(t, "  Host: {Type: AWS::EC2::Instance, Properties: {InstanceType: z9x.large}}\n")
	if d := cmp.Diff([]string{"ec2 z9x"}, e.Unpriced); d != "" {
		t.Error(d)
	}
}

// TestMoney: sums are exact, and people see whole dollars that are never too few.
func TestMoney(t *testing.T) {
	for text, want := range map[string][2]string{"0.0042": {"0.00", "1"}, "32.85": {"32.85", "33"}, "0": {"0.00", "0"}, "7.000001": {"7.00", "8"}, "0.005": {"0.01", "1"}} {
		if m := parse(text); m.String() != want[0] || m.Dollars() != want[1] {
			t.Errorf("%s is %s and %s, want %v", text, m, m.Dollars(), want)
		}
	}
}

// TestManifestsAreReadBack: deployment works from the manifest.
func TestManifestsAreReadBack(t *testing.T) {
	want := Line{What: "nat gateway", Count: 2_500, Month: 98_550_000}
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got Line
	if err := json.Unmarshal(text, &got); err != nil || got != want {
		t.Errorf("%s reads back as %+v (%v)", text, got, err)
	}
	for _, bad := range []string{`"1.234"`, `"x"`, `""`} {
		var m Money
		if json.Unmarshal([]byte(bad), &m) == nil {
			t.Errorf("%s counts as %s dollars", bad, m)
		}
	}
}

func idle(t *testing.T, resources string) Estimate {
	t.Helper()
	doc, problems := template.Parse("template.yaml", []byte("Resources:\n"+strings.TrimPrefix(resources, "\n")))
	if problems.Failed() {
		t.Fatal(problems)
	}
	return Idle(doc)
}
