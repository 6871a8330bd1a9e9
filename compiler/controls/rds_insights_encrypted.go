package controls

var rdsInsightsEncrypted = &Control{
	ID:        "rds-insights-encrypted",
	Title:     "What databases remember of queries has a customer key",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "encryption-at-rest",
	Citations: []string{"164.312(a)(2)(iv)", "164.312(e)(2)(ii)"},
	Types:     []string{"AWS::RDS::DBInstance", "AWS::RDS::DBCluster"},
	Why:       "Performance Insights keeps the text of queries with the values in them; the key that AWS manages lets everybody in the account read it whose IAM policy allows it",
	Fix:       "name a customer key with PerformanceInsightsKMSKeyId, on a cluster with PerformanceInsightsKmsKeyId",
	Judge: func(c *Case) {
		on, key := c.Get("EnablePerformanceInsights"), c.Get("PerformanceInsightsKMSKeyId")
		if c.Type == "AWS::RDS::DBCluster" {
			on, key = c.Get("PerformanceInsightsEnabled"), c.Get("PerformanceInsightsKmsKeyId")
		}
		if on.Absent() || on.IsFalse().Yes() {
			return
		}
		if key.Absent() && clusterMember(c) {
			cluster, here := c.Target(c.Get("DBClusterIdentifier"), "AWS::RDS::DBCluster")
			if !here {
				c.Unsure(on, unseen("which key "+called("cluster", c.Get("DBClusterIdentifier"))+" has for its members"))
				return
			}
			c.Require(on.IsFalse().Or(customerKey(cluster.Get("PerformanceInsightsKmsKeyId"))), on,
				"database %q keeps the text of queries, and neither it nor cluster %q names a customer key for them", c.ID, cluster.ID)
			return
		}
		c.Require(on.IsFalse().Or(customerKey(key)), key, "database %q keeps the text of queries and %s, needs a customer key", c.ID, keyNamed(key))
	},
	Bad: []Example{`
Resources:
  Records:  # fails
    Type: AWS::RDS::DBInstance
    Properties: {Engine: postgres, EnablePerformanceInsights: true}
  Aurora:
    Type: AWS::RDS::DBCluster
    Properties:
      Engine: aurora-mysql
      PerformanceInsightsEnabled: true
      PerformanceInsightsKmsKeyId: alias/aws/rds  # fails
`, `
# The cluster does not say it for its members.
Resources:
  Aurora: {Type: "AWS::RDS::DBCluster", Properties: {Engine: aurora-postgresql}}
  Writer:
    Type: AWS::RDS::DBInstance
    Properties:
      DBClusterIdentifier: !Ref Aurora
      EnablePerformanceInsights: true  # fails
  Elsewhere:
    Type: AWS::RDS::DBInstance
    Properties:
      DBClusterIdentifier: records
      EnablePerformanceInsights: true  # unknown
`},
	Good: []Example{`
Resources:
  Key: {Type: "AWS::KMS::Key"}
  Records: {Type: "AWS::RDS::DBInstance", Properties: {EnablePerformanceInsights: true, PerformanceInsightsKMSKeyId: !GetAtt Key.Arn}}
  Aurora: {Type: "AWS::RDS::DBCluster", Properties: {PerformanceInsightsEnabled: true, PerformanceInsightsKmsKeyId: !Ref Key}}
  Writer: {Type: "AWS::RDS::DBInstance", Properties: {DBClusterIdentifier: !Ref Aurora, EnablePerformanceInsights: true}}
`},
}
