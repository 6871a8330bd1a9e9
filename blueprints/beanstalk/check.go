package beanstalk

import (
	"fmt"
	"github.com/hipaac/hipaac/blueprints/guard"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/blueprints"
)

// maxName is how long the name of an Elastic Beanstalk environment may be.
const maxName = 40

// environmentName is "<system>-<environment>-<stack>". One that is too long is cut in the stack's part alone, because the logs key
// admits log groups whose names begin with system and environment.
func environmentName(s *blueprints.Stack) string {
	start := s.PhysicalName("")
	short := s.ShortName(s.Key, maxName)
	if strings.HasPrefix(short, start) && len(short) > len(start) {
		return short
	}
	// System and environment leave 6 characters at least: enough for the end of the digest that ShortName wrote.
	return start + short[len(short)-(maxName-len(start)):]
}

// check refuses what no environment can be.
func (a *application) check() {
	if a.cfg.MaxInstances < a.cfg.MinInstances {
		a.Refuse(blueprints.Refusal{
			ID: "instances-min-max", Path: "maxInstances",
			Message: fmt.Sprintf("at most %d instances run, and at least %d", a.cfg.MaxInstances, a.cfg.MinInstances),
			Hint:    fmt.Sprintf("set maxInstances to %d or more", a.cfg.MinInstances),
		})
	}
	if !slices.Contains(retentions, a.cfg.LogDays) {
		next, _ := slices.BinarySearch(retentions, a.cfg.LogDays)
		a.Refuse(blueprints.Refusal{
			ID: "beanstalk-log-days", Path: "logDays",
			Message: fmt.Sprintf("Elastic Beanstalk cannot keep logs for %d days, only for %s", a.cfg.LogDays, listed(retentions)),
			Hint:    fmt.Sprintf("set logDays to %d", retentions[next]),
		})
	}
	a.checkWayOut()
}

// calls are the services that every instance calls; it cannot start, take a deployment or be looked after without them. As of
// 2026-11, from the Elastic Beanstalk developer guide, "VPC requirements" and "Using Elastic Beanstalk with VPC endpoints": the
// first three to start and report, SQS for what Beanstalk tells its instances, the others for logs and sessions.
var calls = []string{"cloudformation", "elasticbeanstalk", "elasticbeanstalk-health", "logs", "sqs", "ssm", "ssmmessages"}

// checkWayOut refuses a network from which the instances do not reach what they need.
func (a *application) checkWayOut() {
	needed := slices.Clone(calls)
	if len(a.Neighbours("database")) > 0 {
		needed = append(needed, "secretsmanager") // where the application reads its password
	}
	if a.platform.images {
		needed = append(needed, "ecr.api", "ecr.dkr")
	}
	if a.cfg.Xray {
		needed = append(needed, "xray")
	}
	guard.NeedEndpoints(a.Stack, fmt.Sprintf("instances of stack %q could not start", a.Key), needed...)
}

func listed(numbers []int) string {
	var texts []string
	for _, n := range numbers {
		texts = append(texts, number(n))
	}
	return strings.Join(texts, ", ")
}
