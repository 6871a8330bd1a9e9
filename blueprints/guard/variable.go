package guard

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/blueprints"
)

// Variables are the environment variables of the workload by name: those that its neighbours offer, AWS_REGION, ALLOWED_ORIGINS (the
// origins of the web pages that may call it, as user pools know them, separated by commas), and the stack's own: variables with a
// value, and aliases of the others. None holds a secret. One that two claim, an alias of nothing and a name that promises a secret
// are refused, at "variables.<name>" and "aliases.<name>".
func Variables(s *blueprints.Stack, variables, aliases map[string]string) []blueprints.Variable {
	v := &variableSet{Stack: s, values: map[string]string{}, owners: map[string]string{}, known: !s.Env.Unread}
	v.set("", "hipaac itself", "AWS_REGION", blueprints.Region)
	if origins := allowedOrigins(s); origins != "" {
		v.set("", "hipaac itself", "ALLOWED_ORIGINS", origins)
	}
	for _, n := range s.AllNeighbours() {
		v.known = v.known && n.Known()
		for _, offered := range n.Variables() {
			v.set("", fmt.Sprintf("stack %q", n.Key()), offered.Name, offered.Value)
		}
	}
	offered := maps.Clone(v.values)
	for _, name := range slices.Sorted(maps.Keys(variables)) {
		if v.allowed("variables."+name, name) {
			v.set("variables."+name, "variables", name, variables[name])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(aliases)) {
		v.alias("aliases."+name, name, aliases[name], offered)
	}
	var all []blueprints.Variable
	for _, name := range slices.Sorted(maps.Keys(v.values)) {
		all = append(all, blueprints.Variable{Name: name, Value: v.values[name]})
	}
	return all
}

// variableSet collects variables and remembers who set each.
type variableSet struct {
	*blueprints.Stack
	values, owners map[string]string
	known          bool // no neighbour has a mistake
}

// set refuses the second claim of a name.
func (v *variableSet) set(path, owner, name, value string) {
	if before, taken := v.owners[name]; taken {
		v.Refuse(blueprints.Refusal{
			ID: "variable-taken", Path: path,
			Message: fmt.Sprintf("the environment variable %q is set by %s and by %s", name, before, owner),
			Hint:    "rename or remove one of them",
		})
		return
	}
	v.owners[name], v.values[name] = owner, value
}

// allowed refuses a name of the stack's own that means something else to AWS, or promises a secret.
func (v *variableSet) allowed(path, name string) bool {
	switch {
	case reserved(name):
		v.Refuse(blueprints.Refusal{
			ID: "variable-reserved", Path: path,
			Message: fmt.Sprintf("the environment variable %q has a name that AWS keeps for itself", name),
			Hint:    "choose a name that does not begin with AWS_ or ECS_",
		})
	case namesSecret(name):
		v.Refuse(blueprints.Refusal{
			ID: "secret-in-variable", Path: path,
			Message: fmt.Sprintf("the environment variable %q is named like a secret, and whoever reads the spec or the template reads its value", name),
			Hint:    "keep the value in Secrets Manager, and let the application read it from there",
		})
	default:
		return true
	}
	return false
}

func (v *variableSet) alias(path, name, of string, offered map[string]string) {
	value, there := offered[of]
	switch {
	case there && reserved(name):
		v.allowed(path, name)
	case there:
		v.set(path, "aliases", name, value)
	case v.known:
		names := slices.Sorted(maps.Keys(offered))
		v.Refuse(blueprints.Refusal{
			ID: "alias-of-nothing", Path: path,
			Message: fmt.Sprintf("%q is to be another name for %q, which no stack offers; there are %s", name, of, strings.Join(names, ", ")),
			Hint:    "choose one of them, or add the stack that offers it",
		})
	}
}

// reserved are the names that agents of AWS give their own meaning. AWS__ with two underscores is how .NET names settings.
func reserved(name string) bool {
	return strings.HasPrefix(name, "ECS_") || strings.HasPrefix(name, "AWS_") && !strings.HasPrefix(name, "AWS__")
}

// namesSecret reports whether a variable's name promises a secret itself, not where to find it.
func namesSecret(name string) bool {
	lower := strings.ReplaceAll(strings.ToLower(name), "_", "")
	for _, end := range []string{"password", "passwd", "passphrase", "secret", "token", "apikey", "accesskey", "privatekey", "secretkey", "credential", "credentials"} {
		if strings.HasSuffix(lower, end) {
			return true
		}
	}
	return false
}

// allowedOrigins are the origins of the callbacks of all user pools, sorted and separated by commas.
func allowedOrigins(s *blueprints.Stack) string {
	var origins []string
	for _, auth := range s.Neighbours("auth") {
		if list := auth.Fact("origins"); list != "" {
			origins = append(origins, strings.Split(list, ",")...)
		}
	}
	slices.Sort(origins)
	return strings.Join(slices.Compact(origins), ",")
}
