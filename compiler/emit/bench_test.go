package emit_test

import (
	"fmt"
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation/ec2"
	"github.com/awslabs/goformation/v7/cloudformation/iam"
	"github.com/awslabs/goformation/v7/cloudformation/kms"
	"github.com/awslabs/goformation/v7/cloudformation/s3"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/compiler/emit"
)

// largeStack has 113 resources of the mix that real stacks have: about as many as a whole environment.
func largeStack() *blueprints.Stack {
	s := newStack()
	vpc := s.Add("Vpc", &ec2.VPC{CidrBlock: ptr("10.20.0.0/16"), EnableDnsSupport: ptr(true), EnableDnsHostnames: ptr(true)})
	for i := range 28 {
		subnet := s.Add(fmt.Sprintf("Subnet%d", i), &ec2.Subnet{
			VpcId: vpc.Ref(), CidrBlock: ptr(fmt.Sprintf("10.20.%d.0/24", i)), AvailabilityZone: ptr(blueprints.Zone(i % 3)),
		})
		key := s.Add(fmt.Sprintf("Key%d", i), &kms.Key{
			Description: ptr("Encrypts data"), EnableKeyRotation: ptr(true), KeyPolicy: keyPolicy(),
		}).Retain()
		bucket := s.Add(fmt.Sprintf("Bucket%d", i), &s3.Bucket{
			BucketEncryption: &s3.Bucket_BucketEncryption{ServerSideEncryptionConfiguration: []s3.Bucket_ServerSideEncryptionRule{{
				BucketKeyEnabled: ptr(true),
				ServerSideEncryptionByDefault: &s3.Bucket_ServerSideEncryptionByDefault{
					SSEAlgorithm: "aws:kms", KMSMasterKeyID: ptr(key.Arn()),
				},
			}}},
			PublicAccessBlockConfiguration: &s3.Bucket_PublicAccessBlockConfiguration{
				BlockPublicAcls: ptr(true), BlockPublicPolicy: ptr(true), IgnorePublicAcls: ptr(true), RestrictPublicBuckets: ptr(true),
			},
			VersioningConfiguration: &s3.Bucket_VersioningConfiguration{Status: "Enabled"},
		}).Retain().DependsOn(subnet)
		s.Add(fmt.Sprintf("Role%d", i), &iam.Role{
			AssumeRolePolicyDocument: guard.Document(guard.Statement{
				Effect: "Allow", Principal: guard.Principals{Service: []string{"lambda.amazonaws.com"}}, Action: []string{"sts:AssumeRole"},
			}),
			Policies: []iam.Role_Policy{{PolicyName: "read", PolicyDocument: guard.Document(guard.Statement{
				Sid: "Read", Effect: "Allow", Action: []string{"s3:GetObject", "s3:ListBucket"},
				Resource: []string{bucket.Arn(), bucket.Arn() + "/*", s.KeyArn(blueprints.DataKey)},
			})}},
		})
		s.Export(fmt.Sprintf("Bucket%dArn", i), bucket.Arn(), "ARN of a bucket")
	}
	return s
}

func BenchmarkEmit(b *testing.B) {
	s := largeStack()
	comments := func(id string) []string {
		return []string{"asked for by stacks.storage", "safeguards: encryption-at-rest, versioning"}
	}
	d, err := emit.Document(s)
	if err != nil {
		b.Fatal(err)
	}
	for _, stage := range []struct {
		name string
		run  func()
	}{
		{"document", func() { _, _ = emit.Document(s) }},
		{"yaml", func() { emit.Render(d, comments, nil) }},
		{"json", func() { emit.JSON(d) }},
		{"all", func() {
			d, _ := emit.Document(s)
			emit.Render(d, comments, nil)
			emit.JSON(d)
		}},
	} {
		b.Run(stage.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				stage.run()
			}
		})
	}
}
