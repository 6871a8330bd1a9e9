package emit

import (
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/compiler/template"
)

// maxDepth ends the walk through a value that holds itself. It counts pointers and interfaces, too; what CloudFormation's own types
// nest is less than a quarter of it.
const maxDepth = 128

// maxKey is the longest key of a map in bytes. YAML ends a key after 1,024 characters, and escapes make a key up to two and a half
// times as long.
const maxKey = 400

var numberType = reflect.TypeFor[json.Number]()

// walker turns Go values into template nodes. It reads fields and never calls a type's own MarshalJSON: goformation's wraps
// properties as a whole resource, and passes every number through a float64.
type walker struct {
	stack string
	ids   map[string]bool
	// parameters and conditions are names that functions may refer to.
	parameters map[string]bool
	conditions map[string]bool
	tags       []tag
	nameStart  string
	// backupPlan is the value of the tag that puts a store into the backups of its environment.
	backupPlan string
	path       []step
	depth      int
	// single is set inside a policy statement.
	single   bool
	problems []error
}

// step is one step from the resource to the value the walker looks at: a name, or an index of a list.
type step struct {
	name  string
	index int
}

func newWalker(s *blueprints.Stack) *walker {
	w := &walker{stack: s.Key, ids: make(map[string]bool, len(s.Resources)), parameters: map[string]bool{}, conditions: map[string]bool{}, nameStart: s.PhysicalName(""), backupPlan: s.Env.System + "-" + s.Env.Name}
	for _, p := range s.Parameters {
		w.parameters[p.Name] = true
	}
	for _, c := range s.Conditions {
		w.conditions[c.Name] = true
	}
	for _, r := range s.Resources {
		w.ids[r.ID] = true
	}
	w.tags = w.standardTags(s)
	return w
}

func (w *walker) enter(name string) { w.path = append(w.path, step{name: name}) }
func (w *walker) leave()            { w.path = w.path[:len(w.path)-1] }

// place writes the walker's path as "Documents.BucketEncryption.Rules[0]".
func (w *walker) place() string {
	var b strings.Builder
	for i, s := range w.path {
		switch {
		case s.name == "":
			b.WriteString("[" + strconv.Itoa(s.index) + "]")
		case i > 0:
			b.WriteString("." + s.name)
		default:
			b.WriteString(s.name)
		}
	}
	return b.String()
}

// value makes the node of any value. What cannot be emitted becomes null and a recorded mistake.
func (w *walker) value(v reflect.Value) *template.Node {
	if w.depth == maxDepth {
		w.failf("nested too deep, or holds itself")
		return &template.Node{}
	}
	w.depth++
	n := w.node(v)
	w.depth--
	return n
}

func (w *walker) node(v reflect.Value) *template.Node {
	switch v.Kind() {
	case reflect.String:
		if v.Type() == numberType {
			return w.number(v.String())
		}
		return w.text(v.String())
	case reflect.Bool:
		return &template.Node{Kind: template.Bool, Text: strconv.FormatBool(v.Bool())}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return &template.Node{Kind: template.Number, Text: strconv.FormatInt(v.Int(), 10)}
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return &template.Node{Kind: template.Number, Text: strconv.FormatUint(v.Uint(), 10)}
	case reflect.Float32, reflect.Float64:
		return w.float(v.Float())
	case reflect.Slice, reflect.Array:
		return w.list(v)
	case reflect.Map:
		return w.mapping(v)
	case reflect.Struct:
		return w.structure(v)
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			return w.value(v.Elem())
		}
		w.failf("is null")
	case reflect.Invalid:
		w.failf("is null")
	default:
		w.failf("a template cannot hold a Go %s", v.Type())
	}
	return &template.Node{}
}

// float writes a number without an exponent, which YAML 1.1 would read as a string.
func (w *walker) float(f float64) *template.Node {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		w.failf("%v is no decimal number", f)
	}
	return &template.Node{Kind: template.Number, Text: strconv.FormatFloat(f, 'f', -1, 64)}
}

// number keeps the digits of a number that was read as text.
func (w *walker) number(s string) *template.Node {
	if !json.Valid([]byte(s)) || strings.Trim(s, "-.0123456789") != "" {
		w.failf("%q is no decimal number", s)
	}
	return &template.Node{Kind: template.Number, Text: s}
}

func (w *walker) list(v reflect.Value) *template.Node {
	if v.Type().Elem().Kind() == reflect.Uint8 {
		w.failf("a template cannot hold bytes; use a string")
		return &template.Node{}
	}
	n := v.Len()
	if w.single && n == 1 {
		return w.value(v.Index(0))
	}
	list := &template.Node{Kind: template.List, Items: make([]*template.Node, n)}
	w.path = append(w.path, step{})
	for i := range n {
		w.path[len(w.path)-1].index = i
		list.Items[i] = w.value(v.Index(i))
	}
	w.leave()
	return list
}

// mapping makes a map with sorted keys.
func (w *walker) mapping(v reflect.Value) *template.Node {
	if v.Type().Key().Kind() != reflect.String {
		w.failf("a template cannot hold a Go %s", v.Type())
		return &template.Node{}
	}
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	n := newMap(len(keys))
	for _, key := range keys {
		name := key.String()
		if !isPlainText(name) || len(name) > maxKey {
			w.failf("the key %q is longer than %d bytes or holds a function or a control character", name, maxKey)
		}
		w.enter(name)
		add(n, name, w.value(v.MapIndex(key)))
		w.leave()
	}
	return w.checkedCall(n)
}

func (w *walker) structure(v reflect.Value) *template.Node {
	l := layoutOf(v.Type())
	if l.problem != "" {
		w.failf("%s", l.problem)
		return newMap(0)
	}
	outer := w.single
	w.single = outer || l.statement
	n := newMap(min(len(l.fields), 8))
	for i := range l.fields {
		f := &l.fields[i]
		value := v.Field(f.index)
		if f.omitEmpty && isEmpty(value) {
			continue
		}
		w.enter(f.name)
		if !f.omitEmpty && isMissing(value) {
			w.failf("is required and was not set")
		} else {
			add(n, f.name, w.value(value))
		}
		w.leave()
	}
	w.single = outer
	return n
}
