package main

import (
	"encoding/json"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/awstest"
)

// What a script may say about what somebody did past CloudFormation.
func init() {
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
