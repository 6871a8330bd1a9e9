package draw

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/inventory"
)

// OfStacks is the diagram of the stacks of environments and of what they import from each other. The map says in which of them PHI
// rests.
func OfStacks(m *inventory.Map, manifests []Manifest) *Diagram {
	d := &Diagram{View: Stacks, Title: "Stacks and their imports" + of(m), Detail: where(m)}
	owner := map[string]string{} // of an export: the card of its stack
	for _, e := range manifests {
		for i := range e.Stacks {
			for _, export := range e.Stacks[i].Exports {
				owner[scope(&e)+export] = stackID(&e, e.Stacks[i].Stack)
			}
		}
	}
	outside := 0
	for _, e := range manifests {
		d.Boxes = append(d.Boxes, Box{ID: e.Folder, Kind: inventory.Account, Label: clean(e.Folder),
			Detail: clean(strings.Join([]string{e.Account, e.Region, "tier " + e.Tier}, " · "))})
		for i := range e.Stacks {
			outside += d.stack(&e, &e.Stacks[i], holdings(m, e.Folder), owner)
		}
	}
	d.Sum = []string{several(len(d.Cards), "stack") + ", " + several(len(d.Lines), "pair") + " of which one imports from the other"}
	if outside > 0 {
		d.Notes = append(d.Notes, "Not drawn: "+several(outside, "import")+" from stacks of other specs.")
	}
	d.Notes = append(d.Notes, "A line leads from the stack that exports to the stack that imports. CloudFormation refuses to remove what is imported.")
	return d
}

// Manifest is an environment's manifest and the folder that it lies in.
type Manifest struct {
	Folder string
	compiler.Manifest
}

// Exports are known within one account and region.
func scope(e *Manifest) string { return e.Account + "\x00" + e.Region + "\x00" }

func stackID(e *Manifest, stack string) string { return scope(e) + stack }

// stack adds one stack and the lines to it, and says how much it imports from elsewhere.
func (d *Diagram) stack(e *Manifest, s *compiler.StackManifest, phi map[string]inventory.Holding, owner map[string]string) (outside int) {
	detail := several(s.Resources, "resource")
	if s.Blueprint != s.Key {
		detail = s.Blueprint + ", " + detail
	}
	d.Cards = append(d.Cards, Card{ID: stackID(e, s.Stack), Box: e.Folder, Kind: StackCard, Label: clean(s.Key), Detail: clean(detail),
		PHI: phi[s.Key], Members: []string{s.Stack}})
	from := map[string][]string{}
	for _, name := range s.Imports {
		if who, known := owner[scope(e)+name]; known {
			from[who] = append(from[who], name)
		} else {
			outside++
		}
	}
	for _, who := range slices.Sorted(maps.Keys(from)) {
		names := from[who]
		d.Lines = append(d.Lines, Line{From: who, To: stackID(e, s.Stack), Kind: Imports, Labels: []string{number(len(names))}, Members: names})
	}
	return outside
}

// StackCard is what the card of a stack is drawn as.
const StackCard inventory.AssetKind = "stack"

// holdings says of each stack of an environment the most that any of its assets has to do with PHI.
func holdings(m *inventory.Map, folder string) map[string]inventory.Holding {
	order := []inventory.Holding{inventory.Without, inventory.Beside, inventory.Moves, inventory.Rests}
	most := map[string]inventory.Holding{}
	for i := range m.Assets {
		if a := &m.Assets[i]; a.Environment == folder && slices.Index(order, a.PHI) > slices.Index(order, cmp.Or(most[a.Stack], inventory.Without)) {
			most[a.Stack] = a.PHI
		}
	}
	return most
}
