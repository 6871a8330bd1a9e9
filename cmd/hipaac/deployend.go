package main

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/deploy"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/plan"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/progress"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/record"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/render"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// ending is what came of a run.
type ending struct {
	plan     *plan.Plan
	verdicts []deploy.Verdict
	results  []progress.Result
	took     time.Duration
}

// code is the exit code: the one that says most about what to do.
func (e *ending) code() int {
	code := exitDone
	for i := range e.verdicts {
		v := &e.verdicts[i]
		c := exitDone
		switch v.Outcome {
		case record.Same, record.Done:
		case record.Skipped:
			if errors.Is(v.Err, deploy.ErrDetached) {
				c = exitStopped
			}
		case record.Blocked:
			c = exitBlocked
			if why := (*deploy.Blocked)(nil); errors.As(v.Err, &why) && why.Busy {
				c = exitBusy
			}
		case record.RolledBack:
			c = exitRolledBack
		case record.Detached:
			c = exitStopped
		default:
			c = codeOf(v.Err)
		}
		if rank[c] > rank[code] {
			code = c
		}
	}
	return code
}

// end shows what came of the run. Its last line on stdout is the one that people look for.
func (d *deployment) end(e *ending) (record.Outcome, error) {
	code := e.code()
	faults := d.faults(e)
	switch d.format.value {
	case "json":
		if err := d.writeJSON(e, code); err != nil {
			return "", err
		}
	case "text":
		e.write(d.con)
	}
	for i := range e.verdicts {
		d.explain(&e.verdicts[i], faults)
	}
	d.summary = &progress.Summary{Title: "deploy " + d.targets.run, Outcome: words[code], Took: e.took, Steps: e.results, Faults: faults}
	switch {
	case code == exitStopped:
		d.detached(e)
	case code == exitDone && toDo(e.plan) == 0:
		d.con.note("nothing changed: %s as reviewed", stacks(len(e.verdicts)))
	}
	switch {
	case code == exitDone:
		return record.Done, nil
	case e.open(): // the run can be gone on with
		return record.Unknown, exitError(code)
	}
	return outcomeOf(code), exitError(code)
}

// open reports whether it is not known what became of an operation.
func (e *ending) open() bool {
	return slices.ContainsFunc(e.verdicts, func(v deploy.Verdict) bool { return v.Outcome == record.Unknown })
}

// words say an exit code.
var words = map[int]string{
	exitDone: "done", exitFailed: "failed", exitBlocked: "blocked", exitIdentity: "wrong identity", exitBusy: "somebody else is at work", exitRolledBack: "rolled back",
	exitStopped: "detached",
}

// faults are why operations failed, by stack.
func (d *deployment) faults(e *ending) map[stack.Ref]progress.Fault {
	faults := map[stack.Ref]progress.Fault{}
	for i := range e.verdicts {
		v := &e.verdicts[i]
		if len(v.Failed) == 0 {
			continue
		}
		if fault, known := progress.Cause(v.Failed, nil, v.Step.Sources); known {
			faults[v.Step.Ref] = fault
		}
	}
	return faults
}

// explain says why a step was not done, in one block.
func (d *deployment) explain(v *deploy.Verdict, faults map[stack.Ref]progress.Fault) {
	switch v.Outcome {
	case record.Same, record.Done, record.Skipped, record.Detached:
		return
	}
	if fault, known := faults[v.Step.Ref]; known {
		fault.Write(d.con.err, v.Step.Title())
	} else {
		d.con.note("%s", render.Visible(fmt.Sprintf("%s: %v", v.Step.Title(), v.Err)))
	}
	if hint := hintOf(v.Err); hint != "" {
		d.con.note("hint: %s", render.Visible(hint))
	}
}

func hintOf(err error) string {
	why, problem := (*deploy.Blocked)(nil), (*account.Error)(nil)
	switch {
	case errors.As(err, &why):
		return why.Hint
	case errors.As(err, &problem):
		return problem.Hint
	}
	return ""
}

// did is what is said of a step.
func did(v *deploy.Verdict) string {
	switch {
	case v.Outcome == record.Same:
		return "unchanged"
	case v.Outcome != record.Done:
		return string(v.Outcome)
	case v.Step.Interim:
		return "let go of imports"
	case v.Step.LiveTemplate == nil:
		return "created"
	}
	return "updated"
}

// write shows each stack in a line.
func (e *ending) write(con *console) {
	for i := range e.verdicts {
		v := &e.verdicts[i]
		line := fmt.Sprintf("%s: %s", v.Step.Title(), did(v))
		if v.Status != stack.None {
			line += fmt.Sprintf(", %s", v.Status)
		}
		if v.Outcome == record.Skipped && v.Err != nil {
			line += ": " + v.Err.Error()
		}
		fmt.Fprintln(con.out, render.Visible(line))
	}
}

// deployed is what is shown of a step as JSON.
type deployedStack struct {
	Environment string         `json:"environment"`
	Key         string         `json:"key"`
	Stack       string         `json:"stack"`
	ID          string         `json:"stackId,omitempty"`
	Account     string         `json:"account"`
	Region      string         `json:"region"`
	Interim     bool           `json:"interim,omitempty"`
	Template    string         `json:"template"` // SHA-256
	Did         string         `json:"did"`
	Outcome     record.Outcome `json:"outcome"`
	Status      stack.Status   `json:"status,omitempty"`
	Cause       string         `json:"cause,omitempty"`
	Hint        string         `json:"hint,omitempty"`
	Seconds     float64        `json:"seconds"`
}

func (d *deployment) writeJSON(e *ending, code int) error {
	result := struct {
		Run     string          `json:"run"`
		Outcome record.Outcome  `json:"outcome"`
		Code    int             `json:"code"`
		Record  string          `json:"record"`
		Stacks  []deployedStack `json:"stacks"`
	}{d.targets.run, outcomeOf(code), code, d.journal.Path(), []deployedStack{}}
	for i := range e.verdicts {
		v := &e.verdicts[i]
		s := v.Step
		result.Stacks = append(result.Stacks, deployedStack{
			Environment: s.Environment, Key: s.Key, Stack: s.Desired.Name, ID: v.ID, Account: s.Account, Region: s.Region, Interim: s.Interim, Template: s.Digest,
			Did: did(v), Outcome: v.Outcome, Status: v.Status, Cause: v.Cause, Hint: hintOf(v.Err), Seconds: v.Took.Round(time.Millisecond).Seconds(),
		})
	}
	var b bytes.Buffer
	if err := render.EncodeJSON(&b, result); err != nil {
		return err
	}
	_, err := d.con.out.Write(b.Bytes())
	return err
}
