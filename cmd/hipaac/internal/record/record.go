// Package record keeps the evidence of a run: a file of JSON lines, written and synced step by step while the run goes on, that says
// who did what with whose consent, and what came of it. It guarantees:
//
//   - An entry that was added is on disk, or Add says that it is not. What changes an account is called only after that.
//   - Each entry's hash covers its own bytes and the hash of the entry before, and the first one the name of the run. Whoever changes,
//     removes, inserts or moves a byte or a line is found out, and where.
//   - No value of a property, parameter or output is in it, and no text that looks like a secret.
//
// A chain of hashes has two limits. Whoever can write the file can write a whole new chain; and lines cut off at the end leave a shorter
// chain that is whole. Against both, keep the hash of the last entry, the head, in another place: each run shows it when it ends, and
// "hipaac verify --head" compares it.
//
// The hash of a line is the SHA-256 of the line without its hash and its line break, so that nobody needs this program to check it:
//
//	sed -n 7p FILE | sed 's/,"hash":"[0-9a-f]*"}$/}/' | tr -d '\n' | sha256sum
package record

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"time"
)

// Entry is one line. N counts from 1; Prev is the hash of the line before.
type Entry struct {
	N    int             `json:"n"`
	At   time.Time       `json:"at"`
	Kind string          `json:"kind"`
	Data json.RawMessage `json:"data"`
	Prev string          `json:"prev"`
	Hash string          `json:"hash"`
}

// Into decodes the data of an entry.
func (e *Entry) Into(v any) error {
	if err := json.Unmarshal(e.Data, v); err != nil {
		return fmt.Errorf("entry %d (%s) does not say what such an entry says: %w", e.N, e.Kind, err)
	}
	return nil
}

// Error is what went wrong with a record, for people. Busy says that another process carries out the run.
type Error struct {
	Busy          bool
	Message, Hint string
}

func (e *Error) Error() string { return e.Message }

// Broken says that a record is not what was written: the first line that does not fit, and why. Torn says that only the end of the last
// line is missing, as after a crash or while it is being written.
type Broken struct {
	Path string
	Line int
	Why  string
	Torn bool
}

func (b *Broken) Error() string { return fmt.Sprintf("%s:%d: %s", b.Path, b.Line, b.Why) }

// maxBytes is the longest record that is read. A run of 200 stacks writes about 20 MB.
const maxBytes = 512 << 20

// NewRun names a run: when it began, and six digits by chance.
func NewRun(now time.Time) string {
	var b [3]byte
	rand.Read(b[:])
	return now.UTC().Format("20060102T150405Z") + "-" + hex.EncodeToString(b[:])
}

var runName = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z-]{0,63}$`)

// Read reads a record and verifies its chain. Where a line does not fit the error is a *Broken, and the entries before it are returned
// with it.
func Read(path string) ([]Entry, error) {
	text, err := content(path)
	if err != nil {
		return nil, err
	}
	entries, _, err := parse(path, text)
	return entries, err
}

func content(path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &Error{Message: fmt.Sprintf("there is no record %s", path), Hint: "records are in .hipaac/runs, or where --runs said"}
	case err != nil:
		return nil, &Error{Message: fmt.Sprintf("%s cannot be read: %v", path, reason(err))}
	case !info.Mode().IsRegular():
		return nil, &Error{Message: fmt.Sprintf("%s is not a regular file", path)}
	case info.Size() > maxBytes:
		return nil, &Error{Message: fmt.Sprintf("%s has %d bytes: no record is longer than %d", path, info.Size(), maxBytes)}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, &Error{Message: fmt.Sprintf("%s cannot be read: %v", path, reason(err))}
	}
	return text, nil
}

// parse gives the entries of a record, and how many bytes of the text they are.
func parse(path string, text []byte) (entries []Entry, whole int, err error) {
	prev := ""
	for whole < len(text) {
		line, _, ended := bytes.Cut(text[whole:], []byte{'\n'})
		end := whole + len(line) + 1
		broken := &Broken{Path: path, Line: len(entries) + 1}
		if !ended || end == len(text) && bytes.IndexByte(line, 0) >= 0 { // a file system may have made room that it did not fill
			broken.Torn = true
			broken.Why = "the last line is not whole: the program that wrote it stopped there, or writes it just now"
			return entries, whole, broken
		}
		e, why := decode(line)
		if why == "" {
			why = follows(&e, prev, len(entries)+1)
		}
		if why != "" {
			broken.Why = why
			return entries, whole, broken
		}
		entries, whole, prev = append(entries, e), end, e.Hash
	}
	if len(entries) == 0 {
		return nil, 0, &Broken{Path: path, Line: 1, Why: "the record is empty"}
	}
	return entries, whole, nil
}

const (
	hashKey  = `,"hash":"`
	tailSize = len(hashKey) + 2*sha256.Size + len(`"}`)
)

// encode gives the line of an entry without its line break, and sets its hash, which the entry does not have yet.
func encode(e *Entry) ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(e); err != nil {
		return nil, err
	}
	head := strings.TrimSuffix(b.String(), hashKey+"\"}\n")
	e.Hash = digest(head + "}")
	return []byte(head + hashKey + e.Hash + `"}`), nil
}

// decode reads a line, and says why it is not as it was written, if so.
func decode(line []byte) (Entry, string) {
	const changed = "the line was changed: it does not have the hash that it states"
	var e Entry
	if len(line) <= tailSize {
		return e, "this is no line of a record"
	}
	head, tail := string(line[:len(line)-tailSize])+"}", string(line[len(line)-tailSize:])
	hash := digest(head)
	if tail != hashKey+hash+`"}` {
		return e, changed
	}
	decoder := json.NewDecoder(strings.NewReader(head))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&e); err != nil || e.Hash != "" {
		return e, "this is no line of a record"
	}
	e.Hash = hash
	return e, ""
}

// follows says why an entry is not the n-th, after one with the hash prev.
func follows(e *Entry, prev string, n int) string {
	switch {
	case n > 1 && (e.N != n || e.Prev != prev):
		return fmt.Sprintf("the line does not follow line %d: a line was removed, inserted, moved or written anew", n-1)
	case n > 1:
		return ""
	case e.N != 1 || e.Kind != KindBegin:
		return "the record does not begin here: lines before were removed"
	}
	var begin Begin
	if err := e.Into(&begin); err != nil || e.Prev != seed(begin.Run) {
		return "the first line is not of the run that it names"
	}
	return ""
}

// seed stands in the place of the hash before the first entry.
func seed(run string) string { return digest("hipaac run " + run) }

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// reason is the system's part of an error of a file: the name stands in the message already.
func reason(err error) error {
	if problem := (*fs.PathError)(nil); errors.As(err, &problem) {
		return problem.Err
	}
	return err
}
