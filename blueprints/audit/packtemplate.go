package audit

import (
	"strings"

	"github.com/hipaac/hipaac/blueprints"
)

// packTemplate writes the template inside the template: rules only, each named after its control, in two lines each, because all of it
// has to fit into what CloudFormation takes without a bucket. AWS Config reads it as CloudFormation does.
func packTemplate(rules []rule, thresholds []threshold) string {
	var b strings.Builder
	b.WriteString("Resources:\n")
	for _, one := range rules {
		b.WriteString("  " + blueprints.LogicalName(one.control) + ":\n    Type: AWS::Config::ConfigRule\n")
		b.WriteString("    Properties: {ConfigRuleName: " + one.control + ", Source: {Owner: AWS, SourceIdentifier: " + one.identifier + "}")
		if len(one.types) > 0 {
			b.WriteString(", Scope: {ComplianceResourceTypes: ['AWS::" + strings.Join(one.types, "', 'AWS::") + "']}")
		}
		if len(one.parameters) > 0 {
			var values []string
			for _, p := range one.parameters {
				values = append(values, p[0]+": "+value(p[1]))
			}
			b.WriteString(", InputParameters: {" + strings.Join(values, ", ") + "}")
		}
		b.WriteString("}\n")
	}
	parameters := ""
	for _, t := range thresholds {
		if strings.Contains(b.String(), "{Ref: "+t.name+"}") {
			parameters += "  " + t.name + ": {Type: String, Default: '" + t.value + "'}\n"
		}
	}
	if parameters == "" {
		return b.String()
	}
	return "Parameters:\n" + parameters + b.String()
}

// value is what stands in a rule's parameter: a parameter of the pack, or a text, which all of them are to AWS Config.
func value(text string) string {
	if name, ok := strings.CutPrefix(text, "<"); ok {
		return "{Ref: " + strings.TrimSuffix(name, ">") + "}"
	}
	return "'" + text + "'"
}
