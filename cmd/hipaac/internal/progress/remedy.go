package progress

import (
	"regexp"
	"strings"
	"sync"
)

// known is a cause that has a remedy which helps in most cases. The words are AWS's, as people report them in public, as of 2026-11; AWS
// changes them without notice, and then there is no remedy rather than a wrong one. $1 and so on are parts of the words.
type known struct {
	kind   string // prefix of the types that it is about; "" for all
	words  *regexp.Regexp
	remedy string
}

// causes: the first that fits counts; what is special comes before what is general. They are made when the first is asked for, since most
// commands never ask.
var causes = sync.OnceValue(func() []known {
	return []known{
		{"", words(`User Initiated|cancelled by user|update was cancelled`),
			"somebody cancelled it; deploy again when it is clear why"},
		{"", words(`is not authorized to perform:? sts:AssumeRole|Role arn:\S+ is invalid or cannot be assumed`),
			"CloudFormation cannot act as the execution role: deploy the delivery stack, as an administrator, and then this one"},
		{"", words(`with an explicit deny in (?:a|an) (service control|resource-based|permissions boundary|identity-based|session|VPC endpoint)`),
			"a $1 policy forbids it: that is a decision of whoever owns the policy, and no right can be added against it"},
		{"", words(`tagging permission|tagging operation|UnauthorizedTaggingOperation|with Tags\.`),
			"the execution role may not tag this type; its rights follow from the templates: deploy the delivery stack, as an administrator, and then this one"},
		{"", words(`no resource-based policy allows the kms:|key policy does not (?:allow|grant)`),
			"the policy of the key does not let the service or the execution role use it: look at the key's stack in the spec, and at keys of other accounts"},
		{"", words(`not authorized to perform:? ([A-Za-z0-9-]+:[A-Za-z0-9*]+)`),
			"the execution role lacks $1; its rights follow from the templates: deploy the delivery stack, as an administrator, and then this one"},
		{"AWS::KMS::", words(`new key policy will not allow you to update the key policy`),
			"the role that makes the key would be locked out of it: deploy the delivery stack, as an administrator, and then this one, so that the key's policy and the execution role go together"},
		{"", words(`(?i)key policy|kms:[A-Za-z]+|KMS key|KMSAccessDenied|KMS\.\S*Exception`),
			"look at the policy of the key: it has to allow this service and the execution role, in this account and region"},
		{"", words(`(?i)service.linked role`),
			"the account has no service-linked role for this service yet, or it was made a moment ago: deploy again in a minute; if it fails again, make it with \"aws iam create-service-linked-role\""},
		{"", words(`AccessDenied|Access ?Denied|HandlerErrorCode: AccessDenied|UnauthorizedOperation|Unauthorized`),
			"the execution role lacks a right that AWS does not name; look at CloudTrail for the call that was denied. Its rights follow from the templates: deploy the delivery stack, as an administrator"},

		{"AWS::S3::Bucket", words(`(?i)already (exists|owned)|BucketAlreadyExists|not available\. The bucket namespace is shared`),
			"the name of the bucket is taken: names are shared by all accounts of AWS. If it is yours, left by an older stack, its data is still in it: take it into the stack with an import, or move it; do not delete it"},
		{"", words(`(?i)already exists in stack (arn:\S+)`),
			"another stack has it: $2"},
		{"", words(`(?i)already exists|AlreadyExists|NAME_CONFLICT|RecordSet .* but it already exists|ResourceConflict`),
			"something of this name is in the account and in no stack, or in another one: find out whose it is; remove it or give one of them another name. What an older stack kept holds data"},

		{"AWS::EC2::EIP", words(`(?i)maximum number of addresses`),
			"the quota of Elastic IP addresses is used up: release those that nothing uses, or have \"EC2-VPC Elastic IPs\" raised in Service Quotas"},
		{"AWS::EC2::VPC", words(`(?i)maximum number of VPCs|VpcLimitExceeded`),
			"the quota of VPCs of the region is used up: remove one, or have \"VPCs per Region\" raised in Service Quotas"},
		{"", words(`(?i)Rate exceeded|Throttling|TooManyRequests|RequestLimitExceeded|SlowDown`),
			"AWS turned calls away because there were too many in the account: deploy again, with fewer stacks at a time"},
		{"", words(`(?i)limit ?exceeded|ServiceLimitExceeded|maximum number of|quota|TooMany|has been reached|limit (?:of|for)`),
			"a quota of the account is used up: remove what nothing uses, or have it raised in Service Quotas for this region"},

		{"AWS::CertificateManager::", words(`(?i)validat|timed out|did not stabilize|Exceeded attempts|FAILED`),
			"the certificate waits for its DNS records: the domain's hosted zone has to be the public one that its name servers lead to. Compare \"dig NS\" of the domain with the zone"},
		{"", words(`(?i)certificate.*(not found|does not exist|must be (issued|valid))|UnsupportedCertificate|CertificateNotFound`),
			"the certificate is not issued yet, or is of another region: see in Certificate Manager what it waits for"},
		{"", words(`(?i)No hosted zones? (?:named|found|with)|NoSuchHostedZone|hosted zone .* (?:not found|does not exist)`),
			"the hosted zone does not exist in this account: make it there, or correct the id or the domain in the spec"},
		{"", words(`(?i)not permitted in zone|InvalidChangeBatch`),
			"the record does not belong into the hosted zone: the domain in the spec has to end in the zone's name"},

		{"", words(`(?i)sufficient (\S+ )?capacity|InsufficientInstanceCapacity|InsufficientDBInstanceCapacity|InsufficientCapacity|no availability zones? with sufficient`),
			"AWS has no such machines left in the availability zone: deploy again later, or choose another class in the spec"},
		{"", words(`(?i)instance (?:type|class).*(?:not supported|unsupported|not available|not offered)|not supported in your requested Availability Zone|does not support creating a DB instance|Unsupported DB ?instance|InvalidInstanceType`),
			"the machine's class is not offered there, or not with this engine and version: choose another one in the spec"},
		{"", words(`Cannot find version (\S+) for (\S+)`),
			"RDS no longer makes $2 in version $1: name a newer version in the spec"},
		{"", words(`(?i)engine version|Cannot (?:upgrade|downgrade)|InvalidUpgradeTarget|solution stack`),
			"the version is not offered, or cannot be reached from the one that runs: choose in the spec one that AWS lists now"},
		{"", words(`(?i)Email address (?:is )?not verified|identities failed the check|MessageRejected`),
			"Amazon SES has to know the sender: verify the address or the domain in this region, and ask for production access"},

		{"AWS::ECS::Service", words(`(?i)Circuit Breaker|did not stabilize|Exceeded attempts`),
			"the containers do not stay up or fail their health check: look at the stopped tasks of the service and at its log group; most often it is the image, a variable or the health check's path"},
		{"AWS::ElasticBeanstalk::", words(`(?i)did not stabilize|failed to launch|Terminated state|Exceeded attempts|health`),
			"the environment did not come up: its events in Elastic Beanstalk say why. Most often it is the application, its health check, or instances that reach nothing because an endpoint or route is missing"},
		{"", words(`(?i)did not receive \d+ success signal|Received \d* ?FAILURE signal|failed to receive .* signal`),
			"the machine did not say that it is ready: look at its log, /var/log/cloud-init-output.log, through Session Manager or the log group"},
		{"", words(`(?i)Export .* cannot be (?:deleted|updated) as it is in use`),
			"another stack imports it: deploy that one in the same run, and hipaac does both in the order that AWS allows"},
		{"", words(`(?i)has a dependent object|DependencyViolation|still in use|currently in use|is in use|non-?empty|not empty`),
			"something still uses it, or is in it, that the stack did not make: find that first. Do not empty a bucket that holds records"},
		{"", words(`(?i)No export named (\S+) found`),
			"the stack that exports $1 is not deployed in this account and region: deploy it first"},
		{"", words(`(?i)^The following hook|hook\(s\) failed|Hook failed`),
			"a hook of the account refused it; its message says which rule. The spec has to follow it, or its owner has to change it"},
		{"", words(`(?i)did not stabilize|NotStabilized|Exceeded attempts to wait|Timed out|timeout`),
			"AWS made it and waited in vain until it worked: the service's own console says more. If nothing is wrong there, deploy again"},
		{"", words(`(?i)Internal ?Failure|ServiceInternalError|InternalError|Service ?Unavailable|HandlerInternalFailure`),
			"AWS had a fault of its own: deploy again; if it stays, ask AWS Support with the request id"},
	}
})

func words(expression string) *regexp.Regexp { return regexp.MustCompile(expression) }

// remedy is what helps with a reason in most cases, or "".
func remedy(kind, reason string) string {
	for _, k := range causes() {
		if !strings.HasPrefix(kind, k.kind) {
			continue
		}
		if found := k.words.FindStringSubmatchIndex(reason); found != nil {
			return strings.TrimRight(string(k.words.ExpandString(nil, k.remedy, reason, found)), ": ")
		}
	}
	return ""
}
