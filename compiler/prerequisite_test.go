package compiler_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/compiler"
)

// TestPrerequisitesAreSaidOnce: what two stacks count on is said once and names both.
func TestPrerequisitesAreSaidOnce(t *testing.T) {
	const center = "{use: developers, permissionSet: {instance: \"arn:aws:sso:::instance/ssoins-0123456789abcdef\"}}\n"
	out := compile(t, []compiler.Source{spec("environments/dev.yaml",
		"  night: {use: developers, members: [ada]}\n  day: {use: developers, members: [bob]}\n  web: {use: developers, permissionSet: {}}\n"+
			"  east: "+center+"  west: "+center)})
	type said struct {
		ID     string
		Stacks []string
	}
	var got []said
	for _, p := range out.Environments[0].Manifest.Prerequisites {
		got = append(got, said{p.ID, p.Stacks})
	}
	want := []said{
		{"boundary-ada", []string{"night"}}, {"boundary-bob", []string{"day"}}, {"identity-center-in-444455556666", []string{"east", "west"}},
		{"permission-set-clinic-dev-web", []string{"web"}}, {"second-factor-east", []string{"east"}}, {"second-factor-web", []string{"web"}},
		{"second-factor-west", []string{"west"}},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("prerequisites (-want +got):\n%s", d)
	}
}
