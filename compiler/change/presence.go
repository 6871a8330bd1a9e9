package change

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hipaac/hipaac/compiler/controls"
	"github.com/hipaac/hipaac/compiler/template"
)

// opens are types whose mere presence lets somebody in, or something out. As of 2026-11.
var opens = map[string]string{
	"AWS::EC2::InternetGateway":                          "a way to the internet is new",
	"AWS::EC2::VPCGatewayAttachment":                     "a gateway is attached to a network",
	"AWS::EC2::EIP":                                      "a public address is new",
	"AWS::EC2::NatGateway":                               "a way out to the internet is new",
	"AWS::EC2::VPCPeeringConnection":                     "a connection to another network is new",
	"AWS::EC2::TransitGatewayAttachment":                 "a connection to other networks is new",
	"AWS::EC2::TransitGatewayVpcAttachment":              "a connection to other networks is new",
	"AWS::EC2::TransitGatewayRouteTablePropagation":      "networks learn a way to another network",
	"AWS::EC2::VPNConnection":                            "a connection to another network is new",
	"AWS::EC2::ClientVpnEndpoint":                        "a way in for people outside is new",
	"AWS::EC2::ClientVpnAuthorizationRule":               "a right to use a way in is new",
	"AWS::Lambda::Url":                                   "a public address of a function is new",
	"AWS::RAM::ResourceShare":                            "a share with other accounts is new",
	"AWS::IAM::AccessKey":                                "a key that does not expire is new",
	"AWS::IAM::User":                                     "a user is new",
	"AWS::IAM::UserToGroupAddition":                      "members of a group are new",
	"AWS::IAM::OIDCProvider":                             "an identity provider is trusted",
	"AWS::IAM::SAMLProvider":                             "an identity provider is trusted",
	"AWS::RolesAnywhere::TrustAnchor":                    "certificates of an authority are trusted",
	"AWS::SSO::Assignment":                               "people get a permission set in an account",
	"AWS::EKS::AccessEntry":                              "a principal gets into a cluster",
	"AWS::LakeFormation::Permissions":                    "a right to data is new",
	"AWS::LakeFormation::PrincipalPermissions":           "a right to data is new",
	"AWS::Lambda::LayerVersionPermission":                "others may use a layer",
	"AWS::ServiceCatalog::PortfolioShare":                "a portfolio is shared with another account",
	"AWS::ServiceCatalog::PortfolioPrincipalAssociation": "a principal may launch products",
	"AWS::Cognito::IdentityPoolRoleAttachment":           "users get roles",
}

// guards are types that are safeguards by themselves, with what is missing without one. As of 2026-11.
var guards = map[string]string{
	"AWS::CloudTrail::Trail":                                      "the trail is gone: nobody sees what was done",
	"AWS::EC2::FlowLog":                                           "the record of network traffic is gone",
	"AWS::GuardDuty::Detector":                                    "detection of threats is gone",
	"AWS::SecurityHub::Hub":                                       "the view of findings is gone",
	"AWS::Macie::Session":                                         "the search for sensitive data is gone",
	"AWS::AccessAnalyzer::Analyzer":                               "the watch over access from outside is gone",
	"AWS::Config::ConfigurationRecorder":                          "the record of configuration is gone",
	"AWS::Config::DeliveryChannel":                                "the record of configuration goes nowhere",
	"AWS::Config::ConfigRule":                                     "a rule that checks resources is gone",
	"AWS::Config::ConformancePack":                                "rules that check resources are gone",
	"AWS::Config::OrganizationConformancePack":                    "rules that check resources are gone",
	"AWS::CloudWatch::Alarm":                                      "an alarm is gone",
	"AWS::CloudWatch::CompositeAlarm":                             "an alarm is gone",
	"AWS::Logs::MetricFilter":                                     "what an alarm counts is gone",
	"AWS::Logs::SubscriptionFilter":                               "log records no longer go where they went",
	"AWS::Events::Rule":                                           "a rule that reacts to events is gone",
	"AWS::SNS::Subscription":                                      "somebody is no longer told",
	"AWS::WAFv2::WebACL":                                          "the firewall is gone",
	"AWS::WAFv2::WebACLAssociation":                               "the firewall is taken away from what it protects",
	"AWS::WAFv2::LoggingConfiguration":                            "the record of web requests is gone",
	"AWS::NetworkFirewall::Firewall":                              "the firewall is gone",
	"AWS::Shield::Protection":                                     "protection from overload is gone",
	"AWS::Backup::BackupPlan":                                     "the plan for backups is gone: recovery points stay, and no new ones are made",
	"AWS::Backup::BackupSelection":                                "resources are no longer backed up by the plan",
	"AWS::Backup::Framework":                                      "the check of backups is gone",
	"AWS::Backup::RestoreTestingPlan":                             "restores are no longer tested",
	"AWS::SecretsManager::RotationSchedule":                       "the secret is no longer rotated",
	"AWS::EC2::VPCEndpoint":                                       "traffic to a service loses its private way",
	"AWS::EC2::NetworkAcl":                                        "a network access list is gone",
	"AWS::EC2::SubnetNetworkAclAssociation":                       "a subnet loses its network access list",
	"AWS::S3::BucketPolicy":                                       "the bucket's policy is gone",
	"AWS::SNS::TopicPolicy":                                       "the topic's policy is gone",
	"AWS::SQS::QueuePolicy":                                       "the queue's policy is gone",
	"AWS::Organizations::Policy":                                  "a guardrail of the organization is gone",
	"AWS::Cognito::UserPoolRiskConfigurationAttachment":           "the reaction to risky sign-ins is gone",
	"AWS::Route53Resolver::ResolverQueryLoggingConfig":            "the record of DNS queries is gone",
	"AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation": "a network's DNS queries are no longer recorded",
	"AWS::Inspector::AssessmentTemplate":                          "the search for weaknesses is gone",
	"AWS::InspectorV2::Filter":                                    "a filter of findings is gone",
}

