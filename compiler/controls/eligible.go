package controls

import (
	"fmt"
	"strings"

	"github.com/hipaac/hipaac/compiler/eligible"
)

// holdsNothing reports whether the type manages other resources and holds no data of anybody. Custom resources and those of the
// Serverless macro are what they become, and that is judged.
func holdsNothing(kind string, known eligible.Kind) bool {
	return known.Standing == eligible.Management || strings.HasPrefix(kind, "AWS::CloudFormation::") || strings.HasPrefix(kind, "AWS::Serverless::") ||
		strings.HasPrefix(kind, "Custom::")
}

// notCovered says why AWS's agreement does not cover PHI in a resource of the type, "" where it does but for excluded parts.
func notCovered(kind string, known eligible.Kind) string {
	const list = "AWS's list of HIPAA-eligible services of " + eligible.ListDate
	switch known.Standing {
	case eligible.Listed:
		return ""
	case eligible.Apart:
		return fmt.Sprintf("%s has %s only with an agreement of its own: %s", list, known.Names(), known.Note())
	case eligible.Unclear:
		return fmt.Sprintf("%s is unclear: %s does not name it%s", namedType(kind, known), list, beside(known))
	}
	return fmt.Sprintf("%s does not have %s", list, namedType(kind, known))
}

// namedType names a type together with its service, where that is known.
func namedType(kind string, known eligible.Kind) string {
	if name := known.Names(); name != "" && !strings.HasPrefix(kind, name) {
		return fmt.Sprintf("%s (%s)", name, kind)
	}
	return kind
}

func beside(known eligible.Kind) string {
	if note := known.Note(); note != "" {
		return " (" + note + ")"
	}
	return ""
}

// forbidExcluded forbids what the list excludes from listed services, where it matters. The format takes the resource and the reason.
func (c *Case) forbidExcluded(known eligible.Kind, matters Answer, format string) {
	for _, part := range known.Excluded {
		if part.Property == "" {
			c.Forbid(matters, c.Whole(), format, c.ID, exclusion(known))
			continue
		}
		for _, v := range c.Get(part.Property).Items() {
			c.Forbid(matters.And(v.Is(part.Value)), v, format, c.ID, exclusion(known))
		}
	}
}

// exclusion says what the list excludes from the services of a type.
func exclusion(known eligible.Kind) string {
	for _, s := range known.Services {
		if s.Excludes != "" {
			return fmt.Sprintf("AWS's list of HIPAA-eligible services of %s excludes %s from %s", eligible.ListDate, s.Excludes, s.Name)
		}
	}
	return ""
}
