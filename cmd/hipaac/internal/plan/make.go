package plan

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/follow"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
	"github.com/hipaac/hipaac/compiler/controls"
)

// Stacks is what a plan asks of CloudFormation in one account and region.
type Stacks interface {
	Find(ctx context.Context, nameOrID string) (stack.Stack, bool, error)
	All(ctx context.Context) ([]stack.Stack, error)
	Template(ctx context.Context, nameOrID string) ([]byte, error)
	TemplateOf(ctx context.Context, stackID, changeSet string) ([]byte, error)
	Policy(ctx context.Context, id string) (string, error)
	Resources(ctx context.Context, id string) ([]stack.Resource, error)
	Latest(ctx context.Context, id string) (stack.Event, bool, error)
	Failures(ctx context.Context, id string) ([]stack.Failure, error)
	Hooks(ctx context.Context, changeSet string) ([]stack.Failure, error)
	Propose(ctx context.Context, p stack.Proposal) (changeSet, stackID string, err error)
	ChangeSet(ctx context.Context, stackID, id string) (stack.ChangeSet, bool, error)
	ChangeSets(ctx context.Context, stackID string) ([]stack.ChangeSet, error)
	Discard(ctx context.Context, stackID, changeSet string) error
	Delete(ctx context.Context, id, token, role string, retain []string, force bool) error
	Importers(ctx context.Context, export string) ([]string, error)
}

// Bucket is where templates go that are too long for a call.
type Bucket interface {
	Create(ctx context.Context, key string, content []byte) (created bool, err error)
	Store(ctx context.Context, key string, content []byte) error
	Address(key string) string
}

// Place is one account and region, with somebody's rights. Whose they are was checked before it was made.
type Place struct {
	Caller string // ARN
	Stacks Stacks
	Bucket func(name string) Bucket
}

// How says what a plan is made with.
type How struct {
	// Run names the run and says when it began: see record.NewRun. Change sets and tokens carry it. Number is one above which no change
	// set of the run has a number yet: another one whenever a run is gone on with.
	Run    string
	Number int
	// Now is the time by which a plan file has expired or not.
	Now time.Time
	// Open gives the right to act in a target, and refuses any other account.
	Open func(ctx context.Context, target stack.Target) (Place, error)
	// Select are patterns of the stacks that are planned for; none for all. The others only take part in the judgement.
	Select []string
	// Deployers are the names of the roles that deploy, by environment. Such a role cannot change what it is made of.
	Deployers map[string]string
	// Controls say which safeguards hold: those that judged the specs. None stands for those of hipaac.
	Controls []*controls.Control
	// Pace is how often CloudFormation is asked whether it has made a change set.
	Pace follow.Pace
	// Orphans has stacks listed that no spec asks for.
	Orphans bool
	// given is a plan file whose change sets are read again instead of making new ones: see Verify.
	given *File
}

// atOnce is how many stacks of a target are read, or have change sets made, at the same time. The border keeps to the limits of the
// account whatever this is.
const atOnce = 8

// Make finds out what would happen to each stack. Desired are all stacks of the specs, in an order in which they can be deployed. Where
// it returns an error it leaves no change set behind; a plan that is not carried out has to be discarded.
func Make(ctx context.Context, how How, desired []stack.Desired) (*Plan, error) {
	m := &maker{How: how, places: map[stack.Target]Place{}, plan: &Plan{Run: how.Run, Created: began(how.Run), Select: how.Select}}
	if err := m.open(ctx, desired); err != nil {
		return nil, err
	}
	if err := m.read(ctx, desired); err != nil {
		return nil, err
	}
	if m.plan.Nothing() {
		return m.plan, m.orphans(ctx)
	}
	if err := m.judge(ctx); err != nil {
		return nil, err
	}
	if err := m.propose(ctx); err != nil {
		if how.given == nil {
			err = errors.Join(err, m.plan.Discard(context.WithoutCancel(ctx), m.place, m.Pace))
		}
		return nil, err
	}
	return m.plan, m.orphans(ctx)
}

// maker is a plan in the making.
type maker struct {
	How
	places map[stack.Target]Place
	plan   *Plan
	// others are stacks of the specs that the plan is not for.
	others []Step
}

