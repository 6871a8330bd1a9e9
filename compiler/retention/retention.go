// Package retention reads from templates how long each class of record is kept, where, and whether anybody can shorten it; and how much
// would be lost, and how long it would take, until stores with PHI are back: the figures that an auditor asks for first.
//
// Of the regulation in force, 45 CFR 164.316(b)(2)(i) keeps required documentation for six years, and 164.308(a)(7)(ii)(A) and (B) want
// retrievable copies and a way to restore them, without a number. The rule proposed in January 2025 (90 FR 898) has numbers: backups no older than 48
// hours, restored within 72. They are marks here, and not law.
package retention

// The marks of the proposed rule, in hours.
const (
	CopyMark    = 48 // the greatest age of a backup
	RestoreMark = 72 // the longest restoration
)

// Table is the whole of one environment.
type Table struct {
	Records []Record `json:"records"` // by class, then by resource
	Stores  []Store  `json:"stores"`  // by resource
}

// Record is one place in which records of a class are kept.
type Record struct {
	Class    string `json:"class"`    // see facts.go; with ", old versions" for what was overwritten or deleted in a bucket
	Resource string `json:"resource"` // "stack.LogicalId"
	Type     string `json:"type"`     // of CloudFormation
	Days     int    `json:"days"`     // how long; 0 is for ever, Unknown what the template leaves open
	Floor    int    `json:"floor"`    // the least that hipaac asks of the class, in days; 0: no floor
	Locked   string `json:"locked"`   // who can shorten it: "" anybody with the right, "governance" with a special right, "compliance" nobody
	LockDays int    `json:"lockDays"` // for how long that lock holds, from when a record is written; 0: there is none
	After    string `json:"after"`    // what becomes of it then: "deleted", where it moves on the way; "" where nothing does
	Why      string `json:"why"`      // where the figure stands, or why it is unknown
}

// Unknown is a figure that a template leaves open.
const Unknown = -1

// Store is one store that holds what could be lost.
type Store struct {
	Resource string   `json:"resource"`
	Type     string   `json:"type"`
	PHI      bool     `json:"phi"`
	Point    Figure   `json:"point"`  // how old what is restored can be at most
	Time     Figure   `json:"time"`   // how long a restoration takes
	Copies   []string `json:"copies"` // where copies lie: "vault clinic-prod-backup", "vault far of account 111122223333 in us-west-2" …
	Tested   string   `json:"tested"` // what proves that a copy can be restored; "" is nothing
}

// Figure is a number of hours that templates allow. That of Point is the greatest age of a copy. That of Time is never known, because how long a
// restoration takes depends on how much there is: no template keeps the 72 hours, and some break them. A failover is told in Why.
type Figure struct {
	Hours float64 `json:"hours"` // Unknown where templates say nothing
	Mark  float64 `json:"mark"`  // of the proposed rule
	Meets string  `json:"meets"` // "yes", "no" or "unknown"
	Why   string  `json:"why"`   // what the number follows from, or what is left to find out
	// Wanted is what the store's tag RPO or RTO promises, in hours; 0: nothing. Keeps says whether the figure keeps it, as Meets does.
	Wanted float64 `json:"wanted,omitempty"`
	Keeps  string  `json:"keeps,omitempty"`
}
