package deploy_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/awstest"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/deploy"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/record"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// The test binary stands for the program in a process of its own, which can be killed.
const childVariable = "HIPAAC_DEPLOY_CHILD"

func TestMain(m *testing.M) {
	if words := strings.Fields(os.Getenv(childVariable)); len(words) == 3 {
		if err := child(words[0], words[1], words[2]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// child deploys a scenario in a process that is going to be killed.
func child(number, folder, run string) error {
	i, err := strconv.Atoi(number)
	if err != nil {
		return err
	}
	session, err := account.NewSessions(account.How{}).Open(context.Background(), here, account.Role{})
	if err != nil {
		return err
	}
	w, err := record.Create(folder, run)
	if err == nil {
		err = w.Add(record.KindBegin, record.Begin{Run: run, Command: "deploy"})
	}
	if err != nil {
		return err
	}
	s := &scenarios[i]
	return carry(context.Background(), deploy.How{Consent: s.consent}, session.Stacks(), session.Stacks(), w, run, together(s.is...), func(stack.News) {}).err
}

// goOn is what the command does with --resume.
func (b *bench) goOn(s *scenario) outcome {
	b.t.Helper()
	all := together(s.is...)
	w, entries, err := record.Resume(b.runs, killedRun)
	if err != nil { // killed before anything was written, and so before anything was done
		return b.deploy(b.t.Context(), deploy.How{Consent: s.consent}, all)
	}
	defer w.Close()
	if err := w.Add(record.KindResume, record.Resumed{}); err != nil {
		b.t.Fatal(err)
	}
	how := deploy.How{Consent: s.consent, Journal: w, Pace: pace, Tell: b.tell, Number: int(time.Now().UnixMilli())}
	how.Place = func(stack.Target) deploy.Place { return deploy.Place{Stacks: b.aws} }
	if how.Ended, err = deploy.Resume(b.t.Context(), how, killedRun, all, entries); err != nil {
		b.t.Fatal(err)
	}
	return carry(b.t.Context(), how, b.aws, b.aws, w, killedRun, all, b.tell)
}

// killer is the stand-in with a hand on the process that calls it. At the n-th call the process is killed; or, with after, at the n-th that
// changes something, when all is done and the answer is about to leave.
type killer struct {
	*awstest.Cloud
	mu      sync.Mutex
	n, at   int
	after   bool
	process *os.Process
}

func (k *killer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	form, _ := url.ParseQuery(string(body))
	reads := strings.HasPrefix(form.Get("Action"), "Describe") || strings.HasPrefix(form.Get("Action"), "List") || strings.HasPrefix(form.Get("Action"), "Get")
	k.mu.Lock()
	if !k.after || !reads {
		k.n++
	}
	now := k.n == k.at && (!k.after || !reads)
	k.mu.Unlock()
	if !now {
		k.Cloud.ServeHTTP(w, r)
		return
	}
	if k.after {
		k.Cloud.ServeHTTP(httptest.NewRecorder(), r)
	}
	_ = k.process.Kill()
	panic(http.ErrAbortHandler)
}

// spawn runs a child, and reports whether it was killed.
func (k *killer) spawn(t *testing.T, scenario int, folder, url string) bool {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = os.Environ()
	credentials(func(name, value string) { child.Env = append(child.Env, name+"="+value) }, url)
	child.Env = append(child.Env, fmt.Sprintf("%s=%d %s %s", childVariable, scenario, folder, killedRun))
	var problems bytes.Buffer
	child.Stderr = &problems
	k.mu.Lock()
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	k.process = child.Process
	k.mu.Unlock()
	err := child.Wait()
	killed := child.ProcessState.ExitCode() < 0
	if err != nil && !killed {
		t.Fatalf("%v\n%s", err, problems.String())
	}
	return killed
}

const killedRun = "20261122T190720Z-abcdef"

// The process is killed with SIGKILL at each boundary between calls, then another goes on with the run: the same end, and nothing is done
// twice.
func TestKilled(t *testing.T) {
	for i := range scenarios {
		s := &scenarios[i]
		t.Run(s.name, func(t *testing.T) {
			want := undisturbed(t, s)
			for _, after := range []bool{false, true} {
				for at := 1; ; at++ {
					killed := kill(t, i, at, after, want)
					if t.Failed() {
						t.Fatalf("killed at call %d, after it was done: %t", at, after)
					}
					if !killed {
						t.Logf("killed at each of %d calls, after they were done: %t", at-1, after)
						break
					}
				}
			}
		})
	}
}

func kill(t *testing.T, scenario, at int, after bool, want map[string]string) bool {
	t.Helper()
	s := &scenarios[scenario]
	b := newBench(t)
	s.begin(b)
	k := &killer{Cloud: b.cloud, at: at, after: after}
	server := httptest.NewServer(k)
	defer server.Close()
	if !k.spawn(t, scenario, b.runs, server.URL) {
		return false
	}
	if o := b.goOn(s); o.err != nil {
		t.Error(o.err)
	}
	s.end(t, b, want)
	return true
}
