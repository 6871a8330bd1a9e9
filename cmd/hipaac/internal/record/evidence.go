package record

import (
	"errors"
	"slices"
	"time"
)

// Evidence is what a record shows, as far as its chain is whole.
type Evidence struct {
	File    string
	Entries int
	Head    string  // hash of the last entry that fits
	Broken  *Broken // nil where the whole file fits

	Begin     Begin
	Began     time.Time
	Last      time.Time // of the last entry
	Resumed   []ResumedAt
	Plans     []Plan
	Approvals []ApprovalAt
	Calls     int      // that were to be made
	Open      []Intend // of these, those whose answer is not known
	Refused   []Result // of these, those that AWS did not take
	Events    int
	Verdicts  []Verdict // the last of each stack
	Torn      int       // lines that a crash had cut
	// End is nil where the run has not ended, or where the end was cut off: nobody can tell from the file alone.
	End *End
}

// ResumedAt and ApprovalAt are entries with their times.
type ResumedAt struct {
	At time.Time `json:"at"`
	Resumed
}

type ApprovalAt struct {
	At time.Time `json:"at"`
	Approval
}

// Examine reads a record and says what it shows. What stands after the first line that does not fit shows nothing, and is left out. The
// error is for a file that cannot be read.
func Examine(path string) (*Evidence, error) {
	entries, err := Read(path)
	e := &Evidence{File: path, Entries: len(entries)}
	if err != nil && !errors.As(err, &e.Broken) {
		return nil, err
	}
	for i := range entries {
		if err := e.take(&entries[i]); err != nil {
			e.Broken = &Broken{Path: path, Line: i + 1, Why: err.Error()}
			return e, nil
		}
	}
	return e, nil
}

func (e *Evidence) take(entry *Entry) error {
	e.Head, e.Last, e.End = entry.Hash, entry.At, nil // what follows an end goes on with the run
	switch entry.Kind {
	case KindBegin:
		e.Began = entry.At
		return entry.Into(&e.Begin)
	case KindResume:
		r := ResumedAt{At: entry.At}
		e.Resumed = append(e.Resumed, r)
		return entry.Into(&e.Resumed[len(e.Resumed)-1].Resumed)
	case KindPlan:
		return addTo(&e.Plans, entry)
	case KindApproval:
		e.Approvals = append(e.Approvals, ApprovalAt{At: entry.At})
		return entry.Into(&e.Approvals[len(e.Approvals)-1].Approval)
	case KindIntend:
		e.Calls++
		return addTo(&e.Open, entry)
	case KindResult:
		return e.answered(entry)
	case KindEvent:
		e.Events++
	case KindVerdict:
		var v Verdict
		if err := entry.Into(&v); err != nil {
			return err
		}
		e.Verdicts = slices.DeleteFunc(e.Verdicts, func(old Verdict) bool { return old.Ref == v.Ref })
		e.Verdicts = append(e.Verdicts, v)
	case KindTorn:
		e.Torn++
	case KindEnd:
		e.End = &End{}
		return entry.Into(e.End)
	}
	return nil
}

func addTo[T any](list *[]T, entry *Entry) error {
	var v T
	if err := entry.Into(&v); err != nil {
		return err
	}
	*list = append(*list, v)
	return nil
}

// answered finds the call that a result is of: the same operation on the same stack with the same token.
func (e *Evidence) answered(entry *Entry) error {
	var r Result
	if err := entry.Into(&r); err != nil {
		return err
	}
	if r.Error != "" {
		e.Refused = append(e.Refused, r)
	}
	same := func(i Intend) bool { return i.Ref == r.Ref && i.Operation == r.Operation && i.Token == r.Token }
	if at := slices.IndexFunc(e.Open, same); at >= 0 {
		e.Open = slices.Delete(e.Open, at, at+1)
	}
	return nil
}
