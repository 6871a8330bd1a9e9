package main

import (
	"bytes"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/mototest"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/source"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
	"github.com/hipaac/hipaac/compiler"
)

// endToEnd is the built program, and accounts of an emulator that nobody here wrote.
type endToEnd struct {
	*testing.T
	server  *mototest.Server
	program string
	dir     string // where the program runs: a copy of environments and golden
}

// newEndToEnd builds the program, starts the emulator, and prepares accounts as their administrators would.
func newEndToEnd(t *testing.T) *endToEnd {
	e := &endToEnd{T: t, server: mototest.Start(t), program: filepath.Join(t.TempDir(), "hipaac"), dir: t.TempDir()}
	if _, err := exec.LookPath("aws"); err != nil {
		mototest.Missing(t, "the AWS command line is not installed")
	}
	if out, err := exec.Command("go", "build", "-o", e.program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, folder := range []string{"environments", "golden"} {
		if err := os.CopyFS(filepath.Join(e.dir, folder), os.DirFS(filepath.Join(root, folder))); err != nil {
			t.Fatal(err)
		}
	}
	return e
}

// env is what somebody who may do everything in an account has set.
func (e *endToEnd) env(account string) []string {
	var env []string
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "AWS_") && !strings.HasPrefix(variable, "HIPAAC_") {
			env = append(env, variable)
		}
	}
	for name, value := range e.server.Administrator(account) {
		if value != "" {
			env = append(env, name+"="+value)
		}
	}
	return append(env, "HIPAAC_POLL=20ms", "HIPAAC_RATE=100000")
}

// aws runs the AWS command line in an account.
func (e *endToEnd) aws(account, command string) string {
	e.Helper()
	cmd := exec.Command("aws", append(strings.Fields(command), "--endpoint-url", e.server.URL, "--region", "us-east-1")...)
	cmd.Env = e.env(account)
	out, err := cmd.CombinedOutput()
	if err != nil {
		e.Fatalf("aws %s: %v\n%s", command, err, out)
	}
	return string(out)
}

// hipaac runs the program in an account, and gives its exit code.
func (e *endToEnd) hipaac(account string, args ...string) (code int, out, notes string) {
	e.Helper()
	cmd := exec.Command(e.program, args...)
	cmd.Dir, cmd.Env = e.dir, e.env(account)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	began := time.Now()
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		e.Fatal(err)
	}
	e.Logf("hipaac %s: exit code %d, %.1f s", strings.Join(args, " "), cmd.ProcessState.ExitCode(), time.Since(began).Seconds())
	return cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()
}

const nonprod, prod, central = "444455556666", "111122223333", "777788889999"

// prepare makes what specs count on and no stack of theirs makes.
func (e *endToEnd) prepare() {
	for _, account := range []string{nonprod, prod} {
		e.aws(account, "route53 create-hosted-zone --name clinic.example --caller-reference Z0123456789ABC")
	}
	for _, user := range []string{"ada", "grace"} {
		e.aws(nonprod, "iam create-user --user-name "+user)
	}
}

// compiled is an environment of the examples, as it is to be deployed.
func compiled(t *testing.T, names ...string) []stack.Desired {
	t.Helper()
	t.Chdir(root)
	set, problems := source.Specs(names)
	output, more := compiler.Compile(set.Specs)
	if problems.Failed() || more.Failed() {
		t.Fatal(problems, more)
	}
	var all []*compiler.Environment
	for i := range output.Environments {
		all = append(all, &output.Environments[i])
	}
	return stack.Desire(all)
}

func (e *endToEnd) look(desired []stack.Desired, inDepth bool, found findings) {
	s := &sight{T: e.T, url: e.server.URL, env: e.env, seen: map[string][]any{}, exports: map[stack.Target]map[string]string{}}
	var all []deployed
	for _, d := range desired {
		if s.exports[d.Target] == nil {
			s.exports[d.Target] = map[string]string{}
		}
		e.server.Become(e.T, d.Account)
		session, err := account.NewSessions(account.How{}).Open(e.Context(), d.Target, account.Role{})
		if err != nil {
			e.Fatal(err)
		}
		rows, err := session.Stacks().Resources(e.Context(), d.Name)
		if err != nil {
			e.Fatal(err)
		}
		live, _, err := session.Stacks().Find(e.Context(), d.Name)
		if err != nil {
			e.Fatal(err)
		}
		for _, o := range live.Outputs {
			s.exports[d.Target][o.Export] = o.Value
		}
		all = append(all, deployed{d, rows})
	}
	began := time.Now()
	for _, d := range all {
		s.look(d, inDepth, found)
	}
	e.Logf("looked at %d stacks with %d commands and compared %d properties, %.1f s", len(all), len(s.seen), s.compared, time.Since(began).Seconds())
	if s.compared < 10*len(all) {
		e.Errorf("only %d properties were compared", s.compared)
	}
}

var _ = maps.Keys[map[string]int]

func TestEndToEnd(t *testing.T) {
	e := newEndToEnd(t)
	e.prepare()
	t.Setenv("HIPAAC_RATE", "100000")
	all := compiled(t)
	began := time.Now()
	for i, d := range all {
		e.server.Become(e.T, d.Account)
		session, err := account.NewSessions(account.How{}).Open(e.Context(), d.Target, account.Role{})
		if err != nil {
			e.Fatal(err)
		}
		p := stack.Proposal{Stack: d.Name, Name: stack.NewChangeSetName("r", i), Kind: stack.ForCreation, Body: string(d.Template), Parameters: d.Parameters, Capabilities: d.Capabilities}
		if len(d.Template) > stack.MaxBody || len(d.Carries) > 0 {
			b := session.Bucket(d.Bucket)
			for dg, x := range d.Carries {
				if _, err := b.Create(e.Context(), "templates/"+dg+".json", x); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := b.Create(e.Context(), "templates/"+d.Digest+".json", d.Template); err != nil {
				t.Fatal(err)
			}
			p.Body, p.URL = "", b.Address("templates/"+d.Digest+".json")
		}
		id, sid, err := session.Stacks().Propose(e.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		if err := session.Stacks().Execute(e.Context(), id, "x"); err != nil {
			t.Fatal(d.Name, err)
		}
		for {
			st, _, err := session.Stacks().Find(e.Context(), sid)
			if err != nil {
				t.Fatal(err)
			}
			if !st.Status.Moving() {
				if st.Status != stack.CreateComplete {
					t.Error(d.Name, st.Status, st.Reason)
				}
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
	t.Logf("deployed %.1f s", time.Since(began).Seconds())
	found := findings{}
	e.look(all, os.Getenv("DEEP") != "", found)
	os.WriteFile("/tmp/table.txt", []byte(found.text()), 0o666)
}
