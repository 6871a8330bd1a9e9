package plan_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/awstest"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/plan"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
	"github.com/hipaac/hipaac/compiler/change"
	"github.com/hipaac/hipaac/compiler/emit"
	"github.com/hipaac/hipaac/compiler/template"
)

func same(t *testing.T, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// lines are the steps of a plan, one a line.
func lines(p *plan.Plan) []string {
	var all []string
	for i := range p.Steps {
		s := &p.Steps[i]
		line := fmt.Sprintf("%s: %s", s.Name(), s.Action)
		switch {
		case s.Blocked != nil:
			line += ", blocked: " + s.Blocked.Message
		case s.ChangeSet != nil:
			line += ", " + s.ChangeSet.Name
		case s.Late != "":
			line += ", late: " + s.Late
		}
		if len(s.Needs) > 0 {
			line += fmt.Sprintf(", after %v", s.Needs)
		}
		all = append(all, line)
	}
	return all
}

// A first deployment: what nothing is missing for has a change set, everything else says what it waits for. Identity comes first.
func TestFirst(t *testing.T) {
	b := newBench(t)
	desired := []stack.Desired{stackOf("network", body(network, vpcID)), stackOf("app", body(group)), stackOf("alone", body(topic), protected)}
	b.another()
	p := b.make(desired...)
	same(t, []string{
		"clinic-test-network: make, hipaac-" + run + "-1",
		"clinic-test-app: make, late: test/network is made first, after [0]",
		"clinic-test-alone: make, hipaac-" + run + "-3",
	}, lines(p))
	if calls := b.calls(); calls[0] != "GetCallerIdentity" {
		t.Errorf("called: %v", calls)
	}
	if s := p.Steps[2]; !s.TurnOn || s.SetPolicy != stack.Policy(&s.Desired) {
		t.Errorf("the stack is not going to be protected: %+v", s)
	}
	b.carryOut(p)
	b.how.Run = next
	b.another()
	p = b.make(desired...)
	if !p.Nothing() {
		t.Errorf("the second time: %v", lines(p))
	}
	same(t, "DescribeStacks DescribeStacks DescribeStacks GetCallerIdentity GetStackPolicy GetTemplate GetTemplate GetTemplate", sortedWords(b.calls()))
}

func sortedWords(list []string) string {
	var out []string
	for _, w := range list {
		i := 0
		for i < len(out) && out[i] <= w {
			i++
		}
		out = append(out[:i], append([]string{w}, out[i:]...)...)
	}
	return strings.Join(out, " ")
}

// Letters that CloudFormation cannot give back do not make a stack look changed for ever: they are deployed as escapes.
func TestLetters(t *testing.T) {
	b := newBench(t)
	doc, _ := template.Parse("mail", []byte(body(`"Topic":{"Type":"AWS::SNS::Topic","Properties":{"DisplayName":"Clínica 🔒"}}`)))
	mail := stackOf("mail", string(emit.JSON(doc)))
	b.deploy(mail)
	if got, err := b.stacks.Template(t.Context(), mail.Name); err != nil || !bytes.Equal(got, mail.Template) {
		t.Errorf("%s, %v", got, err)
	}
	if p := b.make(mail); !p.Nothing() {
		t.Errorf("the second time: %v", lines(p))
	}
}

// A plan that nobody carries out leaves nothing behind, not even the shell of a stack.
func TestDiscard(t *testing.T) {
	b := newBench(t)
	b.deploy(stackOf("network", body(network)))
	p := b.make(stackOf("network", body(named)), stackOf("alone", body(topic)))
	if len(p.Steps) != 2 || p.Steps[0].ChangeSet == nil || p.Steps[1].ChangeSet == nil {
		t.Fatal(lines(p))
	}
	if err := p.Discard(t.Context(), b.place, b.how.Pace); err != nil {
		t.Fatal(err)
	}
	if n := b.changeSets("clinic-test-network"); n != 0 {
		t.Errorf("%d change sets are left", n)
	}
	if s, found, err := b.stacks.Find(t.Context(), "clinic-test-alone"); err != nil || found {
		t.Errorf("a shell is left: %+v, %v", s, err)
	}
}

func (b *bench) place(at stack.Target) plan.Place {
	place, err := b.how.Open(b.Context(), at)
	if err != nil {
		b.Fatal(err)
	}
	return place
}

// Change sets of plans that have expired go; those of others stay.
func TestTidy(t *testing.T) {
	b := newBench(t)
	b.deploy(stackOf("network", body(network)))
	b.how.Run = "20261101T000000Z-aaaaaa"
	b.make(stackOf("network", body(named)))
	for _, name := range []string{"somebody", "hipaac-strange-1"} {
		if _, _, err := b.stacks.Propose(t.Context(), stack.Proposal{Stack: "clinic-test-network", Name: name, Kind: stack.ForUpdate, Body: body(named), Token: name}); err != nil {
			t.Fatal(err)
		}
	}
	b.how.Run = next
	b.make(stackOf("network", body(named)))
	sets, err := b.stacks.ChangeSets(t.Context(), "clinic-test-network")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for i := range sets {
		if sets[i].Ready() {
			names = append(names, sets[i].Name)
		}
	}
	slices.Sort(names)
	same(t, []string{"hipaac-" + next + "-1", "hipaac-strange-1", "somebody"}, names)
}

// CloudFormation says that it finds nothing, and the change set goes at once.
func TestNothing(t *testing.T) {
	b := newBench(t)
	b.deploy(stackOf("network", body(network)))
	p := b.make(stackOf("network", body(network), func(d *stack.Desired) { d.Capabilities = []string{"CAPABILITY_IAM"} }))
	if s := &p.Steps[0]; !s.Same || !s.Nothing || s.ChangeSet != nil || len(s.Notes) != 1 {
		t.Errorf("step %+v", s)
	}
	if n := b.changeSets("clinic-test-network"); n != 0 {
		t.Errorf("%d change sets are left", n)
	}
}

// Only outputs change: an empty list of changes is something to do.
func TestOutputsOnly(t *testing.T) {
	b := newBench(t)
	b.deploy(stackOf("network", body(network)))
	p := b.make(stackOf("network", body(network, vpcID)))
	if s := &p.Steps[0]; s.Same || s.ChangeSet == nil || len(s.ChangeSet.Changes) > 0 {
		t.Errorf("step %+v", s)
	}
}

// Data is at stake where CloudFormation or the templates say so.
func TestLosses(t *testing.T) {
	b := newBench(t)
	b.deploy(stackOf("data", body(bucket+","+topic), protected))
	p := b.make(stackOf("data", body(otherBucket+","+topic), protected))
	losses := p.Losses()
	if len(losses) != 1 || losses[0].Name() != "test/data.Files" || losses[0].Fate != change.Kept || losses[0].PhysicalID == "" {
		t.Errorf("losses %+v", losses)
	}
	if s := &p.Steps[0]; len(s.Denied) != 1 || s.Denied[0] != "Files" || s.Blocked != nil {
		t.Errorf("the stack policy denies %v, blocked %+v", s.Denied, s.Blocked)
	}
	if err := b.stacks.SetPolicy(t.Context(), "clinic-test-data", `{"Statement":[{"Effect":"Deny","Action":"Update:*","Principal":"*","Resource":"*"}]}`); err != nil {
		t.Fatal(err)
	}
	b.how.Run = "20261122T210000Z-ffffff"
	p = b.make(stackOf("data", body(bucket+`,"Topic":{"Type":"AWS::SNS::Topic","Properties":{"DisplayName":"two"}}`), protected))
	if s := &p.Steps[0]; s.Blocked == nil || s.Blocked.Why != plan.ByPolicy {
		t.Errorf("a policy of somebody else is overridden: %+v", s)
	}
}

// What CloudFormation refuses is explained, at the call or afterwards, and leaves no shell.
func TestRefused(t *testing.T) {
	for name, test := range map[string]struct{ resources, want string }{
		"afterwards": {`"Topic":{"Type":"AWS::SNS::Topic","Properties":{"DisplayName":{"Fn::Select":["3",["a","b"]]}}}`, "Fn::Select cannot select nonexistent value"},
		"at once":    {`"Role":{"Type":"AWS::IAM::Role","Properties":{"AssumeRolePolicyDocument":{}}}`, "CAPABILITY_IAM"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			p := b.make(stackOf("broken", body(test.resources)), stackOf("fine", body(topic)))
			s := &p.Steps[0]
			if s.Blocked == nil || s.Blocked.Why != plan.ByFailure || !strings.Contains(s.Blocked.Message, test.want) {
				t.Errorf("blocked: %+v", s.Blocked)
			}
			if live, found, err := b.stacks.Find(t.Context(), s.Desired.Name); err != nil || found {
				t.Errorf("a shell is left: %+v, %v", live, err)
			}
			if p.Steps[1].ChangeSet == nil {
				t.Error("the other stack is not planned")
			}
		})
	}
}

