package inventory

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestBegins: a pattern stands for every action that it may mean. "G*" was no reading once, and a way to a bucket was left out.
func TestBegins(t *testing.T) {
	for _, c := range []struct {
		action string
		want   bool
	}{
		{"GetObject", true}, {"Get*", true}, {"G*", true}, {"*", true}, {"*Object", true}, {"G*Object", true},
		{"G", false}, {"PutObject", false}, {"Put*", false}, {"Tag*", false},
	} {
		if got := begins(c.action, fetching); got != c.want {
			t.Errorf("%s fetches: %v", c.action, got)
		}
	}
}

// TestEverything: a role that may do everything reaches everything, each through its own API. "*" names no service, and was once read as
// none; and a statement of two services once reached a bucket through SQS.
func TestEverything(t *testing.T) {
	for _, action := range []string{`"*"`, `["s3:*", "sqs:*"]`} {
		m := Of(environment(t, "a", `Resources:
  Records: {Type: "AWS::S3::Bucket", Properties: {Tags: [{Key: DataClassification, Value: phi}]}}
  Worker: {Type: "AWS::Lambda::Function", Properties: {Role: !GetAtt Role.Arn}}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}]}
      Policies: [{PolicyName: all, PolicyDocument: {Statement: [{Effect: Allow, Action: `+action+`, Resource: !Sub "${Records.Arn}/*"}]}}]
`, true))
		var got []string
		for _, f := range m.Flows {
			got = append(got, f.From+" "+f.To+" "+f.Label+" "+string(f.PHI))
		}
		if d := cmp.Diff([]string{"a/one.Worker a/one.Records S3, read and write moves"}, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", action, d)
		}
	}
}
