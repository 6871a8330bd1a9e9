package controls

import (
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

// judgeKeyUse asks of every policy document of the resource that it lets nobody decrypt with whatever key there is.
func judgeKeyUse(c *Case) {
	for _, document := range Documents(c.Subject) {
		for _, s := range Statements(document.Value) {
			decrypts := s.Action("kms:Decrypt").Or(s.Action("kms:ReEncryptFrom"))
			broad := s.Allows().And(decrypts).And(anyKey(s)).And(namesKeysByAlias(s).Not())
			c.Forbid(broad, s.Value, "%s of %q lets its holder decrypt with every key", document.Name, c.ID)
		}
	}
}

// anyKey asks whether a statement speaks of all keys, or of all but a few: "*", or the ARN of a key with "*" in place of the key's id.
// Names of aliases do not count: no key operation is decided by them.
func anyKey(s Statement) Answer {
	if !s.Get("NotResource").Absent() {
		return template.Yes
	}
	return template.Any(s.Get("Resource").Items(), func(v Value) Answer {
		return v.Outline(func(pattern string) bool { return anyOf(pattern, "kms", "key/") })
	})
}

// namesKeysByAlias asks whether a condition names the keys where the resource does not: by alias or by tag.
func namesKeysByAlias(s Statement) Answer {
	return template.Any(s.Tests(), func(t Test) Answer {
		if why, is := t.Values.Unknown(); is {
			return template.Maybe(why)
		}
		key := strings.ToLower(t.Key)
		names := key == "kms:resourcealiases" || strings.HasPrefix(key, "aws:resourcetag/")
		if !names || !t.confines() {
			return template.No
		}
		return template.Any(t.Values.Items(), func(v Value) Answer { return v.Is("*", "alias/*") }).Not()
	})
}
