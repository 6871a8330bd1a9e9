package alerts

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation/cloudwatch"
	"github.com/awslabs/goformation/v7/cloudformation/events"
	"github.com/awslabs/goformation/v7/cloudformation/logs"
	"github.com/awslabs/goformation/v7/cloudformation/sns"
	"github.com/awslabs/goformation/v7/cloudformation/sqs"
	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/compiler/emit/emittest"
	"github.com/hipaac/hipaac/schema"
)

func environment(name, tier, region string) *blueprints.Env {
	return &blueprints.Env{
		System: "clinic", Name: name, Tier: tier, PHI: tier == "production", Account: "111122223333", Region: region, Managed: "standalone",
		Owner: "platform@clinic.example", Alerts: []string{"security@clinic.example"},
	}
}

func config(change func(*schema.Alerts)) *schema.Alerts {
	c := &schema.Alerts{HooksFrom: "medium", FailedLogins: 3, DeniedCalls: 5, UndeliveredDays: 14}
	change(c)
	return c
}

func plainly(*schema.Alerts) {}

// audit is an audit stack whose trail records management events, or none.
func audit(env *blueprints.Env, trail string) *blueprints.Stack {
	s := blueprints.NewStack(env, "audit", "audit", "clinic-"+env.Name+"-audit")
	s.Tell("trail", trail)
	if trail == "management" {
		s.Export("TrailLogGroupName", "group", "")
	}
	return s
}

func built(env *blueprints.Env, change func(*schema.Alerts), audits ...*blueprints.Stack) *blueprints.Stack {
	servers := append([]*blueprints.Stack{{Env: env, Blueprint: "keys", Key: "keys", Name: "clinic-" + env.Name + "-keys"}}, audits...)
	s := blueprints.NewStack(env, "alerts", "alerts", "clinic-"+env.Name+"-alerts", servers...)
	Blueprint.Build(s, config(change))
	return s
}

// TestTemplates pins what each kind of request becomes. Read the diff of testdata before you run with -update.
func TestTemplates(t *testing.T) {
	dev, test, prod := environment("dev", "development", "us-east-1"), environment("test", "test", "us-east-1"), environment("prod", "production", "us-east-1")
	gov, far := environment("prod", "production", "us-gov-west-1"), environment("far", "production", "eu-west-1")
	far.Managed = "control-tower"
	for name, s := range map[string]*blueprints.Stack{
		"trail":    built(prod, plainly, audit(prod, "management")),
		"rules":    built(dev, plainly),
		"far":      built(far, plainly, audit(far, "")),
		"govcloud": built(gov, plainly, audit(gov, "management")),
		"commercial/readers": built(test, func(c *schema.Alerts) {
			c.Mail = &schema.MailBySeverity{High: []string{"oncall@clinic.example", "security@clinic.example"}, Low: []string{"archive@clinic.example"}}
			c.Endpoints, c.HooksFrom = []string{"https://events.oncall.example/aws"}, "high"
			c.Slack = &schema.Slack{Workspace: "T0123ABCD", Channel: "C0123ABCD"}
		}, audit(test, "management")),
	} {
		t.Run(name, func(t *testing.T) { emittest.Pin(t, filepath.Join("testdata", name+".yaml"), s) })
	}
}

func of[P blueprints.Properties](s *blueprints.Stack) map[string]P {
	found := map[string]P{}
	for _, r := range s.Resources {
		if p, ok := r.Properties.(P); ok {
			found[r.ID] = p
		}
	}
	return found
}

// TestEveryFilterHasAnAlarm that calls the topic of its severity, and every alarm a reason to go off.
func TestEveryFilterHasAnAlarm(t *testing.T) {
	prod := environment("prod", "production", "us-east-1")
	s := built(prod, plainly, audit(prod, "management"))
	alarms := map[string]*cloudwatch.Alarm{}
	for id, a := range of[*cloudwatch.Alarm](s) {
		if strings.HasPrefix(*a.Namespace, "hipaac/") {
			alarms[*a.Namespace+" "+*a.MetricName] = a
		}
		if len(a.AlarmActions) != 1 || strings.HasSuffix(id, "DeliveryAlarm") && a.AlarmActions[0] == blueprints.Ref(strings.TrimSuffix(id, "DeliveryAlarm")+"Topic") {
			t.Errorf("%s calls %v", id, a.AlarmActions)
		}
	}
	filters := of[*logs.MetricFilter](s)
	if len(filters) != len(calls()) || len(alarms) != len(filters) {
		t.Errorf("%d filters and %d alarms for %d calls", len(filters), len(alarms), len(calls()))
	}
	for _, c := range calls() {
		m := filters[c.id+"Filter"].MetricTransformations[0]
		a := alarms[m.MetricNamespace+" "+m.MetricName]
		if a == nil || a.AlarmActions[0] != blueprints.Ref(c.severity.title()+"Topic") || *a.Threshold != float64(c.most(&alerts{cfg: config(plainly)})) || *a.TreatMissingData != "notBreaching" {
			t.Errorf("%s: %+v", c.id, a)
		}
		if m.DefaultValue != nil {
			t.Errorf("%s is paid for while nothing happens", c.id)
		}
	}
}

