package change

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestReplacement is what the resource reference says of the types that hold data, and of some that do not.
func TestReplacement(t *testing.T) {
	tests := []struct {
		kind, old, new string
		want           Replacement
	}{
		{"AWS::S3::Bucket", "{BucketName: a}", "{BucketName: b}", WillReplace},
		{"AWS::S3::Bucket", "{BucketName: a}", "{}", WillReplace},
		{"AWS::S3::Bucket", "{VersioningConfiguration: {Status: Enabled}}", "{}", InPlace},
		{"AWS::RDS::DBInstance", "{DBInstanceIdentifier: a}", "{DBInstanceIdentifier: b}", WillReplace},
		{"AWS::RDS::DBInstance", "{Engine: mysql}", "{Engine: postgres}", MayReplace},
		{"AWS::RDS::DBInstance", "{KmsKeyId: a}", "{KmsKeyId: b}", WillReplace},
		{"AWS::RDS::DBInstance", "{StorageEncrypted: false}", "{StorageEncrypted: true}", WillReplace},
		{"AWS::RDS::DBInstance", "{DBSubnetGroupName: a}", "{DBSubnetGroupName: b}", WillReplace},
		{"AWS::RDS::DBInstance", "{AvailabilityZone: a}", "{AvailabilityZone: b}", MayReplace},
		{"AWS::RDS::DBInstance", "{DBInstanceClass: a}", "{DBInstanceClass: b}", InPlace},
		{"AWS::RDS::DBInstance", "{BackupRetentionPeriod: 7}", "{BackupRetentionPeriod: 35}", InPlace},
		{"AWS::RDS::DBInstance", "{MultiAZ: false}", "{MultiAZ: true}", InPlace},
		{"AWS::RDS::DBInstance", "{DBSnapshotIdentifier: a}", "{}", MayReplace},
		{"AWS::RDS::DBInstance", "{AllocatedStorage: 20}", "{AllocatedStorage: 30}", InPlace},
		{"AWS::RDS::DBCluster", "{DBClusterIdentifier: a}", "{DBClusterIdentifier: b}", WillReplace},
		{"AWS::RDS::DBCluster", "{SnapshotIdentifier: a}", "{}", WillReplace},
		{"AWS::RDS::DBCluster", "{KmsKeyId: a}", "{KmsKeyId: b}", WillReplace},
		{"AWS::RDS::DBCluster", "{DatabaseName: a}", "{DatabaseName: b}", WillReplace},
		{"AWS::RDS::DBCluster", "{EngineVersion: 1}", "{EngineVersion: 2}", InPlace},
		{"AWS::DynamoDB::Table", "{TableName: a}", "{TableName: b}", WillReplace},
		{"AWS::DynamoDB::Table", "{KeySchema: [{AttributeName: a, KeyType: HASH}]}", "{KeySchema: [{AttributeName: b, KeyType: HASH}]}", MayReplace},
		{"AWS::EFS::FileSystem", "{Encrypted: false}", "{Encrypted: true}", WillReplace},
		{"AWS::EFS::FileSystem", "{KmsKeyId: a}", "{KmsKeyId: b}", WillReplace},
		{"AWS::Logs::LogGroup", "{LogGroupName: a}", "{LogGroupName: b}", WillReplace},
		{"AWS::Logs::LogGroup", "{KmsKeyId: a}", "{KmsKeyId: b}", InPlace},
		{"AWS::SQS::Queue", "{QueueName: a}", "{QueueName: b}", WillReplace},
		{"AWS::SNS::Topic", "{TopicName: a}", "{TopicName: b}", WillReplace},
		{"AWS::SecretsManager::Secret", "{Name: a}", "{Name: b}", WillReplace},
		{"AWS::Backup::BackupVault", "{EncryptionKeyArn: a}", "{EncryptionKeyArn: b}", WillReplace},
		{"AWS::Cognito::UserPool", "{UserPoolName: a}", "{UserPoolName: b}", InPlace},
		{"AWS::KMS::Key", "{Description: a}", "{Description: b}", InPlace},
		{"AWS::KMS::Alias", "{AliasName: alias/a, TargetKeyId: k}", "{AliasName: alias/b, TargetKeyId: k}", WillReplace},
		{"AWS::ECR::Repository", "{EncryptionConfiguration: {EncryptionType: KMS}}", "{EncryptionConfiguration: {EncryptionType: AES256}}", WillReplace},
		{"AWS::ECR::Repository", "{EncryptionConfiguration: {EncryptionType: KMS}}", "{}", WillReplace},
		{"AWS::ECR::Repository", "{ImageScanningConfiguration: {ScanOnPush: true}}", "{}", InPlace},
		{"AWS::IAM::Role", "{RoleName: a}", "{RoleName: b}", WillReplace},
		{"AWS::IAM::Role", "{Path: /a/}", "{Path: /b/}", WillReplace},
		{"AWS::EC2::SecurityGroup", "{GroupDescription: a}", "{GroupDescription: b}", WillReplace},
		{"AWS::EC2::Instance", "{SecurityGroupIds: [a]}", "{SecurityGroupIds: [b]}", MayReplace},
		{"AWS::New::Thing", "{A: 1}", "{A: 2}", MayReplace},
		{"Custom::Thing", "{ServiceToken: a, B: 1}", "{ServiceToken: a, B: 2}", MayReplace},
	}
	for _, test := range tests {
		text := func(properties string) string {
			return "Resources:\n  X:\n    Type: " + test.kind + "\n    Properties: " + properties + "\n"
		}
		name := fmt.Sprintf("%s %s -> %s", test.kind, test.old, test.new)
		for _, way := range []struct{ old, new string }{{test.old, test.new}, {test.new, test.old}} {
			r := stack(t, text(way.old), text(way.new))
			if len(r.Resources) != 1 || r.Resources[0].Replacement != test.want {
				t.Errorf("%s: got %+v, want %q", name, r.Resources, test.want)
			}
		}
	}
}

