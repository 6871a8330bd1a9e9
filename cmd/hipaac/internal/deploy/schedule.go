package deploy

import (
	"slices"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// node is a piece of work: what it waits for, as places in the list of all, and how long it will take, about.
type node struct {
	target stack.Target
	after  []int
	about  time.Duration
}

// schedule says what to begin next. Whatever has nothing to wait for can begin, however the others stand; where a target allows no more
// at once, what the longest row of work waits for begins first. It knows no clock and does nothing itself.
type schedule struct {
	nodes []node
	bound int // of each target
	// rest is how long it takes, about, from the beginning of a node to the end of all that wait for it.
	rest    []time.Duration
	before  [][]int // who waits for a node
	waiting []int   // how many each still waits for
	ready   []int
	running map[stack.Target]int
	open    int // not ended yet
}

func newSchedule(nodes []node, bound int) *schedule {
	s := &schedule{
		nodes: nodes, bound: bound, rest: make([]time.Duration, len(nodes)), before: make([][]int, len(nodes)), waiting: make([]int, len(nodes)),
		running: map[stack.Target]int{}, open: len(nodes),
	}
	for i := range nodes {
		s.waiting[i] = len(nodes[i].after)
		for _, k := range nodes[i].after {
			s.before[k] = append(s.before[k], i)
		}
		if s.waiting[i] == 0 {
			s.ready = append(s.ready, i)
		}
	}
	seen := make([]bool, len(nodes))
	var measure func(i int) time.Duration
	measure = func(i int) time.Duration {
		if !seen[i] {
			seen[i] = true
			for _, k := range s.before[i] {
				s.rest[i] = max(s.rest[i], measure(k))
			}
			s.rest[i] += nodes[i].about
		}
		return s.rest[i]
	}
	for i := range nodes {
		measure(i)
	}
	return s
}

// next gives a node that can begin now, and counts it as begun.
func (s *schedule) next() (int, bool) {
	best := -1
	for at, i := range s.ready {
		if s.running[s.nodes[i].target] < s.bound && (best < 0 || s.sooner(i, s.ready[best])) {
			best = at
		}
	}
	if best < 0 {
		return 0, false
	}
	i := s.ready[best]
	s.ready = slices.Delete(s.ready, best, best+1)
	s.running[s.nodes[i].target]++
	return i, true
}

// sooner prefers the longer rest, and between equals the order of the list.
func (s *schedule) sooner(i, k int) bool {
	return s.rest[i] > s.rest[k] || s.rest[i] == s.rest[k] && i < k
}

// ended lets go on who waited for a node. Where it failed, all who wait for it, directly or through others, are given up and returned.
func (s *schedule) ended(i int, well bool) (givenUp []int) {
	s.running[s.nodes[i].target]--
	s.open--
	if !well {
		return s.giveUp(i, nil)
	}
	for _, k := range s.before[i] {
		if s.waiting[k]--; s.waiting[k] == 0 {
			s.ready = append(s.ready, k)
		}
	}
	return nil
}

func (s *schedule) giveUp(i int, sofar []int) []int {
	for _, k := range s.before[i] {
		if s.waiting[k] < 0 {
			continue // already
		}
		s.waiting[k] = -1 - len(s.nodes[k].after) // never comes to 0
		s.open--
		sofar = s.giveUp(k, append(sofar, k))
	}
	return sofar
}
