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
	Types:     []string{"AWS::Lambda::Function", serverlessFunction, "AWS::RDS::DBInstance", "AWS::RDS::DBCluster", "AWS::ElasticBeanstalk::Environment"},
	Why:       "what is out of support gets no security updates: each hole that is found stays open",
	Fix:       "move to a runtime or a major version of the engine that is in standard support",
	Judge: func(c *Case) {
		switch c.Type {
		case "AWS::Lambda::Function", serverlessFunction:
			judgeRuntime(c)
			return
		case "AWS::ElasticBeanstalk::Environment":
			judgeBranch(c)
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
  Packaged:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs16.x  # fails
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
  Platform: {Type: String}
Resources:
  Old:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: records
      SolutionStackName: 64bit Amazon Linux 2 v2.2.9 running .NET Core  # fails
  Older:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: records
      SolutionStackName: 64bit Amazon Linux 2018.03 v2.9.18 running Python 3.6  # fails
  Branch:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: records
      PlatformArn: !Sub "arn:aws:elasticbeanstalk:${AWS::Region}::platform/Node.js 20 running on 64bit Amazon Linux 2023/6.11.5"  # fails
  Asked:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: records
      PlatformArn: !Ref Platform  # unknown
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
  Application:
    Type: AWS::ElasticBeanstalk::Environment
    Properties: {ApplicationName: records, PlatformArn: !Sub "arn:aws:elasticbeanstalk:${AWS::Region}::platform/.NET 10 running on 64bit Amazon Linux 2023"}
  Pinned:
    Type: AWS::ElasticBeanstalk::Environment
    Properties: {ApplicationName: records, SolutionStackName: 64bit Amazon Linux 2023 v6.11.7 running Node.js 24}
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

// judgeBranch judges the branch of the platform of an Elastic Beanstalk environment.
func judgeBranch(c *Case) {
	for _, platform := range []Value{c.Get("PlatformArn"), c.Get("SolutionStackName")} {
		if !platform.Absent() {
			c.Forbid(platform.Outline(retiredBranch), platform, "environment %q runs %s, which gets no security updates as of %s", c.ID, platform, supportedOn)
		}
	}
}
