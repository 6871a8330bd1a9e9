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
			return // the cluster says it for all of its members, and is judged itself
		}
		c.Require(on.IsFalse().Or(customerKey(key)), key, "database %q keeps the text of queries under the key %s, needs a customer key", c.ID, key)
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
`},
	Good: []Example{`
Resources:
  Key: {Type: "AWS::KMS::Key"}
  Records: {Type: "AWS::RDS::DBInstance", Properties: {EnablePerformanceInsights: true, PerformanceInsightsKMSKeyId: !GetAtt Key.Arn}}
  Aurora: {Type: "AWS::RDS::DBCluster", Properties: {PerformanceInsightsEnabled: true, PerformanceInsightsKmsKeyId: !Ref Key}}
`},
}
