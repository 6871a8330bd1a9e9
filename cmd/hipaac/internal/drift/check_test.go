package drift_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/awstest"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/drift"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/follow"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/change"
)

// bench is an account of the stand-in in which the stacks of specs are deployed.
type bench struct {
	t       *testing.T
	cloud   *awstest.Cloud
	target  stack.Target
	desired []stack.Desired
	session *account.Session
}

// newBench deploys what some of this repository's specs compile to. They are of one account.
func newBench(t *testing.T, specs ...string) *bench {
	t.Helper()
	cloud, url := awstest.Start(t)
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL": url, "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_SESSION_TOKEN": "",
		"AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "AWS_EC2_METADATA_DISABLED": "true", "HIPAAC_RATE": "1000",
	} {
		t.Setenv(name, value)
	}
	b := &bench{t: t, cloud: cloud, desired: stack.Desire(environments(t, specs))}
	b.target = b.desired[0].Target
	cloud.AccessKey("AKIDEXAMPLE", awstest.Identity{Account: b.target.Account, Partition: b.target.Partition()})
	for i := range b.desired {
		b.deploy(&b.desired[i])
	}
	session, err := account.NewSessions(account.How{}).Open(t.Context(), b.target, account.Role{})
	if err != nil {
		t.Fatal(err)
	}
	b.session = session
	cloud.Calls()
	return b
}

func (b *bench) deploy(d *stack.Desired) {
	b.t.Helper()
	policy := ""
	if d.Protect {
		policy = stack.Policy(d)
	}
	b.cloud.Make(d.Account, d.Region, d.Name, d.Template, d.Parameters)
	b.cloud.Set(d.Account, d.Region, d.Name, awstest.Settings{Role: d.Role, Policy: policy, Protected: d.Protect})
}

// environments compiles specs of this repository.
func environments(t *testing.T, specs []string) []*compiler.Environment {
	t.Helper()
	var sources []compiler.Source
	add := func(name string, common bool) {
		text, err := os.ReadFile("../../../../environments/" + name)
		if err != nil {
			t.Fatal(err)
		}
		sources = append(sources, compiler.Source{Name: "environments/" + name, Text: text, Common: common})
	}
	for _, name := range specs {
		add(name, false)
	}
	common, err := filepath.Glob("../../../../environments/common/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range common {
		add("common/"+filepath.Base(name), true)
	}
	output, problems := compiler.Compile(sources)
	if problems.Failed() {
		t.Fatal(problems)
	}
	var all []*compiler.Environment
	for i := range output.Environments {
		all = append(all, &output.Environments[i])
	}
	return all
}

// only looks at one stack.
func (b *bench) only(key string) *bench {
	b.desired = slices.DeleteFunc(b.desired, func(d stack.Desired) bool { return d.Key != key })
	return b
}

func (b *bench) byHand(stackName, id string, changes map[string]any) {
	b.cloud.Drift(b.target.Account, b.target.Region, stackName, id, awstest.Drift{Changes: changes})
}

func (b *bench) area() drift.Area {
	return drift.Area{
		Target: b.target, Desired: b.desired, Stacks: b.session.Stacks(), Inventory: b.session.Inventory(),
		Pace: drift.Pace{Pace: follow.Pace{Shortest: time.Millisecond}, AtMost: time.Minute},
	}
}

func (b *bench) check() []*drift.State {
	b.t.Helper()
	_, states, err := drift.Check(b.t.Context(), b.area())
	if err != nil {
		b.t.Fatal(err)
	}
	return states
}

// differences are those of all resources, line by line.
func differences(states []*drift.State) string {
	var b strings.Builder
	for _, st := range states {
		for _, text := range st.Wrong {
			fmt.Fprintf(&b, "%s: %s\n", st.Title, text)
		}
		for _, r := range st.Resources {
			if r.Deleted {
				fmt.Fprintf(&b, "%s %s is deleted\n", st.Title, r.LogicalID)
			}
			for _, d := range r.Differences {
				fmt.Fprintf(&b, "%s %s %s: %s -> %s\n", st.Title, r.LogicalID, d.Path, d.Expected, d.Actual)
			}
		}
	}
	return b.String()
}

// findings of a class, with their controls.
func findings(states []*drift.State, class change.Class) string {
	var b strings.Builder
	d := drift.Judge(states)
	for _, f := range d.Findings {
		if f.Class == class {
			fmt.Fprintf(&b, "%s %s: %s [%s]\n", f.Stack, f.Resource, f.Text, f.Control)
		}
	}
	return b.String()
}

// Where nobody changed anything, nothing is said to differ: whatever the examples are made of.
func TestNothingDrifted(t *testing.T) {
	for _, spec := range []string{"test", "account-nonprod", "prod", "portal", "hub", "organization", "registry", "results", "dev"} {
		t.Run(spec, func(t *testing.T) {
			b := newBench(t, spec+".yaml")
			states := b.check()
			if got := differences(states); got != "" {
				t.Errorf("differs:\n%s", got)
			}
			if d := drift.Judge(states); len(d.Findings) > 0 {
				t.Errorf("findings: %v", d.Findings)
			}
			all, verified, _ := drift.Counts(states)
			t.Logf("%d of %d resources verified", verified, all)
			for _, st := range states {
				for _, u := range st.Unverified() {
					t.Logf("%s %s %s %v: %s", st.Title, u.Type, u.Path, len(u.IDs), u.Why)
				}
			}
		})
	}
}

