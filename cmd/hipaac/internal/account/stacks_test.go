package account_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/awstest"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

var awsIdentity = awstest.Identity{Account: target.Account}

func equal(t *testing.T, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func must[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

const aStack = `<member><StackId>` + stackARN + `</StackId><StackName>clinic-test-network</StackName><StackStatus>UPDATE_COMPLETE</StackStatus>
<StackStatusReason>why</StackStatusReason><ChangeSetId>` + changeSetARN + `</ChangeSetId><CreationTime>2026-11-01T00:00:00Z</CreationTime><LastUpdatedTime>2026-11-02T00:00:00Z</LastUpdatedTime>
<EnableTerminationProtection>true</EnableTerminationProtection><RoleARN>arn:aws:iam::111122223333:role/exec</RoleARN><ParentId>parent</ParentId>
<Parameters><member><ParameterKey>Password</ParameterKey><ParameterValue>****</ParameterValue></member></Parameters>
<Tags><member><Key>System</Key><Value>clinic</Value></member></Tags><Capabilities><member>CAPABILITY_NAMED_IAM</member></Capabilities>
<Outputs><member><OutputKey>VpcId</OutputKey><OutputValue>vpc-1</OutputValue><ExportName>clinic-test-network:VpcId</ExportName></member></Outputs></member>`

var theStack = stack.Stack{
	ID: stackARN, Name: "clinic-test-network", Status: stack.UpdateComplete, Reason: "why", ChangeSet: changeSetARN,
	Created: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), Updated: time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC), Protected: true,
	Role: "arn:aws:iam::111122223333:role/exec", Parent: "parent", Parameters: map[string]string{"Password": "****"},
	Tags: map[string]string{"System": "clinic"}, Capabilities: []string{"CAPABILITY_NAMED_IAM"},
	Outputs: []stack.Output{{Key: "VpcId", Value: "vpc-1", Export: "clinic-test-network:VpcId"}},
}

// What CloudFormation says of a stack arrives whole; what it masks stays masked.
func TestFind(t *testing.T) {
	stacks, w := scripted(t, answer{operation: "DescribeStacks", result: "<Stacks>" + aStack + "</Stacks>"})
	got, found, err := stacks.Find(t.Context(), stackARN)
	if err != nil || !found {
		t.Fatal(found, err)
	}
	equal(t, theStack, got)
	w.is("StackName=" + stackARN)
}

// Only CloudFormation's words for it mean that there is no stack. Any other error is an error: to take it for "none" would make a second
// stack, or call a destroyed one gone.
func TestFindNone(t *testing.T) {
	for message, none := range map[string]bool{
		"Stack with id clinic-test-network does not exist":                                                 true,
		"Stack [clinic-test-network] does not exist":                                                       true,
		"1 validation error detected: Value 'x y' at 'stackName' failed to satisfy constraint":             false,
		"Role arn:aws:iam::111122223333:role/exec is invalid or cannot be assumed":                         false,
		"The role of stack x does not exist":                                                               false,
		"Stack with id clinic-test-network does not exist in the cache of the service, which is not ready": false,
	} {
		stacks, _ := scripted(t, answer{operation: "DescribeStacks", code: "ValidationError", message: message})
		_, found, err := stacks.Find(t.Context(), "clinic-test-network")
		if found || (err == nil) != none {
			t.Errorf("%s: %v, %v", message, found, err)
		}
		if err != nil && !strings.Contains(err.Error(), message) {
			t.Errorf("%v does not say what AWS said", err)
		}
	}
}

func TestAll(t *testing.T) {
	stacks, w := scripted(t,
		answer{operation: "DescribeStacks", result: "<Stacks>" + aStack + "</Stacks><NextToken>2</NextToken>"},
		answer{operation: "DescribeStacks", result: "<Stacks></Stacks><NextToken>3</NextToken>"}, // an empty page is not the last
		answer{operation: "DescribeStacks", result: "<Stacks>" + aStack + "</Stacks>"})
	equal(t, []stack.Stack{theStack, theStack}, must(stacks.All(t.Context()))(t))
	w.is("", "NextToken=2", "NextToken=3")
}

func TestTemplates(t *testing.T) {
	stacks, w := scripted(t, answer{operation: "GetTemplate", result: `<TemplateBody>{"a": "&lt;é"}</TemplateBody>`},
		answer{operation: "GetTemplate", result: `<TemplateBody>{}</TemplateBody>`},
		answer{operation: "GetTemplate", code: "ValidationError", message: "Stack with id x does not exist"})
	equal(t, `{"a": "<é"}`, string(must(stacks.Template(t.Context(), stackARN))(t)))
	equal(t, `{}`, string(must(stacks.TemplateOf(t.Context(), stackARN, changeSetARN))(t)))
	if _, err := stacks.Template(t.Context(), "x"); !account.Is(err, account.NotThere) {
		t.Errorf("got %v", err)
	}
	w.is("StackName="+stackARN+"&TemplateStage=Original", "ChangeSetName=hipaac-r-1&StackName="+stackARN+"&TemplateStage=Original", "StackName=x&TemplateStage=Original")
}

func TestPolicyAndProtection(t *testing.T) {
	stacks, w := scripted(t, answer{operation: "GetStackPolicy"}, answer{operation: "SetStackPolicy"},
		answer{operation: "GetStackPolicy", result: "<StackPolicyBody>{}</StackPolicyBody>"},
		answer{operation: "UpdateTerminationProtection", result: "<StackId>x</StackId>"}, answer{operation: "UpdateTerminationProtection", result: "<StackId>x</StackId>"})
	equal(t, "", must(stacks.Policy(t.Context(), "x"))(t))
	if err := stacks.SetPolicy(t.Context(), "x", "{}"); err != nil {
		t.Error(err)
	}
	equal(t, "{}", must(stacks.Policy(t.Context(), "x"))(t))
	for _, on := range []bool{true, false} {
		if err := stacks.Protect(t.Context(), "x", on); err != nil {
			t.Error(err)
		}
	}
	w.is("StackName=x", "StackName=x&StackPolicyBody={}", "StackName=x", "EnableTerminationProtection=true&StackName=x", "EnableTerminationProtection=false&StackName=x")
}

