package publish

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
)

// How long Do waits for a version that AWS is still making.
const (
	firstLook = 200 * time.Millisecond
	lastLook  = 5 * time.Second
	patience  = 2 * time.Minute
)

// Do takes the steps in their order, and tells of each when it is done. Before an older version changes, the new one can be launched. An
// older version that is in use does not keep the others back; the error at the end names all of them.
func Do(ctx context.Context, bucket Bucket, catalog Catalog, p *Product, s *State, steps []Step, done func(Step)) error {
	if s.Making {
		if err := available(ctx, catalog, s.IDs[0], s.Versions[s.current(p)].ID, p); err != nil {
			return err
		}
	}
	var used []string
	for _, step := range steps {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		err := do(ctx, bucket, catalog, p, s, step)
		switch {
		case account.Is(err, account.InUse):
			used = append(used, step.Version)
		case err != nil:
			return err
		default:
			done(step)
		}
	}
	if len(used) == 0 {
		return nil
	}
	return &account.Error{Kind: account.InUse, Message: fmt.Sprintf("stacks that were launched from %q are still there, so that Service Catalog does not remove: version %s", p.Name, strings.Join(used, ", ")),
		Hint: "update or end them first, or set old: deprecate, which lets nobody launch older versions any more"}
}

func do(ctx context.Context, bucket Bucket, catalog Catalog, p *Product, s *State, step Step) error {
	switch step.Do {
	case Upload:
		return bucket.Store(ctx, step.Key, p.Template)
	case Publish:
		id, err := catalog.Create(ctx, s.IDs[0], account.NewVersion{
			Name: p.VersionName(), Token: s.token(p), Template: bucket.Address(p.Key()),
			Description: fmt.Sprintf("%s of %s; SHA-256 of the template: %s", p.Stack, p.From, p.Version),
		})
		if err != nil {
			return err
		}
		return available(ctx, catalog, s.IDs[0], id, p)
	case Restore:
		return catalog.Restore(ctx, s.IDs[0], step.ID)
	case Deactivate:
		return catalog.Deactivate(ctx, s.IDs[0], step.ID)
	case Deprecate:
		return catalog.Deprecate(ctx, s.IDs[0], step.ID)
	case Remove:
		return catalog.Delete(ctx, s.IDs[0], step.ID)
	}
	panic("internal error: unknown step " + string(step.Do))
}

// available waits until a version can be launched. One that is not found yet was made just now.
func available(ctx context.Context, catalog Catalog, product, version string, p *Product) error {
	ctx, stop := context.WithTimeoutCause(ctx, patience, &account.Error{Message: fmt.Sprintf("Service Catalog is still making version %s of %q after %s", p.VersionName(), p.Name, patience),
		Hint: "publish again in a while: nothing is made twice"})
	defer stop()
	for pause := firstLook; ; pause = min(2*pause, lastLook) {
		status, err := catalog.Status(ctx, product, version)
		switch {
		case account.Is(err, account.NotThere):
		case err != nil:
			return err
		case status == account.Available:
			return nil
		case status == account.Broken:
			return &account.Error{Message: fmt.Sprintf("Service Catalog could not make version %s of %q from its template", p.VersionName(), p.Name),
				Hint: "look at the version in the Service Catalog console, delete it there, and publish again"}
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(pause):
		}
	}
}
