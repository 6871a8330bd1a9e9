package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/signal"
	"path"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/plan"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/record"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/recovery"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/controls"
	"github.com/hipaac/hipaac/compiler/diag"
)

// targets are the stacks that specs name, and the way to their accounts.
type targets struct {
	specs        *compilation
	environments []*compiler.Environment
	desired      []stack.Desired // all of them, in an order in which they can be deployed
	only         string          // a pattern for names of stacks; "" is all
	run          string          // the name of the run, which sessions of roles have, too
	sessions     *account.Sessions
}

// reaching is how stacks are picked, and as whom accounts are entered.
type reaching struct {
	only, role string
	assume     bool
}

func (r *reaching) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&r.only, "stack", "", "only stacks of this name in the spec; may be a pattern, such as 'data*'")
	cmd.Flags().StringVar(&r.role, "role", "", "name of the role to take in accounts that the credentials are not of")
	cmd.Flags().BoolVar(&r.assume, "assume", false, "take the role in the account of the credentials as well")
}

// find compiles specs and picks stacks. Nothing is asked of AWS yet.
func (r *reaching) find(con *console, args []string) (*targets, error) {
	return r.pick(con, readSpecs(con, args))
}

// findAnyway is find for commands that look, take back or take away. Nothing new gets into an account by them, so an exception whose time is
// over is a warning: whoever is on call in the night in which it ends must not be stopped by it.
func (r *reaching) findAnyway(con *console, args []string) (*targets, error) {
	c := readSpecs(con, args)
	c.anyway = true
	return r.pick(con, c)
}

func (r *reaching) pick(con *console, c *compilation) (*targets, error) {
	t := &targets{specs: c, only: r.only, run: record.NewRun(con.now())}
	t.sessions = account.NewSessions(account.How{Role: r.role, Always: r.assume, Session: t.run})
	t.specs.small = true
	heapOfAccounts.set()
	var err error
	t.environments, err = t.specs.environments()
	if err != nil {
		return nil, err
	}
	if t.specs.problems.Failed() {
		if err := t.specs.show(con); err != nil {
			return nil, err
		}
		con.note("nothing was done")
		return nil, exitError(exitFailed)
	}
	t.desired = stack.Desire(t.environments)
	return t, t.matched()
}

// forget lets go of what only a comparison with the golden folder needs: much of the memory that environments take.
func (t *targets) forget() {
	for _, e := range t.environments {
		e.Templates, e.Manifest.Controls, e.Manifest.Sources = nil, nil, nil
	}
}

// controls are what judged the specs: those of hipaac, and those of the organisation's policy.
func (t *targets) controls() []*controls.Control {
	for _, e := range t.environments {
		return e.Controls
	}
	return nil
}

// matched refuses a pattern that no stack has.
func (t *targets) matched() error {
	var keys []string
	for i := range t.desired {
		if t.wants(&t.desired[i]) {
			return nil
		}
		keys = append(keys, t.desired[i].Key)
	}
	if t.only == "" {
		return &failure{message: "the specs have no stack", hint: "name specs of environments"}
	}
	hint := "stacks of the specs: " + strings.Join(slices.Compact(slices.Sorted(slices.Values(keys))), ", ")
	if nearest := diag.Nearest(t.only, keys); nearest != "" {
		hint = fmt.Sprintf("did you mean %q?", nearest)
	}
	return &failure{message: fmt.Sprintf("no stack of the specs matches %q", t.only), hint: hint, usage: true}
}

// wants reports whether a stack is picked: by its name in the spec, or with the environment's folder before it.
func (t *targets) wants(d *stack.Desired) bool {
	if t.only == "" {
		return true
	}
	for _, name := range []string{d.Key, d.Environment + "/" + d.Key} {
		if fits, err := path.Match(t.only, name); err == nil && fits {
			return true
		}
	}
	return false
}

// open enters an account. The identity is checked before anything else is called. Where several environments of the account have roles of
// their own to deploy with, none of them may do it for all: then only the credentials' own rights count.
func (t *targets) open(ctx context.Context, target stack.Target) (*account.Session, error) {
	roles := map[account.Role][]string{}
	for _, e := range t.environments {
		if by := e.Manifest.Delivery; by != nil && e.Manifest.Account == target.Account && e.Manifest.Region == target.Region && t.picks(e.Folder) {
			role := account.Role{Name: by.DeployRole, ExternalID: by.ExternalID}
			roles[role] = append(roles[role], e.Folder)
		}
	}
	if len(roles) < 2 {
		for role := range roles {
			return t.sessions.Open(ctx, target, role)
		}
		return t.sessions.Open(ctx, target, account.Role{})
	}
	session, err := t.sessions.Open(ctx, target, account.Role{})
	if problem := (*account.Error)(nil); errors.As(err, &problem) {
		names := slices.Sorted(slices.Values(slices.Concat(slices.Collect(maps.Values(roles))...)))
		problem.Hint = fmt.Sprintf("environments %s each have a role to deploy with: name their specs one at a time, or act as an administrator of the account", strings.Join(names, ", "))
	}
	return session, err
}

// picks reports whether a stack of the environment is picked.
func (t *targets) picks(environment string) bool {
	return slices.ContainsFunc(t.desired, func(d stack.Desired) bool { return d.Environment == environment && t.wants(&d) })
}

// deployers are the names of the roles that deploy, by environment.
func (t *targets) deployers() map[string]string {
	roles := map[string]string{}
	for _, e := range t.environments {
		if by := e.Manifest.Delivery; by != nil {
			roles[e.Folder] = by.DeployRole
		}
	}
	return roles
}

// production lists the environments, among those of which a stack is picked, in which people or patients would miss it.
func (t *targets) production(picked func(environment string) bool) []string {
	var names []string
	for _, e := range t.environments {
		if e.Manifest.Tier == "production" && picked(e.Folder) {
			names = append(names, e.Folder)
		}
	}
	return names
}

// enter opens the account of every stack that is picked, before anything else is asked of one.
func (t *targets) enter(ctx context.Context) (map[stack.Target]recovery.Place, []plan.Caller, error) {
	places := map[stack.Target]recovery.Place{}
	var callers []plan.Caller
	for i := range t.desired {
		d := &t.desired[i]
		if _, open := places[d.Target]; open || !t.wants(d) {
			continue
		}
		session, err := t.open(ctx, d.Target)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", d.Environment, err)
		}
		places[d.Target] = recovery.Place{Caller: session.Caller, Stacks: session.Stacks(), Inventory: session.Inventory()}
		callers = append(callers, plan.Caller{Target: d.Target, Caller: session.Caller})
	}
	return places, callers, nil
}

// interruptible is a context that ends with Ctrl-C. A second one ends the program at once.
func interruptible() (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}
