package controls

import (
	"testing"

	"github.com/hipaac/hipaac/compiler/template"
)

// What fails as it is written must not pass in silence when part of it is disguised: by a macro that may add properties, or by conditions
// of which one leads to the same text.
func TestWhatFailsIsFoundInDisguise(t *testing.T) {
	for _, c := range All() {
		for _, e := range c.Bad {
			for _, v := range judged(parse(t, string(e)), c) {
				if v.Result != Fail || v.Resource.Node.Get("Properties") == nil {
					continue
				}
				for name, disguise := range disguises {
					documents := parse(t, string(e))
					r := resource(documents, v.Resource)
					if r == nil {
						continue // a parameter or an output
					}
					disguise(r.Node)
					if !accuses(documents, c, r) {
						t.Errorf("%s: %q is not found any more behind %s:\n%s", c.ID, r.ID, name, e)
					}
				}
			}
		}
	}
}

// What passes passes as well behind conditions that both lead to the same text, and written as texts.
func TestWhatPassesPassesInDisguise(t *testing.T) {
	for _, c := range All() {
		for _, e := range c.Good {
			for _, disguise := range []string{"conditions", "texts"} {
				documents := parse(t, string(e))
				for _, doc := range documents {
					for _, r := range doc.Resources {
						if r.Node.Get("Properties") != nil {
							disguises[disguise](r.Node)
						}
					}
				}
				for _, v := range judged(documents, c) {
					if v.Result != Pass {
						t.Errorf("%s: %q: %s: %s, want pass behind %s:\n%s", c.ID, v.Resource.ID, v.Result, v.Message, disguise, e)
					}
				}
			}
		}
	}
}

var disguises = map[string]func(resource *template.Node){
	"a macro": func(resource *template.Node) {
		macro := &template.Node{Kind: template.Map}
		macro.Set("Name", template.Text("AWS::Include"))
		resource.Get("Properties").Set("Fn::Transform", macro)
	},
	"conditions": func(resource *template.Node) {
		properties := resource.Get("Properties")
		for i, value := range properties.Items {
			if name, _ := value.Intrinsic(); name == "" {
				properties.Items[i] = either(value)
			}
		}
	},
	"texts": func(resource *template.Node) { quote(resource) },
}

// quote writes numbers and truth values as texts, which CloudFormation takes for the same.
func quote(n *template.Node) {
	if n.Kind == template.Number || n.Kind == template.Bool {
		n.Kind = template.String
	}
	for _, item := range n.Items {
		quote(item)
	}
}

// either is a value under a condition that nobody knows, and the same value otherwise.
func either(value *template.Node) *template.Node {
	list := &template.Node{Kind: template.List, Items: []*template.Node{template.Text("Perhaps"), value, value}}
	choice := &template.Node{Kind: template.Map}
	choice.Set("Fn::If", list)
	return choice
}

// resource finds in templates the one that stands where it stands in others of the same text.
func resource(documents []*template.Document, like *template.Resource) *template.Resource {
	for _, doc := range documents {
		if r := doc.Resource(like.ID); r != nil && r.Key == like.Key {
			return r
		}
	}
	return nil
}

// accuses reports whether a control finds a resource wrong, or cannot judge it.
func accuses(documents []*template.Document, c *Control, r *template.Resource) bool {
	for _, v := range judged(documents, c) {
		if v.Resource == r && v.Result != Pass {
			return true
		}
	}
	return false
}
