package change

import (
	"crypto/sha256"
	"fmt"
	"strconv"
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

// settled is a version of a stack in which everything that can be known is: parameters have their values, conditions that are decided
// are gone, and two ways of writing one expression are the same tree.
type settled struct {
	given      map[string]string
	parameters map[string]*template.Node
	conditions *template.Node
	mappings   *template.Node
	pending    map[string]bool // conditions under evaluation, against cycles
	truths     map[string]truth
	meanings   map[string]string // of open conditions and mappings, as text
	work       int

	resources map[string]*template.Node // by logical id: the whole entry
	types     map[string]string
	outputs   map[string]*template.Node
	exists    bool
}

// maxSettled bounds what mappings and conditions can make of a hostile template; the rest of it is then compared as it is written.
const maxSettled = 2_000_000

// maxLength bounds the texts that functions put together; textStep is how many bytes of them cost as much as a value.
const (
	maxLength = 128 << 10
	textStep  = 64
)

func settle(s Stack) *settled {
	v := &settled{given: s.Parameters, parameters: map[string]*template.Node{}, pending: map[string]bool{}, truths: map[string]truth{}, meanings: map[string]string{},
		resources: map[string]*template.Node{}, types: map[string]string{}, outputs: map[string]*template.Node{}}
	if s.Document == nil || s.Document.Root == nil {
		return v
	}
	root := s.Document.Root
	v.exists, v.conditions, v.mappings = true, root.Get("Conditions"), root.Get("Mappings")
	each(root.Get("Parameters"), func(name string, n *template.Node) { v.parameters[name] = n })
	for _, r := range s.Document.Resources {
		if entry := v.entry(r.Node); entry != nil {
			v.resources[r.ID], v.types[r.ID] = entry, r.Type
		}
	}
	each(root.Get("Outputs"), func(name string, n *template.Node) {
		if entry := v.entry(n); entry != nil {
			v.outputs[name] = entry
		}
	})
	return v
}

func each(n *template.Node, visit func(name string, item *template.Node)) {
	if n == nil || n.Kind != template.Map {
		return
	}
	for i, k := range n.Keys {
		visit(k.Name, n.Items[i])
	}
}

// entry settles a resource or an output, and is nil where its condition does not hold. A condition that is open stays, as the
// expression that it stands for: its name means nothing.
func (v *settled) entry(n *template.Node) *template.Node {
	out := v.value(n)
	name := n.Get("Condition")
	if out == nil || out.Kind != template.Map || name == nil || name.Kind != template.String {
		return out
	}
	switch v.condition(name.Text) {
	case no:
		return nil
	case yes:
		return without(out, "Condition")
	}
	out = without(out, "Condition")
	out.Set("Condition", template.Text(v.meaning(name.Text)))
	return out
}

func without(n *template.Node, key string) *template.Node {
	out := &template.Node{Kind: template.Map}
	each(n, func(name string, item *template.Node) {
		if name != key {
			out.Set(name, item)
		}
	})
	return out
}

// value settles a tree. It is nil for AWS::NoValue and for null.
func (v *settled) value(n *template.Node) *template.Node {
	if n == nil || n.Kind == template.Null {
		return nil
	}
	if v.work++; v.work > maxSettled {
		return n
	}
	if name, argument := n.Intrinsic(); name != "" && name != "Condition" {
		return v.call(n, name, argument)
	}
	switch n.Kind {
	case template.List:
		out := &template.Node{Kind: template.List}
		for _, item := range n.Items {
			if s := v.value(item); s != nil {
				out.Items = append(out.Items, s)
			}
		}
		return out
	case template.Map:
		out := &template.Node{Kind: template.Map}
		each(n, func(name string, item *template.Node) {
			if s := v.value(item); s != nil {
				out.Keys, out.Items = append(out.Keys, template.Key{Name: name}), append(out.Items, s)
			}
		})
		return canonicalPolicy(out)
	case template.String:
		return policyText(n.Text, n)
	}
	return n
}

func (v *settled) call(n *template.Node, name string, argument *template.Node) *template.Node {
	switch name {
	case "Ref":
		return v.ref(n, argument)
	case "Fn::If":
		return v.choice(argument)
	case "Fn::Sub":
		return v.sub(argument)
	case "Fn::Join":
		return v.join(argument)
	case "Fn::Select":
		return v.pick(argument)
	case "Fn::Split":
		return v.split(argument)
	case "Fn::FindInMap":
		return v.find(argument)
	}
	return calling(name, v.value(argument))
}

func calling(name string, argument *template.Node) *template.Node {
	if argument == nil {
		argument = &template.Node{}
	}
	return &template.Node{Kind: template.Map, Keys: []template.Key{{Name: name}}, Items: []*template.Node{argument}}
}

func (v *settled) ref(n, argument *template.Node) *template.Node {
	if argument.Kind != template.String {
		return n
	}
	if argument.Text == "AWS::NoValue" {
		return nil
	}
	if value, known := v.parameter(argument.Text); known {
		return value
	}
	return calling("Ref", template.Text(argument.Text))
}

// parameter is the value of a parameter or pseudo parameter. One with NoEcho is not known: nobody may read it in a report.
func (v *settled) parameter(name string) (*template.Node, bool) {
	value, known := v.given[name]
	p := v.parameters[name]
	if p == nil {
		return template.Text(value), known && strings.HasPrefix(name, "AWS::")
	}
	if d := p.Get("Default"); !known && d != nil && scalar(d) {
		value, known = d.Text, true
	}
	if hidden := p.Get("NoEcho"); !known || hidden != nil && strings.EqualFold(hidden.Text, "true") {
		return nil, false
	}
	kind := ""
	if t := p.Get("Type"); t != nil {
		kind = t.Text
	}
	switch {
	case strings.HasPrefix(kind, "AWS::SSM::Parameter::Value"): // what is given is the name of the value
		return template.Text("{{resolve:ssm:" + value + "}}"), true
	case kind == "CommaDelimitedList" || strings.HasPrefix(kind, "List<"):
		list := &template.Node{Kind: template.List}
		for part := range strings.SplitSeq(value, ",") {
			list.Items = append(list.Items, template.Text(strings.TrimSpace(part)))
		}
		return list, true
	}
	return template.Text(value), true
}

func (v *settled) choice(argument *template.Node) *template.Node {
	if argument.Kind != template.List || len(argument.Items) != 3 || argument.Items[0].Kind != template.String {
		return calling("Fn::If", v.value(argument))
	}
	switch v.condition(argument.Items[0].Text) {
	case yes:
		return v.value(argument.Items[1])
	case no:
		return v.value(argument.Items[2])
	}
	out := &template.Node{Kind: template.List, Items: []*template.Node{template.Text(v.meaning(argument.Items[0].Text))}}
	for _, branch := range argument.Items[1:] {
		s := v.value(branch)
		if s == nil {
			s = calling("Ref", template.Text("AWS::NoValue"))
		}
		out.Items = append(out.Items, s)
	}
	return calling("Fn::If", out)
}

func (v *settled) pick(argument *template.Node) *template.Node {
	s := v.value(argument)
	if s != nil && s.Kind == template.List && len(s.Items) == 2 && scalar(s.Items[0]) && s.Items[1].Kind == template.List {
		if i, err := strconv.Atoi(s.Items[0].Text); err == nil && i >= 0 && i < len(s.Items[1].Items) {
			return s.Items[1].Items[i]
		}
	}
	return calling("Fn::Select", s)
}

func (v *settled) split(argument *template.Node) *template.Node {
	s := v.value(argument)
	if s == nil || s.Kind != template.List || len(s.Items) != 2 || !scalar(s.Items[0]) || !scalar(s.Items[1]) || s.Items[0].Text == "" {
		return calling("Fn::Split", s)
	}
	out := &template.Node{Kind: template.List}
	for part := range strings.SplitSeq(s.Items[1].Text, s.Items[0].Text) {
		if v.work++; v.work > maxSettled {
			return calling("Fn::Split", s)
		}
		out.Items = append(out.Items, template.Text(part))
	}
	return out
}

func (v *settled) find(argument *template.Node) *template.Node {
	s := v.value(argument)
	if s == nil || s.Kind != template.List || len(s.Items) < 3 {
		return calling("Fn::FindInMap", s)
	}
	at := v.mappings
	for _, key := range s.Items[:3] {
		if !scalar(key) {
			at = nil
			break
		}
		at = at.Get(key.Text)
	}
	if at == nil { // the map as a whole takes part: a change of any of its values may be a change here
		if scalar(s.Items[0]) && v.mappings.Get(s.Items[0].Text) != nil {
			s.Items[0] = template.Text(v.mapping(s.Items[0].Text))
		}
		return calling("Fn::FindInMap", s)
	}
	return v.value(at)
}

// mapping names a mapping by what it holds.
func (v *settled) mapping(name string) string {
	key := "mapping " + name
	if known, done := v.meanings[key]; done {
		return known
	}
	sum := sha256.Sum256([]byte(show(v.value(v.mappings.Get(name)))))
	v.meanings[key] = fmt.Sprintf("%s (%x)", name, sum[:4])
	return v.meanings[key]
}

func scalar(n *template.Node) bool {
	return n != nil && (n.Kind == template.String || n.Kind == template.Number || n.Kind == template.Bool)
}
