package cost

// byUse are resource types that cost by what they hold or carry, with what is counted. An idle month has next to none of it, but for
// Container Insights, which measures idle tasks as well: by how many metrics, AWS does not say.
var byUse = map[string]string{
	"AWS::AccessAnalyzer::Analyzer":                    "roles and users that are looked at for unused access",
	"AWS::Backup::BackupVault":                         "gigabytes kept, gigabytes copied",
	"AWS::Backup::RestoreTestingPlan":                  "restores, and what they make until it is deleted",
	"AWS::CloudTrail::Trail":                           "data events, insights; the first trail of management events is free",
	"AWS::CodeBuild::Project":                          "minutes of builds",
	"AWS::CodeCommit::Repository":                      "people who use it, beyond five in an account",
	"AWS::CodePipeline::Pipeline":                      "minutes of steps, beyond a hundred a month",
	"AWS::Cognito::IdentityPool":                       "nothing but what its people use",
	"AWS::Cognito::UserPool":                           "users who sign in",
	"AWS::Config::ConfigurationRecorder":               "changes of resources",
	"AWS::Config::ConformancePack":                     "evaluations of its rules",
	"AWS::EC2::FlowLog":                                "gigabytes",
	"AWS::ECR::Repository":                             "gigabytes kept",
	"AWS::ECS::Cluster":                                "metrics of Container Insights, of idle tasks too",
	"AWS::Events::Rule":                                "events of one's own",
	"AWS::GuardDuty::Detector":                         "events, gigabytes, and the vCPUs that its agent watches",
	"AWS::Lambda::Function":                            "invocations",
	"AWS::Logs::LogGroup":                              "gigabytes taken in, kept and scanned for identifiers",
	"AWS::Logs::MetricFilter":                          "a metric for each hour in which it counts something",
	"AWS::Macie::Session":                              "buckets, objects and gigabytes that it looks at",
	"AWS::Route53Resolver::ResolverQueryLoggingConfig": "gigabytes",
	"AWS::S3::Bucket":                                  "gigabytes, requests",
	"AWS::SNS::Topic":                                  "messages",
	"AWS::SQS::Queue":                                  "messages",
	"AWS::SecurityHub::Hub":                            "checks, and findings that others hand in",
}

// ByUse says by what a type of resource costs while it is there, such as "gigabytes, requests", or "" where it costs nothing or by its
// mere existence.
func ByUse(kind string) string { return byUse[kind] }

// free are resource types that cost nothing by themselves: names, rules, rights, and what is paid with the resource that it belongs
// to.
var free = []string{
	"AWS::ApplicationAutoScaling::ScalableTarget", "AWS::ApplicationAutoScaling::ScalingPolicy",
	"AWS::Backup::BackupPlan", "AWS::Backup::BackupSelection", "AWS::Backup::RestoreTestingSelection",
	"AWS::CertificateManager::Certificate", "AWS::CloudFormation::StackSet", "AWS::CodeConnections::Connection",
	"AWS::Cognito::IdentityPoolRoleAttachment", "AWS::Cognito::ManagedLoginBranding", "AWS::Cognito::UserPoolClient",
	"AWS::Cognito::UserPoolDomain", "AWS::Cognito::UserPoolGroup", "AWS::Cognito::UserPoolResourceServer",
	"AWS::Cognito::UserPoolRiskConfigurationAttachment", "AWS::Config::DeliveryChannel",
	"AWS::EC2::InstanceConnectEndpoint", "AWS::EC2::InternetGateway", "AWS::EC2::LaunchTemplate",
	"AWS::EC2::NetworkAcl", "AWS::EC2::NetworkAclEntry", "AWS::EC2::Route", "AWS::EC2::RouteTable",
	"AWS::EC2::SecurityGroup", "AWS::EC2::SecurityGroupEgress", "AWS::EC2::SecurityGroupIngress",
	"AWS::EC2::SnapshotBlockPublicAccess", "AWS::EC2::Subnet", "AWS::EC2::SubnetNetworkAclAssociation",
	"AWS::EC2::SubnetRouteTableAssociation", "AWS::EC2::TransitGateway", "AWS::EC2::TransitGatewayRoute",
	"AWS::EC2::TransitGatewayRouteTable", "AWS::EC2::TransitGatewayRouteTableAssociation",
	"AWS::EC2::TransitGatewayRouteTablePropagation", "AWS::EC2::VPC", "AWS::EC2::VPCGatewayAttachment",
	"AWS::ECS::TaskDefinition", "AWS::ElasticBeanstalk::Application", "AWS::ElasticBeanstalk::ApplicationVersion",
	"AWS::ElasticLoadBalancingV2::Listener", "AWS::ElasticLoadBalancingV2::ListenerRule",
	"AWS::ElasticLoadBalancingV2::TargetGroup", "AWS::IAM::AccessKey", "AWS::IAM::Group", "AWS::IAM::InstanceProfile",
	"AWS::IAM::ManagedPolicy", "AWS::IAM::OIDCProvider", "AWS::IAM::Role", "AWS::IAM::User",
	"AWS::IAM::UserToGroupAddition", "AWS::KMS::Alias", "AWS::Lambda::Permission", "AWS::Logs::ResourcePolicy",
	"AWS::Macie::AllowList", "AWS::Organizations::Policy", "AWS::RAM::ResourceShare", "AWS::RDS::DBClusterParameterGroup",
	"AWS::RDS::DBParameterGroup", "AWS::RDS::DBSubnetGroup", "AWS::RDS::EventSubscription", "AWS::RDS::OptionGroup",
	"AWS::RolesAnywhere::Profile", "AWS::RolesAnywhere::TrustAnchor", "AWS::Route53::RecordSet",
	"AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation", "AWS::S3::BucketPolicy", "AWS::SNS::Subscription",
	"AWS::SNS::TopicPolicy", "AWS::SQS::QueuePolicy", "AWS::SSM::Association", "AWS::SSM::Document",
	"AWS::SSO::Assignment", "AWS::SSO::PermissionSet", "AWS::SecurityHub::AutomationRule", "AWS::SecurityHub::Standard",
	"AWS::ServiceCatalog::CloudFormationProduct", "AWS::ServiceCatalog::LaunchNotificationConstraint",
	"AWS::ServiceCatalog::LaunchRoleConstraint", "AWS::ServiceCatalog::LaunchTemplateConstraint",
	"AWS::ServiceCatalog::Portfolio", "AWS::ServiceCatalog::PortfolioPrincipalAssociation",
	"AWS::ServiceCatalog::PortfolioProductAssociation", "AWS::ServiceCatalog::TagOption",
	"AWS::ServiceCatalog::TagOptionAssociation", "AWS::WAFv2::LoggingConfiguration", "AWS::WAFv2::WebACLAssociation",
	"Custom::ApprovalRule", "Custom::EmptyDefaultSecurityGroup", "Custom::EncryptedVolumes",
}
