package controls

import "github.com/hipaac/hipaac/compiler/template"

var vpcEncryptionControl = &Control{
	ID:        "vpc-encryption-control",
	Title:     "VPC traffic encryption is monitored or enforced",
	Tier:      Optional,
	Severity:  Low,
	Category:  "encryption-in-transit",
	Citations: []string{"164.312(e)(1)", "164.312(e)(2)(i)", "164.312(e)(2)(ii)"},
	Types:     []string{"AWS::EC2::VPC", "AWS::EC2::VPCEncryptionControl"},
	Why:       "a network that nobody watches may carry records between older instances in the clear, beside one that is watched",
	Fix:       "add a VPCEncryptionControl with the VPC as VpcId and Mode monitor or enforce; leave exclusions of peers and file systems out",
	Judge: func(c *Case) {
		if c.Type == "AWS::EC2::VPCEncryptionControl" {
			mode := c.Get("Mode")
			c.Require(template.Sure(mode.Absent()).Or(mode.Is("monitor", "enforce")), mode, "%q has %s for Mode", c.ID, mode)
			for _, name := range []string{"VpcPeeringExclusionInput", "ElasticFileSystemExclusionInput", "LambdaExclusionInput"} {
				excluded := c.Get(name)
				c.Forbid(excluded.Is("enable"), excluded, "%q lets traffic through in the clear: it has %s for %s", c.ID, excluded, name)
			}
			return
		}
		if len(c.OfType("AWS::EC2::VPCEncryptionControl")) == 0 || !c.HoldsPHI().Yes() {
			return // optional: asked of all networks with PHI where it was begun with one
		}
		c.Require(template.Sure(len(c.Pointing("AWS::EC2::VPCEncryptionControl", "VpcId")) > 0), c.Whole(),
			"nothing watches whether PHI network %q encrypts, as others here do", c.ID)
	},
	Bad: []Example{`
Resources:
  Prod: {Type: "AWS::EC2::VPC", Properties: {Tags: [{Key: DataClassification, Value: phi}]}}
  Imaging:  # fails
    Type: AWS::EC2::VPC
    Properties: {Tags: [{Key: DataClassification, Value: phi}]}
  Watch:
    Type: AWS::EC2::VPCEncryptionControl
    Properties:
      VpcId: !Ref Prod
      Mode: enforce
      ElasticFileSystemExclusionInput: enable  # fails
  Odd:
    Type: AWS::EC2::VPCEncryptionControl
    Properties:
      VpcId: vpc-1
      Mode: "off"  # fails
`},
	Good: []Example{`
Resources:
  Prod: {Type: "AWS::EC2::VPC", Properties: {Tags: [{Key: DataClassification, Value: phi}]}}
  Watch: {Type: "AWS::EC2::VPCEncryptionControl", Properties: {VpcId: !Ref Prod, Mode: enforce, NatGatewayExclusionInput: enable}}
  Plain: {Type: "AWS::EC2::VPC", Properties: {Tags: [{Key: DataClassification, Value: non-phi}]}}
`},
}
