package awstest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Validation is something that CloudFormation finds before it makes a change set. Source: user guide, "Validate stack deployments".
type Validation struct {
	Stack, LogicalID string
	// Name is such as "NAME_CONFLICT_VALIDATION", Path such as "/Resources/Bucket/Properties/BucketName".
	Name, Path, Reason string
	// Warn says that it does not stop the change set.
	Warn bool
}

// Hook is a rule that the account runs on a resource before it is made or changed, or on a change set.
type Hook struct {
	Stack, LogicalID string // without a logical id it is about the change set
	Type             string // such as "Private::Guard::Encryption"
	Reason           string // as events and change sets have it, cut short
	Warn             bool
	Rules            []Rule

	id string
}

// Rule is what a hook says in detail.
type Rule struct{ Name, Message, Remediation, Link, Severity string }

// FailValidation makes CloudFormation find something from now on.
func (c *Cloud) FailValidation(v Validation) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.validations = append(c.validations, v)
}

// FailHook makes a hook refuse from now on.
func (c *Cloud) FailHook(h Hook) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.hooks = append(c.hooks, &h)
}

func (h *Hook) mode() string { return mode(h.Warn) }

func mode(warn bool) string {
	if warn {
		return "WARN"
	}
	return "FAIL"
}

// checks are what CloudFormation calls its own validations in the reason of a change set.
var checks = map[string]string{"NAME_CONFLICT_VALIDATION": "AWS::EarlyValidation::ResourceExistenceCheck", "PROPERTY_VALIDATION": "AWS::EarlyValidation::PropertyValidation"}

// validate runs validations and hooks on a change set and says why it fails, or "".
func (set *changeSet) validate() string {
	c := set.stack.in.cloud
	var bad []string
	for _, v := range c.validations {
		if _, is := set.template.Resources[v.LogicalID]; v.Stack != set.stack.name || !is {
			continue
		}
		set.validations = append(set.validations, v)
		name := checks[v.Name]
		if name == "" {
			name = "AWS::EarlyValidation::" + v.Name
		}
		if !v.Warn && !slices.Contains(bad, name) {
			bad = append(bad, name)
		}
	}
	if len(bad) > 0 {
		return fmt.Sprintf("The following hook(s)/validation failed: [%s]. To troubleshoot Early Validation errors, use the DescribeEvents API for detailed failure information.", strings.Join(bad, ", "))
	}
	for _, h := range c.hooks {
		if h.Stack != set.stack.name || h.LogicalID != "" {
			continue
		}
		twin := *h
		twin.id = c.uuid()
		set.hooks = append(set.hooks, &twin)
		if !h.Warn {
			bad = append(bad, h.Type)
		}
	}
	if len(bad) > 0 {
		return fmt.Sprintf("The following hook(s)/validation failed: [%s].", strings.Join(bad, ", "))
	}
	return ""
}

// hooked runs the hooks on a resource and says why it fails, or "". verb is what would have been done.
func (s *stack) hooked(r *resource, verb string) string {
	why := ""
	for _, h := range s.in.cloud.hooks {
		if h.Stack != s.name || h.LogicalID != r.id {
			continue
		}
		twin := *h
		twin.id = s.in.cloud.uuid()
		s.invoked = append(s.invoked, &twin)
		s.happened(event{logicalID: r.id, physicalID: r.physicalID, kind: r.kind, status: verb + "_IN_PROGRESS", hook: &twin})
		if !h.Warn {
			why = "The following hook(s) failed: [" + h.Type + "]"
		}
	}
	return why
}

// describeEvents shows events of an operation, a stack or a change set, newest first. A change set is found by its ARN, or by its name
// with a stack: aws-cloudformation/cloudformation-cli issue 1116.
func (f *formation) describeEvents(call *call, in form) response {
	var all []fields
	name := in.Get("ChangeSetName")
	switch {
	case name != "" && (strings.HasPrefix(name, "arn:") || in.Get("StackName") != ""):
		set := f.findChangeSet(name, in.Get("StackName"))
		if set == nil {
			return noChangeSet(name)
		}
		all = set.events(in.flag("Filters.FailedEvents"))
	case name == "" && (in.Get("StackName") != "" || in.Get("OperationId") != ""):
		s := f.operationOf(in)
		if s == nil {
			return noStack(in.Get("StackName") + in.Get("OperationId"))
		}
		all = s.operationEvents(in.Get("OperationId"), in.flag("Filters.FailedEvents"))
	default:
		return invalidInput("One of ChangeSetName, OperationId or StackName must be specified")
	}
	from, to, next, bad := in.page(len(all), f.cloud.entries())
	if bad {
		return invalidInput("Invalid NextToken")
	}
	return call.result(fields{"OperationEvents": all[from:to], "NextToken": next})
}

