package beanstalk_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/schema"
)

// TestRefusals: each request that no template can satisfy, with all that its author gets to read.
func TestRefusals(t *testing.T) {
	everyEndpoint := "cloudformation,elasticbeanstalk,elasticbeanstalk-health,logs,sqs,ssm,ssmmessages"
	for name, c := range map[string]struct {
		change    func(*schema.Beanstalk)
		endpoints string // of a network without a way out
		more      []string
		want      []blueprints.Refusal
	}{
		"fewer at most than at least": {change: func(c *schema.Beanstalk) { c.MinInstances, c.MaxInstances = 4, 2 }, want: []blueprints.Refusal{{
			ID: "instances-min-max", Path: "maxInstances", Message: "at most 2 instances run, and at least 4", Hint: "set maxInstances to 4 or more",
		}}},
		"days that Beanstalk does not know": {change: func(c *schema.Beanstalk) { c.LogDays = 2192 }, want: []blueprints.Refusal{{
			ID: "beanstalk-log-days", Path: "logDays",
			Message: "Elastic Beanstalk cannot keep logs for 2192 days, only for 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827, 3653",
			Hint:    "set logDays to 3653",
		}}},
		"no way out and no endpoints": {change: func(*schema.Beanstalk) {}, endpoints: "kms,ssm", want: []blueprints.Refusal{{
			ID:      "endpoints-missing",
			Message: `instances of stack "app" could not start: stack "network" has no way out and no endpoints for cloudformation, elasticbeanstalk, elasticbeanstalk-health, logs, sqs, ssmmessages`,
			Hint:    `add cloudformation, elasticbeanstalk, elasticbeanstalk-health, logs, sqs, ssmmessages to endpoints of stack "network", or choose an egress`,
		}}},
		"no way out, and all endpoints": {change: func(*schema.Beanstalk) {}, endpoints: everyEndpoint},
		"a database whose secret cannot be read": {change: func(*schema.Beanstalk) {}, endpoints: everyEndpoint, more: []string{"database"}, want: []blueprints.Refusal{{
			ID:      "endpoints-missing",
			Message: `instances of stack "app" could not start: stack "network" has no way out and no endpoints for secretsmanager`,
			Hint:    `add secretsmanager to endpoints of stack "network", or choose an egress`,
		}}},
		"images and traces that cannot pass": {change: func(c *schema.Beanstalk) { c.Platform, c.Xray = "docker", true }, endpoints: everyEndpoint, want: []blueprints.Refusal{{
			ID:      "endpoints-missing",
			Message: `instances of stack "app" could not start: stack "network" has no way out and no endpoints for ecr.api, ecr.dkr, xray`,
			Hint:    `add ecr.api, ecr.dkr, xray to endpoints of stack "network", or choose an egress`,
		}}},
		"tokens of patients in logs": {change: func(c *schema.Beanstalk) { c.Variables = map[string]string{"Logging__Show_PII": "true"} }, want: []blueprints.Refusal{{
			ID: "personal-data-in-logs", Path: "variables.Logging__Show_PII",
			Message: `the variable "Logging__Show_PII" makes the application write personal data into its logs`,
			Hint:    "leave it out; not even a development environment needs it",
		}}},
		"more variables than Beanstalk takes": {change: func(c *schema.Beanstalk) {
			c.Variables = map[string]string{"A1": strings.Repeat("x", 1024), "A2": strings.Repeat("x", 1024), "A3": strings.Repeat("x", 1024), "A4": strings.Repeat("x", 1024)}
		}, want: []blueprints.Refusal{{
			ID: "variables-too-long", Path: "variables", Message: "the environment variables have 4119 bytes, Elastic Beanstalk takes 4096",
			Hint: "keep long values in a parameter or a file that the application reads, and name that",
		}}},
		"the same, switched off": {change: func(c *schema.Beanstalk) { c.Variables = map[string]string{"ShowPII": "False"} }},
	} {
		t.Run(name, func(t *testing.T) {
			env := environment("dev", "development", false)
			cfg := application(env, "dotnet", true)
			c.change(cfg)
			servers := around(env, c.more...)
			if c.endpoints != "" {
				servers[1].Facts = map[string]string{"egress": "none", "endpoints": c.endpoints}
			}
			if d := cmp.Diff(c.want, build(env, "app", cfg, servers).Refusals); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// TestNothingIsConcludedFromAMistakeElsewhere: a network with a mistake tells no facts, and is refused for itself.
func TestNothingIsConcludedFromAMistakeElsewhere(t *testing.T) {
	env := environment("dev", "development", false)
	servers := around(env)
	servers[1].Facts = map[string]string{"egress": "none"}
	servers[1].Refuse(blueprints.Refusal{ID: "block-not-aligned"})
	if got := build(env, "app", application(env, "go", false), servers).Refusals; got != nil {
		t.Errorf("refused: %v", got)
	}
}
