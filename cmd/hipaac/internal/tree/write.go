package tree

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"time"
)

// Write puts the files of some environments into the folder out. It holds these promises:
//
//   - Nothing outside of out is ever touched, whatever links lie in it: all work goes through an os.Root.
//   - An environment is replaced as a whole, by renaming, after every file of every environment is on disk. When anything goes
//     wrong before or between, what was there stays or comes back.
//   - Nothing that hipaac did not write is deleted: a folder that holds anything else is refused.
//   - With all set, environments are complete, and a folder that holds the manifest of another one is removed. The names of
//     such folders are returned.
func Write(out string, environments []string, files []File, all bool) (removed []string, err error) {
	if err := usable(out); err != nil {
		return nil, err
	}
	if err := apart(environments); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(out, 0o777); err != nil {
		return nil, reason(out, err)
	}
	root, err := os.OpenRoot(out)
	if err != nil {
		return nil, reason(out, err)
	}
	defer root.Close()
	for _, env := range environments {
		if err := ours(root, out, env); err != nil {
			return nil, err
		}
	}
	if all {
		if removed, err = stale(root, environments); err != nil {
			return nil, reason(out, err)
		}
	}
	if err := replace(root, environments, removed, files); err != nil {
		return nil, reason(out, err)
	}
	return removed, nil
}

// usable refuses an output folder that is not a plain folder.
func usable(out string) error {
	info, err := os.Lstat(out)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return reason(out, err)
	case info.Mode()&fs.ModeSymlink != 0:
		return fmt.Errorf("%s is a link; name the folder that it leads to", out)
	case !info.IsDir():
		return fmt.Errorf("%s is not a folder", out)
	}
	return nil
}

// apart refuses an environment whose folder would hold another one's.
func apart(environments []string) error {
	for _, outer := range environments {
		for _, inner := range environments {
			if strings.HasPrefix(inner, outer+"/") {
				return fmt.Errorf("the folder of environment %q would hold that of %q; rename one of the specs", outer, inner)
			}
		}
		if !fs.ValidPath(outer) || outer == "." || strings.HasPrefix(outer, ".") {
			return fmt.Errorf("an environment cannot have the folder %q", outer)
		}
	}
	return nil
}

// ours refuses an environment's folder when it holds anything that hipaac did not write, or when a part of its path is no folder.
func ours(root *os.Root, out, env string) error {
	parts := strings.Split(env, "/")
	for i := range parts {
		part := path.Join(parts[:i+1]...)
		info, err := root.Lstat(part)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return reason(path.Join(out, part), err)
		}
		if !info.IsDir() {
			return fmt.Errorf("%s is not a folder; move it away", path.Join(out, part))
		}
	}
	if other := foreign(root, env); other != "" {
		return fmt.Errorf("%s was not written by hipaac and would be lost; move it away", path.Join(out, env, other))
	}
	return nil
}

// foreign returns an entry of a folder that hipaac does not write, or "".
func foreign(root *os.Root, folder string) string {
	entries, err := fs.ReadDir(root.FS(), folder)
	if err != nil {
		return "." // what cannot be read is not ours
	}
	for _, e := range entries {
		if !e.Type().IsRegular() || !isOutput(e.Name()) {
			return e.Name()
		}
	}
	return ""
}

// isOutput tells the names that hipaac gives to files.
func isOutput(name string) bool {
	return name == manifest || strings.HasSuffix(name, ".template.yaml") || strings.HasSuffix(name, ".template.json")
}

// stale finds the folders of environments that are no longer asked for: those with a manifest of hipaac and nothing foreign.
func stale(root *os.Root, environments []string) ([]string, error) {
	var folders []string
	err := fs.WalkDir(root.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() || name == "." {
			return err
		}
		if strings.HasPrefix(entry.Name(), ".") || slices.Contains(environments, name) {
			return fs.SkipDir
		}
		if hasManifest(root, name) && foreign(root, name) == "" {
			folders = append(folders, name)
			return fs.SkipDir
		}
		return nil
	})
	return folders, err
}

func hasManifest(root *os.Root, folder string) bool {
	text, err := root.ReadFile(path.Join(folder, manifest))
	if err != nil {
		return false
	}
	var found struct {
		Hipaac, Environment string
		Stacks              []any
	}
	return json.Unmarshal(text, &found) == nil && found.Hipaac != "" && found.Environment != "" && found.Stacks != nil
}

// replace writes everything into a scratch folder and then swaps it with what is there.
func replace(root *os.Root, environments, removed []string, files []File) (err error) {
	sweep(root)
	scratch := scratchPrefix + fmt.Sprint(time.Now().UnixNano())
	if err := root.Mkdir(scratch, 0o777); err != nil {
		return err
	}
	lost := false
	defer func() {
		if !lost {
			err = errors.Join(err, root.RemoveAll(scratch))
		}
	}()
	fresh, former := path.Join(scratch, "new"), path.Join(scratch, "old")
	for _, f := range files {
		name := path.Join(fresh, f.Path)
		if err := root.MkdirAll(path.Dir(name), 0o777); err != nil {
			return err
		}
		if err := root.WriteFile(name, f.Text, 0o666); err != nil {
			return err
		}
	}
	s := swap{root: root}
	for _, folder := range slices.Concat(environments, removed) {
		s.move(folder, path.Join(former, folder))
	}
	for _, env := range environments {
		s.move(path.Join(fresh, env), env)
	}
	if s.err != nil {
		if undone := s.undo(); undone != nil {
			lost = true
			return fmt.Errorf("%w; what was there before is kept in %s (%w)", s.err, former, undone)
		}
		return s.err
	}
	for _, folder := range removed { // folders that only led to what was removed; one that holds more stays
		for up := path.Dir(folder); up != "." && root.Remove(up) == nil; up = path.Dir(up) {
		}
	}
	return nil
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
