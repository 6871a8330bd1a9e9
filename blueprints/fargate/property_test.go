package fargate_test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation/cloudwatch"
	elb "github.com/awslabs/goformation/v7/cloudformation/elasticloadbalancingv2"
	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/fargate"
	"github.com/hipaac/hipaac/compiler/emit/emittest"
	"github.com/hipaac/hipaac/schema"
)

// everything asks for all that a spec can ask for.
func everything(c *schema.Fargate) {
	c.Web = web(func(w *schema.Web) { w.HostedZone = "Z0123456789ABC" })
	c.Queue = &schema.FargateQueue{TimeoutSeconds: 300, Attempts: 5, MessagesPerTask: 10, AlarmMinutes: 30}
	c.Jobs = map[string]*schema.Job{"remind": {At: "rate(1 hour)", Command: []string{"remind"}}}
	c.Exec = true
	c.Secrets = map[string]string{"MAIL": "arn:aws:secretsmanager:us-east-1:111122223333:secret:mail-a1B2c3"}
}

// TestKeysAreAskedFor: a key whose use is not declared does not exist, or does not admit the service; one that is declared and not
// used admits a service for nothing.
func TestKeysAreAskedFor(t *testing.T) {
	for name, change := range map[string]func(*schema.Fargate){
		"least": func(*schema.Fargate) {}, "everything": everything,
		"sessions": func(c *schema.Fargate) { c.Exec = true },
		"queue": func(c *schema.Fargate) {
			c.Queue = &schema.FargateQueue{TimeoutSeconds: 300, Attempts: 5, MessagesPerTask: 10, AlarmMinutes: 30}
		},
	} {
		cfg := service(change)
		asked, used := map[string]bool{}, map[string]bool{}
		for _, u := range fargate.Blueprint.KeyUses(cfg) {
			asked[u.Class.ExportName()] = true
		}
		for _, i := range build(production(), cfg, nats(production()), around(production())...).Imports {
			if i.Blueprint == "keys" {
				used[i.Name] = true
			}
		}
		if d := cmp.Diff(asked, used); d != "" {
			t.Errorf("%s: (-asked for +used):\n%s", name, d)
		}
	}
}

var physicalName = regexp.MustCompile(`(?m)^ +(?:AlarmName|BucketName|ClusterName|Family|LogGroupName|PolicyName|QueueName|RepositoryName|ServiceName): (.*)$`)

// TestNamesNeverCollide: two environments of a system can live in one account and region, because each name of one holds its own.
func TestNamesNeverCollide(t *testing.T) {
	s := build(production(), service(everything), nats(production()), around(production())...)
	found := physicalName.FindAllStringSubmatch(string(emittest.Template(t, s)), -1)
	if len(found) < 15 {
		t.Fatalf("found %d names: the test reads templates wrongly", len(found))
	}
	for _, m := range found {
		if !strings.Contains(m[1], "clinic-prod-app") && !strings.Contains(m[1], "/clinic/prod/app/") && !strings.HasPrefix(m[1], "!") {
			t.Errorf("%s is a name without its environment and stack", m[0])
		}
	}
}

// TestTierAndPhiChangeOnlyWhatTheyMay: of what a template says of safety, nothing depends on the tier or on PHI but the protection
// against deletion.
func TestTierAndPhiChangeOnlyWhatTheyMay(t *testing.T) {
	lines := func(env *blueprints.Env) map[string]int {
		env.Name, env.Account = "prod", "111122223333"
		s := build(env, service(everything), nats(env), around(env)...)
		count := map[string]int{}
		for line := range strings.Lines(string(emittest.Template(t, s))) {
			if !strings.Contains(line, "Key: Tier") && !strings.Contains(line, "Key: DataClassification") {
				count[line]++
			}
		}
		return count
	}
	got := slices.Sorted(maps.Keys(differing(lines(production()), lines(development()))))
	want := []string{"        - {Key: deletion_protection.enabled, Value: 'false'}\n", "        - {Key: deletion_protection.enabled, Value: 'true'}\n"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("what development without PHI has otherwise (-want +got):\n%s", d)
	}
}

func differing(a, b map[string]int) map[string]bool {
	lines := map[string]bool{}
	for line := range a {
		lines[line] = lines[line] || a[line] != b[line]
	}
	for line := range b {
		lines[line] = lines[line] || a[line] != b[line]
	}
	maps.DeleteFunc(lines, func(_ string, differs bool) bool { return !differs })
	return lines
}

// TestSlowTasksAreNoFailure: while tasks start they are unhealthy, and the alarm for that rolls deployments back. An application that
// takes as long as its spec says could never be deployed.
func TestSlowTasksAreNoFailure(t *testing.T) {
	for _, seconds := range []int{10, 60, 61, 600, 1800} {
		s := build(production(), service(func(c *schema.Fargate) { everything(c); c.StartSeconds = seconds }), nats(production()), around(production())...)
		patience := 0
		for _, r := range s.Resources {
			if alarm, ok := r.Properties.(*cloudwatch.Alarm); ok && r.ID == "UnhealthyAlarm" {
				patience = alarm.EvaluationPeriods * *alarm.Period
			}
		}
		if patience < seconds+240 {
			t.Errorf("tasks that start in %d seconds are a failure after %d", seconds, patience)
		}
	}
}

// TestNoGroupOfTargetsServesTwoBalancers: a load balancer that moves inside is made before the old one is taken away, and AWS lets a
// group of targets serve one only. The update would fail.
func TestNoGroupOfTargetsServesTwoBalancers(t *testing.T) {
	group := func(internal bool) string {
		cfg := service(func(c *schema.Fargate) {
			c.Web = web(func(w *schema.Web) { w.HostedZone, w.Internal = "Z0123456789ABC", internal })
		})
		for _, r := range build(production(), cfg, nats(production())).Resources {
			if _, ok := r.Properties.(*elb.TargetGroup); ok {
				return r.ID
			}
		}
		t.Fatal("no group of targets")
		return ""
	}
	if outside, inside := group(false), group(true); outside == inside {
		t.Errorf("%s serves the load balancer on the internet and then the one inside", inside)
	}
}
