package controls

import "github.com/hipaac/hipaac/compiler/template"

var ecrScan = &Control{
	ID:        "ecr-scan",
	Title:     "Images are scanned",
	Tier:      Baseline,
	Severity:  High,
	Category:  "vulnerability-management",
	Citations: []string{"164.308(a)(1)(ii)(B)", "164.308(a)(5)(ii)(B)"},
	Types:     []string{"AWS::ECR::Repository", "AWS::ECR::RegistryScanningConfiguration"},
	Why:       "an image brings along hundreds of programs that nobody here wrote, with holes that become known after it was built",
	Fix:       "set ScanOnPush of the repository's ImageScanningConfiguration, or ScanType ENHANCED for the registry",
	Judge: func(c *Case) {
		if c.Type == "AWS::ECR::RegistryScanningConfiguration" {
			kind := c.Get("ScanType")
			c.Require(registryScans(c.Subject), kind, "the registry's scanning is %s and has no rule that scans on push", kind)
			return
		}
		push := c.Get("ImageScanningConfiguration.ScanOnPush")
		registry := template.Any(c.OfType("AWS::ECR::RegistryScanningConfiguration"), registryScans)
		c.Require(push.IsTrue().Or(registry), push, "nobody scans the images of repository %q", c.ID)
	},
	Bad: []Example{`
Resources:
  Silent:  # fails
    Type: AWS::ECR::Repository
  Off:
    Type: AWS::ECR::Repository
    Properties:
      ImageScanningConfiguration:
        ScanOnPush: false  # fails
`, `
Resources:
  Registry:
    Type: AWS::ECR::RegistryScanningConfiguration
    Properties:
      ScanType: BASIC  # fails
      Rules: [{ScanFrequency: MANUAL, RepositoryFilters: [{Filter: "*", FilterType: WILDCARD}]}]
`},
	Good: []Example{`
Resources:
  Images: {Type: "AWS::ECR::Repository", Properties: {ImageScanningConfiguration: {ScanOnPush: true}}}
`, `
Resources:
  Images: {Type: "AWS::ECR::Repository"}
  Registry:
    Type: AWS::ECR::RegistryScanningConfiguration
    Properties: {ScanType: BASIC, Rules: [{ScanFrequency: SCAN_ON_PUSH, RepositoryFilters: [{Filter: "*", FilterType: WILDCARD}]}]}
`},
}

// registryScans asks whether a registry scans all of its images: with Inspector, or by a rule for every repository.
func registryScans(registry Subject) Answer {
	rule := template.Any(registry.Get("Rules").Items(), func(r Value) Answer {
		all := template.Any(r.Get("RepositoryFilters").Items(), func(f Value) Answer { return f.Get("Filter").Is("*") })
		return r.Get("ScanFrequency").Is("SCAN_ON_PUSH", "CONTINUOUS_SCAN").And(all)
	})
	return registry.Get("ScanType").Is("ENHANCED").Or(rule)
}
