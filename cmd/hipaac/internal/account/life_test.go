package account_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/awstest"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// parameters with values that are secret, and more resources than a page has.
const life = `{"Parameters":{"Secret":{"Type":"String","NoEcho":true}},
"Resources":{"Vpc":{"Type":"AWS::EC2::VPC","Properties":{"CidrBlock":"10.%d.0.0/16"}},
%s"Parameter":{"Type":"AWS::SSM::Parameter","Properties":{"Type":"String","Value":{"Ref":"Secret"}}}},
"Outputs":{"VpcId":{"Value":{"Ref":"Vpc"},"Export":{"Name":"clinic-test-network:VpcId"}}}}`

func lifeTemplate(network int) string {
	var more strings.Builder
	for i := range 5 {
		fmt.Fprintf(&more, `"Gateway%d":{"Type":"AWS::EC2::InternetGateway"},`, i)
	}
	return fmt.Sprintf(life, network, more.String())
}

// liver takes a stack through its life by the border alone, as a deployment does, in pages of three.
type liver struct {
	t      *testing.T
	cloud  *awstest.Cloud
	stacks *account.Stacks
	sets   int
}

func newLiver(t *testing.T) *liver {
	cloud := start(t, awsIdentity)
	cloud.SetPageSize(3)
	session, err := open(t.Context(), target)
	if err != nil {
		t.Fatal(err)
	}
	cloud.Calls()
	return &liver{t: t, cloud: cloud, stacks: session.Stacks()}
}

func (l *liver) deploy(nameOrID string, kind stack.ChangeSetKind, network int) (stack.ChangeSet, string) {
	l.t.Helper()
	l.sets++
	token := fmt.Sprintf("hipaac-r-network-%d", l.sets)
	id, of, err := l.stacks.Propose(l.t.Context(), stack.Proposal{Stack: nameOrID, Name: stack.NewChangeSetName("r", l.sets), Kind: kind, Body: lifeTemplate(network),
		Parameters: map[string]string{"Secret": "hunter2"}, Token: token, Description: "test"})
	if err != nil {
		l.t.Fatal(err)
	}
	cs, found, err := l.stacks.ChangeSet(l.t.Context(), of, id)
	for ; err == nil && found && cs.Pending(); cs, found, err = l.stacks.ChangeSet(l.t.Context(), of, id) {
	}
	if err != nil || !found || !cs.Ready() {
		l.t.Fatalf("change set %+v, %v, %v", cs, found, err)
	}
	if err := l.stacks.Execute(l.t.Context(), of, id, token); err != nil {
		l.t.Fatal(err)
	}
	return cs, of
}

// ended looks until the operation of a token is over. What is read may be behind.
func (l *liver) ended(id, token string) stack.Stack {
	l.t.Helper()
	for range 200 {
		began, found, err := l.stacks.Latest(l.t.Context(), id)
		if err != nil {
			l.t.Fatal(err)
		}
		if !found || began.Token != token {
			continue
		}
		s, found, err := l.stacks.Find(l.t.Context(), id)
		if err != nil || !found {
			l.t.Fatal(found, err)
		}
		if !s.Status.Moving() && (s.ChangeSet == l.changeSet(token) || s.Status.Gone()) {
			return s
		}
	}
	l.t.Fatal("the operation does not end")
	return stack.Stack{}
}

func (l *liver) changeSet(token string) string {
	s, _ := l.cloud.Stack(target.Account, target.Region, "clinic-test-network")
	for _, o := range s.Operations {
		if o.Token == token {
			return o.ChangeSet
		}
	}
	return ""
}

// live makes a stack, changes it and deletes it, and gives what was seen on the way.
func (l *liver) live() (seen []string) {
	note := func(format string, args ...any) { seen = append(seen, fmt.Sprintf(format, args...)) }
	cs, id := l.deploy("clinic-test-network", stack.ForCreation, 0)
	note("%d changes, secret %s", len(cs.Changes), cs.Parameters["Secret"])
	s := l.ended(id, "hipaac-r-network-1")
	note("%s %s, secret %s, export %s", s.Name, s.Status, s.Parameters["Secret"], s.Outputs[0].Export)
	note("%d resources", len(must(l.stacks.Resources(l.t.Context(), id))(l.t)))
	first := must(l.stacks.Events(l.t.Context(), id, ""))(l.t)
	note("%d events", len(first))
	cs, _ = l.deploy(id, stack.ForUpdate, 1)
	note("%s %s of %s, %s", cs.Changes[0].Action, cs.Changes[0].LogicalID, cs.Changes[0].Details[0].Path, cs.Changes[0].Replacement)
	s = l.ended(id, "hipaac-r-network-2")
	note("%s", s.Status)
	later := must(l.stacks.Events(l.t.Context(), id, first[len(first)-1].ID))(l.t)
	all := must(l.stacks.Events(l.t.Context(), id, ""))(l.t)
	if len(first)+len(later) != len(all) || later[0].ID != all[len(first)].ID {
		l.t.Errorf("%d events and %d later ones make %d", len(first), len(later), len(all))
	}
	if strings.Contains(fmt.Sprintf("%+v", all), "hunter2") {
		l.t.Error("events tell the secret")
	}
	if got := string(must(l.stacks.Template(l.t.Context(), id))(l.t)); got != lifeTemplate(1) {
		l.t.Errorf("the template came back as %s", got)
	}
	if err := l.stacks.Protect(l.t.Context(), id, true); err != nil {
		l.t.Fatal(err)
	}
	if err := l.stacks.Delete(l.t.Context(), id, "t", "", nil, false); err == nil || !strings.Contains(err.Error(), "TerminationProtection") {
		l.t.Errorf("a protected stack: %v", err)
	}
	if err := l.stacks.Protect(l.t.Context(), id, false); err != nil {
		l.t.Fatal(err)
	}
	if err := l.stacks.Delete(l.t.Context(), id, "hipaac-r-network-3", "", nil, false); err != nil {
		l.t.Fatal(err)
	}
	note("%s", l.ended(id, "hipaac-r-network-3").Status)
	_, found, err := l.stacks.Find(l.t.Context(), "clinic-test-network")
	note("by name %v, %v", found, err)
	note("%d stacks", len(must(l.stacks.All(l.t.Context()))(l.t)))
	return seen
}

