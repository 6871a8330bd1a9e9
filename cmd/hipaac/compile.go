package main

import (
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/render"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/source"
	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/diag"
)

// compilation is what was read, and all that is wrong with it.
type compilation struct {
	set      source.Set
	problems diag.List
	now      func() time.Time
	small    bool // memory counts for more than time
	anyway   bool // an exception whose time is over is no reason to stop
}

// readSpecs reads the specs that the arguments name, or all of them, and the organisation's policy. A file that cannot be read does not
// hide the mistakes in the others.
func readSpecs(con *console, args []string) *compilation {
	set, problems := source.Specs(args)
	problems = append(problems, con.readPolicy(&set)...)
	return &compilation{set: set, problems: problems, now: con.now}
}

// readPolicy adds the organisation's policy to what is judged.
func (c *console) readPolicy(set *source.Set) diag.List {
	files, problems := source.ReadPolicy(c.policy)
	set.Policy = files
	return problems
}

// each compiles, and hands over each environment as compiler.Each does: when anything has failed, what use has made is to be
// thrown away.
func (c *compilation) each(use func(*compiler.Environment) error) error {
	if len(c.set.Names()) == 0 {
		return nil
	}
	if len(c.set.Specs) >= manyEnvironments && !c.small {
		heapOfMany.set()
	}
	found, err := compiler.Each(c.set.Sources(), use)
	over := overdue(found, c.now())
	for i := range over {
		if c.anyway {
			over[i].Severity = min(over[i].Severity, diag.Warning)
		}
	}
	c.problems = append(append(c.problems, found...), over...).Sorted()
	return err
}

// environments compiles, and keeps them all, sorted by folder. When anything has failed, they are to be thrown away.
func (c *compilation) environments() ([]*compiler.Environment, error) {
	var all []*compiler.Environment
	var alone sync.Mutex
	err := c.each(func(e *compiler.Environment) error {
		alone.Lock()
		defer alone.Unlock()
		all = append(all, e)
		return nil
	})
	slices.SortFunc(all, func(a, b *compiler.Environment) int { return strings.Compare(a.Folder, b.Folder) })
	return all, err
}

// sound gives all environments, or says what is wrong with them and that nothing was made of it. What would overwrite a spec is refused
// first.
func (c *compilation) sound(con *console, output, nothing string) ([]*compiler.Environment, error) {
	if err := keepSpecs(&c.set, output); err != nil {
		return nil, err
	}
	envs, err := c.environments()
	if err != nil {
		return nil, err
	}
	if err := c.show(con); err != nil {
		return nil, err
	}
	if c.problems.Failed() {
		con.note("%s", nothing)
		return nil, exitError(exitFailed)
	}
	return envs, nil
}

// show writes the problems for people, and how many there are.
func (c *compilation) show(con *console) error {
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
