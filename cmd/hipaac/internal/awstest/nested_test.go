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

const parent = `"Child":{"Type":"AWS::CloudFormation::Stack","Properties":{"TemplateURL":"https://store.s3.us-east-1.amazonaws.com/child.json","Parameters":{"Cidr":"10.0.0.0/16"}}},
	"Net":{"Type":"AWS::EC2::Subnet","Properties":{"VpcId":{"Fn::GetAtt":["Child","Outputs.Id"]}}}`

// nest makes a parent with a child in it.
func nest(t *testing.T) *bench {
	b := newBench(t)
	b.cloud.Bucket("store", owner, region)
	b.put(`"EnableDnsSupport":true`)
	b.must("s", template(parent), "CREATE_COMPLETE")
	return b
}

func (b *bench) put(property string) {
	b.cloud.Object("store", "child.json", []byte(template(`"Vpc":{"Type":"AWS::EC2::VPC","Properties":{"CidrBlock":{"Ref":"Cidr"},`+property+`}}`,
		`"Parameters":{"Cidr":{"Type":"String"}}`, `"Outputs":{"Id":{"Value":{"Ref":"Vpc"}}}`)))
}

// child is the nested stack.
func (b *bench) child() awstest.Stack {
	b.Helper()
	all := b.cloud.Stacks(owner, region)
	i := slices.IndexFunc(all, func(s awstest.Stack) bool { return strings.HasPrefix(s.Name, "s-Child-") })
	if i < 0 {
		b.Fatal("there is no nested stack")
	}
	return all[i]
}

// Nested stacks are stacks of their own, with the token of the operation of their root. Source: user guide, "Nested stacks".
func TestNested(t *testing.T) {
	b := nest(t)
	child := b.child()
	if got := b.stack("s").Resources[1].Properties["VpcId"]; got != child.Outputs["Id"] || child.Status != "CREATE_COMPLETE" {
		t.Errorf("the subnet is in %v, the child is %+v", got, child)
	}
	if !slices.Contains(b.events(child.ID, "token1"), "Vpc CREATE_COMPLETE") {
		t.Errorf("events of the child: %q", b.events(child.ID, "token1"))
	}
	seen, err := b.DescribeStacks(t.Context(), &cloudformation.DescribeStacksInput{StackName: &child.ID})
	if err != nil || aws.ToString(seen.Stacks[0].ParentId) != b.stack("s").ID || aws.ToString(seen.Stacks[0].RootId) != b.stack("s").ID {
		t.Errorf("%+v %v", seen, err)
	}
	b.put(`"EnableDnsSupport":false`)
	set := b.propose("s", template(parent))
	if d := set.Changes[0].ResourceChange; d.Details[0].ChangeSource != types.ChangeSourceAutomatic {
		t.Errorf("a nested stack without a change: %+v", d)
	}
	b.execute(set)
	if b.wait("s") != "UPDATE_COMPLETE" || b.child().Resources[0].Properties["EnableDnsSupport"] != false {
		t.Errorf("%s %+v", b.status("s"), b.child())
	}
	if _, err := b.DeleteStack(t.Context(), &cloudformation.DeleteStackInput{StackName: aws.String("s")}); err != nil || b.wait("s") != "DELETE_COMPLETE" || len(b.cloud.Stacks(owner, region)) > 0 {
		t.Errorf("%v %s, left: %+v", err, b.status("s"), b.cloud.Stacks(owner, region))
	}
}

// What fails in a nested stack is the cause of what its parent says. Source: users, "Embedded stack … was not successfully updated.
// Currently in UPDATE_ROLLBACK_IN_PROGRESS with reason: …".
func TestNestedFails(t *testing.T) {
	b := nest(t)
	b.cloud.FailResource(awstest.Trouble{LogicalID: "Vpc", On: "update", Reason: "no"})
	b.put(`"EnableDnsSupport":false`)
	b.must("s", template(parent), "UPDATE_ROLLBACK_COMPLETE")
	want := "Child UPDATE_FAILED (Embedded stack " + b.child().ID + " was not successfully updated. Currently in UPDATE_ROLLBACK_IN_PROGRESS with reason: The following resource(s) failed to update: [Vpc]. )"
	if events := b.events("s", "token2"); !slices.Contains(events, want) {
		t.Errorf("no %q in\n%s", want, strings.Join(events, "\n"))
	}
	if events := b.events(b.child().ID, "token2"); !slices.Contains(events, "Vpc UPDATE_FAILED (no)") || b.child().Status != "UPDATE_ROLLBACK_COMPLETE" {
		t.Errorf("child %s:\n%s", b.child().Status, strings.Join(events, "\n"))
	}
	b = newBench(t)
	b.cloud.Bucket("store", owner, region)
	b.put(`"EnableDnsSupport":true`)
	b.cloud.FailResource(awstest.Trouble{LogicalID: "Vpc", On: "create", Reason: "no"})
	b.must("s", template(parent), "ROLLBACK_COMPLETE")
	if events := strings.Join(b.events("s", "token1"), "\n"); !strings.Contains(events, "was not successfully created: The following resource(s) failed to create: [Vpc].") {
		t.Errorf("events:\n%s", events)
	}
}

