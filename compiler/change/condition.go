package change

import "github.com/hipaac/hipaac/compiler/template"

// truth is what is known of a condition.
type truth int8

const (
	open truth = iota
	yes
	no
)

func sure(fact bool) truth {
	if fact {
		return yes
	}
	return no
}

// condition evaluates a condition of the template, as far as parameters decide it.
func (v *settled) condition(name string) truth {
	if known, done := v.truths[name]; done {
		return known
	}
	definition := v.conditions.Get(name)
	if definition == nil || v.pending[name] {
		return open
	}
	v.pending[name] = true
	t := v.holds(definition)
	delete(v.pending, name)
	v.truths[name] = t
	return t
}

func (v *settled) holds(n *template.Node) truth {
	function, argument := n.Intrinsic()
	switch {
	case function == "Condition" && argument.Kind == template.String:
		return v.condition(argument.Text)
	case argument == nil || argument.Kind != template.List:
	case function == "Fn::Equals" && len(argument.Items) == 2:
		return v.equal(v.value(argument.Items[0]), v.value(argument.Items[1]))
	case function == "Fn::Not" && len(argument.Items) == 1:
		switch v.holds(argument.Items[0]) {
		case yes:
			return no
		case no:
			return yes
		}
	case function == "Fn::And" || function == "Fn::Or":
		decisive, result := no, yes
		if function == "Fn::Or" {
			decisive, result = yes, no
		}
		for _, item := range argument.Items {
			switch t := v.holds(item); t {
			case decisive:
				return decisive
			case open:
				result = open
			}
		}
		return result
	}
	return open
}

func (v *settled) equal(a, b *template.Node) truth {
	switch {
	case scalar(a) && scalar(b):
		return sure(a.Text == b.Text)
	case same(a, b):
		return yes
	}
	return open
}

// meaning is a condition that is open, as the expression that it stands for.
func (v *settled) meaning(name string) string {
	definition := v.conditions.Get(name)
	if definition == nil || v.pending[name] {
		return name
	}
	if known, done := v.meanings[name]; done {
		return known
	}
	v.pending[name] = true
	defer delete(v.pending, name)
	text := show(v.expression(definition))
	if v.work += len(text) / textStep; len(text) > maxLength || v.work > maxSettled {
		text = name
	}
	v.meanings[name] = text
	return text
}

// expression settles what a condition compares, with the conditions that it names put in.
func (v *settled) expression(n *template.Node) *template.Node {
	if function, argument := n.Intrinsic(); function == "Condition" && argument.Kind == template.String {
		return template.Text(v.meaning(argument.Text))
	} else if function == "Fn::And" || function == "Fn::Or" || function == "Fn::Not" {
		out := &template.Node{Kind: template.List}
		for _, item := range argument.Items {
			out.Items = append(out.Items, v.expression(item))
		}
		return calling(function, out)
	}
	return v.value(n)
}
