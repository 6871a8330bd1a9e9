package controls

import "slices"

var hygieneDeletionPolicy = &Control{
	ID:        "hygiene-deletion-policy",
	Title:     "Data stores survive stack deletion",
	Tier:      Baseline,
	Severity:  Critical,
	Category:  "contingency",
	Citations: []string{"164.308(a)(7)(ii)(A)", "164.310(d)(2)(i)", "164.312(c)(1)"},
	Types: []string{"AWS::S3::Bucket", "AWS::RDS::DBInstance", "AWS::RDS::DBCluster", "AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable",
		"AWS::EFS::FileSystem", "AWS::DocDB::DBCluster", "AWS::Neptune::DBCluster", "AWS::Redshift::Cluster", "AWS::OpenSearchService::Domain",
		"AWS::KMS::Key", "AWS::Logs::LogGroup", "AWS::Backup::BackupVault", "AWS::HealthLake::FHIRDatastore"},
	Why: "a deleted stack, a renamed resource or a changed name would otherwise take the data, or the key that reads it, along",
	Fix: "set DeletionPolicy and UpdateReplacePolicy to Retain",
	Judge: func(c *Case) {
		if c.Type == "AWS::RDS::DBInstance" && c.Get("DBClusterIdentifier").Has().Yes() {
			return // the cluster holds the data
		}
		if holdsData(c.Type) && c.Tag("DataClassification").Is("non-phi").Yes() {
			return
		}
		kept := []string{"Retain"}
		if canSnapshot(c.Type) {
			kept = append(kept, "Snapshot")
		}
		deletion, replacement := c.Attribute("DeletionPolicy"), c.Attribute("UpdateReplacePolicy")
		c.Require(deletion.Is(append(kept, "RetainExceptOnCreate")...), deletion, `%q has %s for DeletionPolicy, needs "Retain"`, c.ID, deletion)
		c.Require(replacement.Is(kept...), replacement, `%q has %s for UpdateReplacePolicy, needs "Retain"`, c.ID, replacement)
	},
	Bad: []Example{`
Resources:
  Documents:  # fails
    Type: AWS::S3::Bucket
`, `
Resources:
  Key:  # fails
    Type: AWS::KMS::Key
    DeletionPolicy: Retain
  Documents:
    Type: AWS::S3::Bucket
    DeletionPolicy: Snapshot  # fails
    UpdateReplacePolicy: Delete  # fails
`, `
# Stores that templates have beside the usual ones.
Resources:
  Visits:  # fails
    Type: AWS::DynamoDB::GlobalTable
  Notes:  # fails
    Type: AWS::DocDB::DBCluster
  Relations:  # fails
    Type: AWS::Neptune::DBCluster
  Reports:  # fails
    Type: AWS::Redshift::Cluster
  Search:  # fails
    Type: AWS::OpenSearchService::Domain
`},
	Good: []Example{`
Resources:
  Documents:
    Type: AWS::S3::Bucket
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
  Artifacts:
    Type: AWS::S3::Bucket
    Properties:
      Tags: [{Key: DataClassification, Value: non-phi}]
  Records:
    Type: AWS::RDS::DBCluster
    DeletionPolicy: Snapshot
    UpdateReplacePolicy: Snapshot
  Writer:
    Type: AWS::RDS::DBInstance
    Properties: {DBClusterIdentifier: !Ref Records}
`},
}

// holdsData is false for what must outlive a stack whatever it protects: keys, audit records and backups.
func holdsData(kind string) bool {
	return !slices.Contains([]string{"AWS::KMS::Key", "AWS::Logs::LogGroup", "AWS::Backup::BackupVault"}, kind)
}

func canSnapshot(kind string) bool {
	return slices.Contains([]string{"AWS::RDS::DBInstance", "AWS::RDS::DBCluster", "AWS::DocDB::DBCluster", "AWS::Neptune::DBCluster", "AWS::Redshift::Cluster"}, kind)
}
