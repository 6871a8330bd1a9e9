package awstest_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/awstest"
)

// Whatever goes wrong between here and AWS, a proxy can make it go wrong; "lost" is the one that was done all the same.
func TestProxy(t *testing.T) {
	tests := map[awstest.FaultKind]struct {
		fails, done bool
		outcome     string
	}{
		awstest.Throttle: {true, false, "throttle"}, awstest.Down: {true, false, "down"}, awstest.Reset: {true, false, "reset"},
		awstest.Lost: {true, true, "ok, lost"}, awstest.Slow: {false, true, "ok, slow"},
	}
	for kind, test := range tests {
		t.Run(string(kind), func(t *testing.T) {
			cloud, url := awstest.Start(t)
			proxy, url := awstest.StartProxy(t, url)
			cloud.AccessKey("AKIDEXAMPLE", awstest.Identity{Account: owner})
			client := cloudformation.NewFromConfig(aws.Config{Region: region, BaseEndpoint: &url, RetryMaxAttempts: 1,
				Credentials: credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "secret", "")})
			cloud.Make(owner, region, "s", []byte(template(vpc)), nil)
			proxy.Fail(awstest.Fault{Operation: "DeleteStack", Kind: kind, Delay: 50 * time.Millisecond})
			began := time.Now()
			_, err := client.DeleteStack(t.Context(), &cloudformation.DeleteStackInput{StackName: aws.String("s")})
			if (err != nil) != test.fails {
				t.Errorf("the call: %v", err)
			}
			if kind == awstest.Slow && time.Since(began) < 50*time.Millisecond {
				t.Error("not slow")
			}
			if calls := proxy.Calls(); len(calls) != 1 || calls[0].Outcome != test.outcome || calls[0].Subject != "s" || calls[0].Region != region {
				t.Errorf("on record: %v", calls)
			}
			if s, _ := cloud.Stack(owner, region, "s"); (s.Status == "DELETE_IN_PROGRESS") != test.done {
				t.Errorf("the stack is %s", s.Status)
			}
			if _, err := client.DescribeStacks(t.Context(), &cloudformation.DescribeStacksInput{}); err != nil {
				t.Errorf("the next call: %v", err)
			}
		})
	}
}

// A role can be assumed with its external id, and acts in its own account. Source: API reference, AssumeRole.
func TestAssumeRole(t *testing.T) {
	cloud, url := awstest.Start(t)
	cloud.AccessKey("AKIDEXAMPLE", awstest.Identity{Account: owner})
	cloud.Role("444455556666", "deploy", "secret-id")
	config := aws.Config{Region: region, BaseEndpoint: &url, Credentials: credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "secret", ""), RetryMaxAttempts: 1}
	assume := func(id string) (*sts.AssumeRoleOutput, error) {
		return sts.NewFromConfig(config).AssumeRole(t.Context(), &sts.AssumeRoleInput{RoleArn: aws.String("arn:aws:iam::444455556666:role/deploy"), RoleSessionName: aws.String("hipaac-x"), ExternalId: &id})
	}
	if _, err := assume("wrong"); err == nil || !strings.Contains(err.Error(), "AccessDenied") {
		t.Errorf("with another external id: %v", err)
	}
	got, err := assume("secret-id")
	if err != nil || got.Credentials.Expiration.Before(time.Now().Add(50*time.Minute)) {
		t.Fatalf("%+v %v", got, err)
	}
	config.Credentials = credentials.NewStaticCredentialsProvider(*got.Credentials.AccessKeyId, *got.Credentials.SecretAccessKey, *got.Credentials.SessionToken)
	who, err := sts.NewFromConfig(config).GetCallerIdentity(t.Context(), nil)
	if err != nil || *who.Arn != "arn:aws:sts::444455556666:assumed-role/deploy/hipaac-x" || *who.Account != "444455556666" {
		t.Errorf("%+v %v", who, err)
	}
}

// Cloud Control shows a resource as it is, with what somebody changed. Source: Cloud Control API reference, GetResource.
func TestCloudControl(t *testing.T) {
	b := newBench(t)
	b.must("s", template(`"Log":{"Type":"AWS::Logs::LogGroup","Properties":{"LogGroupName":"log","KmsKeyId":"arn:key"}}`), "CREATE_COMPLETE")
	b.cloud.Drift(owner, region, "s", "Log", awstest.Drift{Changes: map[string]any{"/KmsKeyId": nil}})
	url := *b.Options().BaseEndpoint
	get := func(id string) (int, string) {
		t.Helper()
		body, _ := json.Marshal(map[string]string{"TypeName": "AWS::Logs::LogGroup", "Identifier": id})
		r, err := http.NewRequest(http.MethodPost, url, bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261101/us-east-1/cloudcontrolapi/aws4_request")
		r.Header.Set("X-Amz-Target", "CloudApiService.GetResource")
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		text, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		return answer.StatusCode, string(text)
	}
	if status, text := get("log"); status != http.StatusOK || !strings.Contains(text, `\"LogGroupName\":\"log\"`) || strings.Contains(text, "KmsKeyId") {
		t.Errorf("%d %s", status, text)
	}
	if status, text := get("other"); status != http.StatusBadRequest || !strings.Contains(text, "ResourceNotFoundException") {
		t.Errorf("%d %s", status, text)
	}
}
