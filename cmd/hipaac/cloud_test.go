package main

import (
	"net/http/httptest"
	"os"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/awstest"
)

// cloudKey is where a script keeps its stand-in for AWS.
type cloudKey struct{}

// scriptCloud is a stand-in with the products that a script has made.
type scriptCloud struct {
	*awstest.Cloud
	products map[string]string // ids by name
}

const scriptAccount, scriptRegion, scriptAccessKey = "444455556666", "us-east-1", "AKIDEXAMPLE"

// cloudCommands are what a script may say to its stand-in: "cloud start", then one of these.
var cloudCommands = map[string]func(*testscript.TestScript, *scriptCloud, []string){
	// identity ACCOUNT: whose the credentials are
	"identity": func(_ *testscript.TestScript, c *scriptCloud, args []string) {
		c.AccessKey(scriptAccessKey, awstest.Identity{Account: args[0]})
	},
	// expire: the time of the credentials is over
	"expire": func(_ *testscript.TestScript, c *scriptCloud, _ []string) {
		c.AccessKey(scriptAccessKey, awstest.Identity{Account: scriptAccount, Expired: true})
	},
	// bucket NAME [OWNER]
	"bucket": func(_ *testscript.TestScript, c *scriptCloud, args []string) {
		c.Bucket(args[0], append(args, scriptAccount)[1], scriptRegion)
	},
	// product NAME SYSTEM ENVIRONMENT: what the catalog's stack makes
	"product": func(_ *testscript.TestScript, c *scriptCloud, args []string) {
		c.products[args[0]] = c.Product(scriptAccount, scriptRegion, args[0], "first", map[string]string{"ManagedBy": "hipaac", "System": args[1], "Environment": args[2]})
	},
	// inactive PRODUCT VERSION: somebody takes a version from those who launch, by hand
	"inactive": func(_ *testscript.TestScript, c *scriptCloud, args []string) {
		c.ChangeVersion(c.products[args[0]], args[1], func(v *awstest.Version) { v.Active = false })
	},
	// use PRODUCT VERSION: somebody launches a version
	"use": func(_ *testscript.TestScript, c *scriptCloud, args []string) {
		c.ChangeVersion(c.products[args[0]], args[1], func(v *awstest.Version) { v.InUse = true })
	},
	// fail OPERATION KIND TIMES
	"fail": func(ts *testscript.TestScript, c *scriptCloud, args []string) {
		times, err := strconv.Atoi(args[2])
		ts.Check(err)
		c.Fail(awstest.Fault{Operation: args[0], Kind: awstest.FaultKind(args[1]), Times: times})
	},
	// calls FILE: what was called since the last time, line by line
	"calls": func(ts *testscript.TestScript, c *scriptCloud, args []string) {
		writeCalls(ts, c, args[0], func(awstest.Call) bool { return true })
	},
	// changes FILE: those of them that could change something
	"changes": func(ts *testscript.TestScript, c *scriptCloud, args []string) {
		writeCalls(ts, c, args[0], func(call awstest.Call) bool { return call.Mutating })
	},
	// versions PRODUCT FILE: what the product offers
	"versions": func(ts *testscript.TestScript, c *scriptCloud, args []string) {
		var b strings.Builder
		for _, v := range c.Versions(c.products[args[0]]) {
			b.WriteString(v.Name)
			if v.Guidance != "DEFAULT" {
				b.WriteString(" deprecated")
			}
			if !v.Active {
				b.WriteString(" inactive")
			}
			b.WriteString("\n")
		}
		ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(b.String()), 0o666))
	},
}

// cloud lets a script have an AWS of its own, with which the built program talks as with the real one.
func cloud(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: cloud COMMAND…")
	}
	if args[0] == "start" {
		startCloud(ts)
		return
	}
	command := cloudCommands[args[0]]
	if command == nil {
		ts.Fatalf("cloud knows no %q", args[0])
	}
	command(ts, ts.Value(cloudKey{}).(*scriptCloud), args[1:])
}

func startCloud(ts *testscript.TestScript) {
	c := ts.Value(cloudKey{}).(*scriptCloud)
	server := httptest.NewServer(c)
	ts.Defer(func() {
		server.CloseClientConnections()
		server.Close()
	})
	c.AccessKey(scriptAccessKey, awstest.Identity{Account: scriptAccount})
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL": server.URL, "AWS_ACCESS_KEY_ID": scriptAccessKey, "AWS_SECRET_ACCESS_KEY": "secret", "AWS_EC2_METADATA_DISABLED": "true",
		"AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
	} {
		ts.Setenv(name, value)
	}
}

func newScriptCloud(env *testscript.Env) error {
	env.Values[cloudKey{}] = &scriptCloud{Cloud: awstest.New(), products: map[string]string{}}
	return nil
}

func writeCalls(ts *testscript.TestScript, c *scriptCloud, file string, wanted func(awstest.Call) bool) {
	var b strings.Builder
	for _, call := range c.Calls() {
		if wanted(call) {
			b.WriteString(call.String() + "\n")
		}
	}
	ts.Check(os.WriteFile(ts.MkAbs(file), []byte(b.String()), 0o666))
}
