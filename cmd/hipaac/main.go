// Hipaac compiles short YAML environment specs into the CloudFormation of a HIPAA-minded architecture and shows that the
// templates state the safeguards they should. Run "hipaac help" for its commands.
package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
)

// The exit codes are a contract with scripts.
const (
	exitDone       = 0   // done, or no difference
	exitFailed     = 1   // problems in the input, or the work failed
	exitDifferent  = 2   // differences found
	exitBlocked    = 3   // blocked: needs approval, or something else has to be done first
	exitIdentity   = 4   // wrong account, region or identity
	exitBusy       = 5   // somebody else is working on the stack
	exitRolledBack = 6   // CloudFormation undid the change
	exitDrift      = 7   // drift, or coverage that could not be verified
	exitUsage      = 64  // wrong usage
	exitStopped    = 130 // stopped by the user, or detached: an operation that runs goes on
)

// heap says how much garbage may lie about before it is collected: by how many percent the heap may exceed what is alive, and from how
// many bytes on garbage is collected as it comes, so that a hostile file is not multiplied as well. The variables GOGC and
// GOMEMLIMIT say otherwise.
type heap struct {
	percent int
	limit   int64
}

// Little is alive at any time. A run over many environments would spend a quarter of its time on garbage if it had no more room than
// others.
var (
	heapOfFew  = heap{percent: 400, limit: 128 << 20}
	heapOfMany = heap{percent: 1000, limit: 176 << 20}
)

// heapOfAccounts is that of commands that work in accounts. They wait for AWS most of the time, run beside others in a pipeline, and
// should stay small: below 100 MiB in all for 200 stacks.
var heapOfAccounts = heap{percent: 100, limit: 64 << 20}

// heapOfDrawing is for the interpreter that lays drawings out: half of its 130 MiB is alive while it works.
var heapOfDrawing = heap{percent: 400, limit: 512 << 20}

func (h heap) set() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(h.percent)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(h.limit)
	}
}

func main() {
	heapOfFew.set()
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run executes one command line. Data goes to stdout, everything else to stderr.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) (code int) {
	con := newConsole(stdin, stdout, stderr)
	defer func() {
		if cause := recover(); cause != nil { // Go's own exit code for a panic is 2, which means "differences found" here
			fmt.Fprintf(stderr, "hipaac: internal error: %v\nhint: this is a mistake in hipaac; please report it with the input\n%s", cause, debug.Stack())
			code = exitFailed
		}
	}()
	root := newRoot(con)
	root.SetArgs(args)
	if err := root.Execute(); err != nil {
		return con.report(err)
	}
	if con.out.err != nil {
		return con.report(fmt.Errorf("the output could not be written: %w", con.out.err))
	}
	return exitDone
}

// exitError ends a command whose findings are already shown.
type exitError int

func (e exitError) Error() string { return fmt.Sprintf("exit %d", int(e)) }

// failure is an error with a remedy. Usage says that the command line was at fault; code is the exit code where it is another than
// exitFailed.
type failure struct {
	message, hint string
	usage         bool
	code          int
}

func (f *failure) Error() string { return f.message }

// report shows an error and gives its exit code.
func (c *console) report(err error) int {
	if code := exitError(0); errors.As(err, &code) {
		return int(code)
	}
	c.note("hipaac: %s", strings.ReplaceAll(err.Error(), "\n", "\n  ")) // errors that come together have a line each
	f := (*failure)(nil)
	if !errors.As(err, &f) {
		return exitFailed
	}
	if f.hint != "" {
		c.note("hint: %s", f.hint)
	}
	if f.usage {
		return exitUsage
	}
	return cmp.Or(f.code, exitFailed)
}
