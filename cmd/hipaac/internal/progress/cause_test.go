package progress

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
	"github.com/hipaac/hipaac/compiler"
)

const (
	arn   = "arn:aws:cloudformation:us-east-1:111122223333:stack/clinic-prod-database/1"
	child = "arn:aws:cloudformation:us-east-1:111122223333:stack/clinic-prod-database-Child-X/2"
)

var start = time.Date(2026, 11, 22, 19, 7, 20, 0, time.UTC)

// happen makes events of a stack, one second apart: "LogicalId Type STATUS reason".
func happen(of string, from int, texts ...string) []stack.Event {
	var events []stack.Event
	for i, text := range texts {
		parts := append(strings.SplitN(text, " ", 4), "", "")
		e := stack.Event{ID: fmt.Sprint(of, from, i), Stack: of, LogicalID: parts[0], Type: parts[1], Status: parts[2], Reason: parts[3], At: start.Add(time.Duration(from+i) * time.Second),
			PhysicalID: "physical-" + parts[0]}
		switch {
		case e.Type == "-":
			e.Type, e.PhysicalID = nestedType, of
		case e.Type == nestedType:
			e.PhysicalID = child
		}
		events = append(events, e)
	}
	return events
}

var sources = map[string]compiler.Origin{
	"Database": {Path: "stacks.database", Place: "environments/prod.yaml:14:3"},
	"Child":    {Path: "stacks.app", Place: "environments/prod.yaml:20:3"},
}

