package account_test

import (
	"testing"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

func TestPropose(t *testing.T) {
	stacks, w := scripted(t, answer{operation: "CreateChangeSet", result: "<Id>" + changeSetARN + "</Id><StackId>" + stackARN + "</StackId>"},
		answer{operation: "CreateChangeSet", result: "<Id>" + changeSetARN + "</Id><StackId>" + stackARN + "</StackId>"})
	id, of, err := stacks.Propose(t.Context(), stack.Proposal{Stack: "s", Name: "hipaac-r-1", Kind: stack.ForCreation, Body: "{}", Parameters: map[string]string{"B": "2", "A": "1"},
		Capabilities: []string{"CAPABILITY_IAM"}, Role: "arn:aws:iam::111122223333:role/exec", Description: "why", Token: "hipaac-r-s-1"})
	if err != nil || id != changeSetARN || of != stackARN {
		t.Errorf("got %s, %s, %v", id, of, err)
	}
	if _, _, err := stacks.Propose(t.Context(), stack.Proposal{Stack: stackARN, Name: "hipaac-r-2", Kind: stack.ForUpdate, URL: "https://b/k", Token: "hipaac-r-s-2"}); err != nil {
		t.Error(err)
	}
	w.is("Capabilities.member.1=CAPABILITY_IAM&ChangeSetName=hipaac-r-1&ChangeSetType=CREATE&ClientToken=hipaac-r-s-1&Description=why&IncludeNestedStacks=true"+
		"&Parameters.member.1.ParameterKey=A&Parameters.member.1.ParameterValue=1&Parameters.member.2.ParameterKey=B&Parameters.member.2.ParameterValue=2"+
		"&RoleARN=arn:aws:iam::111122223333:role/exec&StackName=s&TemplateBody={}",
		"ChangeSetName=hipaac-r-2&ChangeSetType=UPDATE&ClientToken=hipaac-r-s-2&IncludeNestedStacks=true&StackName="+stackARN+"&TemplateURL=https://b/k")
}

func TestProposeRefused(t *testing.T) {
	for message, kind := range map[string]account.Kind{
		"Stack [s] already exists and cannot be created again with the changeSet [hipaac-r-1].": account.Exists,
		"Stack:" + stackARN + " is in UPDATE_IN_PROGRESS state and can not be updated.":         account.Busy,
		"Stack:" + stackARN + " is in ROLLBACK_COMPLETE state and can not be updated.":          account.Failed,
		"Stack:" + stackARN + " is in REVIEW_IN_PROGRESS state and can not be updated.":         account.Failed, // nobody is at work
		"Stack [s] does not exist":                                    account.NotThere,
		"Template format error: Unresolved resource dependencies [X]": account.Failed,
	} {
		stacks, _ := scripted(t, answer{operation: "CreateChangeSet", code: "ValidationError", message: message})
		_, _, err := stacks.Propose(t.Context(), stack.Proposal{Stack: "s", Name: "hipaac-r-1", Kind: stack.ForCreation, Body: "{}", Token: "t"})
		if !account.Is(err, kind) || err.Error() != "CloudFormation CreateChangeSet: "+message {
			t.Errorf("%s: %#v", message, err)
		}
	}
}

const aPage = `<ChangeSetId>` + changeSetARN + `</ChangeSetId><ChangeSetName>hipaac-r-1</ChangeSetName><StackId>` + stackARN + `</StackId><Status>CREATE_COMPLETE</Status>
<ExecutionStatus>AVAILABLE</ExecutionStatus><StatusReason>r</StatusReason><CreationTime>2026-11-01T00:00:00Z</CreationTime>
<Parameters><member><ParameterKey>P</ParameterKey><ParameterValue>****</ParameterValue></member></Parameters>`

// A change set arrives with every change of every page: one that is overlooked is one that nobody consented to.
func TestChangeSet(t *testing.T) {
	stacks, w := scripted(t,
		answer{operation: "DescribeChangeSet", result: aPage + `<Changes><member><Type>Resource</Type><ResourceChange><Action>Modify</Action><LogicalResourceId>Database</LogicalResourceId>
<PhysicalResourceId>db-1</PhysicalResourceId><ResourceType>AWS::RDS::DBInstance</ResourceType><Replacement>Conditional</Replacement><PolicyAction>ReplaceAndSnapshot</PolicyAction>
<Details><member><Evaluation>Dynamic</Evaluation><ChangeSource>ResourceAttribute</ChangeSource><CausingEntity>Key.Arn</CausingEntity>
<Target><Attribute>Properties</Attribute><Name>KmsKeyId</Name><Path>/Properties/KmsKeyId</Path><RequiresRecreation>Always</RequiresRecreation><BeforeValue>a</BeforeValue><AfterValue>b</AfterValue></Target></member>
<member><Evaluation>Static</Evaluation><Target><Attribute>Tags</Attribute></Target></member><member><Evaluation>Static</Evaluation><Target><Attribute>Properties</Attribute><Name>Port</Name></Target></member></Details>
</ResourceChange></member></Changes><NextToken>2</NextToken>`},
		answer{operation: "DescribeChangeSet", result: aPage + `<Changes><member><Type>Resource</Type><ResourceChange><Action>Remove</Action><LogicalResourceId>Child</LogicalResourceId>
<ResourceType>AWS::CloudFormation::Stack</ResourceType><PolicyAction>Delete</PolicyAction><ChangeSetId>nested</ChangeSetId></ResourceChange></member></Changes>`})
	got, found, err := stacks.ChangeSet(t.Context(), stackARN, changeSetARN)
	if err != nil || !found {
		t.Fatal(found, err)
	}
	equal(t, stack.ChangeSet{
		ID: changeSetARN, Name: "hipaac-r-1", Stack: stackARN, Status: "CREATE_COMPLETE", Execution: "AVAILABLE", Reason: "r", Created: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC),
		Parameters: map[string]string{"P": "****"}, Changes: []stack.ResourceChange{
			{Action: "Modify", LogicalID: "Database", PhysicalID: "db-1", Type: "AWS::RDS::DBInstance", Replacement: "Conditional", Policy: "ReplaceAndSnapshot", Details: []stack.PropertyChange{
				{Path: "/Properties/KmsKeyId", Before: "a", After: "b", Recreation: "Always", Dynamic: true, Source: "ResourceAttribute", Cause: "Key.Arn"}, {Path: "/Tags"}, {Path: "/Properties/Port"}}},
			{Action: "Remove", LogicalID: "Child", Type: "AWS::CloudFormation::Stack", Policy: "Delete", Nested: "nested"},
		},
	}, got)
	w.is("ChangeSetName=hipaac-r-1&IncludePropertyValues=true&StackName="+stackARN, "ChangeSetName=hipaac-r-1&IncludePropertyValues=true&NextToken=2&StackName="+stackARN)
}

