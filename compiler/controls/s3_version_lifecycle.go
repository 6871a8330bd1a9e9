package controls

import "github.com/hipaac/hipaac/compiler/template"

var s3VersionLifecycle = &Control{
	ID:        "s3-version-lifecycle",
	Title:     "Versioned buckets manage old versions",
	Tier:      Optional,
	Severity:  Low,
	Category:  "retention",
	Citations: []string{"164.308(a)(7)(ii)(A)", "164.310(d)(2)(i)", "164.312(c)(1)"},
	Types:     []string{"AWS::S3::Bucket"},
	Why:       "old versions pile up unseen: what was meant to be disposed of stays readable, and storage that nobody counts is paid for",
	Fix:       "add an enabled lifecycle rule with NoncurrentVersionExpiration or NoncurrentVersionTransitions",
	Judge: func(c *Case) {
		if !versioned(c.Subject).Yes() {
			return // s3-versioning asks for versions
		}
		// A rule cannot undercut a declared retention: lifecycle never removes a locked version.
		managed := template.Any(activeRules(c.Subject), func(rule Value) Answer {
			answer := template.No
			for _, way := range []string{"NoncurrentVersionExpiration", "NoncurrentVersionExpirationInDays", "NoncurrentVersionTransition",
				"NoncurrentVersionTransitions"} {
				answer = answer.Or(rule.Get(way).Has())
			}
			return answer
		})
		rules := c.Get("LifecycleConfiguration.Rules")
		c.Require(managed, rules, "bucket %q keeps versions and has no rule for the old ones", c.ID)
	},
	Bad: []Example{`
Resources:
  Documents:  # fails
    Type: AWS::S3::Bucket
    Properties:
      VersioningConfiguration: {Status: Enabled}
`, `
# The rule speaks of current objects only, and the one that does not is switched off.
Resources:
  Documents:
    Type: AWS::S3::Bucket
    Properties:
      VersioningConfiguration: {Status: Enabled}
      LifecycleConfiguration:
        Rules:  # fails
          - {Status: Enabled, ExpirationInDays: 400}
          - {Status: Disabled, NoncurrentVersionExpiration: {NoncurrentDays: 90}}
`},
	Good: []Example{`
Resources:
  Documents:
    Type: AWS::S3::Bucket
    Properties:
      VersioningConfiguration: {Status: Enabled}
      LifecycleConfiguration:
        Rules: [{Status: Enabled, NoncurrentVersionExpiration: {NoncurrentDays: 2557}}]
  Scratch:
    Type: AWS::S3::Bucket
`},
}
