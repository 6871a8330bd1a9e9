package awstest_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/awstest"
)

// Each way in which an operation can end, with the sentence of AWS that says so.
func TestStates(t *testing.T) {
	both, wide := template(vpc+","+net), template(named+","+net+`,"Gate":{"Type":"AWS::EC2::InternetGateway"}`)
	fail := func(b *bench, id, on string, times int) {
		b.cloud.FailResource(awstest.Trouble{LogicalID: id, On: on, Reason: "it does not work", Times: times})
	}
	keep := func(in *cloudformation.ExecuteChangeSetInput) { in.DisableRollback = aws.Bool(true) }
	tests := map[string]struct {
		source string
		do     func(b *bench)
		want   string
		reason string
	}{
		"a creation fails": {"user guide, stack status codes: ROLLBACK_COMPLETE, successful removal of one or more stacks after a failed stack creation",
			func(b *bench) { fail(b, "Net", "create", 0); b.deploy("s", both) },
			"ROLLBACK_COMPLETE", ""},
		"a creation fails, and so does its removal": {"ROLLBACK_FAILED: unsuccessful removal of one or more stacks after a failed stack creation",
			func(b *bench) { fail(b, "Net", "create", 0); fail(b, "Vpc", "rollback", 0); b.deploy("s", both) },
			"ROLLBACK_FAILED", "The following resource(s) failed to delete: [Vpc]"},
		"a creation fails and stays": {"user guide, stack failure options: preserve successfully provisioned resources",
			func(b *bench) {
				fail(b, "Net", "create", 0)
				b.execute(b.propose("s", both), keep)
				b.wait("s")
			}, "CREATE_FAILED", "The following resource(s) failed to create: [Net]"},
		"a creation that stayed is rolled back": {"API reference, RollbackStack: will delete a stack if it doesn't contain a last known stable state",
			func(b *bench) {
				fail(b, "Net", "create", 1)
				b.execute(b.propose("s", both), keep)
				b.wait("s")
				b.do(b.RollbackStack(b.Context(), &cloudformation.RollbackStackInput{StackName: aws.String("s")}))
			}, "DELETE_COMPLETE", ""},
		"a creation that stayed is continued": {"user guide, stack failure options: retry from the point of failure",
			func(b *bench) {
				fail(b, "Net", "create", 1)
				b.execute(b.propose("s", both), keep)
				b.wait("s")
				b.deploy("s", both)
			}, "UPDATE_COMPLETE", ""},
		"an update fails": {"UPDATE_ROLLBACK_COMPLETE: successful return of one or more stacks to a previous working state after a failed stack update",
			func(b *bench) { b.deploy("s", both); fail(b, "Gate", "create", 0); b.deploy("s", wide) },
			"UPDATE_ROLLBACK_COMPLETE", ""},
		"an update fails, and so does its rollback": {"UPDATE_ROLLBACK_FAILED: unsuccessful return",
			func(b *bench) { b.stuckRollback(both, wide) }, "UPDATE_ROLLBACK_FAILED", "The following resource(s) failed to update: [Vpc]"},
		"the rollback is continued": {"API reference, ContinueUpdateRollback: fix the cause and continue, to UPDATE_ROLLBACK_COMPLETE",
			func(b *bench) {
				b.stuckRollback(both, wide)
				b.cloud.Heal()
				b.do(b.ContinueUpdateRollback(b.Context(), &cloudformation.ContinueUpdateRollbackInput{StackName: aws.String("s")}))
			}, "UPDATE_ROLLBACK_COMPLETE", ""},
		"the rollback is continued in vain": {"the same", func(b *bench) {
			b.stuckRollback(both, wide)
			b.do(b.ContinueUpdateRollback(b.Context(), &cloudformation.ContinueUpdateRollbackInput{StackName: aws.String("s")}))
		}, "UPDATE_ROLLBACK_FAILED", "The following resource(s) failed to update: [Vpc]"},
		"the rollback is continued without a resource": {"ResourcesToSkip: sets the status of the specified resources to UPDATE_COMPLETE and continues",
			func(b *bench) {
				b.stuckRollback(both, wide)
				b.do(b.ContinueUpdateRollback(b.Context(), &cloudformation.ContinueUpdateRollbackInput{StackName: aws.String("s"), ResourcesToSkip: []string{"Vpc"}}))
			}, "UPDATE_ROLLBACK_COMPLETE", ""},
		"an update fails and stays": {"user guide, stack failure options", func(b *bench) {
			b.deploy("s", both)
			fail(b, "Gate", "create", 0)
			b.execute(b.propose("s", wide), keep)
			b.wait("s")
		}, "UPDATE_FAILED", "The following resource(s) failed to create: [Gate]"},
		"an update that stayed is rolled back": {"API reference, RollbackStack", func(b *bench) {
			b.deploy("s", both)
			fail(b, "Gate", "create", 0)
			b.execute(b.propose("s", wide), keep)
			b.wait("s")
			b.do(b.RollbackStack(b.Context(), &cloudformation.RollbackStackInput{StackName: aws.String("s")}))
		}, "UPDATE_ROLLBACK_COMPLETE", ""},
		"an update without rollback may not replace": {"user guide, stack failure options: updates that need replacement are not supported", func(b *bench) {
			b.deploy("s", both)
			b.execute(b.propose("s", template(vpc2+","+net)), keep)
			b.wait("s")
		}, "UPDATE_FAILED", "The following resource(s) failed to update: [Vpc]"},
		"an update is cancelled": {"API reference, CancelUpdateStack: cancels an update, the stack rolls back", func(b *bench) {
			b.deploy("s", both)
			b.execute(b.propose("s", wide))
			b.do(b.CancelUpdateStack(b.Context(), &cloudformation.CancelUpdateStackInput{StackName: aws.String("s"), ClientRequestToken: aws.String("stop")}))
		}, "UPDATE_ROLLBACK_COMPLETE", ""},
		"the clean-up fails": {"user guide, UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: what cannot be deleted stays in the account, the update is complete", func(b *bench) {
			b.deploy("s", wide)
			fail(b, "Gate", "cleanup", 0)
			b.deploy("s", both)
		}, "UPDATE_COMPLETE", ""},
		"a deletion fails": {"DELETE_FAILED: unsuccessful deletion of one or more stacks", func(b *bench) {
			b.deploy("s", both)
			fail(b, "Net", "delete", 0)
			b.do(b.DeleteStack(b.Context(), &cloudformation.DeleteStackInput{StackName: aws.String("s")}))
		}, "DELETE_FAILED", "The following resource(s) failed to delete: [Net]"},
		"a deletion is tried again, without a resource": {"API reference, DeleteStack, RetainResources", func(b *bench) {
			b.deploy("s", both)
			fail(b, "Net", "delete", 0)
			b.do(b.DeleteStack(b.Context(), &cloudformation.DeleteStackInput{StackName: aws.String("s")}))
			b.do(b.DeleteStack(b.Context(), &cloudformation.DeleteStackInput{StackName: aws.String("s"), RetainResources: []string{"Net"}}))
		}, "DELETE_COMPLETE", ""},
		"a deletion is forced": {"API reference, DeleteStack, DeletionMode FORCE_DELETE_STACK", func(b *bench) {
			b.deploy("s", both)
			fail(b, "Net", "delete", 0)
			b.do(b.DeleteStack(b.Context(), &cloudformation.DeleteStackInput{StackName: aws.String("s")}))
			b.do(b.DeleteStack(b.Context(), &cloudformation.DeleteStackInput{StackName: aws.String("s"), DeletionMode: types.DeletionModeForceDeleteStack}))
		}, "DELETE_COMPLETE", ""},
		"a failed creation deletes its stack": {"API reference, CreateChangeSet, OnStackFailure DELETE", func(b *bench) {
			fail(b, "Net", "create", 0)
			b.deploy("s", both, func(in *cloudformation.CreateChangeSetInput) { in.OnStackFailure = types.OnStackFailureDelete })
		}, "DELETE_COMPLETE", ""},
		"an export is missing": {"users: copilot-cli issue 4754, the creation rolls back", func(b *bench) {
			b.deploy("s", template(`"Net":{"Type":"AWS::EC2::Subnet","Properties":{"VpcId":{"Fn::ImportValue":"nobody:Vpc"}}}`))
		}, "ROLLBACK_COMPLETE", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			test.do(b)
			if status, s := b.wait("s"), b.stack("s"); status != test.want || !strings.Contains(s.Reason, test.reason) {
				t.Errorf("ends as %s (%s), want %s (%s), says %s", status, s.Reason, test.want, test.reason, test.source)
			}
		})
	}
}

