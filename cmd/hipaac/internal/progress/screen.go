package progress

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// screen draws the tree in place. Each frame is one write, which hides the cursor, goes up to where the frame before began, writes each
// line over the old one, and leaves the cursor shown below the last: whatever ends the program between two frames, the terminal is as it
// should be.
type screen struct {
	how   How
	frame []string // as it stands there
	width int      // of the terminal when it was drawn
}

const (
	hide, show = "\x1b[?25l", "\x1b[?25h"
	clearRight = "\x1b[K" // to the end of the line
	clearBelow = "\x1b[J" // to the end of the screen
)

func (s *screen) tell(*model, *stack.News) {} // the next tick draws it: many pieces of news may come at once

func (s *screen) tick(m *model, now time.Time) {
	width, height := s.how.Size()
	s.draw(m.frame(width, height, now, s.how.Colour), width)
}

// draw writes a frame over the one before. One that looks the same is not written.
func (s *screen) draw(frame []string, width int) {
	if s.frame != nil && width == s.width && slices.Equal(frame, s.frame) {
		return
	}
	var b strings.Builder
	b.WriteString(hide + s.back(width))
	for _, line := range frame {
		b.WriteString(line + clearRight + "\r\n")
	}
	b.WriteString(clearBelow + show)
	fmt.Fprint(s.how.Out, b.String())
	s.frame, s.width = frame, width
}

// back goes to where the last frame begins. A terminal that became narrower since has broken its lines.
func (s *screen) back(width int) string {
	up := 0
	for _, line := range s.frame {
		up += max(1, (cells(bare(line))+width-1)/max(1, width))
	}
	if up == 0 {
		return ""
	}
	return fmt.Sprintf("\r\x1b[%dA", up)
}

// bare is a line without its colours.
func bare(line string) string {
	if !strings.Contains(line, "\x1b") {
		return line
	}
	var b strings.Builder
	for i, part := range strings.Split(line, "\x1b[") {
		if i > 0 {
			_, part, _ = strings.Cut(part, "m")
		}
		b.WriteString(part)
	}
	return b.String()
}

// note writes a text above the tree.
func (s *screen) note(_ *model, text string) {
	frame := s.frame
	var b strings.Builder
	b.WriteString(hide + s.back(s.width) + clearBelow)
	for line := range strings.Lines(strings.TrimSuffix(text, "\n") + "\n") {
		b.WriteString(strings.TrimSuffix(line, "\n") + "\r\n")
	}
	b.WriteString(show)
	fmt.Fprint(s.how.Out, b.String())
	s.forget()
	if frame != nil {
		s.draw(frame, s.width)
	}
}

// forget lets the next frame begin where the cursor is.
func (s *screen) forget() { s.frame = nil }

// close draws the tree a last time. It stays.
func (s *screen) close(m *model, now time.Time) { s.tick(m, now) }
