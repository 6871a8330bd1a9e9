package emit

import (
	"fmt"
	"reflect"
	"strings"
	"sync"

	"github.com/hipaac/hipaac/blueprints/guard"
)

// goformation is where the structs live that were generated from CloudFormation's own schema, with their fields in alphabetical
// order.
const goformation = "github.com/awslabs/goformation/v7/"

// layout says how a struct type is emitted. It is worked out once for each type: reading struct tags is what makes reflection
// slow.
type layout struct {
	fields []field
	// attributes are goformation's fields for what stands beside Properties in a resource.
	attributes []field
	// alphabetical holds for goformation's structs and for maps: an overlay goes between their properties.
	// Other structs stay in the order that their author chose for the reader.
	alphabetical bool
	// statement marks a policy statement, in which a list of one is written as its element.
	statement bool
	// problem says why the type cannot be emitted.
	problem string
}

type field struct {
	name      string
	index     int
	omitEmpty bool
	tags      tagForm
}

// attributePrefix begins the names of goformation's fields that are no properties.
const attributePrefix = "AWSCloudFormation"

var statementType = reflect.TypeFor[guard.Statement]()

// layouts holds a *layout for each reflect.Type seen. It is a cache of facts about types, so sharing it cannot make one
// compilation depend on another.
var layouts sync.Map

func layoutOf(t reflect.Type) *layout {
	if l, ok := layouts.Load(t); ok {
		return l.(*layout)
	}
	l, _ := layouts.LoadOrStore(t, newLayout(t))
	return l.(*layout)
}

func newLayout(t reflect.Type) *layout {
	l := &layout{alphabetical: strings.HasPrefix(t.PkgPath(), goformation), statement: t == statementType}
	for i := range t.NumField() {
		f := t.Field(i)
		tag := f.Tag.Get("json")
		switch {
		case l.alphabetical && strings.HasPrefix(f.Name, attributePrefix):
			l.attributes = append(l.attributes, field{name: strings.TrimPrefix(f.Name, attributePrefix), index: i})
			continue
		case tag == "-":
			continue
		case f.Anonymous:
			// encoding/json promotes an embedded goformation struct's MarshalJSON, which drops the
			// fields beside it without a word. Here nobody has to know that.
			l.problem = fmt.Sprintf("%s embeds %s; add properties with Resource.With instead", t, f.Type)
			continue
		case !f.IsExported():
			continue
		}
		name, options, _ := strings.Cut(tag, ",")
		if name == "" {
			name = f.Name
		}
		if options != "" && options != "omitempty" {
			l.problem = fmt.Sprintf("%s.%s has the json option %q; only omitempty is known", t, f.Name, options)
		}
		if l.field(name) != nil {
			l.problem = fmt.Sprintf("%s has two fields named %q in JSON", t, name)
		}
		l.fields = append(l.fields, field{name: name, index: i, omitEmpty: options != "", tags: tagFormOf(name, f.Type)})
	}
	return l
}

// field returns the field with a name in JSON, or nil.
func (l *layout) field(name string) *field {
	for i := range l.fields {
		if l.fields[i].name == name {
			return &l.fields[i]
		}
	}
	return nil
}

// isEmpty is what encoding/json leaves out under omitempty.
func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
		return v.Len() == 0
	case reflect.Struct:
		return false
	}
	return v.IsZero()
}

// isMissing holds for a required field that was forgotten. A zero or false cannot be told from a decision and passes; an empty
// list passes when it is not nil.
func isMissing(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.String:
		return v.Len() == 0
	case reflect.Map, reflect.Slice, reflect.Pointer:
		return v.IsNil()
	case reflect.Interface:
		return v.IsNil() || isMissing(v.Elem())
	}
	return false
}