// A replacement is followed through references: what uses the old name or ARN gets another.
func TestReplacementFollowsReferences(t *testing.T) {
	const frame = `
Resources:
  Key: {Type: "AWS::KMS::Key", Properties: {Description: d}}
  Group: {Type: "AWS::RDS::DBSubnetGroup", Properties: {DBSubnetGroupName: %s, DBSubnetGroupDescription: d, SubnetIds: [a]}}
  Data: {Type: "AWS::RDS::DBInstance", Properties: {DBSubnetGroupName: !Ref Group, KmsKeyId: !GetAtt Key.Arn}}
  Secret: {Type: "AWS::SecretsManager::SecretTargetAttachment", Properties: {SecretId: s, TargetId: !Ref Data, TargetType: "AWS::RDS::DBInstance"}}
  Alarm: {Type: "AWS::CloudWatch::Alarm", Properties: {Dimensions: [{Name: DB, Value: !Sub "${Data}"}]}}
  Apart: {Type: "AWS::CloudWatch::Alarm", Properties: {Dimensions: [{Name: DB, Value: !Ref Key}]}}
Outputs:
  Address: {Value: !GetAtt Data.Endpoint.Address, Export: {Name: address}}
`
	r := stack(t, fmt.Sprintf(frame, "a"), fmt.Sprintf(frame, "b"))
	var got []string
	for _, x := range r.Resources {
		for _, p := range x.Properties {
			got = append(got, fmt.Sprintf("%s %s because %v: %s through %q", x.ID, x.Replacement, x.Because, p.Path, p.Through))
		}
	}
	want := []string{
		`Alarm  because []: Properties.Dimensions[DB].Value through "Data"`,
		`Data will because [Properties.DBSubnetGroupName]: Properties.DBSubnetGroupName through "Group"`,
		`Group will because [Properties.DBSubnetGroupName]: Properties.DBSubnetGroupName through ""`,
		`Secret  because []: Properties.TargetId through "Data"`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if len(r.Exports) != 1 || r.Exports[0].Through != "Data" {
		t.Errorf("exports: %+v", r.Exports)
	}
}

// A possible replacement is possible for those who refer to it, and a circle ends.
func TestPossibleReplacement(t *testing.T) {
	const frame = `
Resources:
  A: {Type: "AWS::New::Thing", Properties: {X: %s, Y: !Ref C}}
  B: {Type: "AWS::S3::Bucket", Properties: {BucketName: !Sub "x-${A}"}}
  C: {Type: "AWS::Logs::LogGroup", Properties: {LogGroupName: !Ref B}}
`
	for _, x := range stack(t, fmt.Sprintf(frame, "1"), fmt.Sprintf(frame, "2")).Resources {
		if x.Replacement != MayReplace {
			t.Errorf("%s: %q", x.ID, x.Replacement)
		}
	}
}

// What CloudFormation will not carry out is said before it fails half-way.
func TestRefusals(t *testing.T) {
	tests := []struct{ old, new, want string }{
		{"{Type: 'AWS::RDS::DBInstance', Properties: {DBInstanceIdentifier: x, DBName: a}}", "{Type: 'AWS::RDS::DBInstance', Properties: {DBInstanceIdentifier: x, DBName: b}}",
			"the old one still has the name; change DBInstanceIdentifier, too"},
		{"{Type: 'AWS::RDS::DBInstance', Properties: {DBName: a}}", "{Type: 'AWS::RDS::DBInstance', Properties: {DBName: b}}", ""},
		{"{Type: 'AWS::RDS::DBInstance', Properties: {DBInstanceIdentifier: x, Engine: a}}", "{Type: 'AWS::RDS::DBInstance', Properties: {DBInstanceIdentifier: x, Engine: b}}",
			"if it is replaced: the old one still has the name; change DBInstanceIdentifier, too"},
		{"{Type: 'AWS::RDS::DBInstance', Properties: {DBInstanceIdentifier: x, DBName: a}}", "{Type: 'AWS::RDS::DBInstance', Properties: {DBInstanceIdentifier: y, DBName: b}}", ""},
		{"{Type: 'AWS::KMS::Key', Properties: {KeySpec: SYMMETRIC_DEFAULT}}", "{Type: 'AWS::KMS::Key', Properties: {KeySpec: RSA_2048}}",
			"a key keeps its specification, usage, origin and reach; make a new one with another logical id"},
		{"{Type: 'AWS::SNS::Topic'}", "{Type: 'AWS::SQS::Queue'}", "a resource keeps its type; give the new AWS::SQS::Queue another logical id"},
		{"{Type: 'AWS::SQS::Queue', Properties: {QueueName: q, FifoQueue: false}}", "{Type: 'AWS::SQS::Queue', Properties: {QueueName: q, FifoQueue: true}}", "the old one still has the name; change QueueName, too"},
	}
	for _, test := range tests {
		r := stack(t, "Resources: {X: "+test.old+"}", "Resources: {X: "+test.new+"}")
		if len(r.Resources) != 1 || r.Resources[0].Refused != test.want {
			t.Errorf("%s\n-> %s\ngot  %+v\nwant %s", test.old, test.new, r.Resources, test.want)
		}
	}
}

// The table of types covers what hipaac emits and what holds data.
func TestTypesAreKnown(t *testing.T) {
	for kind := range holdings {
		if !Known(kind) {
			t.Errorf("%s holds data, and types.csv does not have it", kind)
		}
	}
	for _, table := range []map[string]string{opens, guards} {
		for kind := range table {
			if !Known(kind) {
				t.Errorf("types.csv does not have %s", kind)
			}
		}
	}
	for _, env := range []string{"dev", "hub", "prod", "account-nonprod", "account-prod"} {
		for _, s := range environment(t, env) {
			for _, r := range s.Document.Resources {
				if !Known(r.Type) && !strings.HasPrefix(r.Type, "Custom::") {
					t.Errorf("hipaac emits %s, and types.csv does not have it", r.Type)
				}
			}
		}
	}
}

// A launch template gets another version whenever it changes, and its group other instances, or is made anew if it says so.
func TestLaunchTemplateVersion(t *testing.T) {
	const frame = `
Resources:
  Template: {Type: "AWS::EC2::LaunchTemplate", Properties: {LaunchTemplateData: {ImageId: %s}}}
  Fleet:
    Type: AWS::AutoScaling::AutoScalingGroup
    UpdatePolicy: {AutoScalingReplacingUpdate: {WillReplace: %s}}
    Properties: {MinSize: 1, MaxSize: 1, LaunchTemplate: {LaunchTemplateId: !Ref Template, Version: !GetAtt Template.LatestVersionNumber}}
`
	for will, want := range map[string]Replacement{"true": MayReplace, "false": InPlace} {
		r := stack(t, fmt.Sprintf(frame, "a", will), fmt.Sprintf(frame, "b", will))
		if len(r.Resources) != 2 || r.Resources[0].Replacement != want || r.Resources[0].Properties[0].Through != "Template" {
			t.Errorf("WillReplace %s: %+v", will, r.Resources)
		}
	}
}
