package main

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/destroy"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/record"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/render"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
	"github.com/hipaac/hipaac/compiler/change"
	"github.com/hipaac/hipaac/compiler/cost"
)

// destruction is what is shown of a plan, and of what came of it.
type destruction struct {
	plan    *destroy.Plan
	dryRun  bool
	run     string
	results []destroy.Result
}

var fates = map[change.Fate]string{change.Deleted: "delete", change.Kept: "keep", change.Snapshotted: "snapshot"}

// writePlan shows what would happen to each resource, then what goes on costing.
func (d *destruction) writePlan(con *console) {
	var b strings.Builder
	for i := range d.plan.Steps {
		writeStep(&b, &d.plan.Steps[i])
	}
	writeCosts(&b, d.plan)
	writeLines(con, b.String())
	for _, note := range d.plan.Notes {
		con.note("%s", render.Visible(note))
	}
}

func writeStep(b *strings.Builder, s *destroy.Step) {
	switch {
	case s.Action == stack.Nothing:
		fmt.Fprintf(b, "%s: is not there\n", s.Title())
		return
	case s.Blocked != nil:
		fmt.Fprintf(b, "%s: stack %s cannot be deleted: %s\n  hint: %s\n", s.Title(), s.Name, s.Blocked.Message, s.Blocked.Hint)
	case s.Later != "":
		fmt.Fprintf(b, "%s: stack %s is left: %s\n", s.Title(), s.Name, s.Later)
	default:
		fmt.Fprintf(b, "%s: delete stack %s (%s)\n", s.Title(), s.Name, s.Live.Status)
	}
	writeItems(b, s)
}

// writeItems shows what becomes of each resource.
func writeItems(b *strings.Builder, s *destroy.Step) {
	consent := map[string]string{}
	for i := range s.Losses {
		consent[s.Losses[i].LogicalID] = s.Losses[i].Name()
	}
	for _, item := range s.Items {
		fmt.Fprintf(b, "  %-8s  %s  %s", fates[item.Fate], item.ID, item.Type)
		if item.PhysicalID != "" && item.PhysicalID != item.ID {
			fmt.Fprintf(b, "  %s", item.PhysicalID)
		}
		b.WriteString("\n")
		for _, text := range []string{item.Text, item.Lock} {
			if text != "" {
				fmt.Fprintf(b, "            %s\n", text)
			}
		}
		if item.Command != "" {
			fmt.Fprintf(b, "            a person would run: %s\n", item.Command)
		}
		if name := consent[item.ID]; name != "" {
			fmt.Fprintf(b, "            wants consent: %s\n", name)
		}
	}
}

// writeCosts says what is still paid for when the stacks are gone.
func writeCosts(b *strings.Builder, p *destroy.Plan) {
	var lines []string
	var sum cost.Money
	for i := range p.Steps {
		s := &p.Steps[i]
		for _, line := range s.Costs.Lines {
			lines = append(lines, fmt.Sprintf("  %s: %s × %s, $%s a month", s.Title(), line.What, line.Count, line.Month))
			sum += line.Month
		}
		for _, item := range s.Items {
			if item.Costs != "" {
				lines = append(lines, fmt.Sprintf("  %s.%s: %s", s.Title(), item.ID, item.Costs))
			}
		}
	}
	if len(lines) > 0 {
		fmt.Fprintf(b, "goes on costing at least $%s a month (%s), and what is held and used:\n%s\n", sum, cost.Priced, strings.Join(lines, "\n"))
	}
}

// code is the exit code of the run, and its outcome for the record.
func (d *destruction) code() (int, record.Outcome) {
	code, outcome := exitDone, record.Done
	worse := func(c int, o record.Outcome) {
		if rank[c] > rank[code] {
			code, outcome = c, o
		}
	}
	for i := range d.results {
		r := &d.results[i]
		switch r.Outcome {
		case record.Done, record.Same:
		case record.Blocked:
			worse(exitBlocked, record.Blocked)
		case record.Detached:
			worse(exitStopped, record.Detached)
		case record.Unknown:
			worse(codeOf(r.Err), record.Unknown)
		default:
			worse(codeOf(r.Err), record.Failed)
		}
	}
	return code, outcome
}

// rank orders exit codes: the one that says most about what to do is the run's.
var rank = map[int]int{exitDone: 0, exitDrift: 1, exitBlocked: 2, exitBusy: 3, exitRolledBack: 4, exitFailed: 5, exitIdentity: 6, exitStopped: 7}