// place is where a target is.
func (m *maker) place(t stack.Target) Place { return m.places[t] }

// open asks for the right to act in every target, before anything else is asked of one.
func (m *maker) open(ctx context.Context, desired []stack.Desired) error {
	var targets []stack.Target
	for i := range desired {
		if t := desired[i].Target; m.wants(&desired[i]) && !slices.Contains(targets, t) {
			targets = append(targets, t)
		}
	}
	places := make([]Place, len(targets))
	err := each(ctx, len(targets), len(targets), func(ctx context.Context, i int) (err error) {
		places[i], err = m.Open(ctx, targets[i])
		return err
	})
	for i, t := range targets {
		m.places[t] = places[i]
		m.plan.Callers = append(m.plan.Callers, Caller{t, places[i].Caller})
	}
	return err
}

func (m *maker) wants(d *stack.Desired) bool { return len(m.Select) == 0 || Matches(d, m.Select) }

// Matches reports whether one of the patterns, which are those of path.Match, is for a stack: for its name in the spec, alone or with the
// environment's folder before it.
func Matches(d *stack.Desired, patterns []string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool {
		return slices.ContainsFunc([]string{d.Key, Title(d)}, func(name string) bool {
			is, err := path.Match(p, name)
			return err == nil && is
		})
	})
}

// each calls a function for every number below n, at most that many at the same time, and gives the error of the lowest number that has
// one. The first error keeps back those that have not begun.
func each(ctx context.Context, n, most int, do func(ctx context.Context, i int) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	errs := make([]error, n)
	free := make(chan struct{}, max(most, 1))
	var all sync.WaitGroup
	for i := range n {
		free <- struct{}{}
		if ctx.Err() != nil {
			break
		}
		all.Go(func() {
			defer func() { <-free }()
			if errs[i] = do(ctx, i); errs[i] != nil {
				stop()
			}
		})
	}
	all.Wait()
	for _, err := range errs { // what was only stopped is a victim
		if err != nil && !errors.Is(err, context.Canceled) {
			return err
		}
	}
	return errors.Join(errs...)
}

// eachStep does the same for steps: for all targets, and for some steps of each, at the same time.
func eachStep(ctx context.Context, steps []*Step, do func(ctx context.Context, s *Step) error) error {
	byTarget := map[stack.Target][]*Step{}
	var targets []stack.Target
	for _, s := range steps {
		if byTarget[s.Target] == nil {
			targets = append(targets, s.Target)
		}
		byTarget[s.Target] = append(byTarget[s.Target], s)
	}
	return each(ctx, len(targets), len(targets), func(ctx context.Context, i int) error {
		mine := byTarget[targets[i]]
		return each(ctx, len(mine), atOnce, func(ctx context.Context, k int) error { return do(ctx, mine[k]) })
	})
}

// orphans lists what belongs to an environment by its name, "<system>-<environment>-…", and that no spec asks for.
func (m *maker) orphans(ctx context.Context) error {
	if !m.Orphans {
		return nil
	}
	prefixes := map[stack.Target][]string{}
	known := map[stack.Ref]bool{}
	for _, steps := range [][]Step{m.plan.Steps, m.others} {
		for i := range steps {
			d := &steps[i].Desired
			known[d.Ref] = true
			if prefix, is := strings.CutSuffix(d.Name, d.Key); is && !slices.Contains(prefixes[d.Target], prefix) {
				prefixes[d.Target] = append(prefixes[d.Target], prefix)
			}
		}
	}
	for _, c := range m.plan.Callers {
		all, err := m.places[c.Target].Stacks.All(ctx)
		if err != nil {
			m.plan.Notes = append(m.plan.Notes, fmt.Sprintf("stacks of %s that no spec asks for could not be listed: %v", c.Target, err))
			continue
		}
		for _, s := range all {
			ours := slices.ContainsFunc(prefixes[c.Target], func(p string) bool { return strings.HasPrefix(s.Name, p) })
			if ours && s.Parent == "" && !s.Status.Gone() && !known[stack.Ref{Target: c.Target, Name: s.Name}] {
				m.plan.Orphans = append(m.plan.Orphans, s)
			}
		}
	}
	return ctx.Err()
}
