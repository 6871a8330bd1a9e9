package change

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

// direction says which way of a property is the safer one.
type direction struct {
	kinds string // types, separated by spaces, without "AWS::"
	path  string // below Properties
	class Class
	// safer are the values from the least to the most safe; or "more" or "less" for a number, "there" for a property that should be
	// there, "all" for a list of what should be in it, "many" for one that should not be shorter, "few" for one that grants.
	safer string
	// absent is what a missing property means: a value, or "forever".
	absent string
	// what names the property in a sentence.
	what string
}

const bools, falseIsSafer = "false true", "true false"

// directions are properties that protect. As of 2026-11, from the resource reference.
var directions = []direction{
	{"RDS::DBInstance RDS::DBCluster DocDB::DBCluster Neptune::DBCluster", "BackupRetentionPeriod", DataLoss, "more", "1", "days of automated backups"},
	{"RDS::DBInstance RDS::DBCluster RDS::GlobalCluster DocDB::DBCluster Neptune::DBCluster", "DeletionProtection", DataLoss, bools, "false", "protection from deletion"},
	{"RDS::DBInstance", "DeleteAutomatedBackups", DataLoss, falseIsSafer, "true", "deleting backups with the database"},
	{"DynamoDB::Table DSQL::Cluster", "DeletionProtectionEnabled", DataLoss, bools, "false", "protection from deletion"},
	{"DynamoDB::Table", "PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled", DataLoss, bools, "false", "continuous backups"},
	{"DynamoDB::Table", "PointInTimeRecoverySpecification.RecoveryPeriodInDays", DataLoss, "more", "35", "days of continuous backups"},
	{"DynamoDB::Table", "TimeToLiveSpecification.Enabled", DataLoss, falseIsSafer, "false", "deleting items by their age"},
	{"Cognito::UserPool", "DeletionProtection", DataLoss, "INACTIVE ACTIVE", "INACTIVE", "protection from deletion"},
	{"S3::Bucket", "VersioningConfiguration.Status", DataLoss, "Suspended Enabled", "Suspended", "versioning"},
	{"S3::Bucket", "ObjectLockEnabled", DataLoss, bools, "false", "object lock"},
	{"S3::Bucket", "ObjectLockConfiguration.Rule.DefaultRetention.Mode", DataLoss, "none GOVERNANCE COMPLIANCE", "none", "the mode of object lock"},
	{"S3::Bucket", "ObjectLockConfiguration.Rule.DefaultRetention.Days", DataLoss, "more", "", "days of object lock"},
	{"S3::Bucket", "ObjectLockConfiguration.Rule.DefaultRetention.Years", DataLoss, "more", "", "years of object lock"},
	{"Logs::LogGroup", "RetentionInDays", DataLoss, "more", forever, "days of retention"},
	{"Logs::LogGroup", "DeletionProtectionEnabled", DataLoss, bools, "false", "protection from deletion"},
	{"KMS::Key KMS::ReplicaKey", "PendingWindowInDays", DataLoss, "more", "30", "days before a deleted key is gone"},
	{"KMS::Key", "Enabled", DataLoss, bools, "true", "use of the key"},
	{"Backup::BackupVault", "LockConfiguration.MinRetentionDays", DataLoss, "more", "0", "days for which the vault keeps recovery points"},
	{"Backup::BackupVault", "LockConfiguration", DataLoss, "there", "", "the vault lock"},
	{"EFS::FileSystem", "BackupPolicy.Status", DataLoss, "DISABLED ENABLED", "DISABLED", "automatic backups"},
	{"SQS::Queue", "MessageRetentionPeriod", DataLoss, "more", "345600", "seconds for which messages wait"},
	{"SQS::Queue", "RedrivePolicy", DataLoss, "there", "", "the queue for what cannot be delivered"},
	{"Kinesis::Stream", "RetentionPeriodHours", DataLoss, "more", "24", "hours of retention"},
	{"ElastiCache::ReplicationGroup ElastiCache::CacheCluster", "SnapshotRetentionLimit", DataLoss, "more", "0", "days of snapshots"},
	{"Redshift::Cluster", "AutomatedSnapshotRetentionPeriod", DataLoss, "more", "1", "days of snapshots"},
	{"CloudTrail::EventDataStore", "RetentionPeriod", DataLoss, "more", "366", "days of retention"},
	{"CloudTrail::EventDataStore", "TerminationProtectionEnabled", DataLoss, bools, "true", "protection from deletion"},
	{"EC2::Instance", "DisableApiTermination", DataLoss, bools, "false", "protection from termination"},
	{"ECR::Repository", "EmptyOnDelete", DataLoss, falseIsSafer, "false", "deleting images with the repository"},

	{"RDS::DBInstance RDS::DBCluster Redshift::Cluster DMS::ReplicationInstance AmazonMQ::Broker", "PubliclyAccessible", Access, falseIsSafer, "false", "a public address"},
	{"S3::Bucket S3::AccessPoint", "PublicAccessBlockConfiguration.BlockPublicAcls", Access, bools, "false", "the block of public access lists"},
	{"S3::Bucket S3::AccessPoint", "PublicAccessBlockConfiguration.BlockPublicPolicy", Access, bools, "false", "the block of public policies"},
	{"S3::Bucket S3::AccessPoint", "PublicAccessBlockConfiguration.IgnorePublicAcls", Access, bools, "false", "ignoring public access lists"},
	{"S3::Bucket S3::AccessPoint", "PublicAccessBlockConfiguration.RestrictPublicBuckets", Access, bools, "false", "restricting public buckets"},
	{"S3::Bucket", "AccessControl", Access, "PublicReadWrite PublicRead AuthenticatedRead AwsExecRead LogDeliveryWrite BucketOwnerFullControl BucketOwnerRead Private", "Private", "the canned access list"},
	{"EC2::Subnet", "MapPublicIpOnLaunch", Access, falseIsSafer, "false", "public addresses for whatever starts there"},
	{"ElasticLoadBalancingV2::LoadBalancer", "Scheme", Access, "internet-facing internal", "internet-facing", "the scheme"},
	{"ElasticLoadBalancing::LoadBalancer", "Scheme", Access, "internet-facing internal", "internet-facing", "the scheme"},
	{"EKS::Cluster", "ResourcesVpcConfig.EndpointPublicAccess", Access, falseIsSafer, "true", "a public endpoint"},
	{"Lambda::Url", "AuthType", Access, "NONE AWS_IAM", "NONE", "the authorization"},
	{"ApiGateway::Method", "AuthorizationType", Access, "NONE CUSTOM COGNITO_USER_POOLS AWS_IAM", "NONE", "the authorization"},
	{"ApiGatewayV2::Route", "AuthorizationType", Access, "NONE CUSTOM JWT AWS_IAM", "NONE", "the authorization"},
	{"Cognito::IdentityPool", "AllowUnauthenticatedIdentities", Access, falseIsSafer, "false", "guests"},
	{"Cognito::UserPool", "AdminCreateUserConfig.AllowAdminCreateUserOnly", Access, bools, "false", "that only administrators create users"},
	{"SageMaker::NotebookInstance", "DirectInternetAccess", Access, "Enabled Disabled", "Enabled", "direct access to the internet"},
	{"EC2::TransitGateway", "AutoAcceptSharedAttachments", Access, "enable disable", "disable", "accepting attachments of others"},
	{"EC2::VPCEndpointService", "AcceptanceRequired", Access, bools, "true", "accepting connections by hand"},
	{"IAM::Role IAM::User", "PermissionsBoundary", Access, "there", "", "the permissions boundary"},
	{"SSO::PermissionSet", "PermissionsBoundary", Access, "there", "", "the permissions boundary"},
	{"IAM::Role", "MaxSessionDuration", Access, "less", "3600", "seconds of a session"},
	{"IAM::Role IAM::User IAM::Group", "ManagedPolicyArns", Access, "few", "", "managed policy"},
	{"SSO::PermissionSet", "ManagedPolicies", Access, "few", "", "managed policy"},
	{"SSO::PermissionSet", "CustomerManagedPolicyReferences", Access, "few", "", "managed policy"},
	{"IAM::Policy IAM::ManagedPolicy", "Roles", Access, "few", "", "role that has the policy"},
	{"IAM::Policy IAM::ManagedPolicy", "Groups", Access, "few", "", "group that has the policy"},
	{"IAM::Policy IAM::ManagedPolicy IAM::UserToGroupAddition", "Users", Access, "few", "", "user"},
	{"IAM::User", "Groups", Access, "few", "", "group"},
	{"IAM::OIDCProvider", "ClientIdList", Access, "few", "", "audience"},
	{"IAM::InstanceProfile", "Roles", Access, "few", "", "role"},
	{"RolesAnywhere::Profile", "RoleArns", Access, "few", "", "role"},
	{"RAM::ResourceShare", "Principals", Access, "few", "", "principal that it is shared with"},
	{"RAM::ResourceShare", "ResourceArns", Access, "few", "", "resource that is shared"},
	{"EC2::VPCEndpointServicePermissions", "AllowedPrincipals", Access, "few", "", "principal"},

	{"KMS::Key", "EnableKeyRotation", Weakened, bools, "false", "rotation of the key"},
	{"RDS::DBInstance", "MultiAZ", Weakened, bools, "false", "a standby in another zone"},
	{"RDS::DBInstance RDS::DBCluster", "EnableIAMDatabaseAuthentication", Weakened, bools, "false", "sign-in with IAM"},
	{"RDS::DBInstance RDS::DBCluster", "EnableCloudwatchLogsExports", Weakened, "all", "", "exported log"},
	{"RDS::DBInstance RDS::DBCluster DocDB::DBCluster Neptune::DBCluster Redshift::Cluster EFS::FileSystem EC2::Volume Logs::LogGroup SecretsManager::Secret", "KmsKeyId", Weakened, "there", "", "the customer key"},
	{"CloudTrail::Trail", "IsLogging", Weakened, bools, "true", "recording"},
	{"CloudTrail::Trail", "EnableLogFileValidation", Weakened, bools, "false", "proof that log files are untouched"},
	{"CloudTrail::Trail", "IsMultiRegionTrail", Weakened, bools, "false", "recording of all regions"},
	{"CloudTrail::Trail", "IncludeGlobalServiceEvents", Weakened, bools, "true", "recording of global services"},
	{"CloudTrail::Trail", "KMSKeyId", Weakened, "there", "", "the customer key"},
	{"S3::Bucket", "BucketEncryption", Weakened, "there", "", "encryption"},
	{"S3::Bucket", "LoggingConfiguration", Weakened, "there", "", "the access log"},
	{"S3::Bucket", "ReplicationConfiguration", Weakened, "there", "", "replication"},
	{"Logs::LogGroup", "DataProtectionPolicy", Weakened, "there", "", "masking of identifiers"},
	{"SNS::Topic SQS::Queue", "KmsMasterKeyId", Weakened, "there", "", "the customer key"},
	{"Cognito::UserPool", "MfaConfiguration", Weakened, "OFF OPTIONAL ON", "OFF", "the second factor"},
	{"Cognito::UserPool", "UserPoolAddOns.AdvancedSecurityMode", Weakened, "OFF AUDIT ENFORCED", "OFF", "threat protection"},
	{"Cognito::UserPool", "Policies.PasswordPolicy.MinimumLength", Weakened, "more", "8", "letters of a password"},
	{"Cognito::UserPoolClient", "EnableTokenRevocation", Weakened, bools, "true", "revocation of tokens"},
	{"EC2::LaunchTemplate", "LaunchTemplateData.MetadataOptions.HttpTokens", Weakened, "optional required", "optional", "session tokens for instance metadata"},
	{"EC2::Instance", "MetadataOptions.HttpTokens", Weakened, "optional required", "optional", "session tokens for instance metadata"},
	{"ElastiCache::ReplicationGroup", "TransitEncryptionEnabled", Weakened, bools, "false", "encryption in transit"},
	{"OpenSearchService::Domain", "NodeToNodeEncryptionOptions.Enabled", Weakened, bools, "false", "encryption between nodes"},
	{"OpenSearchService::Domain", "DomainEndpointOptions.EnforceHTTPS", Weakened, bools, "false", "TLS"},
	{"GuardDuty::Detector", "Enable", Weakened, bools, "false", "detection"},
	{"Macie::Session", "Status", Weakened, "PAUSED ENABLED", "ENABLED", "detection"},
	{"Config::ConfigurationRecorder", "RecordingGroup.AllSupported", Weakened, bools, "true", "recording of all types"},
	{"CloudWatch::Alarm", "ActionsEnabled", Weakened, bools, "true", "telling anybody"},
	{"CloudWatch::Alarm", "AlarmActions", Weakened, "many", "", "receivers"},
	{"Events::Rule", "State", Weakened, "DISABLED ENABLED", "ENABLED", "the rule"},
	{"EC2::FlowLog", "TrafficType", Weakened, "ACCEPT REJECT ALL", "ALL", "the traffic that is recorded"},
	{"WAFv2::WebACL", "Rules", Weakened, "all", "", "rule"},
	{"ECR::Repository", "ImageTagMutability", Weakened, "MUTABLE IMMUTABLE", "MUTABLE", "fixed tags"},
	{"ECS::Service", "EnableExecuteCommand", Weakened, falseIsSafer, "false", "commands inside of containers"},
	{"ElasticLoadBalancingV2::Listener", "Protocol", Weakened, "HTTP HTTPS", "", "TLS"},
}

