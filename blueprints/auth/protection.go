package auth

import (
	"fmt"

	"github.com/awslabs/goformation/v7/cloudformation/cognito"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// What Cognito does about a sign-in by somebody else than the owner of the account, by how likely that is.
type actions = cognito.UserPoolRiskConfigurationAttachment_AccountTakeoverActionsType

// addProtection says what threat protection does: a password that is known from a leak is refused, and so is a sign-in that is very
// likely not the owner's. Where the second factor is optional, a suspicious sign-in needs one; where it is required, everybody gives
// one anyway.
func (a *auth) addProtection() {
	low, medium := "NO_ACTION", "NO_ACTION"
	if a.cfg.Mfa == "optional" {
		low, medium = "MFA_IF_CONFIGURED", "MFA_REQUIRED"
	}
	// The owner of the account is told where there is an address that mail comes from, and not of every new telephone.
	notify := a.cfg.Mail != nil
	risk := &cognito.UserPoolRiskConfigurationAttachment{
		UserPoolId: a.pool.Ref(), ClientId: "ALL",
		CompromisedCredentialsRiskConfiguration: &cognito.UserPoolRiskConfigurationAttachment_CompromisedCredentialsRiskConfigurationType{
			Actions:     &cognito.UserPoolRiskConfigurationAttachment_CompromisedCredentialsActionsType{EventAction: "BLOCK"},
			EventFilter: []string{"PASSWORD_CHANGE", "SIGN_IN", "SIGN_UP"},
		},
		AccountTakeoverRiskConfiguration: &cognito.UserPoolRiskConfigurationAttachment_AccountTakeoverRiskConfigurationType{
			Actions: &actions{HighAction: action("BLOCK", notify), MediumAction: action(medium, notify), LowAction: action(low, false)},
		},
	}
	if m := a.cfg.Mail; m != nil {
		sender := &cognito.UserPoolRiskConfigurationAttachment_NotifyConfigurationType{SourceArn: m.Identity, From: &m.From}
		if m.ReplyTo != "" {
			sender.ReplyTo = &m.ReplyTo
		}
		risk.AccountTakeoverRiskConfiguration.NotifyConfiguration = sender
	}
	a.Add("ThreatProtection", risk)
	a.watch()
	a.chart()
	a.addFirewall()
}

// addFirewall puts a firewall before the pages and the API that takes no IAM credentials. It sees addresses, headers and operations;
// names and passwords Cognito does not show to it.
func (a *auth) addFirewall() {
	if !a.cfg.Firewall {
		return
	}
	guard.AddFirewall(a.Stack, guard.Firewall{
		ID: "SignInFirewall", Before: a.pool.Arn(), RequestsPer5Minutes: a.cfg.RequestsPer5Minutes, LogDays: a.cfg.FirewallLogDays,
		From: "firewall", LogFrom: "firewallLogDays",
	})
	guard.WatchFirewall(a.Stack, "SignInAttackAlarm", "attack", "firewall")
	guard.ChartFirewall(a.Stack)
}

func action(event string, notify bool) *cognito.UserPoolRiskConfigurationAttachment_AccountTakeoverActionType {
	return &cognito.UserPoolRiskConfigurationAttachment_AccountTakeoverActionType{EventAction: event, Notify: notify}
}

// Metrics of user pools, all of them counts (Amazon Cognito Developer Guide, "User pool metrics in CloudWatch" and "Viewing threat
// protection metrics", as of 2026-11). The ones of threat protection call the pool UserPoolId, the others UserPool.
const metrics = "AWS/Cognito"

// watch adds the alarms: an attack on accounts, sign-ins that are turned away because there are too many, and records of sign-ins
// that could not be written.
func (a *auth) watch() {
	guard.Watch(a.Stack, guard.Alarm{
		ID: "RiskySignInsAlarm", Name: "risky-sign-ins",
		Description: "Many sign-ins look like somebody else's than the account owners'. Look at the user event history of the pool, and block the sources.",
		Namespace:   metrics, Metric: "Risk", Statistic: "Sum", Dimensions: []string{"UserPoolId", a.pool.Ref(), "Operation", "SignIn"},
		Above: ptr(10.0), Seconds: 300, Periods: 1,
	})
	guard.Watch(a.Stack, guard.Alarm{
		ID: "ThrottledSignInsAlarm", Name: "throttled-sign-ins",
		Description: "Cognito turns sign-ins away because there are too many a second. Look whether it is an attack; else ask for a higher quota.",
		Namespace:   metrics, Metric: "SignInThrottles", Statistic: "Sum", Dimensions: []string{"UserPool", a.pool.Ref(), "UserPoolClient", a.web.Ref()},
		Above: ptr(1.0), Seconds: 300, Periods: 2,
	})
	if !a.cfg.SignInRecords {
		return
	}
	guard.Watch(a.Stack, guard.Alarm{
		ID: "SignInRecordsAlarm", Name: "sign-in-records",
		Description: "The function that records sign-ins fails, and nobody can sign in as long as it does. Look at its log.",
		Namespace:   "AWS/Lambda", Metric: "Errors", Statistic: "Sum", Dimensions: []string{"FunctionName", blueprints.Ref("SignInFunction")},
		Above: ptr(1.0), Seconds: 300, Periods: 1, From: "signInRecords",
	})
}

// chart puts sign-ins on the dashboard. Only AWS knows the pool's id, so the graphs show all pools of the region.
func (a *auth) chart() {
	search := func(label, dimensions, metric string) blueprints.Metric {
		return blueprints.Metric{Label: label, Expression: fmt.Sprintf(`SEARCH('{%s,%s} MetricName="%s"', 'Sum', 300)`, metrics, dimensions, metric)}
	}
	a.OfferChart("sign-ins, all user pools of the region",
		search("sign-ins", "UserPool,UserPoolClient", "SignInSuccesses"), search("turned away", "UserPool,UserPoolClient", "SignInThrottles"))
	a.OfferChart("risky sign-ins, all user pools of the region",
		search("leaked passwords", "Operation,RiskLevel,UserPoolId", "CompromisedCredentialRisk"),
		search("taken-over accounts", "Operation,RiskLevel,UserPoolId", "AccountTakeoverRisk"))
}
