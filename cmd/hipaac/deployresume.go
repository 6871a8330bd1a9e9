package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/deploy"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/plan"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/progress"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/record"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// goOn opens the record of the run to go on with. Where it is not on this machine, what is under way is still known by its token.
func (d *deployment) goOn() error {
	run := d.resume
	if run == latest {
		found, err := latestRun(d.runs)
		if err != nil {
			return err
		}
		run = found
	}
	d.targets.run = run
	if _, err := os.Stat(record.Path(d.runs, run)); errors.Is(err, os.ErrNotExist) {
		d.con.note("there is no record of run %s in %s: operations that carry its name are followed, and everything else is asked for anew", run, d.runs)
		return d.beginRecord(run)
	}
	w, entries, err := record.Resume(d.runs, run)
	if err != nil {
		return err
	}
	d.journal, d.entries = w, entries
	if end, over := ended(entries); over {
		return errors.Join(&failure{message: "run " + run + " has ended: " + string(end.Outcome), hint: "deploy without --resume", code: exitFailed}, w.Close())
	}
	resumed := record.Resumed{Who: whoActs(), Version: version().Version}
	for _, c := range d.callers {
		resumed.Callers = append(resumed.Callers, record.Caller{Target: c.Target, ARN: c.Caller})
	}
	return w.Add(record.KindResume, resumed)
}

// ended reports whether a run has ended for good.
func ended(entries []record.Entry) (end record.End, over bool) {
	last := entries[len(entries)-1]
	if last.Kind != record.KindEnd || last.Into(&end) != nil {
		return end, false
	}
	return end, end.Outcome != record.Detached && end.Outcome != record.Unknown
}

// latestRun is the latest deployment of the folder that did not end.
func latestRun(folder string) (string, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.jsonl"))
	if err != nil {
		return "", err
	}
	slices.Sort(files) // a name begins with its time
	for _, file := range slices.Backward(files) {
		run := strings.TrimSuffix(filepath.Base(file), ".jsonl")
		entries, err := record.Read(file)
		torn := (*record.Broken)(nil)
		if err != nil && !(errors.As(err, &torn) && torn.Torn) || len(entries) == 0 {
			continue
		}
		var begin record.Begin
		if entries[0].Into(&begin) != nil || begin.Command != "deploy" {
			continue
		}
		if _, over := ended(entries); !over {
			return run, nil
		}
	}
	return "", &failure{message: "no deployment in " + folder + " waits to be gone on with", hint: "deploy without --resume, or name the folder with --runs"}
}

// takeUp follows what the run has left under way, before a plan is made for the rest.
func (d *deployment) takeUp(ctx context.Context, how *deploy.How) error {
	if d.resume == "" {
		return nil
	}
	var mine []stack.Desired
	var steps []progress.Step
	for i := range d.targets.desired {
		if s := d.targets.desired[i]; d.targets.wants(&s) {
			mine = append(mine, s)
			steps = append(steps, progress.NewStep(&s, nil))
		}
	}
	view := progress.New("deploy "+d.targets.run, steps, progress.For(d.con.err, false))
	defer view.Close()
	how.Journal, how.Tell = d.journal, view.Tell
	var err error
	how.Ended, err = deploy.Resume(ctx, *how, d.targets.run, mine, d.entries)
	return err
}

// agreedBefore reports whether all of a plan was agreed to earlier in the run: the same templates for the same stacks, with nothing found
// that was not shown then, and no loss that nobody named. Consent lasts as long as a plan file does: what it was about may since have been
// taken back, and hold new data.
func (d *deployment) agreedBefore(p *plan.Plan) bool {
	shown := map[string]*record.Plan{} // by step and template
	losses := map[string]bool{}
	agreed := false
	var pending []*record.Plan
	for i := range d.entries {
		e := &d.entries[i]
		if d.con.now().Sub(e.At) > plan.Lifetime {
			continue
		}
		switch e.Kind {
		case record.KindResume: // what was shown before and not agreed to was shown to nobody who agrees now
			pending = nil
		case record.KindPlan:
			var s record.Plan
			if e.Into(&s) != nil {
				return false
			}
			pending = append(pending, &s)
		case record.KindApproval:
			var a record.Approval
			if e.Into(&a) != nil {
				return false
			}
			agreed = true
			for _, name := range a.Losses {
				losses[name] = true
			}
			for _, s := range pending { // what was shown and not agreed to does not count
				shown[s.Account+s.Region+s.Step+s.Template] = s
			}
		}
	}
	if !agreed {
		return false
	}
	for i := range p.Steps {
		s := &p.Steps[i]
		if s.Same {
			continue
		}
		before := shown[s.Account+s.Region+s.Name()+s.Digest]
		if before == nil {
			return false
		}
		for k := range s.Losses {
			if name := s.Losses[k].Name(); !losses[name] || !slices.Contains(before.Losses, name) {
				return false
			}
		}
		for _, f := range s.Report.Findings {
			if !slices.ContainsFunc(before.Findings, func(b record.Finding) bool { return b.Text == ofResource(f.Resource, f.Text) }) {
				return false
			}
		}
	}
	return true
}
