package controls

import (
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

var dmsEndpointTLS = &Control{
	ID:         "dms-endpoint-tls",
	Title:      "Migration endpoints verify TLS",
	Tier:       Baseline,
	Severity:   High,
	Category:   "encryption-in-transit",
	Unwaivable: true,
	Citations:  []string{"164.312(e)(1)", "164.312(e)(2)(i)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::DMS::Endpoint"},
	Why:        "a migration moves all of a database at once, by default in clear text, and often between two buildings",
	Fix:        "set SslMode to verify-full, or to what the engine offers of verify-ca and require; for Kafka set SecurityProtocol of KafkaSettings",
	Judge: func(c *Case) {
		engine := c.Get("EngineName")
		name, known := settled(engine)
		at := c.Get("SslMode")
		secure := at.Is("require", "verify-ca", "verify-full")
		switch name = strings.ToLower(name); {
		case !known:
			secure = secure.And(template.Maybe("which engine it is can be said only at deployment"))
			if at.Is("none").Yes() {
				secure = template.Maybe("some engines take no SslMode, and which one it is can be said only at deployment")
			}
		case slices.Contains(ownTLS, name):
			c.Applies()
			return
		case name == "kafka":
			at = c.Get("KafkaSettings.SecurityProtocol")
			secure = at.Is("ssl-encryption", "ssl-authentication", "sasl-ssl")
		case name == "redis":
			at = c.Get("RedisSettings.SslSecurityProtocol")
			secure = at.Is("plaintext").Not() // the default is ssl-encryption
		case name == "elasticsearch" || name == "opensearch":
			at = c.Get("ElasticsearchSettings.EndpointUri")
			secure = at.Starts("http://", "HTTP://").Not() // HTTPS where no scheme is named
		}
		c.Require(secure, at, "endpoint %q speaks to %s in clear text", c.ID, engine)
	},
	Bad: []Example{`
Resources:
  Source:  # fails
    Type: AWS::DMS::Endpoint
    Properties: {EndpointType: source, EngineName: oracle, ServerName: his.example.com}
  Target:
    Type: AWS::DMS::Endpoint
    Properties:
      EndpointType: target
      EngineName: aurora-postgresql
      SslMode: none  # fails
`, `
# Engines that say it elsewhere: SslMode means nothing to them.
Resources:
  Stream:
    Type: AWS::DMS::Endpoint
    Properties:
      EndpointType: target
      EngineName: kafka
      SslMode: require
      KafkaSettings:  # fails
        Broker: kafka.example.com:9092
  Cache:
    Type: AWS::DMS::Endpoint
    Properties:
      EndpointType: target
      EngineName: redis
      RedisSettings:
        ServerName: cache.example.com
        SslSecurityProtocol: plaintext  # fails
  Index:
    Type: AWS::DMS::Endpoint
    Properties:
      EndpointType: target
      EngineName: opensearch
      ElasticsearchSettings:
        EndpointUri: http://search.example.com  # fails
  Given:
    Type: AWS::DMS::Endpoint
    Properties:
      EndpointType: source
      EngineName: !Ref Engine
      SslMode: none  # unknown
  Required:
    Type: AWS::DMS::Endpoint
    Properties:
      EndpointType: source
      EngineName: !Ref Engine
      SslMode: require  # unknown
Parameters:
  Engine: {Type: String}
`},
	Good: []Example{`
Resources:
  Source: {Type: "AWS::DMS::Endpoint", Properties: {EndpointType: source, EngineName: sqlserver, SslMode: verify-full, CertificateArn: "arn:aws:dms:us-east-1:111122223333:cert:1"}}
  Target: {Type: "AWS::DMS::Endpoint", Properties: {EndpointType: target, EngineName: postgres, SslMode: require}}
  Lake: {Type: "AWS::DMS::Endpoint", Properties: {EndpointType: target, EngineName: s3}}
  Stream: {Type: "AWS::DMS::Endpoint", Properties: {EndpointType: target, EngineName: kafka, KafkaSettings: {SecurityProtocol: sasl-ssl}}}
  Cache: {Type: "AWS::DMS::Endpoint", Properties: {EndpointType: target, EngineName: redis, RedisSettings: {ServerName: cache.example.com}}}
  Index: {Type: "AWS::DMS::Endpoint", Properties: {EndpointType: target, EngineName: opensearch, ElasticsearchSettings: {EndpointUri: "https://search.example.com"}}}
`},
}

// ownTLS are the engines that DMS reaches by AWS's own endpoints or drivers, which speak TLS whatever SslMode says (DMS user guide, "Using
// SSL", and Security Hub's DMS.9, both of 2026).
var ownTLS = []string{"dms-transfer", "dynamodb", "kinesis", "neptune", "redshift", "redshift-serverless", "s3"}
