package emit_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation/ec2"
	"github.com/awslabs/goformation/v7/cloudformation/kms"
	"github.com/awslabs/goformation/v7/cloudformation/lambda"
	"github.com/awslabs/goformation/v7/cloudformation/s3"
	"github.com/awslabs/goformation/v7/cloudformation/ssm"
	"github.com/awslabs/goformation/v7/cloudformation/tags"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/compiler/emit"
)

var update = flag.Bool("update", false, "rewrite the files in testdata")

const function = `import os

def handler(event, context):
    # read what was asked for: "documents"
    return {"bucket": os.environ["BUCKET"]}
`

// everythingStack holds each thing that has a form of its own in a template.
func everythingStack() *blueprints.Stack {
	s := newStack()
	s.Env.Tags = map[string]string{"CostCentre": "0042", "Team": "Patient records: archive"}

	vpc := s.Add("Vpc", &ec2.VPC{CidrBlock: ptr("10.20.0.0/16"), EnableDnsSupport: ptr(true)}).
		Say("one network for all tiers")
	var subnets []string
	for i, block := range []string{"10.20.0.0/20", "10.20.16.0/20"} {
		subnets = append(subnets, s.Add(fmt.Sprintf("PrivateSubnet%d", i+1), &ec2.Subnet{
			VpcId: vpc.Ref(), CidrBlock: &block, AvailabilityZone: ptr(blueprints.Zone(i)),
		}).Ref())
	}
	s.Add("SecretsEndpoint", &ec2.VPCEndpoint{
		VpcId: vpc.Ref(), ServiceName: "com.amazonaws." + blueprints.Region + ".secretsmanager", SubnetIds: subnets,
		VpcEndpointType: ptr("Interface"), PrivateDnsEnabled: ptr(true),
	}).With("IpAddressType", "ipv4").With("DnsOptions", map[string]string{"DnsRecordIpType": "ipv4"})

	key := s.Add("DataKey", &kms.Key{
		Description: ptr("Data of clinic prod"), EnableKeyRotation: ptr(true), PendingWindowInDays: ptr(30), KeyPolicy: keyPolicy(),
	})
	key.DeletionPolicy, key.UpdateReplacePolicy = "Retain", "Retain"
	bucket := s.Add("Documents", &s3.Bucket{
		BucketName: ptr("clinic-prod-documents-" + blueprints.AccountID),
		BucketEncryption: &s3.Bucket_BucketEncryption{ServerSideEncryptionConfiguration: []s3.Bucket_ServerSideEncryptionRule{{
			BucketKeyEnabled: ptr(true),
			ServerSideEncryptionByDefault: &s3.Bucket_ServerSideEncryptionByDefault{
				SSEAlgorithm: "aws:kms", KMSMasterKeyID: ptr(key.Arn()),
			},
		}}},
		CorsConfiguration: &s3.Bucket_CorsConfiguration{CorsRules: []s3.Bucket_CorsRule{{
			AllowedMethods: []string{"GET", "PUT"}, AllowedOrigins: []string{"https://app.clinic.example"}, MaxAge: ptr(3600),
		}}},
	})
	bucket.DeletionPolicy, bucket.UpdateReplacePolicy = "Retain", "Retain"
	policy := s.Add("DocumentsPolicy", &s3.BucketPolicy{Bucket: bucket.Ref(), PolicyDocument: guard.Document(
		guard.Statement{
			Sid: "TLSOnly", Effect: "Deny", Principal: "*", Action: []string{"s3:*"},
			Resource:  []string{bucket.Arn(), bucket.Arn() + "/*"},
			Condition: guard.Condition{"Bool": {"aws:SecureTransport": {"false"}}},
		},
		guard.Statement{
			Sid: "OwnFolder", Effect: "Allow",
			Principal: guard.Principals{AWS: []string{"arn:" + blueprints.Partition + ":iam::" + blueprints.AccountID + ":root"}},
			Action:    []string{"s3:GetObject", "s3:PutObject"},
			Resource:  []string{bucket.Arn() + "/${aws:username}/" + s.KeyArn(blueprints.DataKey)},
		},
	)})
	s.Add("Reader", &lambda.Function{
		Code: &lambda.Function_Code{ZipFile: ptr(function)}, Handler: ptr("index.handler"), Runtime: ptr("python3.12"),
		Role: blueprints.ImportValue("clinic-prod-access:ReaderRoleArn"), KmsKeyArn: ptr(s.KeyArn(blueprints.DataKey)),
		Environment: &lambda.Function_Environment{Variables: map[string]string{"BUCKET": bucket.Ref(), "DEBUG": "off", "EMPTY": ""}},
		Tags:        []tags.Tag{{Key: "Owner", Value: "reading@clinic.example"}},
	}).DependsOn(policy)
	s.Add("Setting", &ssm.Parameter{Type: "String", Value: "010", Name: ptr("/hipaac/clinic/prod/setting")})
	s.Add("Notice", blueprints.Typed{Type: "Custom::Notice", Props: map[string]any{
		"ServiceToken": blueprints.GetAtt("Reader", "Arn"), "Large": 9007199254740993, "Ratio": 0.25, "Nothing": []string{},
		"Text": "first line\n  second line: it's 100 %\n", "Hidden": "a\u202eb", "Nested": blueprints.ImportValue("clinic-" + blueprints.Region + ":Topic"),
		"Join": map[string]any{"Fn::Join": []any{"-", []string{"a", "b"}}},
	}})

	s.Export("DocumentsArn", bucket.Arn(), "ARN of the bucket documents")
	s.Export("Zone", blueprints.Zone(0), "The first zone")
	return s
}

func TestGolden(t *testing.T) {
	s := everythingStack()
	notes := map[string]string{}
	for _, r := range s.Resources {
		notes[r.ID] = r.Remarks()
	}
	comments := func(id string) []string {
		lines := []string{"asked for by stacks.storage"}
		if notes[id] != "" {
			lines = append(lines, notes[id])
		}
		return lines
	}
	d, err := emit.Document(s)
	if err != nil {
		t.Fatal(err)
	}
	header := []string{"clinic prod, stack storage", "", "Written by hipaac from environments/prod.yaml; change it there."}
	compare(t, "everything.yaml", emit.Render(d, comments, header))
	compare(t, "everything.json", append(emit.JSON(d), '\n'))
	checkRoundTrip(t, d, "")
}

func compare(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what is emitted now; see the difference with git after: go test ./compiler/emit -update", path)
	}
}
