package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/baseline"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/source"
	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/diag"
)

// knownOptions are the flags of check that have to do with a baseline, and what came of them.
type knownOptions struct {
	read, write string
	prune       bool
	remarks     []string
}

func (o *knownOptions) addTo(cmd *cobra.Command) {
	cmd.Flags().StringVar(&o.read, "baseline", "", "file of findings that are known and fail nothing")
	cmd.Flags().StringVar(&o.write, "write-baseline", "", "write all findings of the templates into this file: they are known from now on")
	cmd.Flags().BoolVar(&o.prune, "prune", false, "take out of --baseline what is no longer found, and add nothing")
}

func (o *knownOptions) refuse(cmd *cobra.Command) error {
	switch {
	case o.read != "" && o.write != "":
		return misuse(cmd, "--baseline and --write-baseline are for different days", "")
	case o.prune && o.read == "":
		return misuse(cmd, "--prune needs --baseline", "")
	}
	return nil
}

// used reports whether findings are told apart by whether they are known.
func (o *knownOptions) used() bool { return o.read != "" || o.write != "" }

// apply marks the findings that are known, and writes the baseline where that was asked for. A baseline that is broken makes nothing known.
func (o *knownOptions) apply(set *source.Set, findings diag.List) (diag.List, error) {
	if !o.used() {
		return findings, nil
	}
	path, judged := o.read+o.write, judged(set, findings)
	b, problems := baseline.Open(path)
	if o.write != "" {
		if _, err := os.Lstat(path); os.IsNotExist(err) {
			b, problems = baseline.New(path), nil
		}
	}
	if b == nil {
		return append(findings, problems...), nil
	}
	if o.write != "" {
		recorded := b.Record(recordable(findings), judged)
		if err := b.Write(); err != nil {
			return nil, unwritten(path, err)
		}
		o.remark("%s written to %s: they are known from now on; commit it", counts(recorded, "finding"), path)
		o.remarkSpecs(set, findings)
		return b.Mark(findings, judged), nil
	}
	marked := b.Mark(findings, judged)
	gone := b.Gone(marked, judged)
	switch {
	case gone > 0 && o.prune:
		b.Prune(marked, judged)
		if err := b.Write(); err != nil {
			return nil, unwritten(path, err)
		}
		o.remark("%s of %s gone, and taken out of it", counts(gone, "finding"), path)
	case gone > 0:
		o.remark("%s of %s gone: \"--prune\" takes that out of it, so that it cannot come back unnoticed", counts(gone, "finding"), path)
	}
	return marked, nil
}

// judged are the templates of which all findings are known to this run. One on standard input has no name to be known by; and of one
// with a mistake nothing was judged.
func judged(set *source.Set, findings diag.List) baseline.Judged {
	templates := map[string]bool{}
	for _, t := range set.Templates {
		templates[t.Name] = t.Name != source.Stdin
	}
	for i := range findings {
		if d := &findings[i]; templates[d.Pos.File] && d.Severity == diag.Error && compiler.IsMistake(d.ID) {
			templates[d.Pos.File] = false
		}
	}
	return baseline.Judged{Templates: templates, Exists: func(name string) bool {
		_, err := os.Stat(name)
		return err == nil
	}}
}

// recordable leaves out what is no finding of a control: that a template cannot be read does not become right by being known.
func recordable(findings diag.List) diag.List {
	var list diag.List
	for _, d := range findings.Sorted() {
		if !compiler.IsMistake(d.ID) {
			list = append(list, d)
		}
	}
	return list
}

// remarkSpecs says of findings on specs that they are not in the baseline.
func (o *knownOptions) remarkSpecs(set *source.Set, findings diag.List) {
	specs := map[string]bool{}
	for _, s := range set.Specs {
		specs[s.Name] = true
	}
	n := 0
	for i := range findings {
		if d := &findings[i]; specs[d.Pos.File] && d.Waiver == nil {
			n++
		}
	}
	if n > 0 {
		o.remark("%s on specs not written: mend the spec, or waive the control there with a reason and a last day", counts(n, "finding"))
	}
}

func (o *knownOptions) remark(format string, args ...any) {
	o.remarks = append(o.remarks, fmt.Sprintf(format, args...))
}

// report says what became of the baseline.
func (o *knownOptions) report(con *console) {
	for _, r := range o.remarks {
		con.note("%s", r)
	}
}

func unwritten(path string, err error) error {
	return &failure{message: fmt.Sprintf("the baseline %q cannot be written: %v", path, err), hint: "nothing was changed; name a file in a folder that you may write to"}
}
