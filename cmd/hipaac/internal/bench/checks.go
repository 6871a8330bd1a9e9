//go:build unix

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
)

// serviceFile is a template of services, the part of each below a line of dashes. The benchmarks of package controls have it, too.
const serviceFile = "compiler/controls/testdata/service.yaml"

// checks measures what judging templates costs over the start of a process: one with the 500 resources that CloudFormation takes, one
// of 1 MB, and folders of small ones, of which the larger shows whether the cost grows with the number. The last row has one core.
func checks(dir string, many, runs int) error {
	text, err := os.ReadFile(serviceFile)
	if err != nil {
		return err
	}
	once, each, _ := strings.Cut(string(text), "# ---\n")
	if err := writeTemplates(filepath.Join(dir, "500"), once, each, 1, 24); err != nil {
		return err
	}
	if err := writeTemplates(filepath.Join(dir, "megabyte"), once+documents(14), each, 1, 98); err != nil {
		return err
	}
	few := max(many/4, 1)
	for name, n := range map[string]int{"few": few, "many": many} {
		if err := writeTemplates(filepath.Join(dir, name), once, each, n, 1); err != nil {
			return err
		}
	}
	check := func(folder string, environment ...string) func() *exec.Cmd {
		return func() *exec.Cmd {
			cmd := exec.Command(filepath.Join(dir, "hipaac"), "check", filepath.Join(dir, folder))
			cmd.Env = append(os.Environ(), environment...)
			return cmd
		}
	}
	large, err := measure(runs, command(dir, "hipaac", "version"), check("500"), check("megabyte"))
	if err != nil {
		return err
	}
	folders, err := measure(min(runs, 3), check("few"), check("many"), check("many", "GOMAXPROCS=1"))
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "\nwhat\tCPU ms over start\teach\twall ms\tpeak MiB\t")
	start := large[0]
	line := func(name string, n int, c cost) {
		over := ms(c.cpu) - ms(start.cpu)
		fmt.Fprintf(table, "%s\t%.1f\t%.2f\t%.1f\t%.1f\t\n", name, over, over/float64(n), ms(c.wall), float64(c.peak)/(1<<20))
	}
	line("hipaac check, 500 resources", 1, large[1])
	line("hipaac check, 1 MB", 1, large[2])
	line(fmt.Sprintf("hipaac check, %d templates", few), few, folders[0])
	line(fmt.Sprintf("hipaac check, %d templates", many), many, folders[1])
	line(fmt.Sprintf("hipaac check, %d templates, one core", many), many, folders[2])
	return table.Flush()
}

// documents are resources with long texts: they make a megabyte of a template with nearly as many resources as are read.
func documents(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "  Document%d:\n    Type: AWS::SSM::Document\n    Properties: {Content: {description: %q}}\n", i, strings.Repeat("what it does ", 1300))
	}
	return b.String()
}

// writeTemplates writes n templates of some services each, all with names of their own.
func writeTemplates(folder, once, each string, n, services int) error {
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return err
	}
	for i := range n {
		text := once
		for k := range services {
			text += strings.ReplaceAll(each, "@", fmt.Sprintf("S%04d", i*services+k))
		}
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("t%04d.template.yaml", i)), []byte(text), 0o666); err != nil {
			return err
		}
	}
	return nil
}

// findings reports whether a command exits with 1 when all went well: templates of this kind have findings.
func findings(cmd *exec.Cmd) bool { return slices.Contains(cmd.Args, "check") }
