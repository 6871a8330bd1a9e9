package controls

var rdsEnhancedMonitoring = &Control{
	ID:        "rds-enhanced-monitoring",
	Title:     "RDS has OS-level monitoring",
	Tier:      Optional,
	Severity:  Low,
	Category:  "monitoring",
	Citations: []string{"164.312(b)"},
	Types:     []string{"AWS::RDS::DBInstance"},
	Why:       "a database's own numbers do not show what else runs on its machine, or why it is slow",
	Fix:       "set MonitoringInterval to 60 seconds or less, and MonitoringRoleArn to a role that monitoring.rds.amazonaws.com may assume",
	Judge: func(c *Case) {
		interval, role := c.Get("MonitoringInterval"), c.Get("MonitoringRoleArn")
		if interval.Absent() && clusterMember(c) {
			if cluster, here := c.Target(c.Get("DBClusterIdentifier"), "AWS::RDS::DBCluster"); here {
				interval, role = cluster.Get("MonitoringInterval"), cluster.Get("MonitoringRoleArn")
			}
		}
		watched := interval.Is("1", "5", "10", "15", "30", "60")
		if interval.Absent() {
			c.Fail(interval, "database %q has nothing for MonitoringInterval, needs 60 seconds or less, and not 0", c.ID)
			return
		}
		c.Require(watched, interval, "database %q is looked at every %s seconds, needs 60 or less, and not 0", c.ID, interval)
		if watched.Yes() {
			c.Require(role.Has(), role, "database %q has no MonitoringRoleArn to write with", c.ID)
		}
	},
	Bad: []Example{`
Resources:
  Records:  # fails
    Type: AWS::RDS::DBInstance
    Properties: {Engine: postgres}
  Off:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: postgres
      MonitoringInterval: 0  # fails
  Mute:  # fails
    Type: AWS::RDS::DBInstance
    Properties: {Engine: postgres, MonitoringInterval: 60}
`},
	Good: []Example{`
Resources:
  Role: {Type: "AWS::IAM::Role", Properties: {AssumeRolePolicyDocument: {Statement: []}}}
  Records: {Type: "AWS::RDS::DBInstance", Properties: {Engine: postgres, MonitoringInterval: 60, MonitoringRoleArn: !GetAtt Role.Arn}}
  Aurora: {Type: "AWS::RDS::DBCluster", Properties: {Engine: aurora-mysql, MonitoringInterval: 15, MonitoringRoleArn: !GetAtt Role.Arn}}
  Writer: {Type: "AWS::RDS::DBInstance", Properties: {Engine: aurora-mysql, DBClusterIdentifier: !Ref Aurora}}
`},
}
