package main

import (
	"encoding/json"
	"os"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/awstest"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
	"github.com/hipaac/hipaac/compiler"
)

// What a script may say about what was deployed before, and what somebody did to it past CloudFormation.
func init() {
	// deployed SPEC…: somebody has deployed all stacks that the specs compile to
	cloudCommands["deployed"] = func(ts *testscript.TestScript, c *scriptCloud, args []string) {
		for _, d := range stack.Desire(compiled(ts, args)) {
			policy := ""
			if d.Protect {
				policy = stack.Policy(&d)
			}
			c.Make(d.Account, d.Region, d.Name, d.Template, d.Parameters)
			c.Set(d.Account, d.Region, d.Name, awstest.Settings{Role: d.Role, Policy: policy, Protected: d.Protect})
		}
	}
	// byhand STACK RESOURCE PATH JSON: somebody sets a property past CloudFormation; "null" takes it away
	cloudCommands["byhand"] = func(ts *testscript.TestScript, c *scriptCloud, args []string) {
		var value any
		ts.Check(json.Unmarshal([]byte(args[3]), &value))
		c.Drift(scriptAccount, scriptRegion, args[0], args[1], awstest.Drift{Changes: map[string]any{args[2]: value}})
	}
	// gone STACK RESOURCE: somebody deletes it past CloudFormation
	cloudCommands["gone"] = func(_ *testscript.TestScript, c *scriptCloud, args []string) {
		c.Drift(scriptAccount, scriptRegion, args[0], args[1], awstest.Drift{Deleted: true})
	}
	// blind STACK RESOURCE REASON: CloudFormation cannot look at it
	cloudCommands["blind"] = func(_ *testscript.TestScript, c *scriptCloud, args []string) {
		c.Drift(scriptAccount, scriptRegion, args[0], args[1], awstest.Drift{Unknown: args[2]})
	}
	// mended STACK RESOURCE: it is as it was
	cloudCommands["mended"] = func(_ *testscript.TestScript, c *scriptCloud, args []string) {
		c.Drift(scriptAccount, scriptRegion, args[0], args[1], awstest.Drift{})
	}
}

func compiled(ts *testscript.TestScript, specs []string) []*compiler.Environment {
	var sources []compiler.Source
	for _, name := range specs {
		text, err := os.ReadFile(ts.MkAbs(name))
		ts.Check(err)
		sources = append(sources, compiler.Source{Name: name, Text: text, Common: strings.Contains(name, "/common/")})
	}
	output, problems := compiler.Compile(sources)
	if problems.Failed() {
		ts.Fatalf("%v", problems)
	}
	var all []*compiler.Environment
	for i := range output.Environments {
		all = append(all, &output.Environments[i])
	}
	return all
}
