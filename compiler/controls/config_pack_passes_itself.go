package controls

import "github.com/hipaac/hipaac/compiler/template"

var configPackPassesItself = &Control{
	ID:        "config-pack-passes-itself",
	Title:     "What is deployed with a conformance pack passes it",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "monitoring",
	Citations: []string{"164.308(a)(8)"},
	Types:     []string{"AWS::Config::ConformancePack"},
	Why:       "a pack that is red from its first day teaches everybody not to look, and the finding that matters is one among many",
	Fix:       "change the resource that the message names, or leave the rule out of the pack and write down why",
	Judge: func(c *Case) {
		body := c.Get("TemplateBody")
		if body.Absent() {
			c.Unsure(c.Whole(), "the rules of the pack are not in the template")
			return
		}
		c.Applies()
		for _, rule := range packRules {
			if body.Contains(rule.identifier).No() {
				continue
			}
			for _, x := range c.OfType(rule.kind) {
				if breaks := body.Contains(rule.identifier).And(rule.breaks(c, x)); breaks.Yes() {
					c.Fail(body, "pack %q has the rule %s, which %q %s", c.ID, rule.identifier, x.ID, rule.says)
					break // one is enough to see that the two do not fit
				}
			}
		}
	},
	Bad: []Example{`
# The default route of a public subnet, a bucket without versions, one that nobody logs, and an address for everybody.
Resources:
  Pack:
    Type: AWS::Config::ConformancePack
    Properties:
      ConformancePackName: everything
      TemplateBody: |  # fails
        Resources:
          Routes: {Type: "AWS::Config::ConfigRule", Properties: {ConfigRuleName: routes, Source: {Owner: AWS, SourceIdentifier: NO_UNRESTRICTED_ROUTE_TO_IGW}}}
  Gateway: {Type: "AWS::EC2::InternetGateway"}
  Out: {Type: "AWS::EC2::Route", Properties: {RouteTableId: rtb-1, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway}}
`, `
Resources:
  Pack:
    Type: AWS::Config::ConformancePack
    Properties:
      ConformancePackName: everything
      TemplateBody: |  # fails
        Resources:
          Addresses: {Type: "AWS::Config::ConfigRule", Properties: {ConfigRuleName: a, Source: {Owner: AWS, SourceIdentifier: SUBNET_AUTO_ASSIGN_PUBLIC_IP_DISABLED}}}
          Copies: {Type: "AWS::Config::ConfigRule", Properties: {ConfigRuleName: c, Source: {Owner: AWS, SourceIdentifier: S3_BUCKET_REPLICATION_ENABLED}}}
          Locks: {Type: "AWS::Config::ConfigRule", Properties: {ConfigRuleName: l, Source: {Owner: AWS, SourceIdentifier: S3_BUCKET_DEFAULT_LOCK_ENABLED}}}
          Logs: {Type: "AWS::Config::ConfigRule", Properties: {ConfigRuleName: g, Source: {Owner: AWS, SourceIdentifier: S3_BUCKET_LOGGING_ENABLED}}}
          Keys: {Type: "AWS::Config::ConfigRule", Properties: {ConfigRuleName: k, Source: {Owner: AWS, SourceIdentifier: S3_DEFAULT_ENCRYPTION_KMS}}}
          Versions: {Type: "AWS::Config::ConfigRule", Properties: {ConfigRuleName: v, Source: {Owner: AWS, SourceIdentifier: S3_BUCKET_VERSIONING_ENABLED}}}
          Zones: {Type: "AWS::Config::ConfigRule", Properties: {ConfigRuleName: z, Source: {Owner: AWS, SourceIdentifier: RDS_MULTI_AZ_SUPPORT}}}
  Subnet: {Type: "AWS::EC2::Subnet", Properties: {VpcId: vpc-1, MapPublicIpOnLaunch: true}}
  Bucket: {Type: "AWS::S3::Bucket"}
  Database: {Type: "AWS::RDS::DBInstance", Properties: {Engine: postgres}}
  Other:  # unknown
    Type: AWS::Config::ConformancePack
    Properties: {ConformancePackName: elsewhere, TemplateSSMDocumentDetails: {DocumentName: pack}}
`},
	Good: []Example{`
Resources:
  Pack:
    Type: AWS::Config::ConformancePack
    Properties:
      ConformancePackName: some
      TemplateBody: |
        Resources:
          Versions: {Type: "AWS::Config::ConfigRule", Properties: {ConfigRuleName: v, Source: {Owner: AWS, SourceIdentifier: S3_BUCKET_VERSIONING_ENABLED}}}
          Routes: {Type: "AWS::Config::ConfigRule", Properties: {ConfigRuleName: r, Source: {Owner: AWS, SourceIdentifier: NO_UNRESTRICTED_ROUTE_TO_IGW}}}
  Bucket: {Type: "AWS::S3::Bucket", Properties: {VersioningConfiguration: {Status: Enabled}}}
  Nat: {Type: "AWS::EC2::NatGateway", Properties: {SubnetId: subnet-1}}
  Out: {Type: "AWS::EC2::Route", Properties: {RouteTableId: rtb-1, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Nat}}
---
Resources:
  Subnet: {Type: "AWS::EC2::Subnet", Properties: {VpcId: vpc-1, MapPublicIpOnLaunch: true}}
`},
}

