package blueprints

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

// PhysicalName is "<system>-<environment>-<name>", the start of every name that people see in the account, so that two
// environments in one account and region never collide.
func (s *Stack) PhysicalName(name string) string { return s.Env.System + "-" + s.Env.Name + "-" + name }

// ShortName is PhysicalName for names of which AWS takes only so many characters. A longer one is cut and ends in a digest of the
// whole, so that two environments still never collide.
func (s *Stack) ShortName(name string, most int) string {
	full := s.PhysicalName(name)
	if len(full) <= most {
		return full
	}
	sum := sha256.Sum256([]byte(full))
	digest := hex.EncodeToString(sum[:4])
	return strings.TrimRight(full[:most-len(digest)-1], "-") + "-" + digest
}

// OwnName is PhysicalName for what belongs to this stack: "<system>-<environment>-<stack>", with "-<name>" where name is not "". In a
// template that is launched many times, it ends in the name of the stack that is made by the launch, so that no two collide.
func (s *Stack) OwnName(name string) string {
	own := s.Key
	if name != "" {
		own += "-" + name
	}
	if s.Launched {
		own += "-" + StackName
	}
	return s.PhysicalName(own)
}

// LogGroupName is "/hipaac/<system>/<environment>/<stack>/<name>", with the name of the launched stack before the last part where there may
// be many. The logs key's policy admits exactly this prefix.
func (s *Stack) LogGroupName(name string) string {
	if s.Launched {
		name = StackName + "/" + name
	}
	return fmt.Sprintf("/hipaac/%s/%s/%s/%s", s.Env.System, s.Env.Name, s.Key, name)
}

// LogicalName is a name of the spec as part of a logical id, which has letters and digits only: "patient-records" is PatientRecords,
// "ecr.api" is EcrApi. Names that differ in nothing but hyphens and dots become the same.
func LogicalName(name string) string {
	var id strings.Builder
	for word := range strings.FieldsFuncSeq(name, func(r rune) bool { return r == '-' || r == '.' }) {
		id.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return id.String()
}

// VariableName is a name of the spec as part of an environment variable's: "patient-records" is PATIENT_RECORDS.
func VariableName(name string) string { return strings.ToUpper(strings.ReplaceAll(name, "-", "_")) }

// ExportName is the name under which the keys stack exports the ARN of this class, such as "DataKeyArn".
func (c KeyClass) ExportName() string { return c.Title() + "KeyArn" }

// Title is the class as part of a logical id, such as "Data".
func (c KeyClass) Title() string { return string(c[0]-'a'+'A') + string(c[1:]) }