// When the parent goes back after its child is done, the child goes back, too, and what is stuck in it is skipped by the name of the
// child's stack and its own. Source: API reference, ContinueUpdateRollback, ResourcesToSkip.
func TestNestedRollback(t *testing.T) {
	b := nest(t)
	b.put(`"EnableDnsSupport":false`)
	late := template(parent + `,"Late":{"Type":"AWS::EC2::Volume","DependsOn":"Child"}`)
	b.cloud.FailResource(awstest.Trouble{LogicalID: "Late", On: "create"})
	b.must("s", late, "UPDATE_ROLLBACK_COMPLETE")
	if c := b.child(); c.Status != "UPDATE_ROLLBACK_COMPLETE" || c.Resources[0].Properties["EnableDnsSupport"] != true {
		t.Errorf("child: %+v", c)
	}
	b.cloud.FailResource(awstest.Trouble{LogicalID: "Vpc", On: "rollback"})
	b.must("s", late, "UPDATE_ROLLBACK_FAILED")
	_, err := b.ContinueUpdateRollback(t.Context(), &cloudformation.ContinueUpdateRollbackInput{StackName: aws.String("s"), ResourcesToSkip: []string{"Child"}})
	b.refused(err, "ValidationError", "must be in UPDATE_FAILED state because a rollback failed")
	if _, err := b.ContinueUpdateRollback(t.Context(), &cloudformation.ContinueUpdateRollbackInput{StackName: aws.String("s"), ResourcesToSkip: []string{b.child().Name + ".Vpc"}}); err != nil {
		t.Fatal(err)
	}
	if b.wait("s") != "UPDATE_ROLLBACK_COMPLETE" || b.child().Status != "UPDATE_ROLLBACK_COMPLETE" {
		t.Errorf("%s, child %s: %s", b.status("s"), b.child().Status, b.stack("s").Reason)
	}
	b.put(`"EnableDnsSupport":true,"EnableDnsHostnames":true`)
	b.must("s", late, "UPDATE_ROLLBACK_FAILED")
	if _, err := b.ContinueUpdateRollback(t.Context(), &cloudformation.ContinueUpdateRollbackInput{StackName: aws.String("s"), ForceRollback: aws.Bool(true)}); err != nil {
		t.Fatal(err)
	}
	if b.wait("s") != "UPDATE_ROLLBACK_COMPLETE" {
		t.Errorf("forced: %s: %s", b.status("s"), b.stack("s").Reason)
	}
}

// A change set with nested ones. One without changes fails and does not matter; another failure is the root's, too. Source: user guide,
// "Change sets for nested stacks"; aws/copilot-cli issue 5614.
func TestNestedChangeSets(t *testing.T) {
	b := nest(t)
	all := func(in *cloudformation.CreateChangeSetInput) { in.IncludeNestedStacks = aws.Bool(true) }
	nested := func(set *cloudformation.DescribeChangeSetOutput) *cloudformation.DescribeChangeSetOutput {
		t.Helper()
		got, err := b.DescribeChangeSet(t.Context(), &cloudformation.DescribeChangeSetInput{ChangeSetName: set.Changes[0].ResourceChange.ChangeSetId})
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	if same := b.propose("s", template(parent), all); same.ExecutionStatus != types.ExecutionStatusAvailable || !strings.Contains(*nested(same).StatusReason, "didn't contain changes") {
		t.Errorf("%+v", same)
	}
	b.put(`"EnableDnsSupport":false`)
	set := b.propose("s", template(parent), all)
	if inner := nested(set); len(inner.Changes) != 1 || aws.ToString(inner.RootChangeSetId) != *set.ChangeSetId {
		t.Errorf("%+v", inner)
	}
	_, err := b.ExecuteChangeSet(t.Context(), &cloudformation.ExecuteChangeSetInput{ChangeSetName: set.Changes[0].ResourceChange.ChangeSetId})
	b.refused(err, "ValidationError", "execute its root change set")
	b.execute(set)
	if b.wait("s") != "UPDATE_COMPLETE" || nested(set).ExecutionStatus != types.ExecutionStatusExecuteComplete {
		t.Errorf("%s, nested %s", b.status("s"), nested(set).ExecutionStatus)
	}
	b.cloud.FailValidation(awstest.Validation{Stack: b.child().Name, LogicalID: "Vpc", Name: "PROPERTY_VALIDATION", Reason: "no"})
	b.put(`"EnableDnsSupport":true`)
	if bad := b.propose("s", template(parent), all); bad.Status != types.ChangeSetStatusFailed || !strings.Contains(*bad.StatusReason, "was not successfully created: Currently in FAILED.") {
		t.Errorf("%+v", bad)
	}
}