// TestWithoutTrail: each call is told by a rule, or counted by one; global ones only where AWS records them.
func TestWithoutTrail(t *testing.T) {
	for region, here := range map[string]bool{"us-east-1": true, "eu-west-1": false, "us-gov-west-1": true, "us-gov-east-1": false} {
		s := built(environment("dev", "development", region), plainly)
		rules, filters := of[*events.Rule](s), of[*logs.MetricFilter](s)
		for _, c := range calls() {
			_, ruled := rules[c.id+"Rule"]
			_, counted := filters[c.id+"Filter"]
			if want := here || !c.global; ruled != want || counted != (want && c.count != nil) {
				t.Errorf("%s in %s: rule %v, counted %v", c.id, region, ruled, counted)
			}
		}
		var ids []string
		for _, p := range s.Prerequisites {
			ids = append(ids, p.ID)
		}
		want := []string{"trail-in-region"}
		if !here {
			want = append(want, "alerts-on-global-calls")
		}
		if d := cmp.Diff(want, ids); d != "" {
			t.Errorf("%s expects (-want +got):\n%s", region, d)
		}
	}
	// A single failed sign-in is told like any other event.
	s := built(environment("dev", "development", "us-east-1"), func(c *schema.Alerts) { c.FailedLogins, c.DeniedCalls = 1, 1 })
	if len(of[*logs.MetricFilter](s)) != 0 || len(of[*logs.LogGroup](s)) != 0 {
		t.Error("something is counted that counts by itself")
	}
}

// TestRulesThatMustRead: without this state EventBridge hands on no call that only reads, and both would stay silent.
func TestRulesThatMustRead(t *testing.T) {
	s := built(environment("dev", "development", "us-east-1"), plainly)
	for id, rule := range of[*events.Rule](s) {
		want := "ENABLED"
		if id == "CallsDeniedRule" || id == "BreakGlassUsedRule" {
			want = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
		}
		if *rule.State != want {
			t.Errorf("%s is %s, want %s", id, *rule.State, want)
		}
	}
}

// TestRulesDeliverOrKeep: each target of each rule has a queue for what it did not take, and a message that is a JSON text.
func TestRulesDeliverOrKeep(t *testing.T) {
	s := built(environment("dev", "development", "us-east-1"), plainly)
	rules := of[*events.Rule](s)
	if len(rules) != len(calls())+len(findings()) {
		t.Errorf("%d rules", len(rules))
	}
	for id, rule := range rules {
		if len(*rule.Name) > 64 || len(rule.Targets) != 1 {
			t.Errorf("%s: %q to %d targets", id, *rule.Name, len(rule.Targets))
		}
		for _, target := range rule.Targets {
			if target.DeadLetterConfig == nil || *target.DeadLetterConfig.Arn != blueprints.GetAtt("Undelivered", "Arn") {
				t.Errorf("%s loses what is not delivered", id)
			}
			if target.InputTransformer == nil {
				continue
			}
			text := target.InputTransformer.InputTemplate
			if !strings.HasPrefix(text, `"`) || strings.Count(text, `"`) != 2 || !strings.HasSuffix(text, `"`) || len(text) > 8192 {
				t.Errorf("%s says %s", id, text)
			}
			for _, m := range regexp.MustCompile(`<([a-z]+)>`).FindAllStringSubmatch(text, -1) {
				if target.InputTransformer.InputPathsMap[m[1]] == "" {
					t.Errorf("%s: <%s> is nothing", id, m[1])
				}
			}
		}
	}
}

