package emit

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/compiler/template"
)

// AWS's limits on tags (AWS General Reference, "Tag naming limits and requirements").
const (
	maxTags     = 50
	maxTagKey   = 128
	maxTagValue = 256
)

type tag struct{ key, value string }

// standardTags are on every resource that can carry tags: who answers for it, what it belongs to, whether it holds health
// information. Access policies, cost reports and inventories rest on them.
func (w *walker) standardTags(s *blueprints.Stack) []tag {
	e := s.Env
	classification := "non-phi"
	if e.PHI {
		classification = "phi"
	}
	tags := []tag{
		{"System", e.System}, {"Environment", e.Name}, {"Tier", e.Tier}, {"DataClassification", classification},
		{"Owner", e.Owner}, {"ManagedBy", "hipaac"},
	}
	for _, t := range tags {
		if problem := refused(t); problem != "" {
			w.failf("%s", problem)
		}
	}
	for _, m := range TagMistakes(e.Tags) {
		w.failf("%s", m.Message)
	}
	for _, key := range slices.Sorted(maps.Keys(e.Tags)) {
		tags = append(tags, tag{key, e.Tags[key]})
	}
	return ownTags(s.Tags, tags)
}

// ownTags puts those of a stack in the place of standard ones with the same key, and the others behind them.
func ownTags(own []blueprints.Tag, tags []tag) []tag {
	for _, t := range own {
		if i := slices.IndexFunc(tags, func(have tag) bool { return have.key == t.Key }); i >= 0 {
			tags[i].value = t.Value
			continue
		}
		tags = append(tags, tag{t.Key, t.Value})
	}
	return tags
}

// standardKeys are the keys that hipaac sets itself.
var standardKeys = []string{"Name", "System", "Environment", "Tier", "DataClassification", "Owner", "ManagedBy", backupKey}

// maxSpecTags leaves room for the keys that hipaac and a blueprint add to those of a spec.
const maxSpecTags = 40

// TagMistake is a tag of a spec that cannot be put on a resource.
type TagMistake struct {
	Key           string
	Message, Hint string
}

// TagMistakes judges the tags that a spec asks for, in the order of their keys. A stage that knows where they are written reports
// them there; Document takes those that are left for a mistake of hipaac.
func TagMistakes(tags map[string]string) []TagMistake {
	var found []TagMistake
	for i, key := range slices.Sorted(maps.Keys(tags)) {
		switch problem := refused(tag{key, tags[key]}); {
		case slices.Contains(standardKeys, key):
			found = append(found, TagMistake{key, fmt.Sprintf("the tag %q is set by hipaac on every resource", key),
				"choose another key, or leave the tag out"})
		case problem != "":
			found = append(found, TagMistake{key, problem, "change the tag"})
		case i == maxSpecTags:
			found = append(found, TagMistake{key,
				fmt.Sprintf("a spec asks for %d tags, up to %d fit on a resource beside those of hipaac", len(tags), maxSpecTags),
				"leave some of them out"})
		}
	}
	return found
}

// refused says why AWS would refuse a tag.
func refused(t tag) string {
	switch {
	case t.key == "" || utf8.RuneCountInString(t.key) > maxTagKey:
		return fmt.Sprintf("the key of the tag %q has %d characters, AWS takes 1 to %d", t.key, utf8.RuneCountInString(t.key), maxTagKey)
	case strings.HasPrefix(strings.ToLower(t.key), "aws:"):
		return fmt.Sprintf("the key of the tag %q begins with \"aws:\", which AWS keeps for itself", t.key)
	case utf8.RuneCountInString(t.value) > maxTagValue:
		return fmt.Sprintf("the value of the tag %q has %d characters, AWS takes up to %d", t.key, utf8.RuneCountInString(t.value), maxTagValue)
	}
	for _, text := range []string{t.key, t.value} {
		i := strings.IndexFunc(text, func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.Is(unicode.Z, r) && !strings.ContainsRune("_.:/=+-@", r)
		})
		if i >= 0 {
			r, _ := utf8.DecodeRuneInString(text[i:])
			return fmt.Sprintf("the tag %q holds %q in %q; AWS takes letters, digits, spaces and _ . : / = + - @", t.key, r, text)
		}
	}
	return ""
}

