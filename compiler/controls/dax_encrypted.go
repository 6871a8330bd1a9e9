package controls

var daxEncrypted = &Control{
	ID:         "dax-encrypted",
	Title:      "DAX clusters are encrypted",
	Tier:       Baseline,
	Severity:   High,
	Category:   "encryption-at-rest",
	Unwaivable: true,
	Citations:  []string{"164.312(a)(2)(iv)", "164.312(e)(1)", "164.312(e)(2)(i)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::DAX::Cluster"},
	Why:        "DAX keeps copies of items of encrypted tables, and by default neither its disks nor its connections are encrypted",
	Fix:        "set SSEEnabled of SSESpecification to true and ClusterEndpointEncryptionType to TLS; both need a new cluster",
	Judge: func(c *Case) {
		disks, endpoint := c.Get("SSESpecification.SSEEnabled"), c.Get("ClusterEndpointEncryptionType")
		c.Require(disks.IsTrue(), disks, "cluster %q has %s for SSEEnabled, needs true", c.ID, disks)
		c.Require(endpoint.Is("TLS"), endpoint, `cluster %q has %s for ClusterEndpointEncryptionType, needs "TLS"`, c.ID, endpoint)
	},
	Bad: []Example{`
Resources:
  Cache:  # fails
    Type: AWS::DAX::Cluster
    Properties: {NodeType: dax.r5.large, ReplicationFactor: 3, IAMRoleARN: "arn:aws:iam::111122223333:role/dax"}
`, `
# The disks are encrypted, and the connections are not.
Resources:
  Cache:  # fails
    Type: AWS::DAX::Cluster
    Properties:
      SSESpecification: {SSEEnabled: true}
  Half:
    Type: AWS::DAX::Cluster
    Properties:
      SSESpecification:
        SSEEnabled: false  # fails
      ClusterEndpointEncryptionType: NONE  # fails
`},
	Good: []Example{`
Resources:
  Cache: {Type: "AWS::DAX::Cluster", Properties: {SSESpecification: {SSEEnabled: true}, ClusterEndpointEncryptionType: TLS}}
`},
}
