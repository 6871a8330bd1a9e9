package controls

import (
	"maps"
	"strings"
	"sync"
)

// tagProperty is the property that holds the tags of a resource type, or "" when the type takes none. Types that the list does not
// know are left alone: a control must not ask for what CloudFormation would refuse.
func tagProperty(kind string) string {
	return tagProperties()[kind]
}

// tagProperties is the whole table by resource type.
var tagProperties = sync.OnceValue(func() map[string]string {
	table := maps.Clone(oddTagProperty)
	for service, names := range taggable {
		for name := range strings.FieldsSeq(names) {
			table["AWS::"+service+"::"+name] = "Tags"
		}
	}
	return table
})

// oddTagProperty names the tag property where it is not "Tags".
var oddTagProperty = map[string]string{
	"AWS::Backup::BackupPlan":                               "BackupPlanTags",
	"AWS::Backup::BackupVault":                              "BackupVaultTags",
	"AWS::Backup::Framework":                                "FrameworkTags",
	"AWS::Backup::LogicallyAirGappedBackupVault":            "BackupVaultTags",
	"AWS::Backup::ReportPlan":                               "ReportPlanTags",
	"AWS::Backup::TieringConfiguration":                     "TieringConfigurationTags",
	"AWS::Budgets::BudgetsAction":                           "ResourceTags",
	"AWS::Cognito::IdentityPool":                            "IdentityPoolTags",
	"AWS::Cognito::UserPool":                                "UserPoolTags",
	"AWS::Cognito::UserPoolRegionalConfigurationAttachment": "UserPoolTags",
	"AWS::Cognito::UserPoolReplica":                         "UserPoolTagsAtCreate",
	"AWS::EFS::AccessPoint":                                 "AccessPointTags",
	"AWS::EFS::FileSystem":                                  "FileSystemTags",
	"AWS::Route53::HealthCheck":                             "HealthCheckTags",
	"AWS::Route53::HostedZone":                              "HostedZoneTags",
}

