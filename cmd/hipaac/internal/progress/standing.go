package progress

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// Stacks is what is read to see how stacks stand: CloudFormation of one account and region.
type Stacks interface {
	All(ctx context.Context) ([]stack.Stack, error)
	Template(ctx context.Context, nameOrID string) ([]byte, error)
	Latest(ctx context.Context, id string) (stack.Event, bool, error)
}

// Agreement says how the template of a stack compares with the one that its spec compiles to.
type Agreement string

const (
	AsCompiled Agreement = "as compiled"
	Differs    Agreement = "differs"
	Undeployed Agreement = "not deployed" // there is no stack, or one without resources
	Unwanted   Agreement = "no spec"      // no spec asks for the stack
)

// Standing is how a stack stands.
type Standing struct {
	stack.Ref
	Environment, Key string // "" where no spec asks for the stack
	Live             stack.Stack
	Template         Agreement
	Protect          bool // the spec asks for termination protection
	// Token is of the operation that began last, and Since when it did; Token is "" where AWS does not say.
	Token string
	Since time.Time
}

// atOnce is how many calls of one account and region are under way at a time; how fast they may come is the session's to say.
const atOnce = 8

// Stand reads how the stacks of one account and region stand: those that are desired, in their order, and then those that are named like
// their environments and that no spec asks for.
func Stand(ctx context.Context, from Stacks, desired []stack.Desired) ([]Standing, error) {
	live, err := from.All(ctx)
	if err != nil {
		return nil, err
	}
	byName := map[string]stack.Stack{}
	for _, s := range live {
		if s.Parent == "" && !s.Status.Gone() {
			byName[s.Name] = s
		}
	}
	all := make([]Standing, len(desired))
	errs := make([]error, len(desired))
	var reading sync.WaitGroup
	free := make(chan struct{}, atOnce)
	for i := range desired {
		d := &desired[i]
		all[i] = Standing{Ref: d.Ref, Environment: d.Environment, Key: d.Key, Live: byName[d.Name], Template: Undeployed, Protect: d.Protect}
		free <- struct{}{}
		reading.Go(func() {
			defer func() { <-free }()
			errs[i] = all[i].read(ctx, from, d)
		})
	}
	reading.Wait()
	for i, err := range errs {
		if err != nil {
			return nil, fmt.Errorf("%s/%s: %w", desired[i].Environment, desired[i].Key, err)
		}
	}
	return append(all, unwanted(byName, desired)...), nil
}

func (s *Standing) read(ctx context.Context, from Stacks, d *stack.Desired) error {
	if s.Live.Status.Gone() {
		return nil
	}
	begun, found, err := from.Latest(ctx, s.Live.ID)
	if err != nil {
		return err
	}
	if found {
		s.Token, s.Since = begun.Token, begun.At
	}
	if s.Live.Status == stack.ReviewInProgress || s.Live.Status == stack.RollbackComplete {
		return nil
	}
	text, err := from.Template(ctx, s.Live.ID)
	if err != nil {
		return err
	}
	s.Template = Differs
	if stack.SameTemplate(text, d.Template) {
		s.Template = AsCompiled
	}
	return nil
}

// unwanted are stacks whose names begin with that of an environment. Names of stacks are those of the environment and of the spec.
func unwanted(byName map[string]stack.Stack, desired []stack.Desired) []Standing {
	prefixes := map[string]bool{}
	wanted := map[string]bool{}
	var target stack.Target
	for i := range desired {
		d := &desired[i]
		prefixes[strings.TrimSuffix(d.Name, d.Key)] = true
		wanted[d.Name] = true
		target = d.Target
	}
	var all []Standing
	for name, s := range byName {
		for prefix := range prefixes {
			if !wanted[name] && strings.HasPrefix(name, prefix) {
				all = append(all, Standing{Ref: stack.Ref{Target: target, Name: name}, Live: s, Template: Unwanted})
				break
			}
		}
	}
	slices.SortFunc(all, func(a, b Standing) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// Changed is when the stack was made, or changed last.
func (s *Standing) Changed() time.Time {
	if s.Live.Updated.IsZero() {
		return s.Live.Created
	}
	return s.Live.Updated
}

var ofRun = regexp.MustCompile(`^hipaac-([0-9]{8}T[0-9]{6}Z-[0-9a-f]{6})-`)

// By says whose an operation is, by its token: a run of hipaac, or the token itself; "" where there is none.
func By(token string) string {
	if run := ofRun.FindStringSubmatch(token); run != nil {
		return "run " + run[1]
	}
	return token
}
