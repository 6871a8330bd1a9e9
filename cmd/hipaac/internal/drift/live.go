// Package drift says how stacks differ from what specs compile to, and how resources differ from what their stacks say. It only reads,
// and it never takes silence for agreement: what could not be compared is listed with the reason.
package drift

import (
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
	"github.com/hipaac/hipaac/compiler/template"
)

// Live is a stack that specs ask for, as the account has it.
type Live struct {
	stack.Desired
	Stack stack.Stack
	// Body is the template as it was submitted, and Template what it says. Both are empty where nothing is deployed.
	Body     []byte
	Template *template.Document
}

// Deployed reports whether there is a stack with resources. One that waits for its first change set has none, and neither has one whose
// creation was undone.
func (l *Live) Deployed() bool {
	switch l.Stack.Status {
	case stack.ReviewInProgress, stack.RollbackComplete:
		return false
	}
	return !l.Stack.Status.Gone()
}

// Unsteady says in which state the stack is, where that is none in which its template tells what there is; else it is "".
func (l *Live) Unsteady() string {
	if l.Stack.Status.Gone() || l.Stack.Status.Steady() {
		return ""
	}
	return string(l.Stack.Status)
}

// Templates is what is read of CloudFormation in one account and region.
type Templates interface {
	All(ctx context.Context) ([]stack.Stack, error)
	Template(ctx context.Context, nameOrID string) ([]byte, error)
}

// atOnce is how many calls of one account and region are under way at a time; how fast they may come is the session's to say.
const atOnce = 8

// Found is what one account and region has.
type Found struct {
	// Live are the stacks that are desired, in that order.
	Live []*Live
	// Others are named like them, and no spec asks for them.
	Others []stack.Stack
	// Silent says which services did not answer for resources, so that those are not verified.
	Silent []string
	all    map[string]stack.Stack // by ARN
}

// Read gives the stacks of one account and region as they are.
func Read(ctx context.Context, from Templates, desired []stack.Desired) (*Found, error) {
	all, err := from.All(ctx)
	if err != nil {
		return nil, err
	}
	f := &Found{Others: unasked(all, desired), all: map[string]stack.Stack{}}
	byName := map[string]stack.Stack{}
	for _, s := range all {
		byName[s.Name], f.all[s.ID] = s, s
	}
	for i := range desired {
		f.Live = append(f.Live, &Live{Desired: desired[i], Stack: byName[desired[i].Name]})
	}
	return f, inParallel(f.Live, func(l *Live) error { return l.read(ctx, from) })
}

func (l *Live) read(ctx context.Context, from Templates) error {
	if !l.Deployed() {
		return nil
	}
	body, err := from.Template(ctx, l.Stack.ID)
	if err != nil {
		return err
	}
	l.Body = body
	l.Template, _ = template.Parse(l.Name, l.Body)
	return nil
}

// unasked are stacks that begin with the name of an environment, and are none of its stacks.
func unasked(all []stack.Stack, desired []stack.Desired) []stack.Stack {
	asked, prefixes := map[string]bool{}, map[string]bool{}
	for _, d := range desired {
		asked[d.Name] = true
		prefixes[strings.TrimSuffix(d.Name, d.Key)] = true
	}
	var found []stack.Stack
	for _, s := range all {
		if asked[s.Name] || s.Parent != "" || s.Status.Gone() {
			continue
		}
		for prefix := range prefixes {
			if strings.HasPrefix(s.Name, prefix) {
				found = append(found, s)
				break
			}
		}
	}
	slices.SortFunc(found, func(a, b stack.Stack) int { return strings.Compare(a.Name, b.Name) })
	return found
}

// inParallel does something with each of a list, a few at a time, and gives the first error in the order of the list.
func inParallel[T any](list []T, do func(T) error) error {
	errs := make([]error, len(list))
	var all sync.WaitGroup
	free := make(chan struct{}, atOnce)
	for i, item := range list {
		free <- struct{}{}
		all.Add(1)
		go func() {
			defer all.Done()
			defer func() { <-free }()
			errs[i] = do(item)
		}()
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
