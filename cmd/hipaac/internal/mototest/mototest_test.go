package mototest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/mototest"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// world is moto, seen through the border that hipaac uses.
type world struct {
	*testing.T
	stacks *account.Stacks
	serial int
}

// TestFormation is what the launcher puts in the place of moto's own answers. Each of its tests has an account to itself.
func TestFormation(t *testing.T) {
	server := mototest.Start(t)
	for account, test := range map[string]func(*world){
		"111111111111": exports, "222222222222": failure, "333333333333": changeSets, "444444444444": update, "555555555555": refusals, "666666666666": roles,
	} {
		t.Run(account, func(t *testing.T) {
			server.Become(t, account)
			test(open(t, stack.Target{Account: account, Region: "us-east-1"}))
		})
	}
}

func open(t *testing.T, target stack.Target) *world {
	t.Helper()
	session, err := account.NewSessions(account.How{}).Open(t.Context(), target, account.Role{})
	if err != nil {
		t.Fatal(err)
	}
	return &world{T: t, stacks: session.Stacks()}
}

// deploy carries out a change set, and gives the stack once it is at rest.
func (w *world) deploy(kind stack.ChangeSetKind, name, template string) stack.Stack {
	w.Helper()
	w.serial++
	id, stackID, err := w.stacks.Propose(w.Context(), stack.Proposal{
		Stack: name, Name: stack.NewChangeSetName("run", w.serial), Kind: kind, Body: template, Capabilities: []string{"CAPABILITY_IAM"}, Token: stack.Token("run", name, w.serial),
	})
	if err != nil {
		w.Fatal(err)
	}
	if err := w.stacks.Execute(w.Context(), stackID, id, stack.Token("run", name, w.serial)); err != nil {
		w.Fatal(err)
	}
	return w.rest(stackID)
}

func (w *world) rest(id string) stack.Stack {
	w.Helper()
	for range 500 {
		found, there, err := w.stacks.Find(w.Context(), id)
		if err != nil || !there {
			w.Fatalf("stack %s: %v, %v", id, there, err)
		}
		if !found.Status.Moving() {
			return found
		}
		time.Sleep(20 * time.Millisecond)
	}
	w.Fatalf("stack %s does not come to rest", id)
	return stack.Stack{}
}

func (w *world) delete(id string) stack.Stack {
	w.Helper()
	w.serial++
	if err := w.stacks.Delete(w.Context(), id, stack.Token("run", "delete", w.serial), "", nil, false); err != nil {
		w.Fatal(err)
	}
	return w.rest(id)
}

func (w *world) is(what stack.Stack, want stack.Status) {
	w.Helper()
	if what.Status != want {
		w.Fatalf("%s is %s (%s), want %s", what.Name, what.Status, what.Reason, want)
	}
}

const (
	network = `{"Resources":{"Vpc":{"Type":"AWS::EC2::VPC","Properties":{"CidrBlock":"10.0.0.0/16"}},
		"Subnet":{"Type":"AWS::EC2::Subnet","Properties":{"VpcId":{"Ref":"Vpc"},"CidrBlock":"10.0.1.0/24"}}},
		"Outputs":{"VpcId":{"Value":{"Ref":"Vpc"},"Export":{"Name":"network:VpcId"}}}}`
	group = `{"Resources":{"Group":{"Type":"AWS::EC2::SecurityGroup","Properties":{"GroupDescription":"x","VpcId":{"Fn::ImportValue":"network:VpcId"}}},
		"Log":{"Type":"AWS::Logs::LogGroup","Properties":{"RetentionInDays":30}}}}`
	broken = `{"Resources":{"Log":{"Type":"AWS::Logs::LogGroup","Properties":{"LogGroupName":"made-first"}},
		"Subnet":{"Type":"AWS::EC2::Subnet","DependsOn":"Log","Properties":{"VpcId":"vpc-0123456789abcdef0","CidrBlock":"10.0.1.0/24"}}}}`
)

