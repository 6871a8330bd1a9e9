package controls

import (
	"slices"
	"strings"
)

// eligibleListDate is the date of AWS's list of HIPAA-eligible services that eligibleNamespaces restates. The list changes a few
// times a year: compare it with AWS's page "HIPAA Eligible Services Reference" before each release.
const eligibleListDate = "2026-05-22"

// eligibleNamespaces are the CloudFormation namespaces, without "AWS::", of the services on the list, matched by hand to the resource
// schemas of June 2026. Namespaces that the list does not name, even if they may be a feature of a listed service (S3Tables, Pipes,
// Scheduler), are left out until AWS names them, and so is Alexa, which needs an agreement of its own.
var eligibleNamespaces = strings.Fields("" +
	"ACMPCA APS ARCRegionSwitch ARCZonalShift AmazonMQ Amplify ApiGateway ApiGatewayV2 AppFlow AppMesh AppStream " +
	"AppSync Athena AuditManager AutoScaling B2BI Backup Batch Bedrock BedrockAgentCore Cassandra CertificateManager " +
	"Chime CleanRooms Cloud9 CloudFormation CloudFront CloudTrail CloudWatch CodeBuild CodeCommit CodeDeploy " +
	"CodePipeline Cognito Comprehend Config Connect ControlTower DMS DataBrew DataSync DataZone Detective DevOpsAgent " +
	"DevOpsGuru DirectConnect DirectoryService DocDB DocDBElastic DynamoDB EC2 ECR ECS EFS EKS EMR ElastiCache " +
	"ElasticBeanstalk ElasticLoadBalancing ElasticLoadBalancingV2 Elasticsearch EntityResolution Events FIS FMS FSx " +
	"Forecast GlobalAccelerator Glue Greengrass GreengrassV2 GuardDuty HealthImaging HealthLake Inspector InspectorV2 " +
	"IoT IoTEvents IoTSiteWise KMS Kendra Kinesis KinesisAnalytics KinesisAnalyticsV2 KinesisFirehose KinesisVideo " +
	"LakeFormation Lambda Lex Location Logs M2 MSK MWAA Macie MediaConnect MediaConvert MediaLive MemoryDB Neptune " +
	"NetworkFirewall NovaAct OSIS Omics OpenSearchServerless OpenSearchService OpsWorks Organizations PCS Personalize " +
	"Pinpoint QBusiness QLDB QuickSight RAM RDS Redshift RedshiftServerless Rekognition ResilienceHub " +
	"ResourceExplorer2 Route53 Route53RecoveryControl Route53RecoveryReadiness Route53Resolver S3 SES SMSVOICE SNS " +
	"SQS SSM SSMContacts SSMGuiConnect SSMIncidents SSMQuickSetup SSO SageMaker SecretsManager SecurityHub " +
	"ServiceCatalog ServiceDiscovery Shield StepFunctions Timestream Transfer VerifiedPermissions WAF WAFRegional " +
	"WAFv2 WorkSpaces WorkSpacesThinClient WorkSpacesWeb XRay")

// managementNamespaces are not on the list, and hold no PHI: identity, cost, grouping, scaling.
var managementNamespaces = strings.Fields("" +
	"AccessAnalyzer ApplicationAutoScaling ApplicationInsights AutoScalingPlans BCM BCMDataExports Budgets CDK CE CUR " +
	"DLM IAM IdentityStore ImageBuilder LicenseManager Notifications NotificationsContacts Rbin ResourceGroups " +
	"RolesAnywhere ServiceCatalogAppRegistry Signer")

// excludedTypes belong to listed services, but the list excludes what they make: Simple AD and voice messages.
var excludedTypes = []string{"AWS::DirectoryService::SimpleAD", "AWS::Pinpoint::VoiceChannel"}

// namespace is the service in a resource type, "S3" of "AWS::S3::Bucket", and the whole type where AWS did not make it.
func namespace(kind string) string {
	rest, ours := strings.CutPrefix(kind, "AWS::")
	service, _, _ := strings.Cut(rest, "::")
	if !ours {
		return kind
	}
	return service
}

// isEligible reports whether AWS's agreement covers PHI in resources of the type.
func isEligible(kind string) bool {
	_, listed := slices.BinarySearch(eligibleNamespaces, namespace(kind))
	return listed && !slices.Contains(excludedTypes, kind)
}

// holdsNothing reports whether the type manages other resources and holds no data of anybody. Custom resources and those of the
// Serverless macro are what they become, and that is judged.
func holdsNothing(kind string) bool {
	service := namespace(kind)
	return service == "CloudFormation" || service == "Serverless" || strings.HasPrefix(kind, "Custom::") ||
		slices.Contains(managementNamespaces, service)
}