// TestEveryoneMayUseTheKey: a service that may publish or fill the queue, but not encrypt, tells nobody anything.
func TestEveryoneMayUseTheKey(t *testing.T) {
	var uses []string
	for _, u := range Blueprint.KeyUses(config(plainly)) {
		if u.Class == blueprints.MessagesKey {
			uses = append(uses, u.Service)
		}
	}
	principals := map[string][]string{ // what may be done to the names in the table of key services
		"sns:Publish": {"cloudwatch", "events"}, "sqs:SendMessage": {"eventsDelivery", "snsDelivery"},
	}
	s := built(environment("dev", "development", "us-east-1"), plainly)
	allowed := map[string]map[string]bool{"sns:Publish": {}, "sqs:SendMessage": {}}
	note := func(document any) {
		for _, statement := range document.(guard.Policy).Statement {
			if who, ok := statement.Principal.(guard.Principals); ok && statement.Effect == "Allow" {
				allowed[statement.Action[0]][who.Service[0]] = true
			}
		}
	}
	for _, p := range of[*sns.TopicPolicy](s) {
		note(p.PolicyDocument)
	}
	for _, p := range of[*sqs.QueuePolicy](s) {
		note(p.PolicyDocument)
	}
	for action, names := range principals {
		if len(allowed[action]) != len(names) {
			t.Errorf("%s is allowed to %v, want %d services", action, allowed[action], len(names))
		}
		for _, name := range names {
			if !slices.Contains(uses, name) {
				t.Errorf("the key does not admit %s", name)
			}
		}
	}
}

// TestReaders: who hears of what.
func TestReaders(t *testing.T) {
	test := environment("test", "test", "us-east-1")
	test.Alerts = []string{"all@clinic.example"}
	for name, c := range map[string]struct {
		change func(*schema.Alerts)
		want   map[string][]string
	}{
		"everybody everything": {plainly, map[string][]string{"High": {"all@clinic.example"}, "Medium": {"all@clinic.example"}, "Low": {"all@clinic.example"}}},
		"by severity": {func(c *schema.Alerts) {
			c.Mail = &schema.MailBySeverity{High: []string{"oncall@clinic.example"}}
			c.Endpoints = []string{"https://h.example"}
		}, map[string][]string{
			"High": {"https://h.example", "oncall@clinic.example"}, "Medium": {"all@clinic.example", "https://h.example"}, "Low": {"all@clinic.example"},
		}},
		"hooks for all": {func(c *schema.Alerts) { c.Endpoints, c.HooksFrom = []string{"https://h.example"}, "low" }, map[string][]string{
			"High": {"all@clinic.example", "https://h.example"}, "Medium": {"all@clinic.example", "https://h.example"}, "Low": {"all@clinic.example", "https://h.example"},
		}},
	} {
		got := map[string][]string{}
		for _, sub := range of[*sns.Subscription](built(test, c.change)) {
			for _, sev := range severities {
				if sub.TopicArn == blueprints.Ref(sev.title()+"Topic") {
					got[sev.title()] = append(got[sev.title()], *sub.Endpoint)
				}
			}
		}
		for _, all := range got {
			slices.Sort(all)
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}

// TestNamesFit: the longest names that a spec can have.
func TestNamesFit(t *testing.T) {
	env := environment(strings.Repeat("e", 16), "development", "us-east-1")
	env.System = strings.Repeat("s", 16)
	s := blueprints.NewStack(env, "alerts", strings.Repeat("a", 24), "n", &blueprints.Stack{Env: env, Blueprint: "keys", Key: "keys", Name: "k"})
	Blueprint.Build(s, config(plainly))
	names := map[string]bool{}
	for id, rule := range of[*events.Rule](s) {
		if len(*rule.Name) > 64 || names[*rule.Name] {
			t.Errorf("%s: %q", id, *rule.Name)
		}
		names[*rule.Name] = true
	}
}

func TestRefusals(t *testing.T) {
	nobody := environment("test", "test", "us-east-1")
	nobody.Alerts = nil
	prod := environment("prod", "production", "us-east-1")
	refused := func(sev string) blueprints.Refusal {
		return blueprints.Refusal{
			ID: "nobody-to-alert", Message: `stack "alerts" has nobody to tell of news of severity ` + sev,
			Hint: "add alerts with a mail address to the environment, such as [operations@clinic.example]",
		}
	}
	for name, c := range map[string]struct {
		env    *blueprints.Env
		change func(*schema.Alerts)
		want   []blueprints.Refusal
	}{
		"nobody":          {nobody, plainly, []blueprints.Refusal{refused("high, medium, low")}},
		"hooks for a few": {nobody, func(c *schema.Alerts) { c.Endpoints = []string{"https://h.example"} }, []blueprints.Refusal{refused("low")}},
		"a chat with PHI": {prod, func(c *schema.Alerts) { c.Slack = &schema.Slack{Workspace: "T0", Channel: "C0"} }, []blueprints.Refusal{{
			ID: "chat-with-phi", Path: "slack", Hint: "leave slack out; use alerts, or endpoints of a service that you have an agreement with",
			Message: `stack "alerts" tells a chat of alarms, but the environment holds PHI and AWS's chat service is not HIPAA-eligible`,
		}}},
	} {
		if d := cmp.Diff(c.want, built(c.env, c.change).Refusals); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}