// A stack that imports works, and who is imported from stays; both go in the other order.
func exports(w *world) {
	early, earlyID, err := w.stacks.Propose(w.Context(), stack.Proposal{Stack: "group", Name: "early", Kind: stack.ForCreation, Body: group})
	if err != nil {
		w.Fatal(err)
	}
	if cs, _, err := w.stacks.ChangeSet(w.Context(), earlyID, early); err != nil || cs.Reason != "No export named network:VpcId found." {
		w.Errorf("%+v, %v", cs, err)
	}
	first := w.deploy(stack.ForCreation, "network", network)
	w.is(first, stack.CreateComplete)
	if len(first.Outputs) != 1 || first.Outputs[0].Export != "network:VpcId" || !strings.HasPrefix(first.Outputs[0].Value, "vpc-") {
		w.Errorf("outputs %+v", first.Outputs)
	}
	second := w.deploy(stack.ForCreation, "group", group)
	w.is(second, stack.CreateComplete)
	if users, err := w.stacks.Importers(w.Context(), "network:VpcId"); err != nil || strings.Join(users, " ") != "group" {
		w.Errorf("importers %v, %v", users, err)
	}
	w.is(w.delete(first.ID), stack.DeleteFailed)
	w.is(w.delete(second.ID), stack.DeleteComplete)
	w.is(w.delete(first.ID), stack.DeleteComplete)
	if _, there, err := w.stacks.Find(w.Context(), "network"); there || err != nil {
		w.Errorf("by its name the deleted stack is found: %v", err)
	}
}

// What fails is undone and says why, resource by resource, with the token of the operation.
func failure(w *world) {
	failed := w.deploy(stack.ForCreation, "broken", broken)
	w.is(failed, stack.RollbackComplete)
	events, err := w.stacks.Events(w.Context(), failed.ID, "")
	if err != nil {
		w.Fatal(err)
	}
	var said []string
	for _, e := range events {
		if e.Status != "REVIEW_IN_PROGRESS" && !stack.OfRun(e.Token, "run") {
			w.Errorf("%s of %s has the token %q", e.Status, e.LogicalID, e.Token)
		}
		said = append(said, e.LogicalID+" "+e.Status)
	}
	want := "broken REVIEW_IN_PROGRESS, broken CREATE_IN_PROGRESS, Log CREATE_IN_PROGRESS, Log CREATE_COMPLETE, Subnet CREATE_IN_PROGRESS, Subnet CREATE_FAILED, " +
		"broken ROLLBACK_IN_PROGRESS, Subnet DELETE_IN_PROGRESS, Subnet DELETE_COMPLETE, Log DELETE_IN_PROGRESS, Log DELETE_COMPLETE, broken ROLLBACK_COMPLETE"
	if got := strings.Join(said, ", "); got != want {
		w.Errorf("events\n%s\nwant\n%s", got, want)
	}
	w.is(w.deploy(stack.ForCreation, "again", `{"Resources":{"Log":{"Type":"AWS::Logs::LogGroup","Properties":{"LogGroupName":"made-first"}}}}`), stack.CreateComplete)
}

// A change set has its name once, is carried out once, and one that changes nothing fails in AWS's words.
func changeSets(w *world) {
	made := w.deploy(stack.ForCreation, "network", network)
	propose := func(name, token, body string) (string, error) {
		id, _, err := w.stacks.Propose(w.Context(), stack.Proposal{Stack: made.ID, Name: name, Kind: stack.ForUpdate, Body: body, Token: token})
		return id, err
	}
	same, err := propose("same", "a", network)
	if err != nil {
		w.Fatal(err)
	}
	if cs, there, err := w.stacks.ChangeSet(w.Context(), made.ID, same); err != nil || !there || !cs.Nothing() {
		w.Errorf("%+v, %v, %v", cs, there, err)
	}
	if err := w.stacks.Execute(w.Context(), made.ID, same, "b"); !account.Is(err, account.NotReady) {
		w.Errorf("a failed change set is carried out: %v", err)
	}
	if _, err := propose("same", "c", network); !account.Is(err, account.Exists) {
		w.Errorf("a second change set of the name: %v", err)
	}
	if again, err := propose("same", "a", network); err != nil || again != same {
		w.Errorf("the same call gives another change set: %s, %v", again, err)
	}
	if _, _, err := w.stacks.Propose(w.Context(), stack.Proposal{Stack: "network", Name: "second", Kind: stack.ForCreation, Body: network}); err == nil {
		w.Error("a second stack of the name")
	}
}

