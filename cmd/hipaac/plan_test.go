package main

import (
	"os"
	"path/filepath"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
	"github.com/hipaac/hipaac/compiler"
)

func init() {
	// deployed FOLDER: somebody brings all stacks of the specs to what they compile to
	cloudCommands["deployed"] = func(ts *testscript.TestScript, c *scriptCloud, args []string) {
		names, err := filepath.Glob(ts.MkAbs(args[0]) + "/*.yaml")
		ts.Check(err)
		var sources []compiler.Source
		for _, name := range names {
			text, err := os.ReadFile(name)
			ts.Check(err)
			sources = append(sources, compiler.Source{Name: args[0] + "/" + filepath.Base(name), Text: text})
		}
		output, problems := compiler.Compile(sources)
		if problems.Failed() {
			ts.Fatalf("%v", problems)
		}
		var environments []*compiler.Environment
		for i := range output.Environments {
			environments = append(environments, &output.Environments[i])
		}
		for _, d := range stack.Desire(environments) {
			ts.Check(c.deploy(ts.Getenv("AWS_ENDPOINT_URL"), d.Name, string(d.Template), "somebody"))
		}
	}
	// begin NAME FILE: somebody begins an update of a stack, which goes on
	cloudCommands["begin"] = func(ts *testscript.TestScript, c *scriptCloud, args []string) {
		c.SetTick(0)
		ts.Check(c.begin(ts.Getenv("AWS_ENDPOINT_URL"), args[0], ts.ReadFile(args[1]), "somebody"))
	}
}
