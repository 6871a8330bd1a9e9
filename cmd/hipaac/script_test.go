package main

import (
	"flag"
	"fmt"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite the expected output in testdata/script")

// TestMain lets the test binary stand for hipaac, so that scripts run the real main in a process of its own.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"hipaac": main})
}

// TestScript runs testdata/script. A script is a file of commands, the input and the expected output in one; "go doc
// github.com/rogpeppe/go-internal/testscript" explains its commands.
func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       *update,
		Setup:               newScriptCloud,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"code":  exitCode,
			"cloud": cloud,
		},
	})
}

// exitCode runs hipaac and compares its exit code: "code 64 hipaac biuld". Scripts then look at stdout and stderr as after exec.
func exitCode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: code N command…")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := 0
	if exit, ok := err.(interface{ ExitCode() int }); ok {
		got = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if fmt.Sprint(got) != args[0] {
		fmt.Fprint(os.Stderr, ts.ReadFile("stderr"))
		ts.Fatalf("exit code %d, want %s", got, args[0])
	}
}
