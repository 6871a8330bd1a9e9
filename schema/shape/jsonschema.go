package shape

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// JSONSchema is the shape of a spec as JSON Schema for editors. It is draft-07, which the YAML language server knows best. It checks
// what is written and demands nothing, because everything may come from the common file that a spec extends; hipaac itself demands.
func JSONSchema() ([]byte, error) {
	m, err := Embedded()
	if err != nil {
		return nil, err
	}
	return m.JSONSchema()
}

// jsonSchema is the part of JSON Schema that is needed here. Where $ref stands, draft-07 ignores everything beside it, so that a
// reference with a description of its own goes through allOf.
type jsonSchema struct {
	Schema               string                 `json:"$schema,omitempty"`
	Title                string                 `json:"title,omitempty"`
	Description          string                 `json:"description,omitempty"`
	Ref                  string                 `json:"$ref,omitempty"`
	Type                 string                 `json:"type,omitempty"`
	Default              any                    `json:"default,omitempty"`
	Enum                 []any                  `json:"enum,omitempty"`
	Minimum              *int64                 `json:"minimum,omitempty"`
	Maximum              *int64                 `json:"maximum,omitempty"`
	MinLength            int                    `json:"minLength,omitempty"`
	MaxLength            int                    `json:"maxLength,omitempty"`
	Pattern              string                 `json:"pattern,omitempty"`
	MinItems             int                    `json:"minItems,omitempty"`
	UniqueItems          bool                   `json:"uniqueItems,omitempty"`
	Items                *jsonSchema            `json:"items,omitempty"`
	Properties           map[string]*jsonSchema `json:"properties,omitempty"`
	PropertyNames        *jsonSchema            `json:"propertyNames,omitempty"`
	AdditionalProperties any                    `json:"additionalProperties,omitempty"`
	Required             []string               `json:"required,omitempty"`
	AllOf                []*jsonSchema          `json:"allOf,omitempty"`
	Not                  *jsonSchema            `json:"not,omitempty"`
	If                   *jsonSchema            `json:"if,omitempty"`
	Then                 *jsonSchema            `json:"then,omitempty"`
	Else                 *jsonSchema            `json:"else,omitempty"`
	Definitions          map[string]*jsonSchema `json:"definitions,omitempty"`
}

// JSONSchema is that of this model.
func (m *Model) JSONSchema() ([]byte, error) {
	w := &schemaWriter{model: m, definitions: map[string]*jsonSchema{}}
	top := w.structure(m.Environment)
	top.Schema, top.Title = "http://json-schema.org/draft-07/schema#", "hipaac environment"
	top.Properties["stacks"] = w.stacks(m.Environment.Field("stacks"))
	top.Definitions = w.definitions
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(top); err != nil {
		return nil, fmt.Errorf("internal error: JSON Schema: %w", err)
	}
	return b.Bytes(), nil
}

type schemaWriter struct {
	model       *Model
	definitions map[string]*jsonSchema
}

// stacks finds the shape of a stack by its `use`, or else by its name.
func (w *schemaWriter) stacks(f *Field) *jsonSchema {
	byUse := &jsonSchema{Type: "object", Description: "A stack that names its blueprint.", Properties: map[string]*jsonSchema{
		"use": {Type: "string", Description: "Blueprint of this stack."},
	}}
	w.definitions["stack"] = byUse
	s := w.field(f)
	s.Properties = map[string]*jsonSchema{}
	s.AdditionalProperties = &jsonSchema{Ref: "#/definitions/stack"}
	for _, b := range w.model.Blueprints {
		byUse.Properties["use"].Enum = append(byUse.Properties["use"].Enum, b.Name)
		byUse.AllOf = append(byUse.AllOf, &jsonSchema{If: uses(b.Name), Then: w.reference(b.Type)})
		s.Properties[b.Name] = &jsonSchema{
			Description: b.Type.Doc,
			If:          &jsonSchema{Required: []string{"use"}},
			Then:        &jsonSchema{Ref: "#/definitions/stack"},
			Else:        w.reference(b.Type),
		}
	}
	return s
}

func uses(blueprint string) *jsonSchema {
	return &jsonSchema{Required: []string{"use"}, Properties: map[string]*jsonSchema{"use": {Enum: []any{blueprint}}}}
}

// reference points to the definition of a struct and makes it where it does not exist yet.
func (w *schemaWriter) reference(t *Type) *jsonSchema {
	if w.definitions[t.Name] == nil {
		w.definitions[t.Name] = &jsonSchema{}
		w.definitions[t.Name] = w.structure(t)
	}
	return &jsonSchema{Ref: "#/definitions/" + t.Name}
}

func (w *schemaWriter) structure(t *Type) *jsonSchema {
	s := &jsonSchema{Type: "object", Description: t.Doc, Properties: map[string]*jsonSchema{}}
	if !t.Open {
		s.AdditionalProperties = false
	}
	for _, f := range t.Fields {
		s.Properties[f.Name] = w.field(f)
	}
	return s
}

func (w *schemaWriter) field(f *Field) *jsonSchema {
	s := w.value(f.Type)
	if s.Ref != "" {
		s = &jsonSchema{AllOf: []*jsonSchema{s}}
	}
	s.Description, s.Default = f.Doc, f.Default
	if f.Type.Want != "" {
		s.Description += " Needs " + f.Type.Want + "."
	}
	if len(f.ByTier) > 0 {
		s.Description += " Left out: " + w.model.TierDefaults(f) + "."
	}
	return s
}

// TierDefaults says what a field holds in each tier: "2 in development, 3 in production".
func (m *Model) TierDefaults(f *Field) string {
	var parts []string
	for _, tier := range m.Tiers {
		if v := f.DefaultFor(tier); v != nil {
			parts = append(parts, fmt.Sprintf("%v in %s", v, tier))
		}
	}
	return strings.Join(parts, ", ")
}

func (w *schemaWriter) value(t *Type) *jsonSchema {
	switch t.Kind {
	case Struct:
		if t.Name != "" {
			return w.reference(t)
		}
		return w.structure(t)
	case Map:
		s := &jsonSchema{Type: "object", AdditionalProperties: w.value(t.Elem)}
		if t.Key != nil {
			s.PropertyNames = w.value(t.Key)
		}
		return s
	case List:
		return &jsonSchema{Type: "array", Items: w.value(t.Elem), MinItems: t.MinItems, UniqueItems: t.Unique}
	case Any:
		return &jsonSchema{}
	}
	s := &jsonSchema{
		Type: map[Kind]string{Bool: "boolean", Int: "integer", String: "string"}[t.Kind],
		Enum: t.Enum, Minimum: t.Min, Maximum: t.Max, MinLength: t.MinRunes, MaxLength: t.MaxRunes,
	}
	for _, p := range t.Patterns {
		switch {
		case p.Not:
			s.AllOf = append(s.AllOf, &jsonSchema{Not: &jsonSchema{Pattern: p.String()}})
		case s.Pattern == "":
			s.Pattern = p.String()
		default:
			s.AllOf = append(s.AllOf, &jsonSchema{Pattern: p.String()})
		}
	}
	return s
}
