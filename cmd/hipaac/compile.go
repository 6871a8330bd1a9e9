package main

import (
	"github.com/hipaac/hipaac/cmd/hipaac/internal/render"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/source"
	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/diag"
)

// compiled is what "build" and "diff" start from.
type compiled struct {
	set      source.Set
	output   compiler.Output
	problems diag.List
}

// compileSpecs reads and compiles the specs that the arguments name. Every problem is reported in one run: a file that cannot be
// read does not hide the mistakes in the others. When anything failed the output is empty.
func compileSpecs(args []string) compiled {
	set, problems := source.Specs(args)
	c := compiled{set: set}
	var found diag.List
	if len(set.Names()) > 0 {
		c.output, found = compiler.Compile(set.Specs)
	}
	c.problems = append(problems, found...).Sorted()
	if c.problems.Failed() {
		c.output = compiler.Output{}
	}
	return c
}

// show writes the problems for people, and how many there are.
func (c *compiled) show(con *console) error {
	if len(c.problems) == 0 {
		return nil
	}
	r := render.Report{Diagnostics: c.problems, Files: c.set.Names(), Texts: c.set.Texts(), Colour: con.errColour}
	if err := r.Write(con.err, "text"); err != nil {
		return err
	}
	con.note("\n%s", r.Summary())
	return nil
}
