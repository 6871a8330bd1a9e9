package progress

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
	"github.com/hipaac/hipaac/compiler"
)

// Fault is why an operation failed: the first thing that went wrong, wherever in its nested stacks, and what to do.
type Fault struct {
	// Resource is the logical id, those of nested stacks in front: "Child/Database". "" where the stack as a whole was refused.
	Resource string `json:"resource,omitempty"`
	Type     string `json:"type,omitempty"`
	Status   string `json:"status,omitempty"` // such as "CREATE_FAILED"
	Reason   string `json:"reason"`           // AWS's words
	// Property is where in the template the fault is, such as "Properties/CidrBlock"; Check the hook or validation that says so.
	Property string `json:"property,omitempty"`
	Check    string `json:"check,omitempty"`
	// Source is the place in the spec that asked for the resource; its Place is "" where none did.
	Source compiler.Origin `json:"source"`
	// Fix is what helps in most cases, or "".
	Fix string `json:"fix,omitempty"`
	// Others are what else went wrong by itself; Cancelled counts the resources that were only given up because of that.
	Others    []Fault `json:"others,omitempty"`
	Cancelled int     `json:"cancelled,omitempty"`
}

// maxOthers is how many further faults are told: the first ones.
const maxOthers = 5

// Cause finds out why an operation failed, or why a change set could not be made. Events are those of the operation, oldest first, nested
// stacks' among them, in any order of the stacks (see follow.Outcome and Walk). Failures are what DescribeEvents and hooks say. Sources
// lead from the logical ids of the outer stack to its spec. It is false where none of them says that anything failed.
func Cause(events []stack.Event, failures []stack.Failure, sources map[string]compiler.Origin) (Fault, bool) {
	c := inquiry{events: slices.Clone(events), failures: failures, sources: sources, nested: map[string]string{}}
	slices.SortStableFunc(c.events, func(a, b stack.Event) int { return a.At.Compare(b.At) })
	c.nest()
	faults := c.faults()
	if len(faults) == 0 {
		faults = c.whole()
	}
	if len(faults) == 0 {
		return Fault{}, false
	}
	first := faults[0]
	first.Others = faults[1:min(len(faults), 1+maxOthers)]
	first.Cancelled = c.cancelled()
	return first, true
}

type inquiry struct {
	events   []stack.Event
	failures []stack.Failure
	sources  map[string]compiler.Origin
	nested   map[string]string // logical ids that lead to a nested stack, by its ARN: "Child/"
}

// nest learns which stack is nested where. Events of a nested stack may come before the one that says so.
func (c *inquiry) nest() {
	for range c.events {
		before := len(c.nested)
		for _, e := range c.events {
			if e.Type == nestedType && !e.OfStack() && e.PhysicalID != "" {
				c.nested[e.PhysicalID] = c.nested[e.Stack] + e.LogicalID + "/"
			}
		}
		if len(c.nested) == before {
			return
		}
	}
}

// faults are what went wrong by itself. A nested stack is no cause where something in it is, nor is a resource whose failure a hook or a
// validation explains a second one. Each resource counts once, with its first failure.
func (c *inquiry) faults() []Fault {
	var all []Fault
	seen := map[string]bool{}
	for _, e := range c.events {
		key := e.Stack + "/" + e.LogicalID
		if !e.Failed() || e.Cancelled() || e.OfStack() || seen[key] || e.Type == nestedType && c.explained(e.PhysicalID) {
			continue
		}
		seen[key] = true
		all = append(all, c.fault(&e))
	}
	for _, f := range c.failures {
		known := slices.ContainsFunc(all, func(a Fault) bool { return a.Resource == f.LogicalID || strings.HasSuffix(a.Resource, "/"+f.LogicalID) })
		if !f.Warning && !(known && f.LogicalID != "") {
			all = append(all, c.failure(&f))
		}
	}
	return all
}

// explained reports whether something failed in a nested stack.
func (c *inquiry) explained(arn string) bool {
	return arn != "" && slices.ContainsFunc(c.events, func(e stack.Event) bool {
		return e.Stack == arn && e.Failed() && !e.Cancelled() && !e.OfStack()
	})
}