func TestFirstCause(t *testing.T) {
	for name, c := range map[string]struct {
		events   []stack.Event
		failures []stack.Failure
		want     string
	}{
		"victims are counted, and what failed on its own is told after the first": {
			events: happen(arn, 0, "clinic-prod-database - CREATE_IN_PROGRESS User Initiated", "Key AWS::KMS::Key CREATE_IN_PROGRESS", "Database AWS::RDS::DBInstance CREATE_IN_PROGRESS",
				"Subnets AWS::RDS::DBSubnetGroup CREATE_FAILED Resource creation cancelled",
				`Database AWS::RDS::DBInstance CREATE_FAILED Resource handler returned message: "Cannot find version 13.6 for postgres (Service: Rds, Status Code: 400, Request ID: fb96b633)" (RequestToken: 22d733e0, HandlerErrorCode: InvalidRequest)`,
				"Key AWS::KMS::Key CREATE_FAILED Resource creation cancelled", "Alarm AWS::CloudWatch::Alarm CREATE_FAILED Something else",
				"clinic-prod-database - ROLLBACK_IN_PROGRESS The following resource(s) failed to create: [Database, Key]. Rollback requested by user."),
			want: `prod/database failed
  what:   Database (AWS::RDS::DBInstance), CREATE_FAILED
  why:    Resource handler returned message: "Cannot find version 13.6 for postgres (Service: Rds, Status Code: 400, Request ID: fb96b633)" (RequestToken: 22d733e0, HandlerErrorCode: InvalidRequest)
  spec:   environments/prod.yaml:14:3: stacks.database
  fix:    RDS no longer makes postgres in version 13.6: name a newer version in the spec
  also:   Alarm (AWS::CloudWatch::Alarm): Something else
  2 other resources were given up because of that
`},
		"a nested stack is not the cause, but what is in it, and the line is that of the nested stack": {
			events: append(happen(arn, 0, "Child AWS::CloudFormation::Stack CREATE_IN_PROGRESS", "Child AWS::CloudFormation::Stack CREATE_FAILED Embedded stack "+child+" was not successfully created: The following resource(s) failed to create: [Address]."),
				happen(child, 1, "Other AWS::EC2::Subnet CREATE_FAILED Resource creation cancelled",
					`Address AWS::EC2::EIP CREATE_FAILED Resource handler returned message: "The maximum number of addresses has been reached. (Service: Ec2, Status Code: 400, Request ID: 6b8cf3d3)" (RequestToken: 5f2495db, HandlerErrorCode: GeneralServiceException)`)...),
			want: `prod/database failed
  what:   Child/Address (AWS::EC2::EIP), CREATE_FAILED
  why:    Resource handler returned message: "The maximum number of addresses has been reached. (Service: Ec2, Status Code: 400, Request ID: 6b8cf3d3)" (RequestToken: 5f2495db, HandlerErrorCode: GeneralServiceException)
  spec:   environments/prod.yaml:20:3: stacks.app
  fix:    the quota of Elastic IP addresses is used up: release those that nothing uses, or have "EC2-VPC Elastic IPs" raised in Service Quotas
  1 other resource was given up because of that
`},
		"a nested stack of which nothing is known is the cause": {
			events: happen(arn, 0, "Child AWS::CloudFormation::Stack CREATE_FAILED Template format error: unsupported structure."),
			want: `prod/database failed
  what:   Child (AWS::CloudFormation::Stack), CREATE_FAILED
  why:    Template format error: unsupported structure.
  spec:   environments/prod.yaml:20:3: stacks.app
`},
		"early validation, before anything was begun": {
			failures: []stack.Failure{
				{Kind: "VALIDATION_ERROR", LogicalID: "Bucket", Type: "AWS::S3::Bucket", Name: "BUCKET_EMPTINESS_VALIDATION", Reason: "The bucket 'x' is not empty.", Warning: true},
				{Kind: "VALIDATION_ERROR", LogicalID: "Database", Type: "AWS::RDS::DBInstance", Path: "/Resources/Database/Properties/MonitoringInterval", Name: "PROPERTY_VALIDATION",
					Reason: "#/MonitoringInterval: expected type: Integer, found: String"},
			},
			want: `prod/database failed
  what:   Database (AWS::RDS::DBInstance)
  where:  Properties/MonitoringInterval of the template
  why:    #/MonitoringInterval: expected type: Integer, found: String
  says:   PROPERTY_VALIDATION
  spec:   environments/prod.yaml:14:3: stacks.database
`},
		"a hook spoke before the resource failed, and says more elsewhere": {
			events: func() []stack.Event {
				events := happen(arn, 0, "Database AWS::RDS::DBInstance CREATE_IN_PROGRESS", "Database AWS::RDS::DBInstance CREATE_FAILED The following hook(s) failed: [Clinic::Rules::Encryption]")
				events[0].Hook, events[0].HookStatus, events[0].HookReason = "Clinic::Rules::Encryption", "HOOK_COMPLETE_FAILED", "Template failed validation"
				return events
			}(),
			failures: []stack.Failure{{Kind: "HOOK_INVOCATION_ERROR", LogicalID: "Database", Type: "AWS::RDS::DBInstance", Name: "Clinic::Rules::Encryption", Reason: "rule rds-encrypted: storage has to be encrypted with the clinic's key"}},
			want: `prod/database failed
  what:   Database (AWS::RDS::DBInstance), CREATE_FAILED
  why:    rule rds-encrypted: storage has to be encrypted with the clinic's key
  says:   Clinic::Rules::Encryption
  spec:   environments/prod.yaml:14:3: stacks.database
`},
		"somebody cancelled it": {
			events: happen(arn, 0, "clinic-prod-database - UPDATE_IN_PROGRESS", "Database AWS::RDS::DBInstance UPDATE_FAILED Resource update cancelled", "clinic-prod-database - UPDATE_ROLLBACK_IN_PROGRESS User Initiated"),
			want: `prod/database failed
  why:    User Initiated
  fix:    somebody cancelled it; deploy again when it is clear why
  1 other resource was given up because of that
`},
		"what AWS says neither moves the cursor nor tells a secret": {
			events: happen(arn, 0, "Database AWS::RDS::DBInstance CREATE_FAILED bad \x1b[2J value", "Other AWS::SNS::Topic CREATE_FAILED key AKIAIOSFODNN7EXAMPLE"),
			want: `prod/database failed
  what:   Database (AWS::RDS::DBInstance), CREATE_FAILED
  why:    bad \x1b[2J value
  spec:   environments/prod.yaml:14:3: stacks.database
  also:   Other (AWS::SNS::Topic): (left out: this text looks as if it held a secret)
`},
	} {
		t.Run(name, func(t *testing.T) {
			fault, found := Cause(c.events, c.failures, sources)
			var b strings.Builder
			fault.Write(&b, "prod/database")
			if !found || b.String() != c.want {
				t.Errorf("found %v:\n%s\nwant:\n%s", found, b.String(), c.want)
			}
		})
	}
	if f, found := Cause(happen(arn, 0, "clinic-prod-database - CREATE_IN_PROGRESS User Initiated", "Key AWS::KMS::Key CREATE_COMPLETE", "clinic-prod-database - CREATE_COMPLETE"), nil, nil); found {
		t.Errorf("a cause where nothing failed: %+v", f)
	}
}

