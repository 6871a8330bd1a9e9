package controls

var workspacesVolumesEncrypted = &Control{
	ID:         "workspaces-volumes-encrypted",
	Title:      "Virtual desktops encrypt both volumes",
	Tier:       Baseline,
	Severity:   High,
	Category:   "encryption-at-rest",
	Unwaivable: true,
	Citations:  []string{"164.312(a)(2)(iv)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::WorkSpaces::Workspace"},
	Why:        "programs leave copies of what people look at on the system's volume, not only on their own, and neither is encrypted unless it is said",
	Fix:        "set RootVolumeEncryptionEnabled and UserVolumeEncryptionEnabled to true, and VolumeEncryptionKey to a customer key",
	Judge: func(c *Case) {
		for _, name := range []string{"RootVolumeEncryptionEnabled", "UserVolumeEncryptionEnabled"} {
			on := c.Get(name)
			c.Require(on.IsTrue(), on, "workspace %q has %s for %s, needs true", c.ID, on, name)
		}
		requireKey(c, "workspace", "VolumeEncryptionKey")
	},
	Bad: []Example{`
Resources:
  Silent:  # fails
    Type: AWS::WorkSpaces::Workspace
    Properties: {BundleId: wsb-1, DirectoryId: d-1, UserName: nurse}
  Half:
    Type: AWS::WorkSpaces::Workspace
    Properties:
      UserVolumeEncryptionEnabled: true
      RootVolumeEncryptionEnabled: false  # fails
      VolumeEncryptionKey: alias/aws/workspaces  # fails
`},
	Good: []Example{`
Resources:
  Desk:
    Type: AWS::WorkSpaces::Workspace
    Properties: {UserVolumeEncryptionEnabled: true, RootVolumeEncryptionEnabled: true, VolumeEncryptionKey: !ImportValue Key}
`},
}
