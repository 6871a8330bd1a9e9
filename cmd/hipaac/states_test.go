package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/awstest"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// stateCommands are the commands that act on stacks, with all consent that flags can give.
var stateCommands = [][]string{
	{"plan", "environments", "--stack", "keys"},
	{"deploy", "environments", "--stack", "keys", "--yes"},
	{"destroy", "environments", "--stack", "keys", "--yes"},
	{"recover", "environments", "--stack", "keys", "--yes", "--remove", "test/keys"},
	{"cancel", "environments", "--stack", "keys", "--yes"},
	{"status", "environments", "--stack", "keys"},
	{"watch", "environments", "--stack", "keys"},
}

const stateSpec = `hipaac: v1
system: clinic
environment: test
tier: test
phi: false
account: "444455556666"
region: us-east-1
owner: platform@clinic.example
stacks:
  keys: {}
  network: {cidr: 10.20.0.0/18}
`

// deployedBody is what the stack has in each state: something else than the spec asks for, and no data.
const deployedBody = `{"Description":"Keys of clinic, environment test (test). Made by hipaac.","Resources":{"Topic":{"Type":"AWS::SNS::Topic"}}}`

// TestStates is the table of what each command does in each state of a stack: its exit code, and the first words that it says. The
// exit codes are held against the state table; the words stand in testdata/states.txt, in which people can read all of it.
func TestStates(t *testing.T) {
	want, err := filepath.Abs("testdata/states.txt")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	write(t, "environments/test.yaml", stateSpec)
	for name, value := range map[string]string{
		"AWS_ACCESS_KEY_ID": scriptAccessKey, "AWS_SECRET_ACCESS_KEY": "secret", "AWS_SESSION_TOKEN": "", "AWS_EC2_METADATA_DISABLED": "true",
		"AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "HIPAAC_POLL": "1ms", "HIPAAC_RATE": "1000",
	} {
		t.Setenv(name, value)
	}
	if code, out := hipaac("build", "-o", "golden"); code != exitDone {
		t.Fatal(out)
	}
	var table strings.Builder
	for _, status := range append(append([]stack.Status{stack.None}, stack.Statuses...), "PAUSED") {
		for _, args := range stateCommands {
			cloud, url := awstest.Start(t)
			cloud.AccessKey(scriptAccessKey, awstest.Identity{Account: scriptAccount})
			cloud.SetTick(time.Minute)
			t.Setenv("AWS_ENDPOINT_URL", url)
			put(cloud, status)
			code, words := hipaac(args...)
			if want, known := wanted(args[0], status); known && code != want {
				t.Errorf("%s in %s: exit code %d, want %d: %s", args[0], orNone(status), code, want, words)
			}
			fmt.Fprintf(&table, "%-45s %-8s %d  %s\n", orNone(status), args[0], code, words)
		}
	}
	if *update {
		if err := os.WriteFile(want, []byte(table.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(want)
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Split(table.String(), "\n")
	for i, line := range strings.Split(string(text), "\n") {
		if i >= len(got) || got[i] != line {
			t.Fatalf("testdata/states.txt, line %d:\nwant %s\ngot  %s", i+1, line, append(got, "nothing")[min(i, len(got))])
		}
	}
}

func orNone(s stack.Status) string {
	if s == stack.None {
		return "(none)"
	}
	return string(s)
}

// put brings the stack into a state, by the work of somebody else.
func put(cloud *awstest.Cloud, status stack.Status) {
	const name = "clinic-test-keys"
	switch status {
	case stack.None:
		return
	case stack.ReviewInProgress:
		cloud.Interfere(scriptAccount, scriptRegion, name, awstest.Proposes)
		return
	}
	cloud.Make(scriptAccount, scriptRegion, name, []byte(deployedBody), nil)
	cloud.SetStatus(scriptAccount, scriptRegion, name, string(status))
}

// wanted is the exit code that follows from the state table.
func wanted(command string, status stack.Status) (int, bool) {
	decide := func(wish stack.Wish) stack.Action { return stack.Decide(stack.Situation{Status: status}, wish) }
	switch command {
	case "destroy":
		return map[stack.Action]int{
			stack.Nothing: exitDone, stack.Remove: exitDone, stack.RetryRemove: exitDone, stack.Wait: exitDone, stack.Refuse: exitBlocked, stack.Busy: exitBusy,
		}[decide(stack.Destroy)], true
	case "recover":
		if status == stack.RollbackInProgress || status == stack.ImportRollbackInProgress {
			return exitBlocked, true // it ends in a state that is a question of its own
		}
		return map[stack.Action]int{
			stack.Nothing: exitDone, stack.Attach: exitDone, stack.Remove: exitDone, stack.RetryRemove: exitDone, stack.RollBack: exitDone, stack.ContinueRollback: exitDone,
			stack.Explain: exitBlocked, stack.Refuse: exitBlocked,
		}[decide(stack.Recover)], true
	case "cancel":
		switch {
		case status == stack.UpdateInProgress:
			return exitRolledBack, true
		case status.Moving() || status == "PAUSED":
			return exitBlocked, true
		}
		return exitDone, true
	case "watch":
		if status.Moving() && status.RolledBack() {
			return exitRolledBack, true
		}
		return exitDone, true
	case "status":
		return exitDone, true
	case "deploy":
		return map[stack.Action]int{
			stack.Make: exitDone, stack.Change: exitDone, stack.Wait: exitDone, stack.Ask: exitBlocked, stack.AskRemove: exitBlocked, stack.Refuse: exitBlocked, stack.Busy: exitBusy,
		}[decide(stack.Deploy)], true
	}
	return 0, false // plan: its scripts and the words
}

var (
	moments  = regexp.MustCompile(`\d\d:\d\d:\d\dZ|\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?( ?UTC|Z)?`)
	versions = regexp.MustCompile(`\b[0-9a-f]{12,64}\b`)
)

// hipaac runs a command, and gives the exit code and the first line that it says of the stack, with the reason why it is blocked.
func hipaac(args ...string) (int, string) {
	var out, errs bytes.Buffer
	code := run(args, strings.NewReader(""), &out, &errs)
	words := ""
	for line := range strings.Lines(out.String() + errs.String()) {
		line = strings.TrimSpace(line)
		switch {
		case words == "", strings.Contains(line, "test/keys") && !strings.Contains(words, "test/keys"):
			words = line
		case strings.HasPrefix(line, "blocked: "):
			words += ", " + line
		}
	}
	words = runs.ReplaceAllString(strings.Join(strings.Fields(words), " "), "RUN")
	words = moments.ReplaceAllString(words, "TIME")
	return code, versions.ReplaceAllString(words, "DIGEST")
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}
