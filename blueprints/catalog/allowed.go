package catalog

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	sc "github.com/awslabs/goformation/v7/cloudformation/servicecatalog"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/schema"
)

// addAllowed holds those who launch to the values that the spec names. Service Catalog writes the rules into the template when it launches:
// CloudFormation refuses any other value before it makes anything.
func addAllowed(s *blueprints.Stack, p *schema.Product, product blueprints.Built) {
	rules := map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(p.Allow)) {
		values := p.Allow[name]
		if !checkAllowed(s, product, name, values) {
			continue
		}
		rules["Allowed"+name] = map[string]any{"Assertions": []any{map[string]any{
			"Assert":            map[string]any{"Fn::Contains": []any{values, map[string]string{"Ref": name}}},
			"AssertDescription": fmt.Sprintf("%s can be %s", name, strings.Join(values, " or ")),
		}}}
	}
	if len(rules) == 0 {
		return
	}
	text, err := json.Marshal(rules)
	if err != nil {
		panic("internal error: rules that are not JSON: " + err.Error())
	}
	s.Add(blueprints.LogicalName(product.Stack)+"Allowed", &sc.LaunchTemplateConstraint{
		PortfolioId: blueprints.Ref(portfolioID), ProductId: blueprints.Ref(productID(product.Stack)), Rules: string(text),
	}).From(at(product.Stack, "allow")).After = []string{associationID(product.Stack)}
}

// checkAllowed refuses a parameter that the product does not have, and values that it would never take: a constraint that nobody can meet
// closes the product, and one that says more than the product hides what the product refuses.
func checkAllowed(s *blueprints.Stack, product blueprints.Built, name string, values []string) bool {
	i := slices.IndexFunc(product.Parameters, func(p blueprints.Parameter) bool { return p.Name == name })
	if i < 0 {
		s.Refuse(blueprints.Refusal{
			ID: "no-such-parameter", Path: at(product.Stack, "allow."+name),
			Message: fmt.Sprintf("product %q has no parameter %q", product.Stack, name), Hint: parameterHint(product),
		})
		return false
	}
	fine, parameter := true, product.Parameters[i]
	for n, value := range values {
		if why := refusedBy(parameter, value); why != "" {
			fine = false
			s.Refuse(blueprints.Refusal{
				ID: "value-not-allowed", Path: fmt.Sprintf("%s[%d]", at(product.Stack, "allow."+name), n),
				Message: fmt.Sprintf("%q is no value of %s: product %q %s", value, name, product.Stack, why), Hint: "leave it out, or let the product allow it",
			})
		}
	}
	return fine
}

func parameterHint(product blueprints.Built) string {
	var names []string
	for _, p := range product.Parameters {
		names = append(names, p.Name)
	}
	if len(names) == 0 {
		return "leave allow out: the product asks for nothing"
	}
	return "its parameters are " + strings.Join(names, ", ")
}

// refusedBy says why a parameter does not take a value, "" where it does.
func refusedBy(p blueprints.Parameter, value string) string {
	if len(p.Allowed) > 0 && !slices.Contains(p.Allowed, value) {
		return "allows " + strings.Join(p.Allowed, ", ")
	}
	// CloudFormation's patterns are Java's; one that Go does not know decides nothing here.
	if pattern, err := regexp.Compile("^(?:" + p.Pattern + ")$"); p.Pattern != "" && err == nil && !pattern.MatchString(value) {
		return "asks for a value that matches " + p.Pattern
	}
	if p.MaxLength > 0 && len(value) > p.MaxLength {
		return fmt.Sprintf("takes %d characters at most", p.MaxLength)
	}
	return ""
}
