package stack_test

import (
	"slices"
	"testing"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/exampletest"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// What is desired of all examples together can be deployed in the order given, without products, and with the roles that deliver
// before what is made with them.
func TestDesire(t *testing.T) {
	all := stack.Desire(exampletest.Environments(t))
	done := map[stack.Ref]bool{}
	byName := map[string]stack.Desired{}
	for _, d := range all {
		byName[d.Name] = d
		for _, r := range d.After {
			if !done[r] {
				t.Errorf("%s comes before %s", d, r)
			}
		}
		done[d.Ref] = true
		if len(d.Template) > stack.MaxBody && d.Bucket == "" {
			t.Errorf("%s is too long for a call, and there is no bucket", d)
		}
		for key, template := range d.Objects {
			if len(template) == 0 {
				t.Errorf("%s is made with %s, which nobody made", d, key)
			}
		}
	}
	if _, there := byName["clinic-account-nonprod-web-server"]; there {
		t.Error("a product is deployed")
	}
	if seeds := byName["clinic-account-nonprod-catalog"].Seeds; len(seeds["products/web-server/first.json"]) == 0 {
		t.Errorf("the catalog's product has no first version: %d seeds", len(seeds))
	}
	network := byName["clinic-test-network"]
	if want := "arn:aws:iam::444455556666:role/clinic-test-execution"; network.Role != want {
		t.Errorf("the network is made with %q, want %s", network.Role, want)
	}
	if delivery := (stack.Ref{Target: network.Target, Name: "clinic-test-delivery"}); !slices.Contains(network.After, delivery) || !byName[delivery.Name].Delivery || byName[delivery.Name].Role != "" {
		t.Errorf("the roles do not come first: %v", network.After)
	}
	if network.Sources["Vpc"].Path != "stacks.network.cidr" {
		t.Errorf("the VPC comes from %+v", network.Sources["Vpc"])
	}
	if keys := byName["clinic-prod-keys"]; !keys.Protect || network.Protect {
		t.Error("production alone is protected")
	}
}
