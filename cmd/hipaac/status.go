package main

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/progress"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/render"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

type statusOptions struct {
	reach  reaching
	format *choice
}

func newStatus(con *console) *cobra.Command {
	o := statusOptions{format: newChoice("text", "json")}
	cmd := &cobra.Command{
		Use:   "status [SPEC…]",
		Short: "show how the stacks of environments stand in their accounts",
		Long: `Status reads how each stack of the specs stands: its state, when it was changed
and by which run, whether it has the template that the spec compiles to now,
whether it is protected from deletion, and what the last look for drift said.
It also lists stacks that are named like the environments and that no spec asks
for. It only reads, after making sure of every account's identity.

A template "as compiled" says what CloudFormation was given, not what there is:
what was changed past it is found by "hipaac drift". IN_SYNC is no promise:
CloudFormation counts what it cannot check as in sync.`,
		Example: `  hipaac status
  hipaac status environments/prod.yaml --stack 'data*'
  hipaac status --json | jq '.stacks[] | select(.inMotion)'`,
		ValidArgsFunction: completeFiles("yaml", "yml"),
		RunE:              func(_ *cobra.Command, args []string) error { return o.run(con, args) },
	}
	o.reach.add(cmd)
	addFormat(cmd, o.format)
	return cmd
}

func (o *statusOptions) run(con *console, args []string) error {
	ctx, stop := interruptible()
	defer stop()
	t, err := o.reach.findAnyway(con, args)
	if err != nil {
		return err
	}
	places, err := t.places(ctx)
	if err != nil {
		return asFailure(err)
	}
	if err := stand(ctx, places); err != nil {
		return asFailure(err)
	}
	for _, p := range places {
		if o.reach.only != "" { // stacks of no spec match no pattern
			p.stands = p.stands[:len(p.desired)]
		}
	}
	return o.write(con, places)
}

// place is one account and region, with the stacks that are picked there.
type place struct {
	target  stack.Target
	session *account.Session
	desired []stack.Desired
	stands  []progress.Standing
}

// places opens every account and region that a picked stack is in, so that all identities are checked before anything else is asked.
func (t *targets) places(ctx context.Context) ([]*place, error) {
	var places []*place
	of := map[stack.Target]*place{}
	for i := range t.desired {
		d := &t.desired[i]
		if !t.wants(d) {
			continue
		}
		p := of[d.Target]
		if p == nil {
			p = &place{target: d.Target}
			of[d.Target], places = p, append(places, p)
		}
		p.desired = append(p.desired, *d)
	}
	for _, p := range places {
		session, err := t.open(ctx, p.target)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.target, err)
		}
		p.session = session
	}
	return places, nil
}

// stand reads all places at the same time: each has a rate of its own.
func stand(ctx context.Context, places []*place) error {
	errs := make([]error, len(places))
	var all sync.WaitGroup
	for i, p := range places {
		all.Go(func() {
			p.stands, errs[i] = progress.Stand(ctx, p.session.Stacks(), p.desired)
		})
	}
	all.Wait()
	for i, err := range errs {
		if err != nil {
			return fmt.Errorf("%s: %w", places[i].target, err)
		}
	}
	return nil
}

func (o *statusOptions) write(con *console, places []*place) error {
	var b bytes.Buffer
	if o.format.value == "json" {
		list := []standing{}
		for _, p := range places {
			for i := range p.stands {
				list = append(list, asStanding(&p.stands[i], p.session.Caller))
			}
		}
		if err := render.EncodeJSON(&b, struct {
			Stacks []standing `json:"stacks"`
		}{list}); err != nil {
			return err
		}
		_, err := con.out.Write(b.Bytes())
		return err
	}
	for i, p := range places {
		if i > 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "%s, as %s\n", p.target, render.Visible(p.session.Caller))
		writeStandings(&b, p.stands)
	}
	if _, err := con.out.Write(b.Bytes()); err != nil {
		return err
	}
	for _, p := range places {
		for i := range p.stands {
			if text := advice(&p.stands[i]); text != "" {
				con.note("%s", render.Visible(text))
			}
		}
	}
	return nil
}

