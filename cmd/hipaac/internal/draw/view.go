package draw

import (
	"maps"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler/inventory"
)

// View is a question that a drawing answers. One drawing that answers all of them would answer none.
type View string

// The views.
const (
	Network View = "network" // where things lie, and where PHI rests and moves
	Keys    View = "keys"    // what is encrypted with which key
	Stacks  View = "stacks"  // which stack imports from which
	All     View = "all"     // everything that the map has
)

// Views are the names of all views.
func Views() []string { return []string{string(Network), string(Keys), string(Stacks), string(All)} }

// Of is the diagram of a map. The view of stacks needs their manifests as well: see OfStacks.
func Of(m *inventory.Map, view View) *Diagram {
	d := &Diagram{View: view, Detail: where(m)}
	switch view {
	case Keys:
		d.Title = "What is encrypted with which key" + of(m)
		d.keys(m)
	default:
		d.Title = "Network and flow of PHI" + of(m)
		if view == All {
			d.Title = "All assets and flows" + of(m)
		}
		d.network(m)
	}
	if len(d.Cards) == 0 {
		d.Notes = append([]string{"There is nothing to draw in this view."}, d.Notes...)
	}
	return d
}

// of names the environments of a map for its title.
func of(m *inventory.Map) string {
	var names []string
	for i := range m.Assets {
		if e := m.Assets[i].Environment; e != "" {
			names = append(names, clean(e))
		}
	}
	slices.Sort(names)
	if names = slices.Compact(names); len(names) == 0 {
		return ""
	}
	return ": " + listed(names, 4)
}

// where names the accounts and regions of a map.
func where(m *inventory.Map) string {
	var accounts, regions []string
	for i := range m.Places {
		switch p := &m.Places[i]; p.Kind {
		case inventory.Account:
			accounts = append(accounts, clean(p.Label))
		case inventory.Region:
			regions = append(regions, clean(p.Label))
		}
	}
	slices.Sort(regions)
	var parts []string
	for _, names := range [][]string{accounts, slices.Compact(regions)} {
		if len(names) > 0 {
			parts = append(parts, listed(names, 3))
		}
	}
	return strings.Join(parts, " · ")
}

// network draws assets where they lie, and what flows between them.
func (d *Diagram) network(m *inventory.Map) {
	shown := onMap(m)
	var assets []inventory.Asset
	left := map[inventory.AssetKind]int{}
	for i := range m.Assets {
		switch a := &m.Assets[i]; {
		case d.View == All || shown[a.ID]:
			assets = append(assets, *a)
		case !isBox(a):
			left[a.Kind] += max(1, a.Count)
		}
	}
	d.fold(sided(m, assets), drawable(m, assets))
	places := append(slices.Clone(m.Places), inventory.Place{ID: calledPlace, Kind: inventory.Outside, Label: "outside, called from inside"})
	d.places(places, func(k inventory.PlaceKind) bool { return k == inventory.Network || k == inventory.Tier })
	d.Sum = summary(m)
	if text := undrawn(left); text != "" {
		d.Notes = append(d.Notes, "Not drawn: "+text+". The view \"all\" draws them, and the inventory lists them.")
	}
	d.Notes = append(d.Notes, "Drawn from compiled templates: what no template states is not here.")
}

// drawable are the flows between what is drawn, by way of the endpoints that are drawn. What lies in a network itself is reached without:
// the secret of a database is read through an endpoint, and the database is not.
func drawable(m *inventory.Map, assets []inventory.Asset) []inventory.Flow {
	networks := inNetworks(m.Places)
	drawn, within := map[string]bool{}, map[string]bool{}
	for i := range assets {
		a := &assets[i]
		drawn[a.ID], within[a.ID] = true, networks[a.Place]
	}
	between := slices.DeleteFunc(slices.Clone(m.Flows), func(f inventory.Flow) bool { return !drawn[f.From] || !drawn[f.To] })
	for i := range between {
		f := &between[i]
		if within[f.To] || !slices.ContainsFunc(f.Via, func(id string) bool { return drawn[id] }) {
			f.Via = nil
		}
	}
	return through(between)
}

// inNetworks are the places that are a network or lie in one.
func inNetworks(places []inventory.Place) map[string]bool {
	in := map[string]bool{}
	for _, p := range places {
		in[p.ID] = p.Kind == inventory.Network || in[p.Parent]
	}
	return in
}

// undrawn says what of which kind is not drawn.
func undrawn(left map[inventory.AssetKind]int) string {
	var texts []string
	for _, k := range slices.Sorted(maps.Keys(left)) {
		texts = append(texts, several(left[k], kindNouns[k]))
	}
	return strings.Join(texts, ", ")
}

