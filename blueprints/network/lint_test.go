package network_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/network"
	"github.com/hipaac/hipaac/compiler/emit"
	"github.com/hipaac/hipaac/schema"
)

// TestCfnLint asks CloudFormation's own linter about every shape of network, informational findings included. The golden files
// show only the shapes that somebody uses.
func TestCfnLint(t *testing.T) {
	linter, err := exec.LookPath("cfn-lint")
	if err != nil {
		if os.Getenv("HIPAAC_REQUIRE_CFNLINT") != "" {
			t.Fatal("HIPAAC_REQUIRE_CFNLINT is set and cfn-lint is not installed")
		}
		t.Skip("cfn-lint is not installed: no template of a network was linted")
	}
	arguments := []string{"--include-checks", "I", "--regions", "us-east-1", "us-gov-west-1", "--"}
	for _, egress := range []string{"none", "single-nat", "nat-per-zone"} {
		for zones := 1; zones <= 3; zones++ {
			file := filepath.Join(t.TempDir(), fmt.Sprintf("%s-%d.yaml", egress, zones))
			if err := os.WriteFile(file, template(t, egress, zones), 0o644); err != nil {
				t.Fatal(err)
			}
			arguments = append(arguments, file)
		}
	}
	if out, err := exec.Command(linter, arguments...).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("%v\n%s", err, out)
	}
}

func template(t *testing.T, egress string, zones int) []byte {
	t.Helper()
	env := &blueprints.Env{System: "clinic", Name: "prod", Tier: "production", PHI: true, Region: "us-east-1", Owner: "platform@clinic.example"}
	s := blueprints.NewStack(env, "network", "network", "clinic-prod-network", &blueprints.Stack{Blueprint: "keys", Key: "keys", Name: "clinic-prod-keys"})
	network.Blueprint.Build(s, &schema.Network{
		Cidr: "10.20.0.0/16", Zones: zones, Egress: egress, FlowLogDays: 365,
		Endpoints: []string{"cloudformation", "cognito-idp", "ecs-agent", "execute-api", "kms", "sts"}, // one of each kind of policy
	})
	doc, err := emit.Document(s)
	if err != nil {
		t.Fatal(err)
	}
	return emit.Render(doc, func(string) []string { return nil }, nil)
}
