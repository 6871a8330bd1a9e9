package progress

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
	"github.com/hipaac/hipaac/compiler/template"
)

var update = flag.Bool("update", false, "rewrite the frames in testdata")

func ref(name string) stack.Ref {
	return stack.Ref{Target: stack.Target{Account: "111122223333", Region: "us-east-1"}, Name: name}
}

func document(t *testing.T, text string) *template.Document {
	t.Helper()
	d, problems := template.Parse("test", []byte(text))
	if problems.Failed() {
		t.Fatal(problems)
	}
	return d
}

// clinic is a run in the middle: a stack that is done, one at work on resources and on a nested stack, others that wait, failed, or are
// as they should be, in two environments.
func clinic(t *testing.T) ([]Step, []stack.News) {
	database := document(t, `{"Resources":{
		"Key":{"Type":"AWS::KMS::Key"},
		"Subnets":{"Type":"AWS::RDS::DBSubnetGroup"},
		"Database":{"Type":"AWS::RDS::DBInstance","Properties":{"KmsKeyId":{"Fn::GetAtt":["Key","Arn"]},"DBSubnetGroupName":{"Ref":"Subnets"}}},
		"Alarm":{"Type":"AWS::CloudWatch::Alarm","Properties":{"AlarmName":{"Fn::Sub":"${Database}-cpu"}}},
		"Child":{"Type":"AWS::CloudFormation::Stack"}}}`)
	network, db, web, logs := ref("clinic-prod-network"), ref("clinic-prod-database"), ref("clinic-prod-web"), ref("clinic-test-logs")
	steps := []Step{
		{Ref: network, Environment: "prod", Key: "network"},
		{Ref: db, Environment: "prod", Key: "database", After: []stack.Ref{network}, Document: database},
		{Ref: web, Environment: "prod", Key: "web", After: []stack.Ref{db}, Changes: []stack.ResourceChange{{Action: "Modify", LogicalID: "Environment", Type: "AWS::ElasticBeanstalk::Environment"}}},
		{Ref: logs, Environment: "test", Key: "logs"},
		{Ref: ref("clinic-test-app"), Environment: "test", Key: "app"},
	}
	at := func(seconds int, n stack.News) stack.News {
		n.At = start.Add(time.Duration(seconds) * time.Second)
		return n
	}
	news := []stack.News{
		at(0, stack.News{Ref: db, Kind: stack.Queued, Text: "waits for network"}),
		at(0, stack.News{Ref: web, Kind: stack.Queued, Text: "waits for database"}),
		at(1, stack.News{Ref: logs, Kind: stack.Same}),
		at(1, stack.News{Ref: network, Kind: stack.Started, Resources: 3}),
		at(31, stack.News{Ref: network, Kind: stack.Done, Status: stack.CreateComplete}),
		at(32, stack.News{Ref: db, Kind: stack.Started, Resources: 5}),
		at(40, stack.News{Ref: ref("clinic-test-app"), Kind: stack.Started}),
		at(50, stack.News{Ref: ref("clinic-test-app"), Kind: stack.Failed, Text: "Bucket (AWS::S3::Bucket): clinic-logs already exists \x1b[31m"}),
	}
	for _, e := range append(happen(arn, 32, "clinic-prod-database - CREATE_IN_PROGRESS User Initiated", "Key AWS::KMS::Key CREATE_IN_PROGRESS", "Subnets AWS::RDS::DBSubnetGroup CREATE_IN_PROGRESS",
		"Subnets AWS::RDS::DBSubnetGroup CREATE_COMPLETE", "Key AWS::KMS::Key CREATE_COMPLETE", "Child AWS::CloudFormation::Stack CREATE_IN_PROGRESS", "Database AWS::RDS::DBInstance CREATE_IN_PROGRESS"),
		happen(child, 40, "clinic-prod-database-Child-X - CREATE_IN_PROGRESS", "Topic AWS::SNS::Topic CREATE_IN_PROGRESS", "Queue AWS::SQS::Queue CREATE_IN_PROGRESS", "Queue AWS::SQS::Queue CREATE_COMPLETE")...) {
		news = append(news, stack.News{At: e.At, Ref: db, Kind: stack.Happened, Event: &e})
	}
	return steps, news
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || got != string(want) {
		t.Errorf("%s (%v):\n%s\nwant:\n%s", name, err, got, want)
	}
}

