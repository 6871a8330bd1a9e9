package guardrails

import (
	"slices"

	"github.com/hipaac/hipaac/blueprints/guard"
)

// everywhere are actions that AWS answers from one region for all, or that hold no records and must be in a region of their own: certificates
// and firewalls of CloudFront. As of 2026-11, from the AWS Organizations User Guide, "Deny access to AWS based on the requested AWS Region",
// and the region deny control of AWS Control Tower, without what holds data or is regional all the same (kms, config, ecr-public, lambda).
var everywhere = []string{
	"access-analyzer:*", "account:*", "acm:*", "artifact:*", "aws-portal:*", "bcm-data-exports:*", "billing:*", "budgets:*", "ce:*", "chime:*",
	"cloudfront:*", "cloudtrail:LookupEvents", "consolidatedbilling:*", "cur:*", "directconnect:*", "ec2:DescribeRegions", "fms:*", "freetier:*",
	"globalaccelerator:*", "health:*", "iam:*", "identitystore:*", "importexport:*", "invoicing:*", "notifications-contacts:*", "notifications:*",
	"organizations:*", "payments:*", "pricing:*", "resource-explorer-2:*", "route53-recovery-cluster:*", "route53-recovery-control-config:*",
	"route53-recovery-readiness:*", "route53:*", "route53domains:*", "s3:GetAccountPublicAccessBlock", "s3:GetBucketLocation", "s3:ListAllMyBuckets",
	"s3:PutAccountPublicAccessBlock", "servicequotas:*", "shield:*", "signin:*", "sso-directory:*", "sso-oauth:*", "sso:*", "sts:*", "support:*",
	"supportplans:*", "tag:GetResources", "tax:*", "trustedadvisor:*", "waf:*", "wafv2:*",
}

// regions denies work in other regions. Only what set the organization up has to reach those.
func (g *guardrails) regions() []guard.Statement {
	regions := append([]string{g.Env.Region}, g.cfg.Regions...)
	slices.Sort(regions)
	condition := guard.Condition{"StringNotEquals": {"aws:RequestedRegion": slices.Compact(regions)}}
	if founders := g.founders(); len(founders) > 0 {
		condition["ArnNotLike"] = map[string][]string{"aws:PrincipalArn": founders}
	}
	return []guard.Statement{{Sid: "Regions", Effect: "Deny", NotAction: everywhere, Resource: []string{"*"}, Condition: condition}}
}
