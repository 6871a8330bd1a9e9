package blueprints

import (
	"fmt"
	"slices"
)

// Stack collects what one blueprint builds. Its methods are the whole vocabulary of a blueprint.
type Stack struct {
	Env *Env
	// Key is the stack's name in the spec; Name is its CloudFormation name, unique in account and region.
	Key, Name string
	// Description is the template's description.
	Description string

	Resources []*Resource
	Exports   []Export
	Imports   []Import
	Refusals  []Refusal

	imports map[string]string // blueprint → CloudFormation name of the stack that serves it
}

// Export is an output that other stacks import.
type Export struct {
	// Name is the short name, such as "VpcId"; the export's full name is "<stack name>:<Name>".
	Name, Description, Value string
}

// Import is a value taken from another stack.
type Import struct {
	Blueprint, Stack, Name string
}

// Refusal is a request that no template can satisfy, found while building: the compiler reports it at the spec path.
type Refusal struct {
	// ID names the kind of mistake, such as "cidr-outside-network".
	ID string
	// Path is relative to the stack's configuration, such as "subnets.public[1]"; "" is the stack itself.
	Path          string
	Message, Hint string
	// Warn makes it a warning: the template is built all the same.
	Warn bool
}

// NewStack starts an empty stack. The servers map a blueprint's name to the CloudFormation name of the stack that serves it.
func NewStack(env *Env, key, name, description string, servers map[string]string) *Stack {
	return &Stack{Env: env, Key: key, Name: name, Description: description, imports: servers}
}

// Add puts a resource into the template under a logical id. The properties are a goformation struct, or a Typed of one's own
// for types that goformation does not know.
func (s *Stack) Add(id string, properties Properties) *Resource {
	if slices.ContainsFunc(s.Resources, func(r *Resource) bool { return r.ID == id }) {
		panic(fmt.Sprintf("internal error: logical id %s twice in stack %s", id, s.Key))
	}
	r := &Resource{ID: id, Properties: properties}
	s.Resources = append(s.Resources, r)
	return r
}

// Export offers a value to other stacks.
func (s *Stack) Export(name, value, description string) {
	s.Exports = append(s.Exports, Export{Name: name, Value: value, Description: description})
}

// Import takes a value that the stack built from another blueprint exports. The blueprint must be among this one's Needs.
func (s *Stack) Import(blueprint, name string) string {
	server, ok := s.imports[blueprint]
	if !ok {
		panic(fmt.Sprintf("internal error: stack %s imports from %s, which is not among its needs", s.Key, blueprint))
	}
	i := Import{Blueprint: blueprint, Stack: server, Name: name}
	if !slices.Contains(s.Imports, i) {
		s.Imports = append(s.Imports, i)
	}
	return ImportValue(server + ":" + name)
}

// Key is the ARN of the environment's customer key of a class.
func (s *Stack) KeyArn(class KeyClass) string { return s.Import("keys", class.ExportName()) }

// Refuse reports a request that cannot be built. Building goes on, so that all mistakes are reported in one run.
func (s *Stack) Refuse(r Refusal) { s.Refusals = append(s.Refusals, r) }

// PhysicalName is "<system>-<environment>-<name>", the start of every name that people see in the account, so that two
// environments in one account and region never collide.
func (s *Stack) PhysicalName(name string) string { return s.Env.System + "-" + s.Env.Name + "-" + name }

// LogGroupName is "/hipaac/<system>/<environment>/<stack>/<name>". The logs key's policy admits exactly this prefix.
func (s *Stack) LogGroupName(name string) string {
	return fmt.Sprintf("/hipaac/%s/%s/%s/%s", s.Env.System, s.Env.Name, s.Key, name)
}

// ExportName is the name under which the keys stack exports the ARN of this class, such as "DataKeyArn".
func (c KeyClass) ExportName() string { return c.Title() + "KeyArn" }

// Title is the class as part of a logical id, such as "Data".
func (c KeyClass) Title() string { return string(c[0]-'a'+'A') + string(c[1:]) }