func (f *formation) operationOf(in form) *stack {
	if name := in.Get("StackName"); name != "" {
		return f.find(name)
	}
	for _, s := range f.stacks {
		if slices.ContainsFunc(s.events, func(e event) bool { return e.operation == in.Get("OperationId") }) {
			return s
		}
	}
	return nil
}

func (set *changeSet) events(onlyFailed bool) []fields {
	var all []fields
	for i, v := range set.validations {
		r := set.template.Resources[v.LogicalID]
		all = append(all, fields{
			"EventId": fmt.Sprintf("%s-%d", set.name, i), "StackId": set.stack.id, "OperationId": set.id, "OperationType": "CREATE_CHANGESET", "OperationStatus": "FAILED",
			"EventType": "VALIDATION_ERROR", "LogicalResourceId": v.LogicalID, "ResourceType": r.Type, "Timestamp": set.created, "ValidationFailureMode": mode(v.Warn),
			"ValidationName": v.Name, "ValidationStatus": "FAILED", "ValidationStatusReason": v.Reason, "ValidationPath": v.Path,
		})
	}
	if !onlyFailed {
		status, _, reason := set.state()
		all = append(all, fields{"EventId": set.name, "StackId": set.stack.id, "OperationId": set.id, "OperationType": "CREATE_CHANGESET", "EventType": "STACK_EVENT",
			"ResourceStatusReason": reason, "OperationStatus": map[bool]string{true: "FAILED", false: "SUCCEEDED"}[status == "FAILED"], "Timestamp": set.created})
	}
	return all
}

// operationEvents are a stack's events as DescribeEvents shows them.
func (s *stack) operationEvents(operation string, onlyFailed bool) []fields {
	var all []fields
	for _, e := range slices.Backward(s.events) {
		bad := strings.HasSuffix(e.status, "_FAILED") || e.hook != nil
		if operation != "" && e.operation != operation || onlyFailed && !bad {
			continue
		}
		out := s.show(e)
		delete(out, "StackName")
		delete(out, "HookInvocationId")
		out["EventType"] = "STACK_EVENT"
		switch {
		case e.hook != nil:
			out["EventType"] = "HOOK_INVOCATION_ERROR"
		case bad && e.physicalID != s.id:
			out["EventType"] = "PROVISIONING_ERROR"
		}
		all = append(all, out)
	}
	return all
}

// listHookResults knows the hooks on change sets, and all of the account where none is asked for.
func (f *formation) listHookResults(call *call, in form) response {
	if in.Has("TargetId") != in.Has("TargetType") {
		return invalidInput("TargetType and TargetId must be specified together")
	}
	var all []fields
	for _, found := range f.hookResults() {
		if target := in.Get("TargetId"); target != "" && target != found.target || in.Has("Status") && in.Get("Status") != "HOOK_COMPLETE_FAILED" {
			continue
		}
		all = append(all, found.show())
	}
	from, to, next, bad := in.page(len(all), f.cloud.entries())
	if bad {
		return invalidInput("Invalid NextToken")
	}
	return call.result(fields{"HookResults": all[from:to], "NextToken": next, "TargetId": in.Get("TargetId"), "TargetType": in.Get("TargetType")})
}

type hookResult struct {
	*Hook
	target, kind string
	at           time.Time
}

func (f *formation) hookResults() []hookResult {
	var all []hookResult
	for _, s := range f.stacks {
		for _, h := range s.invoked {
			all = append(all, hookResult{h, s.id, "RESOURCE", s.created})
		}
		for _, set := range s.changeSets {
			for _, h := range set.hooks {
				all = append(all, hookResult{h, set.id, "CHANGE_SET", set.created})
			}
		}
	}
	return all
}

func (h hookResult) show() fields {
	return fields{
		"HookResultId": h.id, "TypeName": h.Type, "Status": "HOOK_COMPLETE_FAILED", "FailureMode": h.mode(), "HookStatusReason": h.Reason,
		"InvocationPoint": "PRE_PROVISION", "InvokedAt": h.at, "TargetId": h.target, "TargetType": h.kind, "HookExecutionTarget": h.target,
	}
}

func (f *formation) getHookResult(call *call, in form) response {
	for _, h := range f.hookResults() {
		if h.id != in.Get("HookResultId") {
			continue
		}
		out := h.show()
		delete(out, "TargetId")
		delete(out, "TargetType")
		delete(out, "HookExecutionTarget")
		out["Target"] = fields{"TargetType": h.kind, "TargetId": h.target, "Action": "CREATE"}
		var rules []fields
		for _, r := range h.Rules {
			rules = append(rules, fields{"AnnotationName": r.Name, "Status": "FAILED", "StatusMessage": r.Message, "RemediationMessage": r.Remediation, "RemediationLink": r.Link, "SeverityLevel": r.Severity})
		}
		out["Annotations"] = rules
		return call.result(out)
	}
	return failed(http.StatusNotFound, "HookResultNotFound", "The specified target doesn't have any requested Hook invocations.")
}
