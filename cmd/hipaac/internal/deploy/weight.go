package deploy

import (
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/plan"
	"github.com/hipaac/hipaac/compiler/change"
)

// slow is how long CloudFormation takes, about, to make or replace a resource of the types that take long. It decides only which of
// several stacks begins first, and is right if it is of the right order. From AWS's guides of the services, as of 2026-11.
var slow = map[string]time.Duration{
	"AWS::RDS::DBInstance": 10 * time.Minute, "AWS::RDS::DBCluster": 5 * time.Minute, "AWS::ElastiCache::ReplicationGroup": 10 * time.Minute,
	"AWS::OpenSearchService::Domain": 20 * time.Minute, "AWS::EKS::Cluster": 10 * time.Minute, "AWS::CloudFront::Distribution": 5 * time.Minute,
	"AWS::EC2::NatGateway": 2 * time.Minute, "AWS::EC2::TransitGateway": 3 * time.Minute, "AWS::EC2::VPCEndpoint": time.Minute,
	"AWS::ElasticLoadBalancingV2::LoadBalancer": 3 * time.Minute, "AWS::ECS::Service": 4 * time.Minute, "AWS::AutoScaling::AutoScalingGroup": 4 * time.Minute,
	"AWS::CertificateManager::Certificate": 5 * time.Minute, "AWS::EFS::MountTarget": 90 * time.Second, "AWS::Config::ConfigurationRecorder": time.Minute,
	"AWS::DirectoryService::MicrosoftAD": 30 * time.Minute,
}

// about is how long a step takes: its slowest resource, and a little for each of the others.
func about(s *plan.Step) time.Duration {
	if s.Same {
		return 0
	}
	longest := 10 * time.Second
	for _, r := range s.Report.Resources {
		if r.Verb == change.Added || r.Replacement != change.InPlace {
			longest = max(longest, slow[r.Type])
		}
	}
	return longest + time.Duration(len(s.Report.Resources))*time.Second
}
