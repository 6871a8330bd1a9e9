package controls

import "strings"

var scopeClassificationTag = &Control{
	ID:        "scope-classification-tag",
	Title:     "Every data resource states its classification",
	Tier:      Baseline,
	Severity:  High,
	Category:  "scope",
	Citations: []string{"164.308(a)(1)(ii)(A)", "164.308(a)(7)(ii)(E)", "164.310(d)(2)(iii)"},
	Types:     []string{AnyType},
	Why:       "a risk analysis needs to know which resources hold PHI and who answers for them; the account's own inventory can only say so by tags",
	Fix:       "tag the resource with DataClassification (phi or non-phi), Owner and Environment",
	Judge: func(c *Case) {
		if tagProperty(c.Type) == "" {
			return // the type takes no tags
		}
		var missing []string
		for _, key := range []string{"DataClassification", "Owner", "Environment"} {
			if c.Tag(key).Absent() {
				missing = append(missing, key)
			} else {
				c.Require(c.Tag(key).Has(), c.Tag(key), "%q has an empty tag %s", c.ID, key)
			}
		}
		if len(missing) > 0 {
			c.Fail(c.Tag(missing[0]), "%q has no tag %s", c.ID, strings.Join(missing, ", "))
		}
		if class := c.Tag("DataClassification"); !class.Absent() {
			c.Require(class.Is("phi", "non-phi"), class, `%q has %s for the tag DataClassification, needs "phi" or "non-phi"`, c.ID, class)
		}
	},
	Bad: []Example{`
Resources:
  Documents:  # fails
    Type: AWS::S3::Bucket
  Network:
    Type: AWS::EC2::VPC
    Properties:
      Tags:
        - Key: DataClassification
          Value: secret  # fails
        - {Key: Owner, Value: platform}
        - {Key: Environment, Value: prod}
`},
	Good: []Example{`
Parameters:
  Environment: {Type: String, AllowedValues: [dev, prod]}
Resources:
  Documents:
    Type: AWS::S3::Bucket
    Properties:
      Tags:
        - {Key: DataClassification, Value: phi}
        - {Key: Owner, Value: platform}
        - {Key: Environment, Value: !Ref Environment}
  Vault:
    Type: AWS::Backup::BackupVault
    Properties:
      BackupVaultTags: {DataClassification: phi, Owner: platform, Environment: prod}
  Route:
    Type: AWS::EC2::Route
`},
}
