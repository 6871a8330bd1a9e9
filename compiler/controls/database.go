package controls

import "strings"

// clusterMember reports whether a database instance belongs to a cluster: storage, backups, logs, TLS and protection against deletion
// are then the cluster's, which is judged itself. Where a macro may write the name of a cluster the verdict is unknown.
func clusterMember(c *Case) bool {
	if c.Type != "AWS::RDS::DBInstance" {
		return false
	}
	cluster := c.Get("DBClusterIdentifier")
	if why, is := cluster.Unknown(); is {
		c.Unsure(cluster, why)
	}
	return !cluster.Has().No()
}

// copies are the properties that make a database of an existing one, with what that one had.
var copies = []string{"SourceDBInstanceIdentifier", "SnapshotIdentifier", "DBSnapshotIdentifier", "SourceDBClusterIdentifier",
	"DBClusterSnapshotIdentifier", "SourceDbiResourceId", "SourceDbClusterResourceId", "SourceDBInstanceAutomatedBackupsArn",
	"ReplicationSourceIdentifier"}

// copied is what a database is made of, absent where it is new.
func copied(c *Case) Value {
	for _, source := range copies {
		if v := c.Get(source); !v.Absent() {
			return v
		}
	}
	return c.Get(copies[0])
}

// judgeStorageEncrypted asks that what a database or a cluster stores is encrypted with a key of the customer. A copy has the encryption
// of what it was made of.
func judgeStorageEncrypted(c *Case) {
	encrypted := c.Get("StorageEncrypted")
	if source := copied(c); encrypted.Absent() && !source.Absent() {
		c.Unsure(source, "a copy inherits its encryption from "+source.String())
		return
	}
	if c.Require(encrypted.IsTrue(), encrypted, "database %q has %s for StorageEncrypted, needs true", c.ID, encrypted) {
		requireKey(c, "database", "KmsKeyId")
	}
}

// family is the engine of a database without edition: "postgres", "mysql", "mariadb", "sqlserver", "oracle", "db2", and the same two for
// Aurora. Engines that one brings oneself ("custom-…") have none.
func family(engine string) string {
	engine = strings.TrimPrefix(strings.ToLower(engine), "aurora-")
	switch name, _, _ := strings.Cut(engine, "-"); name {
	case "postgresql", "postgres":
		return "postgres"
	case "mysql", "mariadb", "sqlserver", "oracle", "db2":
		return name
	}
	return ""
}
