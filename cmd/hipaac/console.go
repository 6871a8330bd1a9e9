package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/render"
)

// console is where a command reads and writes. Data goes to out; notes, progress and problems go to err, so that a pipe never
// receives them.
type console struct {
	in  io.Reader
	out *checkedWriter
	err io.Writer
	// outColour and errColour say whether people are looking at the stream through a terminal and want colour.
	outColour, errColour bool
	// now is the clock. Only waivers ask for it.
	now func() time.Time
	// policy is the folder of the organisation's policy that the command line names, or "".
	policy string
}

func newConsole(in io.Reader, out, err io.Writer) *console {
	return &console{in: in, out: &checkedWriter{Writer: out}, err: err, outColour: wantsColour(out), errColour: wantsColour(err), now: time.Now}
}

// note writes lines for people. Nothing in them acts on the terminal. A text of others that may have several lines, such as AWS's reasons,
// is made visible before, so that it begins no line of its own.
func (c *console) note(format string, args ...any) {
	for _, line := range strings.Split(fmt.Sprintf(format, args...), "\n") {
		fmt.Fprintln(c.err, render.Visible(line))
	}
}

// wantsColour follows https://no-color.org: colour on a terminal only, and never when NO_COLOR is set.
func wantsColour(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok || os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb" {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// checkedWriter remembers that a write failed: a full disk behind a redirection must not look like success.
type checkedWriter struct {
	io.Writer
	err error
}

func (w *checkedWriter) Write(p []byte) (int, error) {
	n, err := w.Writer.Write(p)
	if err != nil && w.err == nil {
		w.err = err
	}
	return n, err
}
