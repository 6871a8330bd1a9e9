package drift

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

// Gap is something that could not be compared, with the reason.
type Gap struct {
	Path string `json:"path,omitempty"` // of a property; "" for the whole resource
	Why  string `json:"why"`
}

// reading compares what a template says of a resource with what the resource is, and makes the template that would say it.
type reading struct {
	world *world
	way   *way
	// keys says that only names of encryption keys are compared.
	keys        bool
	differences []Difference
	gaps        []Gap
}

// Difference is a property that is not as the template says. Values are texts, or JSON; empty where there is none.
type Difference struct {
	Path     string `json:"path"`
	Expected string `json:"expected,omitempty"`
	Actual   string `json:"actual,omitempty"`
}

func (r *reading) differs(path []string, expected, actual any) {
	r.differences = append(r.differences, Difference{dotted(path), said(expected), said(hidden(path, actual))})
}

func (r *reading) gap(path []string, why string) {
	r.gaps = append(r.gaps, Gap{dotted(path), why})
}

// node compares one value, and gives what the template would say if it were true.
func (r *reading) node(path []string, n *template.Node, actual any) *template.Node {
	switch {
	case within(r.way.orders, path):
		return n
	case within(r.way.hidden, path):
		if !r.keys || namesKey(path) {
			r.gap(path, "AWS never gives it back")
		}
		return n
	}
	call, _ := n.Intrinsic()
	if call == "" && n.Kind == template.Map {
		if m, is := structured(actual).(map[string]any); is {
			return r.entries(path, n, m)
		}
	}
	if call == "" && n.Kind == template.List {
		if list, is := structured(actual).([]any); is {
			return r.elements(path, n, list)
		}
	}
	if r.keys && !namesKey(path) && (call != "" || !mentionsKey(n)) {
		return n
	}
	expected := r.world.value(n)
	switch answer, why := equal(expected, actual, inPolicy(path)); {
	case answer == yes:
		return n
	case answer == unknown:
		r.gap(path, why)
		return n
	case actual == nil && slight(expected):
		r.gap(path, "AWS does not say what it is")
		return n
	}
	r.differs(path, expected, actual)
	return literal(hidden(path, actual))
}

// unreadable lists what a template sets and AWS never gives back.
func (r *reading) unreadable(path []string, n *template.Node) {
	if within(r.way.hidden, path) {
		r.gap(path, "AWS never gives it back")
		return
	}
	if call, _ := n.Intrinsic(); call != "" {
		return
	}
	for i, item := range n.Items {
		step := strconv.Itoa(i)
		if n.Kind == template.Map {
			step = n.Keys[i].Name
		}
		r.unreadable(join(path, step), item)
	}
}

// entries compares a map. What only the account has is a default of AWS, but in a policy nothing is.
func (r *reading) entries(path []string, n *template.Node, actual map[string]any) *template.Node {
	out := &template.Node{Kind: template.Map}
	for i, k := range n.Keys {
		if item := r.node(join(path, k.Name), n.Items[i], actual[k.Name]); item != nil {
			out.Set(k.Name, item)
		}
	}
	if r.keys || !inPolicy(path) {
		return out
	}
	for _, name := range slices.Sorted(maps.Keys(actual)) {
		if n.Get(name) == nil && actual[name] != nil {
			r.differs(join(path, name), nil, actual[name])
			out.Set(name, literal(hidden(join(path, name), actual[name])))
		}
	}
	return out
}

// elements compares a list without regard to order. Elements that are as the template says keep its words, so that what they refer to
// can still be followed.
func (r *reading) elements(path []string, n *template.Node, actual []any) *template.Node {
	if r.keys {
		return r.inOrder(path, n, actual)
	}
	actual = slices.DeleteFunc(slices.Clone(actual), ofAWS)
	out := make([]*template.Node, len(actual))
	var expected []int
	for i, item := range n.Items {
		value := r.world.value(item)
		if value != nil && !take(out, actual, item, func(a any) bool { ok, _ := equal(value, a, inPolicy(path)); return ok == yes }) {
			expected = append(expected, i)
		}
	}
	expected = slices.DeleteFunc(expected, func(i int) bool {
		value := r.world.value(n.Items[i])
		return take(out, actual, n.Items[i], func(a any) bool {
			answer, why := equal(value, a, inPolicy(path))
			if answer == unknown {
				r.gap(join(path, strconv.Itoa(i)), why)
			}
			return answer == unknown
		})
	})
	r.rest(path, n, expected, actual, out)
	return &template.Node{Kind: template.List, Items: out}
}

// take gives the first element that is free and fits the words of the template.
func take(out []*template.Node, actual []any, words *template.Node, fits func(any) bool) bool {
	for j, a := range actual {
		if out[j] == nil && fits(a) {
			out[j] = words
			return true
		}
	}
	return false
}

// rest compares what found no counterpart. One against one is the same element with another value; else the lists differ.
func (r *reading) rest(path []string, n *template.Node, expected []int, actual []any, out []*template.Node) {
	var free []int
	for j := range out {
		if out[j] == nil {
			free = append(free, j)
		}
	}
	if len(expected) == 1 && len(free) == 1 {
		out[free[0]] = r.node(join(path, strconv.Itoa(expected[0])), n.Items[expected[0]], actual[free[0]])
		return
	}
	for _, i := range expected {
		r.differs(join(path, strconv.Itoa(i)), r.world.value(n.Items[i]), nil)
	}
	for _, j := range free {
		r.differs(join(path, strconv.Itoa(j)), nil, actual[j])
		out[j] = literal(hidden(path, actual[j]))
	}
}

// inOrder looks for keys in a list, element by element.
func (r *reading) inOrder(path []string, n *template.Node, actual []any) *template.Node {
	out := &template.Node{Kind: template.List}
	for i, item := range n.Items {
		if i >= len(actual) {
			if mentionsKey(item) {
				r.gap(path, "the list is shorter than in the template")
			}
			out.Items = append(out.Items, item)
			continue
		}
		out.Items = append(out.Items, r.node(join(path, strconv.Itoa(i)), item, actual[i]))
	}
	return out
}

func join(path []string, step string) []string { return append(slices.Clone(path), step) }

// dotted is a path as compiler/change writes it, without "Properties".
func dotted(path []string) string {
	var b strings.Builder
	for _, step := range path {
		switch {
		case isIndex(step):
			b.WriteString("[" + step + "]")
		case b.Len() == 0:
			b.WriteString(step)
		default:
			b.WriteString("." + step)
		}
	}
	return b.String()
}

// said is a value for people: a text as it is, anything else as JSON.
func said(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case open:
		return "(" + v.why + ")"
	}
	if s, is := asText(v); is {
		return s
	}
	text, err := json.Marshal(v)
	if err != nil {
		return "(a value that cannot be written)"
	}
	return string(text)
}

// literal is a value of the account as a template would write it.
func literal(v any) *template.Node {
	switch v := v.(type) {
	case nil:
		return nil
	case map[string]any:
		n := &template.Node{Kind: template.Map}
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if item := literal(v[name]); item != nil {
				n.Set(name, item)
			}
		}
		return n
	case []any:
		n := &template.Node{Kind: template.List}
		for _, item := range v {
			if l := literal(item); l != nil {
				n.Items = append(n.Items, l)
			}
		}
		return n
	case bool:
		return &template.Node{Kind: template.Bool, Text: strconv.FormatBool(v)}
	case json.Number:
		return &template.Node{Kind: template.Number, Text: v.String()}
	case string:
		return template.Text(v)
	}
	panic(fmt.Sprintf("internal error: a value of type %T is not JSON", v))
}