func codeOf(err error) int {
	f := (*failure)(nil)
	if err != nil && errors.As(asFailure(err), &f) && f.code != exitDone {
		return f.code
	}
	return exitFailed
}

// writeEnd says what came of it, what stayed, and how to go on.
func (d *destruction) writeEnd(con *console) {
	deleted, open := 0, 0
	for i := range d.results {
		r := &d.results[i]
		for _, left := range r.Left {
			con.note("%s", render.Visible(fmt.Sprintf("%s.%s stays in the account: %s %s", r.Title(), left.LogicalID, left.Type, left.PhysicalID)))
		}
		switch r.Outcome {
		case record.Same:
		case record.Done:
			deleted++
		default:
			open++
			con.note("%s", render.Visible(fmt.Sprintf("%s: %s: %s", r.Title(), r.Outcome, r.Cause)))
			if problem := (*account.Error)(nil); errors.As(r.Err, &problem) && problem.Hint != "" {
				con.note("hint: %s", render.Visible(problem.Hint))
			}
		}
	}
	con.note("%s deleted", stacks(deleted))
	if open > 0 {
		con.note("%s left; destroy again to go on", stacks(open))
	}
}

// The JSON form of a plan and its results.
type destroyedStack struct {
	Environment string           `json:"environment"`
	Key         string           `json:"key"`
	Stack       string           `json:"stack"`
	ID          string           `json:"stackId,omitempty"`
	Account     string           `json:"account"`
	Region      string           `json:"region"`
	Status      stack.Status     `json:"status"`
	Action      stack.Action     `json:"action"`
	Blocked     string           `json:"blocked,omitempty"`
	Hint        string           `json:"hint,omitempty"`
	Resources   []destroyedThing `json:"resources"`
	Costs       cost.Estimate    `json:"costs"`
	Outcome     record.Outcome   `json:"outcome,omitempty"`
	Cause       string           `json:"cause,omitempty"`
}

type destroyedThing struct {
	ID         string      `json:"id"`
	PhysicalID string      `json:"physicalId,omitempty"`
	Type       string      `json:"type"`
	Fate       change.Fate `json:"fate"`
	Text       string      `json:"text,omitempty"`
	Lock       string      `json:"lock,omitempty"`
	Command    string      `json:"command,omitempty"`
	Costs      string      `json:"costs,omitempty"`
	Consent    string      `json:"consent,omitempty"`
}

func (d *destruction) writeJSON(con *console) error {
	result := struct {
		Run    string           `json:"run,omitempty"`
		DryRun bool             `json:"dryRun"`
		Stacks []destroyedStack `json:"stacks"`
		Notes  []string         `json:"notes,omitempty"`
	}{d.run, d.dryRun, []destroyedStack{}, d.plan.Notes}
	for i := range d.plan.Steps {
		s := &d.plan.Steps[i]
		one := destroyedStack{Environment: s.Environment, Key: s.Key, Stack: s.Name, ID: s.Live.ID, Account: s.Account, Region: s.Region,
			Status: s.Live.Status, Action: s.Action, Blocked: s.Later, Costs: s.Costs}
		if s.Blocked != nil {
			one.Blocked, one.Hint = s.Blocked.Message, s.Blocked.Hint
		}
		one.Resources = things(s)
		if len(d.results) > 0 {
			one.Outcome, one.Cause = d.results[i].Outcome, d.results[i].Cause
		}
		result.Stacks = append(result.Stacks, one)
	}
	return writeResult(con, result)
}

// things is the JSON form of what becomes of resources.
func things(s *destroy.Step) []destroyedThing {
	consent := map[string]string{}
	for k := range s.Losses {
		consent[s.Losses[k].LogicalID] = s.Losses[k].Name()
	}
	all := []destroyedThing{}
	for _, item := range s.Items {
		all = append(all, destroyedThing{item.ID, item.PhysicalID, item.Type, item.Fate, item.Text, item.Lock, item.Command, item.Costs, consent[item.ID]})
	}
	return all
}

// writeLines writes data for people, in which nothing is hidden.
func writeLines(con *console, text string) {
	for line := range strings.Lines(text) {
		fmt.Fprintln(con.out, render.Visible(strings.TrimSuffix(line, "\n")))
	}
}

// writeResult writes a result as JSON.
func writeResult(con *console, result any) error {
	var b bytes.Buffer
	if err := render.EncodeJSON(&b, result); err != nil {
		return err
	}
	_, err := con.out.Write(b.Bytes())
	return err
}
