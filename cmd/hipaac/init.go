package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/scaffold"
	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/diag"
)

type initOptions struct {
	system, account, region string
	ci                      *choice
}

func newInit(con *console) *cobra.Command {
	o := initOptions{ci: newChoice(scaffold.Systems...)}
	cmd := &cobra.Command{
		Use:   "init [FOLDER]",
		Short: "make a new repository with a spec that compiles",
		Long: `Init makes a folder with a first environment, the values that all environments
share, the JSON Schema for editors, a README and a GitHub workflow. It asks
nothing and overwrites nothing: if any of the files exists, none is written.

With --ci it adds to a repository that exists already what its CI runs, and
nothing else: a workflow for GitHub, which judges every change and deploys with
an identity that expires, or the build specs of a pipeline stack for CodeBuild.`,
		Example: `  hipaac init clinic --system clinic --account 111122223333
  cd clinic && hipaac build
  hipaac init --ci codebuild   what a pipeline stack runs, below ci/`,
		RunE: func(cmd *cobra.Command, args []string) error {
			switch len(args) {
			case 0:
				return o.run(con, cmd, ".")
			case 1:
				if args[0] == "" {
					return misuse(cmd, "an empty argument names no folder", "")
				}
				return o.run(con, cmd, args[0])
			}
			return misuse(cmd, "init takes one folder", "")
		},
	}
	cmd.Flags().StringVar(&o.system, "system", "clinic", "name of the system, part of every name in the account")
	cmd.Flags().StringVar(&o.account, "account", "111122223333", "AWS account of the first environment")
	cmd.Flags().StringVar(&o.region, "region", "us-east-1", "AWS region")
	cmd.Flags().Var(o.ci, "ci", "add what CI runs to a repository, and nothing else")
	completeChoice(cmd, "ci", o.ci)
	return cmd
}

func (o *initOptions) run(con *console, cmd *cobra.Command, folder string) error {
	values := scaffold.Values{System: o.system, Account: o.account, Region: o.region, Version: released()}
	ci := scaffold.CI(values, o.ci.value)
	if cmd.Flags().Changed("ci") {
		return writeNew(con, folder, ci)
	}
	files := append(ci, scaffold.Files(values)...)
	if err := o.judge(cmd, files); err != nil {
		return err
	}
	schema, err := compiler.JSONSchema()
	if err != nil {
		return err
	}
	if err := writeNew(con, folder, append(files, scaffold.File{Path: schemaFile, Text: schema})); err != nil {
		return err
	}
	con.note("\nnext:")
	if folder != "." {
		con.note("  cd %s", folder)
	}
	con.note("  hipaac build             see the templates\n  hipaac build -o golden   accept them, then commit")
	return nil
}

// writeNew creates the files and names them.
func writeNew(con *console, folder string, files []scaffold.File) error {
	if err := create(folder, files); err != nil {
		return err
	}
	for _, f := range files {
		fmt.Fprintln(con.out, path.Join(filepath.ToSlash(folder), f.Path))
	}
	return nil
}

// judge compiles the new specs before anything is written, so that a wrong flag is reported as such.
func (o *initOptions) judge(cmd *cobra.Command, files []scaffold.File) error {
	for _, flag := range []struct{ name, value string }{{"system", o.system}, {"account", o.account}, {"region", o.region}} {
		if strings.ContainsFunc(flag.value, notPlain) {
			return misuse(cmd, fmt.Sprintf("--%s %q: only letters, digits and hyphens", flag.name, flag.value), "")
		}
	}
	var specs []compiler.Source
	for _, f := range files {
		if strings.HasPrefix(f.Path, "environments/") {
			specs = append(specs, compiler.Source{Name: f.Path, Text: f.Text, Common: strings.Contains(f.Path, "/common/")})
		}
	}
	_, problems := compiler.Compile(specs)
	for _, p := range problems {
		if p.Severity == diag.Error {
			return &failure{usage: true, message: fmt.Sprintf("--%s: %s", p.Path, p.Message), hint: p.Hint}
		}
	}
	return nil
}

func notPlain(r rune) bool {
	return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-')
}

// released is the version to install in CI: this one where it was released, otherwise the newest.
func released() string {
	if v := version().Version; strings.HasPrefix(v, "v") && !strings.ContainsAny(v, "-+") {
		return v
	}
	return "latest"
}

// create writes all files, or none when one of them exists.
func create(folder string, files []scaffold.File) error {
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return &failure{message: err.Error()}
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return &failure{message: err.Error()}
	}
	defer root.Close()
	for _, f := range files {
		if _, err := root.Lstat(f.Path); !errors.Is(err, fs.ErrNotExist) {
			return &failure{message: fmt.Sprintf("%s exists", path.Join(filepath.ToSlash(folder), f.Path)),
				hint: "nothing was written; choose another folder"}
		}
	}
	for _, f := range files {
		if err := root.MkdirAll(path.Dir(f.Path), 0o777); err != nil {
			return &failure{message: err.Error()}
		}
		if err := root.WriteFile(f.Path, f.Text, 0o666); err != nil {
			return &failure{message: err.Error()}
		}
	}
	return nil
}