// The words are AWS's, from public reports; numbers and names are changed.
func TestRemedy(t *testing.T) {
	for _, c := range []struct{ kind, reason, want string }{
		{"AWS::Logs::LogGroup", `Resource handler returned message: "User: arn:aws:sts::111122223333:assumed-role/exec/AWSCloudFormation is not authorized to perform: logs:CreateLogGroup on resource: arn:aws:logs:us-east-1:111122223333:log-group:x because no identity-based policy allows the logs:CreateLogGroup action (Service: CloudWatchLogs, Status Code: 400, Request ID: 1)" (RequestToken: 2, HandlerErrorCode: AccessDenied)`,
			"the execution role lacks logs:CreateLogGroup; its rights follow from the templates"},
		{"AWS::EC2::VPC", `You are not authorized to perform this operation. User: arn:aws:iam::111122223333:user/x is not authorized to perform: ec2:CreateVpc on resource: x with an explicit deny in a service control policy`, "a service control policy forbids it"},
		{"AWS::Lambda::Function", `Resource handler returned message: "The role defined for the function cannot be assumed by Lambda. Access denied" (HandlerErrorCode: AccessDenied)`, "the execution role lacks a right that AWS does not name"},
		{"AWS::CloudWatch::Alarm", `Resource handler returned message: "Encountered a permissions error performing a tagging operation, please add required tag permissions. See https://repost.aws/knowledge-center/cloudformation-tagging-permission-error for how to resolve. Resource handler returned message: "Unauthorized tagging operation"" (RequestToken: 1, HandlerErrorCode: UnauthorizedTaggingOperation)`, "the execution role may not tag this type"},
		{"AWS::CloudFormation::Stack", `Role arn:aws:iam::111122223333:role/clinic-exec is invalid or cannot be assumed`, "CloudFormation cannot act as the execution role"},
		{"AWS::KMS::Key", `Resource handler returned message: "The new key policy will not allow you to update the key policy in the future. (Service: Kms, Status Code: 400, Request ID: 1) (SDK Attempt Count: 1)" (RequestToken: 2, HandlerErrorCode: InvalidRequest)`, "the role that makes the key would be locked out of it"},
		{"AWS::SNS::Topic", `User: arn:aws:sts::111122223333:assumed-role/exec/x is not authorized to perform: kms:GenerateDataKey on this resource because no resource-based policy allows the kms:GenerateDataKey action`, "the policy of the key does not let"},
		{"AWS::Logs::LogGroup", `Resource handler returned message: "The specified KMS key does not exist or is not allowed to be used with LogGroup 'arn:aws:logs:us-east-1:111122223333:log-group:x' (Service: CloudWatchLogs)"`, "look at the policy of the key"},
		{"AWS::S3::Bucket", `Resource handler returned message: "Resource of type 'AWS::S3::Bucket' with identifier 'clinic-logs' already exists." (RequestToken: 1, HandlerErrorCode: AlreadyExists)`, "the name of the bucket is taken"},
		{"AWS::S3::Bucket", `clinic-logs already exists in stack arn:aws:cloudformation:us-east-1:111122223333:stack/old/1`, "the name of the bucket is taken"},
		{"AWS::Logs::LogGroup", `Resource handler returned message: "Resource of type 'AWS::Logs::LogGroup' with identifier '{"/properties/LogGroupName":"/aws/lambda/x"}' already exists." (RequestToken: 1, HandlerErrorCode: AlreadyExists)`, "something of this name is in the account"},
		{"AWS::SSM::Parameter", `x already exists in stack arn:aws:cloudformation:us-east-1:111122223333:stack/old/1`, "another stack has it"},
		{"AWS::EC2::VPC", `Resource handler returned message: "The maximum number of VPCs has been reached. (Service: Ec2, Status Code: 400, Request ID: 1)" (RequestToken: 2, HandlerErrorCode: ServiceLimitExceeded)`, "the quota of VPCs of the region is used up"},
		{"AWS::IAM::ManagedPolicy", `Cannot exceed quota for PoliciesPerRole: 10 (Service: Iam, Status Code: 409, Request ID: 1)`, "a quota of the account is used up"},
		{"AWS::Events::Rule", `Resource handler returned message: "Rate exceeded (Service: EventBridge, Status Code: 400, Request ID: 1)" (HandlerErrorCode: Throttling)`, "AWS turned calls away"},
		{"AWS::CertificateManager::Certificate", `Resource handler returned message: "Certificate did not stabilize" HandlerErrorCode: NotStabilized`, "the certificate waits for its DNS records"},
		{"AWS::ElasticLoadBalancingV2::Listener", `Certificate 'arn:aws:acm:us-west-1:111122223333:certificate/1' not found (Service: AmazonElasticLoadBalancingV2; Status Code: 400; Error Code: CertificateNotFound; Request ID: 1)`, "the certificate is not issued yet"},
		{"AWS::Route53::RecordSet", `No hosted zones named clinic.example. found`, "the hosted zone does not exist in this account"},
		{"AWS::Route53::RecordSet", `[RRSet with DNS name app.clinic.example. is not permitted in zone other.example.]`, "the record does not belong into the hosted zone"},
		{"AWS::EC2::Instance", `We currently do not have sufficient m6i.xlarge capacity in the Availability Zone you requested (us-east-2a). Our system will be working on provisioning additional capacity.`, "AWS has no such machines left"},
		{"AWS::RDS::DBInstance", `Cannot create a db.t2.micro database instance because there are no availability zones with sufficient capacity for non-VPC and storage type : gp2 for db.t2.micro. Please try the request again at a later time.`, "AWS has no such machines left"},
		{"AWS::RDS::DBInstance", `RDS does not support creating a DB instance with the following combination: DBInstanceClass=db.t2.micro, Engine=postgres, EngineVersion=13.3, LicenseModel=postgresql-license. For supported combinations of instance class and database engine version, see the documentation.`, "the machine's class is not offered there"},
		{"AWS::EC2::Instance", `Your requested instance type (t3.micro) is not supported in your requested Availability Zone (us-east-1e). Please retry your request by not specifying an Availability Zone`, "the machine's class is not offered there"},
		{"AWS::RDS::DBCluster", `Resource handler returned message: "Cannot find version 11.16 for aurora-postgresql (Service: Rds, Status Code: 400`, "RDS no longer makes aurora-postgresql in version 11.16"},
		{"AWS::ElasticBeanstalk::Environment", `No Solution Stack named '64bit Amazon Linux 2023 v4.1.0 running Python 3.11' found.`, "the version is not offered"},
		{"AWS::Cognito::UserPool", `Resource handler returned message: "Email address is not verified. (Service: CognitoIdentityProvider, Status Code: 400)"`, "Amazon SES has to know the sender"},
		{"AWS::ECS::Cluster", `Resource handler returned message: "Invalid request provided: CreateCluster Invalid Request: Unable to assume the service linked role. Please verify that the ECS service linked role exists.`, "the account has no service-linked role"},
		{"AWS::ECS::Service", `Resource handler returned message: "Error occurred during operation 'ECS Deployment Circuit Breaker was triggered'." (RequestToken: 1, HandlerErrorCode: GeneralServiceException)`, "the containers do not stay up"},
		{"AWS::ElasticBeanstalk::Environment", `Resource handler returned message: "Resource of type 'AWS::ElasticBeanstalk::Environment' with identifier 'x' did not stabilize." (RequestToken: 1, HandlerErrorCode: NotStabilized)`, "the environment did not come up"},
		{"AWS::ElasticBeanstalk::Environment", `Environment failed to launch as it entered Terminated state`, "the environment did not come up"},
		{"AWS::EC2::Instance", `Received FAILURE signal with UniqueId i-0123456789`, "the machine did not say that it is ready"},
		{"AWS::EC2::SecurityGroup", `resource sg-0123 has a dependent object (Service: AmazonEC2; Status Code: 400; Error Code: DependencyViolation; Request ID: 1)`, "something still uses it"},
		{"AWS::S3::Bucket", `The bucket you tried to delete is not empty. You must delete all versions in the bucket. (Service: S3, Status Code: 409)`, "something still uses it"},
		{"AWS::CloudFormation::Stack", `Export clinic-prod-VpcId cannot be deleted as it is in use by clinic-prod-database`, "another stack imports it"},
		{"", `No export named clinic-prod-VpcId found. Rollback requested by user.`, "the stack that exports clinic-prod-VpcId is not deployed"},
		{"AWS::EC2::NatGateway", `Resource handler returned message: "Exceeded attempts to wait" (RequestToken: 1, HandlerErrorCode: NotStabilized)`, "AWS made it and waited in vain"},
		{"AWS::SQS::Queue", `Internal Failure`, "AWS had a fault of its own"},
		{"AWS::SQS::Queue", `Properties validation failed for resource Queue with message: #: extraneous key [Nme] is not permitted`, ""},
	} {
		got := remedy(c.kind, c.reason)
		if !strings.HasPrefix(got, c.want) || (got == "") != (c.want == "") || strings.Contains(got, "$") {
			t.Errorf("%s: %s\n got %q\nwant %q", c.kind, c.reason, got, c.want)
		}
	}
}

