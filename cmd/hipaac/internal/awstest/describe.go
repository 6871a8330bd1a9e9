package awstest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
)

// describe is a stack as DescribeStacks shows it.
func (s *stack) describe() fields {
	f := fields{
		"StackId": s.id, "StackName": s.name, "StackStatus": s.status, "StackStatusReason": s.reason, "CreationTime": s.created, "LastUpdatedTime": s.updated,
		"DeletionTime": s.deleted, "ChangeSetId": s.changeSet, "RoleARN": s.role, "EnableTerminationProtection": s.root().protected, "Capabilities": s.capabilities,
		"Parameters": shownParameters(s.template, s.parameters), "Tags": tagList(s.tags), "DisableRollback": s.running != nil && s.running.noRetreat,
	}
	f["DriftInformation"] = s.driftInformation()
	if s.template != nil {
		f["Description"] = s.template.Description
	}
	if s.parent != nil {
		f["ParentId"], f["RootId"] = s.parent.id, s.root().id
	}
	var outputs []fields
	for _, o := range s.outputs {
		outputs = append(outputs, fields{"OutputKey": o.key, "OutputValue": o.value, "ExportName": o.export})
	}
	f["Outputs"] = outputs
	return f
}

func shownParameters(t *template, values map[string]string) []fields {
	var all []fields
	for _, name := range slices.Sorted(maps.Keys(values)) {
		value := values[name]
		if p := t.Parameters[name]; p.NoEcho == true || p.NoEcho == "true" {
			value = "****"
		}
		all = append(all, fields{"ParameterKey": name, "ParameterValue": value})
	}
	return all
}

func tagList(tags map[string]string) []fields {
	var all []fields
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		all = append(all, fields{"Key": key, "Value": tags[key]})
	}
	return all
}

func (f *formation) describeStacks(call *call, in form) response {
	if name := in.Get("StackName"); name != "" {
		s := f.find(name)
		if s == nil {
			return invalidInput("Stack with id %s does not exist", name)
		}
		return call.result(fields{"Stacks": []fields{s.see()}})
	}
	var all []*stack
	for _, s := range slices.Backward(f.stacks) {
		if s.status != "DELETE_COMPLETE" {
			all = append(all, s)
		}
	}
	from, to, next, bad := in.page(len(all), f.cloud.entries())
	if bad {
		return invalidInput("Invalid NextToken")
	}
	var shown []fields
	for _, s := range all[from:to] {
		shown = append(shown, s.see())
	}
	return call.result(fields{"Stacks": shown, "NextToken": next})
}

// see is what a read of the stack shows: for a while after an operation began, what was before it.
func (s *stack) see() fields {
	if s.stale > 0 {
		s.stale--
		return s.before
	}
	return s.describe()
}

func (f *formation) describeStackEvents(call *call, in form) response {
	s := f.find(in.Get("StackName"))
	if s == nil {
		return noStack(in.Get("StackName"))
	}
	// Newest first. The token counts from the oldest, so that pages stay whole while new events come.
	last := len(s.events)
	if token := in.Get("NextToken"); token != "" {
		at, bad := number(strings.TrimPrefix(token, "before-"))
		if bad || at > last {
			return invalidInput("Invalid NextToken")
		}
		last = at
	}
	first := max(0, last-f.cloud.entries())
	var shown []fields
	for _, e := range slices.Backward(s.events[first:last]) {
		shown = append(shown, s.show(e))
	}
	next := ""
	if first > 0 {
		next = fmt.Sprintf("before-%d", first)
	}
	return call.result(fields{"StackEvents": shown, "NextToken": next})
}

func (s *stack) show(e event) fields {
	out := fields{
		"EventId": e.id, "StackId": s.id, "StackName": s.name, "LogicalResourceId": e.logicalID, "PhysicalResourceId": e.physicalID, "ResourceType": e.kind,
		"ResourceStatus": e.status, "ResourceStatusReason": e.reason, "ClientRequestToken": e.token, "Timestamp": e.at, "OperationId": e.operation,
	}
	if e.properties != nil {
		out["ResourceProperties"] = string(text(e.properties))
	}
	if h := e.hook; h != nil {
		out["HookType"], out["HookStatus"], out["HookStatusReason"], out["HookFailureMode"] = h.Type, "HOOK_COMPLETE_FAILED", h.Reason, h.mode()
		out["HookInvocationPoint"], out["HookInvocationId"] = "PRE_PROVISION", h.id
	}
	return out
}