func TestResources(t *testing.T) {
	one := `<member><LogicalResourceId>Vpc</LogicalResourceId><PhysicalResourceId>vpc-1</PhysicalResourceId><ResourceType>AWS::EC2::VPC</ResourceType><ResourceStatus>CREATE_FAILED</ResourceStatus><ResourceStatusReason>full</ResourceStatusReason></member>`
	stacks, w := scripted(t, answer{operation: "ListStackResources", result: "<StackResourceSummaries>" + one + "</StackResourceSummaries><NextToken>2</NextToken>"},
		answer{operation: "ListStackResources", result: "<StackResourceSummaries>" + one + "</StackResourceSummaries>"})
	r := stack.Resource{LogicalID: "Vpc", PhysicalID: "vpc-1", Type: "AWS::EC2::VPC", Status: "CREATE_FAILED", Reason: "full"}
	equal(t, []stack.Resource{r, r}, must(stacks.Resources(t.Context(), stackARN))(t))
	w.is("StackName="+stackARN, "NextToken=2&StackName="+stackARN)
}

// That nobody imports an export is an error of CloudFormation's, and an answer here.
func TestImporters(t *testing.T) {
	stacks, _ := scripted(t, answer{operation: "ListImports", result: "<Imports><member>a</member></Imports><NextToken>2</NextToken>"},
		answer{operation: "ListImports", result: "<Imports><member>b</member></Imports>"},
		answer{operation: "ListImports", code: "ValidationError", message: "Export &apos;e&apos; is not imported by any stack."},
		answer{operation: "ListImports", code: "ValidationError", message: "something else"})
	equal(t, []string{"a", "b"}, must(stacks.Importers(t.Context(), "e"))(t))
	equal(t, []string(nil), must(stacks.Importers(t.Context(), "e"))(t))
	if _, err := stacks.Importers(t.Context(), "e"); err == nil {
		t.Error("an error counts as: nobody imports it")
	}
}

func TestLimits(t *testing.T) {
	stacks, _ := scripted(t, answer{operation: "DescribeAccountLimits", result: "<AccountLimits><member><Name>StackLimit</Name><Value>2000</Value></member></AccountLimits><NextToken>2</NextToken>"},
		answer{operation: "DescribeAccountLimits", result: "<AccountLimits><member><Name>StackOutputsLimit</Name><Value>200</Value></member></AccountLimits>"})
	equal(t, map[string]int{"StackLimit": 2000, "StackOutputsLimit": 200}, must(stacks.Limits(t.Context()))(t))
}

func TestDrift(t *testing.T) {
	stacks, w := scripted(t, answer{operation: "DetectStackDrift", result: "<StackDriftDetectionId>d1</StackDriftDetectionId>"},
		answer{operation: "DescribeStackDriftDetectionStatus", result: "<StackId>x</StackId><StackDriftDetectionId>d1</StackDriftDetectionId><StackDriftStatus>DRIFTED</StackDriftStatus><DetectionStatus>DETECTION_FAILED</DetectionStatus><DetectionStatusReason>no right</DetectionStatusReason><DriftedStackResourceCount>1</DriftedStackResourceCount><Timestamp>2026-11-01T00:00:00Z</Timestamp>"},
		answer{operation: "DescribeStackResourceDrifts", result: "<StackResourceDrifts></StackResourceDrifts><NextToken>2</NextToken>"},
		answer{operation: "DescribeStackResourceDrifts", result: `<StackResourceDrifts><member><StackId>x</StackId><LogicalResourceId>Logs</LogicalResourceId><PhysicalResourceId>logs-1</PhysicalResourceId>
<ResourceType>AWS::S3::Bucket</ResourceType><StackResourceDriftStatus>MODIFIED</StackResourceDriftStatus><Timestamp>2026-11-01T00:00:00Z</Timestamp>
<PropertyDifferences><member><PropertyPath>/A</PropertyPath><ExpectedValue>"1"</ExpectedValue><ActualValue>"2"</ActualValue><DifferenceType>NOT_EQUAL</DifferenceType></member></PropertyDifferences></member></StackResourceDrifts>`},
		answer{operation: "DetectStackDrift", code: "ValidationError", message: "Drift detection is already in progress for stack [x]"})
	equal(t, "d1", must(stacks.DetectDrift(t.Context(), "x"))(t))
	at := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	equal(t, stack.Detection{ID: "d1", Stack: "x", Status: "DETECTION_FAILED", Reason: "no right", Drift: "DRIFTED", Drifted: 1, At: at}, must(stacks.Detection(t.Context(), "d1"))(t))
	equal(t, []stack.Drift{{LogicalID: "Logs", PhysicalID: "logs-1", Type: "AWS::S3::Bucket", Status: "MODIFIED", At: at,
		Differences: []stack.Difference{{Path: "/A", Kind: "NOT_EQUAL", Expected: `"1"`, Actual: `"2"`}}}}, must(stacks.Drifts(t.Context(), "x"))(t))
	if _, err := stacks.DetectDrift(t.Context(), "x"); !account.Is(err, account.Busy) {
		t.Errorf("got %v", err)
	}
	w.is("StackName=x", "StackDriftDetectionId=d1", "StackName=x", "NextToken=2&StackName=x", "StackName=x")
}
