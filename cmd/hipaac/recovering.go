package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/record"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/recovery"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/render"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// end writes what came of it.
func (r *recoveries) end(con *console, t *targets, journal *record.Writer, format string) error {
	code, outcome := r.code()
	if format == "json" {
		if err := r.writeJSON(con); err != nil {
			return err
		}
	}
	for i := range r.results {
		result := &r.results[i]
		for _, s := range result.Skipped {
			con.note("%s", render.Visible(fmt.Sprintf("%s.%s was skipped: %s", result.Title(), s.Name, s.Drift)))
		}
		for _, left := range result.Left {
			con.note("%s", render.Visible(fmt.Sprintf("%s.%s stays in the account: %s %s", result.Title(), left.LogicalID, left.Type, left.PhysicalID)))
		}
		if problem := (*account.Error)(nil); errors.As(result.Err, &problem) && problem.Hint != "" {
			con.note("hint: %s", render.Visible(problem.Hint))
		}
	}
	if err := t.endRecord(con, journal, outcome, code, ""); err != nil {
		return err
	}
	if code == exitDone {
		return nil
	}
	return exitError(code)
}

// recoveries are what is shown of stacks that are recovered.
type recoveries struct {
	steps   []*recovery.Step
	results []recovery.Result
	dryRun  bool
	run     string
}

func (r *recoveries) anything() bool {
	return slices.ContainsFunc(r.steps, func(s *recovery.Step) bool { return s.Acts() || s.Waits() })
}

func (r *recoveries) left() bool { return slices.ContainsFunc(r.steps, (*recovery.Step).Left) }

func (r *recoveries) writeSteps(con *console) {
	var b strings.Builder
	for _, s := range r.steps {
		fmt.Fprintf(&b, "%s: %s\n", s.Title(), s.Text)
		if s.Advice != "" {
			fmt.Fprintf(&b, "  hint: %s\n", s.Advice)
		}
		if s.Removal != nil {
			writeItems(&b, s.Removal)
		}
	}
	writeLines(con, b.String())
}

// code is the exit code of the run, and its outcome for the record.
func (r *recoveries) code() (int, record.Outcome) {
	code, outcome := exitDone, record.Done
	for i := range r.results {
		c, o := exitDone, r.results[i].Outcome
		switch {
		case o == record.Blocked:
			c = exitBlocked
		case o == record.Detached:
			c = exitStopped
		case o != record.Done && o != record.Same:
			c = codeOf(r.results[i].Err)
		case slices.ContainsFunc(r.results[i].Skipped, func(s recovery.Skipped) bool { return !s.Same }):
			c = exitDrift
		}
		if rank[c] > rank[code] {
			code, outcome = c, o
		}
	}
	return code, outcome
}

func (r *recoveries) writeJSON(con *console) error {
	type skipped struct {
		Name   string `json:"name"`
		Type   string `json:"type"`
		Reason string `json:"reason"`
		Drift  string `json:"drift"`
		Same   bool   `json:"same"`
	}
	type one struct {
		Environment string           `json:"environment"`
		Key         string           `json:"key"`
		Stack       string           `json:"stack"`
		Account     string           `json:"account"`
		Region      string           `json:"region"`
		Status      stack.Status     `json:"status"`
		Action      stack.Action     `json:"action"`
		Text        string           `json:"text"`
		Advice      string           `json:"advice,omitempty"`
		Resources   []destroyedThing `json:"resources,omitempty"`
		Outcome     record.Outcome   `json:"outcome,omitempty"`
		After       stack.Status     `json:"after,omitempty"`
		Result      string           `json:"result,omitempty"`
		Skipped     []skipped        `json:"skipped,omitempty"`
	}
	result := struct {
		Run    string `json:"run,omitempty"`
		DryRun bool   `json:"dryRun"`
		Stacks []one  `json:"stacks"`
	}{r.run, r.dryRun, []one{}}
	for i, s := range r.steps {
		o := one{Environment: s.Environment, Key: s.Key, Stack: s.Name, Account: s.Account, Region: s.Region, Status: s.Live.Status, Action: s.Action, Text: s.Text, Advice: s.Advice}
		if s.Removal != nil {
			o.Resources = things(s.Removal)
		}
		if i < len(r.results) {
			o.Outcome, o.After, o.Result = r.results[i].Outcome, r.results[i].Status, r.results[i].Text
			for _, k := range r.results[i].Skipped {
				o.Skipped = append(o.Skipped, skipped{k.Name, k.Type, k.Reason, k.Drift, k.Same})
			}
		}
		result.Stacks = append(result.Stacks, o)
	}
	return writeResult(con, result)
}
