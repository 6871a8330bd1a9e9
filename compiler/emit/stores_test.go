package emit_test

import (
	"strings"
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation/dynamodb"
	"github.com/awslabs/goformation/v7/cloudformation/ec2"
	"github.com/awslabs/goformation/v7/cloudformation/efs"
	"github.com/awslabs/goformation/v7/cloudformation/rds"
	"github.com/awslabs/goformation/v7/cloudformation/s3"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/compiler/emit"
)

// TestStoresAreBackedUp: a store gets the tag that its environment's backups go by, whatever its blueprint forgot.
func TestStoresAreBackedUp(t *testing.T) {
	for name, c := range map[string]struct {
		properties blueprints.Properties
		property   string
		reason     string
		want       bool
	}{
		"bucket":              {&s3.Bucket{BucketName: ptr("b")}, "Tags", "", true},
		"bucket of logs":      {&s3.Bucket{BucketName: ptr("b")}, "Tags", "no records.", false},
		"cluster":             {&rds.DBCluster{}, "Tags", "", true},
		"database":            {&rds.DBInstance{}, "Tags", "", true},
		"member of a cluster": {&rds.DBInstance{DBClusterIdentifier: ptr("c")}, "Tags", "", false},
		"table":               {&dynamodb.Table{KeySchema: []dynamodb.Table_KeySchema{{AttributeName: "id", KeyType: "HASH"}}}, "Tags", "", true},
		"file system":         {&efs.FileSystem{}, "FileSystemTags", "", true},
		"volume":              {&ec2.Volume{AvailabilityZone: "us-east-1a"}, "Tags", "", true},
		"network":             {&ec2.VPC{}, "Tags", "", false},
	} {
		s := newStack()
		s.Add("Thing", c.properties).NotBackedUp(c.reason)
		d, err := emit.Document(s)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := strings.Contains(tagsOf(t, d.Resources[0], c.property), "BackupPlan=clinic-prod"); got != c.want {
			t.Errorf("%s is backed up: %v, want %v", name, got, c.want)
		}
	}
}

// TestNoStoreNeedsNoReason: a reason on what nobody backs up is a misunderstanding.
func TestNoStoreNeedsNoReason(t *testing.T) {
	s := newStack()
	s.Add("Network", &ec2.VPC{}).NotBackedUp("it holds nothing.")
	if _, err := emit.Document(s); err == nil || !strings.Contains(err.Error(), "no store that AWS Backup knows") {
		t.Errorf("got %v", err)
	}
}
