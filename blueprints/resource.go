package blueprints

import "reflect"

// Properties is what goformation's resource structs have in common. It is declared here because goformation's own interface lives
// in its root package, which evaluates intrinsics and must never be linked in.
type Properties interface {
	AWSCloudFormationType() string
}

// Typed is a resource that goformation does not know: a type that is newer than its schema of April 2024, or a custom resource.
// A test proves that goformation really lacks the type.
type Typed struct {
	Type string
	// Props is a struct with json tags, or a map.
	Props any
}

// AWSCloudFormationType makes Typed a Properties.
func (t Typed) AWSCloudFormationType() string { return t.Type }

// Resource is one resource of a stack, with what stands beside its properties in a template.
type Resource struct {
	ID         string
	Properties Properties
	// Extra holds properties that goformation's struct lacks, by name or path. The emitter refuses one that the struct knows.
	Extra map[string]any
	// SpecPath says what in the stack's configuration asked for the resource; "" is the stack itself.
	SpecPath string
	After    []string
	// Condition names the condition of the stack under which the resource exists; "" is always.
	Condition           string
	DeletionPolicy      string
	UpdateReplacePolicy string
	// Note is one line for the reviewer, emitted above the resource.
	Note string
	// Unbacked says why AWS Backup leaves the resource out, although it holds data; see NotBackedUp.
	Unbacked string
}

// unbounded reports whether the resource is a role or user without a permission boundary.
func (r *Resource) unbounded() bool {
	if kind := r.Properties.AWSCloudFormationType(); kind != "AWS::IAM::Role" && kind != "AWS::IAM::User" {
		return false
	}
	boundary := reflect.Indirect(reflect.ValueOf(r.Properties)).FieldByName("PermissionsBoundary")
	return !boundary.IsValid() || boundary.IsZero()
}

// maskedLog is the name of a log group in which identifiers of patients are masked, and "" of everything else.
func (r *Resource) maskedLog() string {
	if r.Properties.AWSCloudFormationType() != "AWS::Logs::LogGroup" {
		return ""
	}
	group := reflect.Indirect(reflect.ValueOf(r.Properties))
	name, given := group.FieldByName("LogGroupName").Interface().(*string)
	if !given || name == nil || group.FieldByName("DataProtectionPolicy").IsZero() {
		return ""
	}
	return *name
}

// Ref is the resource's Ref value.
func (r *Resource) Ref() string { return Ref(r.ID) }

// Att is one of the resource's attributes.
func (r *Resource) Att(name string) string { return GetAtt(r.ID, name) }

// Arn is the resource's Arn attribute.
func (r *Resource) Arn() string { return r.Att("Arn") }

// From says which path of the stack's configuration asked for the resource, such as "buckets.documents".
func (r *Resource) From(path string) *Resource { r.SpecPath = path; return r }

// DependsOn adds an order that no reference shows.
func (r *Resource) DependsOn(others ...*Resource) *Resource {
	for _, o := range others {
		r.After = append(r.After, o.ID)
	}
	return r
}

// If lets the resource exist only where a condition of the stack holds.
func (r *Resource) If(condition string) *Resource { r.Condition = condition; return r }

// Retain keeps the real resource when it leaves the template or is replaced: stores, keys and logs outlive a mistake. Only what a
// failed first deployment made, and nothing could yet be stored in, is taken away again: many names are fixed, and a leftover would
// make the second attempt fail.
func (r *Resource) Retain() *Resource {
	r.DeletionPolicy, r.UpdateReplacePolicy = "RetainExceptOnCreate", "Retain"
	return r
}

// With sets a property that goformation's struct lacks. A name with dots leads into a property that the struct has:
// "ServerlessV2ScalingConfiguration.SecondsUntilAutoPause". It cannot lead into a list.
func (r *Resource) With(name string, value any) *Resource {
	if r.Extra == nil {
		r.Extra = map[string]any{}
	}
	r.Extra[name] = value
	return r
}

// Say adds a line for the reviewer above the resource: the reason for something that looks odd.
func (r *Resource) Say(note string) *Resource { r.Note = note; return r }

// NotBackedUp leaves a store out of the environment's backups, which take every store that AWS Backup knows. The reason is a sentence for
// the reviewer: what the data is, or where else it can be brought back from.
func (r *Resource) NotBackedUp(reason string) *Resource { r.Unbacked = reason; return r }

// Remarks are the lines for the reviewer: the note, and why the resource is not backed up.
func (r *Resource) Remarks() string {
	if r.Unbacked == "" {
		return r.Note
	}
	reason := "Not backed up: " + r.Unbacked
	if r.Note == "" {
		return reason
	}
	return r.Note + "\n" + reason
}
