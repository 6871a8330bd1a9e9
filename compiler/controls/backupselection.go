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

// copiedByBackup asks whether a backup plan takes the resource and copies it to a vault elsewhere: without one of these templates it is not.
func copiedByBackup(c *Case) Answer {
	return template.Any(c.OfType("AWS::Backup::BackupSelection"), func(s Subject) Answer {
		plan, here := c.Target(s.Get("BackupPlanId"), "AWS::Backup::BackupPlan")
		copied := template.Maybe(unseen("whether " + called("backup plan", s.Get("BackupPlanId")) + " copies elsewhere"))
		if here {
			copied = template.Any(plan.Get("BackupPlan.BackupPlanRule").Items(), func(rule Value) Answer {
				return template.Any(rule.Get("CopyActions").Items(), func(v Value) Answer { return v.Get("DestinationBackupVaultArn").Has() })
			})
		}
		return takes(c, s.Get("BackupSelection")).And(copied)
	})
}

// takes asks whether one selection takes the resource. Conditions narrow what it names, and ListOfTags adds to it.
func takes(c *Case, selection Value) Answer {
	if why, is := selection.Unknown(); is {
		return template.Maybe(why)
	}
	resources, tags := selection.Get("Resources"), selection.Get("ListOfTags")
	named := template.Any(resources.Items(), func(v Value) Answer { return namesForBackup(c, v) })
	if resources.Absent() && tags.Absent() {
		named = template.Yes // AWS Backup takes everything that it knows where nothing is named
	}
	for _, operator := range selection.Get("Conditions").Entries() {
		named = named.And(template.All(operator.Value.Items(), func(v Value) Answer { return meets(c, operator.Key, v) }))
	}
	tagged := template.Any(tags.Items(), func(v Value) Answer {
		return v.Get("ConditionType").Is("STRINGEQUALS").And(carries(c, v))
	})
	excluded := template.Any(selection.Get("NotResources").Items(), func(v Value) Answer { return namesForBackup(c, v) })
	return named.Or(tagged).And(excluded.Not())
}

// namesForBackup asks whether an entry of Resources means the resource: by its name, or by a pattern of ARNs.
func namesForBackup(c *Case, v Value) Answer {
	switch why, unknown := v.Unknown(); {
	case unknown:
		return template.Maybe(why)
	case v.Names(c.Subject):
		return template.Yes
	}
	arn := backupARNs[c.Type]
	if name, given := c.Get("TableName").Literal(); given && name != "" && v.Ends(arn.kind+name).Yes() {
		return template.Yes
	}
	every := v.Outline(func(pattern string) bool { return arn.every(pattern) })
	some := v.Outline(func(pattern string) bool { return arn.some(pattern) })
	return every.Or(some.And(template.Maybe("the pattern of a backup selection may mean it")))
}

// backupARN is how the ARN of a type begins, behind the partition: arn:aws:<service>:<region>:<account>:<kind><name>.
type backupARN struct{ service, kind string }

// backupARNs are those of the types that the controls on backups judge (Service Authorization Reference, resource types of each service).
var backupARNs = map[string]backupARN{
	"AWS::DynamoDB::Table": {"dynamodb", "table/"},
	"AWS::EC2::Instance":   {"ec2", "instance/"},
	"AWS::EC2::Volume":     {"ec2", "volume/"},
	"AWS::EFS::FileSystem": {"elasticfilesystem", "file-system/"},
	"AWS::RDS::DBCluster":  {"rds", "cluster:"},
	"AWS::RDS::DBInstance": {"rds", "db:"},
	"AWS::S3::Bucket":      {"s3", ""},
}

// every reports whether a pattern means every resource of the type, in whatever account and region the template is deployed.
func (a backupARN) every(pattern string) bool {
	if pattern == "*" {
		return true
	}
	parts := strings.SplitN(pattern, ":", 6)
	if len(parts) < 6 {
		return len(parts) > 2 && parts[2] == a.service && strings.HasSuffix(pattern, ":*")
	}
	const made = "\ufffc"                                                                               // by AWS at deployment, such as the region of the stack
	here := func(part string) bool { return part == "*" || part == made || part == "" && a.kind == "" } // the ARNs of buckets name neither
	return parts[2] == a.service && here(parts[3]) && here(parts[4]) && (parts[5] == "*" || parts[5] == a.kind+"*")
}

// some reports whether a pattern may mean some resource of the type.
func (a backupARN) some(pattern string) bool {
	parts := strings.SplitN(pattern, ":", 6)
	if !strings.Contains(pattern, "*") {
		return false
	}
	if len(parts) < 6 {
		return true
	}
	before, _, _ := strings.Cut(parts[5], "*")
	return (parts[2] == a.service || strings.Contains(parts[2], "*")) && (strings.HasPrefix(before, a.kind) || strings.HasPrefix(a.kind, before))
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
