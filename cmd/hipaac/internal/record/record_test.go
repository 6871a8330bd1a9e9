package record

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

const run = "20261122T190720Z-ab12cd"

// begun is the record of a run with a few more entries, and its writer.
func begun(t *testing.T, more int) *Writer {
	t.Helper()
	w, err := Create(filepath.Join(t.TempDir(), ".hipaac", "runs"), run)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	add(t, w, KindBegin, Begin{Run: run, Command: "deploy", Who: "ada@host"})
	for i := range more {
		add(t, w, KindIntend, Intend{Operation: "ExecuteChangeSet", Token: stack.Token(run, "test/network", i)})
	}
	return w
}

func add(t *testing.T, w *Writer, kind string, data any) {
	t.Helper()
	if err := w.Add(kind, data); err != nil {
		t.Fatal(err)
	}
}

func TestWrittenAndRead(t *testing.T) {
	w := begun(t, 2)
	add(t, w, "odd", map[string]any{"a": 1, "hash": "", "prev": "<&>\u2028\n"}) // names and bytes that the form of a line has, too
	entries, err := Read(w.Path())
	if err != nil {
		t.Fatal(err)
	}
	var begin Begin
	if err := entries[0].Into(&begin); err != nil || begin.Who != "ada@host" {
		t.Errorf("begin: %+v, %v", begin, err)
	}
	var odd map[string]any
	if err := entries[3].Into(&odd); err != nil || odd["prev"] != "<&>\u2028\n" {
		t.Errorf("odd: %v, %v", odd, err)
	}
	if last := entries[3]; last.N != 4 || last.Hash != w.Head() || last.Prev != entries[2].Hash {
		t.Errorf("last: %+v", last)
	}
	info, err := os.Stat(w.Path())
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

// The documented way to check a line with other tools gives its hash.
func TestOtherToolsAgree(t *testing.T) {
	w := begun(t, 3)
	out, err := exec.Command("sh", "-c", `sed -n 3p "$0" | sed 's/,"hash":"[0-9a-f]*"}$/}/' | tr -d '\n' | sha256sum`, w.Path()).Output()
	if err != nil {
		t.Skipf("no sed or sha256sum here: %v", err)
	}
	entries, err := Read(w.Path())
	if err != nil || !strings.HasPrefix(string(out), entries[2].Hash) {
		t.Errorf("sha256sum says %s, the entry %s, %v", out, entries[2].Hash, err)
	}
}

// broken reads a record with another text, and gives the line that is named.
func broken(t *testing.T, text []byte) (int, bool) {
	t.Helper()
	entries, _, err := parse("record", text)
	b := (*Broken)(nil)
	if !errors.As(err, &b) {
		return 0, false
	}
	if len(entries) != b.Line-1 {
		t.Errorf("line %d is named, and %d entries are returned", b.Line, len(entries))
	}
	return b.Line, b.Torn
}

// Every byte counts: changed, removed or doubled anywhere, it is found in its line. Only a removed or added line break can show one line
// later or make the last line torn.
func TestEveryByteCounts(t *testing.T) {
	w := begun(t, 3)
	text, err := os.ReadFile(w.Path())
	if err != nil {
		t.Fatal(err)
	}
	line := 1
	for i, c := range text {
		for name, other := range map[string][]byte{
			"flipped": slices.Concat(text[:i], []byte{c ^ 1}, text[i+1:]),
			"blank":   slices.Concat(text[:i], []byte{' '}, text[i+1:]),
			"broken":  slices.Concat(text[:i], []byte{'\n'}, text[i+1:]),
			"removed": slices.Concat(text[:i], text[i+1:]),
			"doubled": slices.Concat(text[:i+1], text[i:]),
		} {
			if string(other) == string(text) {
				continue
			}
			got, _ := broken(t, other)
			if want := line; got != want && !(c == '\n' && got == want+1) {
				t.Errorf("byte %d (%q) of line %d %s: line %d is named", i, c, line, name, got)
			}
		}
		if c == '\n' {
			line++
		}
	}
}

func TestEveryLineCounts(t *testing.T) {
	w := begun(t, 12)
	whole, err := os.ReadFile(w.Path())
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(strings.TrimSuffix(string(whole), "\n"), "\n")
	lines[len(lines)-1] += "\n"
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		other := slices.Clone(lines)
		i, j := random.IntN(len(lines)), random.IntN(len(lines))
		want, what := i+1, fmt.Sprintf("line %d removed", i+1)
		switch random.IntN(3) {
		case 0:
			if i == len(lines)-1 {
				continue // the limit of a chain: what is left is whole
			}
			other = slices.Delete(other, i, i+1)
		case 1:
			want, what = i+1, fmt.Sprintf("line %d inserted before line %d", j+1, i+1)
			if i == j {
				want++ // the second of two equal lines is the one that does not fit
			}
			other = slices.Insert(other, i, lines[j])
		case 2:
			if i == j {
				continue
			}
			want, what = min(i, j)+1, fmt.Sprintf("lines %d and %d swapped", i+1, j+1)
			other[i], other[j] = other[j], other[i]
		}
		if got, _ := broken(t, []byte(strings.Join(other, ""))); got != want {
			t.Errorf("%s: line %d is named, want %d", what, got, want)
		}
	}
}

