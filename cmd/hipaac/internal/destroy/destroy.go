// Package destroy deletes the stacks of environments. It guarantees:
//
//   - All is read and shown before anything is done: what goes, what stays and goes on costing, what nobody can delete.
//   - Only stacks that the specs name are deleted, each by its ARN, each after those that need it.
//   - What somebody else still uses is not taken away: a stack whose export is imported elsewhere stops the whole run.
//   - What AWS is known to refuse to delete stops the whole run: a resource whose deletion protection is on.
//   - Neither termination nor deletion protection is lifted here, and no bucket, vault or repository is emptied.
//   - A deletion that breaks off is gone on with by destroying again.
package destroy

import (
	"context"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/follow"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/plan"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
	"github.com/hipaac/hipaac/compiler/change"
	"github.com/hipaac/hipaac/compiler/cost"
	"github.com/hipaac/hipaac/compiler/template"
)

// Stacks is what is asked of CloudFormation in one account and region.
type Stacks interface {
	follow.Stacks
	All(ctx context.Context) ([]stack.Stack, error)
	Template(ctx context.Context, nameOrID string) ([]byte, error)
	Resources(ctx context.Context, id string) ([]stack.Resource, error)
	ChangeSets(ctx context.Context, stackID string) ([]stack.ChangeSet, error)
	Importers(ctx context.Context, export string) ([]string, error)
	Delete(ctx context.Context, id, token, role string, retain []string, force bool) error
}

// Place is one account and region, with somebody's rights. Whose they are was checked before it was made.
type Place struct {
	Caller string // ARN
	Stacks Stacks
	// Inventory tells whether what protects a resource from its deletion is still on. Where it is nil, the template is believed.
	Inventory Inventory
}

// Plan is what a run would delete.
type Plan struct {
	Callers []plan.Caller // in the order of the specs
	// Steps are in the order in which they are taken: a stack after those that need it.
	Steps []Step
	// Notes are for people: what could not be found out.
	Notes []string

	places map[stack.Target]Place
}

// Step is the deletion of one stack.
type Step struct {
	stack.Desired
	Live stack.Stack // as it is now; Status is stack.None where there is none
	// Action is the next step by the state table.
	Action stack.Action
	// Items are the resources in the order in which CloudFormation comes to them, those of nested stacks among them.
	Items []Item
	// Losses are resources that hold data and are deleted. Each wants consent of its own.
	Losses []plan.Loss
	// Blocked says why the stack cannot be deleted.
	Blocked *plan.Blocked
	// Later says who else has to delete the stack, because the caller acts with a role that it makes. The rest of the run does not
	// depend on it.
	Later string
	// Waits are places in Plan.Steps of the stacks that have to be gone before.
	Waits []int
	// Costs is what resources that stay cost in a month in which nobody uses them.
	Costs cost.Estimate

	begun     string              // since when somebody's operation runs, and which it is
	unmade    bool                // the creation itself is taken back
	document  *template.Document  // the live template; nil where there is none
	importers map[string][]string // names of stacks by export, as far as CloudFormation could be asked
}

// Item is what becomes of one resource.
type Item struct {
	ID         string // logical id; "Child.Id" in a nested stack
	PhysicalID string
	Type       string
	Fate       change.Fate
	// Text is what that means for what it holds, or "".
	Text string
	// Lock says why it, or what is in it, cannot be deleted, or "".
	Lock string
	// Command is what a person would run to let it go, where that is possible and hipaac does not do it, or "".
	Command string
	// Costs is what is paid for by use as long as it stays, such as "gigabytes, requests", or "".
	Costs string

	protected bool // AWS says that its deletion protection is on
}

// Title is how people call the stack, such as "test/network".
func (s *Step) Title() string { return plan.Title(&s.Desired) }

// Nothing reports whether no stack is there to be deleted.
func (p *Plan) Nothing() bool {
	for i := range p.Steps {
		if p.Steps[i].Action != stack.Nothing {
			return false
		}
	}
	return true
}

// Losses are those of all steps that are taken.
func (p *Plan) Losses() []plan.Loss {
	var all []plan.Loss
	for i := range p.Steps {
		if p.Steps[i].Later == "" {
			all = append(all, p.Steps[i].Losses...)
		}
	}
	return all
}

// Blocked are the steps because of which nothing is done.
func (p *Plan) Blocked() []*Step {
	var all []*Step
	for i := range p.Steps {
		if s := &p.Steps[i]; s.Blocked != nil && s.Later == "" {
			all = append(all, s)
		}
	}
	return all
}

// Titles are how people call the stacks.
func (p *Plan) Titles() map[stack.Ref]string {
	titles := map[stack.Ref]string{}
	for i := range p.Steps {
		titles[p.Steps[i].Ref] = p.Steps[i].Title()
	}
	return titles
}
