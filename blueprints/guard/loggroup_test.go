package guard_test

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation/cloudwatch"
	"github.com/awslabs/goformation/v7/cloudformation/logs"
	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/compiler/emit/emittest"
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

// TestApplicationLogsAreMasked: identifiers of patients are masked where an application may write them, and nowhere else; whoever
// forgets to say what a group records has them masked.
func TestApplicationLogsAreMasked(t *testing.T) {
	for class, want := range map[guard.RecordClass]bool{"": true, guard.Application: true, guard.Audit: false, guard.Access: false, guard.Flow: false} {
		var classes []guard.RecordClass
		if class != "" {
			classes = append(classes, class)
		}
		got := guard.LogGroup(newStack(), "WebLogGroup", "web", 365, classes...).Properties.(*logs.LogGroup).DataProtectionPolicy
		if (got != nil) != want {
			t.Errorf("%q is masked: %v, want %v", class, got != nil, want)
		}
	}
}

// TestMaskingPolicy: CloudWatch refuses a policy whose two statements do not list the same identifiers.
func TestMaskingPolicy(t *testing.T) {
	group := guard.LogGroup(newStack(), "WebLogGroup", "web", 365).Properties.(*logs.LogGroup)
	text, err := json.Marshal(group.DataProtectionPolicy)
	if err != nil {
		t.Fatal(err)
	}
	var policy struct {
		Statement []struct {
			DataIdentifier []string
			Operation      map[string]any
		}
	}
	if err := json.Unmarshal(text, &policy); err != nil {
		t.Fatal(err)
	}
	want := []map[string]any{
		{"Audit": map[string]any{"FindingsDestination": map[string]any{}}}, {"Deidentify": map[string]any{"MaskConfig": map[string]any{}}},
	}
	for i, s := range policy.Statement {
		if d := cmp.Diff(want[i], s.Operation); d != "" {
			t.Error(d)
		}
		if d := cmp.Diff(policy.Statement[0].DataIdentifier, s.DataIdentifier); d != "" {
			t.Error(d)
		}
		for _, name := range []string{"MedicareBeneficiaryNumber-US", "Ssn-US", "Name", "NationalProviderId-US"} {
			if !slices.Contains(s.DataIdentifier, "arn:aws:dataprotection::aws:data-identifier/"+name) {
				t.Errorf("%s is not looked for", name)
			}
		}
	}
	if len(policy.Statement) != 2 || len(text) > 30720 {
		t.Errorf("%d statements, %d characters; CloudWatch takes 30720", len(policy.Statement), len(text))
	}
}

// TestFindingsAreHeardOf: masking hides a mistake of an application, so somebody must hear of it.
func TestFindingsAreHeardOf(t *testing.T) {
	env := &blueprints.Env{System: "clinic", Name: "prod", Tier: "production", Owner: "platform@clinic.example"}
	s := blueprints.NewStack(env, "fargate", "web", "clinic-prod-web", &blueprints.Stack{Blueprint: "keys", Key: "keys", Name: "clinic-prod-keys"},
		&blueprints.Stack{Blueprint: "observability", Key: "observability", Name: "clinic-prod-observability"})
	guard.LogGroup(s, "WebLogGroup", "web", 365)
	alarm := s.Resources[1].Properties.(*cloudwatch.Alarm)
	if *alarm.AlarmName != "clinic-prod-web-web-log-group-findings" || alarm.MetricName != nil || len(alarm.Metrics) != 1 ||
		*alarm.Metrics[0].Expression != `SELECT SUM(LogEventsWithFindings) FROM "AWS/Logs" WHERE LogGroupName = '/hipaac/clinic/prod/web/web'` {
		t.Errorf("got %+v", alarm)
	}
	if len(s.Charts) != 1 || len(s.Charts[0].Metrics) != 1 {
		t.Errorf("charts %+v", s.Charts)
	}
	emittest.Pin(t, filepath.Join("testdata", "masked.yaml"), s)
}

// TestFindingsShareAGraph: a platform has many log groups, and a dashboard with a graph of each would show nothing else.
func TestFindingsShareAGraph(t *testing.T) {
	s := newStack()
	guard.LogGroup(s, "Web", "web", 365)
	guard.LogGroup(s, "Engine", "engine", 365)
	if len(s.Charts) != 1 || len(s.Charts[0].Metrics) != 2 || s.Charts[0].Metrics[1].Label != "/hipaac/clinic/prod/storage/engine" {
		t.Errorf("charts %+v", s.Charts)
	}
}
