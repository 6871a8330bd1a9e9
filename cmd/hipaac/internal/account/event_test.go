package account_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// event is a line such as "5 Vpc CREATE_FAILED token" in CloudFormation's words. The stack itself is called Self.
func event(line string) string {
	f := append(strings.Fields(line), "")
	kind, physical := "AWS::EC2::VPC", "vpc-1"
	if f[1] == "Self" {
		kind, physical = "AWS::CloudFormation::Stack", stackARN
	}
	return fmt.Sprintf(`<member><EventId>%s</EventId><StackId>%s</StackId><LogicalResourceId>%s</LogicalResourceId><PhysicalResourceId>%s</PhysicalResourceId><ResourceType>%s</ResourceType>
<ResourceStatus>%s</ResourceStatus><ClientRequestToken>%s</ClientRequestToken><ResourceProperties>{"Password":"hunter2"}</ResourceProperties><Timestamp>2026-11-01T00:00:00Z</Timestamp></member>`,
		f[0], stackARN, f[1], physical, kind, f[2], f[3])
}

func events(next string, lines ...string) answer {
	var b strings.Builder
	for _, line := range lines {
		b.WriteString(event(line))
	}
	return answer{operation: "DescribeStackEvents", result: "<StackEvents>" + b.String() + "</StackEvents>" + next}
}

// Only what is new is read, and it comes in the order in which it happened.
func TestEvents(t *testing.T) {
	stacks, w := scripted(t,
		events("<NextToken>2</NextToken>", "5 Self UPDATE_COMPLETE t", "4 Vpc UPDATE_COMPLETE t"), events("<NextToken>3</NextToken>", "3 Vpc UPDATE_IN_PROGRESS t", "2 Self UPDATE_IN_PROGRESS t"),
		events("<NextToken>2</NextToken>", "2 Self UPDATE_IN_PROGRESS t"), events("", "1 Self CREATE_COMPLETE t0"))
	ids := func(after string) (ids string) {
		for _, e := range must(stacks.Events(t.Context(), stackARN, after))(t) {
			ids += e.ID
			if strings.Contains(fmt.Sprintf("%+v", e), "hunter2") {
				t.Error("an event has properties of a resource")
			}
		}
		return ids
	}
	equal(t, "345", ids("2"))
	equal(t, "12", ids(""))
	w.is("StackName="+stackARN, "NextToken=2&StackName="+stackARN, "StackName="+stackARN, "NextToken=2&StackName="+stackARN)
}

func TestEventIsWhole(t *testing.T) {
	stacks, _ := scripted(t, answer{operation: "DescribeStackEvents", result: `<StackEvents><member><EventId>e</EventId><StackId>s</StackId><LogicalResourceId>l</LogicalResourceId>
<PhysicalResourceId>p</PhysicalResourceId><ResourceType>y</ResourceType><ResourceStatus>CREATE_FAILED</ResourceStatus><ResourceStatusReason>r</ResourceStatusReason><DetailedStatus>VALIDATION_FAILED</DetailedStatus>
<ClientRequestToken>t</ClientRequestToken><HookType>h</HookType><HookStatus>HOOK_FAILED</HookStatus><HookStatusReason>hr</HookStatusReason><Timestamp>2026-11-01T00:00:00.123Z</Timestamp></member></StackEvents>`})
	equal(t, []stack.Event{{ID: "e", Stack: "s", LogicalID: "l", PhysicalID: "p", Type: "y", Status: "CREATE_FAILED", Reason: "r", Detailed: "VALIDATION_FAILED", Token: "t",
		Hook: "h", HookStatus: "HOOK_FAILED", HookReason: "hr", At: time.Date(2026, 11, 1, 0, 0, 0, 123e6, time.UTC)}}, must(stacks.Events(t.Context(), "s", ""))(t))
}

// Whose an operation is says the event with which it began, even when it is being rolled back.
func TestLatest(t *testing.T) {
	for name, test := range map[string]struct {
		lines []string
		want  string // id of the event
	}{
		"an update that runs":                       {[]string{"3 Vpc UPDATE_IN_PROGRESS t", "2 Self UPDATE_IN_PROGRESS t", "1 Self CREATE_COMPLETE c"}, "2"},
		"an update that is rolled back":             {[]string{"5 Vpc UPDATE_COMPLETE t", "4 Self UPDATE_ROLLBACK_IN_PROGRESS t", "3 Vpc UPDATE_FAILED t", "2 Self UPDATE_IN_PROGRESS t", "1 Self CREATE_COMPLETE c"}, "2"},
		"a rollback that somebody continued":        {[]string{"3 Self UPDATE_ROLLBACK_IN_PROGRESS n", "2 Self UPDATE_ROLLBACK_FAILED t", "1 Self UPDATE_IN_PROGRESS t"}, "3"},
		"what is being cleaned up":                  {[]string{"3 Self UPDATE_COMPLETE_CLEANUP_IN_PROGRESS t", "2 Self UPDATE_IN_PROGRESS t", "1 Self CREATE_COMPLETE c"}, "2"},
		"without tokens":                            {[]string{"3 Self ROLLBACK_IN_PROGRESS", "2 Vpc CREATE_FAILED", "1 Self CREATE_IN_PROGRESS"}, "3"},
		"only a review":                             {[]string{"1 Self REVIEW_IN_PROGRESS"}, ""},
		"a creation after its review":               {[]string{"2 Self CREATE_IN_PROGRESS t", "1 Self REVIEW_IN_PROGRESS t"}, "2"},
		"a creation that was rolled back, reviewed": {[]string{"3 Self ROLLBACK_IN_PROGRESS t", "2 Self CREATE_IN_PROGRESS t", "1 Self REVIEW_IN_PROGRESS t"}, "2"},
	} {
		t.Run(name, func(t *testing.T) {
			stacks, _ := scripted(t, events("", test.lines...))
			got, found, err := stacks.Latest(t.Context(), stackARN)
			if err != nil || found != (test.want != "") || got.ID != test.want {
				t.Errorf("got %s, %v, %v", got.ID, found, err)
			}
		})
	}
}

