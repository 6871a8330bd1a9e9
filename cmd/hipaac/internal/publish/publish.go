// Package publish brings the products of a compiled environment into the account's Service Catalog. A State says what is
// there, Decide what has to be done, as a pure function, and Do does it. Nothing is changed before all is decided; a run that
// breaks off leaves versions that can be launched, and the next run does the rest.
//
// A version is named for its content. What has another name was not made here: the first version, which the catalog's stack makes
// because Service Catalog knows no product without one, or one that somebody made by hand. Neither was reviewed as what people
// launch, so both are made inactive as soon as there is a version by content, and neither is ever deleted.
package publish

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/deploy"
	"github.com/hipaac/hipaac/compiler"
)

// Bucket is where templates are put.
type Bucket interface {
	Read(ctx context.Context, key string) (content []byte, found bool, err error)
	Create(ctx context.Context, key string, content []byte) (created bool, err error)
	Address(key string) string
}

// Catalog is where people launch them from.
type Catalog interface {
	Find(ctx context.Context, name string, tags map[string]string) (ids []string, err error)
	Versions(ctx context.Context, product string) ([]deploy.Version, error)
	Status(ctx context.Context, product, version string) (deploy.Status, error)
	Create(ctx context.Context, product string, v deploy.NewVersion) (id string, err error)
	Deactivate(ctx context.Context, product, version string) error
	Deprecate(ctx context.Context, product, version string) error
	Restore(ctx context.Context, product, version string) error
	Delete(ctx context.Context, product, version string) error
}

// Product is a product with its template, and where its things belong.
type Product struct {
	compiler.Product
	Template []byte // JSON
	// Tags are those that every resource of the environment carries: by them a product is known as the catalog's own.
	Tags map[string]string
	// From names the environment for people, such as "clinic account-nonprod".
	From string
}

// Products are those that an environment publishes.
func Products(e *compiler.Environment) []Product {
	var products []Product
	for _, p := range e.Manifest.Products {
		i := slices.IndexFunc(e.Manifest.Stacks, func(s compiler.StackManifest) bool { return s.Key == p.Stack })
		template := e.Templates[i].JSON
		if sum := sha256.Sum256(template); hex.EncodeToString(sum[:]) != p.Version {
			panic(fmt.Sprintf("internal error: the manifest has another digest for %s than its template", p.Stack))
		}
		products = append(products, Product{Product: p, Template: template, From: e.Manifest.System + " " + e.Manifest.Environment,
			Tags: map[string]string{"ManagedBy": "hipaac", "System": e.Manifest.System, "Environment": e.Manifest.Environment}})
	}
	return products
}

// nameLength is how many digits of the content's SHA-256 a version's name has: few enough to read out, and so many that two versions of
// one product never share them.
const nameLength = 12

// VersionName is the name of the product's version.
func (p *Product) VersionName() string { return p.Version[:nameLength] }

// Key is the object of the version's template.
func (p *Product) Key() string { return "templates/" + p.Version + ".json" }

// State is what an account has of a product.
type State struct {
	// Template and First tell whether the objects are there. Foreign says that the object of the template holds something else.
	Template, First, Foreign bool
	// IDs are the products of the name; none where the catalog's stack is not deployed.
	IDs      []string
	Versions []deploy.Version
	// Making says that AWS is still making the current version, Broken that it could not.
	Making, Broken bool
}

// ReadBucket asks which templates are there. It changes nothing.
func (s *State) ReadBucket(ctx context.Context, bucket Bucket, p *Product) error {
	content, found, err := bucket.Read(ctx, p.Key())
	if err != nil {
		return err
	}
	s.Template, s.Foreign = found, found && !bytes.Equal(content, p.Template)
	_, s.First, err = bucket.Read(ctx, p.First)
	return err
}

// ReadCatalog asks which versions are there. It changes nothing.
func (s *State) ReadCatalog(ctx context.Context, catalog Catalog, p *Product) error {
	var err error
	if s.IDs, err = catalog.Find(ctx, p.Name, p.Tags); err != nil || len(s.IDs) != 1 {
		return err
	}
	if s.Versions, err = catalog.Versions(ctx, s.IDs[0]); err != nil {
		return err
	}
	slices.SortStableFunc(s.Versions, func(a, b deploy.Version) int { return a.Created.Compare(b.Created) })
	i := s.current(p)
	if i < 0 {
		return nil
	}
	status, err := catalog.Status(ctx, s.IDs[0], s.Versions[i].ID)
	s.Making, s.Broken = status == deploy.Creating, status == deploy.Broken
	return err
}

func (s *State) current(p *Product) int {
	return slices.IndexFunc(s.Versions, func(v deploy.Version) bool { return v.Name == p.VersionName() })
}

// token makes repeated calls for one version one call. Versions that are there are part of it: the same content may come back after
// it was taken away, and must not be answered with the version that is gone.
func (s *State) token(p *Product) string {
	parts := []string{s.IDs[0], p.Version}
	for _, v := range s.Versions {
		parts = append(parts, v.ID)
	}
	slices.Sort(parts[2:])
	sum := sha256.Sum256([]byte(strings.Join(parts, "\n")))
	return "hipaac-" + hex.EncodeToString(sum[:])
}

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
		case deploy.Is(err, deploy.InUse):
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
	return &deploy.Error{Kind: deploy.InUse, Message: fmt.Sprintf("stacks that were launched from %q are still there, so that Service Catalog does not remove: version %s", p.Name, strings.Join(used, ", ")),
		Hint: "update or end them first, or set old: deprecate, which lets nobody launch older versions any more"}
}

func do(ctx context.Context, bucket Bucket, catalog Catalog, p *Product, s *State, step Step) error {
	switch step.Do {
	case Upload:
		return upload(ctx, bucket, step.Key, p.Template)
	case Publish:
		id, err := catalog.Create(ctx, s.IDs[0], deploy.NewVersion{
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

// upload writes an object. Where one appeared since it was looked for, it must be the same: the answer to an earlier attempt may have
// been lost, or another run was quicker.
func upload(ctx context.Context, bucket Bucket, key string, content []byte) error {
	created, err := bucket.Create(ctx, key, content)
	if err != nil || created {
		return err
	}
	have, found, err := bucket.Read(ctx, key)
	switch {
	case err != nil:
		return err
	case !found || !bytes.Equal(have, content):
		return &deploy.Error{Message: fmt.Sprintf("object %s was written by somebody else in this moment, and is not the same", key), Hint: "publish again, and find out who else writes to the bucket"}
	}
	return nil
}

// available waits until a version can be launched. One that is not found yet was made just now.
func available(ctx context.Context, catalog Catalog, product, version string, p *Product) error {
	ctx, stop := context.WithTimeoutCause(ctx, patience, &deploy.Error{Message: fmt.Sprintf("Service Catalog is still making version %s of %q after %s", p.VersionName(), p.Name, patience),
		Hint: "publish again in a while: nothing is made twice"})
	defer stop()
	for pause := firstLook; ; pause = min(2*pause, lastLook) {
		status, err := catalog.Status(ctx, product, version)
		switch {
		case deploy.Is(err, deploy.NotThere):
		case err != nil:
			return err
		case status == deploy.Available:
			return nil
		case status == deploy.Broken:
			return &deploy.Error{Message: fmt.Sprintf("Service Catalog could not make version %s of %q from its template", p.VersionName(), p.Name),
				Hint: "look at the version in the Service Catalog console, delete it there, and publish again"}
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(pause):
		}
	}
}
