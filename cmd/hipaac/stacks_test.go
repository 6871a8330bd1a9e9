package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/awstest"
)

func init() {
	// stack NAME FILE: somebody brings a stack to a template
	cloudCommands["stack"] = func(ts *testscript.TestScript, c *scriptCloud, args []string) {
		ts.Check(c.deploy(ts.Getenv("AWS_ENDPOINT_URL"), args[0], ts.ReadFile(args[1]), "somebody"))
	}
	// protect NAME, unprotect NAME: somebody turns termination protection on, or off
	for name, on := range map[string]bool{"protect": true, "unprotect": false} {
		cloudCommands[name] = func(ts *testscript.TestScript, _ *scriptCloud, args []string) {
			_, err := formationAt(ts.Getenv("AWS_ENDPOINT_URL")).UpdateTerminationProtection(context.Background(),
				&cloudformation.UpdateTerminationProtectionInput{StackName: &args[0], EnableTerminationProtection: &on})
			ts.Check(err)
		}
	}
	// trouble STACK RESOURCE WORK REASON: from now on the work on the resource fails
	cloudCommands["trouble"] = func(_ *testscript.TestScript, c *scriptCloud, args []string) {
		c.FailResource(awstest.Trouble{Stack: args[0], LogicalID: args[1], On: args[2], Reason: args[3]})
	}
	// interfere STACK WHAT: somebody else does something to the stack: update, delete, change-set
	cloudCommands["interfere"] = func(_ *testscript.TestScript, c *scriptCloud, args []string) {
		c.Interfere(scriptAccount, scriptRegion, args[0], awstest.Interference(args[1]))
	}
	// underway STACK FILE: somebody begins to bring the stack to a template, and time goes on; work on networks takes ten minutes from now on
	cloudCommands["underway"] = func(ts *testscript.TestScript, c *scriptCloud, args []string) {
		c.Takes("AWS::EC2::VPC", 10*time.Minute)
		c.Begin(scriptAccount, scriptRegion, args[0], []byte(ts.ReadFile(args[1])), nil)
	}
	// heal: nothing fails any more
	cloudCommands["heal"] = func(_ *testscript.TestScript, c *scriptCloud, _ []string) { c.Heal() }
	// states FILE: the stacks that there are, with their states
	cloudCommands["states"] = func(ts *testscript.TestScript, c *scriptCloud, args []string) {
		var b strings.Builder
		for _, s := range c.Stacks(scriptAccount, scriptRegion) {
			fmt.Fprintf(&b, "%s %s\n", s.Name, s.Status)
		}
		ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(b.String()), 0o666))
	}
}

func formationAt(url string) *cloudformation.Client {
	return cloudformation.NewFromConfig(aws.Config{Region: scriptRegion, BaseEndpoint: &url, Credentials: credentials.NewStaticCredentialsProvider(scriptAccessKey, "secret", "")})
}

// deploy makes a stack, or changes it, and lets time go on until that is over.
func (c *scriptCloud) deploy(url, name, body, token string) error {
	if err := c.begin(url, name, body, token); err != nil {
		return err
	}
	c.Advance(time.Hour)
	c.Calls()
	return nil
}

// begin lets somebody make a stack, or change it.
func (c *scriptCloud) begin(url, name, body, token string) error {
	client, ctx := formationAt(url), context.Background()
	in := &cloudformation.CreateChangeSetInput{StackName: &name, TemplateBody: &body, ChangeSetType: types.ChangeSetTypeCreate, Capabilities: []types.Capability{types.CapabilityCapabilityNamedIam}}
	if s, found := c.Stack(scriptAccount, scriptRegion, name); found && s.Status != "DELETE_COMPLETE" {
		in.ChangeSetType = types.ChangeSetTypeUpdate
	}
	in.ChangeSetName = aws.String(fmt.Sprintf("%s-%d", token, c.Now().Unix()))
	made, err := client.CreateChangeSet(ctx, in)
	if err != nil {
		return err
	}
	c.Advance(time.Hour)
	token = fmt.Sprintf("%s-%s-%d", token, name, c.Now().Unix())
	_, err = client.ExecuteChangeSet(ctx, &cloudformation.ExecuteChangeSetInput{ChangeSetName: made.Id, ClientRequestToken: &token})
	return err
}
