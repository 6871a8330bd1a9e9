package deploy

import (
	"context"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/follow"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// patient makes a call again when no answer came, or AWS turned it away too often: the border has repeated it for half a minute by then.
// All its calls may be made twice, since they read, set what is set already, or carry a token. Execute is not repeated: what became of it is
// looked up first. A call that changes something is not cut off by the end of the context, since nobody would know what became of it.
type patient struct {
	Stacks
	pace follow.Pace
	tell func(stack.News)
}

// patience is for how long a call is made again: longer than most disturbances of AWS last.
const patience = 15 * time.Minute

func (p *patient) again(ctx context.Context, call func() error) error {
	until := time.Now().Add(patience)
	for pause := time.Duration(0); ; {
		err := call()
		if !account.Is(err, account.Unreached) || time.Now().After(until) {
			return err
		}
		p.tell(stack.News{Kind: stack.Waiting, Text: err.Error()})
		if pause, err = p.pace.Rest(ctx, pause); err != nil {
			return err
		}
	}
}

// whole is a context for a call that changes something. The border bounds how long it takes.
func whole(ctx context.Context) context.Context { return context.WithoutCancel(ctx) }

func (p *patient) Execute(ctx context.Context, stackID, changeSet, token string) error {
	return p.Stacks.Execute(whole(ctx), stackID, changeSet, token)
}

func (p *patient) Find(ctx context.Context, nameOrID string) (s stack.Stack, found bool, err error) {
	err = p.again(ctx, func() error { s, found, err = p.Stacks.Find(ctx, nameOrID); return err })
	return s, found, err
}

func (p *patient) Template(ctx context.Context, nameOrID string) (text []byte, err error) {
	err = p.again(ctx, func() error { text, err = p.Stacks.Template(ctx, nameOrID); return err })
	return text, err
}

func (p *patient) Policy(ctx context.Context, id string) (policy string, err error) {
	err = p.again(ctx, func() error { policy, err = p.Stacks.Policy(ctx, id); return err })
	return policy, err
}

func (p *patient) Latest(ctx context.Context, id string) (e stack.Event, found bool, err error) {
	err = p.again(ctx, func() error { e, found, err = p.Stacks.Latest(ctx, id); return err })
	return e, found, err
}

func (p *patient) ChangeSet(ctx context.Context, stackID, id string) (c stack.ChangeSet, found bool, err error) {
	err = p.again(ctx, func() error { c, found, err = p.Stacks.ChangeSet(ctx, stackID, id); return err })
	return c, found, err
}

func (p *patient) ChangeSets(ctx context.Context, stackID string) (all []stack.ChangeSet, err error) {
	err = p.again(ctx, func() error { all, err = p.Stacks.ChangeSets(ctx, stackID); return err })
	return all, err
}

func (p *patient) Propose(ctx context.Context, proposal stack.Proposal) (changeSet, stackID string, err error) {
	err = p.again(ctx, func() error { changeSet, stackID, err = p.Stacks.Propose(whole(ctx), proposal); return err })
	return changeSet, stackID, err
}

func (p *patient) Discard(ctx context.Context, stackID, changeSet string) error {
	return p.again(ctx, func() error { return p.Stacks.Discard(whole(ctx), stackID, changeSet) })
}

func (p *patient) Protect(ctx context.Context, id string, on bool) error {
	return p.again(ctx, func() error { return p.Stacks.Protect(whole(ctx), id, on) })
}

func (p *patient) SetPolicy(ctx context.Context, id, policy string) error {
	return p.again(ctx, func() error { return p.Stacks.SetPolicy(whole(ctx), id, policy) })
}

func (p *patient) Delete(ctx context.Context, id, token, role string, retain []string, force bool) error {
	return p.again(ctx, func() error { return p.Stacks.Delete(whole(ctx), id, token, role, retain, force) })
}
