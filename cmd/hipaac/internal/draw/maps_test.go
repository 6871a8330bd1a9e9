package draw_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/draw"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/exampletest"
	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/inventory"
)

// example is the map of one environment of this repository, and its manifest.
func example(t testing.TB, folder string) (*inventory.Map, draw.Manifest) {
	t.Helper()
	compiled.Do(func() { examples = exampletest.Environments(t) })
	for _, e := range examples {
		if e.Folder == folder {
			return inventory.Of(e), draw.Manifest{Folder: folder, Manifest: e.Manifest}
		}
	}
	t.Fatalf("no environment %q", folder)
	return nil, draw.Manifest{}
}

var (
	compiled sync.Once
	examples []*compiler.Environment
)

// hostile is a map in which every text tries to be something else.
func hostile() *inventory.Map {
	const bad = "</text><script>alert(1)</script>\"'&]]>\u202e --> |x| \n classDef z fill:red;`#quot;%%{init}%%"
	place := bad + "/public"
	return &inventory.Map{
		Places: []inventory.Place{
			{ID: bad, Kind: inventory.Account, Label: bad, Detail: bad},
			{ID: place, Parent: bad, Kind: inventory.Tier, Label: bad, Detail: bad},
		},
		Assets: []inventory.Asset{
			{ID: bad + "1", Environment: bad, Stack: bad, Resource: bad, Type: bad, Kind: inventory.Compute, Label: bad, Place: place, PHI: inventory.Moves, Encryption: bad},
			{ID: bad + "2", Environment: bad, Type: "AWS::S3::Bucket", Kind: inventory.AssetKind(bad), Label: bad, Place: place, PHI: inventory.Rests, Encryption: "none"},
		},
		Flows: []inventory.Flow{{From: bad + "1", To: bad + "2", Label: bad, PHI: inventory.Moves, Secure: bad, When: bad, Evidence: []string{bad}}},
	}
}

// crowd is a map of so many assets, no two alike in their ways.
func crowd(assets int) *inventory.Map {
	m := &inventory.Map{Places: []inventory.Place{{ID: "1", Kind: inventory.Account, Label: "account 1"}}}
	for i := range assets {
		m.Assets = append(m.Assets, inventory.Asset{ID: fmt.Sprint("a", i), Environment: "prod", Stack: fmt.Sprint("s", i%40), Type: "AWS::S3::Bucket", Kind: inventory.Store,
			Label: fmt.Sprintf("%c%c bucket", 'a'+i%26, 'a'+i/26), Place: "1", PHI: inventory.Rests, Encryption: []string{"customer key", "none"}[i%2]})
		m.Flows = append(m.Flows, inventory.Flow{From: fmt.Sprint("a", i), To: fmt.Sprint("a", (i*7+3)%assets), Label: "copies", PHI: inventory.Moves, Secure: "TLS"})
	}
	return m
}

// views are the diagrams that tests look at: of examples in each view, of nothing, of a crowd and of hostile texts.
func views(t testing.TB) map[string]*draw.Diagram {
	t.Helper()
	all := map[string]*draw.Diagram{
		"empty":   draw.Of(&inventory.Map{}, draw.Network),
		"crowd":   draw.Of(crowd(300), draw.All),
		"hostile": draw.Of(hostile(), draw.All),
		"none":    draw.OfStacks(&inventory.Map{}, nil),
	}
	for _, folder := range []string{"prod", "hub"} {
		m, manifest := example(t, folder)
		all[folder] = draw.Of(m, draw.Network)
		if folder == "prod" {
			all["keys"] = draw.Of(m, draw.Keys)
			all["stacks"] = draw.OfStacks(m, []draw.Manifest{manifest})
		}
	}
	return all
}

// placed are the same, laid out once for all tests.
func placed(t testing.TB) map[string]*draw.Placed {
	t.Helper()
	laid.Do(func() {
		drawn = map[string]*draw.Placed{}
		for name, d := range views(t) {
			p, err := d.Place()
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			drawn[name] = p
		}
	})
	return drawn
}

var (
	laid  sync.Once
	drawn map[string]*draw.Placed
)