func (r *resource) summary() fields {
	return fields{
		"LogicalResourceId": r.id, "PhysicalResourceId": r.physicalID, "ResourceType": r.kind, "ResourceStatus": r.status, "ResourceStatusReason": r.reason,
		"LastUpdatedTimestamp": r.updated,
	}
}

func (f *formation) listStackResources(call *call, in form) response {
	s := f.find(in.Get("StackName"))
	if s == nil {
		return noStackOfID(in.Get("StackName"))
	}
	all := s.sorted()
	from, to, next, bad := in.page(len(all), f.cloud.entries())
	if bad {
		return invalidInput("Invalid NextToken")
	}
	var shown []fields
	for _, r := range all[from:to] {
		shown = append(shown, r.summary())
	}
	return call.result(fields{"StackResourceSummaries": shown, "NextToken": next})
}

// describeStackResources shows 100 at most. Source: API reference.
func (f *formation) describeStackResources(call *call, in form) response {
	s := f.find(in.Get("StackName"))
	if s == nil {
		return noStackOfID(in.Get("StackName"))
	}
	var shown []fields
	for _, r := range s.sorted() {
		if only := in.Get("LogicalResourceId"); len(shown) < 100 && (only == "" || only == r.id) {
			one := r.summary()
			one["Timestamp"], one["StackId"], one["StackName"] = r.updated, s.id, s.name
			delete(one, "LastUpdatedTimestamp")
			shown = append(shown, one)
		}
	}
	return call.result(fields{"StackResources": shown})
}

func noStackOfID(nameOrID string) response {
	return invalidInput("Stack with id %s does not exist", nameOrID)
}

func (f *formation) getTemplate(call *call, in form) response {
	if name := in.Get("ChangeSetName"); name != "" {
		set := f.findChangeSet(name, in.Get("StackName"))
		if set == nil {
			return noChangeSet(name)
		}
		return call.result(fields{"TemplateBody": ascii(set.body), "StagesAvailable": []string{"Original", "Processed"}})
	}
	s := f.find(in.Get("StackName"))
	if s == nil {
		return noStackOfID(in.Get("StackName"))
	}
	return call.result(fields{"TemplateBody": ascii(s.body), "StagesAvailable": []string{"Original", "Processed"}})
}

// ascii is how CloudFormation gives templates back: a question mark stands for whatever is not ASCII
// (aws-cloudformation/cloudformation-coverage-roadmap issues 814 and 1220).
func ascii(template []byte) string {
	return strings.Map(func(c rune) rune {
		if c > unicode.MaxASCII {
			return '?'
		}
		return c
	}, string(template))
}

func (f *formation) listExports(call *call, in form) response {
	var all []fields
	for _, s := range f.stacks {
		for _, o := range s.outputs {
			if o.export != "" && s.status != "DELETE_COMPLETE" {
				all = append(all, fields{"ExportingStackId": s.id, "Name": o.export, "Value": o.value})
			}
		}
	}
	from, to, next, bad := in.page(len(all), f.cloud.entries())
	if bad {
		return invalidInput("Invalid NextToken")
	}
	return call.result(fields{"Exports": all[from:to], "NextToken": next})
}

func (f *formation) listImports(call *call, in form) response {
	names := f.importers(in.Get("ExportName"))
	if len(names) == 0 {
		return invalidInput("Export '%s' is not imported by any stack.", in.Get("ExportName"))
	}
	from, to, next, bad := in.page(len(names), f.cloud.entries())
	if bad {
		return invalidInput("Invalid NextToken")
	}
	return call.result(fields{"Imports": names[from:to], "NextToken": next})
}