// forever is what a missing retention means.
const forever = "forever"

// directions compares the properties of a resource that protect.
func (u *update) directions(p *pair) []Finding {
	var out []Finding
	kind := strings.TrimPrefix(p.kind, "AWS::")
	for _, d := range directions {
		if !slices.Contains(strings.Fields(d.kinds), kind) {
			continue
		}
		path := strings.Split(d.path, ".")
		was, is := p.was.Get("Properties").Get(path...), p.is.Get("Properties").Get(path...)
		if same(was, is) {
			continue
		}
		if text := d.worse(was, is); text != "" {
			out = append(out, u.finding(d.class, p, "Properties."+d.path, text))
		}
	}
	return out
}

// exposures says which properties of a new resource let more through than they could.
func (u *update) exposures(p *pair) []Finding {
	var out []Finding
	for _, d := range directions {
		if d.class != Access || !slices.Contains(strings.Fields(d.kinds), strings.TrimPrefix(p.kind, "AWS::")) {
			continue
		}
		is, text := p.is.Get("Properties").Get(strings.Split(d.path, ".")...), ""
		switch order := strings.Fields(d.safer); {
		case d.safer == "few":
			text = d.worse(nil, is)
		case len(order) > 1:
			text = d.worse(template.Text(order[len(order)-1]), is)
		}
		if text != "" {
			out = append(out, u.finding(Access, p, "Properties."+d.path, text))
		}
	}
	return out
}

