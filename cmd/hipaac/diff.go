package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/compare"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/render"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/tree"
	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/change"
	"github.com/hipaac/hipaac/compiler/inventory"
)

// goldenFolder is where the reviewed output lies.
const goldenFolder = "golden"

type diffOptions struct {
	golden   string
	deployed bool
	reach    reaching
	format   *choice
	failOn   *choice
}

func newDiff(con *console) *cobra.Command {
	o := diffOptions{format: newChoice("text", "json"), failOn: newChoice("none", "data-loss", "access", "weakened")}
	cmd := &cobra.Command{
		Use:   "diff [FILE|FOLDER…]",
		Short: "say what a change means, against what was reviewed",
		Long: `Diff compiles specs and compares the result with the golden folder, which holds
the templates that people have reviewed. Given two CloudFormation templates, or
two folders of them, it compares those instead, whoever wrote them.

It begins with what a deployment of the change would mean, in this order: data
that is lost, or protected less; access that is broader; safeguards that are
weaker, with the control and its citation; everything else, replacements first.
Each resource names the line of the spec that asked for it. Then come the
differences of the files.

With --deployed, the templates with which the stacks in the accounts were
deployed take the place of the golden folder; a stack that is not deployed
counts as a difference. Nothing is changed in the account, nor made there for
the comparison.

It reads templates: names that are taken, drift (see "hipaac drift"), and values
of parameters without a default are not seen. Types and expressions that nobody
can judge count as the worse. What stands in none of the first three sections is
not thereby proven harmless.

Exit code 2 means that something differs; with --fail-on, exit code 3 that a
finding of that section, or of one before it, needs approval. When all specs are
compared, a golden file that no spec asks for counts as a difference. Nothing is
written: accept the result with "hipaac build -o golden".`,
		Example: `  hipaac diff
  hipaac diff environments/prod.yaml --fail-on data-loss
  hipaac diff --json | jq .findings
  hipaac diff --deployed              against what runs
  hipaac diff old.yaml new.yaml       templates of any origin
  hipaac diff golden/test golden/prod`,
		ValidArgsFunction: completeFiles("yaml", "yml", "json", "template"),
		RunE:              func(cmd *cobra.Command, args []string) error { return o.run(con, cmd, args) },
	}
	cmd.Flags().StringVar(&o.golden, "golden", goldenFolder, "folder with the reviewed templates")
	cmd.Flags().BoolVar(&o.deployed, "deployed", false, "compare with the stacks in the accounts instead")
	o.reach.add(cmd)
	addFormat(cmd, o.format)
	cmd.Flags().Var(o.failOn, "fail-on", "the last section whose findings end with exit code 3")
	completeChoice(cmd, "fail-on", o.failOn)
	return cmd
}

func (o *diffOptions) run(con *console, cmd *cobra.Command, args []string) error {
	old, new, are, err := templatesOf(cmd, args)
	if err != nil {
		return err
	}
	if o.deployed && (are || cmd.Flags().Changed("golden")) {
		return misuse(cmd, "--deployed compares specs with stacks, and needs neither templates nor a golden folder", "")
	}
	for _, flag := range []string{"stack", "role", "assume"} {
		if !o.deployed && cmd.Flags().Changed(flag) {
			return misuse(cmd, "--"+flag+" is for --deployed; nothing else looks into an account", "")
		}
	}
	if o.deployed {
		return o.specsAndDeployed(con, args)
	}
	if are {
		if new.Controls, err = o.readable(con, old, new); err != nil {
			return err
		}
		d := compare.Trees(old, new)
		return o.end(con, &d, fmt.Sprintf("no difference between %s and %s", args[0], args[1]), "")
	}
	return o.specs(con, args)
}

// specs compares what specs compile to with what was reviewed.
func (o *diffOptions) specs(con *console, args []string) error {
	c := readSpecs(con, args)
	made, err := compiledFiles(c)
	if err != nil {
		return err
	}
	if err := c.show(con); err != nil {
		return err
	}
	if c.problems.Failed() {
		return exitError(exitFailed)
	}
	by, _ := compiler.Controls(c.set.Policy...)
	golden, err := tree.Read(o.golden)
	if err != nil {
		return &failure{message: err.Error()}
	}
	if len(args) > 0 {
		golden = within(golden, folders(made))
	}
	d := compare.Trees(compare.Tree{Name: o.golden, Files: golden}, compare.Tree{Name: "compiled", Files: made, Controls: by})
	accept := strings.Join(append([]string{"hipaac build -o", o.golden}, args...), " ")
	return o.end(con, &d, fmt.Sprintf("no difference: %s as reviewed", strings.Join(folders(made), ", ")), accept)
}

