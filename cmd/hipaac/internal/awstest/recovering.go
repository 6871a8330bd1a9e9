package awstest

import (
	"slices"
	"strings"
)

// cancelUpdateStack is possible only while the resources are being updated. Source: API reference, CancelUpdateStack.
func (f *formation) cancelUpdateStack(call *call, in form) response {
	s := f.find(in.Get("StackName"))
	if s == nil {
		return noStack(in.Get("StackName"))
	}
	token := in.Get("ClientRequestToken")
	if again, refused := s.once("CancelUpdateStack", in, token); again || refused.code != "" {
		return answerOnce(call, again, refused)
	}
	if s.status != "UPDATE_IN_PROGRESS" || s.parent != nil {
		return invalidInput("CancelUpdateStack cannot be called from current stack status")
	}
	s.spend("CancelUpdateStack", in, token)
	s.cancel(token)
	return call.result(fields{})
}

// cancel turns the update round. What is under way is given up.
func (s *stack) cancel(token string) {
	o := s.running
	for _, w := range o.steps {
		if w.state == "running" {
			w.cancel()
		}
	}
	now := s.in.cloud.clock
	s.history = append(s.history, &Operation{Kind: "CANCEL", Token: token, Began: now, Ended: now})
	o.noRetreat = false
	if token != "" {
		o.Operation = &Operation{Kind: o.Kind, Token: token, ChangeSet: o.ChangeSet, Began: o.Began}
		s.history[len(s.history)-2].Outcome, s.history[len(s.history)-2].Ended = "cancelled", now
		s.history = append(s.history, o.Operation)
	}
	s.undoUpdate("User Initiated", nil)
}

// continueUpdateRollback tries again what could not be brought back, on the root and without what is to be skipped. Source: API
// reference, ContinueUpdateRollback.
func (f *formation) continueUpdateRollback(call *call, in form) response {
	s := f.find(in.Get("StackName"))
	if s == nil {
		return noStack(in.Get("StackName"))
	}
	token, skip := in.Get("ClientRequestToken"), in.list("ResourcesToSkip")
	if again, refused := s.once("ContinueUpdateRollback", in, token); again || refused.code != "" {
		return answerOnce(call, again, refused)
	}
	switch {
	case s.parent != nil:
		return invalidInput("RollbackUpdatedStack/ContinueUpdateRollback cannot be called on nested stack %s: use its root stack", s.id)
	case s.status != "UPDATE_ROLLBACK_FAILED":
		return invalidInput("Stack:%s is in %s state and can not be updated.", s.id, s.status)
	case in.flag("ForceRollback") && len(skip) > 0:
		return invalidInput("ForceRollback and ResourcesToSkip are mutually exclusive")
	}
	for _, id := range skip {
		if !s.stuck(id) {
			return invalidInput("Resources [%s] specified to be skipped must be in UPDATE_FAILED state because a rollback failed", id)
		}
	}
	if in.flag("ForceRollback") {
		skip = s.allStuck()
	}
	if role := in.Get("RoleARN"); role != "" {
		s.role = role
	}
	s.spend("ContinueUpdateRollback", in, token)
	s.begin("CONTINUE_ROLLBACK", token, nil)
	s.undoUpdate("User Initiated", skip)
	return call.result(fields{})
}

// stuck reports whether a resource could not be brought back. One of a nested stack, however deep, is named by that stack's name and its
// logical id. Source: user guide, "Continue rolling back an update", which finds the name in the ARN of the nested stack.
func (s *stack) stuck(id string) bool {
	if name, inside, nested := strings.Cut(id, "."); nested {
		child := s.in.find(name)
		return child != nil && child != s && child.root() == s && child.stuck(inside)
	}
	r := s.resources[id]
	return r != nil && r.status == "UPDATE_FAILED" && r.kind != nestedType
}

// allStuck is what ForceRollback skips, "including resources in nested stacks": API reference, ContinueUpdateRollback.
func (s *stack) allStuck() []string {
	var all []string
	for _, r := range s.sorted() {
		if child := s.child(r); child != nil {
			for _, id := range child.allStuck() {
				if !strings.Contains(id, ".") {
					id = child.name + "." + id
				}
				all = append(all, id)
			}
		}
		if s.stuck(r.id) {
			all = append(all, r.id)
		}
	}
	return all
}

// below gives what is to be skipped inside a nested stack, and in those that are nested in it.
func below(skip []string, child string) []string {
	var all []string
	for _, id := range skip {
		if inside, is := strings.CutPrefix(id, child+"."); is {
			all = append(all, inside)
		} else if strings.Contains(id, ".") {
			all = append(all, id)
		}
	}
	return all
}

// rollbackStack goes back to the last good state after an operation that was not to go back by itself. "This operation will delete a
// stack if it doesn't contain a last known stable state": API reference, RollbackStack.
func (f *formation) rollbackStack(call *call, in form) response {
	s := f.find(in.Get("StackName"))
	if s == nil {
		return noStack(in.Get("StackName"))
	}
	token := in.Get("ClientRequestToken")
	if again, refused := s.once("RollbackStack", in, token); again || refused.code != "" {
		return answerOnce(call, again, refused)
	}
	if !slices.Contains([]string{"CREATE_FAILED", "UPDATE_FAILED"}, s.status) || s.parent != nil {
		return invalidInput("RollbackStack cannot be called from current stack status [%s]", s.status)
	}
	if role := in.Get("RoleARN"); role != "" {
		s.role = role
	}
	s.spend("RollbackStack", in, token)
	o := s.begin("ROLLBACK", token, nil)
	if s.good == nil {
		o.gone = true
		s.undoCreation("User Initiated")
	} else {
		s.undoUpdate("User Initiated", nil)
	}
	return call.result(fields{"StackId": s.id})
}
