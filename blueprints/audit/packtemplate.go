package audit

import (
	"strings"

	"github.com/hipaac/hipaac/blueprints"
)

// packTemplate writes the template inside the template: rules only, each named after its control. AWS Config reads it as CloudFormation
// does, but knows no intrinsic function beside Ref in it.
func packTemplate(rules []rule, thresholds []threshold) string {
	var b, parameters strings.Builder
	b.WriteString("Resources:\n")
	for _, one := range rules {
		b.WriteString("  " + blueprints.LogicalName(one.control) + ":\n    Type: AWS::Config::ConfigRule\n    Properties:\n")
		b.WriteString("      ConfigRuleName: " + one.control + "\n")
		if len(one.parameters) > 0 {
			b.WriteString("      InputParameters:\n")
			for _, p := range one.parameters {
				b.WriteString("        " + p[0] + ": " + value(p[1]) + "\n")
			}
		}
		if len(one.types) > 0 {
			b.WriteString("      Scope: {ComplianceResourceTypes: ['AWS::" + strings.Join(one.types, "', 'AWS::") + "']}\n")
		}
		b.WriteString("      Source: {Owner: AWS, SourceIdentifier: " + one.identifier + "}\n")
	}
	for _, t := range thresholds {
		if strings.Contains(b.String(), "{Ref: "+t.name+"}") {
			parameters.WriteString("  " + t.name + ": {Type: String, Default: '" + t.value + "'}\n")
		}
	}
	if parameters.Len() == 0 {
		return b.String()
	}
	return "Parameters:\n" + parameters.String() + b.String()
}

// value is what stands in a rule's parameter: a parameter of the pack, or a text, which all of them are to AWS Config.
func value(text string) string {
	if name, ok := strings.CutPrefix(text, "<"); ok {
		return "{Ref: " + strings.TrimSuffix(name, ">") + "}"
	}
	return "'" + text + "'"
}
