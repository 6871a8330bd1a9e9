package baseline

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/compiler/diag"
)

func found(file, path, message string, severity diag.Severity) diag.Diagnostic {
	return diag.Diagnostic{Severity: severity, ID: "sg-no-open-ssh", Pos: diag.Position{File: file, Line: 3}, Path: path, Message: message}
}

func in(names ...string) Judged {
	j := Judged{Templates: map[string]bool{}, Exists: func(name string) bool { return name != "deleted.yaml" }}
	for _, n := range names {
		j.Templates[n] = true
	}
	return j
}

// What is the same finding and what is not: each pair is known by the other, or it is new.
func TestMark(t *testing.T) {
	const rule = "Resources.Door.Properties.SecurityGroupIngress"
	before := found("a.yaml", rule+"[0].CidrIp", `"Door" lets "0.0.0.0/0" reach port 22 (SSH)`, diag.Warning)
	for _, c := range []struct {
		reason string
		change func(*diag.Diagnostic)
		known  bool
	}{
		{"the line moves", func(d *diag.Diagnostic) { d.Pos.Line = 99 }, true},
		{"the position in a list moves", func(d *diag.Diagnostic) { d.Path = rule + "[7].CidrIp" }, true},
		{"a later hipaac words it anew", func(d *diag.Diagnostic) { d.Message = `group "Door" admits "0.0.0.0/0" to port 22 (SSH)` }, true},
		{"it is less grave", func(d *diag.Diagnostic) { d.Severity = diag.Note }, true},
		{"it is graver", func(d *diag.Diagnostic) { d.Severity = diag.Error }, false},
		{"another port", func(d *diag.Diagnostic) { d.Message = strings.Replace(d.Message, "22", "3389", 1) }, false},
		{"another source", func(d *diag.Diagnostic) { d.Message = strings.Replace(d.Message, "0.0.0.0/0", "::/0", 1) }, false},
		{"another resource", func(d *diag.Diagnostic) { d.Path = strings.Replace(d.Path, "Door", "Gate", 1) }, false},
		{"another property", func(d *diag.Diagnostic) { d.Path = rule + "[0].CidrIpv6" }, false},
		{"another control", func(d *diag.Diagnostic) { d.ID = "sg-open-only-authorized-ports" }, false},
		{"another file", func(d *diag.Diagnostic) { d.Pos.File = "b.yaml" }, false},
		{"something further is wrong there", func(d *diag.Diagnostic) { d.Notes = []diag.Text{{Message: diag.Also + `it lets "::/0" in`}} }, false},
	} {
		b := New("baseline.jsonl")
		b.Record(diag.List{before}, in("a.yaml"))
		after := before
		c.change(&after)
		if got := b.Mark(diag.List{after}, in("a.yaml", "b.yaml"))[0].Known; got != c.known {
			t.Errorf("%s: known %v, want %v", c.reason, got, c.known)
		}
	}
}

// What is too long to be kept is known as a whole: its end differs behind all that the file has of it.
func TestMarkLong(t *testing.T) {
	many := strings.Repeat(`"10.0.0.0/8" `, 100)
	before := found("a.yaml", "Resources.A.P[0]", `"A" is open to `+many+`"10.0.0.1/32"`, diag.Error)
	after := before
	after.Message = `"A" is open to ` + many + `"0.0.0.0/0"`
	b := New("baseline.jsonl")
	b.Record(diag.List{before}, in("a.yaml"))
	b, problems := Read("baseline.jsonl", b.Text())
	if problems != nil {
		t.Fatal(problems)
	}
	if !b.Mark(diag.List{before}, in("a.yaml"))[0].Known || b.Mark(diag.List{after}, in("a.yaml"))[0].Known {
		t.Error("the same is not known, or something else is")
	}
}

// Two of a kind are known twice, and a third is new.
func TestMarkCounts(t *testing.T) {
	one := found("a.yaml", "Resources.A.P[0]", `"A" is open`, diag.Error)
	b := New("baseline.jsonl")
	b.Record(diag.List{one, one}, in("a.yaml"))
	var known []bool
	for _, d := range b.Mark(diag.List{one, one, one}, in("a.yaml")) {
		known = append(known, d.Known)
	}
	if diff := cmp.Diff([]bool{true, true, false}, known); diff != "" {
		t.Error(diff)
	}
	marked := b.Mark(diag.List{one}, in("a.yaml"))
	if gone := b.Gone(marked, in("a.yaml")); gone != 1 {
		t.Errorf("%d are gone, want 1", gone)
	}
	b.Prune(marked, in("a.yaml"))
	if b.Mark(diag.List{one, one}, in("a.yaml"))[1].Known {
		t.Error("what was taken out came back unnoticed")
	}
}

// A run decides about the templates that it judged and about files that are no longer there, and about nothing else.
func TestGone(t *testing.T) {
	b := New("baseline.jsonl")
	var all diag.List
	for _, file := range []string{"a.yaml", "b.yaml", "deleted.yaml"} {
		all = append(all, found(file, "Resources.A", `"A" is open`, diag.Error))
	}
	b.Record(all, in("a.yaml", "b.yaml", "deleted.yaml"))
	if gone := b.Gone(nil, in("a.yaml")); gone != 2 {
		t.Errorf("%d are gone, want those of a.yaml and deleted.yaml", gone)
	}
	b.Prune(nil, in("a.yaml"))
	if text := string(b.Text()); strings.Contains(text, "a.yaml") || strings.Contains(text, "deleted.yaml") || !strings.Contains(text, "b.yaml") {
		t.Errorf("after pruning: %s", text)
	}
}