var lived = []string{
	"7 changes, secret ****", "clinic-test-network CREATE_COMPLETE, secret ****, export clinic-test-network:VpcId", "7 resources", "24 events",
	"Modify Vpc of /Properties/CidrBlock, True", "UPDATE_COMPLETE", "DELETE_COMPLETE", "by name false, <nil>", "0 stacks",
}

// once makes sure that each operation was done once, whatever became of its answers.
func (l *liver) once() {
	l.t.Helper()
	s, _ := l.cloud.Stack(target.Account, target.Region, "clinic-test-network")
	var got []string
	for _, o := range s.Operations {
		got = append(got, o.Kind+" "+o.Token)
	}
	equal(l.t, []string{"CREATE hipaac-r-network-1", "UPDATE hipaac-r-network-2", "DELETE hipaac-r-network-3"}, got)
}

func TestLife(t *testing.T) {
	for _, lag := range []int{0, 3} {
		l := newLiver(t)
		l.cloud.SetLag(lag)
		equal(t, lived, l.live())
		l.once()
	}
}

// Whatever goes wrong with whichever call on the way, the same is seen in the end, and nothing is done twice.
func TestLifeThroughFaults(t *testing.T) {
	for _, operation := range []string{"DescribeChangeSet", "DescribeStacks", "DescribeStackEvents", "ListStackResources", "GetTemplate"} {
		for _, kind := range []awstest.FaultKind{awstest.Throttle, awstest.Reset} {
			liveThrough(t, awstest.Fault{Operation: operation, Kind: kind, Skip: 1})
		}
	}
	for _, operation := range []string{"CreateChangeSet", "ExecuteChangeSet", "UpdateTerminationProtection", "DeleteStack"} {
		for _, kind := range []awstest.FaultKind{awstest.Throttle, awstest.Down, awstest.Reset, awstest.Lost} {
			for skip := range 2 {
				liveThrough(t, awstest.Fault{Operation: operation, Kind: kind, Skip: skip})
			}
		}
	}
}

func liveThrough(t *testing.T, f awstest.Fault) {
	t.Run(fmt.Sprintf("%s %s %d", f.Operation, f.Kind, f.Skip), func(t *testing.T) {
		l := newLiver(t)
		l.cloud.Fail(f)
		equal(t, lived, l.live())
		l.once()
	})
}

// Each role of an environment's account is become there, and its credentials are renewed before their end.
func TestRolesOfTheStandIn(t *testing.T) {
	cloud := start(t, awsIdentity)
	cloud.Role(elsewhere.Account, deployer.Name, deployer.ExternalID)
	cloud.RoleLifetime(elsewhere.Account, deployer.Name, time.Minute) // less than the border wants
	if _, err := account.NewSessions(account.How{}).Open(t.Context(), elsewhere, account.Role{Name: deployer.Name}); !account.Is(err, account.WrongIdentity) {
		t.Errorf("without the external id: %v", err)
	}
	session, err := account.NewSessions(account.How{Session: "run"}).Open(t.Context(), elsewhere, deployer)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "arn:aws:sts::444455556666:assumed-role/clinic-prod-delivery-deploy/hipaac-run", session.Caller)
	if all, err := session.Stacks().All(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("got %v, %v", all, err)
	}
	cloud.RoleBecomes(elsewhere.Account, deployer.Name, awstest.Identity{Account: target.Account, Name: deployer.Name})
	cloud.Calls()
	if _, err := session.Stacks().All(t.Context()); !account.Is(err, account.WrongIdentity) {
		t.Errorf("as somebody else: %v", err)
	}
	for _, call := range cloud.Calls() {
		if call.Service != "sts" {
			t.Errorf("called as somebody else: %s", call)
		}
	}
}
