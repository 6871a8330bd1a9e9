package drift

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

type answer int

const (
	no answer = iota
	unknown
	yes
)

// equal compares a value of the template with one of the account. Scalars count as their texts, a list of one as its element, JSON in a
// text as what it says, and the names of a key or an account as what they name.
func equal(expected, actual any, strict bool) (answer, string) {
	if o, is := expected.(open); is {
		return unknown, o.why
	}
	if e, is := asText(expected); is {
		if a, is := asText(actual); is {
			return sameText(e, a)
		}
	}
	switch e := structured(expected).(type) {
	case map[string]any:
		if a, is := structured(actual).(map[string]any); is {
			return equalMaps(e, a, strict)
		}
	case []any:
		if a, is := structured(actual).([]any); is {
			return equalLists(e, a, strict)
		}
		if len(e) == 1 && actual != nil {
			return equal(e[0], actual, strict)
		}
	case nil:
		if actual == nil || empty(actual) {
			return yes, ""
		}
	default:
		if a, is := structured(actual).([]any); is && len(a) == 1 {
			return equal(expected, a[0], strict)
		}
	}
	return no, ""
}

func equalMaps(e, a map[string]any, strict bool) (answer, string) {
	result, why := yes, ""
	for name, value := range e {
		switch one, reason := equal(value, a[name], strict); one {
		case no:
			return no, ""
		case unknown:
			result, why = unknown, reason
		}
	}
	for name, value := range a {
		if _, is := e[name]; strict && !is && value != nil {
			return no, ""
		}
	}
	return result, why
}

func equalLists(e, a []any, strict bool) (answer, string) {
	if len(e) != len(a) {
		return no, ""
	}
	result, why := yes, ""
	used := make([]bool, len(a))
	for _, value := range e {
		best, reason, at := no, "", -1
		for j := range a {
			if used[j] {
				continue
			}
			if one, because := equal(value, a[j], strict); one > best {
				best, reason, at = one, because, j
			}
		}
		if best == no {
			return no, ""
		}
		used[at] = true
		if best == unknown {
			result, why = unknown, reason
		}
	}
	return result, why
}

var (
	keyID     = regexp.MustCompile(`(?:^|:key/)((?:mrk-)?[0-9a-f-]{32,36})$`)
	accountID = regexp.MustCompile(`^(?:arn:aws[a-z-]*:iam::)?(\d{12})(?::root)?$`)
)

func sameText(e, a string) (answer, string) {
	if e == a {
		return yes, ""
	}
	for _, form := range []*regexp.Regexp{keyID, accountID} {
		if one, two := form.FindStringSubmatch(e), form.FindStringSubmatch(a); one != nil && two != nil && one[1] == two[1] {
			return yes, ""
		}
	}
	if alias(e) != alias(a) && (keyID.MatchString(e) || keyID.MatchString(a)) {
		return unknown, fmt.Sprintf("it names a key as %s, and the template as %s: whether they are one is not known", a, e)
	}
	return no, ""
}

func alias(s string) bool { return strings.HasPrefix(s, "alias/") || strings.Contains(s, ":alias/") }

// structured reads a text that holds a JSON object or list, as services return policies.
func structured(v any) any {
	s, is := v.(string)
	if !is || !strings.HasPrefix(strings.TrimSpace(s), "{") && !strings.HasPrefix(strings.TrimSpace(s), "[") {
		return v
	}
	if inside, err := parse([]byte(s)); err == nil {
		return inside
	}
	return v
}

func parse(text []byte) (any, error) {
	d := json.NewDecoder(strings.NewReader(string(text)))
	d.UseNumber()
	var v any
	err := d.Decode(&v)
	return v, err
}

// inPolicy reports whether a path leads into a policy, where all that is written counts.
func inPolicy(path []string) bool {
	return slices.ContainsFunc(path, func(step string) bool {
		return strings.HasSuffix(step, "PolicyDocument") || step == "KeyPolicy" || step == "AccessPolicy" || step == "RepositoryPolicyText" || step == "ResourcePolicy"
	})
}

// ofAWS tells tags that CloudFormation and others put on resources.
func ofAWS(v any) bool {
	m, is := v.(map[string]any)
	if !is {
		return false
	}
	key, _ := m["Key"].(string)
	return strings.HasPrefix(key, "aws:")
}

// slight reports whether a value is one that services leave out of their answers.
func slight(v any) bool {
	s, is := asText(v)
	return is && (s == "false" || s == "" || s == "0") || empty(v)
}

func empty(v any) bool {
	switch v := v.(type) {
	case map[string]any:
		return len(v) == 0
	case []any:
		return len(v) == 0
	}
	return false
}

func mentionsKey(n *template.Node) bool {
	for i, k := range n.Keys {
		if namesKey([]string{k.Name}) || mentionsKey(n.Items[i]) {
			return true
		}
	}
	return n.Kind == template.List && slices.ContainsFunc(n.Items, mentionsKey)
}