// A line that is changed together with its own hash no longer fits the next one.
func TestForgedLine(t *testing.T) {
	w := begun(t, 3)
	entries, err := Read(w.Path())
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for i, e := range entries {
		if i == 1 {
			e.Data = json.RawMessage(`{"operation":"DeleteStack"}`)
		}
		stated := e.Hash
		e.Hash = ""
		line, err := encode(&e)
		if err != nil || (e.Hash == stated) != (i != 1) {
			t.Fatalf("line %d: %v", i+1, err)
		}
		text.WriteString(string(line) + "\n")
	}
	if got, _ := broken(t, []byte(text.String())); got != 3 {
		t.Errorf("line %d is named, want 3", got)
	}
	path := filepath.Join(t.TempDir(), "x")
	other, err := Create(path, "another-run")
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Add(KindBegin, Begin{Run: run}); err == nil {
		t.Error("a record took the beginning of another run")
	}
	if err := other.Add(KindIntend, Intend{}); err == nil {
		t.Error("a record took a call before its beginning")
	}
}

// Whatever a crash leaves of the last line is cut, and that is said; the entries before it stay, and the chain goes on.
func TestTorn(t *testing.T) {
	for _, rest := range []string{`{"n":5,"at":"20`, "x", "\x00\x00\x00", "\x00\x00\x00\n", "\x00\"}\n"} {
		w := begun(t, 3)
		folder := filepath.Dir(w.Path())
		w.Close()
		file, err := os.OpenFile(w.Path(), os.O_APPEND|os.O_WRONLY, 0)
		if err == nil {
			_, err = file.WriteString(rest)
		}
		if err = errors.Join(err, file.Close()); err != nil {
			t.Fatal(err)
		}
		if entries, err := Read(w.Path()); len(entries) != 4 || !err.(*Broken).Torn {
			t.Errorf("%q: %d entries, %v", rest, len(entries), err)
		}
		again, entries, err := Resume(folder, run)
		if err != nil {
			t.Fatalf("%q: %v", rest, err)
		}
		var torn Torn
		if len(entries) != 5 || entries[4].Kind != KindTorn || entries[4].Into(&torn) != nil || torn.Bytes != len(rest) {
			t.Errorf("%q: %d entries, %+v", rest, len(entries), torn)
		}
		add(t, again, KindEnd, End{Outcome: Done})
		again.Close()
		if entries, err := Read(w.Path()); len(entries) != 6 || err != nil {
			t.Errorf("%q: %d entries, %v", rest, len(entries), err)
		}
	}
}