func TestFailures(t *testing.T) {
	stacks, w := scripted(t, answer{operation: "DescribeEvents", result: `<OperationEvents><member><EventType>VALIDATION_ERROR</EventType><LogicalResourceId>Vpc</LogicalResourceId><ResourceType>AWS::EC2::VPC</ResourceType>
<ValidationPath>/Resources/Vpc/Properties/CidrBlock</ValidationPath><ValidationName>PROPERTY_VALIDATION</ValidationName><ValidationStatusReason>bad</ValidationStatusReason><ValidationFailureMode>WARN</ValidationFailureMode>
<Timestamp>2026-11-01T00:00:00Z</Timestamp></member><member><EventType>STACK_EVENT</EventType></member></OperationEvents><NextToken>2</NextToken>`},
		answer{operation: "DescribeEvents", result: `<OperationEvents><member><EventType>PROVISIONING_ERROR</EventType><LogicalResourceId>Vpc</LogicalResourceId><ResourceStatusReason>full</ResourceStatusReason></member>
<member><EventType>HOOK_INVOCATION_ERROR</EventType><HookType>Our::Hook</HookType><HookStatusReason>no</HookStatusReason><HookFailureMode>FAIL</HookFailureMode></member></OperationEvents>`},
		answer{operation: "DescribeEvents"})
	equal(t, []stack.Failure{
		{Kind: "VALIDATION_ERROR", LogicalID: "Vpc", Type: "AWS::EC2::VPC", Path: "/Resources/Vpc/Properties/CidrBlock", Name: "PROPERTY_VALIDATION", Reason: "bad", Warning: true, At: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)},
		{Kind: "PROVISIONING_ERROR", LogicalID: "Vpc", Reason: "full"}, {Kind: "HOOK_INVOCATION_ERROR", Name: "Our::Hook", Reason: "no"},
	}, must(stacks.Failures(t.Context(), changeSetARN))(t))
	equal(t, []stack.Failure(nil), must(stacks.Failures(t.Context(), stackARN))(t))
	w.is("ChangeSetName="+changeSetARN+"&Filters.FailedEvents=true", "ChangeSetName="+changeSetARN+"&Filters.FailedEvents=true&NextToken=2", "Filters.FailedEvents=true&StackName="+stackARN)
}

// One failure for each broken rule, with what to do; where the details cannot be had, the short reason.
func TestHooks(t *testing.T) {
	result := func(id, status string) string {
		return `<member><HookResultId>` + id + `</HookResultId><TypeName>Our::Hook</TypeName><FailureMode>WARN</FailureMode><Status>` + status + `</Status><HookStatusReason>short</HookStatusReason></member>`
	}
	stacks, w := scripted(t,
		answer{operation: "ListHookResults", result: "<HookResults>" + result("1", "HOOK_COMPLETE_SUCCEEDED") + result("2", "HOOK_COMPLETE_FAILED") + "</HookResults><NextToken>2</NextToken>"},
		answer{operation: "GetHookResult", result: `<HookStatusReason>long</HookStatusReason><InvokedAt>2026-11-01T00:00:00Z</InvokedAt><Target><TargetTypeName>AWS::S3::Bucket</TargetTypeName></Target><Annotations>
<member><AnnotationName>rule-1</AnnotationName><Status>FAILED</Status><StatusMessage>is public</StatusMessage><RemediationMessage>close it</RemediationMessage><RemediationLink>https://x</RemediationLink></member>
<member><AnnotationName>rule-2</AnnotationName><Status>PASSED</Status></member></Annotations>`},
		answer{operation: "ListHookResults", result: "<HookResults>" + result("3", "HOOK_FAILED") + result("4", "HOOK_COMPLETE_FAILED") + "</HookResults>"},
		answer{operation: "GetHookResult", code: "AccessDenied", message: "no"}, answer{operation: "GetHookResult", result: `<HookStatusReason>long</HookStatusReason>`})
	hook := func(name, kind, reason string, at time.Time) stack.Failure {
		return stack.Failure{Kind: "HOOK_INVOCATION_ERROR", Name: name, Type: kind, Reason: reason, Warning: true, At: at}
	}
	equal(t, []stack.Failure{hook("Our::Hook rule-1", "AWS::S3::Bucket", "is public; close it; https://x", time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)),
		hook("Our::Hook", "", "short", time.Time{}), hook("Our::Hook", "", "long", time.Time{})}, must(stacks.Hooks(t.Context(), changeSetARN))(t))
	w.is("TargetId="+changeSetARN+"&TargetType=CHANGE_SET", "HookResultId=2", "NextToken=2&TargetId="+changeSetARN+"&TargetType=CHANGE_SET", "HookResultId=3", "HookResultId=4")
}
