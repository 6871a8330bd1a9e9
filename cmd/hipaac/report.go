package main

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/oscal"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/page"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/paper"
	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/compiler/evidence"
)

// reportForms are the forms that a report is written in, and the file of each in a folder of all.
var reportForms = []struct {
	format, file string
	write        func(io.Writer, *evidence.Report, time.Time, string) error
}{
	{"markdown", "report.md", paper.Markdown},
	{"json", "report.json", paper.JSON},
	{"html", "report.html", page.Write},
	{"oscal-component", "oscal-component.json", bytesOf(oscal.Component)},
	{"oscal-results", "oscal-results.json", bytesOf(oscal.Results)},
}

func bytesOf(made func(*evidence.Report, time.Time, string) ([]byte, error)) func(io.Writer, *evidence.Report, time.Time, string) error {
	return func(w io.Writer, r *evidence.Report, day time.Time, version string) error {
		text, err := made(r, day, version)
		if err == nil {
			_, err = w.Write(text)
		}
		return err
	}
}

type reportOptions struct {
	account, out string
	format       *choice
	chosen       bool // the format was
}

func newReport(con *console) *cobra.Command {
	var formats []string
	for _, f := range reportForms {
		formats = append(formats, f.format)
	}
	o := reportOptions{format: newChoice(formats...)}
	cmd := &cobra.Command{
		Use:   "report [SPEC|FOLDER…]",
		Short: "say which safeguards of the law the templates state, and what is left",
		Long: `Report compiles specs and says of each safeguard of 45 CFR 164.308 to 164.316
which controls serve it, on which resources, at which lines of template and
spec; what is waived, until when and by whom; and what is left to run time, to
people and to AWS. It says what templates state, and not that any law is met.

One report is of all specs that are named, or with --account of those of one
account. Its day is the only thing in it that is not from the specs. Exit code 1
means that a spec has an error, and nothing was written; or that the time of a
waiver is over: the report then says so at its head, and counts what it excused
as failed.

With -o FOLDER/ and no format, the report is written in all of them.`,
		Example: `  hipaac report environments/prod.yaml >prod.md
  hipaac report --account 111122223333 --format html -o prod.html
  hipaac report -o evidence/          every format, into a folder
  hipaac report --json | jq '.safeguards[] | select(.status == "stated")'`,
		ValidArgsFunction: completeFiles("yaml", "yml"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.chosen = cmd.Flags().Changed("format") || cmd.Flags().Changed("json")
			return o.run(con, args)
		},
	}
	cmd.Flags().StringVar(&o.account, "account", "", "only environments of this account")
	cmd.Flags().StringVarP(&o.out, "output", "o", "", "file to write to, or folder for all formats")
	addFormat(cmd, o.format)
	return cmd
}

func (o *reportOptions) run(con *console, args []string) error {
	c := readSpecs(con, args)
	if err := keepSpecs(&c.set, o.out); err != nil {
		return err
	}
	today := con.now().UTC()
	parts, accounts, err := o.gather(c, today)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(c.problems, func(d diag.Diagnostic) bool { return d.Severity == diag.Error && d.ID != waiverExpired }) {
		if err := c.show(con); err != nil {
			return err
		}
		con.note("nothing was written")
		return exitError(exitFailed)
	}
	if len(parts) == 0 {
		return unknownAccount(o.account, accounts)
	}
	r := evidence.NewReport(parts)
	for i := range r.Waivers {
		if days, dated := daysLeft(r.Waivers[i].Expires, today); dated {
			r.Waivers[i].DaysLeft = &days
		}
	}
	if err := o.write(con, r, today); err != nil {
		return err
	}
	if err := c.show(con); err != nil {
		return err
	}
	if slices.ContainsFunc(r.Waivers, func(w evidence.Waiver) bool { return w.Expired && !w.Unused }) {
		con.note("the time of a waiver is over: the report says so at its head, and counts what it excused as failed")
	}
	if c.problems.Failed() {
		return exitError(exitFailed)
	}
	return nil
}

// gather collects the evidence of the environments that are asked for, and all accounts that there are.
func (o *reportOptions) gather(c *compilation, today time.Time) (parts []*evidence.Gathered, accounts []string, err error) {
	known := map[string]bool{}
	var alone sync.Mutex
	err = c.each(func(e *compiler.Environment) error {
		var part *evidence.Gathered
		if o.account == "" || o.account == e.Manifest.Account {
			part = evidence.Gather(e).On(today.Format(time.DateOnly))
		}
		alone.Lock()
		defer alone.Unlock()
		known[e.Manifest.Account] = true
		if part != nil {
			parts = append(parts, part)
		}
		return nil
	})
	return parts, slices.Sorted(maps.Keys(known)), err
}

func unknownAccount(account string, known []string) error {
	hint := "accounts of the specs: " + strings.Join(known, ", ")
	if nearest := diag.Nearest(account, known); nearest != "" {
		hint = fmt.Sprintf("did you mean %q?", nearest)
	}
	return &failure{message: fmt.Sprintf("no spec is of account %q", account), hint: hint, usage: true}
}

// write puts the report where it is wanted. Everything is made before anything is written.
func (o *reportOptions) write(con *console, r *evidence.Report, today time.Time) error {
	folder := isFolder(o.out)
	if folder && o.chosen {
		return &failure{message: fmt.Sprintf("%s is a folder, and one format is one file", o.out), hint: "name a file, or leave out --format to have every format", usage: true}
	}
	var files []outputFile
	for _, form := range reportForms {
		if !folder && form.format != o.wanted() {
			continue
		}
		var text bytes.Buffer
		if err := form.write(&text, r, today, version().Version); err != nil {
			return err
		}
		name := o.out
		if folder {
			name = filepath.Join(o.out, form.file)
		}
		files = append(files, outputFile{name, text.Bytes()})
	}
	if folder {
		if err := os.MkdirAll(o.out, 0o777); err != nil {
			return unwritable(o.out, err)
		}
	}
	for _, f := range files {
		if err := f.write(con); err != nil {
			return err
		}
	}
	return nil
}

// wanted is the format of a single file: the one that was chosen, or else the one that its ending means.
func (o *reportOptions) wanted() string {
	if !o.chosen {
		switch strings.ToLower(filepath.Ext(o.out)) {
		case ".json":
			return "json"
		case ".html", ".htm":
			return "html"
		}
	}
	return o.format.value
}
