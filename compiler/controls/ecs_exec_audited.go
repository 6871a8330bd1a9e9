package controls

var ecsExecAudited = &Control{
	ID:        "ecs-exec-audited",
	Title:     "Interactive container access is logged",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "audit",
	Citations: []string{"164.308(a)(1)(ii)(D)", "164.312(b)"},
	Types:     []string{"AWS::ECS::Service"},
	Why:       "in a session somebody reads records with the application's rights, and the application's own log knows nothing of it",
	Fix:       "leave EnableExecuteCommand out, or let the cluster's ExecuteCommandConfiguration log to an encrypted group or bucket",
	Judge: func(c *Case) {
		open := c.Get("EnableExecuteCommand").IsTrue()
		if open.No() {
			c.Applies()
			return
		}
		cluster, here := c.Target(c.Get("Cluster"), "AWS::ECS::Cluster")
		if !here {
			c.Unsure(c.Get("Cluster"), unseen("whether "+called("cluster", c.Get("Cluster"))+" records sessions"))
			return
		}
		sessions := cluster.Get("Configuration.ExecuteCommandConfiguration")
		target := sessions.Get("LogConfiguration")
		group := target.Get("CloudWatchLogGroupName").Has().And(target.Get("CloudWatchEncryptionEnabled").IsTrue())
		bucket := target.Get("S3BucketName").Has().And(target.Get("S3EncryptionEnabled").IsTrue())
		recorded := sessions.Get("Logging").Is("OVERRIDE").And(group.Or(bucket))
		c.Forbid(open.And(recorded.Not()), sessions, "cluster %q keeps no encrypted record of sessions in service %q", cluster.ID, c.ID)
	},
	Bad: []Example{`
Resources:
  Cluster:  # fails
    Type: AWS::ECS::Cluster
  Service:
    Type: AWS::ECS::Service
    Properties: {Cluster: !Ref Cluster, EnableExecuteCommand: true}
`, `
Resources:
  Cluster:
    Type: AWS::ECS::Cluster
    Properties:
      Configuration:
        ExecuteCommandConfiguration:  # fails
          Logging: OVERRIDE
          LogConfiguration: {S3BucketName: sessions}
  Service: {Type: "AWS::ECS::Service", Properties: {Cluster: !Ref Cluster, EnableExecuteCommand: true}}
  Elsewhere:
    Type: AWS::ECS::Service
    Properties:
      Cluster: shared  # unknown
      EnableExecuteCommand: true
`},
	Good: []Example{`
Resources:
  Cluster:
    Type: AWS::ECS::Cluster
    Properties:
      Configuration:
        ExecuteCommandConfiguration:
          Logging: OVERRIDE
          LogConfiguration: {CloudWatchLogGroupName: sessions, CloudWatchEncryptionEnabled: true}
  Service: {Type: "AWS::ECS::Service", Properties: {Cluster: !Ref Cluster, EnableExecuteCommand: true}}
  Shut: {Type: "AWS::ECS::Service", Properties: {Cluster: shared}}
`},
}