// fault is what an event says, with the details that hooks and validations know of the same resource.
func (c *inquiry) fault(e *stack.Event) Fault {
	f := Fault{Resource: c.nested[e.Stack] + e.LogicalID, Type: e.Type, Status: e.Status, Reason: e.Reason, Check: e.Hook}
	for _, h := range c.events { // the hook spoke in an event of its own
		if h.Hook != "" && h.Stack == e.Stack && h.LogicalID == e.LogicalID && strings.HasSuffix(h.HookStatus, "_FAILED") {
			f.Check, f.Reason = h.Hook, cmp.Or(h.HookReason, f.Reason)
		}
	}
	for _, d := range c.failures {
		if d.LogicalID == e.LogicalID && !d.Warning {
			f.Check, f.Reason, f.Property = cmp.Or(d.Name, f.Check), cmp.Or(d.Reason, f.Reason), property(d.Path)
			break
		}
	}
	return c.finished(f)
}

// failure is what a validation or a hook says where nothing was begun.
func (c *inquiry) failure(d *stack.Failure) Fault {
	return c.finished(Fault{Resource: d.LogicalID, Type: d.Type, Reason: d.Reason, Check: d.Name, Property: property(d.Path)})
}

// finished adds the line of the spec and the remedy, and takes out what may not be shown.
func (c *inquiry) finished(f Fault) Fault {
	outer, _, _ := strings.Cut(f.Resource, "/")
	f.Source = c.sources[outer]
	f.Reason = spoken(f.Reason)
	f.Fix = remedy(f.Type, f.Reason)
	return f
}

// whole is what is said of the stack as a whole, where no resource failed: that somebody cancelled it, a rollback alarm, a template that
// was refused.
func (c *inquiry) whole() []Fault {
	for _, e := range c.events {
		s := stack.Status(e.Status)
		if e.OfStack() && c.nested[e.Stack] == "" && e.Reason != "" && (e.Failed() || s.RolledBack()) {
			return []Fault{c.finished(Fault{Status: e.Status, Reason: e.Reason})}
		}
	}
	return nil
}

// cancelled counts the resources that failed only because others did.
func (c *inquiry) cancelled() int {
	seen := map[string]bool{}
	for _, e := range c.events {
		if e.Cancelled() && !e.OfStack() {
			seen[e.Stack+"/"+e.LogicalID] = true
		}
	}
	return len(seen)
}

// property is the part of a path below the resource: "/Resources/Vpc/Properties/CidrBlock" gives "Properties/CidrBlock".
func property(path string) string {
	rest, isResource := strings.CutPrefix(path, "/Resources/")
	if !isResource {
		return strings.TrimPrefix(path, "/")
	}
	_, below, _ := strings.Cut(rest, "/")
	return below
}

// Line says in one line what failed and why: what is kept of it in a record, and shown where there is no room for more.
func (f *Fault) Line() string {
	switch {
	case f.Resource == "":
		return f.Reason
	case f.Property != "":
		return fmt.Sprintf("%s (%s), %s: %s", spoken(f.Resource), spoken(f.Type), spoken(f.Property), f.Reason)
	}
	return fmt.Sprintf("%s (%s): %s", spoken(f.Resource), spoken(f.Type), f.Reason)
}

// Write writes all of it in one block, for people.
func (f *Fault) Write(w io.Writer, name string) {
	fmt.Fprintf(w, "%s failed\n", name)
	if f.Resource != "" {
		fmt.Fprintf(w, "  what:   %s (%s)%s\n", spoken(f.Resource), spoken(f.Type), prefixed(", ", spoken(f.Status)))
	}
	if f.Property != "" {
		fmt.Fprintf(w, "  where:  %s of the template\n", spoken(f.Property))
	}
	fmt.Fprintf(w, "  why:    %s\n", f.Reason)
	if f.Check != "" {
		fmt.Fprintf(w, "  says:   %s\n", spoken(f.Check))
	}
	if f.Source.Place != "" {
		fmt.Fprintf(w, "  spec:   %s: %s\n", f.Source.Place, f.Source.Path)
	}
	if f.Fix != "" {
		fmt.Fprintf(w, "  fix:    %s\n", f.Fix)
	}
	for i := range f.Others {
		fmt.Fprintf(w, "  also:   %s\n", f.Others[i].Line())
	}
	if f.Cancelled > 0 {
		fmt.Fprintf(w, "  %s given up because of that\n", wereOrWas(f.Cancelled))
	}
}

func wereOrWas(n int) string {
	if n == 1 {
		return "1 other resource was"
	}
	return fmt.Sprintf("%d other resources were", n)
}

func prefixed(before, text string) string {
	if text == "" {
		return ""
	}
	return before + text
}
