package record

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Writer adds entries to the record of a run, and holds an exclusive lock on it until Close. Add may be called by several goroutines.
type Writer struct {
	run, path string
	now       func() time.Time

	mu   sync.Mutex
	file *os.File
	n    int
	prev string
	size int64
	asks int   // entries that say a call is made next
	lost error // why nothing can be added any more
}

// Path is where the record of a run lies.
func Path(folder, run string) string { return filepath.Join(folder, run+".jsonl") }

// Create begins the record of a run. One that is there already is refused. The first entry to be added is a Begin of the run.
func Create(folder, run string) (*Writer, error) {
	if !runName.MatchString(run) {
		return nil, &Error{Message: fmt.Sprintf("%q is no name of a run", run), Hint: "a run is named like 20261122T190720Z-ab12cd"}
	}
	path := Path(folder, run)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, unwritten(folder, err)
	}
	file, err := open(path, os.O_RDWR|os.O_APPEND|os.O_CREATE|os.O_EXCL)
	if errors.Is(err, fs.ErrExist) {
		return nil, &Error{Message: fmt.Sprintf("there is a record of run %s already: %s", run, path), Hint: "each run has a record of its own; \"hipaac deploy --resume\" goes on with one"}
	}
	if err != nil {
		return nil, unwritten(path, err)
	}
	if err := lock(file); err != nil {
		file.Close()
		return nil, locked(run, path, err)
	}
	// The name of the file, and that of the folder, have to outlast a crash as well.
	for _, f := range []string{folder, filepath.Dir(filepath.Clean(folder))} {
		if err := syncFolder(f); err != nil {
			file.Close()
			return nil, unwritten(f, err)
		}
	}
	return &Writer{run: run, path: path, now: time.Now, file: file, prev: seed(run)}, nil
}

// Resume goes on with the record of a run, and gives what is in it. The run is refused while another process carries it out. A last line
// that was torn by a crash is cut, which an entry says; nothing was called after such a line.
func Resume(folder, run string) (*Writer, []Entry, error) {
	path := Path(folder, run)
	if !runName.MatchString(run) {
		return nil, nil, &Error{Message: fmt.Sprintf("%q is no name of a run", run), Hint: "a run is named like 20261122T190720Z-ab12cd"}
	}
	file, err := open(path, os.O_RDWR|os.O_APPEND)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, &Error{Message: fmt.Sprintf("there is no record of run %s: %s does not exist", run, path), Hint: "name the folder with --runs, or bring the record here"}
	}
	if err != nil {
		return nil, nil, unwritten(path, err)
	}
	w := &Writer{run: run, path: path, now: time.Now, file: file}
	entries, err := w.resume()
	if err != nil {
		file.Close()
		return nil, nil, err
	}
	return w, entries, nil
}

func (w *Writer) resume() ([]Entry, error) {
	if err := lock(w.file); err != nil {
		return nil, locked(w.run, w.path, err)
	}
	text, err := content(w.path)
	if err != nil {
		return nil, err
	}
	entries, whole, err := parse(w.path, text)
	broken := (*Broken)(nil)
	switch {
	case err == nil:
	case !errors.As(err, &broken):
		return nil, err
	case len(entries) == 0:
		return nil, &Error{Message: fmt.Sprintf("run %s stopped before it did anything: its record has no whole line", w.run), Hint: "begin a new run"}
	case !broken.Torn:
		return nil, &Error{Message: err.Error(), Hint: "a run whose record was changed cannot be resumed; begin a new run, which reads from AWS what was done"}
	}
	var begin Begin
	if err := entries[0].Into(&begin); err != nil || begin.Run != w.run {
		return nil, &Error{Message: fmt.Sprintf("%s is the record of run %s", w.path, begin.Run), Hint: "give the file its name back"}
	}
	for i := range entries {
		w.count(entries[i].Kind)
	}
	last := entries[len(entries)-1]
	w.n, w.prev, w.size = last.N, last.Hash, int64(whole)
	if whole == len(text) {
		return entries, nil
	}
	torn := text[whole:]
	if err := errors.Join(w.file.Truncate(w.size), w.file.Sync()); err != nil {
		return nil, unwritten(w.path, err)
	}
	cut := Torn{Bytes: len(torn), SHA256: digest(string(torn))}
	if err := w.Add(KindTorn, cut); err != nil {
		return nil, err
	}
	again, err := Read(w.path)
	return again, err
}

// Add writes an entry and returns when it is on disk. After an error nothing can be added any more: the caller begins nothing new, since
// nobody could show later what it did.
func (w *Writer) Add(kind string, data any) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.lost != nil {
		return w.lost
	}
	clean, err := withoutSecrets(data)
	if err != nil {
		return fmt.Errorf("internal error: an entry %q that is not JSON: %w", kind, err)
	}
	e := Entry{N: w.n + 1, At: w.now().UTC().Truncate(time.Millisecond), Kind: kind, Data: clean, Prev: w.prev}
	if why := follows(&e, w.prev, w.n+1); why != "" {
		return fmt.Errorf("internal error: the record of run %s: %s", w.run, why)
	}
	line, err := encode(&e)
	if err != nil {
		return fmt.Errorf("internal error: an entry %q that is not JSON: %w", kind, err)
	}
	if err := w.write(append(line, '\n')); err != nil {
		w.lost = unwritten(w.path, err)
		return w.lost
	}
	w.n, w.prev = e.N, e.Hash
	w.count(kind)
	return nil
}

func (w *Writer) count(kind string) {
	if kind == KindIntend {
		w.asks++
	}
}

// Calls is how many calls the run made, or meant to make, that change something. Entries is how long the record is.
func (w *Writer) Calls() int   { return w.asks }
func (w *Writer) Entries() int { return w.n }

// write appends a line and syncs it. Where that fails it takes back what was written, as far as the disk lets it; a part that stays is a
// torn line.
func (w *Writer) write(line []byte) error {
	_, err := w.file.Write(line)
	if err == nil {
		err = w.file.Sync()
	}
	if err != nil {
		return errors.Join(err, w.file.Truncate(w.size))
	}
	w.size += int64(len(line))
	return nil
}

// Head is the hash of the last entry. Kept in another place, it shows that nothing was cut from the end or written anew.
func (w *Writer) Head() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.prev
}

// Run is the name of the run, Path the file of its record.
func (w *Writer) Run() string  { return w.run }
func (w *Writer) Path() string { return w.path }

// Close gives the lock back.
func (w *Writer) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.lost == nil {
		w.lost = fmt.Errorf("internal error: the record of run %s is closed", w.run)
	}
	return w.file.Close()
}

func unwritten(path string, err error) error {
	return &Error{Message: fmt.Sprintf("%s cannot be written: %v", path, reason(err)), Hint: "nothing is changed in an account without a record of it; make room or name another folder with --runs"}
}

func locked(run, path string, err error) error {
	if errors.Is(err, errLocked) {
		return &Error{Busy: true, Message: fmt.Sprintf("run %s is being carried out by another process, which holds %s", run, path), Hint: "wait for it, or look on with \"hipaac watch " + run + "\""}
	}
	return &Error{Message: fmt.Sprintf("%s cannot be locked: %v", path, reason(err)), Hint: "keep records on a file system that has locks; name a folder with --runs"}
}
