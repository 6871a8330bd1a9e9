package webserver

import (
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation/ssm"
	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/compiler/emit/emittest"
	"github.com/hipaac/hipaac/compiler/template"
	"github.com/hipaac/hipaac/schema"
)

// launch resolves the template as CloudFormation would with some of its parameters given, and calls each for every choice of the others
// that makes a difference.
func launch(t *testing.T, s *blueprints.Stack, given map[string]string, each func(*template.Scope)) {
	t.Helper()
	given = maps.Clone(given)
	chosen := *s
	chosen.Parameters = slices.Clone(s.Parameters)
	for i, p := range chosen.Parameters {
		if value, ok := given[p.Name]; ok && slices.Contains(p.Allowed, value) {
			chosen.Parameters[i].Allowed = []string{value}
			delete(given, p.Name)
		}
	}
	if len(given) > 0 {
		t.Fatalf("the form has no %v", given)
	}
	doc, problems := template.Parse("web-server.yaml", emittest.Template(t, &chosen))
	if problems.Failed() {
		t.Fatal(problems)
	}
	if !template.NewModel(doc).Deployments(1000, each) {
		t.Fatal("there are more than a thousand ways to launch it")
	}
}

// door is one rule that lets somebody in.
type door struct{ port, who string }

// doors are all rules of a launch that let somebody in, and fails the test where one opens more than one port.
func doors(t *testing.T, s *template.Scope) []door {
	t.Helper()
	var rules []template.Value
	for _, group := range s.OfType("AWS::EC2::SecurityGroup") {
		rules = append(rules, group.Get("SecurityGroupIngress").Items()...)
	}
	for _, rule := range s.OfType("AWS::EC2::SecurityGroupIngress") {
		rules = append(rules, rule.Properties())
	}
	var found []door
	for _, rule := range rules {
		from, _ := rule.Get("FromPort").Literal()
		to, _ := rule.Get("ToPort").Literal()
		if from == "" || from != to || !rule.Get("IpProtocol").Is("tcp").Yes() {
			t.Errorf("a rule is open from %q to %q", from, to)
		}
		who := rule.Get("CidrIp").String()
		if rule.Get("CidrIp").Absent() {
			who = rule.Get("SourceSecurityGroupId").String()
		}
		found = append(found, door{from, strings.Trim(who, `"`)})
	}
	return found
}

// TestLaunches: whatever people choose, disks are encrypted with the customer key and nobody reaches port 22; 443 is open to the internet for
// PROD, and to the testers that the spec names for TEST.
func TestLaunches(t *testing.T) {
	env := environment("prod", "production", true, "us-east-1")
	cfg := config(func(c *schema.WebServer) { c.Testers.Ranges = append(c.Testers.Ranges, "198.51.100.7/32") })
	s := built(env, cfg, all(env))
	inner := door{"443", "${WebSecurityGroup.GroupId}"}
	for _, c := range []struct {
		environment string
		want        []door
	}{
		{"PROD", []door{{"443", "0.0.0.0/0"}, {"80", "0.0.0.0/0"}, inner}},
		{"TEST", []door{{"443", "203.0.113.0/24"}, {"80", "203.0.113.0/24"}, {"443", "198.51.100.7/32"}, {"80", "198.51.100.7/32"}, inner}},
	} {
		for _, phi := range []string{"YES", "NO"} {
			t.Run(c.environment+" "+phi, func(t *testing.T) {
				launch(t, s, map[string]string{"Environment": c.environment, "PHI": phi}, func(scope *template.Scope) {
					if d := cmp.Diff(c.want, doors(t, scope), cmp.AllowUnexported(door{})); d != "" {
						t.Errorf("%s (-want +got):\n%s", scope.When(), d)
					}
					encrypted(t, scope)
				})
			})
		}
	}
}

