package main

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/compare"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/plan"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/render"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
	"github.com/hipaac/hipaac/compiler/change"
	"github.com/hipaac/hipaac/compiler/diag"
)

// showPlan is what people see before they agree: who acts where, each stack in the order of the deployment, what the changes mean, and what
// wants consent of its own.
func showPlan(con *console, p *plan.Plan) {
	var b bytes.Buffer
	writePlan(&b, p)
	con.out.Write(b.Bytes()) // a failure is remembered
}

func writePlan(w io.Writer, p *plan.Plan) {
	for _, c := range p.Callers {
		fmt.Fprintf(w, "account %s, %s, as %s\n", c.Account, c.Region, render.Visible(c.Caller))
	}
	fmt.Fprintln(w)
	var same []string
	for i := range p.Steps {
		if s := &p.Steps[i]; s.Same && len(s.Notes) == 0 && s.Blocked == nil {
			same = append(same, s.Title())
		} else {
			writePlanned(w, i, s)
		}
	}
	if len(same) > 0 {
		fmt.Fprintf(w, "  = as desired: %s\n", strings.Join(same, ", "))
	}
	d := p.Difference()
	if len(d.Findings)+len(d.Resources)+len(d.Entries)+len(d.Files) > 0 {
		fmt.Fprintln(w)
		writeChanges(w, &d)
	}
	writeConsents(w, p)
	for _, s := range p.Orphans {
		fmt.Fprintf(w, "no spec asks for stack %s, which has a name of these environments and is %s; it is left alone\n", s.Name, s.Status)
	}
	for _, note := range p.Notes {
		fmt.Fprintln(w, render.Visible(note))
	}
}

// writePlanned shows a step: its number, which others name, and what is done.
func writePlanned(w io.Writer, i int, s *plan.Step) {
	fmt.Fprintf(w, "%3d %s %s: %s\n", i+1, stepSign(s), s.Title(), render.Visible(stepText(s)))
	line := func(format string, args ...any) {
		fmt.Fprintf(w, "      %s\n", render.Visible(fmt.Sprintf(format, args...)))
	}
	if len(s.Needs) > 0 && !s.Same {
		var after []string
		for _, n := range s.Needs {
			after = append(after, fmt.Sprint(n+1))
		}
		line("after %s", strings.Join(after, ", "))
	}
	if s.Late != "" {
		line("the change set follows, since %s", s.Late)
	}
	if s.TurnOn {
		line("termination protection is turned on")
	}
	if s.SetPolicy != "" {
		line("the stack policy is set that keeps data from being replaced or deleted by an update")
	}
	for _, note := range s.Notes {
		line("%s", note)
	}
	if b := s.Blocked; b != nil {
		line("blocked: %s", b.Message)
		if b.Hint != "" {
			line("hint: %s", b.Hint)
		}
	}
}

func stepSign(s *plan.Step) string {
	switch {
	case s.Blocked != nil:
		return "!"
	case s.Same:
		return "="
	case s.LiveTemplate == nil:
		return signs[change.Added]
	}
	return signs[change.Changed]
}

func stepText(s *plan.Step) string {
	name := "stack " + s.Desired.Name
	switch {
	case s.Same:
		return name + " is as desired"
	case s.Interim:
		return "update " + name + " for the time being"
	case s.Action == stack.AskRemove:
		return "delete what is left of " + name + " and make it again"
	case !s.Update:
		return "protect " + name
	case s.LiveTemplate == nil:
		return "make " + name
	}
	return "update " + name
}

// writeConsents names each loss as consent names it.
func writeConsents(w io.Writer, p *plan.Plan) {
	for _, l := range p.Losses() {
		physical := ""
		if l.PhysicalID != "" {
			physical = " (" + l.PhysicalID + ")"
		}
		fmt.Fprintf(w, "! %s\n", render.Visible(fmt.Sprintf("%s%s wants consent of its own, --allow-loss %s: %s", l.Type, physical, l.Name(), l.Text)))
	}
	if len(p.Losses()) > 0 {
		fmt.Fprintln(w)
	}
}

// planSummary is one line.
func planSummary(p *plan.Plan) string {
	made, changed, guarded, same := p.Counts()
	var parts []string
	for _, part := range []struct {
		n    int
		text string
	}{{made, "to make"}, {changed, "to change"}, {guarded, "to protect"}, {len(p.Blocked()), "blocked"}, {same, "as desired"}} {
		if part.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", part.n, part.text))
		}
	}
	text := "stacks: " + strings.Join(parts, ", ")
	d := p.Difference()
	if found := found(&d); found != "" {
		text += "; findings: " + found
	}
	if n := len(p.Losses()); n > 0 {
		text += fmt.Sprintf("; %d to consent to", n)
	}
	return text
}

// found counts the findings of each class that has a section.
func found(d *compare.Difference) string {
	n := map[change.Class]int{}
	for _, f := range d.Findings {
		n[f.Class]++
	}
	var parts []string
	for _, class := range change.Classes() {
		if n[class] > 0 && class != change.Other {
			parts = append(parts, fmt.Sprintf("%d of %s", n[class], sectionTitles[class]))
		}
	}
	return strings.Join(parts, ", ")
}

// plannedStep is a step as JSON.
type plannedStep struct {
	plan.FileStep
	Notes   []string         `json:"notes"`
	Blocked *plannedObstacle `json:"blocked,omitempty"`
}

type plannedObstacle struct {
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
}

func writePlanJSON(con *console, t *targets, p *plan.Plan) error {
	d := p.Difference()
	sealed := p.Sealed(version().Version)
	result := struct {
		Run           string             `json:"run"`
		Targets       []plan.FileTarget  `json:"targets"`
		Steps         []plannedStep      `json:"steps"`
		Findings      []compare.Finding  `json:"findings"`
		Resources     []compare.Resource `json:"resources"`
		Entries       []compare.Entry    `json:"entries"`
		Losses        []plan.Loss        `json:"losses"`
		Orphans       []string           `json:"orphans"`
		Notes         []string           `json:"notes"`
		Prerequisites []prerequisite     `json:"prerequisites"`
		Diagnostics   any                `json:"diagnostics"`
	}{p.Run, sealed.Targets, []plannedStep{}, append([]compare.Finding{}, d.Findings...), append([]compare.Resource{}, d.Resources...), append([]compare.Entry{}, d.Entries...),
		append([]plan.Loss{}, p.Losses()...), []string{}, append([]string{}, p.Notes...), prerequisites(t.environments), render.Findings(append(diag.List{}, t.specs.problems...))}
	for i := range p.Steps {
		s := plannedStep{FileStep: sealed.Steps[i], Notes: append([]string{}, p.Steps[i].Notes...)}
		if b := p.Steps[i].Blocked; b != nil {
			s.Blocked = &plannedObstacle{b.Message, b.Hint}
		}
		result.Steps = append(result.Steps, s)
	}
	for _, s := range p.Orphans {
		result.Orphans = append(result.Orphans, s.Name)
	}
	var b bytes.Buffer
	if err := render.EncodeJSON(&b, result); err != nil {
		return err
	}
	_, err := con.out.Write(b.Bytes())
	return err
}

// summarizePlan adds the plan to the summary of a GitHub job.
func summarizePlan(con *console, p *plan.Plan) error {
	var b bytes.Buffer
	writePlan(&b, p)
	text := fmt.Sprintf("### hipaac plan\n\n%s\n\n%s", render.Markdown(planSummary(p)), render.Fenced(b.String()))
	if err := render.AddSummary(text); err != nil {
		con.note("the summary of the job could not be written: %v", err)
	}
	return nil
}