func TestRefused(t *testing.T) {
	w := begun(t, 1)
	folder := filepath.Dir(w.Path())
	says := func(what string, err error, want string, busy bool) {
		t.Helper()
		problem := (*Error)(nil)
		if !errors.As(err, &problem) || strings.ReplaceAll(err.Error(), folder, "RUNS") != want || problem.Hint == "" || problem.Busy != busy {
			t.Errorf("%s: %v", what, err)
		}
	}
	_, err := Create(folder, run)
	says("a second record of a run", err, "there is a record of run "+run+" already: RUNS/"+run+".jsonl", false)
	_, _, err = Resume(folder, run)
	says("a second process", err, "run "+run+" is being carried out by another process, which holds RUNS/"+run+".jsonl", true)
	_, _, err = Resume(folder, "another")
	says("a run that nobody knows", err, "there is no record of run another: RUNS/another.jsonl does not exist", false)
	_, err = Create(folder, "../evil")
	says("a name that leads elsewhere", err, `"../evil" is no name of a run`, false)
	_, _, err = Resume(folder, "../evil")
	says("a name that leads elsewhere", err, `"../evil" is no name of a run`, false)
	w.Close()
	if err := w.Add(KindEnd, End{}); err == nil {
		t.Error("an entry after the end of the writer")
	}

	if err := os.Rename(w.Path(), Path(folder, "another")); err != nil {
		t.Fatal(err)
	}
	_, _, err = Resume(folder, "another")
	says("the record of another run", err, "RUNS/another.jsonl is the record of run "+run, false)
	if err := os.WriteFile(Path(folder, "empty"), []byte(`{"n":1`), 0o600); err != nil {
		t.Fatal(err)
	}
	_, _, err = Resume(folder, "empty")
	says("a run that did nothing", err, "run empty stopped before it did anything: its record has no whole line", false)
	text, err := os.ReadFile(Path(folder, "another"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(Path(folder, run), []byte(strings.Replace(string(text), "ExecuteChangeSet", "DeleteStack", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	_, _, err = Resume(folder, run)
	says("a record that was changed", err, "RUNS/"+run+".jsonl:2: the line was changed: it does not have the hash that it states", false)
}

// The system gives a lock back when the process that held it is killed.
func TestLockEndsWithTheProcess(t *testing.T) {
	if folder := os.Getenv("HIPAAC_TEST_RECORD"); folder != "" {
		if _, _, err := Resume(folder, run); err != nil {
			fmt.Println(err)
		}
		fmt.Println("held")
		select {}
	}
	w := begun(t, 0)
	folder := filepath.Dir(w.Path())
	w.Close()
	other := exec.Command(os.Args[0], "-test.run", t.Name())
	other.Env = append(os.Environ(), "HIPAAC_TEST_RECORD="+folder)
	out, err := other.StdoutPipe()
	if err == nil {
		err = other.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	line := make([]byte, 5)
	if _, err := out.Read(line); err != nil || string(line) != "held\n" {
		t.Fatalf("%q, %v", line, err)
	}
	problem := (*Error)(nil)
	if _, _, err := Resume(folder, run); !errors.As(err, &problem) || !problem.Busy {
		t.Errorf("while another process holds it: %v", err)
	}
	if err := other.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	other.Wait()
	again, _, err := Resume(folder, run)
	if err != nil {
		t.Fatalf("after it was killed: %v", err)
	}
	again.Close()
}

// Where the disk is full the caller hears of it before it does what it intends, and nothing goes on from there.
func TestFullDisk(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_RDWR, 0)
	if err != nil {
		t.Skip("this system has no /dev/full")
	}
	defer full.Close()
	w := begun(t, 1)
	disk := w.file
	w.file = full
	err = w.Add(KindIntend, Intend{Operation: "DeleteStack"})
	if problem := (*Error)(nil); !errors.As(err, &problem) || !strings.Contains(err.Error(), "no space left on device") || problem.Hint == "" {
		t.Errorf("a full disk: %v", err)
	}
	w.file = disk
	if again := w.Add(KindEnd, End{}); again != err {
		t.Errorf("after a full disk: %v", again)
	}
	if entries, err := Read(w.Path()); err != nil || len(entries) != 2 {
		t.Errorf("%d entries, %v", len(entries), err)
	}
}

func TestManyAtOnce(t *testing.T) {
	w := begun(t, 0)
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			for range 5 {
				if err := w.Add(KindResult, Result{Operation: fmt.Sprint(i)}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if entries, err := Read(w.Path()); err != nil || len(entries) != 101 {
		t.Errorf("%d entries, %v", len(entries), err)
	}
}

// AWS's words are kept, unless they hold what looks like a secret.
func TestSecretsAreLeftOut(t *testing.T) {
	w := begun(t, 0)
	reason := func(text string) {
		add(t, w, KindEvent, NewEvent(stack.Ref{}, &stack.Event{LogicalID: "Database", Reason: text, HookReason: text, At: time.Unix(0, 0)}))
	}
	secrets := []string{"AKIAIOSFODNN7EXAMPLE", "postgres://app:hunter2@db/records", "-----BEGIN RSA PRIVATE KEY-----", "hunter3"}
	reason("The key " + secrets[0] + " is not valid")
	reason("cannot connect to " + secrets[1])
	reason("line 1:\n" + secrets[2] + "\nMIIE")
	reason("Server=db;\nPassword=" + secrets[3] + ";")
	reason("Resource handler returned message: \"Bucket clinic already exists\"")
	text, err := os.ReadFile(w.Path())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range append(secrets, "MIIE") {
		if strings.Contains(string(text), s) {
			t.Errorf("%q is in the record", s)
		}
	}
	if strings.Count(string(text), leftOut) != 8 || !strings.Contains(string(text), "Bucket clinic already exists") {
		t.Errorf("the record:\n%s", text)
	}
	if _, err := Read(w.Path()); err != nil {
		t.Error(err)
	}
}

func TestNewRun(t *testing.T) {
	now := time.Date(2026, 11, 22, 20, 7, 20, 0, time.FixedZone("", 3600))
	a, b := NewRun(now), NewRun(now)
	if a == b || len(a) != len(run) || !strings.HasPrefix(a, "20261122T190720Z-") || !runName.MatchString(a) {
		t.Errorf("runs %s, %s", a, b)
	}
}