// A change set is made once, whatever becomes of the answer, and looked at until it is made.
func TestLostAnswer(t *testing.T) {
	for _, kind := range []awstest.FaultKind{awstest.Throttle, awstest.Down, awstest.Reset, awstest.Lost} {
		t.Run(string(kind), func(t *testing.T) {
			b := newBench(t)
			b.cloud.Fail(awstest.Fault{Operation: "CreateChangeSet", Kind: kind, Times: 1})
			b.cloud.Fail(awstest.Fault{Operation: "DescribeChangeSet", Kind: kind, Times: 2})
			p := b.make(stackOf("alone", body(topic)))
			if p.Steps[0].ChangeSet == nil || b.changeSets("clinic-test-alone") != 1 {
				t.Errorf("%v", lines(p))
			}
		})
	}
}

// By state: who is at work is not disturbed, and what failed is not touched.
func TestStates(t *testing.T) {
	b := newBench(t)
	b.deploy(stackOf("network", body(network)))
	p := b.make(stackOf("network", body(named)))
	b.cloud.SetTick(0)
	if err := b.stacks.Execute(t.Context(), p.Steps[0].ChangeSet.Stack, p.Steps[0].ChangeSet.ID, "somebody-else"); err != nil {
		t.Fatal(err)
	}
	b.cloud.Calls()
	b.how.Run = "20261122T210000Z-ffffff"
	p = b.make(stackOf("network", body(network)))
	if s := &p.Steps[0]; s.Blocked == nil || s.Blocked.Why != plan.ByBusy || !strings.Contains(s.Blocked.Message, "somebody-else") {
		t.Errorf("blocked: %+v", s.Blocked)
	}
	for _, c := range b.cloud.Calls() {
		if c.Mutating && c.Operation != "GetCallerIdentity" {
			t.Errorf("called %s", c)
		}
	}
	b.cloud.SetTick(time.Minute)
	b.await("clinic-test-network")

	b.cloud.FailResource(awstest.Trouble{Stack: "clinic-test-bad", LogicalID: "Topic", On: "create"})
	bad := stackOf("bad", body(bucket+","+strings.Replace(topic, `"Properties"`, `"DependsOn":"Files","Properties"`, 1)))
	p = b.make(bad)
	if err := b.stacks.Execute(t.Context(), p.Steps[0].ChangeSet.Stack, p.Steps[0].ChangeSet.ID, "t"); err != nil {
		t.Fatal(err)
	}
	for range 10 {
		if _, _, err := b.stacks.Find(t.Context(), bad.Name); err != nil {
			t.Fatal(err)
		}
	}
	b.cloud.Heal()
	p = b.make(bad)
	same(t, []string{"clinic-test-bad: ask-remove, late: what failed to come up has to be deleted first"}, lines(p))
	if notes := strings.Join(p.Steps[0].Notes, "\n"); !strings.Contains(notes, "Files AWS::S3::Bucket (files-1) is left of its creation") {
		t.Errorf("what is left is not named: %s", notes)
	}
}

