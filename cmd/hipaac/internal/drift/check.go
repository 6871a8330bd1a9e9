package drift

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
	"github.com/hipaac/hipaac/compiler/template"
)

// Area is one account and region, and how to ask there.
type Area struct {
	Target    stack.Target
	Desired   []stack.Desired
	Stacks    Stacks
	Inventory Inventory
	Pace      Pace
	// Only says at which of them to look; the others are read for what they do to those. It may be nil.
	Only func(stack.Desired) bool
	// Tell hears of each stack that CloudFormation is done with. It may be nil.
	Tell func(stack string)
}

// State is a stack and what was found out about its resources.
type State struct {
	*Live
	// Title is how people know it: "prod/database", a nested one "prod/database/Child".
	Title string
	// Why says what could not be looked at in the stack as a whole, and Wrong what is not as it should be.
	Why, Wrong []string
	Resources  []*Resource
	actual     *template.Document // the template, if it said what there is
	world      *world
	parent     *State
	aside      bool // it is not looked at
}

// Missing reports whether there is no stack although one is asked for.
func (st *State) Missing() bool { return st.Document != nil && !st.Deployed() }

// Outdated reports whether the stack was deployed from something else than what specs compile to now.
func (st *State) Outdated() bool {
	if st.Document == nil || !st.Deployed() || st.Template == nil {
		return false
	}
	asked, _ := template.Parse(st.Name, st.Desired.Template)
	return !st.Template.Root.Equal(asked.Root) || !maps.Equal(st.Stack.Parameters, st.Desired.Parameters)
}

// Resource is one resource of a stack, and what is known of it. It is verified when there are neither differences nor gaps.
type Resource struct {
	stack.Resource
	Deleted     bool
	Differences []Difference
	Gaps        []Gap
	drift       stack.Drift
	looked      bool // by CloudFormation
	entry       *template.Node
}

// survey is the work in one area.
type survey struct {
	Area
	found   *Found
	states  []*State
	exports map[string]string
	mu      sync.Mutex
	cache   map[string]*reply
	silence *silence
	endless atomic.Bool // CloudFormation was not done with a stack in time
}

// reply is the answer to one question to the inventory, which is asked once.
type reply struct {
	once       sync.Once
	properties map[string]any
	there      bool
	err        error
}

// Check looks at the stacks of an area: first CloudFormation does, then what it did not compare is read. Stacks that are not looked at are
// among the states, for Judge.
func Check(ctx context.Context, a Area) (*Found, []*State, error) {
	found, err := Read(ctx, a.Stacks, a.Desired)
	if err != nil {
		return nil, nil, err
	}
	s := &survey{Area: a, found: found, exports: map[string]string{}, cache: map[string]*reply{}, silence: newSilence()}
	for _, one := range found.all {
		for _, o := range one.Outputs {
			if o.Export != "" {
				s.exports[o.Export] = o.Value
			}
		}
	}
	if err := s.resources(ctx); err != nil {
		return nil, nil, err
	}
	if err := inParallel(s.states, func(st *State) error { return s.look(ctx, st) }); err != nil {
		return nil, nil, err
	}
	if err := s.read(ctx); err != nil {
		return nil, nil, err
	}
	if err := s.stillSame(ctx); err != nil {
		return nil, nil, err
	}
	found.Silent = s.silence.reasons()
	return found, s.states, nil
}

// resources lists what the stacks have, nested ones included, each as a stack by itself.
func (s *survey) resources(ctx context.Context) error {
	for _, l := range s.found.Live {
		s.states = append(s.states, &State{Live: l, Title: l.Environment + "/" + l.Key, aside: s.Only != nil && !s.Only(l.Desired)})
	}
	for due := s.states; len(due) > 0; {
		if err := inParallel(due, func(st *State) error { return s.list(ctx, st) }); err != nil {
			return err
		}
		var next []*State
		for _, st := range due {
			for _, r := range st.Resources {
				if child, is := s.found.all[r.PhysicalID]; is && r.Type == "AWS::CloudFormation::Stack" {
					next = append(next, nested(st, r, child))
				}
			}
		}
		if err := inParallel(next, func(st *State) error { return st.read(ctx, s.Stacks) }); err != nil {
			return err
		}
		s.states, due = append(s.states, next...), next
	}
	return nil
}

