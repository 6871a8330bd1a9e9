package guard_test

import (
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation/logs"
	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

func TestLogGroup(t *testing.T) {
	s := blueprints.NewStack(&blueprints.Env{System: "clinic", Name: "prod"}, "network", "network", "clinic-prod-network",
		&blueprints.Stack{Blueprint: "keys", Key: "keys", Name: "clinic-prod-keys"})
	r := guard.LogGroup(s, "FlowLogGroup", "flow", 365)
	group := r.Properties.(*logs.LogGroup)
	got := []any{r.ID, *group.LogGroupName, *group.KmsKeyId, *group.RetentionInDays, r.DeletionPolicy, r.UpdateReplacePolicy}
	want := []any{"FlowLogGroup", "/hipaac/clinic/prod/network/flow", blueprints.ImportValue("clinic-prod-keys:LogsKeyArn"), 365, "RetainExceptOnCreate", "Retain"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	wantWrite := guard.Statement{
		Sid: "WriteLogs", Effect: "Allow", Action: []string{"logs:CreateLogStream", "logs:PutLogEvents"},
		Resource: []string{blueprints.GetAtt("FlowLogGroup", "Arn")},
	}
	if d := cmp.Diff(wantWrite, guard.WriteLogs(r)); d != "" {
		t.Errorf("the right to write must not reach beyond the group, nor create it anew without a key (-want +got):\n%s", d)
	}
}

// TestServiceLogGroup: a name that the logs key does not admit would fail only when the group is created.
func TestServiceLogGroup(t *testing.T) {
	s := newStack()
	r := guard.ServiceLogGroup(s, "Audit", "/aws/rds/cluster/"+s.PhysicalName("database")+"/postgresql", 2192)
	if got := *r.Properties.(*logs.LogGroup).KmsKeyId; got != blueprints.ImportValue("clinic-prod-keys:LogsKeyArn") {
		t.Errorf("encrypted with %q", got)
	}
	defer func() {
		if recover() == nil {
			t.Error("a log group of another environment was accepted")
		}
	}()
	guard.ServiceLogGroup(s, "Other", "/aws/rds/cluster/clinic-test-database/postgresql", 2192)
}
