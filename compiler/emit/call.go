package emit

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/compiler/template"
)

// text makes the node of a string. A string that is one token becomes that function, text with tokens becomes Fn::Sub, and
// everything else stays what it is. Nothing that looks like an encoding ever reaches a template.
func (w *walker) text(s string) *template.Node {
	if isPlainText(s) {
		return template.Text(s)
	}
	if !utf8.ValidString(s) {
		w.failf("%q is not UTF-8", s)
		return template.Text("")
	}
	parts := blueprints.Parts(s)
	for _, p := range parts {
		if p.Intrinsic == nil && !isPlainText(p.Text) {
			w.failf("%q holds a control character or a broken function", s)
			return template.Text("")
		}
	}
	if len(parts) == 1 {
		return w.call(parts[0].Intrinsic)
	}
	return w.sub(parts)
}

// isPlainText holds for UTF-8 without control characters other than tab, line feed and carriage return. Tokens are made of the
// ones that are excluded.
func isPlainText(s string) bool {
	ascii := true
	for i := range len(s) {
		c := s[i]
		if c < ' ' && c != '\n' && c != '\t' && c != '\r' || c == 0x7f {
			return false
		}
		ascii = ascii && c < utf8.RuneSelf
	}
	return ascii || utf8.ValidString(s)
}

// call makes the node of a token. Its arguments may hold further tokens.
func (w *walker) call(raw json.RawMessage) *template.Node {
	if n := w.simpleCall(string(raw)); n != nil {
		return w.checkedCall(n)
	}
	var argument map[string]any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&argument); err != nil || d.InputOffset() != int64(len(raw)) {
		w.failf("the function %q is broken", raw)
		return template.Text("")
	}
	n := w.value(reflect.ValueOf(argument))
	if name, _ := n.Intrinsic(); name == "" {
		w.failf("%q is no function", raw)
	}
	return n
}

// simpleCall reads {"Ref":"X"} and its like, and {"Fn::GetAtt":["X","Y"]}, without a JSON decoder: nearly all tokens are of these
// forms, and decoding them took half of the time of Document. It returns nil for everything else.
func (w *walker) simpleCall(s string) *template.Node {
	if strings.ContainsAny(s, "\\\x7f") {
		return nil
	}
	if pair, ok := between(s, `{"Fn::GetAtt":["`, `"]}`); ok {
		id, attribute, ok := strings.Cut(pair, `","`)
		if ok && !strings.Contains(id, `"`) && !strings.Contains(attribute, `"`) {
			return newCall("Fn::GetAtt", newList(template.Text(id), template.Text(attribute)))
		}
		return nil
	}
	pair, _ := between(s, `{"`, `"}`)
	name, argument, ok := strings.Cut(pair, `":"`)
	if !ok || strings.Contains(name, `"`) || strings.Contains(argument, `"`) {
		return nil
	}
	n := newCall(name, template.Text(argument))
	if function, _ := n.Intrinsic(); function == "" {
		return nil
	}
	return n
}

func between(s, before, after string) (string, bool) {
	s, ok := strings.CutPrefix(s, before)
	if !ok {
		return "", false
	}
	return strings.CutSuffix(s, after)
}

// checkedCall refuses a function that CloudFormation would not understand, and brings GetAtt into the one form that a tree
// holds. Other nodes pass through it unchanged.
func (w *walker) checkedCall(n *template.Node) *template.Node {
	name, argument := n.Intrinsic()
	switch name {
	case "Ref":
		if argument.Kind != template.String {
			w.failf("Ref takes a name, not a %s", argument.Kind)
		} else if !w.ids[argument.Text] && !w.parameters[argument.Text] && !strings.HasPrefix(argument.Text, "AWS::") {
			w.failf("refers to %q, which is no resource or parameter of the stack", argument.Text)
		}
	case "Fn::GetAtt":
		if argument.Kind == template.String {
			id, attribute, _ := strings.Cut(argument.Text, ".")
			argument = newList(template.Text(id), template.Text(attribute))
			n = newCall(name, argument)
		}
		if !isPair(argument) {
			w.failf("GetAtt takes a logical id and an attribute")
		} else if !w.ids[argument.Items[0].Text] {
			w.failf("refers to %q, which is no resource of the stack", argument.Items[0].Text)
		}
	case "Condition":
		w.condition(argument.Text)
	case "Fn::If":
		if argument.Kind != template.List || len(argument.Items) != 3 || argument.Items[0].Kind != template.String {
			w.failf("If takes the name of a condition and two values")
		} else {
			w.condition(argument.Items[0].Text)
		}
	case "Fn::Sub":
		if argument.Kind != template.String && (argument.Kind != template.List || len(argument.Items) != 2 ||
			argument.Items[0].Kind != template.String || argument.Items[1].Kind != template.Map) {
			w.failf("Sub takes a text, or a text and a map of variables")
		}
	}
	return n
}

// isPair holds for a list of two strings that are not empty.
func isPair(n *template.Node) bool {
	return n.Kind == template.List && len(n.Items) == 2 &&
		n.Items[0].Kind == template.String && n.Items[0].Text != "" &&
		n.Items[1].Kind == template.String && n.Items[1].Text != ""
}

func newCall(name string, argument *template.Node) *template.Node {
	c := &struct {
		node template.Node
		key  [1]template.Key
		item [1]*template.Node
	}{key: [1]template.Key{{Name: name}}, item: [1]*template.Node{argument}}
	c.node = template.Node{Kind: template.Map, Keys: c.key[:], Items: c.item[:]}
	return &c.node
}

func newList(items ...*template.Node) *template.Node {
	return &template.Node{Kind: template.List, Items: items}
}
