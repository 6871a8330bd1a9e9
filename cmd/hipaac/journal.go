package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/plan"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/record"
	"github.com/hipaac/hipaac/compiler"
)

// runsFolder is where records lie.
const runsFolder = ".hipaac/runs"

func addRuns(cmd *cobra.Command, runs *string) {
	cmd.Flags().StringVar(runs, "runs", runsFolder, "folder for the record of the run")
}

// beginRecord begins the record of a run that changes something.
func beginRecord(folder, run, command string, callers []plan.Caller, specs []compiler.Source) (*record.Writer, error) {
	w, err := record.Create(folder, run)
	if err != nil {
		return nil, asRecordFailure(err)
	}
	begin := record.Begin{Run: run, Command: command, Who: whoActs(), Version: version().Version, Commit: commit()}
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

// endRecord writes the last entry, and says how the record can be shown to be whole.
func endRecord(con *console, w *record.Writer, outcome record.Outcome, code int, text string) error {
	err := errors.Join(w.Add(record.KindEnd, record.End{Outcome: outcome, Code: code, Text: text}), w.Close())
	if err == nil {
		con.note("record: %s, last hash %s", w.Path(), w.Head())
	}
	return err
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
