package deploy

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// pass carries a schedule out on a clock of its own, and gives when each node began and when all had ended.
func pass(t *testing.T, nodes []node, bound int) (began []time.Duration, total time.Duration) {
	t.Helper()
	s := newSchedule(nodes, bound)
	began = make([]time.Duration, len(nodes))
	type run struct {
		node int
		end  time.Duration
	}
	var running []run
	var now time.Duration
	for s.open > 0 {
		for i, any := s.next(); any; i, any = s.next() {
			began[i] = now
			running = append(running, run{i, now + nodes[i].about})
		}
		if len(running) == 0 {
			t.Fatal("nothing runs, and not everything has ended")
		}
		slices.SortFunc(running, func(a, b run) int { return int(a.end - b.end) })
		now = running[0].end
		s.ended(running[0].node, true)
		running = running[1:]
	}
	return began, now
}

// random makes a graph in which nodes wait for some of those before them.
func random(r *rand.Rand, size, targets int) []node {
	nodes := make([]node, size)
	density := r.Float64() * 4 / float64(size)
	for i := range nodes {
		nodes[i].target.Account = fmt.Sprint(r.IntN(targets))
		nodes[i].about = time.Duration(1+r.IntN(100)) * time.Second
		for k := range i {
			if r.Float64() < density {
				nodes[i].after = append(nodes[i].after, k)
			}
		}
	}
	return nodes
}

// least is a time that no schedule can be shorter than: that of the longest row of nodes that wait for each other, and for each target
// that of its work shared out evenly. What has to pass before and after a target's work is added to that: of the nodes that begin at
// some time or later, none can begin sooner, and of those after which some time must pass, none can end later.
func least(nodes []node, bound int) time.Duration {
	head := make([]time.Duration, len(nodes))
	for i := range nodes {
		for _, k := range nodes[i].after {
			head[i] = max(head[i], head[k]+nodes[k].about)
		}
	}
	rest := newSchedule(nodes, bound).rest
	var low time.Duration
	for i := range nodes {
		low = max(low, head[i]+rest[i])
	}
	for i := range nodes {
		for k := range nodes {
			work := time.Duration(0)
			for n := range nodes {
				if nodes[n].target == nodes[i].target && head[n] >= head[i] && rest[n]-nodes[n].about >= rest[k]-nodes[k].about {
					work += nodes[n].about
				}
			}
			if work > 0 {
				low = max(low, head[i]+work/time.Duration(bound)+rest[k]-nodes[k].about)
			}
		}
	}
	return low
}

// In graphs of every shape the order is kept, no target has more at once than it may, and the total time is within 10 % of the best
// possible. Where the best is not known to be longer than a bound that nobody can beat, that bound is the measure.
func TestSchedule(t *testing.T) {
	worst, sum, over := 0.0, 0.0, 0
	const graphs = 80
	for seed := range uint64(graphs) {
		r := rand.New(rand.NewPCG(seed, 5))
		bound, targets := 1+r.IntN(6), 1+r.IntN(3)
		nodes := random(r, 16*bound*targets+r.IntN(20), targets)
		began, total := pass(t, nodes, bound)
		check(t, nodes, began, bound)
		ratio := float64(total) / float64(least(nodes, bound))
		worst, sum = max(worst, ratio), sum+ratio
		if ratio < 1 {
			t.Fatalf("seed %d: shorter than the shortest possible time", seed)
		}
		if ratio > 1.1 {
			over++
			t.Errorf("seed %d: %d nodes, %d at once in %d targets take %.3f of the shortest possible time", seed, len(nodes), bound, targets, ratio)
		}
	}
	t.Logf("of the shortest possible time: %.3f at worst, %.3f on average, %d over", worst, sum/graphs, over)
}

func check(t *testing.T, nodes []node, began []time.Duration, bound int) {
	t.Helper()
	for i := range nodes {
		for _, k := range nodes[i].after {
			if began[i] < began[k]+nodes[k].about {
				t.Fatalf("%d began at %s, before %d had ended", i, began[i], k)
			}
		}
		at := 0
		for k := range nodes {
			if nodes[k].target == nodes[i].target && began[k] <= began[i] && began[i] < began[k]+nodes[k].about {
				at++
			}
		}
		if at > bound {
			t.Fatalf("%d run at once, %d may", at, bound)
		}
	}
}

// Small graphs are compared with the best of all schedules, found by trying each.
func TestScheduleOfFew(t *testing.T) {
	over, graphs := 0, 0
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 6))
		bound := 1 + r.IntN(3)
		nodes := random(r, 3+r.IntN(5), 1)
		_, total := pass(t, nodes, bound)
		best := bestOf(nodes, bound)
		if graphs++; float64(total) > 1.1*float64(best) {
			over++
		}
		if total < best {
			t.Fatalf("seed %d: %s, and the best is %s", seed, total, best)
		}
	}
	if over*20 > graphs { // who does not try everything cannot always be right
		t.Errorf("%d of %d small graphs take over 10 %% more than the best", over, graphs)
	}
	t.Logf("%d of %d small graphs take over 10 %% more than the best", over, graphs)
}

// bestOf tries every order. In each, a node begins as soon as those before it in the order leave room: among these is a best schedule.
func bestOf(nodes []node, bound int) time.Duration {
	best := time.Duration(1 << 62)
	end := make([]time.Duration, len(nodes))
	placed := make([]bool, len(nodes))
	var place func(n int, free []time.Duration, total time.Duration)
	place = func(n int, free []time.Duration, total time.Duration) {
		if total >= best {
			return
		}
		if n == len(nodes) {
			best = total
			return
		}
		for i := range nodes {
			if placed[i] || slices.ContainsFunc(nodes[i].after, func(k int) bool { return !placed[k] }) {
				continue
			}
			begin := slices.Min(free)
			for _, k := range nodes[i].after {
				begin = max(begin, end[k])
			}
			then := slices.Clone(free)
			// The machine that has been idle for the shortest time takes it.
			at := -1
			for m, f := range then {
				if f <= begin && (at < 0 || f > then[at]) {
					at = m
				}
			}
			then[at] = begin + nodes[i].about
			placed[i], end[i] = true, then[at]
			place(n+1, then, max(total, end[i]))
			placed[i] = false
		}
	}
	place(0, make([]time.Duration, bound), 0)
	return best
}

// Who waits for what failed is given up, once; the others go on to their end.
func TestScheduleOfFailure(t *testing.T) {
	here := stack.Target{Account: "a"}
	s := newSchedule([]node{{here, nil, 1}, {here, nil, 1}, {here, []int{0}, 1}, {here, []int{0, 1}, 1}, {here, []int{2, 3}, 1}, {here, []int{1}, 1}}, 10)
	for range 2 {
		if _, any := s.next(); !any {
			t.Fatal("two can begin")
		}
	}
	if got := s.ended(0, false); !slices.Equal(got, []int{2, 4, 3}) {
		t.Errorf("given up: %v", got)
	}
	if got := s.ended(1, true); got != nil {
		t.Errorf("given up: %v", got)
	}
	if i, any := s.next(); !any || i != 5 {
		t.Errorf("next is %d, %t", i, any)
	}
	if _, any := s.next(); any {
		t.Error("what was given up began")
	}
	s.ended(5, false)
	if s.open != 0 {
		t.Errorf("%d are open", s.open)
	}
}
