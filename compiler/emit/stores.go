package emit

import (
	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/compiler/template"
)

// stores are the resource types that hold data and that AWS Backup can bring back, of those that blueprints may emit. As of 2026-11, from
// the AWS Backup Developer Guide, "Feature availability by resource".
var stores = map[string]bool{
	"AWS::DocDB::DBCluster":   true,
	"AWS::DynamoDB::Table":    true,
	"AWS::EC2::Instance":      true,
	"AWS::EC2::Volume":        true,
	"AWS::EFS::FileSystem":    true,
	"AWS::FSx::FileSystem":    true,
	"AWS::Neptune::DBCluster": true,
	"AWS::RDS::DBCluster":     true,
	"AWS::RDS::DBInstance":    true,
	"AWS::Redshift::Cluster":  true,
	"AWS::S3::Bucket":         true,
	"AWS::Timestream::Table":  true,
}

// backupKey is the tag that puts a resource into the backups of its environment.
const backupKey = "BackupPlan"

// backupTags is the tag of a store, unless its blueprint says why it has none. A member of a cluster holds nothing of its own: the
// cluster is backed up. So no store can be forgotten, whichever blueprint makes it.
func (w *walker) backupTags(n *template.Node, r *blueprints.Resource) []tag {
	kind := r.Properties.AWSCloudFormationType()
	member := kind == "AWS::RDS::DBInstance" && n.Get("DBClusterIdentifier") != nil
	switch {
	case !stores[kind]:
		if r.Unbacked != "" {
			w.failf("says why it is not backed up, and is no store that AWS Backup knows")
		}
		return nil
	case member || r.Unbacked != "":
		return nil
	}
	return []tag{{backupKey, w.backupPlan}}
}
