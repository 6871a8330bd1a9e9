package alerts

import (
	"encoding/json"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// samples are events that a pattern must hear, and near misses that it must not.
type samples struct{ Match, Miss []map[string]any }

func read(t *testing.T, file string) map[string]samples {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]samples{}
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// plain is a pattern as CloudFormation hands it to EventBridge.
func plain(t *testing.T, pattern any) map[string]any {
	t.Helper()
	text, err := json.Marshal(pattern)
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]any
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// delivered is a record of CloudTrail as EventBridge hands it on.
func delivered(record map[string]any) map[string]any {
	kind := apiCall
	if record["eventType"] == "AwsConsoleSignIn" {
		kind = signIn
	}
	source, _, _ := strings.Cut(record["eventSource"].(string), ".")
	return map[string]any{"source": "aws." + source, "detail-type": kind, "detail": record, "account": "111122223333", "region": record["awsRegion"]}
}

// TestCalls holds both patterns of each call against its samples: in the trail's log group, in the log group of counted events, and in
// EventBridge.
func TestCalls(t *testing.T) {
	all := read(t, "testdata/calls.json")
	for _, c := range calls() {
		s := all[c.id]
		if len(s.Match) == 0 || len(s.Miss) == 0 {
			t.Errorf("%s has no sample, or no near miss", c.id)
		}
		delete(all, c.id)
		event := plain(t, c.event())
		for want, records := range map[bool][]map[string]any{true: s.Match, false: s.Miss} {
			for _, record := range records {
				what := c.id + " and " + record["eventName"].(string)
				if got := matches(t, c.pattern("$."), record); got != want {
					t.Errorf("%s: the filter says %v", what, got)
				}
				if got := matches(t, c.pattern("$.detail."), delivered(record)); got != want {
					t.Errorf("%s: the filter of counted events says %v", what, got)
				}
				if got := hears(t, event, delivered(record)); got != want {
					t.Errorf("%s: the rule says %v", what, got)
				}
			}
		}
	}
	if len(all) > 0 {
		t.Errorf("samples of nothing: %v", slices.Sorted(maps.Keys(all)))
	}
}

// TestEveryNameIsHeard: each operation of each call, at each of its services, is heard by both patterns, and at no other service.
func TestEveryNameIsHeard(t *testing.T) {
	for _, c := range calls() {
		event := plain(t, c.event())
		for _, name := range c.names {
			for _, service := range append(slices.Clone(c.services), "glacier") {
				want := service != "glacier"
				record := map[string]any{"eventSource": service + ".amazonaws.com", "eventName": name, "eventType": "AwsApiCall", "awsRegion": "us-east-1"}
				if matches(t, c.pattern("$."), record) != want || hears(t, event, delivered(record)) != want {
					t.Errorf("%s: %s of %s, want heard %v", c.id, name, service, want)
				}
			}
		}
	}
}

// TestWordsInMarks: CloudWatch Logs wants quotation marks around words with other characters than letters, digits and underscores. A hyphen,
// as in access-analyzer.amazonaws.com, fails the whole stack.
func TestWordsInMarks(t *testing.T) {
	for _, c := range calls() {
		for _, word := range split(c.pattern("$.detail.")) {
			if !strings.HasPrefix(word, "$.") && regexp.MustCompile(`^[^"]*[^A-Za-z0-9_."(){}&|!=]`).MatchString(word) {
				t.Errorf("%s: %s stands without quotation marks", c.id, word)
			}
		}
	}
}

// TestForged: an account's own software may send events that look like CloudTrail's, but not with a source of AWS.
func TestForged(t *testing.T) {
	for _, c := range calls() {
		forged := delivered(read(t, "testdata/calls.json")[c.id].Match[0])
		forged["source"] = "clinic.aws.iam"
		if hears(t, plain(t, c.event()), forged) {
			t.Errorf("%s hears what AWS did not send", c.id)
		}
	}
}

// TestFindings holds the rule of each finding against its samples.
func TestFindings(t *testing.T) {
	all := read(t, "testdata/findings.json")
	for _, f := range findings() {
		s := all[f.id]
		if len(s.Match) == 0 || len(s.Miss) == 0 {
			t.Errorf("%s has no sample, or no near miss", f.id)
		}
		delete(all, f.id)
		for want, events := range map[bool][]map[string]any{true: s.Match, false: s.Miss} {
			for i, event := range events {
				if got := hears(t, plain(t, f.pattern()), event); got != want {
					t.Errorf("%s and event %d: the rule says %v, want %v", f.id, i, got, want)
				}
			}
		}
	}
	if len(all) > 0 {
		t.Errorf("samples of nothing: %v", slices.Sorted(maps.Keys(all)))
	}
}

var hole = regexp.MustCompile(`<([a-z]+)>`)

// TestMessagesSayWhatTheEventHolds: each value of a message leads to something in the sample, and nothing of the message is free text
// or the name of an object.
func TestMessagesSayWhatTheEventHolds(t *testing.T) {
	all := read(t, "testdata/findings.json")
	for _, f := range findings() {
		var named []string
		for _, m := range hole.FindAllStringSubmatch(f.says, -1) {
			named = append(named, m[1])
		}
		slices.Sort(named)
		if d := cmp.Diff(slices.Sorted(maps.Keys(f.values)), slices.Compact(named)); d != "" {
			t.Errorf("%s: values and message (-values +message):\n%s", f.id, d)
		}
		for name, path := range f.values {
			value := follow(all[f.id].Match[0], path)
			if value == nil {
				t.Errorf("%s: <%s> leads nowhere: %s", f.id, name, path)
			}
			if text, _ := value.(string); strings.ContainsAny(text, `"\`) {
				t.Errorf("%s: <%s> would break the message: %s", f.id, name, text)
			}
			if regexp.MustCompile(`(?i)title|description|s3Object|requestParameters|note`).MatchString(path) {
				t.Errorf("%s: <%s> could tell of patients: %s", f.id, name, path)
			}
		}
	}
}

// follow goes along a path such as "$.detail.findings[0].Id".
func follow(event any, path string) any {
	for _, step := range strings.Split(strings.NewReplacer("$.", "", "[0]", ".0").Replace(path), ".") {
		if list, ok := event.([]any); ok && step == "0" && len(list) > 0 {
			event = list[0]
			continue
		}
		fields, _ := event.(map[string]any)
		event = fields[step]
	}
	return event
}

// TestLimits: what AWS takes of each. A filter pattern of 1,024 characters, an event pattern of 2,048, a description of an alarm of 1,024,
// one of a rule of 512, a name of a rule of 64.
func TestLimits(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range calls() {
		if n := len(c.pattern("$.detail.")); n > limit {
			t.Errorf("the filter of %s has %d characters", c.id, n)
		}
		if text, _ := json.Marshal(c.event()); len(text) > 2048 {
			t.Errorf("the rule of %s has %d characters", c.id, len(text))
		}
		if n := len(c.tells(1000)); n > 1024 || len(c.title) > 512 || c.does == "" {
			t.Errorf("%s says %d characters", c.id, n)
		}
		if seen[c.id] || seen[c.name] {
			t.Errorf("%s is there twice", c.id)
		}
		seen[c.id], seen[c.name] = true, true
	}
}

// TestTheSevenAndTheOthers: the seven events of the reference architecture, and those that it misses, are all listened for.
func TestTheSevenAndTheOthers(t *testing.T) {
	var ids, cis []string
	for _, c := range calls() {
		ids = append(ids, c.id)
		if c.cites != "" {
			cis = append(cis, c.cites)
		}
	}
	for _, want := range []string{
		"TrailChanged", "AccessKeyMade", "RightsChanged", "RootUsed", "NetworkAclChanged", "SecurityGroupChanged", "CallsDenied",
		"LoginsFailed", "LoginWithoutMfa", "KeyEndangered", "BucketPolicyChanged", "RecorderChanged", "GatewayChanged", "RouteChanged", "VpcChanged",
		"OrganizationChanged", "BreakGlassUsed", "DataShared", "DetectionChanged", "BackupsEndangered", "AlarmsSilenced",
	} {
		if !slices.Contains(ids, want) {
			t.Errorf("nobody hears of %s", want)
		}
	}
	slices.Sort(cis)
	want := []string{"4.1", "4.10", "4.11", "4.12", "4.13", "4.14", "4.15", "4.2", "4.3", "4.4", "4.5", "4.6", "4.7", "4.8", "4.9"}
	if d := cmp.Diff(want, cis); d != "" {
		t.Errorf("section 4 of the benchmark (-want +got):\n%s", d)
	}
}
