package awstest

import (
	"fmt"
	"strings"
)

const nestedType = "AWS::CloudFormation::Stack"

// child is the nested stack of a resource, or nil.
func (s *stack) child(r *resource) *stack {
	if r == nil || r.kind != nestedType || r.physicalID == "" {
		return nil
	}
	return s.in.find(r.physicalID)
}

func (s *stack) newChild(id string) *stack {
	s.serial++
	child := s.in.newStack(fmt.Sprintf("%s-%s-%s", s.name, id, strings.ToUpper(hash(fmt.Sprint(s.id, id, s.serial), 12))))
	child.parent = s
	return child
}

// nestedContent is what a nested stack is to become.
func (s *stack) nestedContent(properties map[string]any) (content, string) {
	url, _ := properties["TemplateURL"].(string)
	as := &call{who: Identity{Account: s.at.account, Partition: s.in.partition}, region: s.at.region}
	body, refused := s.in.fetch(as, url)
	if refused.code != "" {
		return content{}, refused.message
	}
	t, refused := parse(body)
	if refused.code != "" {
		return content{}, refused.message
	}
	next := content{body: body, template: t, capabilities: s.capabilities, tags: s.tags, parameters: map[string]string{}}
	given, _ := properties["Parameters"].(map[string]any)
	for name, p := range t.Parameters {
		value, is := given[name]
		switch {
		case is:
			next.parameters[name] = fmt.Sprint(value)
		case p.Default != nil:
			next.parameters[name] = fmt.Sprint(p.Default)
		default:
			return content{}, fmt.Sprintf("Parameters: [%s] must have values", name)
		}
	}
	return next, ""
}

// nest begins the work on a nested stack: it is an operation of its own, with the token of its parent's. It gives why that is impossible.
func (s *stack) nest(r *resource) string {
	next, why := s.nestedContent(r.properties)
	if why != "" {
		return why
	}
	child := s.child(r)
	if child == nil {
		child = s.shell(r.id)
	}
	if child == nil {
		child = s.newChild(r.id)
		child.status = "REVIEW_IN_PROGRESS"
	}
	r.physicalID = child.id
	child.rollbackTo = child.good
	set := s.nestedSet(child)
	if set == nil {
		set = &changeSet{stack: child}
	}
	set.content = next
	if child.good != nil && string(child.body) == string(next.body) && canonical(child.parameters) == canonical(next.parameters) {
		set.execution, child.rollbackTo = "EXECUTE_COMPLETE", nil
		return "" // nothing changes inside: the resource itself is soon updated
	}
	child.deploy(set, s.running.Token, s.running.noRetreat || child.good == nil)
	return ""
}

// nestedSet is the change set of a nested stack that belongs to the one that is being executed.
func (s *stack) nestedSet(child *stack) *changeSet {
	for _, set := range child.changeSets {
		if set.parent != nil && set.parent == s.running.set && set.status == "CREATE_COMPLETE" {
			return set
		}
	}
	return nil
}

// nestedReady reports whether the work on a nested stack has come to its end, or to a failure.
func (s *stack) nestedReady(r *resource) bool {
	child := s.child(r)
	return child == nil || child.running == nil || child.running.back
}

// nestedEnd gives why the nested stack failed, or "".
func (s *stack) nestedEnd(r *resource) string {
	child := s.child(r)
	switch {
	case child == nil:
		return "Embedded stack does not exist"
	case child.status == "CREATE_COMPLETE" || child.status == "UPDATE_COMPLETE" || child.status == "UPDATE_ROLLBACK_COMPLETE" && child.running == nil && child.rollbackTo == nil:
		r.outputs = map[string]string{}
		for _, o := range child.outputs {
			r.outputs[o.key] = o.value
		}
		return ""
	case child.good == nil:
		return fmt.Sprintf("Embedded stack %s was not successfully created: %s", child.id, child.reason)
	}
	return fmt.Sprintf("Embedded stack %s was not successfully updated. Currently in %s with reason: %s", child.id, child.status, child.reason)
}

// changedInside reports whether the operation changed a nested stack.
func (s *stack) changedInside(r *resource) bool {
	child := s.child(r)
	return child != nil && child.rollbackTo != nil && child.good != child.rollbackTo
}

// unnest brings a nested stack back to what it was before the operation of its parent.
func (s *stack) unnest(r *resource, skip []string) {
	child := s.child(r)
	if child == nil || child.running != nil || child.rollbackTo == nil || child.status == "UPDATE_ROLLBACK_COMPLETE" {
		return // it goes back by itself, or did
	}
	child.good = child.rollbackTo
	child.begin("ROLLBACK", s.running.Token, nil)
	child.undoUpdate("", below(skip, child.name))
}

// judgeNested makes change sets of the nested stacks. One that finds no changes fails and does not matter; any other failure is that
// of the root, too. Source: aws/copilot-cli issue 5614, user guide, "Change sets for nested stacks".
func (set *changeSet) judgeNested() {
	s := set.stack
	for i := range set.changes {
		c := &set.changes[i]
		if c.kind != nestedType || c.action == "Remove" {
			continue
		}
		next, why := s.nestedContent(c.after)
		if why != "" {
			set.fail(why)
			return
		}
		child := s.child(s.resources[c.id])
		if child == nil {
			child = s.newChild(c.id)
			child.enter("REVIEW_IN_PROGRESS", "User Initiated")
			set.shells = append(set.shells, child)
		}
		nested := child.propose(next, set.name+"-"+child.name[len(s.name)+1:], map[bool]string{true: "UPDATE", false: "CREATE"}[child.good != nil])
		nested.parent = set
		nested.judge(true)
		set.nested = append(set.nested, nested)
		c.nested = nested
		if nested.status == "FAILED" && nested.reason != nothingToChange {
			set.fail(fmt.Sprintf("Nested change set %s was not successfully created: Currently in FAILED.", nested.id))
			return
		}
	}
}

// shell is the empty nested stack that a change set made for a resource.
func (s *stack) shell(id string) *stack {
	if s.running.set == nil {
		return nil
	}
	for _, child := range s.running.set.shells {
		if strings.HasPrefix(child.name, s.name+"-"+id+"-") && child.status == "REVIEW_IN_PROGRESS" {
			return child
		}
	}
	return nil
}
