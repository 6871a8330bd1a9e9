// Package diag is the one form in which hipaac tells a person what is wrong: a place in a file the person wrote, what was
// seen there, what would be allowed, and one thing to do. It holds data only; the command renders it.
//
// The package imports nothing of this project, so every stage can speak it.
package diag

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Position is a place in a source file. Line and Col are 1-based and Col counts bytes, as editors expect. Len is the number of
// bytes the marked text covers on that line; 0 means unknown. The zero Position means "no place".
type Position struct {
	File string
	Line int
	Col  int
	Len  int
}

// IsZero reports whether p names no place at all.
func (p Position) IsZero() bool { return p.File == "" && p.Line == 0 }

// String gives file:line:col, leaving out what is unknown.
func (p Position) String() string {
	switch {
	case p.Line == 0:
		return p.File
	case p.Col == 0:
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col)
}

// Severity orders diagnostics by what they stop. Only an Error stops a build.
type Severity int

const (
	// Note informs: a figure, or something that stays unproven.
	Note Severity = iota
	// Warning names a recommended measure that is missing; the build goes on.
	Warning
	// Error fails the build; nothing is written.
	Error
)

// String gives the word that every output format uses.
func (s Severity) String() string {
	return [...]string{"note", "warning", "error"}[s]
}

// Diagnostic is one finding about one place.
type Diagnostic struct {
	Severity Severity
	Pos      Position
	// Path is the data path, for machines: "stacks.storage.buckets.documents.backupDays" in a spec,
	// "Resources.Documents.Properties.BucketName" in a template.
	Path string
	// ID names the rule: a control ("backup-retention") or a kind of mistake ("unknown-key").
	ID string
	// Message is one lower-case sentence without a full stop: the thing, the value seen, what is allowed.
	Message string
	// Citations are sections of 45 CFR, such as "164.312(b)"; empty where no law is behind the rule.
	Citations []string
	// Notes add facts, each with a place of its own where it has one.
	Notes []Text
	// Hint is the one remedy.
	Hint string
	// Waiver is what excuses the finding, which is then a Note; nil where nothing does.
	Waiver *Waiver
	// Known says that the finding was there when its repository began to be checked. Nothing excuses it, and it fails nothing.
	Known bool
}

// Waiver is an exception that the author of a spec made from a control, with a reason, for a time.
type Waiver struct {
	// Pos is where the exception is written.
	Pos Position
	// Control and Resource are what it is for.
	Control, Resource string
	// Reason says why, Measure what protects instead, which may be "". Owner is a mail address.
	Reason, Measure, Owner string
	// Expires is the last day, as 2027-06-30 in UTC.
	Expires string
	// Most is how long the organisation's policy lets an exception last; nil where it does not say.
	Most *Most
}

// Most is a number of days from today on, and the place of the policy that says it.
type Most struct {
	Days int
	Pos  Position
}

// String says until when, by whom and why, in one sentence.
func (w *Waiver) String() string {
	text := fmt.Sprintf("waived until %s by %s: %s", w.Expires, w.Owner, w.Reason)
	if w.Measure != "" {
		text += "; instead: " + w.Measure
	}
	return text
}

// Excused is the finding as a note that says what excuses it.
func (d Diagnostic) Excused(w *Waiver) Diagnostic {
	d.Severity, d.Waiver = Note, w
	d.Notes = append(slices.Clone(d.Notes), Text{Pos: w.Pos, Message: w.String()})
	return d
}

// Text is a sentence that may point at a place of its own.
type Text struct {
	Pos     Position
	Message string
}

// List is a set of diagnostics. The nil List is empty and useful.
type List []Diagnostic

// Failed reports whether anything in the list stops the build.
func (l List) Failed() bool { return l.Count(Error) > 0 }

// Count gives the number of diagnostics of one severity.
func (l List) Count(s Severity) int {
	n := 0
	for i := range l {
		if l[i].Severity == s {
			n++
		}
	}
	return n
}

// Sorted returns the list ordered by file, line, column, rule and message, with exact repetitions dropped, so that output
// never depends on the order in which stages or goroutines found things.
func (l List) Sorted() List {
	out := slices.Clone(l)
	slices.SortStableFunc(out, compare)
	return slices.CompactFunc(out, func(a, b Diagnostic) bool { return compare(a, b) == 0 })
}

func compare(a, b Diagnostic) int {
	return cmp.Or(
		strings.Compare(a.Pos.File, b.Pos.File),
		cmp.Compare(a.Pos.Line, b.Pos.Line),
		cmp.Compare(a.Pos.Col, b.Pos.Col),
		strings.Compare(a.ID, b.ID),
		strings.Compare(a.Path, b.Path),
		strings.Compare(a.Message, b.Message),
	)
}
