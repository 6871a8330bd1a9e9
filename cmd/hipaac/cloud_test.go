package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/awstest"
	"github.com/hipaac/hipaac/compiler"
)

// cloudKey is where a script keeps its stand-in for AWS.
type cloudKey struct{}

// scriptCloud is a stand-in with the products that a script has made.
type scriptCloud struct {
	*awstest.Cloud
	products map[string]string // ids by name
	seen     []string          // versions, in the order in which the script met them
}

var runs = regexp.MustCompile(`\b\d{8}T\d{6}Z-[0-9a-f]{6}\b`)

var digests = regexp.MustCompile(`\b[0-9a-f]{12}([0-9a-f]{52})?\b`)

// numbered writes v1, v2, … for the digests in a text, in full or cut short, since they change with every blueprint.
// What names a run is RUN.
func (c *scriptCloud) numbered(text string) string {
	return digests.ReplaceAllStringFunc(runs.ReplaceAllString(text, "RUN"), func(digest string) string {
		short := digest[:12]
		if !slices.Contains(c.seen, short) {
			c.seen = append(c.seen, short)
		}
		return fmt.Sprintf("v%d", slices.Index(c.seen, short)+1)
	})
}

// digest is the other way round.
func (c *scriptCloud) digest(ts *testscript.TestScript, number string) string {
	n, err := strconv.Atoi(strings.TrimPrefix(number, "v"))
	if err != nil || n < 1 || n > len(c.seen) {
		ts.Fatalf("no version %s was seen", number)
	}
	return c.seen[n-1]
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
	"inactive": func(ts *testscript.TestScript, c *scriptCloud, args []string) {
		c.ChangeVersion(c.products[args[0]], c.digest(ts, args[1]), func(v *awstest.Version) { v.Active = false })
	},
	// use PRODUCT VERSION: somebody launches a version
	"use": func(ts *testscript.TestScript, c *scriptCloud, args []string) {
		c.ChangeVersion(c.products[args[0]], c.digest(ts, args[1]), func(v *awstest.Version) { v.InUse = true })
	},
	// end PRODUCT VERSION: they end what they launched
	"end": func(ts *testscript.TestScript, c *scriptCloud, args []string) {
		c.ChangeVersion(c.products[args[0]], c.digest(ts, args[1]), func(v *awstest.Version) { v.InUse = false })
	},
	// retire PRODUCT VERSION SPEC: the spec, whose last line lists its products, takes a version away
	"retire": func(ts *testscript.TestScript, c *scriptCloud, args []string) {
		version := c.digest(ts, args[1])
		for _, v := range c.Versions(c.products[args[0]]) {
			if v.Name == version {
				_, version, _ = strings.Cut(v.Description, "template: ")
			}
		}
		spec := strings.Replace(ts.ReadFile(args[2]), args[0]+": {}}", args[0]+": {retired: ["+version+"]}}", 1)
		ts.Check(os.WriteFile(ts.MkAbs(args[2]), []byte(spec), 0o666))
	},
	// await OPERATION: until the program in the background has called it
	"await": func(ts *testscript.TestScript, c *scriptCloud, args []string) {
		for range 1000 {
			if slices.ContainsFunc(c.Calls(), func(call awstest.Call) bool { return call.Operation == args[0] }) {
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
		ts.Fatalf("nobody called %s", args[0])
	},
	// deny OPERATION, allow OPERATION: whether the role has the right
	"deny":  func(_ *testscript.TestScript, c *scriptCloud, args []string) { c.Deny(args[0]) },
	"allow": func(_ *testscript.TestScript, c *scriptCloud, args []string) { c.Allow(args[0]) },
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
	// said FILE: what the last command wrote on stdout
	"said": func(ts *testscript.TestScript, c *scriptCloud, args []string) {
		ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(c.numbered(ts.ReadFile("stdout"))), 0o666))
	},
	// replace BUCKET VERSION: somebody writes another template in the place of a version's
	"replace": func(ts *testscript.TestScript, c *scriptCloud, args []string) {
		for key := range c.Objects(args[0]) {
			if strings.HasPrefix(key, "templates/"+c.digest(ts, args[1])) {
				c.Object(args[0], key, []byte(`{"Resources":{"Other":{}}}`))
			}
		}
	},
	// carried BUCKET MANIFEST: every template that a stack is deployed with is an object that holds what its name says
	"carried": func(ts *testscript.TestScript, c *scriptCloud, args []string) {
		var m compiler.Manifest
		ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[1])), &m))
		objects, n := c.Objects(args[0]), 0
		for _, s := range m.Stacks {
			for name, digest := range s.Parameters {
				n++
				if sum := sha256.Sum256(objects["templates/"+digest+".json"]); hex.EncodeToString(sum[:]) != digest {
					ts.Fatalf("%s of stack %s: the bucket has no template of this digest", name, s.Stack)
				}
			}
		}
		if n == 0 {
			ts.Fatalf("no stack is deployed with a template's digest")
		}
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
		ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(c.numbered(b.String())), 0o666))
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
		"AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "HIPAAC_RATE": "1000", "HIPAAC_POLL": "20ms",
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
	ts.Check(os.WriteFile(ts.MkAbs(file), []byte(c.numbered(b.String())), 0o666))
}
