package baseline

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/source"
	"github.com/hipaac/hipaac/compiler/diag"
)

// The file has one JSON object on each line (https://jsonlines.org): first what the file is, then the findings, sorted. No line
// depends on those beside it, so that two branches that both change the file seldom conflict, and a reviewer sees a line for each
// finding that came or went.

// version is of the form of the file. It grows when an older hipaac would read the file wrongly.
const version = 1

// MaxBytes is more than any baseline needs: 200,000 findings.
const MaxBytes = 64 << 20

type header struct {
	Hipaac  string `json:"hipaac"`
	Version int    `json:"version"`
}

// Open reads a baseline file. One with a mistake excuses nothing.
func Open(path string) (*Baseline, diag.List) {
	text, err := limited(path)
	name := source.Name(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, wrong(name, 0, "no such baseline", fmt.Sprintf("\"hipaac check --write-baseline %s\" makes it", path))
	case err != nil:
		return nil, wrong(name, 0, "the baseline cannot be read: "+reason(err), "")
	case len(text) > MaxBytes:
		return nil, wrong(name, 0, fmt.Sprintf("more than the %d bytes that are read of a baseline", MaxBytes), "check fewer templates with one baseline")
	}
	return Read(path, text)
}

func limited(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("it is not a regular file")
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, MaxBytes+1))
}

func reason(err error) string {
	if pathError := (*fs.PathError)(nil); errors.As(err, &pathError) {
		err = pathError.Err
	}
	return err.Error()
}

// Read understands the text of a baseline that is kept at a path.
func Read(path string, text []byte) (*Baseline, diag.List) {
	b, name := New(path), source.Name(path)
	var problems diag.List
	number, begun := 0, false
	seen := map[key]int{}
	for line := range bytes.Lines(bytes.TrimPrefix(text, []byte("\ufeff"))) {
		number++
		line = bytes.TrimSpace(line)
		switch {
		case len(line) == 0:
		case isConflict(line):
			return nil, wrong(name, number, "a merge left both sides here", "keep the lines of both sides, and remove the marks")
		case !begun:
			if found := begins(name, number, line); found != nil {
				return nil, found
			}
			begun = true
		default:
			e, message := entry(line)
			if first := seen[e.key()]; message == "" && first > 0 {
				message = fmt.Sprintf("the same finding as on line %d", first)
			}
			if message != "" {
				problems = append(problems, wrong(name, number, message, again(path))...)
				continue
			}
			seen[e.key()] = number
			b.entries = append(b.entries, e)
		}
	}
	if !begun {
		return nil, wrong(name, 1, "an empty file is no baseline", again(path))
	}
	if problems != nil {
		return nil, problems
	}
	slices.SortFunc(b.entries, compare)
	return b, nil
}

func isConflict(line []byte) bool {
	return slices.ContainsFunc([]string{"<<<<<<<", "=======", ">>>>>>>", "|||||||"}, func(mark string) bool { return bytes.HasPrefix(line, []byte(mark)) })
}

func begins(name string, number int, line []byte) diag.List {
	var h header
	if err := strictly(line, &h); err != nil || h.Hipaac != "baseline" {
		return wrong(name, number, "not a baseline: its first line has to be "+string(headerLine()), "name a file that \"hipaac check --write-baseline\" wrote")
	}
	if h.Version != version {
		return wrong(name, number, fmt.Sprintf("a baseline of version %d; this hipaac knows version %d", h.Version, version), "use the hipaac that wrote it, or write it again with this one")
	}
	return nil
}

// entry reads a line, or says what is wrong with it.
func entry(line []byte) (e Entry, problem string) {
	if err := strictly(line, &e); err != nil {
		return Entry{}, "no line of a baseline: each is one JSON object with file, rule, path, severity, message and count"
	}
	known := slices.ContainsFunc([]diag.Severity{diag.Note, diag.Warning, diag.Error}, func(s diag.Severity) bool { return s.String() == e.Severity })
	switch {
	case e.File == "" || e.Rule == "" || e.Message == "":
		return e, "a finding without file, rule or message"
	case !known:
		return e, fmt.Sprintf("severity is %q, must be %s", e.Severity, diag.OneOf([]string{diag.Error.String(), diag.Warning.String(), diag.Note.String()}))
	case e.Count < 0:
		return e, fmt.Sprintf("count is %d, must be 1 or more", e.Count)
	}
	return e, ""
}

// strictly reads one JSON value with known fields and nothing behind it.
func strictly(line []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one value")
	}
	return nil
}

func again(path string) string {
	return fmt.Sprintf("mend the line, or write the file again: \"hipaac check --write-baseline %s\"", path)
}

func wrong(name string, line int, message, hint string) diag.List {
	return diag.List{{Severity: diag.Error, ID: "baseline-broken", Pos: diag.Position{File: name, Line: line}, Message: message, Hint: hint}}
}

// Text is the content of the file.
func (b *Baseline) Text() []byte {
	var out bytes.Buffer
	out.Write(append(headerLine(), '\n'))
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	for _, e := range b.entries {
		if err := encoder.Encode(e); err != nil {
			panic("internal error: a finding that is not JSON: " + err.Error())
		}
	}
	return out.Bytes()
}

func headerLine() []byte {
	line, err := json.Marshal(header{"baseline", version})
	if err != nil {
		panic("internal error: a header that is not JSON: " + err.Error())
	}
	return line
}

// Write puts the baseline in the place of the one that is there, or leaves that as it is.
func (b *Baseline) Write() error {
	temporary, err := os.CreateTemp(filepath.Dir(b.path), ".hipaac-baseline-*")
	if err != nil {
		return err
	}
	defer os.Remove(temporary.Name())
	_, err = temporary.Write(b.Text())
	if err == nil {
		err = temporary.Chmod(0o644)
	}
	if closed := temporary.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	return os.Rename(temporary.Name(), b.path)
}
