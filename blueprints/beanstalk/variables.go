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
	for _, v := range guard.Variables(a.Stack, a.cfg.Variables, a.cfg.Aliases) {
		a.options.set("aws:elasticbeanstalk:application:environment", v.Name, v.Value)
	}
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
