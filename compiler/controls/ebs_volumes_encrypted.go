package controls

import "github.com/hipaac/hipaac/compiler/template"

var ebsVolumesEncrypted = &Control{
	ID:         "ebs-volumes-encrypted",
	Title:      "Volumes are encrypted",
	Tier:       Baseline,
	Severity:   Critical,
	Category:   "encryption-at-rest",
	Unwaivable: true,
	Citations:  []string{"164.312(a)(2)(iv)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::EC2::Volume", "AWS::EC2::Instance", "AWS::EC2::LaunchTemplate", "AWS::AutoScaling::LaunchConfiguration"},
	Why:        "what an application writes to disk, caches and swaps stays readable on the volume and in every snapshot of it",
	Fix:        "set Encrypted to true on the volume; map the root device (/dev/xvda or /dev/sda1) explicitly to say it there",
	Judge: func(c *Case) {
		if c.Type == "AWS::EC2::Volume" {
			encrypted := c.Get("Encrypted")
			c.Require(encrypted.IsTrue(), encrypted, "volume %q has %s for Encrypted, needs true", c.ID, encrypted)
			return
		}
		list, hidden := launches(c)
		mapped := first(list, "BlockDeviceMappings")
		if mapped.Absent() && hidden != "" {
			c.Unsure(mapped, hidden)
			return
		}
		for _, device := range mapped.Items() {
			if encrypted := device.Get("Ebs.Encrypted"); !device.Get("Ebs").Absent() {
				c.Require(encrypted.IsTrue(), encrypted, "volume %s of %q has %s for Encrypted, needs true", device.Get("DeviceName"), c.ID, encrypted)
			}
		}
		root := template.Any(mapped.Items(), func(device Value) Answer {
			return device.Get("DeviceName").Is(rootDevices...).And(device.Get("Ebs").Has())
		})
		c.Require(root, mapped, "%q does not map its root volume, which is then as the image has it", c.ID)
	},
	Bad: []Example{`
Resources:
  Data:  # fails
    Type: AWS::EC2::Volume
    Properties: {Size: 100, AvailabilityZone: us-east-1a}
  Server:
    Type: AWS::EC2::Instance
    Properties:
      BlockDeviceMappings:
        - {DeviceName: /dev/xvda, Ebs: {VolumeSize: 50, Encrypted: true}}
        - DeviceName: /dev/sdb
          Ebs:  # fails
            VolumeSize: 200
        - DeviceName: /dev/sdc
          Ebs:
            Encrypted: false  # fails
`, `
# The root volume is nobody's business: without a mapping, with one of another device only, and in a launch template.
Resources:
  Bare:  # fails
    Type: AWS::EC2::Instance
    Properties: {ImageId: ami-1}
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:
        BlockDeviceMappings:  # fails
          - {DeviceName: /dev/sdb, Ebs: {Encrypted: true}}
  Elsewhere:  # unknown
    Type: AWS::EC2::Instance
    Properties: {LaunchTemplate: {LaunchTemplateName: web, Version: "1"}}
`, `
# The root volume is named, and nothing is said of it.
Resources:
  Server:
    Type: AWS::EC2::Instance
    Properties:
      BlockDeviceMappings:  # fails
        - {DeviceName: /dev/xvda, Ebs: !Ref AWS::NoValue}
`},
	Good: []Example{`
Resources:
  Data: {Type: "AWS::EC2::Volume", Properties: {Size: 100, AvailabilityZone: us-east-1a, Encrypted: true}}
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:
        BlockDeviceMappings:
          - {DeviceName: /dev/xvda, Ebs: {VolumeSize: 50, Encrypted: true}}
          - {DeviceName: /dev/sdb, NoDevice: ""}
  Server: {Type: "AWS::EC2::Instance", Properties: {LaunchTemplate: {LaunchTemplateId: !Ref Template, Version: "1"}}}
  Elsewhere:
    Type: AWS::EC2::Instance
    Properties:
      LaunchTemplate: {LaunchTemplateId: lt-1, Version: "1"}
      BlockDeviceMappings: [{DeviceName: /dev/sda1, Ebs: {Encrypted: true}}]
`},
}

// rootDevices are the names under which images have their root volume.
var rootDevices = []string{"/dev/xvda", "/dev/sda1"}
