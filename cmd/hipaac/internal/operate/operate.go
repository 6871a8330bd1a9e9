// Package operate begins one operation on a stack and stays with it to its end. It guarantees:
//
//   - What is about to be called is on disk before it is called, and its answer after it.
//   - Where the answer is lost the same call is made again, with the same token: CloudFormation takes both for one.
//   - Each event of the operation is in the record, without values.
package operate

import (
	"context"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/follow"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/record"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// Journal is the record of the run.
type Journal interface {
	Add(kind string, data any) error
}

// Operator carries operations out. It may be used by several goroutines if Tell may.
type Operator struct {
	Journal Journal
	Pace    follow.Pace
	Tell    func(stack.News)
}

// Call is a call that begins an operation.
type Call struct {
	Ref       stack.Ref
	Stack     string // ARN
	Operation string // as AWS calls it, such as "DeleteStack"
	Token     string
	Detail    string // what else says which call it is
	Text      string // for people: what is being done
	// Do makes the call. It may be called again with the same effect.
	Do func(ctx context.Context) error
}

// attempts is how often a call is made whose answer does not arrive. The border has repeated it by itself by then.
const attempts = 3

// Run makes a call and follows the operation to its end. An error that is account.Unreached leaves open whether the operation runs.
func (o *Operator) Run(ctx context.Context, aws follow.Stacks, c Call) (follow.Outcome, error) {
	op := follow.Operation{Ref: c.Ref, Stack: c.Stack, Token: c.Token}
	if before, found, err := aws.Latest(ctx, c.Stack); err == nil && found && before.Token != c.Token {
		op.After = before.ID
	}
	if err := o.Call(ctx, c); err != nil && !o.began(ctx, aws, c, err) {
		return follow.Outcome{}, err
	}
	o.Tell(stack.News{Ref: c.Ref, Kind: stack.Started, Text: c.Text})
	return o.follow(ctx, aws, op)
}

// looks is how often an operation is looked for whose call failed: reads may be behind.
const looks = 3

// began reports whether a call that failed was carried out all the same: the answer was lost, the border made the call again, and the stack was
// then no longer in a state for it. The operation has the call's token, whatever the words of the refusal.
func (o *Operator) began(ctx context.Context, aws follow.Stacks, c Call, err error) bool {
	if account.Is(err, account.WrongIdentity) {
		return false
	}
	pause := time.Duration(0)
	for range looks {
		event, found, err := aws.Latest(ctx, c.Stack)
		if err == nil && found && event.Token == c.Token {
			return true
		}
		if pause, err = o.Pace.Rest(ctx, pause); err != nil {
			return false
		}
	}
	return false
}

// Call makes a call that changes something and begins nothing that has to be followed.
func (o *Operator) Call(ctx context.Context, c Call) error {
	intend := record.Intend{Ref: c.Ref, Stack: c.Stack, Operation: c.Operation, Token: c.Token, Detail: c.Detail}
	result := record.Result{Ref: c.Ref, Stack: c.Stack, Operation: c.Operation, Token: c.Token}
	var err error
	for n := range attempts {
		if n > 0 {
			o.Tell(stack.News{Ref: c.Ref, Kind: stack.Waiting, Text: err.Error()})
			if _, stopped := o.Pace.Rest(ctx, 0); stopped != nil {
				return stopped
			}
		}
		if written := o.Journal.Add(record.KindIntend, intend); written != nil {
			return written
		}
		err = c.Do(ctx)
		result.Error = ""
		if err != nil {
			result.Error = err.Error()
		}
		if written := o.Journal.Add(record.KindResult, result); written != nil && err == nil {
			return written
		}
		if !account.Is(err, account.Unreached) {
			return err
		}
	}
	return err
}

// Attach follows the operation that began last, whoever asked for it. It is false where there is none.
func (o *Operator) Attach(ctx context.Context, aws follow.Stacks, ref stack.Ref, id, text string) (follow.Outcome, bool, error) {
	op, found, err := follow.Attach(ctx, aws, ref, id)
	if err != nil || !found {
		return follow.Outcome{}, false, err
	}
	o.Tell(stack.News{Ref: ref, Kind: stack.Started, Text: text})
	out, err := o.follow(ctx, aws, op)
	return out, true, err
}

// follow writes events into the record and tells of them. A record that can no longer be written ends it.
func (o *Operator) follow(ctx context.Context, aws follow.Stacks, op follow.Operation) (follow.Outcome, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	return follow.Follow(ctx, aws, op, o.Pace, func(n stack.News) {
		if n.Event != nil {
			if err := o.Journal.Add(record.KindEvent, record.NewEvent(n.Ref, n.Event)); err != nil {
				stop(err)
			}
		}
		o.Tell(n)
	})
}
