package controls

import "github.com/hipaac/hipaac/compiler/template"

var mskPrivate = &Control{
	ID:        "msk-private",
	Title:     "Kafka brokers are private and authenticated",
	Tier:      Baseline,
	Severity:  Critical,
	Category:  "network",
	Citations: []string{"164.308(a)(4)(ii)(C)", "164.312(a)(1)", "164.312(d)", "164.312(e)(1)"},
	Types:     []string{"AWS::MSK::Cluster"},
	Why:       "a cluster without authentication gives every topic to whoever reaches it on the network, and nobody can say who read it",
	Fix:       "enable Sasl.Iam below ClientAuthentication, leave Unauthenticated off, and PublicAccess at DISABLED",
	Judge: func(c *Case) {
		public := c.Get("BrokerNodeGroupInfo.ConnectivityInfo.PublicAccess.Type")
		c.Require(public.Is("DISABLED").Or(template.Sure(public.Absent())), public, "brokers of cluster %q have public addresses", c.ID)
		clients := c.Get("ClientAuthentication")
		anybody := clients.Get("Unauthenticated.Enabled")
		if anybody.IsTrue().Yes() {
			c.Fail(anybody, "cluster %q lets clients in that do not say who they are", c.ID)
			return
		}
		// MSK lets everybody in where no way to authenticate is on.
		asked := clients.Get("Sasl.Iam.Enabled").IsTrue().Or(clients.Get("Sasl.Scram.Enabled").IsTrue()).Or(mutualTLS(clients.Get("Tls")))
		if c.Require(asked, clients, "cluster %q asks no client who it is", c.ID) {
			c.Forbid(anybody.IsTrue(), anybody, "cluster %q lets clients in that do not say who they are", c.ID)
		}
	},
	Bad: []Example{`
Resources:
  Events:  # fails
    Type: AWS::MSK::Cluster
    Properties: {BrokerNodeGroupInfo: {InstanceType: kafka.m5.large, ClientSubnets: [subnet-1, subnet-2]}}
`, `
Resources:
  Public:
    Type: AWS::MSK::Cluster
    Properties:
      BrokerNodeGroupInfo:
        ConnectivityInfo:
          PublicAccess:
            Type: SERVICE_PROVIDED_EIPS  # fails
      ClientAuthentication: {Sasl: {Iam: {Enabled: true}}}
  Both:
    Type: AWS::MSK::Cluster
    Properties:
      ClientAuthentication:
        Sasl: {Iam: {Enabled: true}}
        Unauthenticated:
          Enabled: true  # fails
  Disabled:
    Type: AWS::MSK::Cluster
    Properties:
      ClientAuthentication:  # fails
        Sasl: {Iam: {Enabled: false}, Scram: {Enabled: false}}
        Tls: {CertificateAuthorityArnList: []}
  Listed:
    Type: AWS::MSK::Cluster
    Properties:
      ClientAuthentication:  # fails
        Tls: {Enabled: false, CertificateAuthorityArnList: ["arn:aws:acm-pca:us-east-1:111122223333:certificate-authority/1"]}
  Open:
    Type: AWS::MSK::Cluster
    Properties:
      ClientAuthentication:  # unknown
        Sasl: {Iam: {Enabled: !Ref Authenticate}}
Parameters:
  Authenticate: {Type: String}
`},
	Good: []Example{`
Resources:
  Iam: {Type: "AWS::MSK::Cluster", Properties: {ClientAuthentication: {Sasl: {Iam: {Enabled: true}}}}}
  Scram:
    Type: AWS::MSK::Cluster
    Properties:
      BrokerNodeGroupInfo: {ConnectivityInfo: {PublicAccess: {Type: DISABLED}}}
      ClientAuthentication: {Sasl: {Scram: {Enabled: "true"}}, Unauthenticated: {Enabled: false}}
  Mutual: {Type: "AWS::MSK::Cluster", Properties: {ClientAuthentication: {Tls: {Enabled: true}}}}
  Certificates: {Type: "AWS::MSK::Cluster", Properties: {ClientAuthentication: {Tls: {CertificateAuthorityArnList: ["arn:aws:acm-pca:us-east-1:111122223333:certificate-authority/1"]}}}}
`},
}

// mutualTLS asks whether clients have to show a certificate: MSK takes a list of authorities for that alone, as long as Enabled does
// not say no.
func mutualTLS(tls Value) Answer {
	authorities := tls.Get("CertificateAuthorityArnList")
	named := template.Any(authorities.Items(), Value.Has)
	return tls.Get("Enabled").IsTrue().Or(named.And(tls.Get("Enabled").IsFalse().Not()))
}