// packRule is a rule of AWS Config and what in a template certainly breaks it.
type packRule struct {
	identifier, kind, says string
	breaks                 func(*Case, Subject) Answer
}

// packRules are the rules that reference architectures are known to break themselves. As of 2026-11, from the page of each rule in the AWS
// Config Developer Guide.
var packRules = []packRule{
	{"NO_UNRESTRICTED_ROUTE_TO_IGW", "AWS::EC2::Route", "breaks: it leads from everywhere to the internet gateway", func(c *Case, x Subject) Answer {
		anywhere := x.Get("DestinationCidrBlock").Is("0.0.0.0/0").Or(x.Get("DestinationIpv6CidrBlock").Is("::/0"))
		_, toInternet := c.Target(x.Get("GatewayId"), "AWS::EC2::InternetGateway")
		return anywhere.And(template.Sure(toInternet).Or(x.Get("GatewayId").Starts("igw-")))
	}},
	{"RDS_MULTI_AZ_SUPPORT", "AWS::RDS::DBInstance", "breaks: it has no standby", func(_ *Case, x Subject) Answer {
		return template.Sure(x.Get("DBClusterIdentifier").Absent()).And(x.Get("MultiAZ").IsTrue().Not())
	}},
	{"S3_BUCKET_DEFAULT_LOCK_ENABLED", "AWS::S3::Bucket", "breaks: it locks nothing by default", func(_ *Case, x Subject) Answer {
		return template.Sure(x.Get("ObjectLockConfiguration").Absent())
	}},
	{"S3_BUCKET_LOGGING_ENABLED", "AWS::S3::Bucket", "breaks: it logs no accesses", func(_ *Case, x Subject) Answer {
		return template.Sure(x.Get("LoggingConfiguration").Absent())
	}},
	{"S3_BUCKET_REPLICATION_ENABLED", "AWS::S3::Bucket", "breaks: it is not copied", func(_ *Case, x Subject) Answer {
		return template.Sure(x.Get("ReplicationConfiguration").Absent())
	}},
	{"S3_BUCKET_VERSIONING_ENABLED", "AWS::S3::Bucket", "breaks: it keeps no versions", func(_ *Case, x Subject) Answer { return versioned(x).Not() }},
	{"S3_DEFAULT_ENCRYPTION_KMS", "AWS::S3::Bucket", "breaks: it has no key of KMS", func(_ *Case, x Subject) Answer {
		return template.Any(x.Get("BucketEncryption.ServerSideEncryptionConfiguration").Items(), func(v Value) Answer {
			return v.Get("ServerSideEncryptionByDefault.SSEAlgorithm").Is("aws:kms", "aws:kms:dsse")
		}).Not()
	}},
	{"SUBNET_AUTO_ASSIGN_PUBLIC_IP_DISABLED", "AWS::EC2::Subnet", "breaks: it gives out public addresses", func(_ *Case, x Subject) Answer {
		return x.Get("MapPublicIpOnLaunch").IsTrue()
	}},
}
