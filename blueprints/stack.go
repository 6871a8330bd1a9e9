package blueprints

import (
	"fmt"
	"slices"
)

// Stack collects what one blueprint builds. Its methods are the whole vocabulary of a blueprint.
type Stack struct {
	Env *Env
	// Key is the stack's name in the spec; Name is its CloudFormation name, unique in account and region; Blueprint is its kind.
	Key, Name, Blueprint string
	// Description is the template's description.
	Description string

	Resources []*Resource
	Exports   []Export
	Imports   []Import
	Refusals  []Refusal
	// Product says that a catalog of the environment publishes the stack: it is made with a launch role, which makes no role without a
	// permission boundary.
	Product bool
	// Launched says that people launch the template from a catalog, each as often as they like: see OwnName.
	Launched bool
	// Parameters, Conditions and Rules are those of a template that people launch from a catalog; see parameter.go.
	Parameters []Parameter
	Conditions []Condition
	Rules      []Rule
	// Tags are on every resource of the stack that can carry tags, and win over those that hipaac puts there anyway.
	Tags []Tag
	// Topics are called by the stack's alarms, beside those of the observability stacks that serve it.
	Topics []string
	// Prerequisites are what the stack counts on and cannot make; see prerequisite.go.
	Prerequisites []Prerequisite
	// Products are what the stack publishes in a catalog; ArtifactBucket is the name of the bucket that it makes for templates.
	Products       []Product
	ArtifactBucket string
	// Delivery names the identities that the stack makes for the deployment of its environment; nil for any other stack.
	Delivery *Delivery
	// What the stack offers to others beside its exports; see offer.go.
	Facts     map[string]string
	Variables []Variable
	Grants    []Grant
	Charts    []Chart
	Alarms    []string

	servers []*Stack
}

// Delivery names who deploys an environment, in its own account. The compiler writes it into the manifest for "hipaac deploy".
type Delivery struct {
	DeployRole    string // whom whoever deploys becomes
	ExecutionRole string // with whose rights CloudFormation acts
	ExternalID    string // what whoever becomes the deploy role from another account has to say
	Bucket        string // where templates go that are too long for a call
}

// Tag is a tag on a resource. The value may be a function.
type Tag struct{ Key, Value string }

// Export is an output that other stacks import.
type Export struct {
	// Name is the short name, such as "VpcId"; the export's full name is "<stack name>:<Name>".
	Name, Description, Value string
	// Local marks an output that is for people only. Condition leaves the output out where the condition does not hold.
	Local     bool
	Condition string
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

// NewStack starts an empty stack of a blueprint. The servers are the built stacks that serve its needs and wants.
func NewStack(env *Env, blueprint, key, name string, servers ...*Stack) *Stack {
	return &Stack{Env: env, Blueprint: blueprint, Key: key, Name: name, servers: servers}
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

// Export offers a value to other stacks. A stack that is launched as often as people like offers nothing: who would import could not
// say from which.
func (s *Stack) Export(name, value, description string) {
	if s.Launched {
		return
	}
	s.Exports = append(s.Exports, Export{Name: name, Value: value, Description: description})
}

// Exported is what other stacks import for one of this stack's exports: for grants and variables, which are put to use elsewhere.
func (s *Stack) Exported(name string) string { return ImportValue(s.Name + ":" + name) }

// Import takes a value that the stack built from another blueprint exports. The blueprint must be among this one's Needs.
func (s *Stack) Import(blueprint, name string) string { return s.Neighbour(blueprint).Import(name) }

// KeyArn is the ARN of the environment's customer key of a class.
func (s *Stack) KeyArn(class KeyClass) string { return s.Import("keys", class.ExportName()) }

// Refuse reports a request that cannot be built. Building goes on, so that all mistakes are reported in one run.
func (s *Stack) Refuse(r Refusal) { s.Refusals = append(s.Refusals, r) }
