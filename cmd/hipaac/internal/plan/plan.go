// Package plan says what a deployment would do, before anybody agrees to it. It guarantees:
//
//   - Whose the credentials are is known for every account before anything else is asked of one.
//   - Nothing that runs is touched. A plan makes change sets, which CloudFormation carries out only when it is told to, and takes away
//     those that it does not hand on.
//   - Two judges look at each change, CloudFormation and compiler/change, and the worse word counts. Who cannot tell says the worse.
//   - A plan file is believed only as far as everything in it can be found out again: see Verify.
//
// Where nothing differs a plan costs at most three calls per stack, and no waiting.
package plan

import (
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/change"
)

// Plan is what a run would do.
type Plan struct {
	Run     string
	Created time.Time // as Run says
	Select  []string  // patterns of the stacks that it is for; none for all
	Callers []Caller  // by target, in the order of the specs
	// Steps are in an order in which they can be carried out. A stack has two where it has to let go of an export first.
	Steps []Step
	// Orphans are stacks that belong to an environment by their name and that no spec asks for. Nobody touches them.
	Orphans []stack.Stack
	// Notes are for people: what could not be found out, what stays as it is.
	Notes []string
}

// Caller is with whose rights a target is looked at: an ARN.
type Caller struct {
	stack.Target
	Caller string `json:"caller"`
}

// Step is what would happen to a stack.
type Step struct {
	stack.Desired
	// Interim says that the step does not bring the stack to what the spec asks for: Template is the live one with the values of some
	// exports written out, so that these can change. A later step of the stack does the rest.
	Interim bool
	// Needs are the steps that have to be done before this one, as places in Plan.Steps.
	Needs []int

	Live         stack.Stack // as it is now; Status is stack.None where there is none
	LiveTemplate []byte      // nil where the stack has none
	LivePolicy   string      // the stack policy of a stack that is to be protected, "" where it has none
	// Action is the next step by the state table. It is stack.Nothing where Same.
	Action stack.Action
	// Same says that nothing is to be done.
	Same bool
	// Update says that template, parameters, role or capabilities differ, so that it takes a change set.
	Update bool
	// Nothing says that CloudFormation was asked and found nothing to do.
	Nothing bool
	// TurnOn says that termination protection has to be turned on, SetPolicy is the stack policy that has to be set; "" for none.
	TurnOn    bool
	SetPolicy string
	// Denied are resources among Losses that the live stack policy keeps from changing. With consent to the loss, and for the time of the
	// update, the stack gets stack.Allowing(LivePolicy, Denied...).
	Denied []string

	// ChangeSet is nil where it takes none, where it cannot be made yet, and where CloudFormation will not make it.
	ChangeSet *stack.ChangeSet
	// Late says why the change set can only be made when other steps are done.
	Late string
	// Blocked says why the step cannot be taken at all, nor those that need it.
	Blocked *Blocked

	// Report is what the change means, CloudFormation's word included.
	Report change.Report
	// Losses are resources that hold data and are deleted, or (may be) replaced. Each wants consent of its own.
	Losses []Loss
	// Notes are for people.
	Notes []string
}

// Loss is data that a step puts at stake.
type Loss struct {
	Ref        stack.Ref   `json:"ref"`
	Stack      string      `json:"stack"` // environment and name in the spec, such as "test/database"
	LogicalID  string      `json:"logicalId"`
	PhysicalID string      `json:"physicalId,omitempty"`
	Type       string      `json:"type"`
	Fate       change.Fate `json:"fate"` // of what exists now
	Text       string      `json:"text"`
}

// Name is how consent names it: "test/database.Database".
func (l *Loss) Name() string { return l.Stack + "." + l.LogicalID }

// Blocked is why a step cannot be taken.
type Blocked struct {
	Why     Obstacle
	Message string
	Hint    string
}

// Obstacle is the kind of it.
type Obstacle int

const (
	ByState    Obstacle = iota // the stack's state, or something that is missing
	ByBusy                     // somebody else is at work
	ByPolicy                   // a stack policy, or who may do it
	ByImporter                 // somebody outside of the run imports an export that changes
	ByFailure                  // CloudFormation will not make the change set
)

// Title is how people call the stack: "test/network".
func (s *Step) Title() string { return Title(&s.Desired) }

// Title is how people call a stack: by the folder of its environment and its name in the spec.
func Title(d *stack.Desired) string { return d.Environment + "/" + d.Key }

// Name tells the steps of a plan apart, also in tokens.
func (s *Step) Name() string {
	if s.Interim {
		return s.Desired.Name + "-interim"
	}
	return s.Desired.Name
}

// Origin is the place in a spec that asked for a resource. What no spec asks for any more comes from where its stack does.
func (s *Step) Origin(id string) (compiler.Origin, bool) {
	if at, known := s.Sources[id]; known && at.Place != "" {
		return at, true
	}
	var whole compiler.Origin
	for _, at := range s.Sources {
		if at.Place != "" && (whole.Path == "" || len(at.Path) < len(whole.Path) || len(at.Path) == len(whole.Path) && at.Place < whole.Place) {
			whole = at
		}
	}
	return whole, whole.Path != ""
}

// Nothing reports whether there is nothing to do.
func (p *Plan) Nothing() bool {
	for i := range p.Steps {
		if !p.Steps[i].Same {
			return false
		}
	}
	return true
}

// Losses are those of all steps.
func (p *Plan) Losses() []Loss {
	var all []Loss
	for i := range p.Steps {
		all = append(all, p.Steps[i].Losses...)
	}
	return all
}

// Blocked are the steps that cannot be taken.
func (p *Plan) Blocked() []*Step {
	var all []*Step
	for i := range p.Steps {
		if p.Steps[i].Blocked != nil {
			all = append(all, &p.Steps[i])
		}
	}
	return all
}
