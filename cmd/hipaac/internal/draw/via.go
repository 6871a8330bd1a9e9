package draw

import (
	"slices"

	"github.com/hipaac/hipaac/compiler/inventory"
)

// through draws a flow that leaves a network by one endpoint as two: to the endpoint, and on from it. It does so only where whoever sends
// there may reach whatever is reached from there: else two lines that meet would claim a way that no template opens.
func through(flows []inventory.Flow) []inventory.Flow {
	from, to, pairs := map[string][]string{}, map[string][]string{}, map[string]int{}
	for i := range flows {
		if f := &flows[i]; len(f.Via) == 1 {
			by := f.Via[0]
			from[by], to[by], pairs[by] = with(from[by], f.From), with(to[by], f.To), pairs[by]+1
		}
	}
	var all []inventory.Flow
	for _, f := range flows {
		if len(f.Via) != 1 || pairs[f.Via[0]] != len(from[f.Via[0]])*len(to[f.Via[0]]) {
			all = append(all, f)
			continue
		}
		in, out := f, f
		in.To, out.From = f.Via[0], f.Via[0]
		in.Evidence = append([]string{f.From + " to " + f.To}, f.Evidence...)
		all = append(all, in, out)
	}
	return all
}

// with adds a text that is not there yet.
func with(texts []string, one string) []string {
	if slices.Contains(texts, one) {
		return texts
	}
	return append(texts, one)
}
