package pipeline

import (
	"fmt"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// check refuses what would deploy to the wrong place, or without the people who must be asked, and gives the environments that are left to
// build: each once.
func (p *pipe) check() []*schema.PipelineEnvironment {
	first, asks := map[string]*schema.PipelineEnvironment{}, false
	var each []*schema.PipelineEnvironment
	for i, e := range p.cfg.Environments {
		path, id := fmt.Sprintf("environments[%d]", i), blueprints.LogicalName(p.spec(e))
		if other, twice := first[id]; twice {
			p.Refuse(blueprints.Refusal{
				ID: "environment-twice", Path: path,
				Message: fmt.Sprintf("spec %q is deployed twice, or differs from %q in a hyphen only", p.spec(e), p.spec(other)),
				Hint:    "leave one of them out, or name the file of its spec in spec",
			})
		} else {
			first[id], each = e, append(each, e)
		}
		p.checkPlace(path, e)
		asks = asks || p.needsApproval(e)
	}
	if asks && len(p.approvers()) == 0 {
		p.Refuse(blueprints.Refusal{
			ID:      "nobody-to-approve",
			Message: fmt.Sprintf("stack %q has nobody to ask for approval", p.Key),
			Hint:    "add approvers with a mail address, such as [operations@clinic.example], or alerts to the environment",
		})
	}
	return each
}

// checkPlace refuses an environment that cannot be reached from here, and production without approval.
func (p *pipe) checkPlace(path string, e *schema.PipelineEnvironment) {
	if got, want := guard.Partition(p.region(e)), guard.Partition(p.Env.Region); got != want {
		p.Refuse(blueprints.Refusal{
			ID: "foreign-partition", Path: path + ".region",
			Message: fmt.Sprintf("environment %q is of partition %s, but region %s is of partition %s", e.Name, got, p.Env.Region, want),
			Hint:    "deploy it from a pipeline of its own partition: no role reaches from one into another",
		})
	}
	if e.Tier == "production" && e.Approval != nil && !*e.Approval {
		p.Refuse(blueprints.Refusal{
			ID: "production-unapproved", Path: path + ".approval",
			Message: fmt.Sprintf("environment %q is production and would be deployed without anybody's approval", e.Name),
			Hint:    "leave approval out, or say of which tier it is",
		})
	}
}

// needsApproval is always true of production; check has refused anything else.
func (p *pipe) needsApproval(e *schema.PipelineEnvironment) bool {
	return e.Tier == "production" || e.Approval != nil && *e.Approval
}

func (p *pipe) approvers() []string {
	if len(p.cfg.Approvers) > 0 {
		return p.cfg.Approvers
	}
	return p.Env.Alerts
}

// spec is the folder of the environment below golden/.
func (p *pipe) spec(e *schema.PipelineEnvironment) string { return or(e.Spec, e.Name) }

func (p *pipe) system(e *schema.PipelineEnvironment) string { return or(e.System, p.Env.System) }

func (p *pipe) region(e *schema.PipelineEnvironment) string { return or(e.Region, p.Env.Region) }

func or(said, otherwise string) string {
	if said != "" {
		return said
	}
	return otherwise
}
