package operate

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/follow"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/record"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// journal keeps kinds of entries among the calls, and may be full.
type journal struct {
	entries []string
	full    bool
}

func (j *journal) Add(kind string, data any) error {
	if j.full {
		return errors.New("no space left")
	}
	if r, is := data.(record.Result); is && r.Error != "" {
		kind += " " + r.Error
	}
	j.entries = append(j.entries, kind)
	return nil
}

func call(j *journal, answers ...error) error {
	o := Operator{Journal: j, Pace: follow.Pace{Shortest: time.Millisecond}, Tell: func(stack.News) {}}
	n := 0
	return o.Call(context.Background(), Call{Operation: "DeleteStack", Token: "t", Do: func(context.Context) error {
		j.entries = append(j.entries, "call")
		n++
		return answers[min(n, len(answers))-1]
	}})
}

// Every call is announced before it is made, and its answer written after it; one whose answer is lost is made again, but not for ever.
func TestCall(t *testing.T) {
	lost, refused := &account.Error{Kind: account.Unreached, Message: "lost"}, &account.Error{Message: "refused"}
	for name, c := range map[string]struct {
		answers []error
		want    string
		err     error
	}{
		"answered":      {[]error{nil}, "intend call result", nil},
		"refused":       {[]error{refused}, "intend call result refused", refused},
		"lost, then ok": {[]error{lost, nil}, "intend call result lost intend call result", nil},
		"always lost":   {[]error{lost}, "intend call result lost intend call result lost intend call result lost", lost},
	} {
		t.Run(name, func(t *testing.T) {
			j := &journal{}
			err := call(j, c.answers...)
			if !errors.Is(err, c.err) || strings.Join(j.entries, " ") != c.want {
				t.Errorf("%v, %q", err, j.entries)
			}
		})
	}
}

// What cannot be written down is not done.
func TestFullDisk(t *testing.T) {
	j := &journal{full: true}
	if err := call(j, nil); err == nil || slices.Contains(j.entries, "call") {
		t.Errorf("%v, %q", err, j.entries)
	}
}
