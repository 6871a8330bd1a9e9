package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

func init() {
	// pace N: from now on time goes on by itself, N times as fast as the clock; with 0 it goes on when somebody looks
	cloudCommands["pace"] = func(ts *testscript.TestScript, c *scriptCloud, args []string) {
		times, err := strconv.ParseFloat(args[0], 64)
		ts.Check(err)
		c.SetPace(times)
	}
	// executed FILE: what CloudFormation did to each stack
	cloudCommands["executed"] = func(ts *testscript.TestScript, c *scriptCloud, args []string) {
		var b strings.Builder
		for _, s := range c.Stacks(scriptAccount, scriptRegion) {
			for _, o := range s.Operations {
				fmt.Fprintf(&b, "%s %s %s\n", s.Name, o.Kind, o.Outcome)
			}
		}
		ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(b.String()), 0o666))
	}
	// heal: all trouble is over
	cloudCommands["heal"] = func(_ *testscript.TestScript, c *scriptCloud, _ []string) { c.Heal() }
}
