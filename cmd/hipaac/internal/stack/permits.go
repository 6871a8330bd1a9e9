package stack

import (
	"path"
	"slices"
	"strings"
)

// Denied names the resources, by logical id, that a stack policy keeps from changing as they would. CloudFormation makes a change set
// whatever the policy says and fails in the middle of carrying it out, so this is asked before. What nobody can judge counts as
// denied, and a change that may be a replacement as one.
func Denied(policy string, changes []ResourceChange) []string {
	if policy == "" {
		return nil
	}
	p, ok := readPolicy(policy)
	var ids []string
	for i := range changes {
		if !ok || slices.ContainsFunc(changes[i].updates(), func(action string) bool { return !p.permits(action, &changes[i]) }) {
			ids = append(ids, changes[i].LogicalID)
		}
	}
	return ids
}

// updates are the actions of a stack policy that a change is. What is added is none.
func (c *ResourceChange) updates() []string {
	switch {
	case c.Action == "Add" || c.Action == "Import" || c.Action == "SyncWithActual":
		return nil
	case c.Action == "Remove":
		return []string{"Update:Delete"}
	case c.Replacement == "True":
		return []string{"Update:Replace"}
	case c.Replacement == "False":
		return []string{"Update:Modify"}
	}
	return []string{"Update:Modify", "Update:Replace"}
}

// permits says whether something allows an action and nothing denies it.
func (p *policyDocument) permits(action string, c *ResourceChange) bool {
	allowed := false
	for i := range p.Statement {
		s := &p.Statement[i]
		applies, sure := s.applies(action, c)
		switch {
		case s.Effect == "Allow":
			allowed = allowed || applies && sure
		case applies || !sure:
			return false
		}
	}
	return allowed
}

// applies says whether a statement is about a change, and whether that is sure.
func (s *policyStatement) applies(action string, c *ResourceChange) (applies, sure bool) {
	applies = matches(s.Action, action) || len(s.NotAction) > 0 && !matches(s.NotAction, action)
	name := logical + c.LogicalID
	applies = applies && (matches(s.Resource, name) || len(s.NotResource) > 0 && !matches(s.NotResource, name))
	sure = true
	for operator, keys := range s.Condition {
		for key, kinds := range keys {
			switch {
			case key != "ResourceType" || operator != "StringEquals" && operator != "StringLike":
				sure = false
			default:
				applies = applies && matches(kinds, c.Type)
			}
		}
	}
	return applies, sure || !applies
}

// matches knows "*", for any text.
func matches(patterns []string, text string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		ok, err := path.Match(slashless(pattern), slashless(text))
		return err == nil && ok
	})
}

// slashless lets a star stand for a slash, too.
func slashless(s string) string { return strings.ReplaceAll(s, "/", "\x00") }
