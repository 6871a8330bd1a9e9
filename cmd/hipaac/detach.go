package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/deploy"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/record"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/render"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// watch waits for somebody to end the program. The first time it detaches: nothing new is begun, and what runs goes on without it. The second
// time the program ends at once, but where there is somebody at a terminal to be asked.
type watch struct {
	ctx     context.Context
	signals chan os.Signal
}

func newWatch(terminal bool) *watch {
	ctx, detach := context.WithCancelCause(context.Background())
	w := &watch{ctx: ctx, signals: make(chan os.Signal, 1)}
	first := make(chan os.Signal, 1)
	signal.Notify(first, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-first
		if terminal {
			signal.Notify(w.signals, os.Interrupt)
		}
		signal.Stop(first)
		detach(deploy.ErrDetached)
	}()
	return w
}

// end gives Ctrl-C its usual effect again.
func (w *watch) end() { signal.Reset(os.Interrupt, syscall.SIGTERM) }

// again waits for a second Ctrl-C, for a while.
func (w *watch) again(wait time.Duration) bool {
	select {
	case <-w.signals:
		return true
	case <-time.After(wait):
		return false
	}
}

// secondThought is how long a second Ctrl-C is waited for.
const secondThought = 5 * time.Second

// detached says what goes on without the program, and how to go on with it. At a terminal a second Ctrl-C asks whether to cancel.
func (d *deployment) detached(e *ending) {
	var under []*deploy.Verdict
	for i := range e.verdicts {
		if v := &e.verdicts[i]; v.Outcome == record.Detached || v.Outcome == record.Unknown {
			under = append(under, v)
			d.con.note("%s", render.Visible(fmt.Sprintf("%s goes on: %s", v.Step.Title(), v.ID)))
		}
	}
	d.con.note("detached from run %s; %s", d.targets.run, d.howToGoOn())
	ask := newAsker(d.con)
	if len(under) == 0 || !ask.here() {
		return
	}
	d.con.note("Ctrl-C within %s asks whether to cancel what runs", secondThought)
	if !d.watch.again(secondThought) {
		return
	}
	d.watch.end()
	if !ask.typed("cancel", "CloudFormation then takes updates that run back; creations cannot be cancelled. Type cancel:") {
		return
	}
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	for _, v := range under {
		if err := d.cancel(ctx, v); err != nil {
			d.con.note("%s", render.Visible(fmt.Sprintf("%s was not cancelled: %v", v.Step.Title(), err)))
			continue
		}
		d.con.note("%s is taken back", v.Step.Title())
	}
}

func (d *deployment) cancel(ctx context.Context, v *deploy.Verdict) error {
	at := d.places[v.Step.Target].Stacks()
	call := record.Intend{Ref: v.Step.Ref, Stack: v.ID, Operation: "CancelUpdateStack", Token: stack.Token(d.targets.run, v.Step.Name()+"-cancel", 1)}
	if err := d.journal.Add(record.KindIntend, call); err != nil {
		return err
	}
	err := at.Cancel(ctx, v.ID, call.Token)
	result := record.Result{Ref: call.Ref, Stack: v.ID, Operation: call.Operation, Token: call.Token}
	if err != nil {
		result.Error = err.Error()
	}
	if lost := d.journal.Add(record.KindResult, result); err == nil {
		return lost
	}
	return err
}
