package drift

import (
	"regexp"
	"slices"
)

// secretive are names of properties and variables whose values nobody should read in a log. It hides too much rather than too little.
var secretive = regexp.MustCompile(`(?i)(password|passwd|passphrase|secret|token|credential|private_?key|api_?key|access_?key|authorization|user_?data|connection_?string|^variables$|^optionsettings$)`)

// notSecret are names that only sound like it.
var notSecret = regexp.MustCompile(`(?i)(arn|length|validity|duration|hours|days|policy|policies|enabled|rotation)$`)

const hiddenText = "(not shown)"

// hidden is a value of the account without what could be a secret.
func hidden(path []string, v any) any {
	if slices.ContainsFunc(path, isSecretive) {
		return masked(v)
	}
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for name, value := range v {
			out[name] = hidden([]string{name}, value)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, value := range v {
			out[i] = hidden(nil, value)
		}
		return out
	}
	return v
}

func isSecretive(name string) bool {
	return secretive.MatchString(name) && !notSecret.MatchString(name)
}

// masked keeps the shape of a value, and none of its texts.
func masked(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for name, value := range v {
			out[name] = masked(value)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, value := range v {
			out[i] = masked(value)
		}
		return out
	case nil, bool:
		return v
	}
	return hiddenText
}
