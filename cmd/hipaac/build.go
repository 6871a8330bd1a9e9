package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/render"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/source"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/tree"
	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/cost"
	"github.com/hipaac/hipaac/compiler/inventory"
)

type buildOptions struct {
	out    string
	format *choice
}

func newBuild(con *console) *cobra.Command {
	o := buildOptions{format: newChoice("text", "json")}
	cmd := &cobra.Command{
		Use:   "build [FILE|FOLDER…]",
		Short: "compile specs into CloudFormation templates",
		Long: `Build compiles specs and writes the templates and the manifest of each
environment into a folder of its own: build/prod/network.template.yaml.

If any spec has an error nothing is written, and what was built before stays.
Otherwise each environment's folder is replaced as a whole. When all specs are
built, the folders of environments that no longer exist are removed.`,
		Example: `  hipaac build                          all specs below environments/
  hipaac build environments/prod.yaml   one of them
  hipaac build -o golden                accept the templates as reviewed
  hipaac build --json | jq .environments`,
		ValidArgsFunction: completeFiles("yaml", "yml"),
		RunE:              func(_ *cobra.Command, args []string) error { return o.run(con, args) },
	}
	cmd.Flags().StringVarP(&o.out, "output", "o", "build", "folder to write to")
	addFormat(cmd, o.format)
	return cmd
}

func (o *buildOptions) run(con *console, args []string) (err error) {
	c := readSpecs(con, args)
	if err := o.refuse(&c.set); err != nil {
		return err
	}
	w := tree.NewWriter(o.out)
	defer func() { err = errors.Join(err, w.Close()) }()
	done, unwritten := o.compile(c, w)
	if c.problems.Failed() {
		return o.failed(con, c)
	}
	var removed []string
	if unwritten == nil {
		removed, unwritten = w.Commit(len(args) == 0)
	}
	if unwritten != nil {
		return &failure{message: unwritten.Error(), hint: "nothing was changed; choose another folder with --output"}
	}
	return o.report(con, c, done, removed)
}

// compile writes each environment to the writer's scratch folder as soon as it is there, and keeps only what is shown of it.
func (o *buildOptions) compile(c *compilation, w *tree.Writer) ([]built, error) {
	var done []built
	var alone sync.Mutex
	err := c.each(func(e *compiler.Environment) error {
		b := newBuilt(e.Folder, e.Manifest)
		if o.format.value != "json" {
			b.Manifest.Controls, b.Manifest.Sources = nil, nil
		}
		alone.Lock()
		if o.format.value != "json" && len(done) >= manyEnvironments {
			b.Manifest = compiler.Manifest{} // the table of many shows sums only
		}
		done = append(done, b)
		alone.Unlock()
		return w.Add(e.Folder, inventory.Files(e))
	})
	slices.SortFunc(done, func(a, b built) int { return strings.Compare(a.Folder, b.Folder) })
	return done, err
}

// built is what is shown of an environment.
type built struct {
	Folder   string            `json:"folder"`
	Manifest compiler.Manifest `json:"manifest"`
	sums     sums
}

// sums are what a table of many environments shows of each.
type sums struct {
	stacks, resources, bytes int
	month                    cost.Money
}

func newBuilt(folder string, m compiler.Manifest) built {
	s := sums{stacks: len(m.Stacks), month: m.IdleMonth}
	for i := range m.Stacks {
		s.resources += m.Stacks[i].Resources
		s.bytes += m.Stacks[i].JSONBytes
	}
	return built{folder, m, s}
}

func (o *buildOptions) report(con *console, c *compilation, done []built, removed []string) error {
	if o.format.value == "json" {
		return o.writeJSON(con, c, done, removed)
	}
	if err := c.show(con); err != nil {
		return err
	}
	writeTable(con.out, done)
	con.note("\nan idle month is what runs and is rented while nobody uses it, at on-demand list prices of %s", cost.Priced)
	showPrerequisites(con, done)
	for _, folder := range removed {
		con.note("removed %s/%s: no spec asks for it any more", o.out, folder)
	}
	o.next(con)
	return nil
}

func (o *buildOptions) failed(con *console, c *compilation) error {
	if o.format.value == "json" {
		if err := o.writeJSON(con, c, nil, nil); err != nil {
			return err
		}
	} else if err := c.show(con); err != nil {
		return err
	}
	con.note("nothing was written")
	return exitError(exitFailed)
}

// next says what people do next: read the difference, or commit what they accepted.
func (o *buildOptions) next(con *console) {
	if filepath.Clean(o.out) == goldenFolder {
		con.note("\nwritten to %s; review it with \"git diff %s\" and commit it", o.out, goldenFolder)
		return
	}
	if _, err := os.Stat(goldenFolder); err != nil {
		con.note("\nwritten to %s; next: \"hipaac build -o %s\" accepts them as reviewed, to compare later builds with", o.out, goldenFolder)
		return
	}
	con.note("\nwritten to %s; next: \"hipaac diff\" compares with what was reviewed", o.out)
}

// refuse keeps output apart from everything else: cleaning up in a folder that holds more than output could hit other things.
func (o *buildOptions) refuse(set *source.Set) error {
	here, err := os.Getwd()
	if err != nil {
		return err
	}
	held := ""
	if holds(o.out, here) {
		held = "the working directory"
	}
	for _, spec := range set.Sources() {
		if held == "" && holds(o.out, spec.Name) {
			held = spec.Name
		}
	}
	if held == "" {
		return nil
	}
	return &failure{usage: true, message: fmt.Sprintf("the output folder %q is or holds %s", o.out, held),
		hint: "choose a folder that is for output only, such as build"}
}

// holds reports whether a file lies in a folder or is the folder.
func holds(folder, file string) bool {
	outer, err := filepath.Abs(folder)
	if err != nil {
		return false
	}
	inner, err := filepath.Abs(file)
	if err != nil {
		return false
	}
	rel, err := filepath.Rel(outer, inner)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

func (o *buildOptions) writeJSON(con *console, c *compilation, done []built, removed []string) error {
	result := struct {
		Output       string   `json:"output"`
		Environments []built  `json:"environments"`
		Removed      []string `json:"removed"`
		Diagnostics  any      `json:"diagnostics"`
	}{o.out, append([]built{}, done...), append([]string{}, removed...), render.Findings(c.problems)}
	var b bytes.Buffer
	if err := render.EncodeJSON(&b, result); err != nil {
		return err
	}
	_, err := con.out.Write(b.Bytes())
	return err
}
