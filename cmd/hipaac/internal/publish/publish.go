// Package publish brings the products of a compiled environment into the account's Service Catalog. A State says what is
// there, Decide what has to be done, as a pure function, and Do does it. Nothing is changed before all is decided; a run that
// breaks off leaves versions that can be launched, and the next run does the rest.
//
// A version is named for its content. What has another name was not made here: the first version, which the catalog's stack makes
// because Service Catalog knows no product without one, or one that somebody made by hand. Neither was reviewed as what people
// launch, so both are made inactive as soon as there is a version by content, and neither is ever deleted.
package publish

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/compiler"
)

// Bucket is where templates are put.
type Bucket interface {
	Read(ctx context.Context, key string) (content []byte, found bool, err error)
	Store(ctx context.Context, key string, content []byte) error
	Address(key string) string
}

// Catalog is where people launch them from.
type Catalog interface {
	Find(ctx context.Context, name string, tags map[string]string) (ids []string, err error)
	Versions(ctx context.Context, product string) ([]account.Version, error)
	Status(ctx context.Context, product, version string) (account.Status, error)
	Create(ctx context.Context, product string, v account.NewVersion) (id string, err error)
	Deactivate(ctx context.Context, product, version string) error
	Deprecate(ctx context.Context, product, version string) error
	Restore(ctx context.Context, product, version string) error
	Delete(ctx context.Context, product, version string) error
}

// Product is a product with its template, and where its things belong; or, without a catalog, a template that only has to be in the
// bucket.
type Product struct {
	compiler.Product
	Template []byte // JSON
	// Tags are those that every resource of the environment carries: by them a product is known as the catalog's own.
	Tags map[string]string
	// From names the environment for people, such as "clinic account-nonprod".
	From string
}

// Products are those that an environment publishes: first the templates that another stack is deployed with, which need no catalog,
// then what people launch.
func Products(e *compiler.Environment) []Product {
	var products []Product
	for i, s := range e.Manifest.Stacks {
		if named(e, s.JSONSHA256) {
			only := compiler.Product{Stack: s.Key, Version: s.JSONSHA256, At: compiler.Place{Path: "stacks." + s.Key}}
			products = append(products, Product{Product: only, Template: template(e, i, s.JSONSHA256)})
		}
	}
	for _, p := range e.Manifest.Products {
		i := slices.IndexFunc(e.Manifest.Stacks, func(s compiler.StackManifest) bool { return s.Key == p.Stack })
		products = append(products, Product{Product: p, Template: template(e, i, p.Version), From: e.Manifest.System + " " + e.Manifest.Environment,
			Tags: map[string]string{"ManagedBy": "hipaac", "System": e.Manifest.System, "Environment": e.Manifest.Environment}})
	}
	return products
}

// Any reports whether an environment has something to publish.
func Any(e *compiler.Environment) bool {
	return len(e.Manifest.Products) > 0 || slices.ContainsFunc(e.Manifest.Stacks, func(s compiler.StackManifest) bool { return named(e, s.JSONSHA256) })
}

// named reports whether a stack is deployed with the digest of a template: then CloudFormation reads that template from the bucket.
func named(e *compiler.Environment, digest string) bool {
	return slices.ContainsFunc(e.Manifest.Stacks, func(s compiler.StackManifest) bool {
		for _, value := range s.Parameters {
			if value == digest {
				return true
			}
		}
		return false
	})
}

// template is the JSON of a stack's template, which the manifest must tell truly.
func template(e *compiler.Environment, stack int, digest string) []byte {
	text := e.Templates[stack].JSON
	if sum := sha256.Sum256(text); hex.EncodeToString(sum[:]) != digest {
		panic(fmt.Sprintf("internal error: the manifest has another digest for %s than its template", e.Manifest.Stacks[stack].Key))
	}
	return text
}

// InCatalog tells a product from a template that only has to be in the bucket.
func (p *Product) InCatalog() bool { return p.Catalog != "" }

// nameLength is how many digits of the content's SHA-256 a version's name has: few enough to read out, and so many that two versions of
// one product never share them.
const nameLength = 12

// VersionName is the name of the product's version.
func (p *Product) VersionName() string { return p.Version[:nameLength] }

// Key is the object of the version's template.
func (p *Product) Key() string { return "templates/" + p.Version + ".json" }
