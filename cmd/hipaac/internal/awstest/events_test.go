package awstest_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/awstest"
)

// Validation stops a change set before it is made. Its reason names the check; what is wrong is in DescribeEvents. Source: facts 6;
// aws-cdk-cli issue 1000, aws-cloudformation/rain pull request 744.
func TestValidation(t *testing.T) {
	b := newBench(t)
	b.cloud.FailValidation(awstest.Validation{Stack: "s", LogicalID: "Vpc", Name: "NAME_CONFLICT_VALIDATION", Path: "/Resources/Vpc/Properties/CidrBlock", Reason: "it already exists"})
	b.cloud.FailValidation(awstest.Validation{Stack: "s", LogicalID: "Vpc", Name: "BUCKET_EMPTINESS_VALIDATION", Reason: "it is not empty", Warn: true})
	set := b.propose("s", template(vpc))
	if set.Status != types.ChangeSetStatusFailed || *set.StatusReason != "The following hook(s)/validation failed: [AWS::EarlyValidation::ResourceExistenceCheck]. To troubleshoot Early Validation errors, use the DescribeEvents API for detailed failure information." {
		t.Errorf("%s %s", set.Status, aws.ToString(set.StatusReason))
	}
	events, err := b.DescribeEvents(t.Context(), &cloudformation.DescribeEventsInput{ChangeSetName: set.ChangeSetId, Filters: &types.EventFilter{FailedEvents: aws.Bool(true)}})
	if err != nil || len(events.OperationEvents) != 2 {
		t.Fatalf("%+v %v", events, err)
	}
	if e := events.OperationEvents[0]; e.EventType != types.EventTypeValidationError || *e.ValidationStatusReason != "it already exists" ||
		*e.ValidationPath != "/Resources/Vpc/Properties/CidrBlock" || e.ValidationFailureMode != types.HookFailureModeFail || *e.LogicalResourceId != "Vpc" {
		t.Errorf("%+v", e)
	}
	if e := events.OperationEvents[1]; e.ValidationFailureMode != types.HookFailureModeWarn {
		t.Errorf("%+v", e)
	}
	_, err = b.DescribeEvents(t.Context(), &cloudformation.DescribeEventsInput{ChangeSetName: set.ChangeSetName})
	b.refused(err, "ValidationError", "One of ChangeSetName, OperationId or StackName must be specified")
}

// A hook on a change set. Its full text is in GetHookResult. Source: facts 7; aws-cdk-cli pull requests 1198 and 1768.
func TestChangeSetHook(t *testing.T) {
	b := newBench(t)
	b.cloud.FailHook(awstest.Hook{Stack: "s", Type: "Private::Guard::Vpc", Reason: "rule failed", Rules: []awstest.Rule{{Name: "VPC_1", Message: "no flow log", Remediation: "add one", Severity: "HIGH"}}})
	set := b.propose("s", template(vpc))
	if set.Status != types.ChangeSetStatusFailed || *set.StatusReason != "The following hook(s)/validation failed: [Private::Guard::Vpc]." {
		t.Errorf("%s %s", set.Status, aws.ToString(set.StatusReason))
	}
	results, err := b.ListHookResults(t.Context(), &cloudformation.ListHookResultsInput{TargetType: types.ListHookResultsTargetTypeChangeSet, TargetId: set.ChangeSetId})
	if err != nil || len(results.HookResults) != 1 {
		t.Fatalf("%+v %v", results, err)
	}
	result, err := b.GetHookResult(t.Context(), &cloudformation.GetHookResultInput{HookResultId: results.HookResults[0].HookResultId})
	if err != nil || *result.TypeName != "Private::Guard::Vpc" || len(result.Annotations) != 1 || *result.Annotations[0].StatusMessage != "no flow log" {
		t.Errorf("%+v %v", result, err)
	}
}

// A hook on a resource fails the resource, or only warns. Source: the same.
func TestResourceHook(t *testing.T) {
	for _, warn := range []bool{false, true} {
		b := newBench(t)
		b.cloud.FailHook(awstest.Hook{Stack: "s", LogicalID: "Vpc", Type: "Private::Guard::Vpc", Reason: "rule failed", Warn: warn})
		want := map[bool]string{false: "ROLLBACK_COMPLETE", true: "CREATE_COMPLETE"}[warn]
		b.must("s", template(vpc), want)
		if failed := slices.Contains(b.events("s", "token1"), "Vpc CREATE_FAILED (The following hook(s) failed: [Private::Guard::Vpc])"); failed == warn {
			t.Errorf("warning %t: %s", warn, strings.Join(b.events("s", "token1"), "\n"))
		}
		events, err := b.DescribeEvents(t.Context(), &cloudformation.DescribeEventsInput{StackName: aws.String("s"), Filters: &types.EventFilter{FailedEvents: aws.Bool(true)}})
		if err != nil || !slices.ContainsFunc(events.OperationEvents, func(e types.OperationEvent) bool {
			return e.EventType == types.EventTypeHookInvocationError && aws.ToString(e.HookStatusReason) == "rule failed"
		}) {
			t.Errorf("%+v %v", events, err)
		}
	}
}

// Events come newest first, in pages, with the token of their operation; while new ones come, no event is shown twice or left out.
// Source: API reference, DescribeStackEvents.
func TestEventPages(t *testing.T) {
	b := newBench(t)
	b.cloud.SetPageSize(3)
	b.cloud.SetTick(0)
	b.must("s", template(vpc+","+net), "CREATE_COMPLETE")
	page, err := b.DescribeStackEvents(t.Context(), &cloudformation.DescribeStackEventsInput{StackName: aws.String("s")})
	if err != nil || len(page.StackEvents) != 3 || *page.StackEvents[0].LogicalResourceId != "s" || page.StackEvents[0].ResourceStatus != "CREATE_COMPLETE" {
		t.Fatalf("%+v %v", page, err)
	}
	b.must("s", template(named+","+net), "UPDATE_COMPLETE")
	next, err := b.DescribeStackEvents(t.Context(), &cloudformation.DescribeStackEventsInput{StackName: aws.String("s"), NextToken: page.NextToken})
	if err != nil || *next.StackEvents[0].LogicalResourceId != "Net" || aws.ToString(next.StackEvents[0].ResourceStatusReason) != "" {
		t.Errorf("%+v %v", next, err)
	}
	if len(b.events("s", "token1")) != 8 {
		t.Errorf("events: %q", b.events("s", "token1"))
	}
}