// A shell with a change set of somebody else is theirs.
func TestForeignShell(t *testing.T) {
	b := newBench(t)
	_, _, err := b.stacks.Propose(t.Context(), stack.Proposal{Stack: "clinic-test-alone", Name: "mine", Kind: stack.ForCreation, Body: body(topic), Token: "x"})
	if err != nil {
		t.Fatal(err)
	}
	p := b.make(stackOf("alone", body(topic)))
	if s := &p.Steps[0]; s.Blocked == nil || s.Blocked.Why != plan.ByState || !strings.Contains(s.Blocked.Message, "mine") {
		t.Errorf("blocked: %+v", s.Blocked)
	}
}

// Some stacks only: the others take part in the judgement, and one that is missing is said.
func TestSelect(t *testing.T) {
	b := newBench(t)
	app := stackOf("app", body(group))
	b.how.Select = []string{"a*"}
	p := b.make(stackOf("network", body(network, vpcID)), app)
	if s := &p.Steps[0]; len(p.Steps) != 1 || s.Blocked == nil || !strings.Contains(s.Blocked.Message, "clinic-test-network") {
		t.Errorf("%v", lines(p))
	}
	b.how.Select = nil
	b.deploy(stackOf("network", body(network, vpcID)), app)
	b.how.Select = []string{"test/network"}
	p = b.make(stackOf("network", body(otherRange, vpcID)), app)
	if s := &p.Steps[0]; s.Blocked == nil || s.Blocked.Why != plan.ByImporter || !strings.Contains(s.Blocked.Message, "clinic-test-app") {
		t.Errorf("%v, %+v", lines(p), p.Steps[0].Report.Exports)
	}
}