// The frames are what people see at 2:10 of a run, at several sizes of the terminal.
func TestFrames(t *testing.T) {
	steps, news := clinic(t)
	m := newModel("deploy 20261122T190720Z-ab12cd", steps, start)
	for _, n := range news {
		m.tell(&n)
	}
	now := start.Add(130 * time.Second)
	for _, size := range []struct{ width, height int }{{120, 40}, {80, 24}, {60, 24}, {40, 24}, {80, 10}, {80, 8}, {80, 5}, {10, 3}} {
		frame := m.frame(size.width, size.height, now, false)
		if len(frame) >= size.height {
			t.Errorf("%d lines in a terminal of %d", len(frame), size.height)
		}
		for _, line := range frame {
			if n := cells(line); n >= max(least, size.width) || strings.ContainsRune(line, '\x1b') {
				t.Errorf("%d columns in a terminal of %d: %q", n, size.width, line)
			}
		}
		golden(t, fmt.Sprintf("frame-%dx%d.txt", size.width, size.height), strings.Join(frame, "\n")+"\n")
	}
	// Colour changes nothing but the colour.
	colourful := m.frame(80, 24, now, true)
	if !strings.Contains(strings.Join(colourful, ""), "\x1b[31mfailed\x1b[0m") {
		t.Error("no colour")
	}
	for i, line := range m.frame(80, 24, now, false) {
		if bare(colourful[i]) != line {
			t.Errorf("%q in colour is %q", line, colourful[i])
		}
	}
}

// paper is a terminal that understands what a screen writes, and nothing else.
type paper struct {
	mu      sync.Mutex
	width   int
	lines   []string
	row     int
	visible bool
	writes  int
	raw     bytes.Buffer
}

func (p *paper) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.writes++
	p.raw.Write(b)
	rest := string(b)
	for rest != "" {
		switch {
		case strings.HasPrefix(rest, hide):
			p.visible, rest = false, rest[len(hide):]
		case strings.HasPrefix(rest, show):
			p.visible, rest = true, rest[len(show):]
		case strings.HasPrefix(rest, clearRight):
			rest = rest[len(clearRight):]
		case strings.HasPrefix(rest, clearBelow):
			p.lines, rest = p.lines[:min(p.row, len(p.lines))], rest[len(clearBelow):]
		case strings.HasPrefix(rest, "\r\x1b["):
			var up int
			if _, err := fmt.Sscanf(rest, "\r\x1b[%dA", &up); err != nil {
				return 0, err
			}
			p.row -= up
			rest = rest[strings.IndexByte(rest, 'A')+1:]
		default:
			text, after, found := strings.Cut(rest, "\r\n")
			if !found {
				return 0, fmt.Errorf("no line: %q", rest)
			}
			for len(p.lines) <= p.row {
				p.lines = append(p.lines, "")
			}
			p.lines[p.row] = strings.TrimSuffix(text, clearRight)
			p.row++
			rest = after
		}
	}
	return len(b), nil
}

// The tree stands once on the terminal however often it was drawn, notes stand above it, and the cursor is shown after each write.
func TestScreen(t *testing.T) {
	steps, news := clinic(t)
	p := &paper{width: 80}
	s := &screen{how: How{Out: p, Size: func() (int, int) { return p.width, 30 }}}
	m := newModel("deploy", steps, start)
	for i, n := range news {
		m.tell(&n)
		s.tick(m, n.At)
		s.tick(m, n.At)
		if !p.visible {
			t.Fatal("the cursor is hidden after a write")
		}
		if i == 6 {
			s.note(m, "hipaac: a note\nof two lines")
		}
	}
	if p.writes > len(news)+2 {
		t.Errorf("%d writes for %d frames, of which half were the same as the one before", p.writes, 2*len(news))
	}
	end := start.Add(130 * time.Second)
	s.close(m, end)
	want := append([]string{"hipaac: a note", "of two lines"}, m.frame(80, 30, end, false)...)
	if got := strings.Join(p.lines, "\n"); got != strings.Join(want, "\n") {
		t.Errorf("on the terminal:\n%s\nwant:\n%s", got, strings.Join(want, "\n"))
	}
	// Made narrower, the terminal breaks the lines that are there: the next frame begins above all of them.
	broken := 0
	for _, line := range s.frame {
		broken += (max(1, cells(line)) + 39) / 40
	}
	if got, want := s.back(40), fmt.Sprintf("\r\x1b[%dA", broken); got != want || broken == len(s.frame) {
		t.Errorf("back %q, want %q", got, want)
	}
	golden(t, "screen.txt", strings.ReplaceAll(p.raw.String(), "\r\n", "\n"))
}

