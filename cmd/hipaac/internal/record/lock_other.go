//go:build !(darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd)

package record

import (
	"errors"
	"os"
)

var errLocked = errors.New("locked by another process")

func open(path string, flags int) (*os.File, error) { return os.OpenFile(path, flags, 0o600) }

// lock does nothing: this system has no lock that ends with the process which holds it. Two processes that resume one run at the same
// time are not kept apart here; the tokens of operations and the state in AWS still are the same for both.
func lock(*os.File) error { return nil }

// syncFolder does nothing: this system has no way to sync a folder.
func syncFolder(string) error { return nil }
