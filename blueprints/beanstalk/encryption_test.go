package beanstalk_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/compiler/emit/emittest"
)

const responseURL = "https://cloudformation-custom-resource-response.example/?signature=secret"

// TestVolumeCheck runs the very code that the template carries.
func TestVolumeCheck(t *testing.T) {
	const (
		encrypted = `[{"DeviceName": "/dev/xvda", "Ebs": {"Encrypted": true}}, {"DeviceName": "/dev/sdb", "VirtualName": "ephemeral0"}]`
		half      = `[{"DeviceName": "/dev/xvda", "Ebs": {"Encrypted": true}}, {"DeviceName": "/dev/sdb", "Ebs": {"Encrypted": false}}]`
		off       = "EBS encryption by default is off in this region: turn it on (aws ec2 enable-ebs-encryption-by-default), then deploy again"
	)
	cases := []struct {
		reason, request, image, volumes string
		byDefault                       bool
		broken                          int
		wantCalls                       []string
		wantStatus, wantReason          string
	}{
		{reason: "the account encrypts", request: "Create", byDefault: true, wantCalls: []string{"default"}, wantStatus: "SUCCESS", wantReason: "done"},
		{reason: "nobody encrypts", request: "Create", wantCalls: []string{"default"}, wantStatus: "FAILED", wantReason: "PermissionError: " + off},
		{reason: "nobody encrypts any more", request: "Update", wantCalls: []string{"default"}, wantStatus: "FAILED", wantReason: "PermissionError: " + off},
		{reason: "the image comes encrypted", request: "Create", image: "ami-1", volumes: encrypted, wantCalls: []string{"default", "image ['ami-1']"}, wantStatus: "SUCCESS", wantReason: "done"},
		{reason: "one volume of the image does not", request: "Create", image: "ami-1", volumes: half, wantCalls: []string{"default", "image ['ami-1']"},
			wantStatus: "FAILED", wantReason: "PermissionError: image ami-1 has volumes that are not encrypted, and " + off},
		{reason: "an image without volumes shows nothing", request: "Create", image: "ami-1", volumes: "[]", wantCalls: []string{"default", "image ['ami-1']"},
			wantStatus: "FAILED", wantReason: "PermissionError: image ami-1 has volumes that are not encrypted, and " + off},
		{reason: "a right that is not known everywhere yet is waited for", request: "Create", byDefault: true, broken: 2,
			wantCalls: []string{"default", "sleep 4", "default", "sleep 4", "default"}, wantStatus: "SUCCESS", wantReason: "done"},
		{reason: "what cannot be read is not taken for encrypted", request: "Create", byDefault: true, broken: 9,
			wantCalls:  []string{"default", "sleep 4", "default", "sleep 4", "default", "sleep 4", "default"},
			wantStatus: "FAILED", wantReason: "RuntimeError: EC2 is broken"},
		{reason: "deleting asks nobody, or the stack could not go", request: "Delete", wantStatus: "SUCCESS", wantReason: "done"},
	}
	var scenarios []map[string]any
	for _, c := range cases {
		scenarios = append(scenarios, scenario(c.request, c.image, c.volumes, c.byDefault, c.broken))
	}
	var results []volumeCheck
	emittest.Python(t, scenarios, &results, "testdata/call_handler.py", "encryption.py")
	for i, c := range cases {
		t.Run(c.reason, func(t *testing.T) {
			got := results[i]
			want := []map[string]string{{
				"Status": c.wantStatus, "Reason": c.wantReason, "PhysicalResourceId": "EncryptedVolumes",
				"StackId": "stack-1", "RequestId": "request-1", "LogicalResourceId": "EncryptedVolumes", "Method": "PUT", "Url": responseURL,
			}}
			if d := cmp.Diff(want, got.Answers); d != "" {
				t.Errorf("answers (-want +got):\n%s", d)
			}
			if d := cmp.Diff(c.wantCalls, got.Calls); d != "" && len(c.wantCalls)+len(got.Calls) > 0 {
				t.Errorf("calls (-want +got):\n%s", d)
			}
			if strings.Contains(got.Log, "signature") {
				t.Errorf("the log holds a URL that anybody could answer with: %s", got.Log)
			}
		})
	}
}

type volumeCheck struct {
	Calls   []string
	Answers []map[string]string
	Log     string
}

// scenario is a call of the handler, and what it finds; see testdata/call_handler.py.
func scenario(request, image, volumes string, byDefault bool, broken int) map[string]any {
	properties := map[string]string{}
	if image != "" {
		properties["Image"] = image
	}
	if volumes == "" {
		volumes = "[]"
	}
	return map[string]any{
		"event": map[string]any{
			"RequestType": request, "ResponseURL": responseURL, "StackId": "stack-1", "RequestId": "request-1",
			"LogicalResourceId": "EncryptedVolumes", "ResourceProperties": properties,
		},
		"byDefault": byDefault, "volumes": json.RawMessage(volumes), "broken": broken,
	}
}
