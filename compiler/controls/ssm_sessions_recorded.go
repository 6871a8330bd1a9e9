package controls

var ssmSessionsRecorded = &Control{
	ID:        "ssm-sessions-recorded",
	Title:     "Administrators' sessions are encrypted and recorded",
	Tier:      Baseline,
	Severity:  High,
	Category:  "audit",
	Citations: []string{"164.308(a)(1)(ii)(D)", "164.312(b)", "164.312(e)(2)(ii)"},
	Types:     []string{"AWS::SSM::Document"},
	Why:       "who works on a machine that holds PHI sees everything on it; without a record nobody can say what was done",
	Fix: "set kmsKeyId of inputs to a customer key, and cloudWatchLogGroupName with cloudWatchEncryptionEnabled: true, " +
		"or s3BucketName with s3EncryptionEnabled: true",
	Judge: func(c *Case) {
		if c.Get("DocumentType").Is("Session").No() {
			return
		}
		content := c.Get("Content")
		if text, written := content.Literal(); written && text != "" {
			c.Unsure(content, "the document is written as one text")
			return
		}
		if content.Get("sessionType").Is("Standard_Stream").No() {
			return // tunnels and single commands have no preferences of their own
		}
		inputs := content.Get("inputs")
		key := inputs.Get("kmsKeyId")
		c.Require(customerKey(key), key, "sessions of document %q are not encrypted with a customer key", c.ID)
		streamed := inputs.Get("cloudWatchLogGroupName").Has().And(inputs.Get("cloudWatchEncryptionEnabled").IsTrue())
		stored := inputs.Get("s3BucketName").Has().And(inputs.Get("s3EncryptionEnabled").IsTrue())
		c.Require(streamed.Or(stored), inputs, "sessions of document %q are not recorded in an encrypted place", c.ID)
	},
	Bad: []Example{`
Resources:
  Preferences:
    Type: AWS::SSM::Document
    Properties:
      DocumentType: Session
      Content:
        schemaVersion: "1.0"
        sessionType: Standard_Stream
        inputs:  # fails
          kmsKeyId: ""  # fails
          cloudWatchLogGroupName: sessions
          cloudWatchEncryptionEnabled: false
          s3BucketName: ""
          s3EncryptionEnabled: true
  Written:
    Type: AWS::SSM::Document
    Properties:
      DocumentType: Session
      Content: '{"sessionType": "Standard_Stream"}'  # unknown
`},
	Good: []Example{`
Resources:
  Streamed:
    Type: AWS::SSM::Document
    Properties:
      DocumentType: Session
      Content:
        sessionType: Standard_Stream
        inputs: {kmsKeyId: !ImportValue LogsKeyArn, cloudWatchLogGroupName: sessions, cloudWatchEncryptionEnabled: true}
  Stored:
    Type: AWS::SSM::Document
    Properties:
      DocumentType: Session
      Content:
        sessionType: Standard_Stream
        inputs: {kmsKeyId: !GetAtt Key.Arn, s3BucketName: sessions, s3EncryptionEnabled: "true"}
  Key: {Type: "AWS::KMS::Key"}
  Tunnel: {Type: "AWS::SSM::Document", Properties: {DocumentType: Session, Content: {sessionType: Port}}}
  Run: {Type: "AWS::SSM::Document", Properties: {DocumentType: Command, Content: {schemaVersion: "2.2"}}}
`},
}