// worse says what has become less safe, if anything. What is known only at deployment may have.
func (d direction) worse(was, is *template.Node) string {
	switch d.safer {
	case "there":
		if was != nil && is == nil {
			return d.what + " is gone"
		}
		return ""
	case "all":
		return changedMembers(was, is, "no longer has the "+d.what)
	case "many":
		if a, b := len(listed(emptyIfNil(was)).Items), len(listed(emptyIfNil(is)).Items); b < a {
			return fmt.Sprintf("has %d %s instead of %d", b, d.what, a)
		}
		return ""
	case "few":
		return changedMembers(is, was, "has another "+d.what+":")
	}
	before, after := d.value(was), d.value(is)
	if strings.HasPrefix(before, "!") || strings.HasPrefix(after, "!") {
		return fmt.Sprintf("%s may be less than before: it is %s instead of %s", d.what, after, before)
	}
	worse := false
	if d.safer == "more" || d.safer == "less" {
		a, b := number(before), number(after)
		worse = d.safer == "more" && b < a || d.safer == "less" && b > a
	} else {
		order := strings.Fields(d.safer)
		worse = slices.Index(order, after) < slices.Index(order, before)
	}
	if !worse {
		return ""
	}
	return fmt.Sprintf("%s: %s instead of %s", d.what, orNone(after), orNone(before))
}