// An update keeps what it changes, so that it can be deleted, and takes away what the template no longer has. One that fails is undone.
func update(w *world) {
	made := w.deploy(stack.ForCreation, "network", network)
	before := w.ids(made.ID)
	wider := strings.Replace(network, `"10.0.0.0/16"`, `"10.0.0.0/16","Tags":[{"Key":"a","Value":"b"}]`, 1)
	w.is(w.deploy(stack.ForUpdate, made.ID, wider), stack.UpdateComplete)
	if after := w.ids(made.ID); after["Vpc"] != before["Vpc"] || after["Vpc"] == "" {
		w.Errorf("the VPC was %s and is %s", before["Vpc"], after["Vpc"])
	}
	wrong := strings.Replace(wider, `"Subnet":{`, `"Other":{"Type":"AWS::EC2::Subnet","Properties":{"VpcId":{"Ref":"Vpc"},"CidrBlock":"172.16.0.0/24"}},"Subnet":{`, 1)
	w.is(w.deploy(stack.ForUpdate, made.ID, wrong), stack.UpdateRollbackComplete)
	if after := w.ids(made.ID); len(after) != 2 {
		w.Errorf("after the rollback: %v", after)
	}
	alone := wider[:strings.Index(wider, `"Subnet":{`)]
	w.is(w.deploy(stack.ForUpdate, made.ID, strings.TrimRight(strings.TrimSpace(alone), ",")+`},"Outputs":{"VpcId":{"Value":{"Ref":"Vpc"},"Export":{"Name":"network:VpcId"}}}}`), stack.UpdateComplete)
	if after := w.ids(made.ID); len(after) != 1 {
		w.Errorf("after the subnet went: %v", after)
	}
	w.is(w.delete(made.ID), stack.DeleteComplete)
	second := w.deploy(stack.ForCreation, "network", network)
	w.is(second, stack.CreateComplete)
}

func (w *world) ids(id string) map[string]string {
	w.Helper()
	rows, err := w.stacks.Resources(w.Context(), id)
	if err != nil {
		w.Fatal(err)
	}
	ids := map[string]string{}
	for _, r := range rows {
		ids[r.LogicalID] = r.PhysicalID
	}
	return ids
}

// Protection protects, a role has to exist, identities have to be acknowledged, and what the emulator ignores has no physical id.
func refusals(w *world) {
	made := w.deploy(stack.ForCreation, "network", network)
	if err := w.stacks.Protect(w.Context(), made.ID, true); err != nil {
		w.Fatal(err)
	}
	if err := w.stacks.Delete(w.Context(), made.ID, "a", "", nil, false); err == nil {
		w.Error("a protected stack is deleted")
	}
	role := stack.Proposal{Stack: "role", Name: "first", Kind: stack.ForCreation, Body: network, Role: "arn:aws:iam::444455556666:role/nobody"}
	if _, _, err := w.stacks.Propose(w.Context(), role); err == nil || !strings.Contains(err.Error(), "nobody") {
		w.Errorf("a role that does not exist: %v", err)
	}
	named := `{"Resources":{"Role":{"Type":"AWS::IAM::Role","Properties":{"RoleName":"x","AssumeRolePolicyDocument":{"Version":"2012-10-17","Statement":[]}}}}}`
	if _, _, err := w.stacks.Propose(w.Context(), stack.Proposal{Stack: "named", Name: "first", Kind: stack.ForCreation, Body: named, Capabilities: []string{"CAPABILITY_IAM"}}); err == nil {
		w.Error("a named role without its capability")
	}
	ignored := w.deploy(stack.ForCreation, "ignored", `{"Resources":{"Analyzer":{"Type":"AWS::AccessAnalyzer::Analyzer","Properties":{"Type":"ACCOUNT"}}}}`)
	rows, err := w.stacks.Resources(w.Context(), ignored.ID)
	if err != nil || len(rows) != 1 || rows[0].PhysicalID != "" || !strings.HasPrefix(rows[0].Reason, "ignored") {
		w.Errorf("resources %+v, %v", rows, err)
	}
}

// A role is become where it exists, by who knows its external id; everything done then is done in its account.
func roles(w *world) {
	trusting := `{"Resources":{"Deploy":{"Type":"AWS::IAM::Role","Properties":{"RoleName":"deploy","AssumeRolePolicyDocument":{"Version":"2012-10-17","Statement":[
		{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"word"}}}]}}}}}`
	id, of, err := w.stacks.Propose(w.Context(), stack.Proposal{Stack: "role", Name: "first", Kind: stack.ForCreation, Body: trusting, Capabilities: []string{"CAPABILITY_NAMED_IAM"}})
	if err != nil {
		w.Fatal(err)
	}
	if err := w.stacks.Execute(w.Context(), of, id, "a"); err != nil {
		w.Fatal(err)
	}
	w.is(w.rest("role"), stack.CreateComplete)
	target := stack.Target{Account: "666666666666", Region: "us-east-1"}
	sessions := account.NewSessions(account.How{Always: true})
	for _, wrong := range []account.Role{{Name: "deploy", ExternalID: "another"}, {Name: "nobody"}} {
		if _, err := sessions.Open(w.Context(), target, wrong); err == nil {
			w.Errorf("%+v can be become", wrong)
		}
	}
	session, err := sessions.Open(w.Context(), target, account.Role{Name: "deploy", ExternalID: "word"})
	if err != nil {
		w.Fatal(err)
	}
	if _, there, err := session.Stacks().Find(w.Context(), "role"); err != nil || !there {
		w.Errorf("as the role: %v, %v", there, err)
	}
}
