package controls

// keyUse is a store of data and the key that it names.
type keyUse struct {
	store Subject
	key   Value
}

// keyProperties is where stores name their key. A bucket names it in a list.
var keyProperties = []struct{ kind, property string }{
	{"AWS::DocDB::DBCluster", "KmsKeyId"},
	{"AWS::DynamoDB::Table", "SSESpecification.KMSMasterKeyId"},
	{"AWS::EC2::Volume", "KmsKeyId"},
	{"AWS::EFS::FileSystem", "KmsKeyId"},
	{"AWS::ElastiCache::ReplicationGroup", "KmsKeyId"},
	{"AWS::Neptune::DBCluster", "KmsKeyId"},
	{"AWS::OpenSearchService::Domain", "EncryptionAtRestOptions.KmsKeyId"},
	{"AWS::RDS::DBCluster", "KmsKeyId"},
	{"AWS::RDS::DBInstance", "KmsKeyId"},
	{"AWS::Redshift::Cluster", "KmsKeyId"},
}

// keyUses are all stores of the templates and their keys, absent ones included.
func keyUses(c *Case) []keyUse {
	var out []keyUse
	for _, p := range keyProperties {
		for _, store := range c.OfType(p.kind) {
			out = append(out, keyUse{store, store.Get(p.property)})
		}
	}
	for _, bucket := range c.OfType("AWS::S3::Bucket") {
		for _, rule := range bucket.Get("BucketEncryption.ServerSideEncryptionConfiguration").Items() {
			out = append(out, keyUse{bucket, rule.Get("ServerSideEncryptionByDefault.KMSMasterKeyID")})
		}
	}
	return out
}
