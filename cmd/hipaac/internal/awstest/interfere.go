package awstest

import (
	"fmt"
	"net/url"
	"strings"
	"time"
)

// Make brings a stack to a template at once, as an operation that went well: made if there is none of the name, changed otherwise. It is
// how a test prepares an account. What cannot be made is a mistake of the test, and panics.
func (c *Cloud) Make(account, region, name string, template []byte, parameters map[string]string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.keepPace()
	set := c.formationOf(account, region).prepare(name, template, parameters)
	set.stack.deploy(set, "", false)
	c.finish(set.stack)
	set.stack.stale = 0
	if s := set.stack; s.status != "CREATE_COMPLETE" && s.status != "UPDATE_COMPLETE" {
		panic(fmt.Sprintf("awstest: %s cannot be made: %s: %s", name, s.status, s.reason))
	}
}

// Begin starts to bring a stack to a template, as somebody else who works on it: the operation goes on while tests look.
func (c *Cloud) Begin(account, region, name string, template []byte, parameters map[string]string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.keepPace()
	set := c.formationOf(account, region).prepare(name, template, parameters)
	set.stack.deploy(set, somebody("UpdateStack"), false)
}

// somebody is the token of operations in the console. Source: API reference, StackEvent, ClientRequestToken.
func somebody(operation string) string { return "Console-" + operation + "-7f59c3cf" }

// prepare makes a change set that is ready to be executed.
func (f *formation) prepare(name string, body []byte, parameters map[string]string) *changeSet {
	in := form{url.Values{}}
	i := 0
	for key, value := range parameters {
		i++
		in.Set(fmt.Sprintf("Parameters.member.%d.ParameterKey", i), key)
		in.Set(fmt.Sprintf("Parameters.member.%d.ParameterValue", i), value)
	}
	t, refused := parse(body)
	if refused.code != "" {
		panic("awstest: " + name + ": " + refused.message)
	}
	values, refused := t.values(in, nil)
	if refused.code != "" {
		panic("awstest: " + name + ": " + refused.message)
	}
	s := f.find(name)
	if s == nil {
		s = f.newStack(name)
		s.status = "REVIEW_IN_PROGRESS"
	}
	set := s.propose(content{body: body, template: t, parameters: values}, fmt.Sprintf("somebody-%d", len(s.history)), "UPDATE")
	set.ready = f.cloud.clock
	s.changeSets = []*changeSet{set}
	return set
}

// finish carries out what runs on a stack, however long it takes, and what runs elsewhere in that time.
func (c *Cloud) finish(s *stack) {
	for range 10000 {
		if s.running == nil {
			return
		}
		c.advance(c.clock.Add(time.Second))
	}
	panic("awstest: the operation on " + s.name + " never ends")
}

// Interference is what somebody else does to a stack.
type Interference string

const (
	// Updates starts an update that takes ten virtual minutes and changes nothing in the end.
	Updates Interference = "update"
	// Deletes starts a deletion.
	Deletes Interference = "delete"
	// Proposes makes a change set that nobody executes. A stack that is not there waits for its review from then on.
	Proposes Interference = "change-set"
	// Protects and Unprotects switch termination protection.
	Protects   Interference = "protect"
	Unprotects Interference = "unprotect"
)

// Interfere lets somebody else act on a stack.
func (c *Cloud) Interfere(account, region, name string, what Interference) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.keepPace()
	f := c.formationOf(account, region)
	s := f.find(name)
	if s == nil && what == Proposes {
		s = f.newStack(name)
		s.enter("REVIEW_IN_PROGRESS", "User Initiated")
	}
	if s == nil {
		panic("awstest: there is no stack " + name)
	}
	switch what {
	case Updates:
		s.occupy("UPDATE", "UPDATE_IN_PROGRESS", "UPDATE_COMPLETE", 10*time.Minute)
		s.outdate()
	case Deletes:
		s.remove(somebody("DeleteStack"), nil, false)
	case Proposes:
		set := s.propose(s.content, fmt.Sprintf("somebody-%d", len(s.changeSets)+1), "UPDATE")
		set.status, set.execution = "CREATE_COMPLETE", "AVAILABLE"
	case Protects, Unprotects:
		s.protected = what == Protects
	default:
		panic("awstest: nobody knows how to " + string(what))
	}
}

// occupy is an operation that does nothing but take time.
func (s *stack) occupy(kind, during, after string, d time.Duration) {
	s.begin(kind, somebody(kind), nil)
	s.enter(during, "User Initiated")
	wait := &step{id: "(somebody)", takes: d, begin: func() (bool, string) { return true, "" }, end: func() string { return "" }, cancel: func() {}}
	s.phase([]*step{wait}, true, func([]*step) { s.finish(after, "") })
}

// SetStatus puts a stack into a state, as tests of every state need it. A state in which CloudFormation is at work lasts ten virtual
// minutes and ends well. What a state says of resources is not made true, except that a stack in ROLLBACK_COMPLETE has none.
func (c *Cloud) SetStatus(account, region, name, status string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.keepPace()
	s := c.formationOf(account, region).find(name)
	s.running = nil
	switch {
	case status == "ROLLBACK_COMPLETE":
		s.resources, s.good, s.outputs = nil, nil, nil
		s.enter(status, "")
	case status == "CREATE_FAILED":
		s.good = nil
		s.enter(status, "The following resource(s) failed to create: [Some]. ")
	case status == "DELETE_COMPLETE":
		s.deleted = c.clock
		s.enter(status, "")
	case strings.HasSuffix(status, "_IN_PROGRESS") && status != "REVIEW_IN_PROGRESS":
		kind, _, _ := strings.Cut(status, "_")
		after := strings.TrimSuffix(strings.TrimSuffix(status, "_IN_PROGRESS"), "_COMPLETE_CLEANUP") + "_COMPLETE"
		s.occupy(kind, status, after, 10*time.Minute)
	default:
		s.enter(status, "")
	}
}