// A change set of the name is not the one that is asked for, and one of a nested stack is known by its ARN alone.
func TestAnotherChangeSet(t *testing.T) {
	stacks, w := scripted(t, answer{operation: "DescribeChangeSet", result: aPage}, answer{operation: "DescribeChangeSet", result: aPage})
	if _, found, err := stacks.ChangeSet(t.Context(), stackARN, changeSetARN+"b"); found || err != nil {
		t.Errorf("another one of the name: %v, %v", found, err)
	}
	if _, found, err := stacks.ChangeSet(t.Context(), "", changeSetARN); !found || err != nil {
		t.Errorf("by ARN: %v, %v", found, err)
	}
	w.is("ChangeSetName=hipaac-r-1&IncludePropertyValues=true&StackName="+stackARN, "ChangeSetName="+changeSetARN+"&IncludePropertyValues=true")
}

func TestChangeSetGone(t *testing.T) {
	for _, gone := range []answer{{code: "ChangeSetNotFound", status: 404, message: "ChangeSet [x] does not exist"}, {code: "ValidationError", message: "Stack [x] does not exist"}} {
		look, discard := gone, gone
		look.operation, discard.operation = "DescribeChangeSet", "DeleteChangeSet"
		stacks, _ := scripted(t, look, discard)
		if _, found, err := stacks.ChangeSet(t.Context(), stackARN, changeSetARN); found || err != nil {
			t.Errorf("%s: %v, %v", gone.code, found, err)
		}
		if err := stacks.Discard(t.Context(), stackARN, changeSetARN); err != nil {
			t.Errorf("%s: %v", gone.code, err)
		}
	}
}

