package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/plan"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/record"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
	"github.com/hipaac/hipaac/compiler"
)

// runsFolder is where records lie.
const runsFolder = ".hipaac/runs"

func addRuns(cmd *cobra.Command, runs *string) {
	cmd.Flags().StringVar(runs, "runs", runsFolder, "folder for the record of the run")
}

// beginRecord begins the record of a run that changes something.
func (t *targets) beginRecord(con *console, folder, run, command string, callers []plan.Caller, specs []compiler.Source) (*record.Writer, error) {
	w, err := record.Create(folder, run)
	if err != nil {
		return nil, asRecordFailure(err)
	}
	begin := record.Begin{Run: run, Command: command, Who: whoActs(), Version: version().Version, Commit: commit(), Endpoint: t.sessions.Endpoint()}
	if begin.Endpoint != "" {
		con.note("AWS is asked at %s, which is not AWS's own address", begin.Endpoint)
	}
	for _, c := range callers {
		begin.Callers = append(begin.Callers, record.Caller{Target: c.Target, ARN: c.Caller})
	}
	for _, s := range specs {
		sum := sha256.Sum256(s.Text)
		begin.Specs = append(begin.Specs, record.Spec{Name: s.Name, SHA256: hex.EncodeToString(sum[:])})
	}
	if err := w.Add(record.KindBegin, begin); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	return w, nil
}

// endRecord writes the last entry, says how the record can be shown to be whole, and keeps a copy where whoever ran it cannot change it.
func (t *targets) endRecord(con *console, w *record.Writer, outcome record.Outcome, code int, text string) error {
	err := errors.Join(w.Add(record.KindEnd, record.End{Outcome: outcome, Code: code, Text: text}), w.Close())
	if err != nil {
		return err
	}
	con.note("record: %s, last hash %s", w.Path(), w.Head())
	if w.Calls() > 0 {
		t.keepRecord(con, w)
	}
	return nil
}

// keepTime is the most that keeping a record may take.
const keepTime = 30 * time.Second

// keepRecord puts the record into the bucket of each environment that has one for templates. The bucket takes an object once, so each part of
// a run that was gone on with has a name of its own. The work is done by now: a bucket that takes nothing is said, and changes no outcome.
func (t *targets) keepRecord(con *console, w *record.Writer) {
	ctx, stop := context.WithTimeout(context.Background(), keepTime)
	defer stop()
	text, err := os.ReadFile(w.Path())
	if err != nil {
		con.note("the record is kept nowhere else: %v", err)
		return
	}
	for _, e := range t.environments {
		bucket, key := recordBucket(&e.Manifest), fmt.Sprintf("runs/%s-%s/%s/%d.jsonl", e.Manifest.System, e.Manifest.Environment, w.Run(), w.Entries())
		if bucket == "" || !t.picks(e.Folder) {
			continue
		}
		session, err := t.open(ctx, stack.Target{Account: e.Manifest.Account, Region: e.Manifest.Region})
		if err == nil {
			err = session.Bucket(bucket).Store(ctx, key, text)
		}
		if err != nil {
			con.note("the record is not kept in bucket %s: %v", bucket, err)
			continue
		}
		con.note("kept: s3://%s/%s", bucket, key)
	}
}

// recordBucket is the bucket in which an environment keeps the records of its runs, or "".
func recordBucket(m *compiler.Manifest) string {
	if m.Delivery != nil {
		return m.Delivery.Bucket
	}
	return m.ArtifactBucket
}

func asRecordFailure(err error) error {
	problem := (*record.Error)(nil)
	if !errors.As(err, &problem) {
		return err
	}
	f := &failure{message: problem.Message, hint: problem.Hint}
	if problem.Busy {
		f.code = exitBusy
	}
	return f
}

// whoActs names whoever runs the program, as the system or the pipeline does: no proof of an identity, which is what AWS says.
func whoActs() string {
	host, _ := os.Hostname()
	if actor, job := os.Getenv("GITHUB_ACTOR"), os.Getenv("GITHUB_RUN_ID"); actor != "" && job != "" {
		return fmt.Sprintf("%s, GitHub run %s", actor, job)
	}
	name := os.Getenv("USER")
	if u, err := user.Current(); err == nil {
		name = u.Username
	}
	return strings.Trim(name+"@"+host, "@")
}

// commit is what git says, or "".
func commit() string {
	out, err := exec.Command("git", "rev-parse", "HEAD").Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}
