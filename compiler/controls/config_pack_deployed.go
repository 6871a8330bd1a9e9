package controls

import "github.com/hipaac/hipaac/compiler/template"

var configPackDeployed = &Control{
	ID:        "config-pack-deployed",
	Title:     "The detective pack is deployed",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "monitoring",
	Citations: []string{"164.308(a)(1)(ii)(D)", "164.308(a)(8)"},
	Types:     []string{"AWS::Config::ConformancePack"},
	Why:       "what only the running account shows, such as a snapshot that somebody made public, no template proves",
	Fix:       "add the rules that the message names, each with Source {Owner: AWS, SourceIdentifier: …}",
	Judge: func(c *Case) {
		body := c.Get("TemplateBody")
		if body.Absent() {
			c.Unsure(c.Whole(), "the rules of the pack are not in the template")
			return
		}
		for _, rule := range seenInAccountsOnly {
			had := template.Any(c.OfType("AWS::Config::ConformancePack"), func(pack Subject) Answer { return pack.Get("TemplateBody").Contains(rule) })
			had = had.Or(template.Any(c.OfType("AWS::Config::ConfigRule"), func(one Subject) Answer { return one.Get("Source.SourceIdentifier").Is(rule) }))
			c.Require(had, body, "neither pack %q nor any other here has the rule %s, which nothing in a template replaces", c.ID, rule)
		}
	},
	Bad: []Example{`
Resources:
  Pack:
    Type: AWS::Config::ConformancePack
    Properties:
      ConformancePackName: few
      TemplateBody: |  # fails
        Resources:
          Keys: {Type: "AWS::Config::ConfigRule", Properties: {ConfigRuleName: keys, Source: {Owner: AWS, SourceIdentifier: KMS_CMK_NOT_SCHEDULED_FOR_DELETION}}}
  Other:  # unknown
    Type: AWS::Config::ConformancePack
    Properties: {ConformancePackName: elsewhere, TemplateS3Uri: "s3://templates/pack.yaml"}
`},
	Good: []Example{`
Resources:
  Volumes:
    Type: AWS::Config::ConfigRule
    Properties: {Source: {Owner: AWS, SourceIdentifier: EC2_EBS_ENCRYPTION_BY_DEFAULT}}
  Pack:
    Type: AWS::Config::ConformancePack
    Properties:
      ConformancePackName: many
      TemplateBody: |
        Resources:
          Certificates: {Type: "AWS::Config::ConfigRule", Properties: {ConfigRuleName: c, Source: {Owner: AWS, SourceIdentifier: ACM_CERTIFICATE_EXPIRATION_CHECK}}}
          Documents: {Type: "AWS::Config::ConfigRule", Properties: {ConfigRuleName: d, Source: {Owner: AWS, SourceIdentifier: SSM_DOCUMENT_NOT_PUBLIC}}}
`},
}

// seenInAccountsOnly are rules of AWS Config on what no template shows, that every region has and judges for itself. As of 2026-11.
var seenInAccountsOnly = []string{"ACM_CERTIFICATE_EXPIRATION_CHECK", "EC2_EBS_ENCRYPTION_BY_DEFAULT", "SSM_DOCUMENT_NOT_PUBLIC"}