// presence says what it means that there is a resource which was not there.
func (u *update) presence(p *pair) []Finding {
	if text, is := opens[p.kind]; is && p.was == nil {
		return []Finding{u.finding(Access, p, "", text)}
	}
	return nil
}

// route tells a way to the internet from any other route.
func (u *update) route(p *pair) []Finding {
	target := func(n *template.Node) bool {
		g := phrase(n.Get("Properties", "GatewayId"))
		return g != "" && g != "local" && !strings.HasPrefix(g, "vgw-")
	}
	everywhere := func(n *template.Node) bool {
		return phrase(n.Get("Properties", "DestinationCidrBlock")) == "0.0.0.0/0" || phrase(n.Get("Properties", "DestinationIpv6CidrBlock")) == "::/0"
	}
	if p.is == nil || !target(p.is) || p.was != nil && target(p.was) && everywhere(p.was) == everywhere(p.is) {
		return nil
	}
	text := "a route leads to a gateway"
	if everywhere(p.is) {
		text = "a route leads all traffic to a gateway, which may be the internet's"
	}
	return []Finding{u.finding(Access, p, "Properties.GatewayId", text)}
}

// expiries compares after how many days lifecycle rules delete: objects of a bucket, recovery points of a plan.
func (u *update) expiries(p *pair) []Finding {
	var out []Finding
	for _, e := range []struct{ kind, path, rules, days, what string }{
		{"AWS::S3::Bucket", "Properties.LifecycleConfiguration", "Rules", "ExpirationInDays", "objects are deleted"},
		{"AWS::S3::Bucket", "Properties.LifecycleConfiguration", "Rules", "NoncurrentVersionExpiration.NoncurrentDays", "old versions are deleted"},
		{"AWS::S3::Bucket", "Properties.LifecycleConfiguration", "Rules", "NoncurrentVersionExpirationInDays", "old versions are deleted"},
		{"AWS::Backup::BackupPlan", "Properties.BackupPlan", "BackupPlanRule", "Lifecycle.DeleteAfterDays", "recovery points are deleted"},
	} {
		if e.kind != p.kind {
			continue
		}
		path := strings.Split(e.path+"."+e.rules, ".")
		before, after := shortest(p.was.Get(path...), e.days), shortest(p.is.Get(path...), e.days)
		if after < before {
			out = append(out, u.finding(DataLoss, p, e.path, fmt.Sprintf("%s after %s days instead of %s", e.what, days(after), days(before))))
		}
	}
	if p.kind == "AWS::Backup::BackupPlan" {
		rules := func(n *template.Node) int {
			return len(emptyIfNil(n.Get("Properties", "BackupPlan", "BackupPlanRule")).Items)
		}
		if before, after := rules(p.was), rules(p.is); after < before {
			out = append(out, u.finding(DataLoss, p, "Properties.BackupPlan", fmt.Sprintf("the plan has %d rules instead of %d", after, before)))
		}
	}
	return out
}

// shortest is the least number of days that any rule that is on has.
func shortest(rules *template.Node, path string) float64 {
	least := number(forever)
	for _, rule := range emptyIfNil(rules).Items {
		if status := rule.Get("Status"); status != nil && status.Text == "Disabled" {
			continue
		}
		if n := rule.Get(strings.Split(path, ".")...); scalar(n) {
			least = min(least, number(n.Text))
		}
	}
	return least
}

func days(n float64) string {
	if n == number(forever) {
		return "never"
	}
	return strconv.FormatFloat(n, 'f', -1, 64)
}

// lostGuard is the finding about a safeguard that leaves a stack, with what the controls that it passed serve.
func lostGuard(stack string, id, kind string, passed []controls.Verdict) (Finding, bool) {
	text, is := guards[kind]
	if !is {
		return Finding{}, false
	}
	f := Finding{Class: Weakened, Stack: stack, Resource: id, Type: kind, Text: text}
	for _, v := range passed {
		if v.Control.Types[0] != controls.AnyType {
			f.Citations = append(f.Citations, v.Control.Citations...)
		}
	}
	slices.Sort(f.Citations)
	f.Citations = slices.Compact(f.Citations)
	return f, true
}