func TestChangeSets(t *testing.T) {
	one := `<member><ChangeSetId>` + changeSetARN + `</ChangeSetId><ChangeSetName>hipaac-r-1</ChangeSetName><StackId>x</StackId><Status>FAILED</Status><ExecutionStatus>UNAVAILABLE</ExecutionStatus><StatusReason>r</StatusReason><CreationTime>2026-11-01T00:00:00Z</CreationTime></member>`
	stacks, w := scripted(t, answer{operation: "ListChangeSets", result: "<Summaries>" + one + "</Summaries><NextToken>2</NextToken>"}, answer{operation: "ListChangeSets", result: "<Summaries>" + one + "</Summaries>"})
	s := stack.ChangeSet{ID: changeSetARN, Name: "hipaac-r-1", Stack: "x", Status: "FAILED", Execution: "UNAVAILABLE", Reason: "r", Created: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)}
	equal(t, []stack.ChangeSet{s, s}, must(stacks.ChangeSets(t.Context(), "x"))(t))
	w.is("StackName=x", "NextToken=2&StackName=x")
}

// Whoever executes says what is rolled back, and never overrules the template in what is kept.
func TestExecute(t *testing.T) {
	stacks, w := scripted(t, answer{operation: "ExecuteChangeSet"},
		answer{operation: "ExecuteChangeSet", code: "InvalidChangeSetStatus", message: "ChangeSet [x] cannot be executed in its current status of [FAILED]"},
		answer{operation: "ExecuteChangeSet", code: "TokenAlreadyExistsException", message: "used"})
	if err := stacks.Execute(t.Context(), stackARN, changeSetARN, "hipaac-r-s-1"); err != nil {
		t.Error(err)
	}
	if err := stacks.Execute(t.Context(), stackARN, changeSetARN, "t"); !account.Is(err, account.NotReady) {
		t.Errorf("got %v", err)
	}
	if err := stacks.Execute(t.Context(), stackARN, changeSetARN, "t"); !account.Is(err, account.Exists) {
		t.Errorf("got %v", err)
	}
	w.is("ChangeSetName=hipaac-r-1&ClientRequestToken=hipaac-r-s-1&DisableRollback=false&StackName="+stackARN,
		"ChangeSetName=hipaac-r-1&ClientRequestToken=t&DisableRollback=false&StackName="+stackARN, "ChangeSetName=hipaac-r-1&ClientRequestToken=t&DisableRollback=false&StackName="+stackARN)
}

func TestChanges(t *testing.T) {
	stacks, w := scripted(t, answer{operation: "DeleteStack"}, answer{operation: "DeleteStack"}, answer{operation: "CancelUpdateStack"},
		answer{operation: "ContinueUpdateRollback"}, answer{operation: "RollbackStack"},
		answer{operation: "DeleteStack", code: "ValidationError", message: "Stack [x] cannot be deleted while in status UPDATE_IN_PROGRESS"})
	for _, err := range []error{
		stacks.Delete(t.Context(), "x", "t1", "", nil, false), stacks.Delete(t.Context(), "x", "t2", "role", []string{"A", "B"}, true),
		stacks.Cancel(t.Context(), "x", "t3"), stacks.ContinueRollback(t.Context(), "x", "t4", []string{"N.A"}), stacks.RollBack(t.Context(), "x", "t5"),
	} {
		if err != nil {
			t.Error(err)
		}
	}
	if err := stacks.Delete(t.Context(), "x", "t6", "", nil, false); !account.Is(err, account.Busy) {
		t.Errorf("got %v", err)
	}
	w.is("ClientRequestToken=t1&StackName=x",
		"ClientRequestToken=t2&DeletionMode=FORCE_DELETE_STACK&RetainResources.member.1=A&RetainResources.member.2=B&RoleARN=role&StackName=x",
		"ClientRequestToken=t3&StackName=x", "ClientRequestToken=t4&ResourcesToSkip.member.1=N.A&StackName=x", "ClientRequestToken=t5&StackName=x",
		"ClientRequestToken=t6&StackName=x")
}
