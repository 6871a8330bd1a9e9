package compiler_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/diag"
)

// subnets is a template that exports a subnet of a tier; stores puts databases into it.
func subnets(name, export, tier string) compiler.Source {
	return compiler.Source{Name: name, Text: fmt.Appendf(nil, `Resources:
  Net:
    Type: AWS::EC2::VPC
  Subnet:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Net, Tags: [{Key: SubnetTier, Value: %s}]}
Outputs:
  SubnetId: {Value: !Ref Subnet, Export: {Name: "%s"}}
`, tier, export)}
}

func stores(name, imported string) compiler.Source {
	return compiler.Source{Name: name, Text: fmt.Appendf(nil, `Resources:
  Stores:
    Type: AWS::RDS::DBSubnetGroup
    Properties:
      SubnetIds:
        - !ImportValue "%s"
`, imported)}
}

// about lists the findings of some rules.
func about(problems diag.List, ids string) []string {
	var out []string
	for _, p := range problems {
		if strings.Contains(ids, p.ID) {
			out = append(out, p.Pos.String()+": "+p.Severity.String()+": "+p.Message)
		}
	}
	return out
}

// TestCheckTogether: templates that import from each other are judged together, all others alone.
func TestCheckTogether(t *testing.T) {
	unseen := func(file, export string) string {
		return file + `:6:11: note: "Stores" cannot be judged: to which tier subnet "${import ` + export + `}" belongs is not to be seen here`
	}
	for reason, c := range map[string]struct {
		sources []compiler.Source
		want    []string
	}{
		"an isolated subnet passes": {
			[]compiler.Source{stores("db.yaml", "a"), subnets("net.yaml", "a", "isolated")}, nil},
		"a public one fails, whichever file comes first": {
			[]compiler.Source{subnets("net.yaml", "a", "public"), stores("db.yaml", "a")},
			[]string{`db.yaml:6:11: error: data stores of "Stores" run in subnet "Subnet", which has "public" for SubnetTier, needs isolated`}},
		"another file exports something else": {
			[]compiler.Source{subnets("net.yaml", "b", "public"), stores("db.yaml", "a")},
			[]string{unseen("db.yaml", "a")}},
		"two environments under one roof": {
			[]compiler.Source{subnets("dev/net.yaml", "a", "isolated"), stores("dev/db.yaml", "a"), subnets("prod/net.yaml", "a", "public"), stores("prod/db.yaml", "a")},
			[]string{
				unseen("dev/db.yaml", "a"), unseen("prod/db.yaml", "a"),
				`prod/net.yaml: note: dev/net.yaml exports "a" as well, which no two stacks of an account and region can: templates that import from each other are judged one by one here`,
			}},
		"two pairs that have nothing to do with each other": {
			[]compiler.Source{subnets("1.yaml", "a", "isolated"), stores("2.yaml", "a"), subnets("3.yaml", "b", "public"), stores("4.yaml", "b")},
			[]string{`4.yaml:6:11: error: data stores of "Stores" run in subnet "Subnet", which has "public" for SubnetTier, needs isolated`}},
		"a name that nobody imports ties nothing": {
			[]compiler.Source{subnets("1.yaml", "a", "isolated"), subnets("2.yaml", "a", "isolated")}, nil},
		"a file that is no template": {
			[]compiler.Source{stores("db.yaml", "a"), {Name: "net.yaml", Text: []byte("[1, 2]")}},
			[]string{unseen("db.yaml", "a"), "net.yaml:1:1: error: the document is a list, a CloudFormation template is a map"}},
	} {
		got := about(compiler.Check(c.sources...), "net-tiered-subnets exported-twice not-a-template")
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", reason, d)
		}
	}
}

// TestTooMuchTogether: what is judged at once is kept in memory at once, and has a bound.
func TestTooMuchTogether(t *testing.T) {
	sources := []compiler.Source{subnets("net.yaml", "a", "isolated")}
	for i := range 64 {
		sources = append(sources, stores(fmt.Sprintf("%02d.yaml", i), "a"))
	}
	if got := about(compiler.Check(sources[:64]...), "net-tiered-subnets too-much-together"); got != nil {
		t.Errorf("64 templates: %s", got)
	}
	got := about(compiler.Check(sources...), "too-much-together")
	want := []string{"net.yaml: note: 65 templates import from each other, with 7580 bytes in all; up to 64 with 4194304 bytes are judged together, and these are judged one by one"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("65 templates (-want +got):\n%s", d)
	}
}

// TestEnvironmentTogether: a database proves its isolation by the subnets of the network stack, read back from the files as well; and
// it is the database that fails when somebody changes the network.
func TestEnvironmentTogether(t *testing.T) {
	out := compile(t, []compiler.Source{spec("environments/dev.yaml", "  keys: {}\n  network: {cidr: 10.20.0.0/16}\n  database: {}\n")})
	for _, e := range out.Environments[0].Manifest.Controls {
		if e.Control == "net-tiered-subnets" && !slices.Contains(e.Passed, "database.SubnetGroup") {
			t.Errorf("the evidence is %+v", e)
		}
		if len(e.Unknown) > 0 {
			t.Errorf("%s is unknown for %s", e.Control, e.Unknown)
		}
	}
	var files, changed []compiler.Source
	for _, template := range out.Environments[0].Templates {
		text := template.YAML
		files = append(files, compiler.Source{Name: template.Key, Text: text})
		if template.Key == "network" {
			text = bytes.ReplaceAll(text, []byte("Value: isolated"), []byte("Value: private"))
		}
		changed = append(changed, compiler.Source{Name: template.Key, Text: text})
	}
	if problems := compiler.Check(files...); problems != nil {
		t.Errorf("findings in the files: %v", lines(problems))
	}
	var failing []string
	for _, p := range compiler.Check(changed...) {
		if p.Severity == diag.Error && p.ID == "net-tiered-subnets" {
			failing = append(failing, p.Pos.File+" "+p.Path)
		}
	}
	want := []string{"database Resources.SubnetGroup.Properties.SubnetIds[0]", "database Resources.SubnetGroup.Properties.SubnetIds[1]"}
	if d := cmp.Diff(want, failing); d != "" {
		t.Errorf("failures after the change (-want +got):\n%s", d)
	}
}
