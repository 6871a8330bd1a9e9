package account

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// DetectDrift begins a look at whether a stack's resources are as its template says, and gives the id of the look. Nested stacks are not
// included. While one is on, another is refused with Busy.
func (c *Stacks) DetectDrift(ctx context.Context, id string) (detection string, err error) {
	out, err := c.client.DetectStackDrift(ctx, &cloudformation.DetectStackDriftInput{StackName: &id})
	if err != nil {
		return "", explain(ctx, err)
	}
	return aws.ToString(out.StackDriftDetectionId), nil
}

// Detection says how far a look is.
func (c *Stacks) Detection(ctx context.Context, detection string) (stack.Detection, error) {
	out, err := c.client.DescribeStackDriftDetectionStatus(ctx, &cloudformation.DescribeStackDriftDetectionStatusInput{StackDriftDetectionId: &detection})
	if err != nil {
		return stack.Detection{}, explain(ctx, err)
	}
	return stack.Detection{
		ID: detection, Stack: aws.ToString(out.StackId), Status: string(out.DetectionStatus), Reason: aws.ToString(out.DetectionStatusReason),
		Drift: string(out.StackDriftStatus), Drifted: int(aws.ToInt32(out.DriftedStackResourceCount)), At: aws.ToTime(out.Timestamp),
	}, nil
}

// Drifts are the resources that the last look checked, those in sync included.
func (c *Stacks) Drifts(ctx context.Context, id string) ([]stack.Drift, error) {
	var all []stack.Drift
	pages := cloudformation.NewDescribeStackResourceDriftsPaginator(c.client, &cloudformation.DescribeStackResourceDriftsInput{StackName: &id})
	for page, err := range each(ctx, pages) {
		if err != nil {
			return nil, explain(ctx, err)
		}
		for _, r := range page.StackResourceDrifts {
			d := stack.Drift{
				LogicalID: aws.ToString(r.LogicalResourceId), PhysicalID: aws.ToString(r.PhysicalResourceId), Type: aws.ToString(r.ResourceType),
				Status: string(r.StackResourceDriftStatus), Reason: aws.ToString(r.DriftStatusReason), At: aws.ToTime(r.Timestamp),
			}
			for _, p := range r.PropertyDifferences {
				d.Differences = append(d.Differences, stack.Difference{
					Path: aws.ToString(p.PropertyPath), Kind: string(p.DifferenceType), Expected: aws.ToString(p.ExpectedValue), Actual: aws.ToString(p.ActualValue),
				})
			}
			all = append(all, d)
		}
	}
	return all, nil
}
