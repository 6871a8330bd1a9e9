package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/record"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/render"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

type verifyOptions struct {
	head   string
	format *choice
}

func newVerify(con *console) *cobra.Command {
	o := verifyOptions{format: newChoice("text", "json")}
	cmd := &cobra.Command{
		Use:   "verify FILE…",
		Short: "show what the record of a run proves, and that nobody changed it",
		Long: `Verify reads the record that a run left, without a network, and says who did what
with whose consent, and what came of it. Each line of a record carries a hash of
itself and of the line before: a byte or a line that was changed, removed,
inserted or moved is found, and its line is named.

A chain of hashes has two limits, which no tool can lift. Whoever can write the
file can write all of it anew, and lines that are cut off at its end leave a
shorter chain that is whole. Against both, keep the hash of the last line, the
head, where others cannot write: each run shows it at its end, and on the page
of a job on GitHub. With --head the record has to end in it.

Exit code 1 means that a record is not what was written; 7 that it is whole and
has no end: the run was killed, still goes on, or its end was cut off.`,
		Example: `  hipaac verify .hipaac/runs/20261122T190720Z-ab12cd.jsonl
  hipaac verify --head 3f9a… run.jsonl
  hipaac verify .hipaac/runs/*.jsonl --json | jq '.[] | {run, outcome}'`,
		ValidArgsFunction: completeFiles("jsonl"),
		RunE:              func(cmd *cobra.Command, args []string) error { return o.run(con, cmd, args) },
	}
	cmd.Flags().StringVar(&o.head, "head", "", "hash that the record has to end in; for one record")
	addFormat(cmd, o.format)
	return cmd
}

func (o *verifyOptions) run(con *console, cmd *cobra.Command, args []string) error {
	switch {
	case len(args) == 0:
		return misuse(cmd, "verify needs the record of a run", "")
	case o.head != "" && len(args) > 1:
		return misuse(cmd, fmt.Sprintf("--head is of one record, and %d are given", len(args)), "")
	}
	var all []*verified
	for _, name := range args {
		e, err := record.Examine(name)
		if err != nil {
			return asRecordFailure(nearRecord(name, err))
		}
		all = append(all, &verified{Evidence: e, wanted: strings.ToLower(o.head)})
	}
	if err := o.write(con, all); err != nil {
		return err
	}
	code := exitDone
	for _, v := range all {
		switch {
		case v.problem() != "":
			code = exitFailed
		case v.End == nil && v.wanted == "" && code == exitDone:
			code = exitDrift
		}
	}
	if code != exitDone {
		return exitError(code)
	}
	return nil
}

// nearRecord helps whoever names a run instead of its file.
func nearRecord(name string, err error) error {
	problem := (*record.Error)(nil)
	if path := record.Path(runsFolder, name); errors.As(err, &problem) {
		if _, statErr := os.Stat(path); statErr == nil {
			problem.Hint = "did you mean " + path + "?"
		}
	}
	return err
}

func (o *verifyOptions) write(con *console, all []*verified) error {
	var b bytes.Buffer
	if o.format.value == "json" {
		list := make([]any, len(all))
		for i, v := range all {
			list[i] = v.asJSON()
		}
		if err := render.EncodeJSON(&b, list); err != nil {
			return err
		}
	} else {
		for i, v := range all {
			if i > 0 {
				b.WriteString("\n")
			}
			v.page(&b)
		}
	}
	_, err := con.out.Write(b.Bytes())
	return err
}

// verified is a record, and the head that it has to have, if any.
type verified struct {
	*record.Evidence
	wanted string
}

// problem says why the record is not what was written; "" where it is.
func (v *verified) problem() string {
	switch {
	case v.Broken != nil:
		return fmt.Sprintf("line %d: %s", v.Broken.Line, v.Broken.Why)
	case v.wanted != "" && v.wanted != v.Head:
		return fmt.Sprintf("it ends in %s, and not in the head that was kept: lines were cut off, added or written anew", v.Head)
	}
	return ""
}