// What somebody does by hand is found, stands in the section where it belongs, and names the control that no longer holds.
func TestDrifted(t *testing.T) {
	tests := []struct {
		name, spec, stack, id string
		changes               map[string]any
		differs               string // as it is shown
		class                 change.Class
		finding               string
	}{
		{"a bucket is opened", "account-nonprod", "audit", "TrailBucket", map[string]any{"/PublicAccessBlockConfiguration/BlockPublicPolicy": false},
			"TrailBucket PublicAccessBlockConfiguration.BlockPublicPolicy: true -> false", change.Weakened, "[s3-no-public-write]"},
		{"a bucket's policy is gone", "account-nonprod", "audit", "TrailBucketPolicy", map[string]any{"/PolicyDocument/Statement": []any{}}, "TrailBucketPolicy PolicyDocument.Statement: ", change.Weakened, "[s3-tls-only]"},
		{"a key is no longer rotated", "account-nonprod", "keys", "LogsKey", map[string]any{"/EnableKeyRotation": false}, "LogsKey EnableKeyRotation: true -> false", change.Weakened, "[kms-rotation]"},
		{"a key is disabled, of which the template says nothing", "account-nonprod", "keys", "LogsKey", map[string]any{"/Enabled": false}, "LogsKey Enabled: true -> false", change.DataLoss, "use of the key"},
		{"a recorder is stopped", "account-nonprod", "audit", "Recorder", map[string]any{"/Recording": false}, "Recorder Recording: true -> false", change.Weakened, "the recorder is stopped: nobody will know what a resource looked like [config-recorder-on]"},
		{"a recorder leaves types out", "account-nonprod", "audit", "Recorder", map[string]any{"/RecordingGroup/AllSupported": false}, "Recorder RecordingGroup.AllSupported: true -> false", change.Weakened, "[config-recorder-on]"},
		{"a trail is stopped", "account-nonprod", "audit", "Trail", map[string]any{"/IsLogging": false}, "Trail IsLogging: true -> false", change.Weakened, "[cloudtrail-enabled]"},
		{"a trail is encrypted with another key, which CloudFormation does not compare", "account-nonprod", "audit", "Trail", map[string]any{"/KMSKeyId": "arn:aws:kms:us-east-1:444455556666:key/aaaabbbb-1111-4222-8333-444455556666"},
			"Trail KMSKeyId: arn:aws:kms:us-east-1:444455556666:key/", change.Other, ""},
		{"a log group has no key any more", "account-nonprod", "audit", "TrailLog", map[string]any{"/KmsKeyId": nil}, "TrailLog KmsKeyId: arn:aws:kms:", change.Weakened, "[log-group-encrypted]"},
		{"logs are kept for a day", "account-nonprod", "audit", "TrailLog", map[string]any{"/RetentionInDays": 1}, "TrailLog RetentionInDays: 2192 -> 1", change.DataLoss, "days of retention: 1 instead of 2192"},
		{"a role gets a policy of its own, of which the template says nothing", "account-nonprod", "audit", "TrailLogRole", map[string]any{"/Policies": []any{map[string]any{"PolicyName": "x", "PolicyDocument": map[string]any{
			"Statement": []any{map[string]any{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}}}}}, "TrailLogRole Policies: [] -> [{", change.Access, "s3:*"},
		{"the detector is off", "account-nonprod", "detection", "Detector", map[string]any{"/Enable": false}, "Detector Enable: true -> false", change.Weakened, "[guardduty-enabled]"},
		{"a topic's policy, which CloudFormation does not look at", "account-nonprod", "observability", "AlarmTopicPolicy", map[string]any{"/PolicyDocument/Statement": []any{map[string]any{"Effect": "Allow", "Principal": "*", "Action": "sns:Publish", "Resource": "*"}}},
			"AlarmTopicPolicy PolicyDocument.Statement", change.Access, ""},
		{"a security group lets somebody in, of which the template says nothing", "test", "database", "SecurityGroup", map[string]any{"/SecurityGroupIngress": []any{map[string]any{"IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432, "CidrIp": "0.0.0.0/0"}}},
			"SecurityGroup SecurityGroupIngress: [] -> [{", change.Access, "0.0.0.0/0"},
		{"a database can be reached from outside", "test", "database", "Instance1", map[string]any{"/PubliclyAccessible": true}, "Instance1 PubliclyAccessible: false -> true", change.Weakened, "[rds-not-public]"},
	}
	benches := map[string]*bench{}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b := benches[test.spec]
			if b == nil {
				b = newBench(t, test.spec+".yaml")
			}
			var name string
			for _, d := range b.desired {
				if d.Key == test.stack {
					name = d.Name
				}
			}
			b.byHand(name, test.id, test.changes)
			states := b.check()
			got := differences(states)
			if want := test.spec + "/" + test.stack + " " + test.differs; !strings.HasPrefix(got, want) || strings.Count(got, test.spec+"/"+test.stack+" "+test.id+" ") != strings.Count(got, "\n") {
				t.Errorf("differs:\n%s\nwant %s", got, want)
			}
			found := findings(states, test.class)
			if test.class != change.Other && !strings.Contains(found, test.finding) || test.class != change.Other && found == "" {
				t.Errorf("findings of %s:\n%s\nwant %s; all: %v", test.class, found, test.finding, drift.Judge(states).Findings)
			}
		})
	}
}

// Somebody adds a rule to the security group of a database, as compute does from a stack of its own: the one is found, the other is not
// taken for drift.
func TestAttachedRules(t *testing.T) {
	b := newBench(t, "test.yaml")
	var group string
	for _, st := range b.check() {
		for _, r := range st.Resources {
			if st.Key == "database" && r.LogicalID == "SecurityGroup" {
				group = r.PhysicalID
			}
		}
	}
	rules := []any{}
	for _, st := range b.check() {
		for _, r := range st.Resources {
			if r.Type != "AWS::EC2::SecurityGroupIngress" {
				continue
			}
			text, there, err := b.session.Inventory().Properties(t.Context(), r.Type, r.PhysicalID)
			var rule map[string]any
			if err != nil || !there || json.Unmarshal(text, &rule) != nil {
				t.Fatal(there, err)
			}
			if rule["GroupId"] == group {
				delete(rule, "GroupId")
				rules = append(rules, rule)
			}
		}
	}
	if len(rules) == 0 {
		t.Fatal("no other stack adds a rule to the group")
	}
	b.byHand("clinic-test-database", "SecurityGroup", map[string]any{"/SecurityGroupIngress": rules})
	if got := differences(b.check()); got != "" {
		t.Errorf("rules of other stacks differ:\n%s", got)
	}
	b.byHand("clinic-test-database", "SecurityGroup", map[string]any{"/SecurityGroupIngress": append(rules, map[string]any{"IpProtocol": "-1", "CidrIp": "10.0.0.0/8"})})
	want := `test/database SecurityGroup SecurityGroupIngress: [] -> [{"CidrIp":"10.0.0.0/8","IpProtocol":"-1"}]` + "\n"
	if got := differences(b.check()); got != want {
		t.Errorf("a rule of somebody differs:\n%swant %s", got, want)
	}
}

// A look that fails leaves the results of an earlier one in place. They say nothing of today: what they called in sync is read instead.
func TestOldResults(t *testing.T) {
	b := newBench(t, "test.yaml").only("keys")
	if got := differences(b.check()); got != "" {
		t.Fatalf("before anybody did anything:\n%s", got)
	}
	b.byHand(b.desired[0].Name, "DataKeyAlias", map[string]any{"/TargetKeyId": "other"})
	b.cloud.FailDetection("Internal Failure")
	states := b.check()
	if got := differences(states); !strings.HasPrefix(got, "test/keys DataKeyAlias TargetKeyId: ") {
		t.Errorf("differs: %q", got)
	}
	if want := "cloudformation could not look at all of the stack: Internal Failure"; len(states[0].Why) != 1 || states[0].Why[0] != want {
		t.Errorf("why: %q, want %q", states[0].Why, want)
	}
}

// Somebody else's look is on. Its results may be older than what was done since, so that another is begun when it is over.
func TestBusy(t *testing.T) {
	b := newBench(t, "test.yaml").only("keys")
	if _, err := b.session.Stacks().DetectDrift(t.Context(), b.desired[0].Name); err != nil {
		t.Fatal(err)
	}
	b.byHand(b.desired[0].Name, "DataKey", map[string]any{"/EnableKeyRotation": false})
	b.cloud.SetPace(100)
	if got, want := differences(b.check()), "test/keys DataKey EnableKeyRotation: true -> false\n"; got != want {
		t.Errorf("differs: %q, want %q", got, want)
	}
	looks := 0
	for _, call := range b.cloud.Calls() {
		if call.Operation == "DetectStackDrift" && call.Outcome == "ok" {
			looks++
		}
	}
	if looks != 2 {
		t.Errorf("%d looks, want theirs and ours", looks)
	}
}

// What belongs to a protected stack itself is compared, too.
func TestSettings(t *testing.T) {
	b := newBench(t, "portal.yaml")
	d := b.desired[0]
	b.cloud.Set(d.Account, d.Region, d.Name, awstest.Settings{Role: "arn:aws:iam::111122223333:role/other"})
	want := "termination protection is off: one call deletes the stack\nit has no stack policy: an update may replace or delete what holds data"
	for _, st := range b.check() {
		if got := strings.Join(st.Wrong, "\n"); st.Name == d.Name && !strings.Contains(got, want) || st.Name != d.Name && got != "" {
			t.Errorf("%s: %s", st.Title, got)
		}
	}
}
