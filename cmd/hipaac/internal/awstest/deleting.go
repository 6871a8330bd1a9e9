package awstest

import (
	"fmt"
	"slices"
	"strings"
)

func (f *formation) deleteStack(call *call, in form) response {
	s := f.find(in.Get("StackName"))
	if s == nil || s.status == "DELETE_COMPLETE" {
		return call.result(fields{}) // what is not there is deleted, says AWS
	}
	token := in.Get("ClientRequestToken")
	if again, refused := s.once("DeleteStack", in, token); again || refused.code != "" {
		return answerOnce(call, again, refused)
	}
	retain, force := in.list("RetainResources"), in.Get("DeletionMode") == "FORCE_DELETE_STACK"
	switch {
	case s.parent == nil && s.protected, s.parent != nil && s.root().protected:
		return invalidInput("Stack [%s] cannot be deleted while TerminationProtection is enabled", in.Get("StackName"))
	case s.status == "DELETE_IN_PROGRESS":
		return call.result(fields{})
	case s.running != nil && s.status != "CREATE_IN_PROGRESS":
		return invalidInput("Stack [%s] cannot be deleted while in status %s", s.name, s.status)
	case len(retain) > 0 && s.status != "DELETE_FAILED":
		return invalidInput("Invalid operation on stack [%s]. When you delete a stack, specify which resources to retain only when the stack is in the DELETE_FAILED state.", s.id)
	case force && s.status != "DELETE_FAILED":
		return invalidInput("Invalid operation on stack [%s]. FORCE_DELETE_STACK is only valid when the stack is in the DELETE_FAILED state.", s.id)
	}
	for _, id := range retain {
		if r := s.resources[id]; r == nil || r.status != "DELETE_FAILED" {
			return invalidInput("The resource %s is not in the DELETE_FAILED state", id)
		}
	}
	if role := in.Get("RoleARN"); role != "" {
		s.role = role
	}
	s.spend("DeleteStack", in, token)
	s.remove(token, retain, force)
	return call.result(fields{})
}

func answerOnce(call *call, again bool, refused response) response {
	if again {
		return call.result(fields{})
	}
	return refused
}

func (s *stack) root() *stack {
	for s.parent != nil {
		s = s.parent
	}
	return s
}

// remove deletes the stack. An export that is in use ends it before anything is touched: users report that the stack then has the status
// from before, with the reason (USSBA/aws-cft-tools issue 27, rlister/stax issue 40), and SetExportsInUse makes it DELETE_FAILED.
func (s *stack) remove(token string, retain []string, force bool) {
	if s.running != nil {
		s.running.Ended, s.running.Outcome = s.in.cloud.clock, "DELETE_IN_PROGRESS"
	}
	before := s.status
	s.begin("DELETE", token, nil)
	s.changeSets = nil
	s.enter("DELETE_IN_PROGRESS", "User Initiated")
	for _, o := range s.outputs {
		by := s.in.importers(o.export)
		if o.export == "" || len(by) == 0 {
			continue
		}
		why := fmt.Sprintf("Export %s cannot be deleted as it is in use by %s", o.export, strings.Join(by, ", "))
		if s.in.cloud.exportsFail {
			before = "DELETE_FAILED"
		}
		s.phase(nil, true, func([]*step) { s.finish(before, why) })
		return
	}
	keep := func(r *resource) bool {
		d := r.definition
		return slices.Contains(retain, r.id) || policyOf(d.DeletionPolicy, r.kind, r.properties) == "Retain"
	}
	steps := s.deletions(s.made(), "delete", keep)
	s.phase(steps, false, func(failed []*step) { s.removed(failed, force) })
}

func (s *stack) removed(failed []*step, force bool) {
	if failed == nil {
		s.vanish()
		return
	}
	if !force {
		s.finish("DELETE_FAILED", fmt.Sprintf("The following resource(s) failed to delete: [%s]. ", names(failed)))
		return
	}
	for _, w := range failed {
		s.turn(s.resources[w.id], "DELETE_SKIPPED", "")
	}
	// What waited for those that failed is deleted now.
	s.phase(s.deletions(s.made(), "delete", func(*resource) bool { return false }), false, func([]*step) { s.vanish() })
}

// vanish ends the stack. By its ARN it is found for 90 days.
func (s *stack) vanish() {
	s.outputs, s.imports, s.good = nil, nil, nil
	s.deleted = s.in.cloud.clock
	s.finish("DELETE_COMPLETE", "")
}

func (f *formation) updateTerminationProtection(call *call, in form) response {
	s := f.find(in.Get("StackName"))
	switch {
	case s == nil || s.status == "DELETE_COMPLETE":
		return noStack(in.Get("StackName"))
	case s.parent != nil:
		return invalidInput("Termination protection cannot be changed on nested stack [%s]", s.id)
	}
	s.protected = in.flag("EnableTerminationProtection")
	return call.result(fields{"StackId": s.id})
}
