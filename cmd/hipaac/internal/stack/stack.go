// Package stack holds what is known of CloudFormation stacks: as the compiler made them (Desired), as the account has them (Stack,
// Resource, Event, ChangeSet), and the table that says what is to be done in which state. It is data and pure functions; nothing
// here talks to AWS.
package stack

import (
	"strings"
	"time"
)

// Target is where a stack lives.
type Target struct {
	Account string `json:"account"`
	Region  string `json:"region"`
}

// Partition is the part of AWS that the region belongs to: one of the two that specs can name.
func (t Target) Partition() string {
	if strings.HasPrefix(t.Region, "us-gov-") {
		return "aws-us-gov"
	}
	return "aws"
}

func (t Target) String() string { return t.Account + "/" + t.Region }

// Ref names a stack that may not be there yet. Refs are comparable, so that maps can have them as keys.
type Ref struct {
	Target
	Name string `json:"stack"` // CloudFormation's name
}

func (r Ref) String() string { return r.Target.String() + "/" + r.Name }

// Stack is a stack as the account has it. Its ARN, not its name, says which: a name can be used again after a deletion.
type Stack struct {
	ID        string // ARN
	Name      string
	Status    Status
	Reason    string
	ChangeSet string // ARN of the change set that was executed last
	Created   time.Time
	Updated   time.Time
	Protected bool   // termination protection is on
	Role      string // ARN of the role that CloudFormation acts with, kept for all later operations
	Parent    string // ARN of the stack that this one is nested in
	// Drift is what the last detection said, when it was asked for: DRIFTED, IN_SYNC, UNKNOWN, or NOT_CHECKED. IN_SYNC is no promise.
	Drift   string
	DriftAt time.Time
	// Parameters have "****" where the template says NoEcho.
	Parameters   map[string]string
	Tags         map[string]string
	Capabilities []string
	Outputs      []Output
}

// Output is a value that a stack shows. Export is the name under which others import it, or "".
type Output struct{ Key, Value, Export string }

// Resource is a resource of a deployed stack.
type Resource struct {
	LogicalID, PhysicalID, Type, Status, Reason string
}

// Event is a step of CloudFormation. It never has a resource's properties: those may hold secrets and must not be logged.
type Event struct {
	ID         string
	Stack      string // ARN
	LogicalID  string
	PhysicalID string
	Type       string
	Status     string // of the resource, such as "CREATE_FAILED"
	Reason     string
	Detailed   string // such as "CONFIGURATION_COMPLETE"; a hint
	Token      string // ClientRequestToken of the operation that it belongs to
	At         time.Time
	// Hook is set where a hook spoke: its type, its status and what it said.
	Hook, HookStatus, HookReason string
}

// OfStack reports whether the event is about the stack as a whole.
func (e *Event) OfStack() bool {
	return e.PhysicalID == e.Stack && e.Type == "AWS::CloudFormation::Stack"
}

// Failed reports whether a step went wrong. What was only cancelled because another step failed is a victim, see Cancelled.
func (e *Event) Failed() bool { return strings.HasSuffix(e.Status, "_FAILED") }

// Cancelled reports whether CloudFormation gave the step up because of the failure of another.
func (e *Event) Cancelled() bool {
	return e.Failed() && strings.Contains(strings.ToLower(e.Reason), "cancelled")
}

// Failure is what validation, a hook or provisioning says about an operation or a change set, in detail (DescribeEvents).
type Failure struct {
	Kind      string // "VALIDATION_ERROR", "PROVISIONING_ERROR", "HOOK_INVOCATION_ERROR"
	LogicalID string
	Type      string
	Path      string // of the property in the template, such as "/Resources/Vpc/Properties/CidrBlock"
	Name      string // of the validation or the hook
	Reason    string
	Warning   bool // it does not stop the operation
	At        time.Time
}