// do is for calls that have to go well.
func (b *bench) do(_ any, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
	b.wait("s")
}

// stuckRollback leads to UPDATE_ROLLBACK_FAILED: the VPC cannot be brought back.
func (b *bench) stuckRollback(before, after string) {
	b.Helper()
	b.deploy("s", before)
	b.cloud.FailResource(awstest.Trouble{LogicalID: "Gate", On: "create"})
	b.cloud.FailResource(awstest.Trouble{LogicalID: "Vpc", On: "rollback"})
	if got := b.deploy("s", after); got != "UPDATE_ROLLBACK_FAILED" {
		b.Fatal(got)
	}
}

// After a rollback everything is as it was: resources, outputs, template, parameters.
func TestRollback(t *testing.T) {
	b := newBench(t)
	outputs := `"Outputs":{"Id":{"Value":{"Ref":"Vpc"}}}`
	b.must("s", template(vpc+","+net, outputs), "CREATE_COMPLETE")
	before := b.stack("s")
	b.cloud.FailResource(awstest.Trouble{LogicalID: "Late", On: "create"})
	b.must("s", template(vpc2+","+net+`,"Late":{"Type":"AWS::EC2::Volume","DependsOn":"Net"}`, outputs), "UPDATE_ROLLBACK_COMPLETE")
	after := b.stack("s")
	if string(after.Template) != string(before.Template) || after.Outputs["Id"] != before.Outputs["Id"] || len(after.Resources) != 2 {
		t.Errorf("before %+v\nafter %+v", before, after)
	}
	for i, r := range after.Resources {
		if r.PhysicalID != before.Resources[i].PhysicalID || r.Status != "UPDATE_COMPLETE" {
			t.Errorf("%s: %s %s, was %s", r.LogicalID, r.PhysicalID, r.Status, before.Resources[i].PhysicalID)
		}
	}
	events := b.events("s", "token2")
	for _, want := range []string{
		"Late CREATE_FAILED (Resource handler returned message: \"it does not work\" (HandlerErrorCode: GeneralServiceException))",
		"s UPDATE_ROLLBACK_IN_PROGRESS (The following resource(s) failed to create: [Late]. )", "s UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", "Late DELETE_COMPLETE",
	} {
		if !slices.Contains(events, want) {
			t.Errorf("no event %q in\n%s", want, strings.Join(events, "\n"))
		}
	}
}

// While one resource fails, what is under way is cancelled: these events are victims. Source: facts 6; aws-cdk issue 32186.
func TestCancelled(t *testing.T) {
	b := newBench(t)
	b.cloud.Takes("AWS::RDS::DBInstance", 10*time.Minute)
	b.cloud.FailResource(awstest.Trouble{LogicalID: "Vpc", On: "create"})
	b.must("s", template(vpc+`,"Db":{"Type":"AWS::RDS::DBInstance"}`), "ROLLBACK_COMPLETE")
	if events := b.events("s", "token1"); !slices.Contains(events, "Db CREATE_FAILED (Resource creation cancelled)") {
		t.Errorf("events:\n%s", strings.Join(events, "\n"))
	}
}
