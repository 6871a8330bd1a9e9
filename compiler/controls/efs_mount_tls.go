package controls

import "github.com/hipaac/hipaac/compiler/template"

var efsMountTLS = &Control{
	ID:         "efs-mount-tls",
	Title:      "File-system mounts require TLS",
	Tier:       Baseline,
	Severity:   High,
	Category:   "encryption-in-transit",
	Unwaivable: true,
	Citations:  []string{"164.312(e)(1)", "164.312(e)(2)(i)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::EFS::FileSystem", "AWS::ECS::TaskDefinition"},
	Why:        "NFS is clear text by itself: without a policy any client in the network mounts without TLS, and files travel readable",
	Fix:        `add a FileSystemPolicy that denies "*" when aws:SecureTransport is false, and set TransitEncryption of ECS volumes to ENABLED`,
	Judge: func(c *Case) {
		if c.Type == "AWS::ECS::TaskDefinition" {
			for _, volume := range c.Get("Volumes").Items() {
				if files := volume.Get("EFSVolumeConfiguration"); !files.Absent() {
					transit := files.Get("TransitEncryption")
					c.Require(transit.Is("ENABLED"), transit, `volume %s of %q has %s for TransitEncryption, needs "ENABLED"`, volume.Get("Name"), c.ID, transit)
				}
			}
			return
		}
		policy := c.Get("FileSystemPolicy")
		refused := template.Any(Statements(policy), func(s Statement) Answer {
			return refusesClearText(s, "elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite")
		})
		c.Require(refused, policy, "file system %q does not refuse mounts without TLS", c.ID)
	},
	Bad: []Example{`
Resources:
  Files:  # fails
    Type: AWS::EFS::FileSystem
    Properties: {Encrypted: true}
  Reads:
    Type: AWS::EFS::FileSystem
    Properties:
      FileSystemPolicy:  # fails
        Statement:
          - {Effect: Deny, Principal: {AWS: "*"}, Action: "elasticfilesystem:ClientMount", Condition: {Bool: {aws:SecureTransport: "false"}}}
          - {Effect: Deny, Principal: {AWS: "arn:aws:iam::111122223333:role/app"}, Action: "*", Condition: {Bool: {aws:SecureTransport: "false"}}}
          - {Effect: Deny, Principal: {AWS: "*"}, Action: "*", Condition: {Bool: {elasticfilesystem:AccessedViaMountTarget: "false"}}}
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Volumes:
        - Name: files
          EFSVolumeConfiguration:  # fails
            FilesystemId: !Ref Files
`, `
# An allow with TLS refuses nobody whom an IAM policy of his own allows without.
Resources:
  Files:
    Type: AWS::EFS::FileSystem
    Properties:
      FileSystemPolicy:  # fails
        Statement:
          - Effect: Allow
            Principal: {AWS: "*"}
            Action: elasticfilesystem:Client*
            Condition: {Bool: {aws:SecureTransport: "true"}}
`, `
# One client is left out of the refusal.
Resources:
  Files:
    Type: AWS::EFS::FileSystem
    Properties:
      FileSystemPolicy:  # fails
        Statement: {Effect: Deny, NotPrincipal: {AWS: "arn:aws:iam::111122223333:role/legacy"}, Action: "*", Condition: {Bool: {aws:SecureTransport: "false"}}}
`},
	Good: []Example{`
Resources:
  Files:
    Type: AWS::EFS::FileSystem
    Properties:
      FileSystemPolicy:
        Statement:
          - {Effect: Deny, Principal: {AWS: "*"}, Action: "*", Condition: {Bool: {aws:SecureTransport: "false"}}}
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Volumes:
        - {Name: files, EFSVolumeConfiguration: {FilesystemId: !Ref Files, TransitEncryption: ENABLED}}
        - {Name: scratch}
`},
}
