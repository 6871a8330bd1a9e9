package blueprints_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
)

// TestNeighbours: what one stack offers reaches another as imports from the right stack, once each, also where the value stems from
// a stack further on.
func TestNeighbours(t *testing.T) {
	env := &blueprints.Env{System: "clinic", Name: "prod"}
	keys := blueprints.NewStack(env, "keys", "keys", "clinic-prod-keys")
	keys.Export("DataKeyArn", "arn", "")
	files := blueprints.NewStack(env, "storage", "case-files", "clinic-prod-case-files", keys)
	files.Export("DocumentsBucketArn", "arn", "")
	files.Tell("regions", "1")
	files.OfferVariable("DOCUMENTS_BUCKET", files.Exported("DocumentsBucketArn"))
	files.OfferGrant(blueprints.Grant{Resources: []string{files.Exported("DocumentsBucketArn") + "/*", files.KeyArn(blueprints.DataKey)}})

	access := blueprints.NewStack(env, "access", "access", "clinic-prod-access", files)
	n := access.Neighbours("storage")[0]
	if !n.Known() || n.Key() != "case-files" || n.Fact("regions") != "1" || n.Fact("zones") != "" || n.Offers("DocumentsBucketName") {
		t.Errorf("the neighbour is seen wrongly: %+v", n)
	}
	n.Grants()
	want := []blueprints.Variable{{Name: "CASE_FILES_DOCUMENTS_BUCKET", Value: blueprints.ImportValue("clinic-prod-case-files:DocumentsBucketArn")}}
	if d := cmp.Diff(want, n.Variables()); d != "" {
		t.Error(d)
	}
	imports := []blueprints.Import{
		{Blueprint: "storage", Stack: "clinic-prod-case-files", Name: "DocumentsBucketArn"},
		{Blueprint: "storage", Stack: "clinic-prod-keys", Name: "DataKeyArn"},
	}
	if d := cmp.Diff(imports, access.Imports); d != "" {
		t.Error(d)
	}
	if got := access.Neighbours("database"); len(got) != 0 {
		t.Errorf("a database out of nowhere: %v", got)
	}
}

// TestSeries: a blueprint takes one subnet per zone without being told how many zones there are.
func TestSeries(t *testing.T) {
	env := &blueprints.Env{System: "clinic", Name: "prod"}
	network := blueprints.NewStack(env, "network", "network", "clinic-prod-network")
	for _, name := range []string{"IsolatedSubnet1Id", "IsolatedSubnet2Id", "PrivateSubnet1Id"} {
		network.Export(name, "subnet", "")
	}
	s := blueprints.NewStack(env, "database", "database", "clinic-prod-database", network)
	want := []string{blueprints.ImportValue("clinic-prod-network:IsolatedSubnet1Id"), blueprints.ImportValue("clinic-prod-network:IsolatedSubnet2Id")}
	if d := cmp.Diff(want, s.Neighbour("network").ImportSeries("IsolatedSubnet", "Id")); d != "" {
		t.Error(d)
	}
}

// TestUnknownNeighbour: nothing may be concluded from a stack that has a mistake itself.
func TestUnknownNeighbour(t *testing.T) {
	env := &blueprints.Env{System: "clinic", Name: "prod"}
	network := blueprints.NewStack(env, "network", "network", "clinic-prod-network")
	known := func() bool {
		return blueprints.NewStack(env, "database", "database", "n", network).Neighbour("network").Known()
	}
	network.Refuse(blueprints.Refusal{ID: "odd", Warn: true})
	if !known() {
		t.Error("a warning makes a neighbour unknown")
	}
	network.Refuse(blueprints.Refusal{ID: "wrong"})
	if known() {
		t.Error("a neighbour with a mistake counts as known")
	}
}

// TestShortName: a name that is cut stays apart from every other one.
func TestShortName(t *testing.T) {
	long := blueprints.NewStack(&blueprints.Env{System: "hospital-records", Name: "acceptance-tests"}, "b", "k", "n")
	a, b := long.ShortName("web-front", 32), long.ShortName("web-back", 32)
	if len(a) > 32 || a == b || a[:23] != "hospital-records-accept" {
		t.Errorf("%q and %q", a, b)
	}
	if got := stack().ShortName("web", 32); got != "clinic-prod-web" {
		t.Errorf("a short name is changed to %q", got)
	}
}
