package source

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/diag"
)

// read gives a file's content, or says why not. Only regular files are opened: a pipe or a device could block for ever or never
// end.
func (f *finder) read(name string) (compiler.Source, bool) {
	shown := Name(name)
	if f.seen[shown] {
		return compiler.Source{}, false
	}
	f.seen[shown] = true
	info, err := os.Stat(name)
	switch {
	case err != nil:
		f.refuse(shown, f.why(name, err), "")
		return compiler.Source{}, false
	case !info.Mode().IsRegular():
		f.refuse(shown, "not a regular file", "")
		return compiler.Source{}, false
	case info.Size() > MaxBytes:
		f.refuse(shown, tooLarge(info.Size()), "")
		return compiler.Source{}, false
	}
	text, err := limited(name)
	if err != nil {
		f.refuse(shown, f.why(name, err), "")
		return compiler.Source{}, false
	}
	return compiler.Source{Name: shown, Text: text, Common: isCommon(name)}, true
}

func limited(name string) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, MaxBytes))
}

// why puts the system's reason into a sentence about the file, without the name, which stands before it.
func (f *finder) why(name string, err error) string {
	if link, readErr := os.Readlink(name); readErr == nil && errors.Is(err, fs.ErrNotExist) {
		return "a link to " + link + ", which does not exist"
	}
	if errors.Is(err, fs.ErrNotExist) {
		return "no such file or folder"
	}
	if pathError := (*fs.PathError)(nil); errors.As(err, &pathError) {
		err = pathError.Err
	}
	return "cannot be read: " + strings.ToLower(err.Error())
}

// nearest suggests the file that a missing one most likely meant: a spec by its bare name ("prod"), or a neighbour with almost
// the same name.
func nearest(name string) string {
	for _, ending := range []string{".yaml", ".yml"} {
		spec := filepath.Join(Environments, name+ending)
		if _, err := os.Stat(spec); err == nil && filepath.IsLocal(name) {
			return "did you mean " + Name(spec) + "?"
		}
	}
	if name == Environments {
		return "run \"hipaac init\" to start here, or name a spec"
	}
	folder := filepath.Dir(name)
	if _, err := os.Stat(folder); err != nil && folder != name {
		return nearest(folder)
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return ""
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if found := diag.Nearest(filepath.Base(name), names); found != "" {
		return "did you mean " + Name(filepath.Join(folder, found)) + "?"
	}
	return ""
}
