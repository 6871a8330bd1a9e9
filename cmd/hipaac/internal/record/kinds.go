package record

import (
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// Kinds of entries, and what their data says. A reader ignores kinds and fields that it does not know.
const (
	KindBegin    = "begin"    // Begin: the first entry of each record
	KindPlan     = "plan"     // Plan: what was shown of one stack
	KindApproval = "approval" // Approval: who consented, to what
	KindIntend   = "intend"   // Intend: a call that changes something is made next
	KindResult   = "result"   // Result: what it answered
	KindEvent    = "event"    // Event: CloudFormation did something
	KindVerdict  = "verdict"  // Verdict: what came of one stack
	KindResume   = "resume"   // Resumed: another process goes on with the run
	KindTorn     = "torn"     // Torn: the last line was not whole, and cut
	KindEnd      = "end"      // End: the last entry of a run; a run that is resumed after it has another
)

// Begin says who begins what.
type Begin struct {
	Run     string   `json:"run"`
	Command string   `json:"command"` // such as "deploy"
	Who     string   `json:"who"`     // the user and host, as the system names them, or the job of a pipeline
	Callers []Caller `json:"callers"`
	// Endpoint is where AWS was asked, if that is not AWS's own address: then this is evidence of nothing in an account of AWS.
	Endpoint string `json:"endpoint,omitempty"`
	Version  string `json:"version"` // of hipaac
	Specs    []Spec `json:"specs,omitempty"`
	Commit   string `json:"commit,omitempty"` // of git, where it is known
	Plan     string `json:"plan,omitempty"`   // SHA-256 of the sealed plan
}

// Caller is whose rights are used in one account and region.
type Caller struct {
	stack.Target
	ARN string `json:"arn"`
}

// Spec is a file that was compiled.
type Spec struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
}

// Plan is what was shown of one stack before anything was done.
type Plan struct {
	stack.Ref
	Step      string    `json:"step"`   // such as "prod/database"
	Action    string    `json:"action"` // what is to be done
	Template  string    `json:"template"`
	ChangeSet string    `json:"changeSet,omitempty"`
	Findings  []Finding `json:"findings,omitempty"`
	Losses    []string  `json:"losses,omitempty"` // names that consent is given by
}

// Finding is a part of a plan that people have to see.
type Finding struct {
	Class  string `json:"class"` // such as "data-loss"
	Text   string `json:"text"`
	Source string `json:"source,omitempty"` // line of the spec
}

// Approval is somebody's consent.
type Approval struct {
	Who    string   `json:"who"`
	How    string   `json:"how"`              // "typed", or the flag
	Losses []string `json:"losses,omitempty"` // what it names; empty where it is to the plan as a whole
}

// Intend is a call that is about to be made.
type Intend struct {
	stack.Ref
	Stack     string `json:"stackId,omitempty"` // ARN, where there is one already
	Operation string `json:"operation"`         // such as "ExecuteChangeSet"
	Token     string `json:"token,omitempty"`
	ChangeSet string `json:"changeSet,omitempty"`
	Template  string `json:"template,omitempty"` // SHA-256
	Detail    string `json:"detail,omitempty"`   // what else says which call it is, such as resources that are kept
}

// Result is what a call answered. An empty Error means that AWS took it, not that the operation went well.
type Result struct {
	stack.Ref
	Stack     string `json:"stackId,omitempty"`
	Operation string `json:"operation"`
	Token     string `json:"token,omitempty"`
	ChangeSet string `json:"changeSet,omitempty"`
	Error     string `json:"error,omitempty"`
}

// Event is a step of CloudFormation, without values.
type Event struct {
	stack.Ref
	Stack      string    `json:"stackId"` // ARN; of a nested stack it is another than Ref's
	ID         string    `json:"id"`
	At         time.Time `json:"at"`
	LogicalID  string    `json:"logicalId"`
	PhysicalID string    `json:"physicalId,omitempty"`
	Type       string    `json:"type"`
	Status     string    `json:"status"`
	Reason     string    `json:"reason,omitempty"`
	Token      string    `json:"token,omitempty"`
	Hook       string    `json:"hook,omitempty"`
	HookStatus string    `json:"hookStatus,omitempty"`
	HookReason string    `json:"hookReason,omitempty"`
}

// NewEvent is the entry of an event of CloudFormation.
func NewEvent(ref stack.Ref, e *stack.Event) Event {
	return Event{
		Ref: ref, Stack: e.Stack, ID: e.ID, At: e.At.UTC(), LogicalID: e.LogicalID, PhysicalID: e.PhysicalID, Type: e.Type, Status: e.Status, Reason: e.Reason,
		Token: e.Token, Hook: e.Hook, HookStatus: e.HookStatus, HookReason: e.HookReason,
	}
}

// Outcome is what came of a stack or a run.
type Outcome string

const (
	Same       Outcome = "same" // nothing to do
	Done       Outcome = "done"
	Failed     Outcome = "failed"
	RolledBack Outcome = "rolled back"
	Skipped    Outcome = "skipped"  // not begun, since a stack that it depends on failed
	Blocked    Outcome = "blocked"  // not begun without somebody's consent
	Detached   Outcome = "detached" // nobody looks on any more; what CloudFormation does goes on
	Unknown    Outcome = "unknown"  // what came of it could not be read
)

// Verdict is what came of one stack.
type Verdict struct {
	stack.Ref
	Step     string       `json:"step,omitempty"`
	Stack    string       `json:"stackId,omitempty"`
	Outcome  Outcome      `json:"outcome"`
	Status   stack.Status `json:"status,omitempty"`   // of the stack, at the end
	Template string       `json:"template,omitempty"` // SHA-256 of the one that it has now, where that was read
	Cause    string       `json:"cause,omitempty"`    // why it failed
}

// Resumed is who goes on with a run.
type Resumed struct {
	Who     string   `json:"who"`
	Callers []Caller `json:"callers"`
	Version string   `json:"version"`
}

// Torn is what was cut.
type Torn struct {
	Bytes  int    `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// End is what came of the run. Code is the exit code.
type End struct {
	Outcome Outcome `json:"outcome"`
	Code    int     `json:"code"`
	Text    string  `json:"text,omitempty"` // why, in a few words
}
