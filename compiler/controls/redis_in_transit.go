package controls

import "github.com/hipaac/hipaac/compiler/template"

var redisInTransit = &Control{
	ID:         "redis-in-transit",
	Title:      "Caches speak TLS with authentication",
	Tier:       Baseline,
	Severity:   Critical,
	Category:   "encryption-in-transit",
	Unwaivable: true,
	Citations:  []string{"164.312(e)(1)", "164.312(e)(2)(i)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::ElastiCache::ReplicationGroup"},
	Why:        "without TLS everything in the cache travels readable, its password included; without a password or users whoever reaches the port reads all of it",
	Fix:        "set TransitEncryptionEnabled to true, leave TransitEncryptionMode at required, and name a user group in UserGroupIds or an AuthToken",
	Judge: func(c *Case) {
		tls, mode, global := c.Get("TransitEncryptionEnabled"), c.Get("TransitEncryptionMode"), c.Get("GlobalReplicationGroupId")
		if tls.Absent() && !global.Absent() {
			c.Unsure(global, "a replica speaks as its primary does, "+global.String())
			return
		}
		if !c.Require(tls.IsTrue(), tls, "cache %q has %s for TransitEncryptionEnabled, needs true", c.ID, tls) {
			return
		}
		c.Forbid(mode.Is("preferred"), mode, "cache %q prefers TLS and takes clear text as well", c.ID)
		users := c.Get("UserGroupIds")
		known := template.Any(users.Items(), Value.Has).Or(givesPassword(c.Get("AuthToken")))
		c.Require(known, users, "cache %q asks for no password: it has neither UserGroupIds nor AuthToken", c.ID)
	},
	Bad: []Example{`
Resources:
  Sessions:  # fails
    Type: AWS::ElastiCache::ReplicationGroup
    Properties: {ReplicationGroupDescription: sessions, AuthToken: "{{resolve:secretsmanager:cache}}"}
`, `
# The mode of a migration that never ended; and TLS with a stranger.
Resources:
  Migrated:
    Type: AWS::ElastiCache::ReplicationGroup
    Properties:
      TransitEncryptionEnabled: true
      TransitEncryptionMode: preferred  # fails
      UserGroupIds: [application]
  Declined:
    Type: AWS::ElastiCache::ReplicationGroup
    Properties:
      TransitEncryptionEnabled: false  # fails
      UserGroupIds: [application]
  Anybody:
    Type: AWS::ElastiCache::ReplicationGroup
    Properties:
      TransitEncryptionEnabled: true
      UserGroupIds: []  # fails
  Secondary:
    Type: AWS::ElastiCache::ReplicationGroup
    Properties:
      GlobalReplicationGroupId: ldgnf-sessions  # unknown
`},
	Good: []Example{`
Resources:
  Users: {Type: "AWS::ElastiCache::UserGroup", Properties: {Engine: valkey, UserGroupId: application, UserIds: [application]}}
  Sessions: {Type: "AWS::ElastiCache::ReplicationGroup", Properties: {TransitEncryptionEnabled: true, UserGroupIds: [!Ref Users]}}
  Old: {Type: "AWS::ElastiCache::ReplicationGroup", Properties: {TransitEncryptionEnabled: true, TransitEncryptionMode: required, AuthToken: "{{resolve:secretsmanager:cache}}"}}
`},
}

// givesPassword asks whether a token is there: whatever it is taken from, ElastiCache refuses one of less than 16 characters.
func givesPassword(token Value) Answer {
	if why, is := token.Unknown(); is {
		return template.Maybe(why)
	}
	return template.Sure(!token.Absent() && !token.Is("").Yes())
}
