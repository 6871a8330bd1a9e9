package change

import (
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

// A text that functions put together is written as the argument of Fn::Sub: literal characters, "${Name}" and "${Name.Attribute}" for
// what is known only at deployment, "${!" for a literal "${". What another stack exports, which Fn::Sub itself cannot name, is
// "${import name}".
const importing = "import "

func (v *settled) sub(argument *template.Node) *template.Node {
	format, own := argument, (*template.Node)(nil)
	if argument.Kind == template.List && len(argument.Items) == 2 {
		format, own = argument.Items[0], argument.Items[1]
	}
	if format.Kind != template.String {
		return calling("Fn::Sub", v.value(argument))
	}
	var b strings.Builder
	for rest := format.Text; ; {
		before, after, found := strings.Cut(rest, "${")
		name, tail, closed := strings.Cut(after, "}")
		if !found || !closed {
			b.WriteString(rest)
			return made(b.String())
		}
		b.WriteString(before)
		part, ok := v.named(strings.TrimSpace(name), own)
		if v.work += 1 + len(part)/textStep; !ok || b.Len()+len(part) > maxLength || v.work > maxSettled {
			return calling("Fn::Sub", v.value(argument))
		}
		b.WriteString(part)
		rest = tail
	}
}

// named is what "${name}" stands for.
func (v *settled) named(name string, own *template.Node) (string, bool) {
	if strings.HasPrefix(name, "!") {
		return "${" + name + "}", true
	}
	if mine := own.Get(name); mine != nil {
		return written(v.value(mine))
	}
	if value, known := v.parameter(name); known {
		return written(value)
	}
	return "${" + name + "}", true
}

// written is a value as a stretch of text, and false where it is none.
func written(n *template.Node) (string, bool) {
	switch name, argument := n.Intrinsic(); {
	case scalar(n):
		return strings.ReplaceAll(n.Text, "${", "${!"), true
	case name == "Ref" && argument.Kind == template.String:
		return "${" + argument.Text + "}", true
	case name == "Fn::GetAtt" && isPair(argument):
		return "${" + argument.Items[0].Text + "." + argument.Items[1].Text + "}", true
	case name == "Fn::Sub" && argument.Kind == template.String:
		return argument.Text, true
	case name == "Fn::ImportValue" && scalar(argument) && !strings.ContainsAny(argument.Text, "{}"):
		return "${" + importing + argument.Text + "}", true
	}
	return "", false
}

func isPair(n *template.Node) bool {
	return n.Kind == template.List && len(n.Items) == 2 && scalar(n.Items[0]) && scalar(n.Items[1])
}

// made is the simplest tree that means a text.
func made(text string) *template.Node {
	if !strings.Contains(strings.ReplaceAll(text, "${!", ""), "${") {
		return policyText(strings.ReplaceAll(text, "${!", "${"), nil)
	}
	inner, whole := strings.CutPrefix(text, "${")
	if name, rest, _ := strings.Cut(inner, "}"); whole && rest == "" && !strings.HasPrefix(name, "!") && strings.HasSuffix(text, "}") {
		if export, is := strings.CutPrefix(name, importing); is {
			return calling("Fn::ImportValue", template.Text(export))
		}
		if id, attribute, dotted := strings.Cut(name, "."); dotted {
			return calling("Fn::GetAtt", &template.Node{Kind: template.List, Items: []*template.Node{template.Text(id), template.Text(attribute)}})
		}
		return calling("Ref", template.Text(name))
	}
	return policyText(text, calling("Fn::Sub", template.Text(text)))
}

func (v *settled) join(argument *template.Node) *template.Node {
	s := v.value(argument)
	if s == nil || s.Kind != template.List || len(s.Items) != 2 || !scalar(s.Items[0]) || s.Items[1].Kind != template.List {
		return calling("Fn::Join", s)
	}
	var b strings.Builder
	separator, _ := written(s.Items[0])
	for i, item := range s.Items[1].Items {
		if i > 0 {
			b.WriteString(separator)
		}
		part, ok := written(item)
		if v.work += 1 + len(part)/textStep; !ok || b.Len()+len(part) > maxLength || v.work > maxSettled {
			return calling("Fn::Join", s)
		}
		b.WriteString(part)
	}
	return made(b.String())
}

// mentioned are the references of a text: each "${Name}" and "${Name.Attribute}".
func mentioned(text string) []string {
	var out []string
	for {
		_, after, found := strings.Cut(text, "${")
		name, rest, closed := strings.Cut(after, "}")
		if !found || !closed {
			return out
		}
		if !strings.HasPrefix(name, "!") {
			id, _, _ := strings.Cut(name, ".")
			out = append(out, id)
		}
		text = rest
	}
}

// references visits every resource, parameter or pseudo parameter that a settled tree names, with the expression that does and its path.
func references(path string, n *template.Node, visit func(path, id string, expression *template.Node)) {
	switch name, argument := n.Intrinsic(); {
	case name == "Ref" && argument.Kind == template.String:
		visit(path, argument.Text, n)
		return
	case name == "Fn::GetAtt" && isPair(argument):
		visit(path, argument.Items[0].Text, n)
		return
	case name == "Fn::Sub":
		format := argument
		if argument.Kind == template.List && len(argument.Items) == 2 {
			format = argument.Items[0]
			references(path, argument.Items[1], visit)
		}
		for _, id := range mentioned(format.Text) {
			visit(path, id, n)
		}
		return
	case name != "" && name != "Condition":
		for _, item := range n.Items {
			eachItem(item, func(i *template.Node) { references(path, i, visit) })
		}
		return
	}
	if n == nil {
		return
	}
	var names []string
	if n.Kind == template.List {
		names = elementNames(n)
	}
	for i, item := range n.Items {
		switch {
		case n.Kind == template.Map:
			references(below(path, n.Keys[i].Name), item, visit)
		case names != nil:
			references(path+"["+names[i]+"]", item, visit)
		default:
			references(element(path, i), item, visit)
		}
	}
}

func eachItem(n *template.Node, visit func(*template.Node)) {
	if n.Kind != template.List {
		visit(n)
		return
	}
	for _, item := range n.Items {
		visit(item)
	}
}
