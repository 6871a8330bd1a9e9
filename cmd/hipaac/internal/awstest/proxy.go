package awstest

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync"
	"testing"
	"time"
)

// Proxy stands before any endpoint that speaks AWS's protocols, and lets calls fail. What goes through is on record; it is no part of
// the endpoint, which knows nothing of the faults.
type Proxy struct {
	mu     sync.Mutex
	faults faults
	calls  []Call
	to     *httputil.ReverseProxy
}

// NewProxy makes a proxy to an endpoint, such as the URL of moto_server.
func NewProxy(endpoint string) (*Proxy, error) {
	to, err := url.Parse(endpoint)
	if err != nil {
		return nil, err
	}
	forward := httputil.NewSingleHostReverseProxy(to)
	forward.ErrorHandler = func(w http.ResponseWriter, _ *http.Request, _ error) { hangUp(w) }
	return &Proxy{to: forward}, nil
}

// StartProxy serves a proxy until the test ends. The URL is what AWS_ENDPOINT_URL is set to.
func StartProxy(t testing.TB, endpoint string) (proxy *Proxy, url string) {
	proxy, err := NewProxy(endpoint)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(proxy)
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	return proxy, server.URL
}

// Fail makes the next calls of an operation fail.
func (p *Proxy) Fail(f Fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults.add(f)
}

// Calls is the record since it was last taken. The outcome is "ok" for every answer below 400, else its status, or the fault.
func (p *Proxy) Calls() []Call {
	p.mu.Lock()
	defer p.mu.Unlock()
	calls := p.calls
	p.calls = nil
	return calls
}

// ServeHTTP passes a call on. What is not a call of AWS's, such as a look at the endpoint's own pages, goes through as it is.
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the caller has gone away
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	call, err := read(r)
	r.Body = io.NopCloser(bytes.NewReader(body))
	if err != nil {
		p.to.ServeHTTP(w, r)
		return
	}
	call.record.Subject, call.record.Region, call.record.At = subject(call), call.region, time.Now()
	p.mu.Lock()
	fault := p.faults.next(call.record.Operation)
	p.mu.Unlock()
	if fault != nil && !fault.after() {
		p.keep(call, string(fault.Kind))
		fault.interrupt(w, r, call)
		return
	}
	answer := httptest.NewRecorder()
	p.to.ServeHTTP(answer, r)
	outcome := "ok"
	if answer.Code >= 400 {
		outcome = http.StatusText(answer.Code)
	}
	if fault != nil {
		outcome += ", " + string(fault.Kind)
	}
	p.keep(call, outcome)
	if fault != nil {
		fault.interrupt(w, r, call)
	}
	if fault != nil && fault.Kind == Lost {
		return
	}
	for name, values := range answer.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes()) // a client that has gone away is no matter of the proxy
}

func (p *Proxy) keep(call *call, outcome string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	call.record.Outcome = outcome
	p.calls = append(p.calls, call.record)
}
