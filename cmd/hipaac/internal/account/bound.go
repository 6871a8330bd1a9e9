package account

import (
	"context"
	"fmt"
	"io"
	"iter"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// What answers may be wrong, or be no AWS at all: neither the memory nor the time of a run is at its mercy. No answer that is asked for here
// is larger than a template and its history, and no list longer than the events of years.
const (
	maxAnswer = 16 << 20 // bytes
	maxPages  = 1000     // of one list
)

// pager is one of the SDK's.
type pager[Page, Option any] interface {
	HasMorePages() bool
	NextPage(ctx context.Context, options ...func(Option)) (Page, error)
}

// each gives the pages of a list. One without end, such as one whose next page is always the same, is an error: what was read of it would
// pass for the whole.
func each[Page, Option any](ctx context.Context, pages pager[Page, Option]) iter.Seq2[Page, error] {
	return func(yield func(Page, error) bool) {
		for n := 0; pages.HasMorePages(); n++ {
			if n == maxPages {
				var none Page
				yield(none, endless())
				return
			}
			if page, err := pages.NextPage(ctx); !yield(page, err) || err != nil {
				return
			}
		}
	}
}

func endless() error {
	return &Error{Message: fmt.Sprintf("AWS gives a list that does not end within %d pages", maxPages), Hint: "make sure that nothing between here and AWS changes answers"}
}

// modest reads no answer that is larger than maxAnswer.
type modest struct{ aws.HTTPClient }

func (m modest) Do(r *http.Request) (*http.Response, error) {
	answer, err := m.HTTPClient.Do(r)
	if answer != nil && answer.Body != nil {
		answer.Body = &bounded{ReadCloser: answer.Body, left: maxAnswer + 1}
	}
	return answer, err
}

type bounded struct {
	io.ReadCloser
	left int
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, fmt.Errorf("the answer is larger than %d bytes", maxAnswer)
	}
	n, err := b.ReadCloser.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}
