package awstest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Operation is a piece of work that CloudFormation did or is doing on a stack. Its times are virtual.
type Operation struct {
	Kind         string // CREATE, UPDATE, DELETE, ROLLBACK, CONTINUE_ROLLBACK
	Token        string
	ChangeSet    string // ARN
	Began, Ended time.Time
	Outcome      string // the stack's status at the end
}

// operation is one at work: phases that follow one another, each with steps that wait for each other.
type operation struct {
	*Operation
	id        string
	set       *changeSet
	noRetreat bool // a failure leaves everything as it is
	steps     []*step
	gone      bool      // the stack is deleted when everything is undone
	back      bool      // it is undoing
	stop      bool      // the first failure ends the phase
	least     time.Time // when the phase ends at the earliest
	then      func(failed []*step)
}

// step is the work on one resource.
type step struct {
	id    string
	after []string // ids of steps in the same phase
	takes time.Duration
	// begin says that the work starts. It gives false where there is nothing to do, and why it cannot be done.
	begin func() (work bool, why string)
	// end says that it is done, or why it failed.
	end func() (why string)
	// cancel says that it is given up.
	cancel func()
	// ready reports whether work that takes its own time has ended; nil for work that takes what takes says.
	ready func() bool

	state string // "", "running", "done", "failed"
	until time.Time
}

type event struct {
	id, logicalID, physicalID, kind, status, reason, token, operation string
	properties                                                        map[string]any
	hook                                                              *Hook
	at                                                                time.Time
}

// begin starts an operation.
func (s *stack) begin(kind, token string, set *changeSet) *operation {
	if lag := s.in.cloud.lag; lag > 0 {
		s.before, s.stale = s.describe(), lag
	}
	o := &operation{Operation: &Operation{Kind: kind, Token: token, Began: s.in.cloud.clock}, id: s.in.cloud.uuid(), set: set}
	if set != nil {
		o.ChangeSet = set.id
	}
	s.running = o
	s.history = append(s.history, o.Operation)
	return o
}

// finish ends it with a status of the stack.
func (s *stack) finish(status, reason string) {
	s.enter(status, reason)
	s.running.Ended, s.running.Outcome = s.in.cloud.clock, status
	if set := s.running.set; set != nil {
		set.execution = "EXECUTE_FAILED"
		if status == "CREATE_COMPLETE" || status == "UPDATE_COMPLETE" {
			set.execution = "EXECUTE_COMPLETE"
		}
	}
	s.running = nil
	for _, r := range s.resources {
		if child := s.child(r); child != nil && !strings.HasSuffix(status, "_FAILED") {
			child.rollbackTo = nil
		}
	}
}

// enter gives the stack a status, with an event.
func (s *stack) enter(status, reason string) {
	s.status, s.reason = status, reason
	s.happened(event{logicalID: s.name, physicalID: s.id, kind: "AWS::CloudFormation::Stack", status: status, reason: reason})
}

// happened adds an event.
func (s *stack) happened(e event) {
	e.id, e.at = fmt.Sprintf("%s-%s-%d", e.logicalID, e.status, len(s.events)), s.in.cloud.clock
	if s.running != nil {
		e.token, e.operation = s.running.Token, s.running.id
	}
	s.events = append(s.events, e)
}

// turn gives a resource a status, with an event.
func (s *stack) turn(r *resource, status, reason string) {
	r.status, r.reason, r.updated = status, reason, s.in.cloud.clock
	s.happened(event{logicalID: r.id, physicalID: r.physicalID, kind: r.kind, status: status, reason: reason, properties: r.properties})
}

// phase starts the next part of the running operation. Each takes a second at least, so that its status can be seen.
func (s *stack) phase(steps []*step, stop bool, then func(failed []*step)) {
	o := s.running
	o.steps, o.stop, o.then, o.least = steps, stop, then, s.in.cloud.clock.Add(time.Second)
	s.startReady()
}

// startReady begins every step that waits for nothing.
func (s *stack) startReady() {
	o := s.running
	for again := true; again; {
		again = false
		for _, w := range o.steps {
			if w.state != "" || !o.free(w) {
				continue
			}
			again = true
			work, why := w.begin()
			switch {
			case why != "":
				w.state = "failed"
				if o.stop {
					return
				}
			case work:
				w.state, w.until = "running", s.in.cloud.clock.Add(w.takes)
			default:
				w.state = "done"
			}
		}
	}
}