// end shows the result and turns it into an exit code.
func (o *diffOptions) end(con *console, d *compare.Difference, same, accept string) error {
	if err := o.write(con, d); err != nil {
		return err
	}
	if d.Empty() {
		con.note("%s", same)
		return nil
	}
	con.note("%s", summary(d, ofFiles))
	if accept != "" {
		con.note("accept with %q", accept)
	}
	return o.verdict(con, d)
}

// verdict is the exit code where something differs.
func (o *diffOptions) verdict(con *console, d *compare.Difference) error {
	if worst, _ := d.Worst(); o.blocks(worst) {
		con.note("blocked: %s needs somebody's approval [--fail-on %s]", sectionTitles[worst], o.failOn.value)
		return exitError(exitBlocked)
	}
	return exitError(exitDifferent)
}

// blocks reports whether a finding of a class is one that the user does not let pass.
func (o *diffOptions) blocks(worst change.Class) bool {
	last := slices.Index(change.Classes(), change.Class(o.failOn.value))
	return slices.Index(change.Classes(), worst) <= last
}

// compiledFiles are all files of the environments, sorted by path.
func compiledFiles(c *compilation) ([]tree.File, error) {
	var files []tree.File
	var alone sync.Mutex
	err := c.each(func(e *compiler.Environment) error {
		made := inventory.Files(e)
		alone.Lock()
		defer alone.Unlock()
		files = append(files, made...)
		return nil
	})
	slices.SortFunc(files, func(a, b tree.File) int { return strings.Compare(a.Path, b.Path) })
	return files, err
}

// folders lists the folders of environments, each of which holds one manifest.
func folders(files []tree.File) []string {
	var names []string
	for _, f := range files {
		if folder, isManifest := strings.CutSuffix(f.Path, "/manifest.json"); isManifest {
			names = append(names, folder)
		}
	}
	return names
}

// within keeps the files of some environments: of the others nothing is known when only these were compiled.
func within(files []tree.File, environments []string) []tree.File {
	return slices.DeleteFunc(files, func(f tree.File) bool {
		return !slices.ContainsFunc(environments, func(env string) bool { return strings.HasPrefix(f.Path, env+"/") })
	})
}

func (o *diffOptions) write(con *console, d *compare.Difference) error {
	var b bytes.Buffer
	if o.format.value == "json" {
		err := render.EncodeJSON(&b, struct {
			Different bool               `json:"different"`
			Findings  []compare.Finding  `json:"findings"`
			Resources []compare.Resource `json:"resources"`
			Exports   []change.Export    `json:"exports"`
			Entries   []compare.Entry    `json:"entries"`
			Files     []compare.File     `json:"files"`
		}{!d.Empty(), append([]compare.Finding{}, d.Findings...), append([]compare.Resource{}, d.Resources...), append([]change.Export{}, d.Exports...),
			append([]compare.Entry{}, d.Entries...), append([]compare.File{}, d.Files...)})
		if err != nil {
			return err
		}
	} else {
		writeChanges(&b, d)
		for _, f := range d.Files {
			for line := range strings.Lines(f.Text) {
				b.WriteString(render.Visible(strings.TrimSuffix(line, "\n")) + "\n")
			}
		}
	}
	_, err := con.out.Write(b.Bytes())
	return err
}

// The words for what is counted, and for what is there and has no counterpart.
var (
	ofFiles  = counted{"files", "not reviewed yet", "that no spec asks for"}
	ofStacks = counted{"stacks", "not deployed yet", "that no spec asks for"}
)

type counted struct{ noun, added, removed string }

func summary(d *compare.Difference, of counted) string {
	counts := map[change.Verb]int{}
	for _, f := range d.Files {
		counts[f.Verb]++
	}
	found := map[change.Class]int{}
	for _, f := range d.Findings {
		found[f.Class]++
	}
	var parts []string
	for _, part := range []struct {
		n    int
		text string
	}{{counts[change.Changed], "differ"}, {counts[change.Added], of.added}, {counts[change.Removed], of.removed}} {
		if part.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", part.n, part.text))
		}
	}
	text := of.noun + ": " + strings.Join(parts, ", ")
	parts = nil
	for _, class := range change.Classes() {
		if found[class] > 0 && class != change.Other {
			parts = append(parts, fmt.Sprintf("%d of %s", found[class], sectionTitles[class]))
		}
	}
	if len(parts) > 0 {
		text += "; findings: " + strings.Join(parts, ", ")
	}
	return text
}
