package controls

var healthimagingCustomerKey = &Control{
	ID:         "healthimaging-customer-key",
	Title:      "Imaging data stores use a customer key",
	Tier:       Baseline,
	Severity:   High,
	Category:   "encryption-at-rest",
	Unwaivable: true,
	Citations:  []string{"164.312(a)(2)(iv)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::HealthImaging::Datastore"},
	Why:        "images are under a key that AWS owns until one is named, and the key of a data store cannot be changed",
	Fix:        "set KmsKeyArn to the ARN of a customer key",
	Judge:      func(c *Case) { requireKey(c, "data store", "KmsKeyArn") },
	Bad: []Example{`
Resources:
  Images:  # fails
    Type: AWS::HealthImaging::Datastore
    Properties: {DatastoreName: images}
`, `
# In production only, and the images of development are those of patients all the same.
Parameters:
  Stage: {Type: String, AllowedValues: [dev, prod]}
  Key: {Type: String}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Images:
    Type: AWS::HealthImaging::Datastore
    Properties:
      KmsKeyArn: !If [IsProd, !Ref Key, !Ref AWS::NoValue]  # fails
  Given:
    Type: AWS::HealthImaging::Datastore
    Properties:
      KmsKeyArn: !Ref Key  # unknown
`},
	Good: []Example{`
Resources:
  Key: {Type: "AWS::KMS::Key"}
  Images: {Type: "AWS::HealthImaging::Datastore", Properties: {KmsKeyArn: !GetAtt Key.Arn}}
`},
}
