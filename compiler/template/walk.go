package template

import "slices"

// Texts visits every text and scalar anywhere in the resource's properties, in the order of the document and in every branch of
// every Fn::If, each with the name under which people know it: the nearest key, or the name that a {Name, Value} pair gives it.
// What functions put together is visited as one text.
func (x Subject) Texts(visit func(name string, v Value)) {
	if p := x.Node.Get("Properties"); p != nil {
		x.scope.texts("", p, all, visit)
	}
}

// TextsLike is Texts without those that are not worth a visit: those that stand in the template as they are, and of which worth says
// so by their name and text. What functions and dynamic references make is visited in any case.
func (x Subject) TextsLike(worth func(name, text string) bool, visit func(name string, v Value)) {
	if p := x.Node.Get("Properties"); p != nil {
		x.scope.texts("", p, worth, visit)
	}
}

// Texts visits every text below a value, like Subject.Texts.
func (v Value) Texts(visit func(name string, v Value)) {
	if v.near != nil && v.missing() == "" {
		v.scope.texts("", v.near, all, visit)
	}
}

func all(string, string) bool { return true }

func (s *Scope) texts(name string, n *Node, worth func(name, text string) bool, visit func(string, Value)) {
	switch function, argument := n.Intrinsic(); {
	case function == "Fn::If":
		if argument.Kind == List && len(argument.Items) == 3 {
			s.texts(name, argument.Items[1], worth, visit)
			s.texts(name, argument.Items[2], worth, visit)
		}
		return
	case function != "" && function != "Condition":
		v := s.Value(n)
		if v.Absent() {
			return // AWS::NoValue is the name of nothing, not a text
		}
		if _, ok := v.canonical(); ok {
			visit(name, v)
			return
		}
		s.texts(name, argument, worth, visit)
		return
	}
	switch n.Kind {
	case List:
		for _, item := range n.Items {
			s.texts(name, item, worth, visit)
		}
	case Map:
		given := givenName(n)
		for i, key := range n.Keys {
			if given != "" && key.Name == "Value" {
				s.texts(given, n.Items[i], worth, visit)
			} else {
				s.texts(key.Name, n.Items[i], worth, visit)
			}
		}
	case Bool, Number, String:
		if worth(name, n.Text) || readsStore(n) {
			visit(name, s.Value(n))
		} else {
			s.spend(1)
		}
	}
}

// stores are what a pair says its value is the name of something in, as in {Name: DB_PASSWORD, Type: SECRETS_MANAGER, Value: clinic/db}.
var stores = []string{"PARAMETER_STORE", "SECRETS_MANAGER"}

// givenName is the name in a pair such as {Name: DB_PASSWORD, Value: …}, whatever the pair calls it. A value that only names a place in a
// store is not what the pair is called.
func givenName(n *Node) string {
	if n.Get("Value") == nil {
		return ""
	}
	if kind := n.Get("Type"); kind != nil && slices.Contains(stores, kind.Text) {
		return ""
	}
	for i, key := range n.Keys {
		if slices.Contains([]string{"Name", "Key", "OptionName", "ParameterKey"}, key.Name) && n.Items[i].Kind == String {
			return n.Items[i].Text
		}
	}
	return ""
}
