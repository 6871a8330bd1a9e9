package controls

import (
	"fmt"
	"slices"
)

var runtimesSupported = &Control{
	ID:        "runtimes-supported",
	Title:     "Managed runtimes and engines are in support",
	Tier:      Baseline,
	Severity:  High,
	Category:  "vulnerability-management",
	Citations: []string{"164.308(a)(1)(ii)(B)", "164.308(a)(5)(ii)(B)"},
	Types:     []string{"AWS::Lambda::Function", "AWS::RDS::DBInstance", "AWS::RDS::DBCluster"},
	Why:       "what is out of support gets no security updates: each hole that is found stays open",
	Fix:       "move to a runtime or a major version of the engine that is in standard support",
	Judge: func(c *Case) {
		if c.Type == "AWS::Lambda::Function" {
			judgeRuntime(c)
			return
		}
		engine, version := c.Get("Engine"), c.Get("EngineVersion")
		if version.Absent() || clusterMember(c) {
			return // RDS takes a version in support by default, and the cluster states its instances' own
		}
		name, known := engine.Literal()
		oldest := oldestEngines[name]
		if oldest == "" {
			why := "which versions of " + engine.String() + " are in support is not in hipaac's table"
			if !known {
				why = "the engine is known only at deployment"
			}
			c.Unsure(version, why)
			return
		}
		old := version.Passes(func(text string) bool { return olderThan(text, oldest) })
		c.Forbid(old, version, "database %q runs %s %s, which is out of standard support as of %s; the oldest in support is %s",
			c.ID, name, version, supportedOn, oldest)
	},
	Bad: []Example{`
Resources:
  Worker:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs18.x  # fails
  Future:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs99.x  # unknown
  Ledger:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: oracle-ee
      EngineVersion: "19"  # unknown
  Custom:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: provided.al2  # fails
`, `
Parameters:
  Version: {Type: String, AllowedValues: ["13.15", "16.4"]}
Resources:
  Records:
    Type: AWS::RDS::DBCluster
    Properties:
      Engine: aurora-postgresql
      EngineVersion: !Ref Version  # fails
  Reports:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: mysql
      EngineVersion: 8.0.39  # fails
  Old:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: mariadb
      EngineVersion: "10.6"  # fails
`},
	Good: []Example{`
Resources:
  Worker:
    Type: AWS::Lambda::Function
    Properties: {Runtime: python3.14}
  Image:
    Type: AWS::Lambda::Function
    Properties: {PackageType: Image}
  Records:
    Type: AWS::RDS::DBCluster
    Properties: {Engine: aurora-mysql, EngineVersion: 8.0.mysql_aurora.3.10.0}
  Writer:
    Type: AWS::RDS::DBInstance
    Properties: {Engine: aurora-mysql, EngineVersion: "5.7", DBClusterIdentifier: !Ref Records}
  Reports:
    Type: AWS::RDS::DBInstance
    Properties: {Engine: postgres, EngineVersion: "16"}
`},
}

// judgeRuntime judges the runtime that AWS keeps for a function. A container image brings its own, which no template shows.
func judgeRuntime(c *Case) {
	runtime := c.Get("Runtime")
	if runtime.Absent() {
		return
	}
	if name, known := runtime.Literal(); known && deprecatedRuntimes[name] == "" && !slices.Contains(supportedRuntimes, name) {
		c.Unsure(runtime, fmt.Sprintf("%q is newer than hipaac's table of %s, or no runtime", name, supportedOn))
		return
	}
	out := runtime.Passes(func(name string) bool { return deprecatedRuntimes[name] != "" })
	since, _ := runtime.Literal()
	if date := deprecatedRuntimes[since]; date != "" {
		c.Forbid(out, runtime, "function %q runs %s, which gets no security updates since %s", c.ID, runtime, date)
		return
	}
	c.Forbid(out, runtime, "function %q runs %s, which gets no security updates", c.ID, runtime)
}
