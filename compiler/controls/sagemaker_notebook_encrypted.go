package controls

var sagemakerNotebookEncrypted = &Control{
	ID:         "sagemaker-notebook-encrypted",
	Title:      "Notebooks are encrypted",
	Tier:       Baseline,
	Severity:   High,
	Category:   "encryption-at-rest",
	Unwaivable: true,
	Citations:  []string{"164.312(a)(2)(iv)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::SageMaker::NotebookInstance"},
	Why:        "extracts of records end up on the volume of a notebook, where its creator put them and forgot them",
	Fix:        "set KmsKeyId to a customer key",
	Judge:      func(c *Case) { requireKey(c, "notebook", "KmsKeyId") },
	Bad: []Example{`
Resources:
  Silent:  # fails
    Type: AWS::SageMaker::NotebookInstance
    Properties: {InstanceType: ml.t3.medium, RoleArn: !ImportValue Role}
  Managed:
    Type: AWS::SageMaker::NotebookInstance
    Properties:
      KmsKeyId: arn:aws:kms:us-east-1:111122223333:alias/aws/sagemaker  # fails
`},
	Good: []Example{`
Resources:
  Analysis: {Type: "AWS::SageMaker::NotebookInstance", Properties: {KmsKeyId: !ImportValue Key}}
`},
}
