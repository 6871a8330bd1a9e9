package draw

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler/inventory"
)

// A drawing is for reading. Above so many cards or lines, assets that differ in more are drawn as one.
const (
	manyCards = 48
	manyLines = 72
)

// fold makes cards of assets and lines of flows. Assets that are alike become one card: first those without PHI that have the same
// neighbours, and of a map that would be too large whatever has the same type, then the same kind, in the same place.
func (d *Diagram) fold(assets []inventory.Asset, flows []inventory.Flow) {
	for level := range coarsest {
		d.Cards, d.Lines = cards(assets, alike(assets, flows, level), flows)
		if len(d.Cards) <= manyCards && len(d.Lines) <= manyLines {
			return
		}
	}
	d.Cards, d.Lines = cards(assets, alike(assets, flows, coarsest), flows)
}

// coarsest is the last level of folding.
const coarsest = 3

// alike says of each asset which card it is on.
func alike(assets []inventory.Asset, flows []inventory.Flow, level int) []string {
	around := neighbours(flows)
	keys := make([]string, len(assets))
	for i := range assets {
		a := &assets[i]
		key := []string{a.Place, string(a.Kind), string(a.PHI), a.Encryption}
		if level < 3 {
			key = append(key, a.Environment, a.Type)
		}
		if level < 2 {
			key = append(key, a.Stack)
		}
		if level < 1 {
			if holds(a) {
				key = append(key, unnumbered(a.Label)) // whoever looks for PHI reads each by name
			} else {
				key = append(key, around[a.ID])
			}
		}
		keys[i] = strings.Join(key, "\x00")
	}
	return keys
}

// holds reports whether an asset has to do with PHI, or may have.
func holds(a *inventory.Asset) bool {
	return a.PHI == inventory.Rests || a.PHI == inventory.Moves || a.PHI == inventory.Unsure
}

// unnumbered is a label without a small number at its end: one of several that templates number is like the others.
func unnumbered(label string) string {
	root := strings.TrimRight(label, "0123456789")
	if n := len(label) - len(root); n == 1 || n == 2 {
		return strings.TrimRight(root, " ")
	}
	return label
}

// neighbours spells for each asset what flows to it and from it.
func neighbours(flows []inventory.Flow) map[string]string {
	each := map[string][]string{}
	for i := range flows {
		f := &flows[i]
		each[f.From] = append(each[f.From], "to\x01"+f.To+"\x01"+f.Label+"\x01"+f.Secure)
		each[f.To] = append(each[f.To], "from\x01"+f.From+"\x01"+f.Label+"\x01"+f.Secure)
	}
	spelled := map[string]string{}
	for id, texts := range each {
		slices.Sort(texts)
		spelled[id] = strings.Join(texts, "\x01")
	}
	return spelled
}

// cards draws the assets of each key as one card, and the flows between two cards as one line for each way that they are drawn.
func cards(assets []inventory.Asset, keys []string, flows []inventory.Flow) ([]Card, []Line) {
	members, environments := map[string][]*inventory.Asset{}, map[string]bool{}
	var order []string
	for i := range assets {
		if assets[i].Environment != "" {
			environments[assets[i].Environment] = true
		}
		if members[keys[i]] == nil {
			order = append(order, keys[i])
		}
		members[keys[i]] = append(members[keys[i]], &assets[i])
	}
	var all []Card
	on := map[string]string{}
	for _, key := range order {
		c := card(members[key], len(environments) > 1)
		for _, id := range c.Members {
			on[id] = c.ID
		}
		all = append(all, c)
	}
	return all, lines(flows, on)
}

// card is one for all that are alike. Among several environments it says of which they are.
func card(alike []*inventory.Asset, among bool) Card {
	a, n := alike[0], 0
	c := Card{ID: a.ID, Box: a.Place, Rank: rank(a), Kind: a.Kind, PHI: a.PHI, Encryption: a.Encryption}
	var labels, nouns, roots, services, environments []string
	for _, one := range alike {
		n += max(1, one.Count)
		label := clean(cmp.Or(one.Label, one.Resource, one.ID))
		c.Members = append(c.Members, one.ID)
		labels, roots = append(labels, label), append(roots, unnumbered(label))
		nouns, services = append(nouns, noun(one)), append(services, service(one))
		environments = append(environments, clean(one.Environment))
	}
	what := cmp.Or(kindNouns[a.Kind], "resource")
	if same(nouns) {
		what = nouns[0]
	}
	switch {
	case len(labels) == 1 && n == 1:
		c.Label = labels[0]
	case same(roots):
		c.Label = fmt.Sprintf("%s ×%d", roots[0], n)
	default:
		c.Label, c.Detail = several(n, what), listed(labels, 2)
	}
	if c.Detail == "" && same(services) {
		c.Detail = services[0]
	}
	if among && same(environments) && environments[0] != "" {
		c.Detail = strings.TrimSuffix(environments[0]+" · "+c.Detail, " · ")
	}
	return c
}

// same reports whether all texts are one.
func same(texts []string) bool { return len(slices.Compact(slices.Sorted(slices.Values(texts)))) == 1 }

// lines joins flows that are drawn alike between the same two cards. What flows to an asset that is not drawn is not drawn either, nor
// what flows among the assets of one card, unless it may be in the clear.
func lines(flows []inventory.Flow, on map[string]string) []Line {
	type way struct {
		from, to string
		kind     LineKind
	}
	at := map[way]int{}
	var all []Line
	for i := range flows {
		f := &flows[i]
		w := way{on[f.From], on[f.To], kindOf(f)}
		if w.from == "" || w.to == "" || w.from == w.to && alarms[w.kind] == "" {
			continue
		}
		if _, seen := at[w]; !seen {
			at[w] = len(all)
			all = append(all, Line{From: w.from, To: w.to, Kind: w.kind})
		}
		line := &all[at[w]]
		if label := clean(f.Label); label != "" {
			line.Labels = with(line.Labels, label)
		}
		if f.When != "" {
			line.Members = with(line.Members, "open when "+f.When)
		}
		for _, e := range f.Evidence {
			line.Members = with(line.Members, e)
		}
	}
	return all
}