// encrypted: every disk of every machine is encrypted with the customer key for data.
func encrypted(t *testing.T, s *template.Scope) {
	t.Helper()
	machines := s.OfType("AWS::EC2::Instance")
	if len(machines) != 1 || !machines[0].Get("BlockDeviceMappings").Absent() {
		t.Fatalf("%d machines, with disks of their own", len(machines))
	}
	machine, ok := s.Find("ServerTemplate")
	if !ok || !machines[0].Get("LaunchTemplate.LaunchTemplateId").Names(machine) {
		t.Fatal("the machine is not made from its launch template")
	}
	disks := machine.Get("LaunchTemplateData.BlockDeviceMappings").Items()
	if len(disks) == 0 {
		t.Fatal("no disk is described")
	}
	for _, disk := range disks {
		key := disk.Get("Ebs.KmsKeyId").String()
		if !disk.Get("Ebs.Encrypted").IsTrue().Yes() || key != `"${import clinic-prod-keys:DataKeyArn}"` {
			t.Errorf("a disk is encrypted with %s", key)
		}
	}
}

// TestProcessors: each type gets the image for its own processor, whichever types the administrator offers.
func TestProcessors(t *testing.T) {
	env := environment("prod", "production", true, "us-east-1")
	arm, intel := "al2023-ami-kernel-default-arm64", "al2023-ami-kernel-default-x86_64"
	want := map[string]string{"t4g.small": arm, "t3.small": intel, "m7g.large": arm, "m7i.large": intel, "c7i.large": intel, "c8g.large": arm}
	for size := 10; size < 25; size++ { // beyond ten, a condition has to be put together from others
		want[fmt.Sprintf("r8g.%dxlarge", size)] = arm
	}
	types := slices.Sorted(maps.Keys(want))
	got := map[string]string{}
	s := built(env, config(func(c *schema.WebServer) { c.InstanceTypes = types }), all(env))
	for _, kind := range types {
		launch(t, s, map[string]string{"InstanceType": kind}, func(scope *template.Scope) {
			machine, _ := scope.Find("ServerTemplate")
			if !machine.Get("LaunchTemplateData.InstanceType").Is(kind).Yes() {
				t.Fatalf("%s is not the machine's type", kind)
			}
			got[kind] = regexp.MustCompile(`al2023[a-z0-9_-]+`).FindString(machine.Get("LaunchTemplateData.ImageId").String())
		})
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// TestFailedLaunch: a load balancer writes a first object to its log bucket at once, so that taking the bucket away again, when
// something else fails, would fail itself. What only the launch itself wrote to is taken away.
func TestFailedLaunch(t *testing.T) {
	env := environment("prod", "production", true, "us-east-1")
	got := map[string]string{}
	for _, r := range built(env, config(nil), all(env)).Resources {
		if r.DeletionPolicy != "" {
			got[r.ID] = r.DeletionPolicy
		}
	}
	want := map[string]string{
		"WebLogs": "Retain", "WebLogsPolicy": "Retain",
		"RequestLogGroup": "RetainExceptOnCreate", "ServerLogGroup": "RetainExceptOnCreate", "WebFirewallLogs": "RetainExceptOnCreate",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// TestRegularUpdates: Systems Manager refuses an association that runs at a rate and not at once (API reference, CreateAssociation,
// "ApplyOnlyAtCronInterval").
func TestRegularUpdates(t *testing.T) {
	env := environment("prod", "production", true, "us-east-1")
	looked := 0
	for _, r := range built(env, config(nil), all(env)).Resources {
		a, is := r.Properties.(*ssm.Association)
		if !is {
			continue
		}
		looked++
		waits := a.ApplyOnlyAtCronInterval != nil && *a.ApplyOnlyAtCronInterval
		if waits && !strings.HasPrefix(*a.ScheduleExpression, "cron(") {
			t.Errorf("%s waits for %s", r.ID, *a.ScheduleExpression)
		}
	}
	if looked != 2 {
		t.Errorf("%d associations, want 2", looked)
	}
}

// TestMaskedLogs: others learn of the one log in which identifiers of patients are masked, whatever its launch is called.
func TestMaskedLogs(t *testing.T) {
	env := environment("prod", "production", true, "us-east-1")
	want := []string{"/hipaac/clinic/prod/web-server/*/server"}
	if d := cmp.Diff(want, built(env, config(nil), all(env)).Built(true).MaskedLogs); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// form is a parameter of the template by its name.
func form(t *testing.T, s *blueprints.Stack, name string) blueprints.Parameter {
	t.Helper()
	i := slices.IndexFunc(s.Parameters, func(p blueprints.Parameter) bool { return p.Name == name })
	if i < 0 {
		t.Fatalf("no parameter %s", name)
	}
	return s.Parameters[i]
}

// TestForm: what people may type reaches a shell, a policy and the DNS. Nothing that could mean something there is allowed.
func TestForm(t *testing.T) {
	env := environment("prod", "production", true, "us-east-1")
	s := built(env, config(nil), neighbours(env, "nat-per-zone", ""))
	var names []string
	for _, p := range s.Parameters {
		names = append(names, p.Name)
		if p.Pattern == "" && len(p.Allowed) == 0 {
			t.Errorf("%s may be anything", p.Name)
		}
	}
	want := []string{"FriendlyName", "CodeCommitRepo", "WebDirectory", "Environment", "PHI", "InstanceType", "KeyName", "InstanceOwnerEmail"}
	if d := cmp.Diff(want, names); d != "" {
		t.Errorf("the form (-want +got):\n%s", d)
	}
	for name, values := range map[string]struct{ good, bad []string }{
		"FriendlyName": {[]string{"portal", "a-1", "abc"}, []string{"Portal", "-x", "x-", "a.b", "ab", "a_b", "a b", "a'b"}},
		"CodeCommitRepo": {
			[]string{"site", "My.Site_2", "https://git-codecommit.us-east-1.amazonaws.com/v1/repos/site"},
			[]string{
				"", "a/b", "../x", "a b", "a;b", "$(a)", "a'b", "-x", "https://evil.example/v1/repos/site", "*",
				"https://git-codecommit.us-east-1xamazonaws.com/v1/repos/site", "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/site",
			},
		},
		"WebDirectory":       {[]string{"site", "a_B-9"}, []string{"", "a/b", "..", ".git", "a b", `a"b`, "a'b", "$a", "%{a}", "A\nb"}},
		"KeyName":            {[]string{"", "my key_1"}, []string{"a'b", "$a", "a;b"}},
		"InstanceOwnerEmail": {[]string{"a.b+c@clinic.example"}, []string{"", "a", "a@b", "a b@c.example", "a@c.example,b@c.example", "<a@c.example>"}},
	} {
		pattern := regexp.MustCompile(form(t, s, name).Pattern)
		for _, value := range values.good {
			if !pattern.MatchString(value) {
				t.Errorf("%s refuses %q", name, value)
			}
		}
		for _, value := range values.bad {
			if pattern.MatchString(value) {
				t.Errorf("%s takes %q", name, value)
			}
		}
	}
	if most := form(t, built(env, config(func(c *schema.WebServer) { c.Domain = strings.Repeat("a", 40) + ".clinic.ex" }), all(env)), "FriendlyName").MaxLength; most != 13 {
		t.Errorf("in a domain of 50 characters, a server's name may have %d; a certificate is for names of 64", most)
	}
}

// TestServedRepositories: a server shows what its own role may read, so nobody launches one to look into a repository that was not meant for it.
func TestServedRepositories(t *testing.T) {
	env := environment("prod", "production", true, "us-east-1")
	start := "https://git-codecommit.us-east-1.amazonaws.com/v1/repos/"
	s := built(env, config(func(c *schema.WebServer) { c.Repositories = []string{"my.site"} }), all(env))
	pattern := regexp.MustCompile(form(t, s, "CodeCommitRepo").Pattern)
	for name, may := range map[string]bool{
		"my.site": true, "clinic-prod-website": true, start + "clinic-prod-website": true,
		"infrastructure": false, "my-site": false, "my.site2": false, "x-clinic-prod-website": false, start + "infrastructure": false, start: false,
	} {
		if pattern.MatchString(name) != may {
			t.Errorf("%s may be served: %t, want %t", name, !may, may)
		}
	}
}

// TestRules: what a launch may not combine follows from the environment.
func TestRules(t *testing.T) {
	for _, c := range []struct {
		tier string
		phi  bool
		want []string
		free string
	}{
		{"production", true, []string{"NobodyUnrecorded"}, "YES"},
		{"production", false, []string{"PhiBelongsElsewhere", "NobodyUnrecorded"}, "NO"},
		{"test", true, []string{"ProductionBelongsElsewhere", "NobodyUnrecorded"}, "YES"},
		{"development", false, []string{"PhiBelongsElsewhere", "ProductionBelongsElsewhere", "NobodyUnrecorded"}, "NO"},
	} {
		env := environment("x", c.tier, c.phi, "us-east-1")
		s := built(env, config(nil), all(env))
		var got []string
		for _, r := range s.Rules {
			got = append(got, r.Name)
		}
		if d := cmp.Diff(c.want, got); d != "" || *form(t, s, "PHI").Default != c.free || *form(t, s, "Environment").Default != "TEST" {
			t.Errorf("%s, phi %t: the form offers %s (-want +got):\n%s", c.tier, c.phi, *form(t, s, "PHI").Default, d)
		}
	}
}

// nameFields are properties that name a thing of which there can be one only, of the types that the template has.
var nameFields = []string{
	"AlarmName", "BucketName", "DBInstanceIdentifier", "InstanceProfileName", "LaunchTemplateName", "LogGroupName", "ManagedPolicyName", "Name",
	"PolicyName", "RoleName", "TopicName", "GroupName", "AssociationName",
}

// TestLaunchedTwice: nothing that has a name keeps it from one launch to the next, so that a second one finds none taken; and nothing is
// exported.
func TestLaunchedTwice(t *testing.T) {
	env := environment("prod", "production", true, "us-east-1")
	s := built(env, config(nil), all(env))
	named := 0
	for _, r := range s.Resources {
		kind := r.Properties.AWSCloudFormationType()
		for _, field := range nameFields {
			name := text(reflect.ValueOf(r.Properties).Elem(), field)
			if name == "" || kind == "AWS::SSM::Association" {
				continue // an association's Name is that of its document
			}
			named++
			if !strings.Contains(name, blueprints.StackName) && !strings.Contains(name, blueprints.Ref("FriendlyName")) {
				t.Errorf("%s of %s is always %q", field, r.ID, name)
			}
		}
	}
	if named < 10 {
		t.Errorf("looked at %d names only", named)
	}
	for _, e := range s.Exports {
		if !e.Local {
			t.Errorf("%s is exported", e.Name)
		}
	}
	if len(s.Charts)+len(s.Alarms) > 0 {
		t.Error("a dashboard would show what it cannot know the name of")
	}
}

// text is a field of a struct that holds a text, or "".
func text(v reflect.Value, field string) string {
	f := v.FieldByName(field)
	if f.IsValid() && f.Kind() == reflect.Pointer && !f.IsNil() {
		f = f.Elem()
	}
	if f.IsValid() && f.Kind() == reflect.String {
		return f.String()
	}
	return ""
}

// TestRightsOfTheMachine: it reads the one repository of its launch, and no other thing of the account.
func TestRightsOfTheMachine(t *testing.T) {
	env := environment("prod", "production", true, "us-east-1")
	s := built(env, config(nil), all(env))
	launch(t, s, nil, func(scope *template.Scope) {
		policy, _ := scope.Find("ServerRolePolicy")
		for _, statement := range policy.Get("PolicyDocument.Statement").Items() {
			sid, _ := statement.Get("Sid").Literal()
			resource := statement.Get("Resource").String()
			if wide := statement.Get("Resource").Is("*").Yes(); wide != slices.Contains([]string{"WriteMetrics", "BeLookedAfter"}, sid) {
				t.Errorf("%s is about %s", sid, resource)
			}
			if sid == "PullWebsite" && !statement.Get("Action").Is("codecommit:GitPull").Yes() {
				t.Errorf("%s permits %s", sid, statement.Get("Action"))
			}
		}
	})
}
