package main

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/rogpeppe/go-internal/testscript"
)

func init() {
	// flight NAME FILE TOKEN: somebody begins to bring a stack to a template; it is under way when the script goes on
	cloudCommands["flight"] = func(ts *testscript.TestScript, c *scriptCloud, args []string) {
		ts.Check(c.begin(ts.Getenv("AWS_ENDPOINT_URL"), args[0], ts.ReadFile(args[1]), args[2]))
		c.Calls()
	}
	// deletion NAME TOKEN: somebody begins to delete a stack
	cloudCommands["deletion"] = func(ts *testscript.TestScript, c *scriptCloud, args []string) {
		_, err := formationAt(ts.Getenv("AWS_ENDPOINT_URL")).DeleteStack(context.Background(), &cloudformation.DeleteStackInput{StackName: &args[0], ClientRequestToken: &args[1]})
		ts.Check(err)
		c.Calls()
	}
	// lasts TYPE DURATION: work on resources of a type takes that long
	cloudCommands["lasts"] = func(ts *testscript.TestScript, c *scriptCloud, args []string) {
		d, err := time.ParseDuration(args[1])
		ts.Check(err)
		c.Takes(args[0], d)
	}
	// stride DURATION: time goes on by that with each look
	cloudCommands["stride"] = func(ts *testscript.TestScript, c *scriptCloud, args []string) {
		d, err := time.ParseDuration(args[0])
		ts.Check(err)
		c.SetTick(d)
	}
}