func orNone(value string) string {
	if value == "" {
		return "none"
	}
	return value
}

func (d direction) value(n *template.Node) string {
	switch {
	case n == nil:
		return d.absent
	case !scalar(n):
		return show(n)
	}
	if d.safer == bools || d.safer == falseIsSafer {
		return strings.ToLower(n.Text)
	}
	return n.Text
}

// number reads a number, with a great one for what lasts for ever and none for what is no number.
func number(text string) float64 {
	if text == forever {
		return 1e18
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0
	}
	return f
}

// changedMembers names the elements of a list that another list does not have. Named elements are told by their names.
func changedMembers(list, other *template.Node, text string) string {
	if list == nil {
		return ""
	}
	var missing []string
	has := listed(emptyIfNil(other)).Items
	for _, item := range listed(list).Items {
		found := slices.ContainsFunc(has, func(o *template.Node) bool {
			name := item.Get("Name")
			return same(o, item) || scalar(name) && same(o.Get("Name"), name)
		})
		if !found {
			if name := item.Get("Name"); scalar(name) {
				item = name
			}
			missing = append(missing, show(item))
		}
	}
	if len(missing) == 0 {
		return ""
	}
	return text + " " + and(missing)
}

func emptyIfNil(n *template.Node) *template.Node {
	if n == nil {
		return &template.Node{Kind: template.List}
	}
	return n
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
