package deploy_test

import (
	"testing"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/awstest"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/deploy"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// Stacks come up in their order, and a second deployment finds nothing to do with at most three calls for each and no change.
func TestDeploy(t *testing.T) {
	b := newBench(t)
	net, db, web := desired("net", true, vpc, offer), desired("db", true, group, table), desired("web", false, topic)
	b.must(deploy.How{}, "net done, db done, web done", net, db, web)
	for _, name := range []string{"net", "db", "web"} {
		if got := b.executed(name); got != "CREATE CREATE_COMPLETE" {
			t.Errorf("%s: %s", name, got)
		}
	}
	s, _ := b.cloud.Stack(here.Account, here.Region, "db")
	if !s.Protected || s.Policy != stack.Policy(&db) || len(s.ChangeSets) > 1 {
		t.Errorf("db: protected %t, policy %s, change sets %v", s.Protected, s.Policy, s.ChangeSets)
	}
	if s, _ := b.cloud.Stack(here.Account, here.Region, "web"); s.Protected || s.Policy != "" {
		t.Errorf("web: protected %t, policy %s", s.Protected, s.Policy)
	}
	b.cloud.Calls()
	b.must(deploy.How{}, "net same, db same, web same", net, db, web)
	calls := b.cloud.Calls()
	if n := len(calls); n > 8 { // of the three, one has no policy to read
		t.Errorf("%d calls for three stacks: %v", n, operations(calls))
	}
	for _, c := range calls {
		if c.Mutating {
			t.Errorf("nothing was to be changed: %s", c)
		}
	}
}

// What fails is rolled back with its cause; who needs it is left alone, and everybody else goes on.
func TestRolledBack(t *testing.T) {
	b := newBench(t)
	b.cloud.FailResource(awstest.Trouble{Stack: "net", LogicalID: "Vpc", On: "create", Reason: "the limit of VPCs is reached"})
	o := b.must(deploy.How{}, "net rolled back, db skipped, web done", desired("net", true, vpc, offer), desired("db", false, group), desired("web", false, topic))
	if got := o.verdicts[0].Err.Error(); got != "Vpc (AWS::EC2::VPC): the limit of VPCs is reached" {
		t.Errorf("cause: %s", got)
	}
	if _, there := b.cloud.Stack(here.Account, here.Region, "db"); there {
		t.Error("db was begun")
	}
	// It is not deleted unasked.
	o = b.must(deploy.How{}, "net blocked, db skipped, web same", desired("net", true, vpc, offer), desired("db", false, group), desired("web", false, topic))
	if got := o.verdicts[0].Err.Error(); got != "the stack failed to come up and is ROLLBACK_COMPLETE: it has to be deleted before it is made again" {
		t.Errorf("cause: %s", got)
	}
	b.cloud.Heal()
	how := deploy.How{Consent: deploy.Consent{Remade: map[stack.Ref]bool{{Target: here, Name: "net"}: true}}}
	b.must(how, "net done, db done, web same", desired("net", true, vpc, offer), desired("db", false, group), desired("web", false, topic))
}

// Data is replaced with consent to just that, and the stack policy is back afterwards.
func TestLoss(t *testing.T) {
	for _, test := range []struct {
		name    string
		consent deploy.Consent
		fails   bool
		want    string
		status  string
	}{
		{"without consent", deploy.Consent{}, false, "db blocked", "CREATE_COMPLETE"},
		{"with consent to something else", consents("test/db.Other"), false, "db blocked", "CREATE_COMPLETE"},
		{"with consent", consents("test/db.Records"), false, "db done", "UPDATE_COMPLETE"},
		{"with consent, and it fails", consents("test/db.Records"), true, "db rolled back", "UPDATE_ROLLBACK_COMPLETE"},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := newBench(t)
			was, is := desired("db", true, table, topic), desired("db", true, other, topic)
			b.must(deploy.How{}, "db done", was)
			if test.fails {
				b.cloud.FailResource(awstest.Trouble{Stack: "db", LogicalID: "Records", On: "create"})
				b.cloud.FailResource(awstest.Trouble{Stack: "db", LogicalID: "Records", On: "update"})
			}
			b.must(deploy.How{Consent: test.consent}, test.want, is)
			s, _ := b.cloud.Stack(here.Account, here.Region, "db")
			if s.Status != test.status || s.Policy != stack.Policy(&is) || len(s.ChangeSets) > 1 {
				t.Errorf("%s, policy %s, change sets %v", s.Status, s.Policy, s.ChangeSets)
			}
		})
	}
}

// An export that changes while it is imported: the consumer lets go of it, the producer changes, the consumer becomes what it is to be.
func TestTwoPhases(t *testing.T) {
	b := newBench(t)
	b.must(deploy.How{}, "net done, db done", desired("net", true, vpc, offer), desired("db", true, group))
	b.must(deploy.How{}, "db interim done, net done, db done", desired("net", true, vpc2, offer), desired("db", true, group))
	if got := b.executed("net"); got != "CREATE CREATE_COMPLETE, UPDATE UPDATE_COMPLETE" {
		t.Errorf("net: %s", got)
	}
	net, _ := b.cloud.Stack(here.Account, here.Region, "net")
	db, _ := b.cloud.Stack(here.Account, here.Region, "db")
	for _, r := range db.Resources {
		if r.LogicalID == "Group" && r.Properties["VpcId"] != net.Outputs["VpcId"] {
			t.Errorf("the group is in VPC %v, which is %s", r.Properties["VpcId"], net.Outputs["VpcId"])
		}
	}
	b.must(deploy.How{}, "net same, db same", desired("net", true, vpc2, offer), desired("db", true, group))
}
