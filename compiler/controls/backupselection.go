package controls

import (
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

// selectedForBackup asks whether a backup plan takes the resource: by its name, or by a tag that it carries. Where no selection stands in
// the templates given, one that stands elsewhere may take it.
func selectedForBackup(c *Case) Answer {
	selections := c.OfType("AWS::Backup::BackupSelection")
	if len(selections) == 0 {
		return template.Maybe("no backup selection stands in the templates given, and one elsewhere may take it")
	}
	return template.Any(selections, func(s Subject) Answer { return takes(c, s.Get("BackupSelection")) })
}

// takes asks whether one selection takes the resource. Conditions narrow what it names, and ListOfTags adds to it.
func takes(c *Case, selection Value) Answer {
	if why, is := selection.Unknown(); is {
		return template.Maybe(why)
	}
	named := template.Any(selection.Get("Resources").Items(), func(v Value) Answer { return namesForBackup(c, v) })
	for _, operator := range selection.Get("Conditions").Entries() {
		named = named.And(template.All(operator.Value.Items(), func(v Value) Answer { return meets(c, operator.Key, v) }))
	}
	tagged := template.Any(selection.Get("ListOfTags").Items(), func(v Value) Answer {
		return v.Get("ConditionType").Is("STRINGEQUALS").And(carries(c, v))
	})
	excluded := template.Any(selection.Get("NotResources").Items(), func(v Value) Answer { return namesForBackup(c, v) })
	return named.Or(tagged).And(excluded.Not())
}

// namesForBackup asks whether an entry of Resources means the resource. What a pattern of ARNs means, only AWS knows for sure.
func namesForBackup(c *Case, v Value) Answer {
	switch why, unknown := v.Unknown(); {
	case unknown:
		return template.Maybe(why)
	case v.Names(c.Subject):
		return template.Yes
	}
	if all := v.Is("*"); !all.No() {
		return all
	}
	pattern := v.Contains("*")
	service := ":" + strings.ToLower(namespace(c.Type)) + ":"
	return pattern.And(v.Contains(service)).And(template.Maybe("the pattern of a backup selection may mean it"))
}

// meets asks whether the resource meets one line of a selection's Conditions.
func meets(c *Case, operator string, line Value) Answer {
	if operator == "StringEquals" {
		return carries(c, line)
	}
	return template.Maybe("a backup selection has the condition " + operator)
}

// carries asks whether the resource carries the tag that a line names.
func carries(c *Case, line Value) Answer {
	key, ok := line.Get("ConditionKey").Literal()
	if !ok {
		return template.Maybe("the key of a backup selection's tag is not known")
	}
	return c.Tag(strings.TrimPrefix(key, "aws:ResourceTag/")).Same(line.Get("ConditionValue"))
}

// requireBackup asks for a backup plan that takes the resource. A system that backs nothing up and says that it holds no PHI may do so.
func requireBackup(c *Case, what string) {
	if len(c.OfType("AWS::Backup::BackupSelection")) == 0 && c.HoldsPHI().No() {
		return
	}
	c.Require(selectedForBackup(c), c.Whole(), "no backup plan takes %s %q", what, c.ID)
}
