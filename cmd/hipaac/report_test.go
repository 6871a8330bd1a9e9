package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"
)

// TestReportOfADay: a report depends on the specs and on the day in UTC, and on nothing else; a waiver holds through its last day, wherever
// hipaac runs.
func TestReportOfADay(t *testing.T) {
	const spec = `hipaac: v1
system: clinic
environment: dev
tier: development
phi: true
account: "444455556666"
region: us-east-1
owner: platform@clinic.example
alerts: [security@clinic.example]
waivers:
  - {control: backup-retention, resource: storage, reason: these are copies that are made anew, measure: the originals are kept for longer, owner: security@clinic.example, expires: "2027-03-31"}
stacks: {keys: {}, backup: {}, observability: {}, storage: {buckets: {documents: {backupDays: 7}}}}
`
	t.Chdir(t.TempDir())
	if err := os.WriteFile("dev.yaml", []byte(spec), 0o666); err != nil {
		t.Fatal(err)
	}
	report := func(now time.Time, want int) string {
		t.Helper()
		var out, notes bytes.Buffer
		con := newConsole(nil, &out, &notes)
		con.now = func() time.Time { return now }
		root := newRoot(con)
		root.SetArgs([]string{"report", "dev.yaml"})
		code := exitDone
		if err := root.Execute(); err != nil {
			code = con.report(err)
		}
		if code != want {
			t.Fatalf("on %s: code %d, want %d\n%s", now, code, want, notes.Bytes())
		}
		return out.String()
	}
	west := time.FixedZone("west", -8*3600)
	last := report(time.Date(2027, 3, 31, 23, 59, 0, 0, time.UTC), exitDone)
	if !strings.Contains(last, ", on 2027-03-31.") || !strings.Contains(last, "until 2027-03-31, 0 days left") || strings.Contains(last, "CAUTION") {
		t.Errorf("on the last day:\n%.2000s", last)
	}
	if report(time.Date(2027, 3, 30, 17, 0, 0, 0, west), exitDone) != last {
		t.Error("the same day in UTC gives another report")
	}
	if over := report(time.Date(2027, 3, 31, 16, 0, 0, 0, west), exitFailed); !strings.Contains(over, ", on 2027-04-01.") || !strings.Contains(over, "> [!CAUTION]") {
		t.Errorf("on the day after:\n%.2000s", over)
	}
}
