package observability_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation/chatbot"
	"github.com/awslabs/goformation/v7/cloudformation/cloudwatch"
	"github.com/awslabs/goformation/v7/cloudformation/sns"
	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/blueprints/observability"
	"github.com/hipaac/hipaac/compiler/emit/emittest"
	"github.com/hipaac/hipaac/schema"
)

func environment(change func(*blueprints.Env)) *blueprints.Env {
	e := &blueprints.Env{
		System: "clinic", Name: "prod", Tier: "production", PHI: true, Account: "111122223333", Region: "us-east-1",
		Owner: "platform@clinic.example", Alerts: []string{"security@clinic.example", "operations@clinic.example"},
	}
	change(e)
	return e
}

func same(*blueprints.Env) {}

func development(e *blueprints.Env) {
	e.Name, e.Tier, e.PHI, e.Alerts = "dev", "development", false, []string{"developers@clinic.example"}
}

func build(env *blueprints.Env, cfg *schema.Observability, offered ...blueprints.Built) *blueprints.Stack {
	s := blueprints.NewStack(env, "observability", "observability", "clinic-"+env.Name+"-observability",
		&blueprints.Stack{Blueprint: "keys", Key: "keys", Name: "clinic-" + env.Name + "-keys"})
	observability.Blueprint.Build(s, cfg)
	observability.Blueprint.Gather(s, nil, append(offered, blueprints.Built{Stack: s.Key, Charts: s.Charts, Alarms: s.Alarms}))
	return s
}

func plain() *schema.Observability { return &schema.Observability{UndeliveredDays: 14} }

// database is what a database stack has for the dashboard.
var database = blueprints.Built{
	Stack: "database",
	Charts: []blueprints.Chart{
		{Title: "Processor", Metrics: []blueprints.Metric{
			{Namespace: "AWS/RDS", Name: "CPUUtilization", Statistic: "Average", Dimensions: []string{"DBClusterIdentifier", "clinic-prod-database"}, Label: "percent"},
		}},
		{Title: "Latency", Metrics: []blueprints.Metric{
			{Namespace: "AWS/RDS", Name: "ReadLatency", Statistic: "p99", Dimensions: []string{"DBClusterIdentifier", "clinic-prod-database"}, Seconds: 60},
			{Expression: "SEARCH('{AWS/RDS,DBInstanceIdentifier} \"WriteLatency\"', 'Average', 300)", Label: "writes < all"},
		}},
	},
	Alarms: []string{"clinic-prod-database-cpu"},
}

// TestTemplates pins what each kind of request becomes. Read the diff of testdata before you run with -update.
func TestTemplates(t *testing.T) {
	for name, s := range map[string]*blueprints.Stack{
		"phi": build(environment(same), plain(), database),
		"hooks": build(environment(same), &schema.Observability{
			Endpoints: []string{"https://events.oncall.example/aws", "https://status.clinic.example:8443/hook?team=1"}, UndeliveredDays: 7,
		}),
		"development": build(environment(development), plain()),
		"test":        build(environment(func(e *blueprints.Env) { development(e); e.Name, e.Tier = "test", "test" }), plain()),
		"govcloud":    build(environment(func(e *blueprints.Env) { e.Region = "us-gov-west-1" }), plain()),
	} {
		t.Run(name, func(t *testing.T) { emittest.Pin(t, filepath.Join("testdata", name+".yaml"), s) })
	}
}

// TestChat: what somebody in the channel may do is to look, and no more even if the role is given more one day.
func TestChat(t *testing.T) {
	s := build(environment(development), &schema.Observability{
		Slack: &schema.Slack{Workspace: "T0123ABCD", Channel: "C0123ABCD"},
		Teams: &schema.Teams{Tenant: "0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f", Team: "0a1b2c3d-0000-4000-8000-0a1b2c3d4e60", Channel: "19%3Aa1%40thread.tacv2"},
	})
	slack := resource(s, "Slack").Properties.(*chatbot.SlackChannelConfiguration)
	if d := cmp.Diff([]string{blueprints.Ref("SlackRolePolicy")}, slack.GuardrailPolicies); d != "" || !*slack.UserRoleRequired {
		t.Errorf("without a guardrail the channel may do anything: %+v", slack)
	}
	teams := resource(s, "Teams").Properties.(*chatbot.MicrosoftTeamsChannelConfiguration)
	if teams.IamRoleArn != blueprints.GetAtt("TeamsRole", "Arn") || !slices.Equal(teams.SnsTopicArns, []string{blueprints.Ref("AlarmTopic")}) {
		t.Errorf("got %+v", teams)
	}
	if len(s.Refusals) > 0 {
		t.Error(s.Refusals)
	}
}

