package awstest

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// deploy makes or changes the stack as a change set says.
func (s *stack) deploy(set *changeSet, token string, noRetreat bool) {
	kind := "UPDATE"
	if s.status == "REVIEW_IN_PROGRESS" {
		kind, s.created = "CREATE", s.in.cloud.clock
	} else {
		s.updated = s.in.cloud.clock
	}
	o := s.begin(kind, token, set)
	o.noRetreat = noRetreat
	set.execution, s.changeSet = "EXECUTE_IN_PROGRESS", set.id
	s.adopt(set)
	s.enter(kind+"_IN_PROGRESS", "User Initiated")
	var steps []*step
	sees := s.scope(s.template, s.parameters)
	why := sees.try(func() {
		sees.decide()
		s.rehearse(sees)
		for _, id := range s.template.order() {
			if sees.has(s.template.Resources[id].Condition) {
				steps = append(steps, s.step(id, sees))
			}
		}
	})
	if why == "" {
		why = s.forbidden(sees)
	}
	if why != "" {
		s.phase(nil, true, func([]*step) { s.retreat(why) })
		return
	}
	s.imports = sees.imports
	s.phase(steps, true, func(failed []*step) { s.deployed(failed, sees) })
}

// adopt takes over what a change set brings. The resources follow one by one.
func (s *stack) adopt(set *changeSet) {
	s.body, s.template, s.parameters, s.capabilities, s.tags = set.body, set.template, set.parameters, set.capabilities, set.tags
	if set.role != "" {
		s.role = set.role
	}
	if s.resources == nil {
		s.resources = map[string]*resource{}
	}
}

