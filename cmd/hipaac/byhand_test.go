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
			ts.Check(c.Deploy(awstest.Deployment{Account: d.Account, Region: d.Region, Name: d.Name, Template: d.Template, Parameters: d.Parameters,
				Role: d.Role, Policy: policy, Protected: d.Protect}))
		}
	}
	// byhand STACK RESOURCE PATH JSON: somebody sets a property past CloudFormation; "null" takes it away
	cloudCommands["byhand"] = func(ts *testscript.TestScript, c *scriptCloud, args []string) {
		var value any
		ts.Check(json.Unmarshal([]byte(args[3]), &value))
		c.ByHand(scriptAccount, scriptRegion, args[0], args[1], func(p map[string]any) {
			steps := strings.Split(args[2], ".")
			for _, step := range steps[:len(steps)-1] {
				p = p[step].(map[string]any)
			}
			if last := steps[len(steps)-1]; value == nil {
				delete(p, last)
			} else {
				p[last] = value
			}
		})
	}
	// gone STACK RESOURCE: somebody deletes it past CloudFormation
	cloudCommands["gone"] = func(_ *testscript.TestScript, c *scriptCloud, args []string) {
		c.DeleteByHand(scriptAccount, scriptRegion, args[0], args[1])
	}
	// blind STACK RESOURCE REASON: CloudFormation cannot look at it
	cloudCommands["blind"] = func(_ *testscript.TestScript, c *scriptCloud, args []string) {
		c.FailDrift(scriptAccount, scriptRegion, args[0], args[1], args[2])
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
