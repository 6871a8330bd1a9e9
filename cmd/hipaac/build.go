package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/render"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/source"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/tree"
	"github.com/hipaac/hipaac/compiler"
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

func (o *buildOptions) run(con *console, args []string) error {
	c := compileSpecs(args)
	if err := o.refuse(&c.set); err != nil {
		return err
	}
	if c.problems.Failed() {
		return o.failed(con, &c)
	}
	removed, err := write(o.out, c.output, len(args) == 0)
	if err != nil {
		return &failure{message: err.Error(), hint: "nothing was changed; choose another folder with --output"}
	}
	if o.format.value == "json" {
		return o.writeJSON(con, &c, removed)
	}
	if err := c.show(con); err != nil {
		return err
	}
	writeTable(con.out, c.output)
	for _, folder := range removed {
		con.note("removed %s/%s: no spec asks for it any more", o.out, folder)
	}
	o.next(con)
	return nil
}

// write puts the output on disk, all of it or nothing.
func write(out string, output compiler.Output, all bool) (removed []string, err error) {
	files := map[string][]tree.File{}
	for _, f := range output.Files() {
		files[path.Dir(f.Path)] = append(files[path.Dir(f.Path)], f)
	}
	w := tree.NewWriter(out)
	defer func() { err = errors.Join(err, w.Close()) }()
	for _, env := range folders(output) {
		if err := w.Add(env, files[env]); err != nil {
			return nil, err
		}
	}
	return w.Commit(all)
}

func (o *buildOptions) failed(con *console, c *compiled) error {
	if o.format.value == "json" {
		if err := o.writeJSON(con, c, nil); err != nil {
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
	for _, spec := range set.Specs {
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

func folders(o compiler.Output) []string {
	var names []string
	for i := range o.Environments {
		names = append(names, o.Environments[i].Folder)
	}
	return names
}

func (o *buildOptions) writeJSON(con *console, c *compiled, removed []string) error {
	type environment struct {
		Folder   string            `json:"folder"`
		Manifest compiler.Manifest `json:"manifest"`
	}
	result := struct {
		Output       string        `json:"output"`
		Environments []environment `json:"environments"`
		Removed      []string      `json:"removed"`
		Diagnostics  any           `json:"diagnostics"`
	}{o.out, []environment{}, append([]string{}, removed...), render.Findings(c.problems)}
	for i := range c.output.Environments {
		e := &c.output.Environments[i]
		result.Environments = append(result.Environments, environment{e.Folder, e.Manifest})
	}
	var b bytes.Buffer
	if err := render.EncodeJSON(&b, result); err != nil {
		return err
	}
	_, err := con.out.Write(b.Bytes())
	return err
}
