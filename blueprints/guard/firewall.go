package guard

import (
	waf "github.com/awslabs/goformation/v7/cloudformation/wafv2"

	"github.com/hipaac/hipaac/blueprints"
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

// Firewall reads requests before something that answers the internet, and keeps its log.
type Firewall struct {
	// ID is the logical id of the web ACL; those of its log and of its place begin with it.
	ID string
	// Before is the ARN of what it stands before: a load balancer, or a user pool.
	Before string
	// RequestsPer5Minutes is how many one address may make.
	RequestsPer5Minutes int
	LogDays             int
	// From and LogFrom are the paths of the stack's configuration that asked for it and for how long its log is kept.
	From, LogFrom string
}

// AddFirewall adds a firewall. Its name is the stack's own, so a stack has one.
func AddFirewall(s *blueprints.Stack, f Firewall) *blueprints.Resource {
	name := s.OwnName("")
	rules := []waf.WebACL_Rule{rateLimit(s, f.RequestsPer5Minutes)}
	for i, group := range ruleGroups {
		rules = append(rules, group.rule(s, i+1))
	}
	firewall := s.Add(f.ID, &waf.WebACL{
		Name: &name, Scope: "REGIONAL",
		DefaultAction:    &waf.WebACL_DefaultAction{Allow: &waf.WebACL_AllowAction{}},
		Rules:            rules,
		VisibilityConfig: visible(name),
	}).From(f.From).With("DataProtectionConfig", protectedData())
	s.Add(f.ID+"Association", &waf.WebACLAssociation{ResourceArn: f.Before, WebACLArn: firewall.Arn()}).From(f.From)
	addFirewallLog(s, f, firewall)
	return firewall
}

// WatchFirewall adds the alarm of the stack's firewall.
func WatchFirewall(s *blueprints.Stack, id, name, from string) {
	Watch(s, Alarm{
		ID: id, Name: name, Namespace: "AWS/WAFV2", Metric: "BlockedRequests", Statistic: "Sum",
		Dimensions: []string{"Region", blueprints.Region, "Rule", "ALL", "WebACL", s.OwnName("")},
		Above:      ptr(1000.0), Seconds: 300, Periods: 2, From: from,
		Description: "The firewall refuses unusually many requests: an attack, or a rule that hits the application. Look at its log.",
	})
}

// ChartFirewall puts what the stack's firewall refuses on the dashboard.
func ChartFirewall(s *blueprints.Stack) {
	s.OfferChart("Firewall", blueprints.Metric{
		Label: "requests refused", Namespace: "AWS/WAFV2", Name: "BlockedRequests", Statistic: "Sum",
		Dimensions: []string{"Region", s.Env.Region, "Rule", "ALL", "WebACL", s.OwnName("")},
	})
}

// rateLimit is the first rule: who asks too often is told so before anything else is looked at.
func rateLimit(s *blueprints.Stack, limit int) waf.WebACL_Rule {
	window := 300
	return waf.WebACL_Rule{
		Name: "rate-limit", Priority: 0, VisibilityConfig: visible(ruleMetric(s, "rate-limit")),
		Statement: &waf.WebACL_Statement{RateBasedStatement: &waf.WebACL_RateBasedStatement{
			AggregateKeyType: "IP", Limit: limit, EvaluationWindowSec: &window,
		}},
		Action: &waf.WebACL_RuleAction{Block: &waf.WebACL_BlockAction{CustomResponse: &waf.WebACL_CustomResponse{ResponseCode: 429}}},
	}
}

func (g ruleGroup) rule(s *blueprints.Stack, priority int) waf.WebACL_Rule {
	nothing := map[string]any{}
	rule := waf.WebACL_Rule{
		Name: g.name, Priority: priority, VisibilityConfig: visible(ruleMetric(s, g.name)),
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

// ruleMetric names the metric of a rule. A metric's name has 128 characters at most: with the name of a launched stack, that of the
// environment has no room in it.
func ruleMetric(s *blueprints.Stack, rule string) string {
	if s.Launched {
		return blueprints.StackName + "-" + rule
	}
	return s.PhysicalName(s.Key) + "-" + rule
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
func addFirewallLog(s *blueprints.Stack, f Firewall, firewall *blueprints.Resource) {
	group := ServiceLogGroup(s, f.ID+"Logs", "aws-waf-logs-"+s.OwnName(""), f.LogDays, Access).From(f.LogFrom)
	var redacted []waf.LoggingConfiguration_FieldToMatch
	for _, header := range secretHeaders {
		redacted = append(redacted, waf.LoggingConfiguration_FieldToMatch{SingleHeader: &waf.LoggingConfiguration_SingleHeader{Name: header}})
	}
	redacted = append(redacted, waf.LoggingConfiguration_FieldToMatch{QueryString: map[string]any{}})
	s.Add(f.ID+"Logging", &waf.LoggingConfiguration{
		ResourceArn: firewall.Arn(),
		// Without the ":*" in which the group's own attribute ends.
		LogDestinationConfigs: []string{blueprints.OwnArn("logs", "log-group:"+group.Ref())},
		RedactedFields:        redacted,
	}).From(f.From)
}
