package publish

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
)

// State is what an account has of a product.
type State struct {
	// Template and First tell whether the objects are there. Foreign says that the object of the template holds something else.
	Template, First, Foreign bool
	// IDs are the products of the name; none where the catalog's stack is not deployed.
	IDs      []string
	Versions []account.Version
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
	if !p.InCatalog() {
		return nil
	}
	_, s.First, err = bucket.Read(ctx, p.First)
	return err
}

// ReadCatalog asks which versions are there. It changes nothing.
func (s *State) ReadCatalog(ctx context.Context, catalog Catalog, p *Product) error {
	if !p.InCatalog() {
		return nil
	}
	var err error
	if s.IDs, err = catalog.Find(ctx, p.Name, p.Tags); err != nil || len(s.IDs) != 1 {
		return err
	}
	if s.Versions, err = catalog.Versions(ctx, s.IDs[0]); err != nil {
		return err
	}
	slices.SortStableFunc(s.Versions, func(a, b account.Version) int { return a.Created.Compare(b.Created) })
	i := s.current(p)
	if i < 0 {
		return nil
	}
	status, err := catalog.Status(ctx, s.IDs[0], s.Versions[i].ID)
	s.Making, s.Broken = status == account.Creating, status == account.Broken
	return err
}

func (s *State) current(p *Product) int {
	return slices.IndexFunc(s.Versions, func(v account.Version) bool { return v.Name == p.VersionName() })
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
