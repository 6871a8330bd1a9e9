package stack

import "time"

// News is one piece of news about a run, for whoever watches it: a terminal, a log, a record.
type News struct {
	At   time.Time
	Ref  Ref
	Kind NewsKind
	// Event is CloudFormation's, where Kind is Happened.
	Event *Event
	// Status is the stack's, where it is known.
	Status Status
	// Text is one short phrase: what is done, why it is waited, what failed.
	Text string
	// Resources is how many the step will make, change or delete, where Kind is Started.
	Resources int
}

// NewsKind is what it is about.
type NewsKind string

const (
	Queued   NewsKind = "queued"   // waits for the stacks that it depends on; Text names them
	Started  NewsKind = "started"  // an operation was begun, or one that runs was found
	Happened NewsKind = "happened" // CloudFormation did something
	Waiting  NewsKind = "waiting"  // AWS does not answer, or throttles; the operation itself goes on
	Same     NewsKind = "same"     // nothing to do
	Done     NewsKind = "done"
	Failed   NewsKind = "failed"  // Text is the first cause
	Skipped  NewsKind = "skipped" // not begun, since a stack that it depends on failed
)
