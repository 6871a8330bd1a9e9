package destroy

import (
	"strings"
	"testing"

	"github.com/hipaac/hipaac/compiler/change"
	"github.com/hipaac/hipaac/compiler/template"
)

// What cannot be deleted is named with the reason, and no command is given for what has to be kept.
func TestLocks(t *testing.T) {
	const trail = `, Trail: {Type: "AWS::CloudTrail::Trail", Properties: {S3BucketName: {Ref: X}}}`
	const logged = `, Y: {Type: "AWS::S3::Bucket", Properties: {LoggingConfiguration: {DestinationBucketName: {Ref: X}}}}`
	const delivered = `, P: {Type: "AWS::S3::BucketPolicy", Properties: {Bucket: {Ref: X}, PolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: logdelivery.elasticloadbalancing.amazonaws.com}}]}}}`
	for name, c := range map[string]struct {
		resource, rest string
		fate           change.Fate
		lock, command  string
	}{
		"compliance":        {`{Type: "AWS::S3::Bucket", Properties: {ObjectLockEnabled: true, ObjectLockConfiguration: {Rule: {DefaultRetention: {Mode: COMPLIANCE}}}}}`, "", change.Kept, "nobody can delete a version before its time", ""},
		"governance":        {`{Type: "AWS::S3::Bucket", Properties: {ObjectLockEnabled: "true", ObjectLockConfiguration: {Rule: {DefaultRetention: {Mode: GOVERNANCE}}}}}`, "", change.Kept, "unless somebody may bypass governance", ""},
		"a trail's bucket":  {`{Type: "AWS::S3::Bucket", Properties: {VersioningConfiguration: {Status: Enabled}}}`, trail, change.Kept, "the records of a trail", ""},
		"access logs":       {`{Type: "AWS::S3::Bucket", Properties: {VersioningConfiguration: {Status: Enabled}}}`, logged, change.Deleted, "logs: they have to be kept", ""},
		"a balancer's logs": {`{Type: "AWS::S3::Bucket", Properties: {VersioningConfiguration: {Status: Enabled}}}`, delivered, change.Kept, "logs: they have to be kept", ""},
		"kept, versioned":   {`{Type: "AWS::S3::Bucket", Properties: {VersioningConfiguration: {Status: Enabled}}}`, "", change.Kept, "", "list-object-versions --bucket x"},
		"deleted":           {`{Type: "AWS::S3::Bucket"}`, "", change.Deleted, "hipaac empties no bucket", "aws s3 rb s3://x --force"},
		"vault":             {`{Type: "AWS::Backup::BackupVault", Properties: {LockConfiguration: {MinRetentionDays: 35}}}`, "", change.Kept, "no recovery point goes before it is 35 days old", ""},
		"database":          {`{Type: "AWS::RDS::DBCluster", Properties: {DeletionProtection: true}}`, "", change.Snapshotted, "deletion protection", "aws rds modify-db-cluster --db-cluster-identifier x"},
		"balancer": {`{Type: "AWS::ElasticLoadBalancingV2::LoadBalancer", Properties: {LoadBalancerAttributes: [{Key: idle, Value: "1"}, {Key: deletion_protection.enabled, Value: "true"}]}}`, "",
			change.Deleted, "deletion protection", "aws elbv2 modify-load-balancer-attributes"},
		"kept with protection": {`{Type: "AWS::Cognito::UserPool", Properties: {DeletionProtection: ACTIVE}}`, "", change.Kept, "", ""},
		"nothing":              {`{Type: "AWS::RDS::DBInstance", Properties: {DeletionProtection: false}}`, "", change.Deleted, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			doc, problems := template.Parse("t", []byte("Resources: {X: "+c.resource+c.rest+"}"))
			if doc == nil {
				t.Fatal(problems)
			}
			r := doc.Resource("X")
			why := lock(doc, r, c.fate)
			if !strings.Contains(why, c.lock) || (c.lock == "") != (why == "") {
				t.Errorf("lock %q, want %q", why, c.lock)
			}
			if got := command(r, "x", why, c.fate); !strings.Contains(got, c.command) || (c.command == "") != (got == "") {
				t.Errorf("command %q, want %q", got, c.command)
			}
		})
	}
}

// A stack is taken apart from its end: who refers goes before what is referred to.
func TestOrder(t *testing.T) {
	doc, _ := template.Parse("t", []byte(`Resources:
  A: {Type: T}
  B: {Type: T, Properties: {P: !Ref A}}
  C: {Type: T, Properties: {P: !Sub "x-${B.Arn}-${AWS::Region}"}}
  D: {Type: T, DependsOn: [C], Properties: {P: !GetAtt B.Arn}}
  E: {Type: T, DependsOn: E}
`))
	if got := strings.Join(order(doc, nil), " "); got != "E D C B A" {
		t.Errorf("order %s", got)
	}
}
