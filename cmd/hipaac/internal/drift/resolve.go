package drift

import (
	"encoding/json"
	"regexp"
	"strings"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
	"github.com/hipaac/hipaac/compiler/template"
)

// open is what an expression is worth that cannot be told, with the reason.
type open struct{ why string }

// world is what the expressions of one live template are worth.
type world struct {
	stack    *Live
	physical map[string]stack.Resource // by logical id
	exports  map[string]string         // of the account and region
	// attribute reads what Fn::GetAtt gives of a resource of the template.
	attribute func(logicalID, name string) any
}

// value is what a node is worth in the account, as JSON has it: maps, lists, texts, json.Number, booleans, or open.
func (w *world) value(n *template.Node) any {
	if n == nil {
		return nil
	}
	switch name, argument := n.Intrinsic(); {
	case name != "":
		return w.call(name, argument)
	case n.Kind == template.Map:
		m := map[string]any{}
		for i, k := range n.Keys {
			if v := w.value(n.Items[i]); v != nil {
				m[k.Name] = v
			}
		}
		return m
	case n.Kind == template.List:
		list := []any{}
		for _, item := range n.Items {
			if v := w.value(item); v != nil {
				list = append(list, v)
			}
		}
		return list
	case n.Kind == template.Null:
		return nil
	case n.Kind == template.Bool:
		return n.Text == "true"
	case n.Kind == template.Number:
		return json.Number(n.Text)
	}
	if strings.Contains(n.Text, "{{resolve:") {
		return open{"the value comes from a store when the stack is deployed"}
	}
	return n.Text
}

func (w *world) call(name string, argument *template.Node) any {
	switch name {
	case "Ref":
		return w.ref(argument.Text)
	case "Fn::GetAtt":
		if argument.Kind == template.List && len(argument.Items) == 2 {
			return w.attribute(argument.Items[0].Text, argument.Items[1].Text)
		}
	case "Fn::Sub":
		return w.sub(argument)
	case "Fn::Join":
		return w.join(argument)
	case "Fn::ImportValue":
		name, known := w.value(argument).(string)
		if value, there := w.exports[name]; known && there {
			return value
		}
		return open{"export " + name + " cannot be read"}
	case "Fn::Select":
		return w.choose(argument)
	case "Fn::Split":
		if separator, text, ok := w.pair(argument); ok {
			list := []any{}
			for _, part := range strings.Split(text, separator) {
				list = append(list, part)
			}
			return list
		}
	}
	return open{"it depends on " + name + ", which only CloudFormation evaluates"}
}

func (w *world) ref(name string) any {
	target := w.stack.Target
	switch name {
	case "AWS::AccountId":
		return target.Account
	case "AWS::Region":
		return target.Region
	case "AWS::Partition":
		return target.Partition()
	case "AWS::URLSuffix":
		return "amazonaws.com"
	case "AWS::StackName":
		return w.stack.Stack.Name
	case "AWS::StackId":
		return w.stack.Stack.ID
	case "AWS::NoValue":
		return nil
	}
	if value, is := w.stack.Stack.Parameters[name]; is {
		if value == "****" {
			return open{"parameter " + name + " is not shown"}
		}
		return value
	}
	if r, is := w.physical[name]; is && r.PhysicalID != "" {
		return r.PhysicalID
	}
	return open{"resource " + name + " has no id"}
}

var placeholder = regexp.MustCompile(`\$\{(!?)([^}]*)\}`)

func (w *world) sub(argument *template.Node) any {
	text, own := argument, map[string]*template.Node{}
	if argument.Kind == template.List && len(argument.Items) == 2 {
		text = argument.Items[0]
		for i, k := range argument.Items[1].Keys {
			own[k.Name] = argument.Items[1].Items[i]
		}
	}
	var missing any
	out := placeholder.ReplaceAllStringFunc(text.Text, func(match string) string {
		part := placeholder.FindStringSubmatch(match)
		if part[1] == "!" {
			return "${" + part[2] + "}"
		}
		var v any
		if n, is := own[part[2]]; is {
			v = w.value(n)
		} else if id, name, is := strings.Cut(part[2], "."); is {
			v = w.attribute(id, name)
		} else {
			v = w.ref(part[2])
		}
		s, ok := asText(v)
		if !ok {
			missing = asOpen(v)
		}
		return s
	})
	if missing != nil {
		return missing
	}
	return out
}

func (w *world) join(argument *template.Node) any {
	if argument.Kind != template.List || len(argument.Items) != 2 {
		return open{"Fn::Join is not written as CloudFormation wants it"}
	}
	separator, _ := asText(w.value(argument.Items[0]))
	list, is := w.value(argument.Items[1]).([]any)
	if !is {
		return open{"it joins a list that cannot be read"}
	}
	var parts []string
	for _, item := range list {
		s, ok := asText(item)
		if !ok {
			return asOpen(item)
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, separator)
}

func (w *world) choose(argument *template.Node) any {
	if argument.Kind != template.List || len(argument.Items) != 2 {
		return open{"Fn::Select is not written as CloudFormation wants it"}
	}
	index, _ := asText(w.value(argument.Items[0]))
	list, is := w.value(argument.Items[1]).([]any)
	n, err := json.Number(index).Int64()
	if !is || err != nil || n < 0 || int(n) >= len(list) {
		return open{"it chooses from a list that only CloudFormation evaluates"}
	}
	return list[n]
}

func (w *world) pair(argument *template.Node) (first, second string, ok bool) {
	if argument.Kind != template.List || len(argument.Items) != 2 {
		return "", "", false
	}
	first, one := asText(w.value(argument.Items[0]))
	second, two := asText(w.value(argument.Items[1]))
	return first, second, one && two
}

// asText is a scalar as CloudFormation puts it into a text.
func asText(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	case bool:
		if v {
			return "true", true
		}
		return "false", true
	}
	return "", false
}

func asOpen(v any) any {
	if o, is := v.(open); is {
		return o
	}
	return open{"it is made of a value that is no text"}
}
