package awstest_test

import (
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"
	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/awstest"
)

// Drift is found in what the template sets, on all pages; keys of KMS and unsupported types are not looked at. Source: user guide,
// "Detect unmanaged configuration changes"; facts 10.
func TestDrift(t *testing.T) {
	b := newBench(t)
	b.must("s", template(named+","+net+`,"Gate":{"Type":"AWS::EC2::InternetGateway"},"Policy":{"Type":"AWS::SNS::TopicPolicy","Properties":{"Topics":[]}},
		"Log":{"Type":"AWS::Logs::LogGroup","Properties":{"RetentionInDays":7,"KmsKeyId":"arn:key"}}`), "CREATE_COMPLETE")
	b.cloud.Drift(owner, region, "s", "Vpc", awstest.Drift{Changes: map[string]any{"/EnableDnsHostnames": false, "/EnableDnsSupport": false}})
	b.cloud.Drift(owner, region, "s", "Gate", awstest.Drift{Deleted: true})
	b.cloud.Drift(owner, region, "s", "Log", awstest.Drift{Changes: map[string]any{"/KmsKeyId": nil}})
	b.cloud.Drift(owner, region, "s", "Policy", awstest.Drift{Changes: map[string]any{"/Topics": []any{"other"}}})
	b.cloud.SetPageSize(2)
	if got, want := b.drifts("DETECTION_COMPLETE DRIFTED 2"), []string{"Gate DELETED", "Log IN_SYNC", "Net IN_SYNC", "Vpc MODIFIED /EnableDnsHostnames true→false NOT_EQUAL"}; !cmp.Equal(got, want) {
		t.Errorf("drift: %s", cmp.Diff(want, got))
	}
	b.cloud.Drift(owner, region, "s", "Vpc", awstest.Drift{Unknown: "no answer"})
	b.drifts("DETECTION_FAILED DRIFTED 1")
	b.cloud.FailDetection("no rights")
	b.drifts("DETECTION_FAILED UNKNOWN 1")
	b.cloud.Interfere(owner, region, "s", awstest.Updates)
	_, err := b.DetectStackDrift(t.Context(), &cloudformation.DetectStackDriftInput{StackName: aws.String("s")})
	b.refused(err, "ValidationError", "is in UPDATE_IN_PROGRESS state")
}

func (b *bench) drifts(want string) []string {
	b.Helper()
	started, err := b.DetectStackDrift(b.Context(), &cloudformation.DetectStackDriftInput{StackName: aws.String("s")})
	if err != nil {
		b.Fatal(err)
	}
	for range 100 {
		state, err := b.DescribeStackDriftDetectionStatus(b.Context(), &cloudformation.DescribeStackDriftDetectionStatusInput{StackDriftDetectionId: started.StackDriftDetectionId})
		if err != nil {
			b.Fatal(err)
		}
		if state.DetectionStatus == types.StackDriftDetectionStatusDetectionInProgress {
			continue
		}
		if got := fmt.Sprintf("%s %s %d", state.DetectionStatus, state.StackDriftStatus, aws.ToInt32(state.DriftedStackResourceCount)); got != want {
			b.Errorf("detection: %s, want %s", got, want)
		}
		break
	}
	var all []string
	pages := cloudformation.NewDescribeStackResourceDriftsPaginator(b, &cloudformation.DescribeStackResourceDriftsInput{StackName: aws.String("s")})
	for pages.HasMorePages() {
		page, err := pages.NextPage(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		for _, d := range page.StackResourceDrifts {
			line := fmt.Sprintf("%s %s", *d.LogicalResourceId, d.StackResourceDriftStatus)
			for _, p := range d.PropertyDifferences {
				line += fmt.Sprintf(" %s %s→%s %s", *p.PropertyPath, *p.ExpectedValue, *p.ActualValue, p.DifferenceType)
			}
			all = append(all, line)
		}
	}
	return all
}
