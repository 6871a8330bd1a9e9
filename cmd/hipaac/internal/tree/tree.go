// Package tree keeps a compilation's output on disk: the build folder and the golden folder have the same shape, one folder per
// environment with its manifest and its templates.
package tree

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler"
)

// File is a path with forward slashes, relative to the output folder, and what it holds.
type File = compiler.File

// manifest is the file that every environment's folder has.
const manifest = "manifest.json"

// maxBytes bounds what is read of a file that claims to be output: a template has at most one megabyte.
const maxBytes = 16 << 20

// Read returns the files below a folder, sorted by path. Files that lie directly in it, such as a README, belong to people and
// are left out, and so is what starts with a dot. A folder that does not exist is empty. Anything that is neither a folder nor a
// regular file is refused.
func Read(folder string) ([]File, error) {
	root, err := os.OpenRoot(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, reason(folder, err)
	}
	defer root.Close()
	var files []File
	err = fs.WalkDir(root.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name == ".":
			return nil
		case strings.HasPrefix(entry.Name(), ".") && entry.IsDir():
			return fs.SkipDir
		case strings.HasPrefix(entry.Name(), ".") || entry.IsDir() || !strings.Contains(name, "/"):
			return nil
		case !entry.Type().IsRegular():
			return &fs.PathError{Path: name, Err: errors.New("not a regular file")}
		}
		text, err := read(root, name)
		files = append(files, File{Path: name, Text: text})
		return err
	})
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return files, reason(folder, err)
}

func read(root *os.Root, name string) ([]byte, error) {
	file, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, maxBytes+1))
	if err == nil && len(text) > maxBytes {
		err = &fs.PathError{Path: name, Err: fmt.Errorf("more than %d bytes", maxBytes)}
	}
	return text, err
}

// reason puts the system's reason into a sentence that starts with the place.
func reason(folder string, err error) error {
	pathError, linkError := (*fs.PathError)(nil), (*os.LinkError)(nil)
	switch {
	case err == nil:
		return nil
	case errors.As(err, &linkError):
		return fmt.Errorf("%s: %w", path.Join(folder, linkError.New), linkError.Err)
	case errors.As(err, &pathError) && pathError.Path != folder:
		return fmt.Errorf("%s: %w", path.Join(folder, pathError.Path), pathError.Err)
	case errors.As(err, &pathError):
		return fmt.Errorf("%s: %w", folder, pathError.Err)
	}
	return fmt.Errorf("%s: %w", folder, err)
}