func writeStandings(b *bytes.Buffer, all []progress.Standing) {
	t := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	defer t.Flush()
	fmt.Fprintln(t, "STACK\tSTATE\tCHANGED\tBY\tTEMPLATE\tPROTECTED\tDRIFT")
	for i := range all {
		s := &all[i]
		if s.Live.Status == stack.None {
			fmt.Fprintf(t, "%s\tnot there\t-\t-\t%s\t-\t-\n", title(s), s.Template)
			continue
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", title(s), s.Live.Status, stamp(s.Changed()), render.Visible(orElse(progress.By(s.Token), "-")), s.Template,
			protection(s), driftSeen(&s.Live))
	}
}

// title is the stack's name in the spec, or its own.
func title(s *progress.Standing) string {
	if s.Key == "" {
		return s.Name
	}
	return s.Environment + "/" + s.Key
}

func protection(s *progress.Standing) string {
	switch {
	case s.Live.Protected:
		return "yes"
	case s.Protect:
		return "NO, and the spec asks for it"
	}
	return "no"
}

func driftSeen(s *stack.Stack) string {
	if s.DriftAt.IsZero() {
		return "never checked"
	}
	return s.Drift + " on " + s.DriftAt.UTC().Format(time.DateOnly)
}

// advice is what to do about a stack that does not stand well.
func advice(s *progress.Standing) string {
	status := s.Live.Status
	by := after(", begun by ", progress.By(s.Token))
	if !s.Since.IsZero() {
		by += " at " + stamp(s.Since)
	}
	switch {
	case s.Template == progress.Unwanted:
		return fmt.Sprintf("%s: named like an environment of the specs, and none of them asks for it", s.Name)
	case status.Moving():
		return fmt.Sprintf("%s is %s%s; \"hipaac watch\" follows it", title(s), status, by)
	case status == stack.None, status.Steady():
		return ""
	case status == stack.ReviewInProgress:
		return fmt.Sprintf("%s waits for its first change set to be carried out, and has no resources", title(s))
	}
	return fmt.Sprintf("%s is %s%s%s; \"hipaac recover\" says what to do", title(s), status, by, after(": ", s.Live.Reason))
}

// standing is the same for programs.
type standing struct {
	stack.Ref
	Environment string             `json:"environment,omitempty"`
	Key         string             `json:"key,omitempty"`
	Caller      string             `json:"caller"`
	ID          string             `json:"stackId,omitempty"`
	Status      stack.Status       `json:"status,omitempty"` // missing where there is no stack
	Reason      string             `json:"reason,omitempty"`
	InMotion    bool               `json:"inMotion"`
	Changed     *time.Time         `json:"changed,omitempty"`
	Token       string             `json:"token,omitempty"` // of the operation that began last
	By          string             `json:"by,omitempty"`
	Since       *time.Time         `json:"since,omitempty"`
	Template    progress.Agreement `json:"template"`
	Protected   bool               `json:"protected"`
	Protect     bool               `json:"shouldBeProtected"`
	Drift       string             `json:"drift,omitempty"`
	DriftAt     *time.Time         `json:"driftChecked,omitempty"`
}

func asStanding(s *progress.Standing, caller string) standing {
	return standing{
		Ref: s.Ref, Environment: s.Environment, Key: s.Key, Caller: caller, ID: s.Live.ID, Status: s.Live.Status, Reason: s.Live.Reason, InMotion: s.Live.Status.Moving(),
		Changed: instant(s.Changed()), Token: s.Token, By: progress.By(s.Token), Since: instant(s.Since), Template: s.Template, Protected: s.Live.Protected, Protect: s.Protect,
		Drift: s.Live.Drift, DriftAt: instant(s.Live.DriftAt),
	}
}

// instant is a time that may not be known.
func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}
