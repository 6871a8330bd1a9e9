package guard_test

import (
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation/s3"
	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// TestAccountRecords: who did what is written by one trail, and taken away by nobody whose doings it tells of, whatever rights they have.
func TestAccountRecords(t *testing.T) {
	s := newStack()
	guard.AccountRecords(s, "Trail", "keepDays", keyArn, &s3.Bucket{}, guard.ReceiveTrail("Trail", guard.TrailArn(s))...)
	policy := policyOf(t, s, "Trail")
	object := blueprints.GetAtt("Trail", "Arn") + "/AWSLogs/" + blueprints.AccountID + "/CloudTrail/us-east-1/2026/11/22/records.json.gz"
	delivery := func(trail string) map[string]string {
		return service(map[string]string{"aws:PrincipalIsAWSService": "true", "aws:SourceArn": trail, "s3:x-amz-acl": "bucket-owner-full-control"})
	}
	by := func(role string) map[string]string {
		return good(map[string]string{"aws:PrincipalArn": "arn:" + blueprints.Partition + ":iam::" + blueprints.AccountID + ":role/" + role})
	}
	const cloudtrail = "service:cloudtrail.amazonaws.com"

	for reason, c := range map[string]struct {
		principal, action string
		context           map[string]string
		allow, deny       []string
	}{
		"the account's trail":                    {cloudtrail, "s3:PutObject", delivery(guard.TrailArn(s)), []string{"Receive"}, nil},
		"another trail, of whatever account":     {cloudtrail, "s3:PutObject", delivery(blueprints.OwnArn("cloudtrail", "trail/other")), nil, nil},
		"the trail writes and does not read":     {cloudtrail, "s3:GetObject", delivery(guard.TrailArn(s)), nil, nil},
		"another service":                        {"service:config.amazonaws.com", "s3:PutObject", delivery(guard.TrailArn(s)), nil, nil},
		"people read":                            {"role", "s3:GetObject", by("auditor"), nil, nil},
		"an administrator forges a record":       {"role", "s3:PutObject", by("admin"), nil, []string{"DenyForging"}},
		"an administrator hides a record":        {"role", "s3:DeleteObject", by("admin"), nil, []string{"DenyDeleting"}},
		"an administrator destroys a record":     {"role", "s3:DeleteObjectVersion", by("admin"), nil, []string{"DenyDeleting"}},
		"the root user destroys a record":        {"role", "s3:DeleteObjectVersion", good(map[string]string{"aws:PrincipalArn": "arn:aws:iam::111122223333:root"}), nil, []string{"DenyDeleting"}},
		"a recorder of another region adds":      {"role", "s3:PutObject", by("clinic-far-recorder-us-west-2"), nil, nil},
		"a recorder takes nothing away":          {"role", "s3:DeleteObjectVersion", by("clinic-far-recorder-us-west-2"), nil, []string{"DenyDeleting"}},
		"a recorder of another system":           {"role", "s3:PutObject", by("billing-far-recorder-us-west-2"), nil, []string{"DenyForging"}},
		"there is a way in an emergency":         {"role", "s3:DeleteObjectVersion", good(map[string]string{"aws:PrincipalArn": guard.BreakGlassRoleArn(s)}), nil, nil},
		"the emergency of another environment":   {"role", "s3:DeleteObjectVersion", by("clinic-dev-break-glass"), nil, []string{"DenyDeleting"}},
		"an anonymous caller is nobody's record": {"", "s3:PutObject", without(good(nil), "aws:PrincipalAccount", "aws:PrincipalArn", "aws:PrincipalIsAWSService"), nil, []string{"DenyOtherAccounts", "DenyForging"}},
	} {
		allow, deny := judge(t, policy, request{c.principal, c.action, object, c.context})
		if d := cmp.Diff(c.allow, allow); d != "" {
			t.Errorf("%s: allowed by (-want +got):\n%s", reason, d)
		}
		if d := cmp.Diff(c.deny, deny); d != "" {
			t.Errorf("%s: denied by (-want +got):\n%s", reason, d)
		}
	}
}
