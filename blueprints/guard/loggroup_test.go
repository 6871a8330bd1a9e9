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
