package tree

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// Writer replaces the output of some environments in one step. Add may be called by several goroutines; every file goes to a
// scratch folder until Commit. A Writer holds these promises:
//
//   - Nothing outside of the output folder is ever touched, whatever links lie in it: all work goes through an os.Root.
//   - An environment is replaced as a whole, by renaming, after every file of every environment is on disk. When anything goes
//     wrong before or between, what was there stays or comes back.
//   - Nothing that hipaac did not write is deleted: a folder that holds anything else is refused.
type Writer struct {
	out string

	mu           sync.Mutex
	root         *os.Root
	created      string // the topmost folder that had to be made for out, or ""
	scratch      string
	keep         bool // whether scratch holds what could not be put back
	environments []string
}

// NewWriter makes a writer for the folder out. Nothing is touched before the first Add.
func NewWriter(out string) *Writer { return &Writer{out: out} }

// Add takes the files of one environment; their paths start with the environment's folder.
func (w *Writer) Add(env string, files []File) error {
	if !fs.ValidPath(env) || strings.HasPrefix(env, ".") {
		return fmt.Errorf("an environment cannot have the folder %q", env)
	}
	if err := w.begin(env); err != nil {
		return err
	}
	if err := ours(w.root, w.out, env); err != nil {
		return err
	}
	return reason(w.out, w.write(path.Join(w.scratch, "new", env), env, files))
}

func (w *Writer) write(folder, env string, files []File) error {
	if err := w.root.MkdirAll(folder, 0o777); err != nil {
		return err
	}
	into, err := w.root.OpenRoot(folder)
	if err != nil {
		return err
	}
	defer into.Close()
	for _, f := range files {
		dir, name := path.Split(f.Path)
		if dir != env+"/" {
			return &fs.PathError{Path: f.Path, Err: errors.New("internal error: not a file of environment " + env)}
		}
		if err := into.WriteFile(name, f.Text, 0o666); err != nil {
			return err
		}
	}
	return nil
}

// begin opens the output folder and makes the scratch folder, the first time.
func (w *Writer) begin(env string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.environments = append(w.environments, env)
	if w.root != nil {
		return nil
	}
	if err := usable(w.out); err != nil {
		return err
	}
	w.created = missing(w.out)
	if err := os.MkdirAll(w.out, 0o777); err != nil {
		return reason(w.out, err)
	}
	root, err := os.OpenRoot(w.out)
	if err != nil {
		return reason(w.out, err)
	}
	w.root = root
	sweep(root)
	w.scratch = scratchPrefix + fmt.Sprint(time.Now().UnixNano())
	return reason(w.out, root.Mkdir(w.scratch, 0o777))
}

// missing returns the topmost folder on the way to out that does not exist.
func missing(out string) string {
	found := ""
	for dir := filepath.Clean(out); ; dir = filepath.Dir(dir) {
		if _, err := os.Lstat(dir); !errors.Is(err, fs.ErrNotExist) || dir == filepath.Dir(dir) {
			return found
		}
		found = dir
	}
}

// Commit swaps what was added with what is there. With all set, the environments are complete, and a folder that holds the
// manifest of another one is removed; the names of such folders are returned.
func (w *Writer) Commit(all bool) (removed []string, err error) {
	if w.root == nil {
		return nil, nil
	}
	slices.Sort(w.environments)
	if err := apart(w.environments); err != nil {
		return nil, err
	}
	if all {
		if removed, err = stale(w.root, w.environments); err != nil {
			return nil, reason(w.out, err)
		}
	}
	s := swap{root: w.root}
	former := path.Join(w.scratch, "old")
	for _, folder := range slices.Concat(w.environments, removed) {
		s.move(folder, path.Join(former, folder))
	}
	for _, env := range w.environments {
		s.move(path.Join(w.scratch, "new", env), env)
	}
	if s.err != nil {
		if undone := s.undo(); undone != nil {
			w.keep = true
			return nil, fmt.Errorf("%w; what was there before is kept in %s (%w)", reason(w.out, s.err), path.Join(w.out, former), undone)
		}
		return nil, reason(w.out, s.err)
	}
	w.created = ""
	for _, folder := range removed { // folders that only led to what was removed; one that holds more stays
		for up := path.Dir(folder); up != "." && w.root.Remove(up) == nil; up = path.Dir(up) {
		}
	}
	return removed, nil
}

// Close throws away what was not committed, folders that were made for it included.
func (w *Writer) Close() error {
	if w.root == nil {
		return nil
	}
	var errs []error
	if !w.keep {
		errs = append(errs, w.root.RemoveAll(w.scratch))
	}
	errs = append(errs, w.root.Close())
	if w.created != "" {
		for dir := filepath.Clean(w.out); len(dir) >= len(w.created) && os.Remove(dir) == nil; dir = filepath.Dir(dir) {
		}
	}
	return reason(w.out, errors.Join(errs...))
}

const scratchPrefix = ".hipaac-"

// sweep removes the scratch folders of runs that were killed. One younger than an hour may belong to a run that is still going.
func sweep(root *os.Root) {
	entries, err := fs.ReadDir(root.FS(), ".")
	if err != nil {
		return
	}
	for _, e := range entries {
		info, err := e.Info()
		if err == nil && e.IsDir() && strings.HasPrefix(e.Name(), scratchPrefix) && time.Since(info.ModTime()) > time.Hour {
			root.RemoveAll(e.Name())
		}
	}
}

// swap is a row of renames that can be undone. After the first error it does nothing more.
type swap struct {
	root *os.Root
	done [][2]string
	err  error
}

// move renames a folder; one that does not exist is passed over.
func (s *swap) move(from, to string) {
	if s.err != nil {
		return
	}
	if _, err := s.root.Lstat(from); errors.Is(err, fs.ErrNotExist) {
		return
	}
	if s.err = s.root.MkdirAll(path.Dir(to), 0o777); s.err != nil {
		return
	}
	if s.err = s.root.Rename(from, to); s.err == nil {
		s.done = append(s.done, [2]string{from, to})
	}
}

func (s *swap) undo() error {
	var errs []error
	for _, step := range slices.Backward(s.done) {
		errs = append(errs, s.root.Rename(step[1], step[0]))
	}
	return errors.Join(errs...)
}
