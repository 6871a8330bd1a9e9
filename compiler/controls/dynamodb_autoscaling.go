package controls

import "github.com/hipaac/hipaac/compiler/template"

var dynamodbAutoscaling = &Control{
	ID:        "dynamodb-autoscaling",
	Title:     "DynamoDB capacity follows demand",
	Tier:      Optional,
	Severity:  Low,
	Category:  "contingency",
	Citations: []string{"164.308(a)(7)(i)", "164.308(a)(7)(ii)(C)"},
	Types:     []string{"AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable"},
	Why:       "fixed capacity refuses requests in the very emergency in which everybody asks at once",
	Fix:       "set BillingMode to PAY_PER_REQUEST, or scale reads and writes of the table and of each index by a ScalableTarget with a policy",
	Judge: func(c *Case) {
		mode := c.Get("BillingMode")
		onDemand := mode.Is("PAY_PER_REQUEST")
		if onDemand.Yes() {
			c.Applies()
			return
		}
		if c.Type == "AWS::DynamoDB::GlobalTable" {
			judgeGlobalCapacity(c, onDemand)
			return
		}
		for _, unit := range []string{"Read", "Write"} {
			c.Require(onDemand.Or(scaled(c, "", "dynamodb:table:"+unit+"CapacityUnits")), mode, "nothing scales the %s capacity of table %q", unit, c.ID)
		}
		for _, index := range c.Get("GlobalSecondaryIndexes").Items() {
			name := index.Get("IndexName")
			text, known := settled(name)
			for _, unit := range []string{"Read", "Write"} {
				found := template.Maybe("the name of an index is not known")
				if known {
					found = scaled(c, "/index/"+text, "dynamodb:index:"+unit+"CapacityUnits")
				}
				c.Require(onDemand.Or(found), mode, "nothing scales the %s capacity of index %s of table %q", unit, name, c.ID)
			}
		}
	},
	Bad: []Example{`
Resources:
  Visits:  # fails
    Type: AWS::DynamoDB::Table
    Properties: {ProvisionedThroughput: {ReadCapacityUnits: 5, WriteCapacityUnits: 5}}
`, `
# Targets without policies scale nothing, and those of the table do nothing for its index.
Resources:
  Visits:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PROVISIONED  # fails
      GlobalSecondaryIndexes: [{IndexName: byDay}]
  Reads:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties: {ServiceNamespace: dynamodb, ResourceId: !Sub "table/${Visits}", ScalableDimension: "dynamodb:table:ReadCapacityUnits", MinCapacity: 5, MaxCapacity: 100}
  ReadPolicy:
    Type: AWS::ApplicationAutoScaling::ScalingPolicy
    Properties: {PolicyName: reads, PolicyType: TargetTrackingScaling, ScalingTargetId: !Ref Reads}
  Writes:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties: {ServiceNamespace: dynamodb, ResourceId: !Sub "table/${Visits}", ScalableDimension: "dynamodb:table:WriteCapacityUnits", MinCapacity: 5, MaxCapacity: 100}
  Half:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: half
      BillingMode: PROVISIONED  # fails
  HalfReads: {Type: "AWS::ApplicationAutoScaling::ScalableTarget", Properties: {ServiceNamespace: dynamodb, ResourceId: table/half, ScalableDimension: "dynamodb:table:ReadCapacityUnits", MinCapacity: 5, MaxCapacity: 100}}
  HalfWrites: {Type: "AWS::ApplicationAutoScaling::ScalableTarget", Properties: {ServiceNamespace: dynamodb, ResourceId: table/half, ScalableDimension: "dynamodb:table:WriteCapacityUnits", MinCapacity: 5, MaxCapacity: 100}}
  HalfPolicy: {Type: "AWS::ApplicationAutoScaling::ScalingPolicy", Properties: {PolicyName: half, PolicyType: TargetTrackingScaling, ServiceNamespace: dynamodb, ResourceId: table/half, ScalableDimension: "dynamodb:table:ReadCapacityUnits"}}
  Everywhere:
    Type: AWS::DynamoDB::GlobalTable
    Properties:
      BillingMode: PROVISIONED
      WriteProvisionedThroughputSettings: {WriteCapacityAutoScalingSettings: {MinCapacity: 5, MaxCapacity: 100, TargetTrackingScalingPolicyConfiguration: {TargetValue: 70}}}
      Replicas:
        - Region: us-east-1
          ReadProvisionedThroughputSettings:  # fails
            ReadCapacityUnits: 5
`},
	Good: []Example{`
Resources:
  OnDemand: {Type: "AWS::DynamoDB::Table", Properties: {BillingMode: PAY_PER_REQUEST}}
  Visits: {Type: "AWS::DynamoDB::Table", Properties: {TableName: visits, GlobalSecondaryIndexes: [{IndexName: byDay}]}}
  Reads: {Type: "AWS::ApplicationAutoScaling::ScalableTarget", Properties: {ServiceNamespace: dynamodb, ResourceId: !Sub "table/${Visits}", ScalableDimension: "dynamodb:table:ReadCapacityUnits", MinCapacity: 5, MaxCapacity: 100}}
  Writes: {Type: "AWS::ApplicationAutoScaling::ScalableTarget", Properties: {ServiceNamespace: dynamodb, ResourceId: table/visits, ScalableDimension: "dynamodb:table:WriteCapacityUnits", MinCapacity: 5, MaxCapacity: 100}}
  IndexReads: {Type: "AWS::ApplicationAutoScaling::ScalableTarget", Properties: {ServiceNamespace: dynamodb, ResourceId: table/visits/index/byDay, ScalableDimension: "dynamodb:index:ReadCapacityUnits", MinCapacity: 5, MaxCapacity: 100}}
  IndexWrites: {Type: "AWS::ApplicationAutoScaling::ScalableTarget", Properties: {ServiceNamespace: dynamodb, ResourceId: !Sub "table/${Visits}/index/byDay", ScalableDimension: "dynamodb:index:WriteCapacityUnits", MinCapacity: 5, MaxCapacity: 100}}
  A: {Type: "AWS::ApplicationAutoScaling::ScalingPolicy", Properties: {PolicyName: a, PolicyType: TargetTrackingScaling, ScalingTargetId: !Ref Reads}}
  B: {Type: "AWS::ApplicationAutoScaling::ScalingPolicy", Properties: {PolicyName: b, PolicyType: TargetTrackingScaling, ServiceNamespace: dynamodb, ResourceId: table/visits, ScalableDimension: "dynamodb:table:WriteCapacityUnits"}}
  C: {Type: "AWS::ApplicationAutoScaling::ScalingPolicy", Properties: {PolicyName: c, PolicyType: TargetTrackingScaling, ScalingTargetId: !Ref IndexReads}}
  D: {Type: "AWS::ApplicationAutoScaling::ScalingPolicy", Properties: {PolicyName: d, PolicyType: TargetTrackingScaling, ScalingTargetId: !Ref IndexWrites}}
`, `
Resources:
  Everywhere:
    Type: AWS::DynamoDB::GlobalTable
    Properties:
      WriteProvisionedThroughputSettings: {WriteCapacityAutoScalingSettings: {MinCapacity: 5, MaxCapacity: 100, TargetTrackingScalingPolicyConfiguration: {TargetValue: 70}}}
      Replicas:
        - Region: us-east-1
          ReadProvisionedThroughputSettings: {ReadCapacityAutoScalingSettings: {MinCapacity: 5, MaxCapacity: 100, TargetTrackingScalingPolicyConfiguration: {TargetValue: 70}}}
`},
}

