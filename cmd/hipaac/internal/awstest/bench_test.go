package awstest_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"
	"github.com/aws/smithy-go"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/awstest"
)

const (
	owner, region = "111122223333", "us-east-1"
	making        = 10 * time.Second // a change set is made by then
	long          = time.Hour
)

// bench is an account of the stand-in and the real SDK that talks to it.
type bench struct {
	*testing.T
	cloud *awstest.Cloud
	*cloudformation.Client
	sets, tokens int
}

func newBench(t *testing.T) *bench {
	cloud, url := awstest.Start(t)
	cloud.AccessKey("AKIDEXAMPLE", awstest.Identity{Account: owner})
	config := aws.Config{Region: region, BaseEndpoint: &url, Credentials: credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "secret", ""),
		RetryMaxAttempts: 1}
	return &bench{T: t, cloud: cloud, Client: cloudformation.NewFromConfig(config)}
}

// template writes a template around resources and outputs in JSON.
func template(resources string, rest ...string) string {
	return fmt.Sprintf(`{"Resources":{%s}%s}`, resources, strings.Join(append([]string{""}, rest...), ","))
}

const (
	vpc   = `"Vpc":{"Type":"AWS::EC2::VPC","Properties":{"CidrBlock":"10.0.0.0/16"}}`
	vpc2  = `"Vpc":{"Type":"AWS::EC2::VPC","Properties":{"CidrBlock":"10.1.0.0/16"}}`
	named = `"Vpc":{"Type":"AWS::EC2::VPC","Properties":{"CidrBlock":"10.0.0.0/16","EnableDnsHostnames":true}}`
	net   = `"Net":{"Type":"AWS::EC2::Subnet","Properties":{"VpcId":{"Ref":"Vpc"},"CidrBlock":"10.0.0.0/24"}}`
)

// propose asks for a change set and waits until CloudFormation has made it.
func (b *bench) propose(stack, body string, more ...func(*cloudformation.CreateChangeSetInput)) *cloudformation.DescribeChangeSetOutput {
	b.Helper()
	b.sets++
	in := &cloudformation.CreateChangeSetInput{
		StackName: &stack, ChangeSetName: aws.String(fmt.Sprintf("set%d", b.sets)), TemplateBody: &body, ChangeSetType: types.ChangeSetTypeUpdate,
		Capabilities: []types.Capability{types.CapabilityCapabilityNamedIam},
	}
	if _, err := b.DescribeStacks(b.Context(), &cloudformation.DescribeStacksInput{StackName: &stack}); err != nil || b.status(stack) == "REVIEW_IN_PROGRESS" {
		in.ChangeSetType = types.ChangeSetTypeCreate
	}
	for _, change := range more {
		change(in)
	}
	made, err := b.CreateChangeSet(b.Context(), in)
	if err != nil {
		b.Fatal(err)
	}
	for range 100 {
		b.cloud.Advance(time.Second)
		set, err := b.DescribeChangeSet(b.Context(), &cloudformation.DescribeChangeSetInput{ChangeSetName: made.Id, IncludePropertyValues: aws.Bool(true)})
		if err != nil {
			b.Fatal(err)
		}
		if set.Status != types.ChangeSetStatusCreatePending && set.Status != types.ChangeSetStatusCreateInProgress {
			return set
		}
	}
	b.Fatal("the change set is never made")
	return nil
}

func (b *bench) execute(set *cloudformation.DescribeChangeSetOutput, more ...func(*cloudformation.ExecuteChangeSetInput)) {
	b.Helper()
	b.tokens++
	in := &cloudformation.ExecuteChangeSetInput{ChangeSetName: set.ChangeSetId, ClientRequestToken: aws.String(fmt.Sprintf("token%d", b.tokens))}
	for _, change := range more {
		change(in)
	}
	if _, err := b.ExecuteChangeSet(b.Context(), in); err != nil {
		b.Fatal(err)
	}
}

// deploy brings a stack to a template and gives the status in which that ends.
func (b *bench) deploy(stack, body string, more ...func(*cloudformation.CreateChangeSetInput)) string {
	b.Helper()
	set := b.propose(stack, body, more...)
	if set.ExecutionStatus != types.ExecutionStatusAvailable {
		b.Fatalf("change set: %s %s", set.Status, aws.ToString(set.StatusReason))
	}
	b.execute(set)
	return b.wait(stack)
}

func (b *bench) must(stack, body, want string) {
	b.Helper()
	if got := b.deploy(stack, body); got != want {
		b.Fatalf("%s ends as %s (%s), want %s", stack, got, b.stack(stack).Reason, want)
	}
}

// wait lets virtual time go on until the stack rests.
func (b *bench) wait(stack string) string {
	b.Helper()
	for range 1000 {
		if status := b.status(stack); !strings.HasSuffix(status, "_IN_PROGRESS") || status == "REVIEW_IN_PROGRESS" {
			return status
		}
		b.cloud.Advance(time.Second)
	}
	b.Fatalf("%s never rests: %s", stack, b.status(stack))
	return ""
}

func (b *bench) stack(name string) awstest.Stack {
	s, _ := b.cloud.Stack(owner, region, name)
	return s
}

func (b *bench) status(name string) string { return b.stack(name).Status }

// refused wants an error of AWS with a code and a part of its message.
func (b *bench) refused(err error, code, part string) {
	b.Helper()
	problem := (smithy.APIError)(nil)
	if !errors.As(err, &problem) || problem.ErrorCode() != code || !strings.Contains(problem.ErrorMessage(), part) {
		b.Errorf("the answer is %v, want %s: …%s…", err, code, part)
	}
}

// events are the events of a stack since a token began, oldest first: "Vpc CREATE_COMPLETE", with a reason in brackets.
func (b *bench) events(stack, token string) []string {
	b.Helper()
	var all []string
	in := &cloudformation.DescribeStackEventsInput{StackName: &stack}
	for {
		page, err := b.DescribeStackEvents(b.Context(), in)
		if err != nil {
			b.Fatal(err)
		}
		for _, e := range page.StackEvents {
			if aws.ToString(e.ClientRequestToken) == token {
				line := aws.ToString(e.LogicalResourceId) + " " + string(e.ResourceStatus)
				if e.ResourceStatusReason != nil {
					line += " (" + *e.ResourceStatusReason + ")"
				}
				all = append([]string{line}, all...)
			}
		}
		if in.NextToken = page.NextToken; in.NextToken == nil {
			return all
		}
	}
}