// What is written is read again as it was, in the same order whatever the order of the findings, one on each line.
func TestText(t *testing.T) {
	list := diag.List{
		found("z.yaml", "Resources.A", `"A" <is> open`, diag.Error),
		found("a.yaml", "Resources.B", "\"B\" is\nopen \x1b[31m\xff", diag.Note),
		found("a.yaml", "Resources.A[3].X", strings.Repeat("ü", 5000), diag.Warning),
	}
	judged := in("a.yaml", "z.yaml")
	b, reversed := New("baseline.jsonl"), New("baseline.jsonl")
	b.Record(list, judged)
	reversed.Record(diag.List{list[2], list[1], list[0]}, judged)
	if diff := cmp.Diff(string(b.Text()), string(reversed.Text())); diff != "" {
		t.Errorf("the order of findings shows:\n%s", diff)
	}
	if lines := bytes.Count(b.Text(), []byte("\n")); lines != 4 {
		t.Errorf("%d lines for a header and three findings", lines)
	}
	again, problems := Read("baseline.jsonl", b.Text())
	if problems != nil {
		t.Fatal(problems)
	}
	for _, d := range again.Mark(list, judged) {
		if !d.Known {
			t.Errorf("%s is not known any more", d.Path)
		}
	}
	windows := append([]byte("\ufeff"), bytes.ReplaceAll(b.Text(), []byte("\n"), []byte("\r\n"))...)
	if _, problems := Read("baseline.jsonl", windows); problems != nil {
		t.Errorf("with the line ends of Windows: %v", problems)
	}
}

// Each mistake is said at its line.
func TestBroken(t *testing.T) {
	const head = `{"hipaac":"baseline","version":1}` + "\n"
	line := func(severity string, rest string) string {
		return fmt.Sprintf(`{"file":"a.yaml","rule":"r","path":"p","severity":%q,"message":"m"%s}`, severity, rest)
	}
	for _, c := range []struct {
		text, want string
	}{
		{"", `b.jsonl:1 an empty file is no baseline`},
		{"\x00\x01\xff", `b.jsonl:1 not a baseline: its first line has to be {"hipaac":"baseline","version":1}`},
		{`{"hipaac":"baseline","version":7}`, `b.jsonl:1 a baseline of version 7; this hipaac knows version 1`},
		{`{"hipaac":"baseline","version":-1}`, `b.jsonl:1 a baseline of version -1; this hipaac knows version 1`},
		{head + "[]", `b.jsonl:2 no line of a baseline: each is one JSON object with file, rule, path, severity, message and count`},
		{head + "\n" + line("error", `,"cuont":2`), `b.jsonl:3 no line of a baseline: each is one JSON object with file, rule, path, severity, message and count`},
		{head + line("error", "") + line("note", ""), `b.jsonl:2 no line of a baseline: each is one JSON object with file, rule, path, severity, message and count`},
		{head + `{"file":"a.yaml"}`, `b.jsonl:2 a finding without file, rule or message`},
		{head + line("fatal", ""), `b.jsonl:2 severity is "fatal", must be "error", "warning" or "note"`},
		{head + line("error", `,"count":-3`), `b.jsonl:2 count is -3, must be 1 or more`},
		{head + line("error", "") + "\n" + line("error", `,"count":3`), `b.jsonl:3 the same finding as on line 2`},
		{head + "<<<<<<< HEAD\n", `b.jsonl:2 a merge left both sides here`},
		{head + strings.Repeat("[", 100000), `b.jsonl:2 no line of a baseline: each is one JSON object with file, rule, path, severity, message and count`},
	} {
		b, problems := Read("b.jsonl", []byte(c.text))
		if b != nil || len(problems) != 1 {
			t.Errorf("%.40q: %v", c.text, problems)
			continue
		}
		if got := problems[0].Pos.String() + " " + problems[0].Message; got != c.want {
			t.Errorf("%.40q: got %s, want %s", c.text, got, c.want)
		}
	}
}

// Whatever is read is either refused at a line of the file, or written again as the same baseline.
func FuzzRead(f *testing.F) {
	b := New("b.jsonl")
	one := found("../a.yaml", "Resources.A[0]", `"A" is open`, diag.Error)
	b.Record(diag.List{one, one}, in("../a.yaml"))
	f.Add(b.Text())
	f.Add([]byte(`{"hipaac":"baseline","version":2}`))
	f.Add([]byte("<<<<<<<"))
	f.Fuzz(func(t *testing.T, text []byte) {
		read, problems := Read("b.jsonl", text)
		if (read == nil) == (problems == nil) {
			t.Fatal("neither a baseline nor a reason")
		}
		for _, p := range problems {
			if p.Pos.Line > 1+bytes.Count(text, []byte("\n")) {
				t.Fatalf("%+v lies outside of the file", p)
			}
		}
		if read == nil {
			return
		}
		again, problems := Read("b.jsonl", read.Text())
		if problems != nil {
			t.Fatalf("what was written cannot be read: %v", problems)
		}
		if diff := cmp.Diff(string(read.Text()), string(again.Text())); diff != "" {
			t.Fatal(diff)
		}
	})
}
