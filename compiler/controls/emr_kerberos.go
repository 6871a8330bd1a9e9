package controls

var emrKerberos = &Control{
	ID:        "emr-kerberos",
	Title:     "EMR clusters use Kerberos",
	Tier:      Baseline,
	Severity:  High,
	Category:  "identity",
	Citations: []string{"164.308(a)(3)(i)", "164.308(a)(3)(ii)(A)", "164.308(a)(3)(ii)(B)", "164.308(a)(4)(i)", "164.308(a)(4)(ii)(B)", "164.308(a)(4)(ii)(C)", "164.312(a)(1)"},
	Types:     []string{"AWS::EMR::Cluster"},
	Why:       "Hadoop believes everybody who says who he is: without Kerberos whoever reaches a node reads as any user he names",
	Fix:       "set KerberosAttributes, and name a SecurityConfiguration with a KerberosConfiguration below AuthenticationConfiguration",
	Judge: func(c *Case) {
		attributes, configuration := c.Get("KerberosAttributes"), c.Get("SecurityConfiguration")
		if c.Require(attributes.Get("Realm").Has(), attributes, "cluster %q has no KerberosAttributes", c.ID) {
			enabled := emrSecurity(c, func(v Value) Answer {
				return v.Get("AuthenticationConfiguration.KerberosConfiguration.Provider").Has()
			})
			c.Require(enabled, configuration, "cluster %q names a realm, and no security configuration that enables Kerberos", c.ID)
		}
	},
	Bad: []Example{`
Resources:
  Claims:  # fails
    Type: AWS::EMR::Cluster
    Properties: {Name: claims, ReleaseLabel: emr-7.9.0, SecurityConfiguration: !Ref Security}
  Security:
    Type: AWS::EMR::SecurityConfiguration
    Properties: {SecurityConfiguration: {AuthenticationConfiguration: {KerberosConfiguration: {Provider: ClusterDedicatedKdc}}}}
`, `
# The attributes alone do nothing: the security configuration switches Kerberos on.
Resources:
  Alone:  # fails
    Type: AWS::EMR::Cluster
    Properties: {Name: claims, KerberosAttributes: {Realm: EC2.INTERNAL, KdcAdminPassword: "{{resolve:secretsmanager:kdc}}"}}
  Claims:
    Type: AWS::EMR::Cluster
    Properties:
      Name: claims
      KerberosAttributes: {Realm: EC2.INTERNAL, KdcAdminPassword: "{{resolve:secretsmanager:kdc}}"}
      SecurityConfiguration: !Ref Security  # fails
  Security:
    Type: AWS::EMR::SecurityConfiguration
    Properties: {SecurityConfiguration: '{"EncryptionConfiguration": {"EnableInTransitEncryption": false}}'}
  Elsewhere:
    Type: AWS::EMR::Cluster
    Properties:
      Name: claims
      KerberosAttributes: {Realm: EC2.INTERNAL, KdcAdminPassword: "{{resolve:secretsmanager:kdc}}"}
      SecurityConfiguration: strict  # unknown
`},
	Good: []Example{`
Resources:
  Claims:
    Type: AWS::EMR::Cluster
    Properties:
      Name: claims
      KerberosAttributes: {Realm: EC2.INTERNAL, KdcAdminPassword: "{{resolve:secretsmanager:kdc}}"}
      SecurityConfiguration: !Ref Security
  Security:
    Type: AWS::EMR::SecurityConfiguration
    Properties:
      SecurityConfiguration: '{"AuthenticationConfiguration": {"KerberosConfiguration": {"Provider": "ClusterDedicatedKdc"}}}'
`},
}