// free reports whether all that a step waits for is done. What waits for a failed one never starts.
func (o *operation) free(w *step) bool {
	return !slices.ContainsFunc(o.steps, func(other *step) bool { return slices.Contains(w.after, other.id) && other.state != "done" })
}

// next is when something happens to the stack, and whether anything will.
func (s *stack) next() (time.Time, bool) {
	if s.running == nil {
		return time.Time{}, false
	}
	if s.running.stop && s.running.failed() != nil {
		return s.in.cloud.clock, true
	}
	at, working := time.Time{}, false
	for _, w := range s.running.steps {
		switch {
		case w.state != "running":
		case w.ready != nil && !w.ready():
			working = true
		case at.IsZero() || w.until.Before(at):
			at = w.until
		}
	}
	if !at.IsZero() {
		return at, true
	}
	if working {
		return time.Time{}, false // a nested stack decides
	}
	if s.running.least.After(s.in.cloud.clock) {
		return s.running.least, true
	}
	return s.in.cloud.clock, true
}

// move carries out what is due now.
func (s *stack) move() {
	o, now := s.running, s.in.cloud.clock
	for _, w := range o.steps {
		if w.state != "running" || w.until.After(now) || w.ready != nil && !w.ready() {
			continue
		}
		w.state = "done"
		if w.end() != "" {
			w.state = "failed"
		}
	}
	if !o.stop || o.failed() == nil {
		s.startReady()
	}
	s.close(now)
}

// close goes on to the next phase when this one has ended.
func (s *stack) close(now time.Time) {
	o := s.running
	if o == nil {
		return
	}
	bad := o.failed()
	giveUp := o.stop && bad != nil
	for _, w := range o.steps {
		if w.state == "running" && giveUp {
			w.cancel()
			w.state = "failed"
		}
		if w.state == "running" {
			return
		}
	}
	if now.Before(o.least) && !giveUp {
		return
	}
	o.then(bad)
}

func (o *operation) failed() []*step {
	var all []*step
	for _, w := range o.steps {
		if w.state == "failed" {
			all = append(all, w)
		}
	}
	return all
}

func names(steps []*step) string {
	var all []string
	for _, w := range steps {
		all = append(all, w.id)
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

// deletions are steps that delete resources, each after those that need it.
func (s *stack) deletions(resources []*resource, on string, keep func(r *resource) bool) []*step {
	var steps []*step
	for _, r := range resources {
		var after []string
		for _, other := range resources {
			if other.id != r.id && slices.Contains(needsOf(other.definition, other.id), r.id) {
				after = append(after, other.id)
			}
		}
		w := &step{
			id: r.id, after: after, takes: s.in.cloud.time(r.kind),
			begin: func() (bool, string) {
				if keep(r) {
					s.turn(r, "DELETE_SKIPPED", "")
					return false, ""
				}
				s.turn(r, "DELETE_IN_PROGRESS", "")
				if child := s.child(r); child != nil && child.status != "DELETE_COMPLETE" {
					child.remove(s.running.Token, nil, false)
				}
				return true, ""
			},
			end: func() string {
				why := s.in.cloud.wrong(s, r, on)
				if child := s.child(r); why == "" && child != nil && child.status != "DELETE_COMPLETE" {
					why = fmt.Sprintf("Embedded stack %s was not successfully deleted: %s", child.id, child.reason)
				}
				if why != "" {
					s.turn(r, "DELETE_FAILED", why)
				} else {
					s.turn(r, "DELETE_COMPLETE", "")
				}
				return why
			},
			cancel: func() { s.turn(r, "DELETE_FAILED", "Resource deletion cancelled") },
		}
		if r.kind == nestedType {
			w.ready = func() bool { child := s.child(r); return child == nil || child.running == nil }
		}
		steps = append(steps, w)
	}
	return steps
}

func needsOf(d definition, id string) []string {
	t := template{Resources: map[string]definition{id: d}}
	return t.needs(id)
}

func (c *content) sorted() []*resource {
	var all []*resource
	for _, id := range slices.Sorted(maps.Keys(c.resources)) {
		all = append(all, c.resources[id])
	}
	return all
}
