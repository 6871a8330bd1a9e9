package awstest

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// lament says which resources failed, as the stack's reason does.
func (s *stack) lament(failed []*step) string {
	verb := "update"
	if slices.ContainsFunc(failed, func(w *step) bool { r := s.resources[w.id]; return r != nil && strings.HasPrefix(r.status, "CREATE") }) {
		verb = "create"
	}
	return fmt.Sprintf("The following resource(s) failed to %s: [%s]. ", verb, names(failed))
}

// retreat is what follows a failure: everything goes back, unless it was asked to stay.
func (s *stack) retreat(why string) {
	o := s.running
	creating := s.good == nil
	switch {
	case o.noRetreat && creating:
		s.finish("CREATE_FAILED", why)
	case o.noRetreat:
		s.finish("UPDATE_FAILED", why)
	case creating:
		s.undoCreation(asked(why))
	default:
		s.undoUpdate(why, nil)
	}
}

// asked is how a failed creation says why it goes back.
func asked(why string) string {
	if strings.HasSuffix(why, "Rollback requested by user.") {
		return why
	}
	return strings.TrimRight(why, ". ") + ". Rollback requested by user."
}

// undoCreation deletes what was made.
func (s *stack) undoCreation(why string) {
	o := s.running
	o.back = true
	s.enter("ROLLBACK_IN_PROGRESS", why)
	steps := s.deletions(s.made(), "rollback", func(r *resource) bool { return r.definition.DeletionPolicy == "Retain" })
	s.phase(steps, false, func(failed []*step) {
		if failed != nil {
			s.finish("ROLLBACK_FAILED", fmt.Sprintf("The following resource(s) failed to delete: [%s]. ", names(failed)))
			return
		}
		s.outputs, s.imports = nil, nil
		if o.gone || o.set != nil && o.set.onFailure == "DELETE" {
			s.enter("DELETE_IN_PROGRESS", "")
			s.vanish()
			return
		}
		s.finish("ROLLBACK_COMPLETE", "")
	})
}

// made are the resources that exist.
func (s *stack) made() []*resource {
	return slices.DeleteFunc(s.sorted(), func(r *resource) bool {
		return r.physicalID == "" || r.status == "DELETE_COMPLETE" || r.status == "DELETE_SKIPPED"
	})
}

// undoUpdate brings back what was there, except for the resources that are to be skipped.
func (s *stack) undoUpdate(why string, skip []string) {
	o := s.running
	o.back = true
	s.enter("UPDATE_ROLLBACK_IN_PROGRESS", why)
	var steps []*step
	for _, id := range s.good.template.order() {
		old, now := s.good.resources[id], s.resources[id]
		if old == nil || now != nil && !s.changedInside(now) && now.physicalID == old.physicalID && reflect.DeepEqual(now.properties, old.properties) && !strings.HasSuffix(now.status, "_FAILED") {
			continue
		}
		if slices.Contains(skip, id) {
			s.turn(now, "UPDATE_COMPLETE", "")
			now.definition, now.skipped = old.definition, true
			s.good.resources[id] = now
			continue
		}
		steps = append(steps, s.restore(id, old, skip))
	}
	s.phase(steps, false, func(failed []*step) {
		if failed != nil {
			s.finish("UPDATE_ROLLBACK_FAILED", fmt.Sprintf("The following resource(s) failed to update: [%s]. ", names(failed)))
			return
		}
		s.restored()
	})
}

// restore is the work that brings one resource back.
func (s *stack) restore(id string, old *resource, skip []string) *step {
	w := &step{
		id: id, after: needsOf(old.definition, id), takes: s.in.cloud.time(old.kind),
		begin: func() (bool, string) {
			s.turn(s.resources[id], "UPDATE_IN_PROGRESS", "")
			s.unnest(old, skip)
			return true, ""
		},
		end: func() string {
			r := s.resources[id]
			why := s.in.cloud.wrong(s, r, "rollback")
			if child := s.child(old); why == "" && child != nil && child.status == "UPDATE_ROLLBACK_FAILED" {
				why = fmt.Sprintf("Embedded stack %s was not successfully updated. Currently in UPDATE_ROLLBACK_FAILED with reason: %s", child.id, child.reason)
			}
			if why != "" {
				s.turn(r, "UPDATE_FAILED", why)
				return why
			}
			twin := *old
			if r.physicalID != old.physicalID {
				s.leftovers = append(slices.DeleteFunc(s.leftovers, func(l *resource) bool { return l.physicalID == old.physicalID }), r)
			}
			s.resources[id] = &twin
			s.turn(&twin, "UPDATE_COMPLETE", "")
			return ""
		},
		cancel: func() {},
	}
	if old.kind == nestedType {
		w.ready = func() bool { child := s.child(old); return child == nil || child.running == nil }
	}
	return w
}

// restored goes on when all that was there is back: what is new goes.
func (s *stack) restored() {
	s.enter("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", "")
	now := s.resources
	kept := map[string]bool{}
	for id := range s.good.resources {
		kept[id] = true
	}
	for _, r := range s.made() {
		if !kept[r.id] {
			s.leftovers = append(s.leftovers, r)
			delete(now, r.id)
		}
	}
	s.content = *s.good.clone()
	for id, r := range now {
		if kept[id] {
			s.resources[id] = r
		}
	}
	s.cleanUp("UPDATE_ROLLBACK_COMPLETE")
}