// scaled asks whether a dimension of the table, or of what the suffix names in it, has a target with a policy.
func scaled(c *Case, suffix, dimension string) Answer {
	return template.Any(c.OfType("AWS::ApplicationAutoScaling::ScalableTarget"), func(target Subject) Answer {
		id := target.Get("ResourceId")
		is := id.Covers("table/" + c.Self() + suffix)
		if name, known := settled(c.Get("TableName")); known {
			is = is.Or(id.Is("table/" + name + suffix))
		}
		if is = is.And(target.Get("ScalableDimension").Is(dimension)); is.No() {
			return is
		}
		return is.And(followed(c, target))
	})
}

// followed asks whether a policy moves a target.
func followed(c *Case, target Subject) Answer {
	return template.Any(c.OfType("AWS::ApplicationAutoScaling::ScalingPolicy"), func(policy Subject) Answer {
		same := policy.Get("ResourceId").Same(target.Get("ResourceId")).And(policy.Get("ScalableDimension").Same(target.Get("ScalableDimension")))
		return template.Sure(policy.Get("ScalingTargetId").Names(target)).Or(same)
	})
}

// judgeGlobalCapacity asks of a global table, which scales by its own properties, that writes and each replica's reads do.
func judgeGlobalCapacity(c *Case, onDemand Answer) {
	writes := c.Get("WriteProvisionedThroughputSettings.WriteCapacityAutoScalingSettings")
	c.Require(onDemand.Or(writes.Has()), writes, "nothing scales the Write capacity of table %q", c.ID)
	for _, replica := range c.Get("Replicas").Items() {
		for _, part := range append(replica.Get("GlobalSecondaryIndexes").Items(), replica) {
			reads := part.Get("ReadProvisionedThroughputSettings.ReadCapacityAutoScalingSettings")
			c.Require(onDemand.Or(reads.Has()), reads, "nothing scales the Read capacity of replica %s of table %q", replica.Get("Region"), c.ID)
		}
	}
}