// byStack answers with the events of each stack.
type byStack map[string][]stack.Event

func (b byStack) Events(_ context.Context, id, _ string) ([]stack.Event, error) {
	events, known := b[id]
	if !known {
		return nil, fmt.Errorf("nobody may ask for %s", id)
	}
	return events, nil
}

// Only the operation that is asked for counts, in nested stacks as well, and what is in order is not read.
func TestWalk(t *testing.T) {
	old := happen(arn, 0, "clinic-prod-database - UPDATE_IN_PROGRESS", "Database AWS::RDS::DBInstance UPDATE_FAILED older", "clinic-prod-database - UPDATE_ROLLBACK_IN_PROGRESS", "clinic-prod-database - UPDATE_ROLLBACK_COMPLETE")
	new := happen(arn, 10, "clinic-prod-database - UPDATE_IN_PROGRESS", "Child AWS::CloudFormation::Stack UPDATE_FAILED Embedded stack failed", "clinic-prod-database - UPDATE_ROLLBACK_IN_PROGRESS",
		"clinic-prod-database - UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", "clinic-prod-database - UPDATE_ROLLBACK_COMPLETE")
	in := append(happen(child, 1, "clinic-prod-database-Child-X - CREATE_IN_PROGRESS", "Topic AWS::SNS::Topic CREATE_FAILED older"),
		happen(child, 11, "clinic-prod-database-Child-X - UPDATE_IN_PROGRESS", "Topic AWS::SNS::Topic UPDATE_FAILED newer")...)
	for i := range old {
		old[i].Token = "one"
	}
	for i := range new {
		new[i].Token = "two"
	}
	from := byStack{arn: append(old, new...), child: in}
	for token, want := range map[string]string{"": "Child/Topic (AWS::SNS::Topic): newer", "two": "Child/Topic (AWS::SNS::Topic): newer", "one": "Database (AWS::RDS::DBInstance): older"} {
		events, err := Walk(t.Context(), from, arn, token)
		if err != nil {
			t.Fatal(err)
		}
		if fault, _ := Cause(events, nil, nil); fault.Line() != want {
			t.Errorf("token %q: %s", token, fault.Line())
		}
	}
}