// A view draws at most four times a second, however much it is told.
func TestNotTooOften(t *testing.T) {
	steps, news := clinic(t)
	p := &paper{}
	v := New("deploy", steps, How{Out: p, Form: Tree, Size: func() (int, int) { return 80, 30 }})
	began := time.Now()
	for time.Since(began) < 600*time.Millisecond {
		for _, n := range news {
			v.Tell(n)
		}
	}
	v.Close()
	v.Close()
	if p.writes < 1 || p.writes > 4 {
		t.Errorf("%d writes in 0.6 s", p.writes)
	}
	if len(v.Results()) != len(steps) {
		t.Errorf("results: %+v", v.Results())
	}
}

// While somebody is asked, nothing is drawn; afterwards the tree stands below the question.
func TestAside(t *testing.T) {
	steps, news := clinic(t)
	p := &paper{}
	v := New("deploy", steps, How{Out: p, Form: Tree, Size: func() (int, int) { return 80, 30 }})
	defer v.Close()
	v.Aside(func() {
		p.mu.Lock()
		before := p.writes
		p.mu.Unlock()
		v.Tell(news[0])
		time.Sleep(3 * frames)
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.writes != before {
			t.Error("drawn while somebody was asked")
		}
	})
}

// Lines for a log: with times, and with a line that says what is waited for after some silence.
func TestLines(t *testing.T) {
	steps, news := clinic(t)
	var b bytes.Buffer
	now := start
	how := How{Out: &b, Now: func() time.Time { return now }, Beat: silence}
	l := &lines{how: how, last: now}
	m := newModel("deploy", steps, start)
	say := func(n stack.News) {
		now = n.At
		m.tell(&n)
		l.tell(m, &n)
		l.tick(m, now)
	}
	for _, n := range news {
		say(n)
	}
	for range 70 {
		now = now.Add(time.Second)
		l.tick(m, now)
	}
	db := ref("clinic-prod-database")
	say(stack.News{At: now, Ref: db, Kind: stack.Waiting, Text: "AWS does not answer; asked again"})
	fail := happen(arn, 130, "Child AWS::CloudFormation::Stack CREATE_FAILED Resource creation cancelled", "Database AWS::RDS::DBInstance CREATE_FAILED Cannot find version 13.6", "clinic-prod-database - ROLLBACK_IN_PROGRESS The following resource(s) failed to create: [Database].")
	for _, e := range fail {
		say(stack.News{At: e.At, Ref: db, Kind: stack.Happened, Event: &e})
	}
	say(stack.News{At: start.Add(150 * time.Second), Ref: db, Kind: stack.Failed, Text: "Database (AWS::RDS::DBInstance): Cannot find version 13.6"})
	say(stack.News{At: start.Add(150 * time.Second), Ref: ref("clinic-prod-web"), Kind: stack.Skipped, Text: "database failed"})
	l.note(m, "a note")
	golden(t, "lines.txt", b.String())
}

func TestJSON(t *testing.T) {
	steps, news := clinic(t)
	var b bytes.Buffer
	v := New("deploy", steps, How{Out: &b, Form: JSON, Now: func() time.Time { return start }})
	for _, n := range news[3:9] {
		v.Tell(n)
	}
	v.Tell(stack.News{Ref: ref("clinic-prod-database"), Kind: stack.Waiting, Text: "key AKIAIOSFODNN7EXAMPLE <&>"})
	v.Note("a note")
	v.Close()
	golden(t, "objects.txt", b.String())
}