// nested is a child as a stack of its own. All that it has was asked for where its parent's resource was.
func nested(parent *State, r *Resource, child stack.Stack) *State {
	l := &Live{Stack: child}
	l.Target, l.Name, l.Environment, l.Key = parent.Target, child.Name, parent.Environment, parent.Key+"/"+r.LogicalID
	return &State{Live: l, Title: parent.Title + "/" + r.LogicalID, parent: parent, aside: parent.aside}
}

func (s *survey) list(ctx context.Context, st *State) error {
	if !st.Deployed() {
		return nil
	}
	all, err := s.Stacks.Resources(ctx, st.Stack.ID)
	if err != nil {
		return err
	}
	st.world = &world{stack: st.Live, physical: map[string]stack.Resource{}, exports: s.exports}
	st.world.attribute = func(id, name string) any { return s.attribute(ctx, st, id, name) }
	for _, r := range all {
		if r.Status == "DELETE_COMPLETE" {
			continue
		}
		st.world.physical[r.LogicalID] = r
		one := &Resource{Resource: r}
		if st.Template != nil {
			if t := st.Template.Resource(r.LogicalID); t != nil {
				one.entry = t.Node
			}
		}
		st.Resources = append(st.Resources, one)
	}
	slices.SortFunc(st.Resources, func(a, b *Resource) int { return strings.Compare(a.LogicalID, b.LogicalID) })
	return nil
}

// look lets CloudFormation look at one stack.
func (s *survey) look(ctx context.Context, st *State) error {
	switch {
	case st.aside || !st.Deployed():
		return nil
	case st.Template == nil:
		st.Why = append(st.Why, "its template cannot be read")
	}
	if !detectable(st.Stack.Status) {
		st.Why = append(st.Why, "cloudformation does not look for drift in state "+string(st.Stack.Status))
		return nil
	}
	if err := s.settings(ctx, st); err != nil {
		return err
	}
	if s.endless.Load() {
		st.Why = append(st.Why, fmt.Sprintf("cloudformation was not asked to look: it was not done with another stack within %s", s.Pace.AtMost))
		return nil
	}
	found, err := s.Pace.look(ctx, s.Stacks, st.Stack.ID)
	if err != nil {
		return err
	}
	if found.late {
		s.endless.Store(true)
	}
	if found.why != "" {
		st.Why = append(st.Why, found.why)
	}
	for _, r := range st.Resources {
		r.drift = found.drifts[r.LogicalID]
		switch r.drift.Status {
		case "IN_SYNC", "MODIFIED":
			r.looked = true
		case "DELETED":
			r.looked, r.Deleted = true, true
		}
	}
	if s.Tell != nil && !found.late {
		s.Tell(st.Title)
	}
	return nil
}

// settings compares what belongs to the stack itself.
func (s *survey) settings(ctx context.Context, st *State) error {
	d := &st.Desired
	if d.Document == nil { // a nested stack has what its parent gives it
		return nil
	}
	if d.Protect && !st.Stack.Protected {
		st.Wrong = append(st.Wrong, "termination protection is off: one call deletes the stack")
	}
	if d.Role != "" && st.Stack.Role != d.Role {
		st.Wrong = append(st.Wrong, fmt.Sprintf("cloudformation acts with %s, and not with %s", cmp.Or(st.Stack.Role, "the rights of whoever calls"), d.Role))
	}
	if !d.Protect {
		return nil
	}
	policy, err := s.Stacks.Policy(ctx, st.Stack.ID)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		st.Why = append(st.Why, "its stack policy cannot be read: "+err.Error())
	case policy == "":
		st.Wrong = append(st.Wrong, "it has no stack policy: an update may replace or delete what holds data")
	case !stack.SamePolicy(policy, stack.Policy(d)):
		st.Wrong = append(st.Wrong, "its stack policy is not the one that keeps what holds data from being replaced or deleted by an update")
	}
	return nil
}

// stillSame looks again at the states of the stacks: what changed meanwhile was compared with a template that is none of it any more.
func (s *survey) stillSame(ctx context.Context) error {
	now, err := s.Stacks.All(ctx)
	if err != nil {
		return err
	}
	byID := map[string]stack.Stack{}
	for _, one := range now {
		byID[one.ID] = one
	}
	for _, st := range s.states {
		is := byID[st.Stack.ID]
		if st.Deployed() && (is.Status != st.Stack.Status || !is.Updated.Equal(st.Stack.Updated)) {
			st.Why = append(st.Why, "the stack changed while it was looked at, and is in state "+cmp.Or(string(is.Status), "DELETE_COMPLETE"))
		}
	}
	return nil
}
