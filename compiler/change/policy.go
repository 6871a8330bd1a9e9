package change

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

// canonicalPolicy brings a policy document into one form: Statement a list, its lists sorted, a single value a list of one. The order of
// all these means nothing to IAM. Anything else stays as it is.
func canonicalPolicy(n *template.Node) *template.Node {
	if !isPolicy(n) {
		return n
	}
	statements := listed(n.Get("Statement"))
	for _, s := range statements.Items {
		for _, key := range []string{"Action", "NotAction", "Resource", "NotResource"} {
			if list := s.Get(key); list != nil {
				s.Set(key, sortedTexts(list))
			}
		}
		for _, key := range []string{"Principal", "NotPrincipal"} {
			each(s.Get(key), func(kind string, list *template.Node) { s.Get(key).Set(kind, sortedTexts(list)) })
		}
		each(s.Get("Condition"), func(_ string, lines *template.Node) {
			each(lines, func(key string, list *template.Node) { lines.Set(key, sortedTexts(list)) })
		})
	}
	statements = sorted(statements)
	n.Set("Statement", statements)
	return n
}

// isPolicy tells a policy document: a map of statements that have an effect, or are open.
func isPolicy(n *template.Node) bool {
	statements := n.Get("Statement")
	return statements != nil && slices.ContainsFunc(listed(statements).Items, func(s *template.Node) bool {
		function, _ := s.Intrinsic()
		return s.Get("Effect") != nil || function == "Fn::If"
	})
}

func listed(n *template.Node) *template.Node {
	if isList(n) {
		return n
	}
	return &template.Node{Kind: template.List, Items: []*template.Node{n}}
}

// sortedTexts is a list whose order means nothing.
func sortedTexts(n *template.Node) *template.Node {
	if name, _ := n.Intrinsic(); name == "Fn::If" {
		return n
	}
	out := sorted(listed(n))
	out.Items = slices.CompactFunc(out.Items, same)
	return out
}

// sorted is a list in the order of what its elements say.
func sorted(list *template.Node) *template.Node {
	texts := make(map[*template.Node]string, len(list.Items))
	for _, item := range list.Items {
		if texts[item] = item.Text; !scalar(item) {
			texts[item] = show(item)
		}
	}
	out := &template.Node{Kind: template.List, Items: slices.Clone(list.Items)}
	slices.SortStableFunc(out.Items, func(a, b *template.Node) int { return strings.Compare(texts[a], texts[b]) })
	return out
}

// policyText reads a policy that is written as a text of JSON, with references in it or without. Any other text is the given node, or
// a new one.
func policyText(text string, otherwise *template.Node) *template.Node {
	if otherwise == nil {
		otherwise = template.Text(text)
	}
	trimmed := strings.TrimSpace(text)
	if !strings.HasPrefix(trimmed, "{") || !strings.Contains(trimmed, `"Statement"`) {
		return otherwise
	}
	var value any
	if json.Unmarshal([]byte(trimmed), &value) != nil {
		return otherwise
	}
	references := otherwise.Kind == template.Map
	if n := plain(value, references); n != nil && isPolicy(n) {
		return canonicalPolicy(n)
	}
	return otherwise
}

// plain makes a tree of decoded JSON.
func plain(value any, references bool) *template.Node {
	switch v := value.(type) {
	case map[string]any:
		n := &template.Node{Kind: template.Map}
		for _, key := range slices.Sorted(maps.Keys(v)) {
			n.Set(key, plain(v[key], references))
		}
		return n
	case []any:
		n := &template.Node{Kind: template.List}
		for _, item := range v {
			n.Items = append(n.Items, plain(item, references))
		}
		return n
	case string:
		if references && strings.Contains(v, "${") {
			return calling("Fn::Sub", template.Text(v))
		}
		return template.Text(v)
	case bool:
		if v {
			return &template.Node{Kind: template.Bool, Text: "true"}
		}
		return &template.Node{Kind: template.Bool, Text: "false"}
	}
	text, err := json.Marshal(value)
	if err != nil || string(text) == "null" {
		return &template.Node{}
	}
	return &template.Node{Kind: template.Number, Text: string(text)}
}

// policiesIn visits every policy document below a node, with its path.
func policiesIn(path string, n *template.Node, visit func(path string, document *template.Node)) {
	if n == nil {
		return
	}
	if n.Kind == template.Map && isPolicy(n) {
		visit(path, n)
		return
	}
	for i, item := range n.Items {
		if n.Kind == template.Map {
			policiesIn(below(path, n.Keys[i].Name), item, visit)
		} else {
			policiesIn(element(path, i), item, visit)
		}
	}
}
