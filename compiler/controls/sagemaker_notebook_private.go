package controls

var sagemakerNotebookPrivate = &Control{
	ID:        "sagemaker-notebook-private",
	Title:     "Notebooks have no direct internet",
	Tier:      Baseline,
	Severity:  High,
	Category:  "network",
	Citations: []string{"164.308(a)(3)(i)", "164.308(a)(4)(ii)(C)", "164.312(a)(1)", "164.312(e)(1)"},
	Types:     []string{"AWS::SageMaker::NotebookInstance"},
	Why:       "a notebook with its own way to the internet carries what it reads anywhere, past the VPC's logs and endpoints",
	Fix:       "set DirectInternetAccess to Disabled and SubnetId to a private subnet",
	Judge: func(c *Case) {
		access, subnet := c.Get("DirectInternetAccess"), c.Get("SubnetId")
		c.Require(access.Is("Disabled"), access, "notebook %q has %s for DirectInternetAccess, needs \"Disabled\"", c.ID, access)
		c.Require(subnet.Has(), subnet, "notebook %q stands in no subnet of one's own", c.ID)
	},
	Bad: []Example{`
# A subnet alone takes the internet away from nobody.
Resources:
  Silent:  # fails
    Type: AWS::SageMaker::NotebookInstance
    Properties: {SubnetId: !ImportValue Private1}
  Open:
    Type: AWS::SageMaker::NotebookInstance
    Properties:
      SubnetId: !ImportValue Private1
      DirectInternetAccess: Enabled  # fails
  Nowhere:  # fails
    Type: AWS::SageMaker::NotebookInstance
    Properties: {DirectInternetAccess: Disabled}
`},
	Good: []Example{`
Resources:
  Analysis: {Type: "AWS::SageMaker::NotebookInstance", Properties: {SubnetId: !ImportValue Private1, DirectInternetAccess: Disabled}}
`},
}