// onMap are the assets of a map of the network: those that have to do with PHI, or may have; whatever PHI flows to or from, or anything in
// the clear, or perhaps; what computes, holds data or passes it on to something of these; and who is at the other end of all this, outside.
func onMap(m *inventory.Map) map[string]bool {
	kinds, boxes, shown := map[string]inventory.AssetKind{}, map[string]bool{}, map[string]bool{}
	for i := range m.Assets {
		a := &m.Assets[i]
		kinds[a.ID], boxes[a.ID] = a.Kind, isBox(a)
		if holds(a) && !isBox(a) {
			shown[a.ID] = true
		}
	}
	carries := func(id string) bool { return slices.Contains(carriers, kinds[id]) }
	for i := range m.Flows {
		f := &m.Flows[i]
		kind := kindOf(f)
		counts := alarms[kind] != "" && kind != Dim || kind == Patient || kind == Perhaps // none of these is left out
		ways := f.PHI != inventory.Beside && carries(f.From) && carries(f.To)
		others := outside(kinds[f.From]) && shown[f.To] || outside(kinds[f.To]) && shown[f.From]
		if counts || !boxes[f.From] && !boxes[f.To] && (ways || others) {
			shown[f.From], shown[f.To] = true, true
		}
	}
	return shown
}

// isBox reports whether an asset is on the map as a place already.
func isBox(a *inventory.Asset) bool { return a.Type == "AWS::EC2::VPC" || a.Type == "AWS::EC2::Subnet" }

// carriers are the kinds of assets that hold data or pass it on.
var carriers = []inventory.AssetKind{inventory.People, inventory.System, inventory.Front, inventory.Compute, inventory.Database, inventory.Store,
	inventory.Queue, inventory.Gateway}

func outside(k inventory.AssetKind) bool { return k == inventory.People || k == inventory.System }

// places keeps the places in which a card lies, those that contain them, and those of which even an empty one says something.
func (d *Diagram) places(places []inventory.Place, always func(inventory.PlaceKind) bool) {
	parents, used, services := map[string]string{}, map[string]bool{}, map[string]bool{}
	for _, p := range places {
		parents[p.ID], services[p.ID] = p.Parent, p.Kind == inventory.Service
	}
	keep := func(id string) {
		for ; id != "" && !used[id]; id = parents[id] {
			used[id] = true
		}
	}
	for i := range d.Cards {
		for services[d.Cards[i].Box] { // a card says itself which service it is of
			d.Cards[i].Box = parents[d.Cards[i].Box]
		}
		if _, known := parents[d.Cards[i].Box]; !known {
			d.Cards[i].Box = ""
		}
		keep(d.Cards[i].Box)
	}
	for _, p := range places {
		if always(p.Kind) {
			keep(p.ID)
		}
	}
	drawn := map[string]bool{}
	for _, p := range places {
		if !used[p.ID] || drawn[p.ID] {
			continue
		}
		drawn[p.ID] = true
		parent := p.Parent
		if !drawn[parent] || parent == p.ID {
			parent = ""
		}
		d.Boxes = append(d.Boxes, Box{p.ID, parent, p.Kind, clean(p.Label), clean(p.Detail)})
	}
}

// summary is what a map says of PHI, in words. It counts assets, not cards. Where it finds nothing it says whose word that is: a transit
// gateway passes what others call PHI.
func summary(m *inventory.Map) []string {
	with, perhaps := map[string]int{}, 0
	for i := range m.Assets {
		switch a := &m.Assets[i]; a.PHI {
		case inventory.Rests:
			with[a.Encryption] += max(1, a.Count)
		case inventory.Unsure:
			perhaps += max(1, a.Count)
		}
	}
	flows, maybe, secure := 0, 0, map[LineKind]int{}
	for i := range m.Flows {
		switch f := &m.Flows[i]; f.PHI {
		case inventory.Moves, inventory.Rests:
			flows++
			secure[kindOf(f)]++
		case inventory.Unsure:
			maybe++
		}
	}
	rests := "PHI rests in " + resting(with)
	if len(with) == 0 {
		rests = "no tag of a template says that PHI rests anywhere"
	}
	if perhaps > 0 {
		rests += "; no tag says whether it rests in " + number(perhaps) + " more"
	}
	moves := "PHI moves along " + several(flows, "flow") + counted(
		part{secure[Patient], "over TLS or signed"}, part{secure[Naked], "not encrypted"}, part{secure[Unproven], "with encryption not known"})
	if flows == 0 {
		moves = "no way of PHI follows from the templates"
	}
	if maybe > 0 {
		moves += "; perhaps along " + number(maybe) + " more"
	}
	return []string{rests, moves}
}

// resting says how many assets there are and how many of them are encrypted with what.
func resting(with map[string]int) string {
	n := 0
	for _, count := range with {
		n += count
	}
	customer, aws, none := with["customer key"], with["AWS key"], with["none"]
	return several(n, "asset") + counted(part{customer, "with a customer key"}, part{aws, "with a key of AWS"}, part{none, "not encrypted"},
		part{n - customer - aws - none, "with encryption not known"})
}

type part struct {
	n    int
	text string
}

// counted lists what is not zero: ": 3 with a customer key, 1 not encrypted".
func counted(parts ...part) string {
	var texts []string
	for _, p := range parts {
		if p.n > 0 {
			texts = append(texts, number(p.n)+" "+p.text)
		}
	}
	if len(texts) == 0 {
		return ""
	}
	return ": " + strings.Join(texts, ", ")
}