// page is what people read.
func (v *verified) page(b *bytes.Buffer) {
	line := func(name, format string, args ...any) {
		fmt.Fprintf(b, "  %-9s %s\n", name, render.Visible(fmt.Sprintf(format, args...)))
	}
	fmt.Fprintf(b, "%s: %s\n", render.Visible(v.File), render.Visible(v.state()))
	if v.Entries == 0 {
		return
	}
	line("run", "%s, %s", v.Begin.Run, v.Begin.Command)
	line("who", "%s, hipaac %s", v.Begin.Who, v.Begin.Version)
	v.callers(line, v.Begin.Callers)
	if v.Begin.Endpoint != "" {
		line("", "at %s, which is not AWS's own address", v.Begin.Endpoint)
	}
	line("from", "%s to %s UTC", stamp(v.Began), stamp(v.Last))
	for _, r := range v.Resumed {
		line("resumed", "%s by %s", stamp(r.At), r.Who)
		v.callers(line, r.Callers)
	}
	for _, s := range v.Begin.Specs {
		line("spec", "%s, SHA-256 %s", s.Name, s.SHA256)
	}
	if v.Begin.Commit != "" {
		line("commit", "%s", v.Begin.Commit)
	}
	if v.Begin.Plan != "" {
		line("plan", "SHA-256 %s", v.Begin.Plan)
	}
	for i := range v.Plans {
		v.plan(line, &v.Plans[i])
	}
	for _, a := range v.Approvals {
		line("approved", "%s by %s, %s: %s", stamp(a.At), a.Who, a.How, orElse(strings.Join(a.Losses, ", "), "the plan"))
	}
	if len(v.Approvals) == 0 {
		line("approved", "by nobody")
	}
	line("calls", "%d made, %s; events: %d", v.Calls, unanswered(len(v.Open)), v.Events)
	for _, r := range v.Refused {
		line("refused", "%s %s: %s", r.Ref, r.Operation, r.Error)
	}
	for _, i := range v.Open {
		line("open", "%s %s: the answer was not recorded", i.Ref, i.Operation)
	}
	for _, r := range v.Verdicts {
		line("verdict", "%s: %s%s%s", r.Ref, r.Outcome, after(", ", string(r.Status)), after(": ", r.Cause))
		if r.Template != "" {
			line("", "template SHA-256 %s", r.Template)
		}
	}
	line("outcome", "%s", v.outcome())
	line("head", "%s", v.Head)
}

func (v *verified) callers(line func(name, format string, args ...any), callers []record.Caller) {
	for _, c := range callers {
		line("", "as %s in %s", c.ARN, c.Target)
	}
}

func (v *verified) plan(line func(name, format string, args ...any), p *record.Plan) {
	line("planned", "%s: %s%s", orElse(p.Step, p.Ref.String()), p.Action, after(", template SHA-256 ", p.Template))
	for _, f := range p.Findings {
		line("", "%s: %s%s", f.Class, f.Text, after(", ", f.Source))
	}
}

// state says in one line what the file is worth.
func (v *verified) state() string {
	switch {
	case v.problem() != "":
		return "BROKEN: " + v.problem()
	case v.End == nil && v.wanted == "":
		return fmt.Sprintf("whole as far as it goes, %s, but without an end", entries(v.Entries))
	case v.wanted != "":
		return fmt.Sprintf("whole, %s, ends in the head that was kept", entries(v.Entries))
	}
	return fmt.Sprintf("whole, %s", entries(v.Entries))
}

func (v *verified) outcome() string {
	if v.End == nil {
		return "none: the run was killed, still goes on, or the end of the record was cut off"
	}
	return fmt.Sprintf("%s, exit code %d%s", v.End.Outcome, v.End.Code, after(": ", v.End.Text))
}

func entries(n int) string {
	if n == 1 {
		return "1 entry"
	}
	return fmt.Sprintf("%d entries", n)
}

func unanswered(n int) string {
	if n == 0 {
		return "all answered"
	}
	return fmt.Sprintf("%d without a recorded answer", n)
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05") }

func orElse(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

func after(before, text string) string {
	if text == "" {
		return ""
	}
	return before + text
}

// asJSON is the same for programs.
func (v *verified) asJSON() any {
	outcome, code := "", -1
	if v.End != nil {
		outcome, code = string(v.End.Outcome), v.End.Code
	}
	line := 0
	if v.Broken != nil {
		line = v.Broken.Line
	}
	targets := []stack.Target{}
	for _, c := range v.Begin.Callers {
		targets = append(targets, c.Target)
	}
	return struct {
		File      string              `json:"file"`
		Whole     bool                `json:"whole"` // and, with --head, ends in it
		Problem   string              `json:"problem,omitempty"`
		Line      int                 `json:"line,omitempty"` // the first that does not fit
		Entries   int                 `json:"entries"`
		Head      string              `json:"head"`
		Run       string              `json:"run"`
		Began     time.Time           `json:"began"`
		Last      time.Time           `json:"last"`
		Begin     record.Begin        `json:"begin"`
		Targets   []stack.Target      `json:"targets"`
		Resumed   []record.ResumedAt  `json:"resumed"`
		Plans     []record.Plan       `json:"plans"`
		Approvals []record.ApprovalAt `json:"approvals"`
		Calls     int                 `json:"calls"`
		Open      []record.Intend     `json:"open"` // calls whose answer was not recorded
		Refused   []record.Result     `json:"refused"`
		Events    int                 `json:"events"`
		Verdicts  []record.Verdict    `json:"verdicts"`
		Ended     bool                `json:"ended"`
		Outcome   string              `json:"outcome,omitempty"`
		Code      int                 `json:"code"` // -1 where the record has no end
	}{
		v.File, v.problem() == "", v.problem(), line, v.Entries, v.Head, v.Begin.Run, v.Began, v.Last, v.Begin, targets,
		listed(v.Resumed), listed(v.Plans), listed(v.Approvals), v.Calls, listed(v.Open), listed(v.Refused), v.Events,
		listed(v.Verdicts), v.End != nil, outcome, code,
	}
}

// listed is a list that is written as [] where it is empty.
func listed[T any](list []T) []T { return append([]T{}, list...) }
