package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/awstest"
)

func init() {
	// drift STACK RESOURCE deleted, drift STACK RESOURCE PATH JSON: somebody takes a resource away, or changes a property of it
	cloudCommands["drift"] = func(ts *testscript.TestScript, c *scriptCloud, args []string) {
		d := awstest.Drift{Deleted: args[2] == "deleted"}
		if !d.Deleted {
			var value any
			ts.Check(json.Unmarshal([]byte(args[3]), &value))
			d.Changes = map[string]any{args[2]: value}
		}
		c.Drift(scriptAccount, scriptRegion, args[0], args[1], d)
	}
	// interfere STACK WHAT: somebody else does something to the stack: update, delete, change-set
	cloudCommands["interfere"] = func(_ *testscript.TestScript, c *scriptCloud, args []string) {
		c.Interfere(scriptAccount, scriptRegion, args[0], awstest.Interference(args[1]))
	}
	// status STACK STATUS: puts the stack into a state
	cloudCommands["status"] = func(_ *testscript.TestScript, c *scriptCloud, args []string) {
		c.SetStatus(scriptAccount, scriptRegion, args[0], args[1])
	}
	// heal: what went wrong goes wrong no more
	cloudCommands["heal"] = func(_ *testscript.TestScript, c *scriptCloud, _ []string) { c.Heal() }
	// takes TYPE TIME: how long work on resources of a type takes, such as 10m
	cloudCommands["takes"] = func(ts *testscript.TestScript, c *scriptCloud, args []string) {
		d, err := time.ParseDuration(args[1])
		ts.Check(err)
		c.Takes(args[0], d)
	}
	// advance TIME: virtual time goes on
	cloudCommands["advance"] = func(ts *testscript.TestScript, c *scriptCloud, args []string) {
		d, err := time.ParseDuration(args[0])
		ts.Check(err)
		c.Advance(d)
	}
	// role ACCOUNT NAME EXTERNAL-ID: a role that can be assumed
	cloudCommands["role"] = func(_ *testscript.TestScript, c *scriptCloud, args []string) { c.Role(args[0], args[1], args[2]) }
	// operations FILE: what was done to the stacks that there are: "NAME KIND OUTCOME", oldest first
	cloudCommands["operations"] = func(ts *testscript.TestScript, c *scriptCloud, args []string) {
		var b strings.Builder
		for _, s := range c.Stacks(scriptAccount, scriptRegion) {
			for _, o := range s.Operations {
				fmt.Fprintf(&b, "%s %s %s\n", s.Name, o.Kind, o.Outcome)
			}
		}
		ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(b.String()), 0o666))
	}
}
