package beanstalk

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// setVariables tells the application of the other stacks, under the names that they offer and those that the spec adds.
func (a *application) setVariables() {
	a.checkDiagnostics()
	size := 0
	for _, v := range guard.Variables(a.Stack, a.cfg.Variables, a.cfg.Aliases) {
		a.options.set("aws:elasticbeanstalk:application:environment", v.Name, v.Value)
		size += len(v.Name) + len("=") + written(v.Value)
	}
	if size > maxVariables {
		a.Refuse(blueprints.Refusal{
			ID: "variables-too-long", Path: "variables",
			Message: fmt.Sprintf("the environment variables have %d bytes, Elastic Beanstalk takes %d", size, maxVariables),
			Hint:    "keep long values in a parameter or a file that the application reads, and name that",
		})
	}
}

// maxVariables is how many bytes all names and values may have together (Elastic Beanstalk developer guide, "Configuring environment
// properties").
const maxVariables = 4096

// written is the length of a value as far as it is known: what AWS fills in is longer than the nothing that it counts for here.
func written(value string) int {
	length := 0
	for _, part := range blueprints.Parts(value) {
		length += len(part.Text)
	}
	return length
}

// checkDiagnostics refuses variables that make a framework write personal data into logs: identity libraries of .NET write whole
// tokens with ShowPII.
func (a *application) checkDiagnostics() {
	for _, name := range slices.Sorted(maps.Keys(a.cfg.Variables)) {
		plain := strings.ToLower(strings.ReplaceAll(name, "_", ""))
		if strings.HasSuffix(plain, "showpii") && !strings.EqualFold(a.cfg.Variables[name], "false") {
			a.Refuse(blueprints.Refusal{
				ID: "personal-data-in-logs", Path: "variables." + name,
				Message: fmt.Sprintf("the variable %q makes the application write personal data into its logs", name),
				Hint:    "leave it out; not even a development environment needs it",
			})
		}
	}
}
