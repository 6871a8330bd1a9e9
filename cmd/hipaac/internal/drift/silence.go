package drift

import (
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
)

// silence remembers what no answer comes for. A call takes half a minute until it is given up, so that a service that is down must not be
// asked for each of hundreds of resources.
//
// A type that no answer came for is not asked for again, and neither is the service once that happened with two types and nothing was
// answered in between: with one it may be the type, which Cloud Control reads with code of the type's own (API reference, GetResource,
// HandlerInternalFailureException).
type silence struct {
	mu    sync.Mutex
	types map[string]bool   // that no answer came for
	since map[string]int    // of a service, how many of them since it answered
	down  map[string]bool   // services that are not asked any more
	why   map[string]string // what came in place of the first answer, by service
}

func newSilence() *silence {
	return &silence{types: map[string]bool{}, since: map[string]int{}, down: map[string]bool{}, why: map[string]string{}}
}

// of reports whether a service is not to be asked for a type.
func (q *silence) of(service, kind string) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.down[service] || q.types[kind]
}

// heard takes what came of a call. A refusal is an answer.
func (q *silence) heard(service, kind string, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	switch {
	case !account.Is(err, account.Unreached):
		q.since[service] = 0
		return
	case q.types[kind]:
		return
	}
	q.types[kind] = true
	q.since[service]++
	q.down[service] = q.down[service] || q.since[service] > 1
	if q.why[service] == "" {
		q.why[service] = err.Error()
	}
}

// reasons says which services did not answer, and what came instead.
func (q *silence) reasons() []string {
	var list []string
	for _, service := range slices.Sorted(maps.Keys(q.why)) {
		what := "for some types of resources"
		if q.down[service] {
			what = "and was not asked any more"
		}
		list = append(list, fmt.Sprintf("%s does not answer %s: %s", service, what, q.why[service]))
	}
	return list
}
