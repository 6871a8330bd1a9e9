package controls

import "github.com/hipaac/hipaac/compiler/template"

var redisEncryptedAtRest = &Control{
	ID:         "redis-encrypted-at-rest",
	Title:      "Caches are encrypted at rest",
	Tier:       Baseline,
	Severity:   Critical,
	Category:   "encryption-at-rest",
	Unwaivable: true,
	Citations:  []string{"164.312(a)(2)(iv)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::ElastiCache::ReplicationGroup", "AWS::ElastiCache::ServerlessCache", "AWS::ElastiCache::CacheCluster"},
	Why:        "a cache writes its memory to disk when it synchronizes, swaps and takes snapshots, and cannot be encrypted later without replacing it",
	Fix:        "set AtRestEncryptionEnabled to true and KmsKeyId to a customer key; a plain CacheCluster offers neither: use a replication group",
	Judge: func(c *Case) {
		switch c.Type {
		case "AWS::ElastiCache::CacheCluster":
			c.RequireOfPHI(template.No, c.Whole(), "cache %q holds PHI on nodes that cannot be encrypted at rest", c.ID)
			return
		case "AWS::ElastiCache::ServerlessCache":
			requireKey(c, "cache", "KmsKeyId") // always encrypted
			return
		}
		enabled, global := c.Get("AtRestEncryptionEnabled"), c.Get("GlobalReplicationGroupId")
		if enabled.Absent() && !global.Absent() {
			c.Unsure(global, "a replica has the encryption of its primary, "+global.String())
			return
		}
		// By default Valkey is encrypted and Redis is not.
		on := enabled.IsTrue().Or(template.Sure(enabled.Absent()).And(c.Get("Engine").Is("valkey")))
		if c.Require(on, enabled, "cache %q has %s for AtRestEncryptionEnabled, needs true", c.ID, enabled) {
			requireKey(c, "cache", "KmsKeyId")
		}
	},
	Bad: []Example{`
Resources:
  Sessions:  # fails
    Type: AWS::ElastiCache::ReplicationGroup
    Properties: {ReplicationGroupDescription: sessions, Engine: redis}
  Managed:  # fails
    Type: AWS::ElastiCache::ReplicationGroup
    Properties: {ReplicationGroupDescription: sessions, Engine: valkey}
  Serverless:  # fails
    Type: AWS::ElastiCache::ServerlessCache
    Properties: {Engine: valkey, ServerlessCacheName: sessions}
`, `
# A key without encryption; and nodes that cannot have any.
Resources:
  Sessions:
    Type: AWS::ElastiCache::ReplicationGroup
    Properties:
      Engine: redis
      AtRestEncryptionEnabled: false  # fails
      KmsKeyId: alias/cache
  Declined:
    Type: AWS::ElastiCache::ReplicationGroup
    Properties:
      Engine: valkey
      AtRestEncryptionEnabled: false  # fails
      KmsKeyId: alias/cache
  Fragments:  # fails
    Type: AWS::ElastiCache::CacheCluster
    Properties: {Engine: memcached, Tags: [{Key: DataClassification, Value: phi}]}
  Untold:  # unknown
    Type: AWS::ElastiCache::CacheCluster
    Properties: {Engine: redis}
  Secondary:
    Type: AWS::ElastiCache::ReplicationGroup
    Properties:
      GlobalReplicationGroupId: ldgnf-sessions  # unknown
`},
	Good: []Example{`
Resources:
  Key: {Type: "AWS::KMS::Key"}
  Redis: {Type: "AWS::ElastiCache::ReplicationGroup", Properties: {Engine: redis, AtRestEncryptionEnabled: true, KmsKeyId: !Ref Key}}
  Valkey: {Type: "AWS::ElastiCache::ReplicationGroup", Properties: {Engine: valkey, KmsKeyId: !Ref Key}}
  Serverless: {Type: "AWS::ElastiCache::ServerlessCache", Properties: {Engine: valkey, KmsKeyId: !GetAtt Key.Arn}}
  Public: {Type: "AWS::ElastiCache::CacheCluster", Properties: {Engine: memcached, Tags: [{Key: DataClassification, Value: non-phi}]}}
`},
}
