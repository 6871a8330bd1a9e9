package awstest_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/google/go-cmp/cmp"
)

// A stack is made, changed and deleted, with an event for each step. Source: user guide, "Stack creation events", "Stack status codes".
func TestLife(t *testing.T) {
	b := newBench(t)
	exports := `"Outputs":{"VpcId":{"Value":{"Ref":"Vpc"},"Export":{"Name":{"Fn::Sub":"${AWS::StackName}:VpcId"}}}}`
	b.must("net", template(vpc+","+net, exports), "CREATE_COMPLETE")
	if diff := cmp.Diff([]string{
		"net CREATE_IN_PROGRESS (User Initiated)", "Vpc CREATE_IN_PROGRESS", "Vpc CREATE_IN_PROGRESS (Resource creation Initiated)", "Vpc CREATE_COMPLETE",
		"Net CREATE_IN_PROGRESS", "Net CREATE_IN_PROGRESS (Resource creation Initiated)", "Net CREATE_COMPLETE", "net CREATE_COMPLETE",
	}, b.events("net", "token1")); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	id := b.stack("net").Outputs["VpcId"]

	b.must("net", template(vpc2+","+net, exports), "UPDATE_COMPLETE")
	if diff := cmp.Diff([]string{
		"net UPDATE_IN_PROGRESS (User Initiated)",
		"Vpc UPDATE_IN_PROGRESS (Requested update requires the creation of a new physical resource; hence creating one.)",
		"Vpc UPDATE_IN_PROGRESS (Resource creation Initiated)", "Vpc UPDATE_COMPLETE",
		"Net UPDATE_IN_PROGRESS (Requested update requires the creation of a new physical resource; hence creating one.)",
		"Net UPDATE_IN_PROGRESS (Resource creation Initiated)", "Net UPDATE_COMPLETE",
		"net UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "Net DELETE_IN_PROGRESS", "Net DELETE_COMPLETE", "Vpc DELETE_IN_PROGRESS", "Vpc DELETE_COMPLETE", "net UPDATE_COMPLETE",
	}, b.events("net", "token2")); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	if now := b.stack("net").Outputs["VpcId"]; now == id {
		t.Errorf("the VPC was replaced and is still %s", now)
	}

	if _, err := b.DeleteStack(t.Context(), &cloudformation.DeleteStackInput{StackName: aws.String("net"), ClientRequestToken: aws.String("end")}); err != nil {
		t.Fatal(err)
	}
	if status := b.wait("net"); status != "DELETE_COMPLETE" {
		t.Errorf("deleted: %s", status)
	}
	_, err := b.DescribeStacks(t.Context(), &cloudformation.DescribeStacksInput{StackName: aws.String("net")})
	b.refused(err, "ValidationError", "Stack with id net does not exist")
	gone, err := b.DescribeStacks(t.Context(), &cloudformation.DescribeStacksInput{StackName: aws.String(b.stack("net").ID)})
	if err != nil || gone.Stacks[0].StackStatus != "DELETE_COMPLETE" {
		t.Errorf("by its ARN: %v %v", gone, err)
	}
}
