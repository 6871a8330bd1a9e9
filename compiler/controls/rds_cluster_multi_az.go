package controls

import (
	"fmt"
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

var rdsClusterMultiAz = &Control{
	ID:        "rds-cluster-multi-az",
	Title:     "Aurora clusters span zones",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "contingency",
	Citations: []string{"164.308(a)(7)(i)", "164.308(a)(7)(ii)(C)"},
	Types:     []string{"AWS::RDS::DBCluster"},
	Why:       "the data of a cluster is in three zones, but its only instance is in one: when that fails, nobody answers until another is made",
	Fix:       "add a second instance to the cluster, or say with the tag Tier that it is for development or test",
	Judge: func(c *Case) {
		aurora := c.Get("Engine").Passes(func(text string) bool { return strings.HasPrefix(text, "aurora") })
		if aurora.No() {
			c.Applies()
			return // a cluster of RDS itself has two standbys
		}
		members := c.Pointing("AWS::RDS::DBInstance", "DBClusterIdentifier")
		spread := template.No
		for i := range members {
			spread = spread.Or(template.Any(members[i+1:], func(other Subject) Answer {
				return otherZone(members[i].Get("AvailabilityZone"), other.Get("AvailabilityZone"))
			}))
		}
		c.RequireOfProduction(aurora.Not().Or(spread), c.Whole(), "cluster %q has %s in this template, needs two in different zones", c.ID, instances(len(members)))
	},
	Bad: []Example{`
Resources:
  Records:  # fails
    Type: AWS::RDS::DBCluster
    Properties: {Engine: aurora-postgresql}
  Writer: {Type: "AWS::RDS::DBInstance", Properties: {DBClusterIdentifier: !Ref Records}}
  Together:  # fails
    Type: AWS::RDS::DBCluster
    Properties: {Engine: aurora-mysql}
  One: {Type: "AWS::RDS::DBInstance", Properties: {DBClusterIdentifier: !Ref Together, AvailabilityZone: us-east-1a}}
  Two: {Type: "AWS::RDS::DBInstance", Properties: {DBClusterIdentifier: !Ref Together, AvailabilityZone: us-east-1a}}
`},
	Good: []Example{`
Resources:
  Records: {Type: "AWS::RDS::DBCluster", Properties: {Engine: aurora-postgresql}}
  Writer: {Type: "AWS::RDS::DBInstance", Properties: {DBClusterIdentifier: !Ref Records, AvailabilityZone: !Select [0, !GetAZs ""]}}
  Reader: {Type: "AWS::RDS::DBInstance", Properties: {DBClusterIdentifier: !Ref Records, AvailabilityZone: !Select [1, !GetAZs ""]}}
  Spread: {Type: "AWS::RDS::DBCluster", Properties: {Engine: aurora-mysql}}
  One: {Type: "AWS::RDS::DBInstance", Properties: {DBClusterIdentifier: !Ref Spread}}
  Two: {Type: "AWS::RDS::DBInstance", Properties: {DBClusterIdentifier: !Ref Spread}}
  Half: {Type: "AWS::RDS::DBCluster", Properties: {Engine: aurora-mysql}}
  Fixed: {Type: "AWS::RDS::DBInstance", Properties: {DBClusterIdentifier: !Ref Half, AvailabilityZone: us-east-1a}}
  Free: {Type: "AWS::RDS::DBInstance", Properties: {DBClusterIdentifier: !Ref Half}}
  Own: {Type: "AWS::RDS::DBCluster", Properties: {Engine: mysql}}
  Trial: {Type: "AWS::RDS::DBCluster", Properties: {Engine: aurora-mysql, Tags: [{Key: Tier, Value: test}]}}
`},
}

// otherZone asks whether two instances of a cluster stand in different zones. Aurora spreads those that name none.
func otherZone(a, b Value) Answer {
	if a.Absent() || b.Absent() {
		return template.Yes
	}
	i, first := zoneOfRegion(a)
	j, second := zoneOfRegion(b)
	if first && second {
		return template.Sure(i != j)
	}
	return a.Same(b).Not()
}

// zoneOfRegion is n for the n-th zone of the Region, whatever its name: Fn::Select of Fn::GetAZs.
func zoneOfRegion(v Value) (n string, is bool) {
	n, list, is := selected(v)
	if !is {
		return "", false
	}
	function, _ := list.Intrinsic()
	return n, function == "Fn::GetAZs"
}

func instances(n int) string {
	if n == 1 {
		return "1 instance"
	}
	return fmt.Sprintf("%d instances", n)
}
