package network

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/compiler/emit/emittest"
)

const (
	openIn  = `[{"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": "sg-1", "UserId": "111122223333"}]}]`
	openOut = `[{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]`
	opened  = `{"IpPermissions": ` + openIn + `, "IpPermissionsEgress": ` + openOut + `}`
	closed  = `{"IpPermissions": [], "IpPermissionsEgress": []}`

	describe  = "describe ['sg-1']"
	revokeIn  = "revoke inbound of sg-1: " + openIn
	revokeOut = "revoke outbound of sg-1: " + openOut
	pause     = "sleep 5"
)

// handled is what testdata/call_handler.py reports of one call.
type handled struct {
	Calls   []string
	Answers []struct {
		Method, URL, ContentType string
		Body                     map[string]string
	}
	Log, Raised string
}

// TestDefaultGroupHandler runs the very code that the template carries.
func TestDefaultGroupHandler(t *testing.T) {
	cases := []struct {
		reason, request, physical, group, broken string

		wantCalls                              []string
		wantStatus, wantReason, wantPhysicalID string
	}{
		{
			reason: "a new VPC's group is open and gets closed", request: "Create", group: opened,
			wantCalls:  []string{describe, revokeIn, revokeOut, "answer"},
			wantStatus: "SUCCESS", wantReason: "done", wantPhysicalID: "sg-1",
		}, {
			reason: "a group that is closed already is left alone", request: "Create", group: closed,
			wantCalls:  []string{describe, "answer"},
			wantStatus: "SUCCESS", wantReason: "done", wantPhysicalID: "sg-1",
		}, {
			reason: "a half-closed group gets closed", request: "Create", group: `{"IpPermissions": [], "IpPermissionsEgress": ` + openOut + `}`,
			wantCalls:  []string{describe, revokeOut, "answer"},
			wantStatus: "SUCCESS", wantReason: "done", wantPhysicalID: "sg-1",
		}, {
			reason:  "the group of a VPC that replaces another gets closed; the id stays, or CloudFormation would delete the old one",
			request: "Update", physical: "sg-0", group: opened,
			wantCalls:  []string{describe, revokeIn, revokeOut, "answer"},
			wantStatus: "SUCCESS", wantReason: "done", wantPhysicalID: "sg-0",
		}, {
			reason: "deleting touches nothing", request: "Delete", physical: "sg-1", group: opened,
			wantCalls:  []string{"answer"},
			wantStatus: "SUCCESS", wantReason: "done", wantPhysicalID: "sg-1",
		}, {
			reason: "a right that is not known everywhere yet is waited for", request: "Create", group: opened,
			broken:     `{"` + describe + `": 2}`,
			wantCalls:  []string{describe, pause, describe, pause, describe, revokeIn, revokeOut, "answer"},
			wantStatus: "SUCCESS", wantReason: "done", wantPhysicalID: "sg-1",
		}, {
			reason: "a failure is answered, or the stack would hang", request: "Create", group: opened,
			broken:     `{"` + describe + `": 9}`,
			wantCalls:  []string{describe, pause, describe, pause, describe, pause, describe, pause, describe, "answer"},
			wantStatus: "FAILED", wantReason: "RuntimeError: describe ['sg-1'] is broken", wantPhysicalID: "sg-1",
		}, {
			reason: "an answer that got lost is sent again", request: "Create", group: closed,
			broken:     `{"answer": 1}`,
			wantCalls:  []string{describe, "answer", pause, "answer"},
			wantStatus: "SUCCESS", wantReason: "done", wantPhysicalID: "sg-1",
		},
	}
	var scenarios []map[string]any
	for _, c := range cases {
		scenarios = append(scenarios, scenario(c.request, c.physical, c.group, c.broken))
	}
	results := callHandler(t, scenarios...)
	for i, c := range cases {
		got := results[i]
		if d := cmp.Diff(c.wantCalls, got.Calls); d != "" {
			t.Errorf("%s: calls (-want +got):\n%s", c.reason, d)
		}
		if len(got.Answers) != 1 {
			t.Errorf("%s: %d answers, want one", c.reason, len(got.Answers))
			continue
		}
		answer := got.Answers[0]
		want := map[string]string{
			"Status": c.wantStatus, "Reason": c.wantReason, "PhysicalResourceId": c.wantPhysicalID,
			"StackId": "the-stack", "RequestId": "the-request", "LogicalResourceId": "DefaultGroup",
		}
		if d := cmp.Diff(want, answer.Body); d != "" {
			t.Errorf("%s: answer (-want +got):\n%s", c.reason, d)
		}
		if answer.Method != "PUT" || answer.URL != "https://answers.example/?signature=secret" || answer.ContentType != "" {
			t.Errorf("%s: answered with %s %s, content type %q", c.reason, answer.Method, answer.URL, answer.ContentType)
		}
		if strings.Contains(got.Log, "secret") || !strings.Contains(got.Log, c.wantStatus) {
			t.Errorf("%s: the log must say how it went and must not hold the URL:\n%s", c.reason, got.Log)
		}
	}
}

// TestDefaultGroupHandlerCannotAnswer: when no answer gets through, the error reaches Lambda, which calls the function again.
func TestDefaultGroupHandlerCannotAnswer(t *testing.T) {
	got := callHandler(t, scenario("Create", "", closed, `{"answer": 9}`))[0]
	if got.Raised != "answer is broken" || len(got.Answers) != 0 {
		t.Errorf("raised %q after %d answers, want the error of the answer", got.Raised, len(got.Answers))
	}
}

// TestDefaultGroupSource: CloudFormation takes 4 MB of inline code, but what is reviewed in a template should fit on a screen.
func TestDefaultGroupSource(t *testing.T) {
	if len(emptyDefaultGroupSource) > 4096 {
		t.Errorf("the function has %d bytes", len(emptyDefaultGroupSource))
	}
	if strings.ContainsAny(emptyDefaultGroupSource, "\t\r\x01\x02") {
		t.Error("the function holds tabs or control characters, which a YAML block cannot show")
	}
}

// scenario is a call of the handler, and what it finds; see testdata/call_handler.py.
func scenario(request, physical, group, broken string) map[string]any {
	event := map[string]any{
		"RequestType": request, "ResponseURL": "https://answers.example/?signature=secret",
		"StackId": "the-stack", "RequestId": "the-request", "LogicalResourceId": "DefaultGroup",
		"ResourceProperties": map[string]any{"GroupId": "sg-1"},
	}
	if physical != "" {
		event["PhysicalResourceId"] = physical
	}
	if broken == "" {
		broken = "{}"
	}
	return map[string]any{"event": event, "group": json.RawMessage(group), "broken": json.RawMessage(broken)}
}

func callHandler(t *testing.T, scenarios ...map[string]any) []handled {
	t.Helper()
	var got []handled
	emittest.Python(t, scenarios, &got, "testdata/call_handler.py", "defaultgroup.py")
	return got
}
