package emit

import (
	"strconv"
	"strings"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/compiler/template"
)

// substitution is a Fn::Sub being written: its text, and the variables for what the text cannot say itself.
type substitution struct {
	text strings.Builder
	// taken are the names that the text refers to directly; a variable of that name would shadow them.
	taken     map[string]bool
	variables *template.Node
}

// sub joins text and functions in one Fn::Sub. References become ${Name} and ${Name.Attribute}; other functions become
// variables, named for what they are, so that the text still reads as a sentence.
func (w *walker) sub(parts []blueprints.Part) *template.Node {
	s := substitution{taken: map[string]bool{}, variables: newMap(0)}
	calls := make([]*template.Node, len(parts))
	for i, p := range parts {
		if p.Intrinsic != nil {
			calls[i] = w.call(p.Intrinsic)
			s.taken[direct(calls[i])] = true
		}
	}
	for i, p := range parts {
		switch name := direct(calls[i]); {
		case p.Intrinsic == nil:
			s.literal(p.Text)
		case name != "":
			s.text.WriteString("${" + name + "}")
		default:
			s.variable(variableName(calls[i]), calls[i])
		}
	}
	if len(s.variables.Keys) == 0 {
		return newCall("Fn::Sub", template.Text(s.text.String()))
	}
	return newCall("Fn::Sub", newList(template.Text(s.text.String()), s.variables))
}

// direct is how the text of a Fn::Sub names a Ref or GetAtt; "" for any other function.
func direct(call *template.Node) string {
	switch name, argument := call.Intrinsic(); {
	case name == "Ref":
		return argument.Text
	case name == "Fn::GetAtt" && isPair(argument):
		return argument.Items[0].Text + "." + argument.Items[1].Text
	}
	return ""
}

// literal writes text that must come out unchanged. "${" is escaped as "${!", but CloudFormation understands that only up to a
// closing brace; a "${" that is not closed, or holds another one, gets its dollar from a variable.
func (s *substitution) literal(text string) {
	for {
		before, after, found := strings.Cut(text, "${")
		s.text.WriteString(before)
		if !found {
			return
		}
		inner, _, closed := strings.Cut(after, "}")
		if closed && !strings.Contains(inner, "${") {
			s.text.WriteString("${!")
		} else {
			s.variable("Dollar", template.Text("$"))
			s.text.WriteString("{")
		}
		text = after
	}
}

// variable refers to a value by a name of the variable map: the wish, or the wish with a number where another value has it.
func (s *substitution) variable(wish string, value *template.Node) {
	name := wish
	for n := 2; ; n++ {
		present := s.variables.Get(name)
		if present == nil && !s.taken[name] {
			add(s.variables, name, value)
			break
		}
		if present.Equal(value) {
			break
		}
		name = wish + strconv.Itoa(n)
	}
	s.text.WriteString("${" + name + "}")
}

// variableName names a function's value for the reader: ImportDataKeyArn, Select0.
func variableName(call *template.Node) string {
	name, argument := call.Intrinsic()
	name = strings.TrimPrefix(name, "Fn::")
	switch {
	case name == "ImportValue" && argument.Kind == template.String:
		name = "Import" + argument.Text[strings.LastIndexByte(argument.Text, ':')+1:]
	case name == "Select" && len(argument.Items) == 2 && argument.Items[0].Kind == template.Number:
		name += argument.Items[0].Text
	}
	return strings.Map(func(r rune) rune {
		if r < 0x80 && isAlphanumeric(byte(r)) {
			return r
		}
		return -1
	}, name)
}
