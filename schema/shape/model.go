// Package shape reads the CUE of package schema as a plain model: which fields there are, what they mean, what they may hold. CUE
// stays the judge of specs; the model is what explains its verdict, fills in defaults, and writes the Go types, the reference
// page and the JSON Schema for editors, so that none of these can disagree.
//
// The CUE of a schema keeps to few forms (see typeOf); any other form is an error here, never silently ignored.
package shape

import "regexp"

// Model is the whole schema.
type Model struct {
	// Environment is the outer shape of a spec; the configuration of each stack belongs to its blueprint.
	Environment *Type
	// Blueprints are sorted by name.
	Blueprints []*Blueprint
	// Controls are sorted by id.
	Controls []*Control
	// Tiers are the values of the field "tier", in the order of the schema: the last one has the highest floors.
	Tiers []string
}

// Blueprint is one kind of stack.
type Blueprint struct {
	Name string
	Type *Type
	// Singleton is "account" where an account may have one such stack only, else "".
	Singleton string
}

// Blueprint returns the blueprint of a name, or nil.
func (m *Model) Blueprint(name string) *Blueprint {
	for _, b := range m.Blueprints {
		if b.Name == name {
			return b
		}
	}
	return nil
}

// Control returns the control of an id, or nil.
func (m *Model) Control(id string) *Control {
	for _, c := range m.Controls {
		if c.ID == id {
			return c
		}
	}
	return nil
}

// BlueprintNames lists the names a spec may say in `use`.
func (m *Model) BlueprintNames() []string {
	var names []string
	for _, b := range m.Blueprints {
		names = append(names, b.Name)
	}
	return names
}

// Kind says what a value is.
type Kind int

// The kinds of value. Int is a whole number; the schema has no fractions. Map has keys the author chooses, Struct has fields.
const (
	Any Kind = iota
	Bool
	Int
	String
	List
	Map
	Struct
)

// Type says which values are allowed. Limits that do not exist are nil, zero or empty.
type Type struct {
	// Name is that of the definition, without "#"; "" for a type written in place.
	Name string
	// Doc is the definition's comment as one paragraph.
	Doc  string
	Kind Kind
	// Want finishes the sentence "needs …" where limits alone would not tell a person: "an IPv4 block such as 10.20.0.0/16".
	Want string
	// Enum lists the only values allowed: strings or int64s.
	Enum     []any
	Min, Max *int64
	Patterns []Pattern
	// MinRunes and MaxRunes limit the length of a string; MaxRunes 0 is no limit.
	MinRunes, MaxRunes int
	// Key and Elem are the types of a map's keys and values, Elem also that of a list's elements. Key may be nil.
	Key, Elem *Type
	MinItems  int
	// Unique forbids a list to hold a value twice.
	Unique bool
	// Fields of a struct, in the order of the schema.
	Fields []*Field
	// Open allows fields beside Fields.
	Open bool
}

// Pattern is a regular expression that a string must match, or must not.
type Pattern struct {
	*regexp.Regexp
	Not bool
}

// Field is one field of a struct.
type Field struct {
	Name string
	// Doc is the field's comment as one paragraph.
	Doc string
	// Required fields must be written, optional ones may be absent; all others have a default, whatever the tier.
	Required, Optional bool
	Type               *Type
	// Default is the value where the author is silent: a string, bool, int64, []any or map[string]any; nil is none.
	Default any
	// ByTier is the default where it depends on the environment's tier, which then comes before Default.
	ByTier map[string]any
}

// DefaultFor returns what the field holds in an environment of a tier when the author is silent, or nil.
func (f *Field) DefaultFor(tier string) any {
	if v, ok := f.ByTier[tier]; ok {
		return v
	}
	return f.Default
}

// Field returns the field of a name, or nil.
func (t *Type) Field(name string) *Field {
	for _, f := range t.Fields {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// FieldNames lists the fields in the order of the schema.
func (t *Type) FieldNames() []string {
	var names []string
	for _, f := range t.Fields {
		names = append(names, f.Name)
	}
	return names
}

// Control is a requirement on the resolved values of a spec; see schema/controls.cue for the meaning of each field. In Says,
// {name} and {value} stand for what the requirement is about and what it has; {want} is filled in everywhere.
type Control struct {
	ID, Title   string
	Citations   []string
	Designation string
	Says        string
	Remedy      string
	Because     string
	// Unwaivable controls accept no exception.
	Unwaivable bool
	// When is the pattern of the environments that the control applies to, nil for all; Require is the requirement as a pattern.
	When, Require *Type
	// Having names blueprints of which an environment must have a stack for the control to apply; empty for all environments.
	Having []string
	// Own is set where an organisation asks for it, and not the schema.
	Own *Own

	says, remedy string // with {want}
}

// Organisation is the designation of a control that no law asks for, and the category of such controls in reports.
const Organisation = "organisation"

// Own says where an organisation's policy asks for a control on specs.
type Own struct {
	// Citations are what it cites beside 45 CFR, such as "clinic policy 4.2".
	Citations []string
	// Tightens says that a control of the schema of the same id asks for less.
	Tightens  bool
	File      string
	Line, Col int
}
