package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/publish"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/tree"
	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/inventory"
)

// publishTime is the most that one run may take.
const publishTime = 15 * time.Minute

type publishOptions struct {
	golden             string
	dryRun, uploadOnly bool
	format             *choice
}

func newPublish(con *console) *cobra.Command {
	o := publishOptions{format: newChoice("text", "json")}
	cmd := &cobra.Command{
		Use:   "publish [FILE|FOLDER…]",
		Short: "bring reviewed products into the account's Service Catalog",
		Long: `Publish compiles specs, puts the templates of their products into the account's
artifact bucket, and gives each product of the catalog a version named for its
content. Older versions stay, are deprecated or go, as the spec says. Publishing
the same content again changes nothing. Templates that another stack is deployed
with, such as those that a rollout carries, are put into the bucket as well.

It publishes only what was reviewed: specs that do not compile to what is in the
golden folder are refused, and so are credentials of another account. All is
read and decided before anything is changed.

Exit code 3 means that a stack has to be deployed first; then publish again.`,
		Example: `  hipaac publish environments/account-nonprod.yaml
  hipaac publish --dry-run                what would change; code 2 if anything
  hipaac publish --upload-only            before the catalog is first deployed`,
		ValidArgsFunction: completeFiles("yaml", "yml"),
		RunE:              func(_ *cobra.Command, args []string) error { return o.run(con, args) },
	}
	cmd.Flags().StringVar(&o.golden, "golden", goldenFolder, "folder with the reviewed templates")
	cmd.Flags().BoolVar(&o.dryRun, "dry-run", false, "show what would be done, and change nothing")
	cmd.Flags().BoolVar(&o.uploadOnly, "upload-only", false, "put templates into the bucket, and leave the catalog alone")
	addFormat(cmd, o.format)
	return cmd
}

func (o *publishOptions) run(con *console, args []string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	ctx, cancel := context.WithTimeoutCause(ctx, publishTime, &failure{message: fmt.Sprintf("publishing took more than %s", publishTime), hint: "publish again: what was done stays, the rest follows"})
	defer cancel()
	c := readSpecs(con, args)
	environments, err := o.reviewed(con, c, args)
	if err != nil {
		return err
	}
	return o.publish(ctx, con, c, environments)
}

func (o *publishOptions) publish(ctx context.Context, con *console, c *compilation, environments []*compiler.Environment) error {
	if len(environments) == 0 {
		con.note("nothing to publish: no spec here has a catalog, or a stack that carries templates")
		if o.format.value == "json" {
			return o.writeJSON(con, c.problems, nil)
		}
		return c.show(con)
	}
	products, err := o.read(ctx, environments)
	if err != nil {
		con.note("nothing was published")
		return asFailure(err)
	}
	for _, p := range products {
		steps, refused := publish.Decide(&p.Product, &p.state)
		p.steps, c.problems = steps, append(c.problems, refused...)
	}
	if c.problems.Failed() {
		return o.refused(con, c)
	}
	if o.format.value == "text" {
		if err := c.show(con); err != nil {
			return err
		}
	}
	return o.do(ctx, con, c, products)
}

// reviewed compiles the specs, and gives the environments that have something to publish. Those must be what was reviewed, to the byte.
func (o *publishOptions) reviewed(con *console, c *compilation, args []string) ([]*compiler.Environment, error) {
	var alone sync.Mutex
	var found []*compiler.Environment
	var made []tree.File
	err := c.each(func(e *compiler.Environment) error {
		if !publish.Any(e) {
			return nil
		}
		alone.Lock()
		defer alone.Unlock()
		found = append(found, e)
		made = append(made, inventory.Files(e)...)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if c.problems.Failed() {
		return nil, o.refused(con, c)
	}
	slices.SortFunc(found, func(a, b *compiler.Environment) int { return strings.Compare(a.Folder, b.Folder) })
	slices.SortFunc(made, func(a, b tree.File) int { return strings.Compare(a.Path, b.Path) })
	return found, asReviewed(o.golden, made, args, "nothing was published")
}

// product is a product, what the account has of it, and what is to be done.
type product struct {
	publish.Product
	environment *compiler.Environment
	bucket      *account.Bucket
	catalog     *account.Catalog
	state       publish.State
	steps       []publish.Step
	done        int // how many of the steps
}

// read makes sure, before anything else is asked of AWS, that the credentials are right for every environment; then it asks what is
// there.
func (o *publishOptions) read(ctx context.Context, environments []*compiler.Environment) ([]*product, error) {
	var all []*product
	sessions := account.NewSessions(account.How{})
	for _, e := range environments {
		session, err := sessions.Open(ctx, stack.Target{Account: e.Manifest.Account, Region: e.Manifest.Region}, account.Role{}) // no deploy role may publish
		if err != nil {
			return nil, fmt.Errorf("%s: %w", e.Folder, oneAccount(err, environments))
		}
		for _, p := range publish.Products(e) {
			all = append(all, &product{Product: p, environment: e, bucket: session.Bucket(e.Manifest.ArtifactBucket), catalog: session.Catalog()})
		}
	}
	for _, p := range all {
		err := p.state.ReadBucket(ctx, p.bucket, &p.Product)
		if problem := (*account.Error)(nil); errors.As(err, &problem) && problem.Kind == account.NotThere {
			problem.Hint = "deploy the stack that makes it, " + artifactStack(p.environment) + ", then publish again"
		}
		if err == nil && !o.uploadOnly {
			err = p.state.ReadCatalog(ctx, p.catalog, &p.Product)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.environment.Folder, err)
		}
	}
	return all, nil
}

// oneAccount adds a remedy for specs of several accounts, for which no credentials can be right.
func oneAccount(err error, environments []*compiler.Environment) error {
	problem := (*account.Error)(nil)
	several := slices.ContainsFunc(environments, func(e *compiler.Environment) bool { return e.Manifest.Account != environments[0].Manifest.Account })
	if several && errors.As(err, &problem) {
		problem.Hint += "; the specs are of several accounts: name those of one at a time"
	}
	return err
}

// artifactStack is the name of the stack that makes the bucket.
func artifactStack(e *compiler.Environment) string {
	for _, s := range e.Manifest.Stacks {
		if s.Blueprint == "artifacts" {
			return s.Stack
		}
	}
	return "artifacts"
}

// asFailure gives an error of AWS its exit code.
func asFailure(err error) error {
	if errors.Is(err, context.Canceled) {
		return &failure{message: "stopped", code: exitStopped}
	}
	problem := (*account.Error)(nil)
	if !errors.As(err, &problem) {
		return err
	}
	f := &failure{message: err.Error(), hint: problem.Hint}
	switch problem.Kind {
	case account.WrongIdentity:
		f.code = exitIdentity
	case account.NotThere:
		f.code = exitBlocked
	case account.Busy:
		f.code = exitBusy
	}
	return f
}
