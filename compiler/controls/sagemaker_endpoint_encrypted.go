package controls

import (
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

var sagemakerEndpointEncrypted = &Control{
	ID:         "sagemaker-endpoint-encrypted",
	Title:      "Model endpoints are encrypted",
	Tier:       Baseline,
	Severity:   High,
	Category:   "encryption-at-rest",
	Unwaivable: true,
	Citations:  []string{"164.312(a)(2)(iv)", "164.312(e)(2)(ii)"},
	Types:      []string{"AWS::SageMaker::EndpointConfig"},
	Why:        "the volume of an endpoint keeps the model and what people ask of it, and a model remembers the records that it was made of",
	Fix:        "set KmsKeyId to a customer key",
	Judge: func(c *Case) {
		if c.Get("KmsKeyId").Absent() && template.All(c.Get("ProductionVariants").Items(), withoutVolume).Yes() && len(c.Get("ProductionVariants").Items()) > 0 {
			return // there is no volume that a key could be given for
		}
		requireKey(c, "endpoint configuration", "KmsKeyId")
	},
	Bad: []Example{`
Resources:
  Silent:  # fails
    Type: AWS::SageMaker::EndpointConfig
    Properties: {ProductionVariants: [{VariantName: a, InstanceType: ml.m5.large}, {VariantName: b, InstanceType: ml.g5.xlarge}]}
  Managed:
    Type: AWS::SageMaker::EndpointConfig
    Properties:
      KmsKeyId: alias/aws/sagemaker  # fails
`},
	Good: []Example{`
# SageMaker refuses a key for instances with disks of their own, which encrypt by themselves, and for serverless endpoints.
Resources:
  Keyed: {Type: "AWS::SageMaker::EndpointConfig", Properties: {KmsKeyId: !ImportValue Key, ProductionVariants: [{InstanceType: ml.m5.large}]}}
  Local: {Type: "AWS::SageMaker::EndpointConfig", Properties: {ProductionVariants: [{InstanceType: ml.g5.xlarge}, {InstanceType: ml.m5d.large}]}}
  Serverless: {Type: "AWS::SageMaker::EndpointConfig", Properties: {ProductionVariants: [{ServerlessConfig: {MaxConcurrency: 5, MemorySizeInMB: 2048}}]}}
`},
}

// localDisks are families of SageMaker's instances with NVMe disks of their own, besides those with a "d" behind the number. A request that
// names a key for them is refused (API Reference, CreateEndpointConfig; EC2 User Guide, instance store volumes; 2026-06).
var localDisks = []string{"g4dn", "g5", "g6", "g6e", "p3dn", "p4d", "p4de", "p5", "p5e", "p5en", "trn1", "trn1n"}

// withoutVolume asks whether a variant of an endpoint has no volume that SageMaker encrypts with a key.
func withoutVolume(variant Value) Answer {
	local := variant.Get("InstanceType").Passes(func(kind string) bool {
		family, _, _ := strings.Cut(strings.TrimPrefix(kind, "ml."), ".")
		return slices.Contains(localDisks, family) || len(family) == 3 && strings.HasSuffix(family, "d")
	})
	return variant.Get("ServerlessConfig").Has().Or(local)
}