func TestRefusals(t *testing.T) {
	slack := &schema.Observability{Slack: &schema.Slack{Workspace: "T0123ABCD", Channel: "C0123ABCD"}}
	teams := &schema.Observability{Teams: &schema.Teams{}}
	nobody := func(e *blueprints.Env) { e.Alerts, e.PHI = nil, false }
	for name, c := range map[string]struct {
		env  func(*blueprints.Env)
		cfg  *schema.Observability
		want []blueprints.Refusal
	}{
		"nobody reads": {nobody, plain(), []blueprints.Refusal{{
			ID: "nobody-to-alert", Message: `stack "observability" has nobody to tell of alarms`,
			Hint: "add alerts with a mail address to the environment, such as [operations@clinic.example], or leave the stack out",
		}}},
		"a hook reads": {nobody, &schema.Observability{Endpoints: []string{"https://events.oncall.example"}}, nil},
		"a chat reads": {nobody, slack, nil},
		"the control phi-alert-contacts says it already": {func(e *blueprints.Env) { e.Alerts = nil }, plain(), nil},
		"a chat of patients' systems": {same, slack, []blueprints.Refusal{{
			ID: "chat-with-phi", Path: "slack",
			Message: `stack "observability" tells a chat of alarms, but the environment holds PHI and AWS's chat service is not HIPAA-eligible`,
			Hint:    "leave slack out; use alerts, or endpoints of a service that you have an agreement with",
		}}},
		"a chat in GovCloud": {func(e *blueprints.Env) { e.PHI, e.Region = false, "us-gov-east-1" }, teams, []blueprints.Refusal{{
			ID: "not-in-partition", Path: "teams",
			Message: `stack "observability" tells a chat of alarms, but AWS's chat service is not in region us-gov-east-1`,
			Hint:    "leave teams out; use alerts or endpoints",
		}}},
	} {
		if d := cmp.Diff(c.want, build(environment(c.env), c.cfg).Refusals); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}

// TestEveryPublisherMayUseTheKey: a service that may publish but not encrypt publishes nothing, and nobody hears of that.
func TestEveryPublisherMayUseTheKey(t *testing.T) {
	key := map[string]string{ // principal to the name in the table of key services
		"cloudwatch.amazonaws.com": "cloudwatch", "events.amazonaws.com": "events", "events.rds.amazonaws.com": "rdsEvents", "backup.amazonaws.com": "backupEvents",
	}
	s := build(environment(same), plain())
	policy := resource(s, "AlarmTopicPolicy").Properties.(*sns.TopicPolicy).PolicyDocument.(guard.Policy)
	publishers := 0
	for _, statement := range policy.Statement {
		who, ok := statement.Principal.(guard.Principals)
		if statement.Effect != "Allow" || !ok {
			continue
		}
		publishers++
		use := blueprints.KeyUse{Class: blueprints.MessagesKey, Service: key[who.Service[0]]}
		if !slices.Contains(observability.Blueprint.KeyUses(plain()), use) {
			t.Errorf("%s may publish, and the key does not admit it", who.Service)
		}
	}
	if publishers != len(key) {
		t.Errorf("%d publishers, want %d", publishers, len(key))
	}
}

// TestMailKeepsItsPlace: a subscription that is replaced has to be confirmed again, so an address added before another must not
// change the other's logical id.
func TestMailKeepsItsPlace(t *testing.T) {
	ids := func(addresses ...string) map[string]string {
		found := map[string]string{}
		for _, r := range build(environment(func(e *blueprints.Env) { e.Alerts = addresses }), plain()).Resources {
			if sub, ok := r.Properties.(*sns.Subscription); ok {
				found[*sub.Endpoint] = r.ID
			}
		}
		return found
	}
	before, after := ids("b@clinic.example", "b@lab.example"), ids("a@clinic.example", "b@lab.example", "b@clinic.example")
	for address, id := range before {
		if after[address] != id {
			t.Errorf("%s was %s and is %s", address, id, after[address])
		}
	}
	if len(after) != 3 {
		t.Errorf("two addresses share an id: %v", after)
	}
}

// TestRetriesFitAnHour: SNS refuses a delivery policy that takes longer.
func TestRetriesFitAnHour(t *testing.T) {
	s := build(environment(same), &schema.Observability{Endpoints: []string{"https://h.example"}, UndeliveredDays: 14})
	for _, r := range s.Resources {
		sub, ok := r.Properties.(*sns.Subscription)
		if !ok || sub.Protocol != "https" {
			continue
		}
		p := sub.DeliveryPolicy.(map[string]any)["healthyRetryPolicy"].(map[string]any)
		least, most := p["minDelayTarget"].(int), p["maxDelayTarget"].(int)
		atMost, atLeast := p["numMaxDelayRetries"].(int), p["numMinDelayRetries"].(int)
		between := p["numRetries"].(int) - p["numNoDelayRetries"].(int) - atLeast - atMost
		if worst := atLeast*least + (between+atMost)*most; between < 1 || atMost*most+atLeast*least > 3600 || worst > 2*3600 {
			t.Errorf("%d retries in between, %d seconds at worst", between, worst)
		}
		return
	}
	t.Error("no web hook is subscribed")
}

// TestDashboardIsJSON: the text is what CloudWatch reads, whatever is in a chart.
func TestDashboardIsJSON(t *testing.T) {
	s := build(environment(same), plain(), database)
	var page struct {
		Widgets []struct {
			Type, X2            string
			X, Y, Width, Height int
			Properties          map[string]any
		}
	}
	if err := json.Unmarshal([]byte(filled(s)), &page); err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, w := range page.Widgets {
		kinds = append(kinds, w.Type)
		if w.X+w.Width > 24 || w.Width < 1 {
			t.Errorf("%+v leaves the page", w)
		}
	}
	if d := cmp.Diff([]string{"text", "alarm", "text", "metric", "metric"}, kinds); d != "" {
		t.Errorf("widgets (-want +got):\n%s", d)
	}
	if got := page.Widgets[4].Properties["region"]; got != "us-east-1" {
		t.Errorf("region %v", got)
	}
	if got := page.Widgets[1].Properties["alarms"].([]any)[0]; got != "arn:aws:cloudwatch:us-east-1:111122223333:alarm:clinic-prod-database-cpu" {
		t.Errorf("alarm %v", got)
	}
}

// TestDashboardLimits: CloudWatch refuses a dashboard beyond its limits as a whole.
func TestDashboardLimits(t *testing.T) {
	var charts []blueprints.Chart
	for i := range 600 {
		charts = append(charts, blueprints.Chart{Title: fmt.Sprint(i), Metrics: make([]blueprints.Metric, 5)})
	}
	var alarms []string
	for i := range 250 {
		alarms = append(alarms, fmt.Sprint("a", i))
	}
	s := build(environment(same), plain(), blueprints.Built{Stack: "many", Charts: charts, Alarms: alarms})
	if got := strings.Count(filled(s), `"type":"metric"`); got > 500 || got < 450 {
		t.Errorf("%d graphs", got)
	}
	if got := strings.Count(filled(s), `"type":"alarm"`); got != 3 {
		t.Errorf("%d widgets for 252 alarms, each takes 100", got)
	}
}

// TestDashboardRefersToNothing: the stacks whose charts it shows may depend on it, so it cannot depend on them.
func TestDashboardRefersToNothing(t *testing.T) {
	defer func() {
		if cause := fmt.Sprint(recover()); !strings.Contains(cause, "refers to a resource of another stack") {
			t.Errorf("got %s", cause)
		}
	}()
	build(environment(same), plain(), blueprints.Built{Stack: "x", Charts: []blueprints.Chart{{Title: "x", Metrics: []blueprints.Metric{
		{Namespace: "AWS/RDS", Name: "CPUUtilization", Dimensions: []string{"DBClusterIdentifier", blueprints.Ref("Cluster")}},
	}}}})
}

func resource(s *blueprints.Stack, id string) *blueprints.Resource {
	return s.Resources[slices.IndexFunc(s.Resources, func(r *blueprints.Resource) bool { return r.ID == id })]
}

// filled is the dashboard as CloudFormation hands it to CloudWatch.
func filled(s *blueprints.Stack) string {
	text := resource(s, "Dashboard").Properties.(*cloudwatch.Dashboard).DashboardBody
	return strings.NewReplacer(blueprints.Region, s.Env.Region, blueprints.AccountID, s.Env.Account, blueprints.Partition, guard.Partition(s.Env.Region)).Replace(text)
}
