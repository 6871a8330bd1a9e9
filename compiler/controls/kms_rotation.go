package controls

var kmsRotation = &Control{
	ID:        "kms-rotation",
	Title:     "Customer keys rotate",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "encryption-at-rest",
	Citations: []string{"164.312(a)(2)(iv)"},
	Types:     []string{"AWS::KMS::Key"},
	Why:       "rotation bounds how much one key material protects, and old material still decrypts what it encrypted",
	Fix:       "set EnableKeyRotation to true",
	Judge: func(c *Case) {
		// KMS rotates only symmetric keys for encryption whose material it made itself.
		spec, usage, origin := c.Get("KeySpec"), c.Get("KeyUsage"), c.Get("Origin")
		if otherThan(spec, "SYMMETRIC_DEFAULT") || otherThan(usage, "ENCRYPT_DECRYPT") || otherThan(origin, "AWS_KMS") {
			return
		}
		enabled := c.Get("EnableKeyRotation")
		c.Require(enabled.IsTrue(), enabled, "key %q has %s for EnableKeyRotation, needs true", c.ID, enabled)
	},
	Bad: []Example{`
Resources:
  Key:  # fails
    Type: AWS::KMS::Key
  Other:
    Type: AWS::KMS::Key
    Properties:
      KeySpec: SYMMETRIC_DEFAULT
      EnableKeyRotation: false  # fails
      RotationPeriodInDays: 365
`},
	Good: []Example{`
Resources:
  Key:
    Type: AWS::KMS::Key
    Properties: {EnableKeyRotation: true}
  Signing:
    Type: AWS::KMS::Key
    Properties: {KeySpec: ECC_NIST_P256, KeyUsage: SIGN_VERIFY}
  Asymmetric:
    Type: AWS::KMS::Key
    Properties: {KeySpec: RSA_2048, KeyUsage: ENCRYPT_DECRYPT}
  Imported:
    Type: AWS::KMS::Key
    Properties: {Origin: EXTERNAL}
`},
}

// otherThan reports whether something else than the default is stated.
func otherThan(v Value, standard string) bool { return !v.Absent() && v.Is(standard).No() }
