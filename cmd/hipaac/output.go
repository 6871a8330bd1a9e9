package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/source"
)

// outputFile is what a command writes to the file of --output. Without a name, or with "-", it goes to stdout.
type outputFile struct {
	name string
	text []byte
}

// write puts a file in place in one step: whoever reads it has the old one or the new one, whole. What is no regular file, such as a
// pipe, is written to.
func (f outputFile) write(con *console) error {
	if f.name == "" || f.name == "-" {
		_, err := con.out.Write(f.text)
		return err
	}
	if info, err := os.Stat(f.name); err == nil && !info.Mode().IsRegular() {
		return unwritable(f.name, writeThrough(f.name, f.text))
	}
	temporary := filepath.Join(filepath.Dir(f.name), fmt.Sprintf(".%s.%d", filepath.Base(f.name), os.Getpid()))
	err := os.WriteFile(temporary, f.text, 0o666)
	if err == nil {
		err = os.Rename(temporary, f.name)
	}
	if err != nil {
		err = errors.Join(err, removed(temporary))
	} else {
		con.note("written to %s", f.name)
	}
	return unwritable(f.name, err)
}

func writeThrough(name string, text []byte) error {
	file, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	return errors.Join(err, file.Close())
}

// removed takes a file away that may not be there.
func removed(name string) error {
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// unwritable says why a file could not be written, without the name of one that nobody asked for.
func unwritable(name string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return &failure{message: fmt.Sprintf("%s cannot be written: there is no folder %s", name, filepath.Dir(name)), hint: "make the folder first"}
	}
	reason := err
	if path := (*fs.PathError)(nil); errors.As(err, &path) {
		reason = path.Err
	} else if link := (*os.LinkError)(nil); errors.As(err, &link) {
		reason = link.Err
	}
	return &failure{message: fmt.Sprintf("%s cannot be written: %s", name, strings.ToLower(reason.Error())), hint: "choose another place with --output"}
}

// isFolder reports whether an output is a folder: one that is there, or one that is meant by the slash at its end.
func isFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir() || strings.HasSuffix(name, "/") || strings.HasSuffix(name, string(filepath.Separator))
}

// keepSpecs refuses an output that would replace what it is made from.
func keepSpecs(set *source.Set, out string) error {
	for _, spec := range set.Sources() {
		if out != "" && out != "-" && sameFile(out, spec.Name) {
			return &failure{usage: true, message: fmt.Sprintf("the output %q is %s, which it is made from", out, spec.Name), hint: "choose another file with --output"}
		}
	}
	return nil
}

func sameFile(a, b string) bool {
	one, err := os.Stat(a)
	if err != nil {
		return false
	}
	other, err := os.Stat(b)
	return err == nil && os.SameFile(one, other)
}