// tag puts the standard tags behind those that the blueprint gave the resource, and the tags behind all other properties. A
// blueprint's own tag wins over a standard one of the same key.
func (w *walker) tag(n *template.Node, l *layout, r *blueprints.Resource) {
	kind := r.Properties.AWSCloudFormationType()
	name, form := "Tags", noTags
	if listed, ok := tagProperties[kind]; ok {
		name, form = listed, listTags
	}
	if f := l.field(name); f != nil {
		form = f.tags
	}
	own := take(n, name)
	if form == noTags {
		if own != nil {
			add(n, name, own)
		}
		return
	}
	restoreValues(own)
	if own == nil {
		own = &template.Node{Kind: template.List, Items: make([]*template.Node, 0, len(w.tags)+1)}
		if form == mapTags {
			own = newMap(len(w.tags))
		}
	}
	if !hasPhysicalName(n, kind) {
		w.addTag(own, form, tag{"Name", w.nameStart + kebab(r.ID)})
	}
	for _, t := range w.tags {
		w.addTag(own, form, t)
	}
	for _, t := range w.backupTags(n, r) {
		w.addTag(own, form, t)
	}
	if len(own.Items) > maxTags {
		w.failf("has %d tags, AWS takes up to %d", len(own.Items), maxTags)
	}
	add(n, name, own)
}

// take removes an entry from a map and returns its value.
func take(n *template.Node, name string) *template.Node {
	i := slices.IndexFunc(n.Keys, func(k template.Key) bool { return k.Name == name })
	if i < 0 {
		return nil
	}
	value := n.Items[i]
	n.Keys, n.Items = slices.Delete(n.Keys, i, i+1), slices.Delete(n.Items, i, i+1)
	return value
}

// restoreValues gives a tag whose value is "" its Value, which goformation's struct tags would leave out; AWS wants it.
func restoreValues(own *template.Node) {
	if own == nil || own.Kind != template.List {
		return
	}
	for _, item := range own.Items {
		if item.Get("Key") != nil && item.Get("Value") == nil {
			add(item, "Value", template.Text(""))
		}
	}
}

// addTag adds a tag unless its key is there.
func (w *walker) addTag(own *template.Node, form tagForm, t tag) {
	if own.Kind == template.Map {
		if own.Get(t.key) == nil {
			add(own, t.key, w.text(t.value))
		}
		return
	}
	for _, item := range own.Items {
		if key := item.Get("Key"); key != nil && key.Text == t.key {
			return
		}
	}
	item := newPair(t)
	if strings.IndexByte(t.value, 1) >= 0 { // how every function begins
		item.Items[1] = w.text(t.value)
	}
	if form == scaleTags {
		add(item, "PropagateAtLaunch", &template.Node{Kind: template.Bool, Text: "true"})
	}
	own.Items = append(own.Items, item)
}

// newPair makes {Key, Value} in one piece of memory instead of five: a third of a template's nodes are tags.
func newPair(t tag) *template.Node {
	p := &struct {
		pair, key, value template.Node
		keys             [2]template.Key
		items            [2]*template.Node
	}{
		key:   template.Node{Kind: template.String, Text: t.key},
		value: template.Node{Kind: template.String, Text: t.value},
		keys:  [2]template.Key{{Name: "Key"}, {Name: "Value"}},
	}
	p.items = [2]*template.Node{&p.key, &p.value}
	p.pair = template.Node{Kind: template.Map, Keys: p.keys[:], Items: p.items[:]}
	return &p.pair
}
