package guard

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/blueprints"
)

// NeedEndpoints refuses a network from which something of the stack could not reach the services of AWS that it cannot do without:
// where there is no way out, each needs an endpoint of its own. S3 and DynamoDB have theirs in every network. Otherwise says what
// would not happen without, as the beginning of a sentence. The blueprint must need "network".
func NeedEndpoints(s *blueprints.Stack, otherwise string, services ...string) {
	network := s.Neighbour("network")
	if !network.Known() || network.Fact("egress") != "none" {
		return
	}
	there := strings.Split(network.Fact("endpoints"), ",")
	missing := slices.DeleteFunc(slices.Sorted(slices.Values(services)), func(service string) bool { return slices.Contains(there, service) })
	if len(missing) == 0 {
		return
	}
	list := strings.Join(missing, ", ")
	s.Refuse(blueprints.Refusal{
		ID:      "endpoints-missing",
		Message: fmt.Sprintf("%s: stack %q has no way out and no endpoints for %s", otherwise, network.Key(), list),
		Hint:    fmt.Sprintf("add %s to endpoints of stack %q, or choose an egress", list, network.Key()),
	})
}
