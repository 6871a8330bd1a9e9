package stack

import "time"

// ChangeSetKind says whether a change set makes a stack or changes one.
type ChangeSetKind string

const (
	ForCreation ChangeSetKind = "CREATE"
	ForUpdate   ChangeSetKind = "UPDATE"
)

// Proposal is what a change set is asked for with. Exactly one of Body and URL is set.
type Proposal struct {
	Stack        string // name for a creation, ARN for an update
	Name         string // of the change set, never used before: see NewChangeSetName
	Kind         ChangeSetKind
	Body, URL    string
	Parameters   map[string]string
	Capabilities []string
	Role         string // ARN, or "" for the caller's rights
	Description  string
	Token        string
}

// ChangeSet is what CloudFormation says it would do. Its Status stays CREATE_COMPLETE when it was executed; Execution is what counts.
type ChangeSet struct {
	ID, Name  string
	Stack     string // ARN
	Status    string // CREATE_PENDING, CREATE_IN_PROGRESS, CREATE_COMPLETE, FAILED, DELETE_*
	Execution string // UNAVAILABLE, AVAILABLE, EXECUTE_IN_PROGRESS, EXECUTE_COMPLETE, EXECUTE_FAILED, OBSOLETE
	Reason    string
	Created   time.Time
	Changes   []ResourceChange
	// Parameters are the values that it would deploy with.
	Parameters map[string]string
}

// ResourceChange is what would happen to one resource.
type ResourceChange struct {
	Action      string // Add, Modify, Remove, Import, Dynamic, SyncWithActual
	LogicalID   string
	PhysicalID  string
	Type        string
	Replacement string           // True, False, Conditional; "" for what is added or removed
	Policy      string           // Delete, Retain, Snapshot, ReplaceAndDelete, ReplaceAndRetain, ReplaceAndSnapshot; "" where AWS does not say
	Nested      string           // ARN of the change set of a nested stack
	Below       []ResourceChange // what that change set holds, where it was read
	Details     []PropertyChange
}

// PropertyChange is one property of a change. Before and After are shortened by CloudFormation: exact values stand in the two templates.
type PropertyChange struct {
	Path          string // such as "/Properties/CidrBlock"
	Before, After string
	Recreation    string // Never, Conditionally, Always
	Dynamic       bool   // the value is known only when the change is carried out
	Source        string // ResourceReference, ParameterReference, ResourceAttribute, DirectModification, Automatic
	Cause         string // the entity behind Source
}

// Nothing reports whether CloudFormation found nothing to do. It says so by failing; an empty list of changes is something else, such
// as a change of outputs.
func (c *ChangeSet) Nothing() bool {
	return c.Status == "FAILED" && nothingToDo(c.Reason)
}

// Ready reports whether the change set can be executed.
func (c *ChangeSet) Ready() bool { return c.Status == "CREATE_COMPLETE" && c.Execution == "AVAILABLE" }

// Pending reports whether CloudFormation is still making it.
func (c *ChangeSet) Pending() bool {
	return c.Status == "CREATE_PENDING" || c.Status == "CREATE_IN_PROGRESS"
}
