package emit

import (
	"maps"
	"reflect"
	"slices"
	"sort"
	"strings"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/compiler/template"
)

// attribute is an entry beside Properties that only goformation's struct can carry.
type attribute struct {
	name string
	node *template.Node
}

// carried are the attributes that are read from goformation's structs. The others have one home, blueprints.Resource, and are
// refused here, so that setting them in the wrong place cannot go unnoticed.
var carried = map[string]bool{"CreationPolicy": true, "UpdatePolicy": true, "Metadata": true}

// properties makes the Properties map of a resource with overlays and tags, and the attributes its struct carries.
func (w *walker) properties(r *blueprints.Resource) (*template.Node, []attribute) {
	value, typed := structOf(r.Properties)
	l := &layout{alphabetical: true}
	n := newMap(0)
	switch {
	case value.Kind() == reflect.Struct:
		l = layoutOf(value.Type())
		n = w.structure(value)
	case value.Kind() == reflect.Map:
		n = w.mapping(value)
	case value.IsValid():
		w.failf("properties are a struct or a map, not a Go %s", value.Type())
	case !typed:
		w.failf("has no properties")
	}
	w.overlay(n, value, r.Extra)
	w.tag(n, l, r)
	return n, w.attributes(l, value)
}

// structOf unwraps what holds the properties. Only a Typed may have none.
func structOf(p blueprints.Properties) (v reflect.Value, typed bool) {
	switch t := p.(type) {
	case blueprints.Typed:
		v, typed = reflect.ValueOf(t.Props), true
	case *blueprints.Typed:
		v, typed = reflect.ValueOf(t.Props), true
	default:
		v = reflect.ValueOf(p)
	}
	return follow(v), typed
}

// overlay adds the properties that goformation's struct lacks. One that it has belongs in the struct: two places for one value
// would be settled silently by whoever comes second. A name with dots leads into a property that the struct has and that is set.
func (w *walker) overlay(n *template.Node, value reflect.Value, extra map[string]any) {
	for _, name := range slices.Sorted(maps.Keys(extra)) {
		w.enter(name)
		w.overlayOne(n, value, strings.Split(name, "."), extra[name])
		w.leave()
	}
}

func (w *walker) overlayOne(n *template.Node, value reflect.Value, path []string, extra any) {
	l := &layout{alphabetical: true}
	if value.Kind() == reflect.Struct {
		l = layoutOf(value.Type())
	}
	name, inside := path[0], n.Get(path[0])
	if len(path) > 1 {
		if inside == nil || inside.Kind != template.Map || l.field(name) == nil {
			w.failf("leads into %s, which the struct does not set", name)
			return
		}
		w.overlayOne(inside, follow(value.Field(l.field(name).index)), path[1:], extra)
		return
	}
	if l.field(name) != nil || inside != nil {
		w.failf("the struct has this property; set it there, not with Resource.With")
	}
	add(n, name, w.value(reflect.ValueOf(extra)))
	if l.alphabetical {
		sort.Sort(byName{n})
	}
}

// follow is what a field leads to.
func follow(v reflect.Value) reflect.Value {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	return v
}

// byName sorts a map's entries by key.
type byName struct{ *template.Node }

func (n byName) Len() int           { return len(n.Keys) }
func (n byName) Less(i, j int) bool { return n.Keys[i].Name < n.Keys[j].Name }
func (n byName) Swap(i, j int) {
	n.Keys[i], n.Keys[j] = n.Keys[j], n.Keys[i]
	n.Items[i], n.Items[j] = n.Items[j], n.Items[i]
}

func (w *walker) attributes(l *layout, v reflect.Value) []attribute {
	var out []attribute
	for _, f := range l.attributes {
		value := v.Field(f.index)
		switch {
		case isEmpty(value):
		case carried[f.name]:
			w.enter(f.name)
			out = append(out, attribute{f.name, w.value(value)})
			w.leave()
		default:
			w.failf("%s is set in goformation's struct; set it on blueprints.Resource", attributePrefix+f.name)
		}
	}
	return out
}