// rehearse evaluates every resource and output with made-up values for what is not there yet: an export that does not exist ends the
// operation before it touches a resource.
func (s *stack) rehearse(sees *scope) {
	real := sees.value
	sees.value = func(string, string) any { return knownLater }
	defer func() { sees.value = real }()
	for _, id := range sees.ids() {
		if d := sees.Resources[id]; sees.has(d.Condition) {
			sees.evaluate(map[string]any(d.Properties))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(sees.Outputs)) {
		if o := sees.Outputs[key]; sees.has(o.Condition) {
			sees.evaluate(o.Value)
		}
	}
}

// step is the work on a resource of the template: it is made, changed, replaced, or left alone.
func (s *stack) step(id string, sees *scope) *step {
	d := s.template.Resources[id]
	verb := "UPDATE"
	on := "update"
	var was *resource
	w := &step{
		id: id, after: s.template.needs(id), takes: s.in.cloud.time(d.Type),
		begin: func() (bool, string) {
			var properties map[string]any
			if why := sees.try(func() { properties = sees.evaluate(map[string]any(d.Properties)).(map[string]any) }); why != "" {
				r := &resource{id: id, kind: d.Type, definition: d}
				s.resources[id] = r
				s.turn(r, "CREATE_FAILED", why)
				return false, why
			}
			if old := s.resources[id]; old != nil && old.physicalID != "" {
				twin := *old
				was = &twin
			}
			if was == nil {
				verb, on = "CREATE", "create"
				why := s.make(id, d, properties)
				return why == "", why
			}
			return s.change(was, d, properties)
		},
		end: func() string {
			r := s.resources[id]
			why := s.in.cloud.wrong(s, r, on)
			if why == "" && d.Type == nestedType {
				why = s.nestedEnd(r)
			}
			if why != "" {
				s.turn(r, verb+"_FAILED", why)
				return why
			}
			s.turn(r, verb+"_COMPLETE", "")
			return ""
		},
		cancel: func() {
			word := "creation"
			if verb == "UPDATE" {
				word = "update"
			}
			r := s.resources[id]
			if child := s.child(r); child != nil && child.status == "UPDATE_IN_PROGRESS" {
				child.cancel("")
			}
			s.turn(r, verb+"_FAILED", "Resource "+word+" cancelled")
		},
	}
	if d.Type == nestedType {
		w.ready = func() bool { return s.nestedReady(s.resources[id]) }
	}
	return w
}

// make begins a resource that was not there, and says why it cannot. AWS tells twice: before and after it has an id.
func (s *stack) make(id string, d definition, properties map[string]any) string {
	r := &resource{id: id, kind: d.Type, definition: d, properties: properties}
	s.resources[id] = r
	s.turn(r, "CREATE_IN_PROGRESS", "")
	why := s.hooked(r, "CREATE")
	if why == "" && d.Type == nestedType {
		why = s.nest(r)
	} else if why == "" {
		s.serial++
		r.physicalID = physical(s, s.in.partition, id, d.Type, properties, s.serial)
	}
	if why != "" {
		s.turn(r, "CREATE_FAILED", why)
		return why
	}
	s.turn(r, "CREATE_IN_PROGRESS", "Resource creation Initiated")
	return ""
}

// change begins the change of a resource that is there, unless it is as wanted.
func (s *stack) change(was *resource, d definition, properties map[string]any) (bool, string) {
	r := &resource{id: was.id, physicalID: was.physicalID, kind: d.Type, status: was.status, updated: was.updated, definition: d, properties: properties, outputs: was.outputs}
	paths := differences(was.properties, properties)
	if len(paths) == 0 && d.Type != nestedType && reflect.DeepEqual(was.definition.Metadata, d.Metadata) && !strings.HasSuffix(was.status, "_FAILED") {
		r.drift = was.drift
		s.resources[was.id] = r
		return false, ""
	}
	action := "Update:Modify"
	replaces := slices.ContainsFunc(paths, func(path string) bool { return recreation(d.Type, path) == "Always" }) || was.kind != d.Type
	if replaces {
		action = "Update:Replace"
	}
	why := s.allowed(action, was.id, was.kind)
	if replaces && s.running.noRetreat && why == "" {
		why = "Replacement type updates not supported on stack with disable-rollback."
	}
	if why != "" {
		s.turn(s.resources[was.id], "UPDATE_FAILED", why)
		return false, why
	}
	s.resources[was.id] = r
	if !replaces {
		r.drift = was.drift
		s.turn(r, "UPDATE_IN_PROGRESS", "")
		why := s.hooked(r, "UPDATE")
		if why == "" && d.Type == nestedType {
			why = s.nest(r)
		}
		if why != "" {
			s.turn(r, "UPDATE_FAILED", why)
		}
		return why == "", why
	}
	s.leftovers = append(s.leftovers, was)
	s.turn(r, "UPDATE_IN_PROGRESS", "Requested update requires the creation of a new physical resource; hence creating one.")
	s.serial++
	r.physicalID = physical(s, s.in.partition, r.id, r.kind, properties, s.serial)
	s.turn(r, "UPDATE_IN_PROGRESS", "Resource creation Initiated")
	return true, ""
}

// forbidden says why a resource that is to go may not: the stack policy protects it.
func (s *stack) forbidden(sees *scope) string {
	for _, r := range s.sorted() {
		if s.stays(r.id, sees) || s.policy == "" {
			continue
		}
		if why := s.allowed("Update:Delete", r.id, r.kind); why != "" {
			s.turn(r, "DELETE_FAILED", why)
			return fmt.Sprintf("The following resource(s) failed to delete: [%s]. ", r.id)
		}
	}
	return ""
}

func (s *stack) stays(id string, sees *scope) bool {
	d, there := s.template.Resources[id]
	return there && sees.has(d.Condition)
}

// deployed goes on when the resources are as wanted, or one is not.
func (s *stack) deployed(failed []*step, sees *scope) {
	if failed != nil {
		s.retreat(s.lament(failed))
		return
	}
	var outputs []output
	why := sees.try(func() { outputs = s.evaluateOutputs(sees) })
	if why == "" {
		why = s.inUse(outputs)
	}
	if why != "" {
		s.retreat(why)
		return
	}
	s.outputs = outputs
	for _, r := range s.sorted() {
		if !s.stays(r.id, sees) {
			s.leftovers = append(s.leftovers, r)
			delete(s.resources, r.id)
		}
	}
	if s.running.Kind == "CREATE" {
		s.settle("CREATE_COMPLETE")
		return
	}
	s.enter("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "")
	s.cleanUp("UPDATE_COMPLETE")
}

// settle ends an operation that went well.
func (s *stack) settle(status string) {
	s.good = s.content.clone()
	s.finish(status, "")
}

// cleanUp deletes what was replaced or removed, and what cannot be deleted is forgotten. Source: user guide, stack status codes,
// UPDATE_COMPLETE_CLEANUP_IN_PROGRESS.
func (s *stack) cleanUp(then string) {
	keep := func(r *resource) bool {
		policy := r.definition.DeletionPolicy
		if now, still := s.resources[r.id]; still && then == "UPDATE_COMPLETE" {
			policy = now.definition.UpdateReplacePolicy
		} else if s.running.back {
			return policy == "Retain" // it is new: RetainExceptOnCreate lets it go
		}
		return policyOf(policy, r.kind, r.properties) == "Retain"
	}
	steps := s.deletions(s.leftovers, "cleanup", keep)
	s.phase(steps, false, func([]*step) {
		s.leftovers = nil
		s.settle(then)
	})
}

func (s *stack) evaluateOutputs(sees *scope) []output {
	var all []output
	for _, key := range slices.Sorted(maps.Keys(sees.Outputs)) {
		o := sees.Outputs[key]
		if !sees.has(o.Condition) {
			continue
		}
		out := output{key: key, value: sees.text(o.Value)}
		if o.Export.Name != nil {
			out.export = sees.text(o.Export.Name)
		}
		all = append(all, out)
	}
	return all
}

// inUse says why the exports cannot become these. Source of the texts: reports of users, such as serverless issue 3589 and aws-cdk
// issue 24349.
func (s *stack) inUse(outputs []output) string {
	values := map[string]string{}
	for _, o := range outputs {
		if other, _ := s.in.exportOf(o.export); o.export != "" && other != nil && other != s {
			return fmt.Sprintf("Export with name %s is already exported by stack %s. Rollback requested by user.", o.export, other.name)
		}
		values[o.export] = o.value
	}
	for _, o := range s.outputs {
		by := s.in.importers(o.export)
		value, stays := values[o.export]
		switch {
		case o.export == "" || len(by) == 0:
		case !stays:
			return fmt.Sprintf("Export %s cannot be deleted as it is in use by %s", o.export, strings.Join(by, ", "))
		case value != o.value:
			return fmt.Sprintf("Export %s cannot be updated as it is in use by %s", o.export, strings.Join(by, ", "))
		}
	}
	return ""
}
