package plan_test

import (
	"strings"
	"testing"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/plan"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
	"github.com/hipaac/hipaac/compiler/change"
)

// The value of an export changes under a stack that goes on importing it: CloudFormation carries the plan out to the end, and a second
// plan finds nothing to do.
func TestExportChanges(t *testing.T) {
	b := newBench(t)
	app := stackOf("app", body(group))
	b.deploy(stackOf("network", body(network, vpcID)), app)
	after := []stack.Desired{stackOf("network", body(otherRange, vpcID)), app}
	p := b.make(after...)
	same(t, []string{
		"clinic-test-app-interim: change, hipaac-" + next + "-1",
		"clinic-test-network: change, hipaac-" + next + "-2, after [0]",
		"clinic-test-app: change, late: clinic-test-network:VpcId changes first, after [0 1]",
	}, lines(p))
	if text := string(p.Steps[0].Template); strings.Contains(text, "ImportValue") || !strings.Contains(text, `"VpcId":"vpc-`) {
		t.Errorf("the template in between is %s", text)
	}
	if r := p.Steps[2].Report; len(r.Resources) == 0 || r.Resources[0].Replacement == change.InPlace {
		t.Errorf("what happens to the importer is not shown: %+v", r)
	}
	b.carryOut(p)
	b.how.Run = "20261122T210000Z-ffffff"
	if p = b.make(after...); !p.Nothing() {
		t.Errorf("afterwards: %v", lines(p))
	}
}

// The export goes, and the stack that imported it no longer does: that one is deployed first.
func TestExportGoes(t *testing.T) {
	b := newBench(t)
	b.deploy(stackOf("network", body(network, vpcID)), stackOf("app", body(group)))
	after := []stack.Desired{stackOf("network", body(network)), stackOf("app", body(ownGroup))}
	p := b.make(after...)
	same(t, []string{
		"clinic-test-app: change, hipaac-" + next + "-1",
		"clinic-test-network: change, hipaac-" + next + "-2, after [0]",
	}, lines(p))
	b.carryOut(p)
	b.how.Run = "20261122T210000Z-ffffff"
	if p = b.make(after...); !p.Nothing() {
		t.Errorf("afterwards: %v", lines(p))
	}
}

// The export goes, and the importer needs a new one of the same stack in its place: it cannot go first as a whole.
func TestExportIsRenamed(t *testing.T) {
	b := newBench(t)
	b.deploy(stackOf("network", body(network, vpcID)), stackOf("app", body(group)))
	after := []stack.Desired{
		stackOf("network", body(network, export("clinic-test-network:Id", `{"Ref":"Vpc"}`))),
		stackOf("app", body(strings.Replace(group, "network:VpcId", "network:Id", 1))),
	}
	p := b.make(after...)
	if len(p.Steps) != 3 || !p.Steps[0].Interim {
		t.Fatal(lines(p))
	}
	b.carryOut(p)
	b.how.Run = "20261122T210000Z-ffffff"
	if p = b.make(after...); !p.Nothing() {
		t.Errorf("afterwards: %v", lines(p))
	}
}

// Somebody outside of the specs imports it: refused, by name, and nothing is proposed for the stack.
func TestImporterOutside(t *testing.T) {
	b := newBench(t)
	b.deploy(stackOf("network", body(network, vpcID)), stackOf("app", body(group)))
	p := b.make(stackOf("network", body(network)))
	s := &p.Steps[0]
	if s.Blocked == nil || s.Blocked.Why != plan.ByImporter || s.Blocked.Message != "export clinic-test-network:VpcId goes, and stack clinic-test-app imports it, which is not part of this run" || s.ChangeSet != nil {
		t.Errorf("%+v", s.Blocked)
	}
	p = b.make(stackOf("network", body(network, export("clinic-test-network:VpcId", `"vpc-2"`))))
	if s := &p.Steps[0]; s.Blocked == nil || s.Blocked.Why != plan.ByImporter {
		t.Errorf("%+v", s.Blocked)
	}
	b.cloud.Deny("ListImports")
	p = b.make(stackOf("network", body(network)))
	if len(p.Notes) != 1 || !strings.Contains(p.Notes[0], "did not say who imports") {
		t.Errorf("nobody hears that importers are not known: %v", p.Notes)
	}
}

// What is replaced because an import changes is data at stake, too, and so is what imports from there.
func TestExportChain(t *testing.T) {
	const (
		db   = `"Db":{"Type":"AWS::RDS::DBInstance","UpdateReplacePolicy":"Snapshot","Properties":{"DBSubnetGroupName":{"Fn::ImportValue":"clinic-test-network:VpcId"},"Engine":"postgres"}}`
		page = `"Topic":{"Type":"AWS::SNS::Topic","Properties":{"DisplayName":{"Fn::ImportValue":"clinic-test-db:Id"}}}`
	)
	b := newBench(t)
	rest := []stack.Desired{stackOf("db", body(db, export("clinic-test-db:Id", `{"Ref":"Db"}`))), stackOf("page", body(page))}
	b.deploy(append([]stack.Desired{stackOf("network", body(network, vpcID))}, rest...)...)
	after := append([]stack.Desired{stackOf("network", body(otherRange, vpcID))}, rest...)
	p := b.make(after...)
	if losses := p.Losses(); len(losses) == 0 || losses[len(losses)-1].Name() != "test/db.Db" || losses[len(losses)-1].Fate != change.Snapshotted {
		t.Errorf("losses: %+v", p.Losses())
	}
	var names []string
	for i := range p.Steps {
		names = append(names, p.Steps[i].Name())
	}
	same(t, []string{"clinic-test-page-interim", "clinic-test-db-interim", "clinic-test-network", "clinic-test-db", "clinic-test-page"}, names)
	b.carryOut(p)
	b.how.Run = "20261122T210000Z-ffffff"
	if p = b.make(after...); !p.Nothing() {
		t.Errorf("afterwards: %v", lines(p))
	}
}
