package awstest

import (
	"net"
	"net/http"
)

// FaultKind is what goes wrong with a call.
type FaultKind string

const (
	Throttle FaultKind = "throttle" // too many calls, says AWS; nothing is done
	Down     FaultKind = "down"     // 503; nothing is done
	Reset    FaultKind = "reset"    // the connection breaks before anything is done
	Lost     FaultKind = "lost"     // all is done, and the connection breaks before the answer
	Hang     FaultKind = "hang"     // nothing is done and no answer comes, until the caller gives up
)

// FaultKinds are all of them.
var FaultKinds = []FaultKind{Throttle, Down, Reset, Lost, Hang}

// Fault makes calls fail. Times is how many of them; Skip is how many calls of the operation go well before.
type Fault struct {
	Operation   string
	Kind        FaultKind
	Skip, Times int
}

func (f *Fault) after() bool { return f.Kind == Lost }

// Fail makes the next calls of an operation fail.
func (c *Cloud) Fail(f Fault) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f.Times = max(f.Times, 1)
	c.faults = append(c.faults, &f)
}

// fault is what is to go wrong with a call of an operation, or nil.
func (c *Cloud) fault(operation string) *Fault {
	for _, f := range c.faults {
		switch {
		case f.Operation != operation || f.Times == 0:
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

func (c *Cloud) interrupt(w http.ResponseWriter, r *http.Request, call *call, kind FaultKind) {
	switch kind {
	case Throttle:
		failed(http.StatusBadRequest, throttled[call.record.Service], "Rate exceeded").write(w, call)
	case Down:
		failed(http.StatusServiceUnavailable, "ServiceUnavailable", "Please reduce your request rate.").write(w, call)
	case Hang:
		c.mu.Unlock()
		<-r.Context().Done()
		c.mu.Lock()
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
