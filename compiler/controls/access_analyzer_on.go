package controls

import "github.com/hipaac/hipaac/compiler/template"

var accessAnalyzerOn = &Control{
	ID:        "access-analyzer-on",
	Title:     "External access is analysed",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "monitoring",
	Citations: []string{"164.308(a)(1)(ii)(D)", "164.308(a)(4)(ii)(C)"},
	Types:     []string{"AWS::AccessAnalyzer::Analyzer"},
	Why:       "an analyzer of unused access does not say who may reach the account from outside, and a rule that archives what is public hides just that",
	Fix:       "add an analyzer of the type ACCOUNT or ORGANIZATION, and archive no public findings",
	Judge: func(c *Case) {
		kind := c.Get("Type")
		external := template.Any(c.OfType("AWS::AccessAnalyzer::Analyzer"), func(a Subject) Answer { return a.Get("Type").Is("ACCOUNT", "ORGANIZATION") })
		c.Require(external, kind, "%q is of the type %s, and none looks for access from outside", c.ID, kind)
		for _, rule := range c.Get("ArchiveRules").Items() {
			for _, filter := range rule.Get("Filter").Items() {
				public := template.Any(filter.Get("Eq").Items(), func(v Value) Answer { return v.IsTrue() })
				c.Forbid(filter.Get("Property").Is("isPublic").And(public), filter, "%q archives findings of public access unseen", c.ID)
			}
		}
	},
	Bad: []Example{`
Resources:
  Unused:
    Type: AWS::AccessAnalyzer::Analyzer
    Properties:
      Type: ACCOUNT_UNUSED_ACCESS  # fails
`, `
Resources:
  External:
    Type: AWS::AccessAnalyzer::Analyzer
    Properties:
      Type: ACCOUNT
      ArchiveRules:
        - RuleName: noise
          Filter:
            - {Property: isPublic, Eq: ["true"]}  # fails
`},
	Good: []Example{`
Resources:
  Unused:
    Type: AWS::AccessAnalyzer::Analyzer
    Properties: {Type: ACCOUNT_UNUSED_ACCESS}
  External:
    Type: AWS::AccessAnalyzer::Analyzer
    Properties:
      Type: ACCOUNT
      ArchiveRules: [{RuleName: partner, Filter: [{Property: principal.AWS, Eq: ["444455556666"]}, {Property: isPublic, Eq: ["false"]}]}]
`},
}
