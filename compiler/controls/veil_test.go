package controls

import (
	"testing"

	"github.com/hipaac/hipaac/compiler/template"
)

// What fails as it is written must not pass in silence when part of it is veiled: by a macro that may add properties, or by conditions
// of which one leads to the same text.
func TestWhatFailsIsNotSilentBehindAVeil(t *testing.T) {
	for _, c := range All() {
		for _, e := range c.Bad {
			for _, v := range judge(parse(t, string(e)), newTable([]*Control{c})) {
				if v.Result != Fail || v.Resource.Node.Get("Properties") == nil {
					continue
				}
				for name, veil := range veils {
					doc := parse(t, string(e))
					r := doc.Resource(v.Resource.ID)
					if r == nil {
						continue // a parameter or an output
					}
					veil(r.Node)
					if !accuses(doc, c, r.ID) {
						t.Errorf("%s: %q is not found any more behind %s:\n%s", c.ID, r.ID, name, e)
					}
				}
			}
		}
	}
}

// What passes passes behind conditions as well, if both ways lead to the same text.
func TestWhatPassesStillPassesBehindConditions(t *testing.T) {
	for _, c := range All() {
		for _, e := range c.Good {
			doc := parse(t, string(e))
			for _, r := range doc.Resources {
				if r.Node.Get("Properties") != nil {
					veils["conditions"](r.Node)
				}
			}
			for _, v := range judge(doc, newTable([]*Control{c})) {
				if v.Result != Pass {
					t.Errorf("%s: %q: %s: %s, want pass behind conditions:\n%s", c.ID, v.Resource.ID, v.Result, v.Message, e)
				}
			}
		}
	}
}

var veils = map[string]func(resource *template.Node){
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
}

// either is a value under a condition that nobody knows, and the same value otherwise.
func either(value *template.Node) *template.Node {
	list := &template.Node{Kind: template.List, Items: []*template.Node{template.Text("Perhaps"), value, value}}
	choice := &template.Node{Kind: template.Map}
	choice.Set("Fn::If", list)
	return choice
}

// accuses reports whether a control finds a resource wrong, or cannot judge it.
func accuses(doc *template.Document, c *Control, id string) bool {
	for _, v := range judge(doc, newTable([]*Control{c})) {
		if v.Resource.ID == id && v.Result != Pass {
			return true
		}
	}
	return false
}
