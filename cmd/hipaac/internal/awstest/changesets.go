package awstest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

func (f *formation) describeChangeSet(call *call, in form) response {
	set := f.findChangeSet(in.Get("ChangeSetName"), in.Get("StackName"))
	if set == nil {
		return noChangeSet(in.Get("ChangeSetName"))
	}
	out := set.summary()
	out["Parameters"] = shownParameters(set.template, set.parameters)
	out["Capabilities"], out["Tags"], out["OnStackFailure"] = set.capabilities, tagList(set.tags), set.onFailure
	if !set.pending() {
		from, to, next, bad := in.page(len(set.changes), f.cloud.entries())
		if bad {
			return invalidInput("Invalid NextToken")
		}
		var shown []fields
		for _, c := range set.changes[from:to] {
			shown = append(shown, c.show(in.flag("IncludePropertyValues")))
		}
		out["Changes"], out["NextToken"] = shown, next
	}
	return call.result(out)
}

func (set *changeSet) summary() fields {
	status, execution, reason := set.state()
	out := fields{
		"ChangeSetId": set.id, "ChangeSetName": set.name, "StackId": set.stack.id, "StackName": set.stack.name, "Status": status, "ExecutionStatus": execution,
		"StatusReason": reason, "CreationTime": set.created, "Description": set.description, "IncludeNestedStacks": len(set.nested) > 0 || set.parent != nil,
	}
	if set.parent != nil {
		out["ParentChangeSetId"], out["RootChangeSetId"] = set.parent.id, set.root().id
	}
	return out
}

func (set *changeSet) root() *changeSet {
	for set.parent != nil {
		set = set.parent
	}
	return set
}

func (f *formation) listChangeSets(call *call, in form) response {
	s := f.find(in.Get("StackName"))
	if s == nil {
		return noStack(in.Get("StackName"))
	}
	from, to, next, bad := in.page(len(s.changeSets), f.cloud.entries())
	if bad {
		return invalidInput("Invalid NextToken")
	}
	var shown []fields
	for _, set := range s.changeSets[from:to] {
		shown = append(shown, set.summary())
	}
	return call.result(fields{"Summaries": shown, "NextToken": next})
}

func (f *formation) executeChangeSet(call *call, in form) response {
	set := f.findChangeSet(in.Get("ChangeSetName"), in.Get("StackName"))
	if set == nil {
		return noChangeSet(in.Get("ChangeSetName"))
	}
	s, token := set.stack, in.Get("ClientRequestToken")
	if again, refused := s.once("ExecuteChangeSet", in, token); again || refused.code != "" {
		return answerOnce(call, again, refused)
	}
	status, execution, _ := set.state()
	switch {
	case status != "CREATE_COMPLETE":
		return failed(http.StatusBadRequest, "InvalidChangeSetStatus", fmt.Sprintf("ChangeSet [%s] cannot be executed in its current status of [%s]", set.id, status))
	case execution != "AVAILABLE":
		return failed(http.StatusBadRequest, "InvalidChangeSetStatus", fmt.Sprintf("ChangeSet [%s] cannot be executed in its current execution status of [%s]", set.id, execution))
	case set.parent != nil:
		return invalidInput("Nested change set [%s] cannot be executed on its own: execute its root change set [%s]", set.id, set.root().id)
	case in.Has("DisableRollback") && set.onFailure != "":
		return invalidInput("DisableRollback cannot be specified for a change set with OnStackFailure")
	case s.running != nil:
		return invalidInput("Stack:%s is in %s state and can not be updated.", s.id, s.status)
	}
	s.spend("ExecuteChangeSet", in, token)
	s.changeSets = []*changeSet{set} // "all other change sets of the stack are deleted": API reference, ExecuteChangeSet
	s.deploy(set, token, in.flag("DisableRollback") || set.onFailure == "DO_NOTHING")
	return call.result(fields{})
}

func (f *formation) deleteChangeSet(call *call, in form) response {
	name := in.Get("ChangeSetName")
	set := f.findChangeSet(name, in.Get("StackName"))
	switch byID := strings.HasPrefix(name, "arn:"); {
	case !byID && f.find(in.Get("StackName")) == nil:
		return noStack(in.Get("StackName"))
	case set == nil:
		return call.result(fields{}) // "successful as long as the stack exists": aws-cdk, cleanupOldChangeset
	}
	if _, execution, _ := set.state(); execution == "EXECUTE_IN_PROGRESS" || execution == "EXECUTE_COMPLETE" || set.pending() || set.parent != nil {
		return failed(http.StatusBadRequest, "InvalidChangeSetStatus", fmt.Sprintf("ChangeSet [%s] cannot be deleted in its current status", set.id))
	}
	set.stack.changeSets = slices.DeleteFunc(set.stack.changeSets, func(other *changeSet) bool { return other == set })
	return call.result(fields{})
}

// outdate makes the change sets of a stack useless, since it was changed in another way.
func (s *stack) outdate() {
	for _, set := range s.changeSets {
		if set.execution == "AVAILABLE" {
			set.execution = "OBSOLETE"
		}
	}
}

// noChangeSet says that there is no such change set.
func noChangeSet(name string) response {
	return failed(http.StatusNotFound, "ChangeSetNotFound", fmt.Sprintf("ChangeSet [%s] does not exist", name))
}
