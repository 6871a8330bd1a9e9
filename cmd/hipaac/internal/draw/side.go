package draw

import (
	"path"

	"github.com/hipaac/hipaac/compiler/inventory"
)

// A map reads from left to right: who comes in, what stands in the open, what works, what holds, and who is called. These are the ranks.
// A line against them is laid out the other way round, and keeps its direction.
const (
	arriving = iota
	open
	working
	holding
	serving
	called
)

// calledPlace is where those lie who are called from inside and never call. Whoever else is outside stays on the left.
const calledPlace = "called"

// sided moves whoever is outside and only called to a place on the right.
func sided(m *inventory.Map, assets []inventory.Asset) []inventory.Asset {
	calls := map[string]bool{}
	for i := range m.Flows {
		calls[m.Flows[i].From] = true
	}
	for i := range assets {
		if a := &assets[i]; a.Kind == inventory.System && !calls[a.ID] {
			a.Place = calledPlace
		}
	}
	return assets
}

// rank is how far to the right an asset belongs.
func rank(a *inventory.Asset) int {
	switch {
	case a.Place == calledPlace:
		return called
	case outside(a.Kind):
		return arriving
	}
	switch path.Base(a.Place) {
	case "public":
		return open
	case "private", "transit":
		return working
	case "isolated":
		return holding
	}
	if a.Kind == inventory.Front || a.Kind == inventory.Identity {
		return open
	}
	return serving
}
