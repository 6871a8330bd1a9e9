package main

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/compare"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/render"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/tree"
	"github.com/hipaac/hipaac/compiler"
)

// goldenFolder is where the reviewed output lies.
const goldenFolder = "golden"

type diffOptions struct {
	golden string
	format *choice
}

func newDiff(con *console) *cobra.Command {
	o := diffOptions{format: newChoice("text", "json")}
	cmd := &cobra.Command{
		Use:   "diff [FILE|FOLDER…]",
		Short: "compare what specs compile to with what was reviewed",
		Long: `Diff compiles specs and compares the result with the golden folder, which holds
the templates that people have reviewed. It shows which resources differ and
which line of a spec asked for them, then the difference of each file.

Exit code 2 means that something differs. When all specs are compared, a golden
file that no spec asks for counts as a difference. Nothing is written: accept
the result with "hipaac build -o golden".`,
		Example: `  hipaac diff
  hipaac diff environments/prod.yaml
  hipaac diff --json | jq .entries`,
		ValidArgsFunction: completeFiles("yaml", "yml"),
		RunE:              func(_ *cobra.Command, args []string) error { return o.run(con, args) },
	}
	cmd.Flags().StringVar(&o.golden, "golden", goldenFolder, "folder with the reviewed templates")
	addFormat(cmd, o.format)
	return cmd
}

func (o *diffOptions) run(con *console, args []string) error {
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
	golden, err := tree.Read(o.golden)
	if err != nil {
		return &failure{message: err.Error()}
	}
	if len(args) > 0 {
		golden = within(golden, folders(made))
	}
	d := compare.Trees(o.golden, golden, "compiled", made)
	if err := o.write(con, &d); err != nil {
		return err
	}
	if d.Empty() {
		con.note("no difference: %s as reviewed", strings.Join(folders(made), ", "))
		return nil
	}
	con.note("%s", summary(&d))
	con.note("accept with \"%s\"", strings.Join(append([]string{"hipaac build -o", o.golden}, args...), " "))
	return exitError(exitDifferent)
}

// compiledFiles are all files of the environments, sorted by path.
func compiledFiles(c *compilation) ([]tree.File, error) {
	var files []tree.File
	var alone sync.Mutex
	err := c.each(func(e *compiler.Environment) error {
		made := e.Files()
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
			Different bool            `json:"different"`
			Files     []compare.File  `json:"files"`
			Entries   []compare.Entry `json:"entries"`
		}{!d.Empty(), append([]compare.File{}, d.Files...), append([]compare.Entry{}, d.Entries...)})
		if err != nil {
			return err
		}
	} else {
		writeSummary(&b, d)
		for _, f := range d.Files {
			for line := range strings.Lines(f.Text) {
				b.WriteString(render.Visible(strings.TrimSuffix(line, "\n")) + "\n")
			}
		}
	}
	_, err := con.out.Write(b.Bytes())
	return err
}

// maxValues is how many values of an entry the summary shows; the difference of the file below it has all.
const maxValues = 8

// signs lead each line, as in a unified difference.
var signs = map[compare.Verb]string{compare.Added: "+", compare.Removed: "-", compare.Changed: "~"}

// writeSummary shows what differs, resource by resource. Of a template that is new or gone it only tells the size.
func writeSummary(w io.Writer, d *compare.Difference) {
	for _, f := range d.Files {
		entries := d.Of(f.Path)
		switch {
		case len(entries) == 0:
			continue
		case f.Verb != compare.Changed:
			fmt.Fprintf(w, "%s %s: the whole template, %d resources\n\n", signs[f.Verb], render.Visible(f.Path), resources(entries))
			continue
		}
		fmt.Fprintf(w, "%s %s\n", signs[f.Verb], render.Visible(f.Path))
		for _, e := range entries {
			writeEntry(w, e)
		}
		fmt.Fprintln(w)
	}
}

func resources(entries []compare.Entry) int {
	n := 0
	for _, e := range entries {
		if e.Type != "" {
			n++
		}
	}
	return n
}

func writeEntry(w io.Writer, e compare.Entry) {
	line := signs[e.Verb] + " " + e.Name
	if e.Type != "" {
		line += " " + e.Type
	}
	if e.From != "" {
		line += ", from " + e.From
	}
	fmt.Fprintf(w, "  %s\n", render.Visible(line))
	for i, v := range e.Values {
		if i == maxValues {
			fmt.Fprintf(w, "      and %d more values\n", len(e.Values)-maxValues)
			break
		}
		fmt.Fprintf(w, "      %s\n", render.Visible(valueLine(v)))
	}
}

func valueLine(v compare.Value) string {
	label := ""
	if v.Path != "" {
		label = v.Path + ": "
	}
	switch {
	case v.Old == "":
		return "+ " + label + shorten(v.New)
	case v.New == "":
		return "- " + label + shorten(v.Old)
	}
	return label + shorten(v.Old) + " -> " + shorten(v.New)
}

// shorten keeps a value on one line of a terminal.
func shorten(s string) string {
	const most = 60
	if letters := []rune(s); len(letters) > most {
		return string(letters[:most]) + "…"
	}
	return s
}

func summary(d *compare.Difference) string {
	counts := map[compare.Verb]int{}
	for _, f := range d.Files {
		counts[f.Verb]++
	}
	var parts []string
	for _, part := range []struct {
		n    int
		text string
	}{{counts[compare.Changed], "differ"}, {counts[compare.Added], "not reviewed yet"}, {counts[compare.Removed], "that no spec asks for"}} {
		if part.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", part.n, part.text))
		}
	}
	return "files: " + strings.Join(parts, ", ")
}
