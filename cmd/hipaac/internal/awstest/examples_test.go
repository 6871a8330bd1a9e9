package awstest_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/awstest"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/exampletest"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// Every stack of the example environments can be made in the order of the compiler, with the capabilities of the manifest, and asked
// for again there is nothing to do.
func TestExamples(t *testing.T) {
	b := newBench(t)
	for _, d := range stack.Desire(exampletest.Environments(t)) {
		b.cloud.AccessKey("KEY"+d.Account, awstest.Identity{Account: d.Account, Partition: d.Partition()})
		if d.Bucket != "" {
			b.cloud.Bucket(d.Bucket, d.Account, d.Region)
		}
		at := func(o *cloudformation.Options) {
			o.Region, o.Credentials = d.Region, credentials.NewStaticCredentialsProvider("KEY"+d.Account, "secret", "")
		}
		set := func(name string, kind types.ChangeSetType) *cloudformation.DescribeChangeSetOutput {
			in := &cloudformation.CreateChangeSetInput{StackName: &d.Name, ChangeSetName: &name, ChangeSetType: kind}
			if len(d.Template) > stack.MaxBody {
				b.cloud.Object(d.Bucket, "templates/x.json", d.Template)
				in.TemplateURL = aws.String("https://" + d.Bucket + ".s3." + d.Region + ".amazonaws.com/templates/x.json")
			} else {
				in.TemplateBody = aws.String(string(d.Template))
			}
			for _, c := range d.Capabilities {
				in.Capabilities = append(in.Capabilities, types.Capability(c))
			}
			for key, value := range d.Parameters {
				in.Parameters = append(in.Parameters, types.Parameter{ParameterKey: aws.String(key), ParameterValue: aws.String(value)})
			}
			made, err := b.CreateChangeSet(t.Context(), in, at)
			if err != nil {
				t.Fatalf("%s: %v", d, err)
			}
			b.cloud.Advance(making)
			got, err := b.DescribeChangeSet(t.Context(), &cloudformation.DescribeChangeSetInput{ChangeSetName: made.Id}, at)
			if err != nil {
				t.Fatalf("%s: %v", d, err)
			}
			return got
		}
		made := set("first", types.ChangeSetTypeCreate)
		if _, err := b.ExecuteChangeSet(t.Context(), &cloudformation.ExecuteChangeSetInput{ChangeSetName: made.ChangeSetId}, at); err != nil {
			t.Fatalf("%s: %v: %s", d, err, aws.ToString(made.StatusReason))
		}
		b.cloud.Advance(long)
		s, _ := b.cloud.Stack(d.Account, d.Region, d.Name)
		if s.Status != "CREATE_COMPLETE" {
			t.Fatalf("%s ends as %s: %s", d, s.Status, s.Reason)
		}
		if again := set("second", types.ChangeSetTypeUpdate); again.Status != types.ChangeSetStatusFailed {
			t.Errorf("%s again: %s %d changes", d, again.Status, len(again.Changes))
		}
	}
}
