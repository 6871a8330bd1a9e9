package repository

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/compiler/emit/emittest"
)

const (
	ours   = "Kept by CloudFormation stack clinic-prod-repository"
	theirs = "Made by hand"
	wanted = `{"Version": "2018-11-08", "DestinationReferences": ["refs/heads/main"], "Statements": [{"Type": "Approvers", "NumberOfApprovalsNeeded": 2}]}`
	older  = `{"Version": "2018-11-08", "DestinationReferences": ["refs/heads/main"], "Statements": [{"Type": "Approvers", "NumberOfApprovalsNeeded": 1}]}`
)

// rule is an approval rule template at CodeCommit.
type rule struct {
	Owner        string   `json:"owner"`
	Content      string   `json:"content"`
	Repositories []string `json:"repositories"`
}

// played is what testdata/call_handler.py reports of one call.
type played struct {
	Calls   []string
	Answers []struct {
		Method, URL string
		Body        map[string]string
	}
	Log, Raised string
	Templates   map[string]rule
}

// TestApprovalHandler runs the very code that the template carries.
func TestApprovalHandler(t *testing.T) {
	cases := []struct {
		reason, request string
		have            *rule // the template of the stack's name
		approvers       []string
		broken          map[string]int

		want       *rule
		wantCalls  []string
		wantStatus string
		wantReason string
	}{
		{
			reason: "a new repository gets its rule", request: "Create",
			want: &rule{ours, wanted, []string{"code"}}, wantCalls: []string{"get", "create", "associate code", "answer"}, wantStatus: "SUCCESS", wantReason: "done",
		}, {
			reason: "a second try of the same creation finds it done", request: "Create", have: &rule{ours, wanted, []string{"code"}},
			want: &rule{ours, wanted, []string{"code"}}, wantCalls: []string{"get", "answer"}, wantStatus: "SUCCESS", wantReason: "done",
		}, {
			reason: "a second try of half a creation does the rest", request: "Create", have: &rule{ours, wanted, []string{}},
			want: &rule{ours, wanted, []string{"code"}}, wantCalls: []string{"get", "associate code", "answer"}, wantStatus: "SUCCESS", wantReason: "done",
		}, {
			reason: "another number of approvals", request: "Update", have: &rule{ours, older, []string{"code"}},
			want: &rule{ours, wanted, []string{"code"}}, wantCalls: []string{"get", "update", "answer"}, wantStatus: "SUCCESS", wantReason: "done",
		}, {
			reason: "a rule that somebody took away comes back", request: "Update",
			want: &rule{ours, wanted, []string{"code"}}, wantCalls: []string{"get", "create", "associate code", "answer"}, wantStatus: "SUCCESS", wantReason: "done",
		}, {
			reason: "named approvers", request: "Create", approvers: []string{"arn:aws:sts::111122223333:assumed-role/reviewers/*"},
			want:      &rule{ours, strings.Replace(wanted, "2}", `2, "ApprovalPoolMembers": ["arn:aws:sts::111122223333:assumed-role/reviewers/*"]}`, 1), []string{"code"}},
			wantCalls: []string{"get", "create", "associate code", "answer"}, wantStatus: "SUCCESS", wantReason: "done",
		}, {
			reason: "a template of somebody else is left alone, and nobody waits for it to change", request: "Create", have: &rule{theirs, older, []string{"other"}},
			want: &rule{theirs, older, []string{"other"}}, wantCalls: []string{"get", "answer"}, wantStatus: "FAILED", wantReason: "NotOurs: approval rule template clinic-prod-repository belongs to somebody else",
		}, {
			reason: "a creation that failed is taken back", request: "Delete", have: &rule{ours, wanted, []string{"code"}},
			wantCalls: []string{"get", "disassociate code", "delete", "answer"}, wantStatus: "SUCCESS", wantReason: "done",
		}, {
			reason: "one that never came to be needs nothing", request: "Delete",
			wantCalls: []string{"get", "answer"}, wantStatus: "SUCCESS", wantReason: "nothing of ours is there",
		}, {
			reason: "a template of somebody else is not deleted", request: "Delete", have: &rule{theirs, older, []string{"code"}},
			want: &rule{theirs, older, []string{"code"}}, wantCalls: []string{"get", "answer"}, wantStatus: "SUCCESS", wantReason: "nothing of ours is there",
		}, {
			reason: "what others use by now stays with them", request: "Delete", have: &rule{ours, wanted, []string{"code", "other"}},
			want: &rule{ours, wanted, []string{"other"}}, wantCalls: []string{"get", "disassociate code", "answer"}, wantStatus: "SUCCESS", wantReason: "kept: other repositories use it",
		}, {
			reason: "a right that is not known everywhere yet is waited for", request: "Create", broken: map[string]int{"create": 2},
			want:      &rule{ours, wanted, []string{"code"}},
			wantCalls: []string{"get", "create", "sleep 5", "get", "create", "sleep 5", "get", "create", "associate code", "answer"}, wantStatus: "SUCCESS", wantReason: "done",
		}, {
			reason: "a failure is answered, or the stack would hang", request: "Create", broken: map[string]int{"get": 9},
			wantCalls:  []string{"get", "sleep 5", "get", "sleep 5", "get", "sleep 5", "get", "sleep 5", "get", "answer"},
			wantStatus: "FAILED", wantReason: "RuntimeError: get is broken",
		}, {
			reason: "an answer that got lost is sent again", request: "Delete", broken: map[string]int{"answer": 1},
			wantCalls: []string{"get", "answer", "sleep 5", "answer"}, wantStatus: "SUCCESS", wantReason: "nothing of ours is there",
		},
	}
	const name = "clinic-prod-repository"
	var scenarios []map[string]any
	for _, c := range cases {
		event := map[string]any{
			"RequestType": c.request, "ResponseURL": "https://answers.example/?signature=secret",
			"StackId": "the-stack", "RequestId": "the-request", "LogicalResourceId": "ApprovalRule",
			"ResourceProperties": map[string]any{
				"Name": name, "Owner": name, "Repository": "code", "Branches": []string{"refs/heads/main"}, "Approvals": "2", "Approvers": c.approvers,
			},
		}
		if c.request != "Create" {
			event["PhysicalResourceId"] = name
		}
		templates, broken := map[string]*rule{}, map[string]int{}
		if c.have != nil {
			templates[name] = c.have
		}
		if c.broken != nil {
			broken = c.broken
		}
		scenarios = append(scenarios, map[string]any{"event": event, "templates": templates, "broken": broken})
	}
	var got []played
	emittest.Python(t, scenarios, &got, "testdata/call_handler.py", "approval.py")
	for i, c := range cases {
		want := map[string]rule{}
		if c.want != nil {
			want[name] = *c.want
		}
		if d := cmp.Diff(want, got[i].Templates); d != "" {
			t.Errorf("%s: templates (-want +got):\n%s", c.reason, d)
		}
		if d := cmp.Diff(c.wantCalls, got[i].Calls); d != "" {
			t.Errorf("%s: calls (-want +got):\n%s", c.reason, d)
		}
		if len(got[i].Answers) != 1 {
			t.Errorf("%s: %d answers, want one", c.reason, len(got[i].Answers))
			continue
		}
		answer := map[string]string{
			"Status": c.wantStatus, "Reason": c.wantReason, "PhysicalResourceId": name,
			"StackId": "the-stack", "RequestId": "the-request", "LogicalResourceId": "ApprovalRule",
		}
		if d := cmp.Diff(answer, got[i].Answers[0].Body); d != "" || got[i].Answers[0].Method != "PUT" {
			t.Errorf("%s: answered by %s (-want +got):\n%s", c.reason, got[i].Answers[0].Method, d)
		}
		if strings.Contains(got[i].Log, "secret") || !strings.Contains(got[i].Log, c.wantStatus) {
			t.Errorf("%s: the log must say how it went and must not hold the URL:\n%s", c.reason, got[i].Log)
		}
	}
}

// TestApprovalHandlerCannotAnswer: when no answer gets through, the error reaches Lambda, which calls the function again.
func TestApprovalHandlerCannotAnswer(t *testing.T) {
	event := map[string]any{
		"RequestType": "Delete", "ResponseURL": "https://answers.example/", "StackId": "s", "RequestId": "r", "LogicalResourceId": "l",
		"PhysicalResourceId": "n", "ResourceProperties": map[string]any{"Name": "n", "Owner": "n", "Repository": "code"},
	}
	var got []played
	emittest.Python(t, []map[string]any{{"event": event, "templates": map[string]rule{}, "broken": map[string]int{"answer": 9}}}, &got,
		"testdata/call_handler.py", "approval.py")
	if got[0].Raised != "answer is broken" || len(got[0].Answers) != 0 {
		t.Errorf("raised %q after %d answers, want the error of the answer", got[0].Raised, len(got[0].Answers))
	}
}