// taggable lists the resource types with a property Tags, by service, from CloudFormation's resource schemas of June 2026.
var taggable = map[string]string{
	"AccessAnalyzer":     "Analyzer",
	"ApiGateway":         "ApiKey ClientCertificate DomainName DomainNameAccessAssociation DomainNameV2 RestApi Stage UsagePlan VpcLink",
	"ApiGatewayV2":       "Api DomainName Stage VpcLink",
	"AutoScaling":        "AutoScalingGroup",
	"Backup":             "LegalHold RestoreTestingPlan",
	"CertificateManager": "AcmeDomainValidation AcmeEndpoint AcmeExternalAccountBinding Certificate",
	"CloudFormation":     "Stack StackSet",
	"CloudFront": "AnycastIpList ConnectionFunction ConnectionGroup Distribution DistributionTenant Function KeyValueStore " +
		"TrustStore VpcOrigin",
	"CloudTrail":          "Channel Dashboard EventDataStore Trail",
	"CloudWatch":          "Alarm AlarmMuteRule CompositeAlarm InsightRule LogAlarm MetricStream",
	"CodeBuild":           "Fleet",
	"CodeConnections":     "Connection",
	"CodePipeline":        "CustomActionType Pipeline Webhook",
	"CodeStarConnections": "Connection RepositoryLink",
	"Config": "AggregationAuthorization ConfigurationAggregator Connector OrganizationConformancePack " +
		"StoredQuery",
	"DynamoDB": "Table",
	"EC2": "CapacityManagerDataExport CarrierGateway CustomerGateway DHCPOptions EIP EgressOnlyInternetGateway FlowLog " +
		"Host IPAM IPAMPool IPAMPrefixListResolver IPAMPrefixListResolverTarget IPAMResourceDiscovery " +
		"IPAMResourceDiscoveryAssociation IPAMScope Instance InstanceConnectEndpoint InternetGateway KeyPair " +
		"LocalGatewayRouteTable LocalGatewayRouteTableVPCAssociation " +
		"LocalGatewayRouteTableVirtualInterfaceGroupAssociation LocalGatewayVirtualInterface " +
		"LocalGatewayVirtualInterfaceGroup NatGateway NetworkAcl NetworkInsightsAccessScope " +
		"NetworkInsightsAccessScopeAnalysis NetworkInsightsAnalysis NetworkInsightsPath NetworkInterface PlacementGroup " +
		"PrefixList RouteServer RouteServerEndpoint RouteServerPeer RouteTable SecurityGroup Subnet TrafficMirrorFilter " +
		"TrafficMirrorFilterRule TrafficMirrorSession TrafficMirrorTarget TransitGateway TransitGatewayAttachment " +
		"TransitGatewayConnect TransitGatewayConnectPeer TransitGatewayMeteringPolicy TransitGatewayMulticastDomain " +
		"TransitGatewayPeeringAttachment TransitGatewayPolicyTable TransitGatewayRouteTable TransitGatewayVpcAttachment " +
		"VPC VPCBlockPublicAccessExclusion VPCEncryptionControl VPCEndpoint VPCEndpointService VPCPeeringConnection " +
		"VPNConcentrator VPNConnection VPNGateway VerifiedAccessEndpoint VerifiedAccessGroup VerifiedAccessInstance " +
		"VerifiedAccessTrustProvider Volume",
	"ECR":                    "PublicRepository Repository",
	"ECS":                    "CapacityProvider Cluster Daemon DaemonTaskDefinition ExpressGatewayService Service TaskDefinition TaskSet",
	"ElastiCache":            "CacheCluster ParameterGroup ReplicationGroup ServerlessCache SubnetGroup User UserGroup",
	"ElasticBeanstalk":       "Environment",
	"ElasticLoadBalancingV2": "LoadBalancer TargetGroup TrustStore",
	"Events":                 "EventBus Rule",
	"GuardDuty": "Detector Filter IPSet MalwareProtectionPlan PublishingDestination ThreatEntitySet ThreatIntelSet " +
		"TrustedEntitySet",
	"HealthLake":      "DataTransformationProfile FHIRDatastore",
	"IAM":             "OIDCProvider Role SAMLProvider ServerCertificate User",
	"InspectorV2":     "CisScanConfiguration CodeSecurityIntegration CodeSecurityScanConfiguration Filter",
	"KMS":             "Key ReplicaKey",
	"KinesisFirehose": "DeliveryStream",
	"Lambda":          "CapacityProvider CodeSigningConfig EventSourceMapping Function MicrovmImage NetworkConnector",
	"Logs":            "Delivery DeliveryDestination DeliverySource Destination LogGroup ScheduledQuery",
	"Macie":           "AllowList CustomDataIdentifier FindingsFilter",
	"NetworkFirewall": "Firewall FirewallPolicy RuleGroup TLSInspectionConfiguration VpcEndpointAssociation",
	"RDS": "CustomDBEngineVersion DBCluster DBClusterParameterGroup DBInstance DBParameterGroup DBProxy DBProxyEndpoint " +
		"DBShardGroup DBSubnetGroup EventSubscription GlobalCluster Integration OptionGroup",
	"Route53Resolver": "FirewallDomainList FirewallRuleGroup FirewallRuleGroupAssociation OutpostResolver ResolverEndpoint " +
		"ResolverQueryLoggingConfig ResolverRule",
	"S3":                        "AccessGrant AccessGrantsInstance AccessGrantsLocation AccessPoint Bucket StorageLens StorageLensGroup",
	"SNS":                       "Topic",
	"SQS":                       "Queue",
	"SSM":                       "Document MaintenanceWindow OpsItem Parameter PatchBaseline",
	"Scheduler":                 "ScheduleGroup",
	"SecretsManager":            "Secret",
	"SecurityHub":               "AggregatorV2 AutomationRule AutomationRuleV2 ConfigurationPolicy Connector ConnectorV2 Hub HubV2",
	"ServiceCatalog":            "CloudFormationProduct Portfolio",
	"ServiceCatalogAppRegistry": "Application AttributeGroup",
	"StepFunctions":             "Activity StateMachine",
	"WAFv2":                     "IPSet RegexPatternSet RuleGroup WebACL",
	"XRay":                      "Group SamplingRule",
}
