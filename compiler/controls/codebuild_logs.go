package controls

import "github.com/hipaac/hipaac/compiler/template"

var codebuildLogs = &Control{
	ID:        "codebuild-logs",
	Title:     "Builds are logged",
	Tier:      Optional,
	Severity:  Low,
	Category:  "audit",
	Citations: []string{"164.308(a)(1)(ii)(D)"},
	Types:     []string{"AWS::CodeBuild::Project"},
	Why:       "what was built and deployed, from which commit and with which result, is only known from the log of the build",
	Fix:       "enable CloudWatchLogs or S3Logs in LogsConfig; a project without LogsConfig logs to a group of its own",
	Judge: func(c *Case) {
		config := c.Get("LogsConfig")
		cloudWatch, s3 := config.Get("CloudWatchLogs.Status"), config.Get("S3Logs")
		// CodeBuild logs to CloudWatch unless it is told not to.
		kept := template.Sure(cloudWatch.Absent()).Or(cloudWatch.Is("ENABLED")).Or(s3.Get("Status").Is("ENABLED"))
		c.Require(kept, config, "build project %q keeps no log", c.ID)
		if off := s3.Get("EncryptionDisabled"); !off.Absent() {
			c.Forbid(off.IsTrue(), off, "build project %q keeps its log unencrypted", c.ID)
		}
	},
	Bad: []Example{`
Parameters:
  Status: {Type: String}
Resources:
  Silent:
    Type: AWS::CodeBuild::Project
    Properties:
      LogsConfig: {CloudWatchLogs: {Status: DISABLED}}  # fails
  Either:
    Type: AWS::CodeBuild::Project
    Properties:
      LogsConfig: {CloudWatchLogs: {Status: !Ref Status}}  # unknown
  Clear:
    Type: AWS::CodeBuild::Project
    Properties:
      LogsConfig: {CloudWatchLogs: {Status: DISABLED}, S3Logs: {Status: ENABLED, EncryptionDisabled: true}}  # fails
`},
	Good: []Example{`
Resources:
  Default: {Type: "AWS::CodeBuild::Project"}
  Named: {Type: "AWS::CodeBuild::Project", Properties: {LogsConfig: {CloudWatchLogs: {Status: ENABLED, GroupName: builds}}}}
  Stored: {Type: "AWS::CodeBuild::Project", Properties: {LogsConfig: {CloudWatchLogs: {Status: DISABLED}, S3Logs: {Status: ENABLED, Location: logs/builds}}}}
`},
}
