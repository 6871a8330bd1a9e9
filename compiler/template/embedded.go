package template

import (
	"encoding/json"
	"errors"
	"io"
	"strings"
)

// JSON is what a text says that holds a JSON document, as the policies of some services do. References in its texts stay references.
// What is no text is what it was: many properties take a map as well as its JSON. A text that is no JSON is unknown.
func (v Value) JSON() Value {
	v = v.settled()
	t, ok := v.canonical()
	if !ok {
		return v
	}
	if !v.scope.spend(1 + len(t)/jsonStep) {
		return v.scope.unknown(v.near, intricate)
	}
	r := embedded{scope: v.scope, dec: json.NewDecoder(strings.NewReader(quoted(t))), refs: v.refs}
	r.dec.UseNumber()
	n, err := r.value(1)
	if _, tail := r.dec.Token(); err == nil && tail != io.EOF {
		err = errNoDocument
	}
	switch {
	case err == nil && (n.Kind == Map || n.Kind == List):
		return Value{scope: v.scope, kind: written, node: n, near: v.near}
	case len(v.refs) > 0:
		return v.scope.unknown(v.near, "%s", v.refs[0].why(v.scope.Model))
	}
	return v.scope.unknown(v.near, "the text is not JSON")
}

// embedded reads a JSON document inside a text of the template. Its nodes have no place of their own.
type embedded struct {
	scope *Scope
	dec   *json.Decoder
	refs  []Reference // those that are still ahead
}

const (
	// deepestText bounds the nesting of a document in a text; those of AWS have less than ten levels.
	deepestText = 64
	// jsonStep is how many bytes of JSON are read at the cost of one step.
	jsonStep = 16
)

var errNoDocument = errors.New("no document")

func (r *embedded) value(depth int) (*Node, error) {
	token, err := r.dec.Token()
	if err != nil || depth > deepestText {
		return nil, errNoDocument
	}
	switch t := token.(type) {
	case string:
		return r.text(t)
	case json.Number:
		return &Node{Kind: Number, Text: t.String()}, nil
	case bool:
		if t {
			return &Node{Kind: Bool, Text: "true"}, nil
		}
		return &Node{Kind: Bool, Text: "false"}, nil
	case json.Delim:
		if t == '{' {
			return r.fields(depth)
		}
		return r.elements(depth)
	}
	return &Node{Kind: Null}, nil
}

// text is a string of the document. The evaluator finds its references by the node. More marks than references come from the names of
// things in a template that somebody made to confuse us.
func (r *embedded) text(t string) (*Node, error) {
	n, count := Text(t), strings.Count(t, string(markStart))
	if count > len(r.refs) {
		return nil, errNoDocument
	}
	if count > 0 {
		if r.scope.quoted == nil {
			r.scope.quoted = map[*Node][]Reference{}
		}
		r.scope.quoted[n], r.refs = r.refs[:count], r.refs[count:]
	}
	return n, nil
}

// fields reads a map. CloudFormation evaluates nothing inside a text: a function there would be none, and its like is not read. Nor is
// a key that is known only at deployment.
func (r *embedded) fields(depth int) (*Node, error) {
	n, at := &Node{Kind: Map}, map[string]int{}
	for r.dec.More() {
		token, err := r.dec.Token()
		name, _ := token.(string)
		if err != nil || strings.IndexByte(name, markStart) >= 0 || generated(name) {
			return nil, errNoDocument
		}
		item, err := r.value(depth + 1)
		if err != nil {
			return nil, err
		}
		if i, twice := at[name]; twice {
			n.Items[i] = item // the later one counts
			continue
		}
		at[name] = len(n.Items)
		n.Keys, n.Items = append(n.Keys, Key{Name: name}), append(n.Items, item)
	}
	if function, _ := n.Intrinsic(); function != "" {
		return nil, errNoDocument
	}
	return n, r.end()
}

func (r *embedded) elements(depth int) (*Node, error) {
	n := &Node{Kind: List}
	for r.dec.More() {
		item, err := r.value(depth + 1)
		if err != nil {
			return nil, err
		}
		n.Items = append(n.Items, item)
	}
	return n, r.end()
}

func (r *embedded) end() error {
	_, err := r.dec.Token()
	return err
}

// quoted makes JSON of a text with references: control characters are escaped in its strings, and a reference that stands outside of
// them, as in {"Enabled": ${Flag}}, becomes a string of its own.
func quoted(t string) string {
	if strings.IndexByte(t, markStart) < 0 && !strings.Contains(t, `\u000`) {
		return t
	}
	var b strings.Builder
	inside := false
	for i := 0; i < len(t); i++ {
		switch c := t[i]; {
		case c == markStart:
			length := max(1, strings.IndexByte(t[i:], markEnd)+1)
			name, _ := json.Marshal(t[i : i+length])
			if inside {
				name = name[1 : len(name)-1]
			}
			b.Write(name)
			i += length - 1
		case strings.HasPrefix(t[i:], `\u0001`) || strings.HasPrefix(t[i:], `\u0002`): // of the template itself: no reference
			b.WriteString(`\ufffd`)
			i += len(`\u0001`) - 1
		case c == '\\' && inside && i+1 < len(t):
			b.WriteString(t[i : i+2])
			i++
		default:
			inside = inside != (c == '"')
			b.WriteByte(c)
		}
	}
	return b.String()
}
