package awstest

import (
	"net"
	"net/http"
	"time"
)

// FaultKind is what goes wrong with a call.
type FaultKind string

const (
	Throttle FaultKind = "throttle" // too many calls, says AWS; nothing is done
	Down     FaultKind = "down"     // 503; nothing is done
	Reset    FaultKind = "reset"    // the connection breaks before anything is done
	Lost     FaultKind = "lost"     // all is done, and the connection breaks before the answer
	Hang     FaultKind = "hang"     // nothing is done and no answer comes, until the caller gives up
	Slow     FaultKind = "slow"     // all is done, and the answer comes late
)

// FaultKinds are all of them.
var FaultKinds = []FaultKind{Throttle, Down, Reset, Lost, Hang, Slow}

// lateness is by how much a slow answer comes late if nothing is said.
const lateness = 100 * time.Millisecond

// Fault makes calls fail. Times is how many of them; Skip is how many calls of the operation go well before.
type Fault struct {
	Operation   string // "" is every operation
	Kind        FaultKind
	Skip, Times int
	Delay       time.Duration // of Slow
}

func (f *Fault) after() bool { return f.Kind == Lost || f.Kind == Slow }

// faults are what goes wrong, in the order in which it was asked for.
type faults []*Fault

// Fail makes the next calls of an operation fail.
func (c *Cloud) Fail(f Fault) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.faults.add(f)
}

func (all *faults) add(f Fault) {
	f.Times = max(f.Times, 1)
	if f.Delay == 0 {
		f.Delay = lateness
	}
	*all = append(*all, &f)
}

// next is what is to go wrong with a call of an operation, or nil.
func (all faults) next(operation string) *Fault {
	for _, f := range all {
		switch {
		case f.Operation != operation && f.Operation != "" || f.Times == 0:
		case f.Skip > 0:
			f.Skip--
			return nil
		default:
			f.Times--
			return f
		}
	}
	return nil
}

// interrupt does what goes wrong. Of Slow, the answer is left to the caller.
func (f *Fault) interrupt(w http.ResponseWriter, r *http.Request, call *call) {
	switch f.Kind {
	case Throttle:
		failed(http.StatusBadRequest, throttled[call.record.Service], "Rate exceeded").write(w, call)
	case Down:
		failed(http.StatusServiceUnavailable, "ServiceUnavailable", "Please reduce your request rate.").write(w, call)
	case Hang:
		<-r.Context().Done()
	case Slow:
		select {
		case <-r.Context().Done():
		case <-time.After(f.Delay):
		}
	default:
		hangUp(w)
	}
}

// hangUp breaks the connection without a word, as a network that fails.
func hangUp(w http.ResponseWriter) {
	connection, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := connection.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = connection.Close()
}