func TestSummary(t *testing.T) {
	fault, _ := Cause(happen(arn, 0, "Database AWS::RDS::DBInstance CREATE_FAILED Cannot find version 13.6 for postgres ``` | <b>"), nil, sources)
	steps, _ := clinic(t)
	s := Summary{Title: "deploy 20261122T190720Z-ab12cd", Outcome: "failed", Took: 150 * time.Second, Record: ".hipaac/runs/20261122T190720Z-ab12cd.jsonl", Head: strings.Repeat("ab", 32),
		Steps: []Result{{Step: steps[0], Kind: stack.Done, Took: 30 * time.Second}, {Step: steps[1], Kind: stack.Failed, Text: fault.Line(), Took: 90 * time.Second},
			{Step: steps[2], Kind: stack.Skipped, Text: "database failed"}, {Step: steps[3], Kind: stack.Same}},
		Faults: map[stack.Ref]Fault{steps[1].Ref: fault}}
	golden(t, "summary.md", s.Markdown())
	golden(t, "annotation.txt", fault.Annotation("prod/database"))
	page := filepath.Join(t.TempDir(), "page")
	t.Setenv("GITHUB_STEP_SUMMARY", page)
	for range 2 {
		if err := s.Publish(); err != nil {
			t.Fatal(err)
		}
	}
	if text, err := os.ReadFile(page); err != nil || string(text) != s.Markdown()+s.Markdown() {
		t.Errorf("page: %v\n%s", err, text)
	}
}

// The estimate is the longest chain of what is left; what took its time before takes it again; what takes much longer is said to, unless
// nobody knows how long its type takes.
func TestEstimate(t *testing.T) {
	steps, _ := clinic(t)
	db := steps[1]
	say := func(step Step, seconds int, events ...string) string {
		m := newModel("x", []Step{step}, start)
		m.tell(&stack.News{At: start, Ref: step.Ref, Kind: stack.Started})
		for _, e := range happen(arn, 0, events...) {
			m.tell(&stack.News{At: e.At, Ref: step.Ref, Kind: stack.Happened, Event: &e})
		}
		return estimate(m.left(start.Add(time.Duration(seconds) * time.Second)))
	}
	earlier := db
	earlier.Earlier = happen(arn, 0, "clinic-prod-database - CREATE_IN_PROGRESS", "Database AWS::RDS::DBInstance CREATE_IN_PROGRESS", "Database AWS::RDS::DBInstance CREATE_IN_PROGRESS Resource creation Initiated")
	last := happen(arn, 2000, "Database AWS::RDS::DBInstance CREATE_COMPLETE")
	earlier.Earlier = append(earlier.Earlier, last...)
	unknown := Step{Ref: ref("x"), Changes: []stack.ResourceChange{{Action: "Add", LogicalID: "New", Type: "AWS::New::Thing"}}}
	replaced := Step{Ref: ref("x"), Changes: []stack.ResourceChange{{Action: "Modify", Replacement: "True", LogicalID: "Gate", Type: "AWS::EC2::NatGateway"}}}
	for name, c := range map[string]struct{ got, want string }{
		"key, database and alarm":        {say(db, 0), "about 14 min left"},
		"the key is there":               {say(db, 60, "Key AWS::KMS::Key CREATE_IN_PROGRESS", "Key AWS::KMS::Key CREATE_COMPLETE"), "about 13 min left"},
		"the database is under way":      {say(db, 600, "Key AWS::KMS::Key CREATE_COMPLETE", "Child AWS::CloudFormation::Stack CREATE_COMPLETE", "Database AWS::RDS::DBInstance CREATE_IN_PROGRESS"), "about 3 min left"},
		"much longer than usual":         {say(db, 2000, "Key AWS::KMS::Key CREATE_COMPLETE", "Database AWS::RDS::DBInstance CREATE_IN_PROGRESS"), "longer than usual"},
		"it took as long before":         {say(earlier, 0), "about 35 min left"},
		"and is not slow now":            {say(earlier, 2000, "Key AWS::KMS::Key CREATE_COMPLETE", "Child AWS::CloudFormation::Stack CREATE_COMPLETE", "Database AWS::RDS::DBInstance CREATE_IN_PROGRESS"), "about 4 min left"},
		"a type that nobody knows":       {say(unknown, 2000, "New AWS::New::Thing CREATE_IN_PROGRESS"), "about 1 min left"},
		"a replacement is made anew":     {say(replaced, 0), "about 2 min left"},
		"nothing is known of a way back": {say(db, 0, "clinic-prod-database - ROLLBACK_IN_PROGRESS"), ""},
		"nothing is known of the step":   {say(Step{Ref: ref("x")}, 5), ""},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", name, c.got, c.want)
		}
	}
}
