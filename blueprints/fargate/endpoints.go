package fargate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/blueprints"
)

// checkEndpoints refuses a network from which the tasks could not reach what they cannot do without: without a way out, each service
// of AWS needs an endpoint. Images lie in S3, which has one always. As of 2026-11, Amazon ECS Developer Guide, "Amazon ECS interface
// VPC endpoints", and Amazon ECR User Guide, "Amazon ECR interface VPC endpoints".
func (a *application) checkEndpoints() {
	network := a.Neighbour("network")
	if network.Fact("egress") != "none" || !network.Known() {
		return
	}
	have := strings.Split(network.Fact("endpoints"), ",")
	missing := slices.DeleteFunc(a.neededEndpoints(), func(service string) bool { return slices.Contains(have, service) })
	if len(missing) == 0 {
		return
	}
	list := strings.Join(missing, ", ")
	a.Refuse(blueprints.Refusal{
		ID:      "endpoints-missing",
		Message: fmt.Sprintf("tasks of stack %q could not start: stack %q has no way out and no endpoints for %s", a.Key, network.Key(), list),
		Hint:    fmt.Sprintf("add %s to endpoints of stack %q, or choose an egress", list, network.Key()),
	})
}

func (a *application) neededEndpoints() []string {
	needed := []string{"ecr.api", "ecr.dkr", "logs"}
	if len(a.cfg.Secrets) > 0 || len(a.Neighbours("database")) > 0 {
		needed = append(needed, "secretsmanager")
	}
	if a.cfg.Queue != nil {
		needed = append(needed, "sqs")
	}
	if a.cfg.Exec {
		needed = append(needed, "kms", "ssmmessages")
	}
	slices.Sort(needed)
	return needed
}
