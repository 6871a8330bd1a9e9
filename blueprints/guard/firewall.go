package guard

import (
	waf "github.com/awslabs/goformation/v7/cloudformation/wafv2"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/schema"
)

// ruleGroup is a set of rules that AWS maintains.
type ruleGroup struct {
	name string
	// count lists rules that only count, and countAll makes all of them count.
	count    []string
	countAll bool
}

// ruleGroups are asked in this order. Together with the rate limit they take 1,177 of the 1,500 capacity units that the price of a web
// ACL includes. As of 2026-11, AWS WAF guide, "AWS Managed Rules rule groups list".
var ruleGroups = []ruleGroup{
	{name: "AWSManagedRulesAmazonIpReputationList"},
	// Whole clouds are on this list, and with them partners who call from there: a reason to look, not to refuse.
	{name: "AWSManagedRulesAnonymousIpList", countAll: true},
	// Every request with more than 8 KB is over this limit, and so is every upload of a document.
	{name: "AWSManagedRulesCommonRuleSet", count: []string{"SizeRestrictions_BODY"}},
	{name: "AWSManagedRulesKnownBadInputsRuleSet"},
	{name: "AWSManagedRulesSQLiRuleSet"},
}

// addFirewall puts a firewall that reads requests before the load balancer, and keeps its log.
func addFirewall(s *blueprints.Stack, path string, web *schema.Web, balancer *blueprints.Resource) *blueprints.Resource {
	name := s.PhysicalName(s.Key)
	rules := []waf.WebACL_Rule{rateLimit(s, web.RequestsPer5Minutes)}
	for i, group := range ruleGroups {
		rules = append(rules, group.rule(s, i+1))
	}
	firewall := s.Add("WebFirewall", &waf.WebACL{
		Name: &name, Scope: "REGIONAL",
		DefaultAction:    &waf.WebACL_DefaultAction{Allow: &waf.WebACL_AllowAction{}},
		Rules:            rules,
		VisibilityConfig: visible(name),
	}).From(path).With("DataProtectionConfig", protectedData())
	s.Add("WebFirewallAssociation", &waf.WebACLAssociation{ResourceArn: balancer.Ref(), WebACLArn: firewall.Arn()}).From(path)
	addFirewallLog(s, path, web, firewall)
	return firewall
}

// rateLimit is the first rule: who asks too often is told so before anything else is looked at.
func rateLimit(s *blueprints.Stack, limit int) waf.WebACL_Rule {
	window := 300
	return waf.WebACL_Rule{
		Name: "rate-limit", Priority: 0, VisibilityConfig: visible(s.PhysicalName(s.Key) + "-rate-limit"),
		Statement: &waf.WebACL_Statement{RateBasedStatement: &waf.WebACL_RateBasedStatement{
			AggregateKeyType: "IP", Limit: limit, EvaluationWindowSec: &window,
		}},
		Action: &waf.WebACL_RuleAction{Block: &waf.WebACL_BlockAction{CustomResponse: &waf.WebACL_CustomResponse{ResponseCode: 429}}},
	}
}

func (g ruleGroup) rule(s *blueprints.Stack, priority int) waf.WebACL_Rule {
	nothing := map[string]any{}
	rule := waf.WebACL_Rule{
		Name: g.name, Priority: priority, VisibilityConfig: visible(s.PhysicalName(s.Key) + "-" + g.name),
		OverrideAction: &waf.WebACL_OverrideAction{None: nothing},
	}
	if g.countAll {
		rule.OverrideAction = &waf.WebACL_OverrideAction{Count: nothing}
	}
	group := &waf.WebACL_ManagedRuleGroupStatement{VendorName: "AWS", Name: g.name}
	for _, name := range g.count {
		group.RuleActionOverrides = append(group.RuleActionOverrides, waf.WebACL_RuleActionOverride{
			Name: name, ActionToUse: &waf.WebACL_RuleAction{Count: &waf.WebACL_CountAction{}},
		})
	}
	rule.Statement = &waf.WebACL_Statement{ManagedRuleGroupStatement: group}
	return rule
}

// visible counts requests and keeps no samples of them: a sample is a request as somebody sent it.
func visible(metric string) *waf.WebACL_VisibilityConfig {
	return &waf.WebACL_VisibilityConfig{CloudWatchMetricsEnabled: true, MetricName: metric}
}

// secretHeaders are those by which people prove who they are. WAF wants lower case.
var secretHeaders = []string{"authorization", "cookie", "proxy-authorization", "x-api-key", "x-amz-security-token"}

// protectedData takes secrets and what forms hold out of everything that WAF shows or writes, what a rule matched included.
func protectedData() map[string]any {
	var list []map[string]any
	for _, field := range []map[string]any{
		{"FieldType": "SINGLE_HEADER", "FieldKeys": secretHeaders},
		{"FieldType": "SINGLE_COOKIE"}, // all of them
		{"FieldType": "SINGLE_QUERY_ARGUMENT"},
		{"FieldType": "QUERY_STRING"},
		{"FieldType": "BODY"},
	} {
		list = append(list, map[string]any{"Field": field, "Action": "SUBSTITUTION"})
	}
	return map[string]any{"DataProtections": list}
}

// addFirewallLog keeps the log of the firewall, without what must not be in one. The name must begin as it does, or WAF refuses it.
func addFirewallLog(s *blueprints.Stack, path string, web *schema.Web, firewall *blueprints.Resource) {
	group := ServiceLogGroup(s, "WebFirewallLogs", "aws-waf-logs-"+s.PhysicalName(s.Key), web.FirewallLogDays, Access).From(path + ".firewallLogDays")
	var redacted []waf.LoggingConfiguration_FieldToMatch
	for _, header := range secretHeaders {
		redacted = append(redacted, waf.LoggingConfiguration_FieldToMatch{SingleHeader: &waf.LoggingConfiguration_SingleHeader{Name: header}})
	}
	redacted = append(redacted, waf.LoggingConfiguration_FieldToMatch{QueryString: map[string]any{}})
	s.Add("WebFirewallLogging", &waf.LoggingConfiguration{
		ResourceArn: firewall.Arn(),
		// Without the ":*" in which the group's own attribute ends.
		LogDestinationConfigs: []string{arn("logs", "log-group:"+group.Ref())},
		RedactedFields:        redacted,
	}).From(path)
}