// What belongs to the environment by its name and is in no spec is named.
func TestOrphans(t *testing.T) {
	b := newBench(t)
	b.deploy(stackOf("network", body(network)), stackOf("old", body(topic)))
	b.how.Orphans = true
	p := b.make(stackOf("network", body(network)))
	if len(p.Orphans) != 1 || p.Orphans[0].Name != "clinic-test-old" || !p.Nothing() {
		t.Errorf("orphans %+v", p.Orphans)
	}
}

// Templates that are too long for a call go through the bucket.
func TestLongTemplate(t *testing.T) {
	b := newBench(t)
	long := stackOf("alone", body(topic, fmt.Sprintf(`"Long":{"Value":%q}`, strings.Repeat("x", stack.MaxBody))), func(d *stack.Desired) { d.Bucket = "artifacts-1" })
	p := b.make(long)
	if s := &p.Steps[0]; s.Blocked == nil || s.Blocked.Why != plan.ByState {
		t.Errorf("without a bucket: %+v", s)
	}
	b.cloud.Bucket("artifacts-1", target.Account, target.Region)
	p = b.make(long)
	if s := &p.Steps[0]; s.ChangeSet == nil || len(b.cloud.Objects("artifacts-1")["templates/"+s.Digest+".json"]) != len(s.Template) {
		t.Errorf("step %+v", s.Blocked)
	}
}

// swapped is a bucket in which somebody puts another template into the place of the one that hipaac has just put there, before
// CloudFormation fetches it.
type swapped struct {
	plan.Bucket
	put func(key string)
}

func (s swapped) Store(ctx context.Context, key string, content []byte) error {
	err := s.Bucket.Store(ctx, key, content)
	s.put(key)
	return err
}

// What CloudFormation fetched from the bucket is what was reviewed, or nothing is made from it.
func TestSwappedTemplate(t *testing.T) {
	b := newBench(t)
	b.cloud.Bucket("artifacts-1", target.Account, target.Region)
	long := stackOf("alone", body(topic, fmt.Sprintf(`"Long":{"Value":%q}`, strings.Repeat("x", stack.MaxBody))), func(d *stack.Desired) { d.Bucket = "artifacts-1" })
	open := b.how.Open
	b.how.Open = func(ctx context.Context, at stack.Target) (plan.Place, error) {
		place, err := open(ctx, at)
		bucket := place.Bucket
		place.Bucket = func(name string) plan.Bucket {
			return swapped{bucket(name), func(key string) {
				b.cloud.Object(name, key, []byte(strings.Replace(string(long.Template), "one", "two", 1)))
			}}
		}
		return place, err
	}
	_, err := plan.Make(t.Context(), b.how, []stack.Desired{long})
	if err == nil || !strings.Contains(err.Error(), "not from "+long.Digest+", which was reviewed") {
		t.Errorf("%v", err)
	}
	if _, found, err := b.stacks.Find(t.Context(), "clinic-test-alone"); found || err != nil {
		t.Errorf("the change set stays: %v", err)
	}
}

// A change set of the run's name that somebody else made, with the same template and other parameters, is not taken for hipaac's own.
func TestForeignChangeSetOfTheName(t *testing.T) {
	b := newBench(t)
	d := stackOf("alone", `{"Parameters":{"Name":{"Type":"String","Default":"one"}},"Resources":{"Topic":{"Type":"AWS::SNS::Topic","Properties":{"DisplayName":{"Ref":"Name"}}}}}`)
	theirs := stack.Proposal{Stack: d.Ref.Name, Name: stack.NewChangeSetName(run, 1), Kind: stack.ForCreation, Body: string(d.Template), Parameters: map[string]string{"Name": "theirs"}, Token: "theirs"}
	if _, _, err := b.stacks.Propose(t.Context(), theirs); err != nil {
		t.Fatal(err)
	}
	p, err := plan.Make(t.Context(), b.how, []stack.Desired{d})
	if err == nil || !strings.Contains(err.Error(), "with other parameters than the specs lead to") {
		t.Errorf("%v, %+v", err, p)
	}
}
