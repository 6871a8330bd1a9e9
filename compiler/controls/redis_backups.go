package controls

var redisBackups = &Control{
	ID:        "redis-backups",
	Title:     "Redis/Valkey groups keep snapshots",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "contingency",
	Citations: []string{"164.308(a)(7)(i)", "164.308(a)(7)(ii)(A)", "164.308(a)(7)(ii)(B)"},
	Types:     []string{"AWS::ElastiCache::ReplicationGroup", "AWS::ElastiCache::CacheCluster"},
	Why:       "a cache that is flushed by mistake is empty on every replica within a second, and without snapshots it stays empty",
	Fix:       "set SnapshotRetentionLimit to 15 days or more",
	Judge: func(c *Case) {
		days := c.Get("SnapshotRetentionLimit")
		kept := days.AtLeast(15)
		if c.Type == "AWS::ElastiCache::CacheCluster" {
			memcached := c.Get("Engine").Is("memcached")
			if memcached.Yes() {
				return // has no snapshots
			}
			kept = kept.Or(memcached)
		}
		c.Require(kept, days, "cache %q keeps snapshots for %s days, needs 15", c.ID, days)
	},
	Bad: []Example{`
Resources:
  Sessions:  # fails
    Type: AWS::ElastiCache::ReplicationGroup
    Properties: {ReplicationGroupDescription: sessions, SnapshotWindow: "03:00-04:00"}
  Short:
    Type: AWS::ElastiCache::CacheCluster
    Properties:
      Engine: redis
      SnapshotRetentionLimit: 7  # fails
`, `
Parameters:
  Days: {Type: Number, Default: 0}
Resources:
  Sessions:
    Type: AWS::ElastiCache::ReplicationGroup
    Properties:
      SnapshotRetentionLimit: !Ref Days  # fails
`},
	Good: []Example{`
Resources:
  Sessions: {Type: "AWS::ElastiCache::ReplicationGroup", Properties: {SnapshotRetentionLimit: 15}}
  Single: {Type: "AWS::ElastiCache::CacheCluster", Properties: {Engine: redis, SnapshotRetentionLimit: "35"}}
  Fragments: {Type: "AWS::ElastiCache::CacheCluster", Properties: {Engine: memcached}}
`},
}
