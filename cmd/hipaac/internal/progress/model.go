package progress

import (
	"strings"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/record"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/render"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// model is what is known of a run. It knows nothing of how it is shown.
type model struct {
	title string
	began time.Time
	steps []*progress
	byRef map[stack.Ref]*progress
}

// progress is how far a step is.
type progress struct {
	Step
	kind         stack.NewsKind // the newest that says where it stands; "" before the first
	text         string
	trouble      string // AWS does not answer
	status       stack.Status
	began, ended time.Time
	planned      int // resources, as the news said
	resources    map[string]*resource
	order        []*resource
	nested       map[string]string // names of nested stacks by ARN, such as "Child/"
	work         []work
}

// resource is one that CloudFormation works on, or did.
type resource struct {
	name         string // logical ids, those of nested stacks in front
	logicalID    string
	kind         string
	verb         string // "creating"
	moving       bool
	failed       bool
	began, ended time.Time
}

func newModel(title string, steps []Step, now time.Time) *model {
	m := &model{title: title, began: now, byRef: map[stack.Ref]*progress{}}
	for _, s := range steps {
		m.add(s)
	}
	return m
}

func (m *model) add(s Step) *progress {
	p := &progress{Step: s, resources: map[string]*resource{}, nested: map[string]string{}, work: workOf(&s)}
	m.steps = append(m.steps, p)
	m.byRef[s.Ref] = p
	return p
}

// spoken is a text of AWS as it may be shown, on one line.
func spoken(text string) string {
	return render.Visible(record.Clean(strings.Join(strings.Fields(text), " ")))
}

func (m *model) tell(n *stack.News) {
	p := m.byRef[n.Ref]
	if p == nil {
		p = m.add(Step{Ref: n.Ref})
	}
	if n.Status != "" {
		p.status = n.Status
	}
	switch n.Kind {
	case stack.Happened:
		p.trouble = ""
		if n.Event != nil {
			p.happened(n.Event)
		}
		return
	case stack.Waiting:
		p.trouble = spoken(n.Text)
		return
	case stack.Started:
		p.restart(n)
	case stack.Done, stack.Failed, stack.Same, stack.Skipped:
		p.ended = n.At
		for _, r := range p.order {
			r.moving = false
		}
	}
	p.kind, p.text, p.trouble = n.Kind, spoken(n.Text), ""
}

// restart begins an operation: a stack may have several in one run.
func (p *progress) restart(n *stack.News) {
	p.began, p.ended, p.planned = n.At, time.Time{}, n.Resources
	p.resources, p.order = map[string]*resource{}, nil
}

// happened takes an event in. Those of a stack as a whole say where the operation stands.
func (p *progress) happened(e *stack.Event) {
	if p.kind == "" || p.kind == stack.Queued {
		p.kind, p.began = stack.Started, e.At
	}
	prefix := p.nested[e.Stack]
	if e.OfStack() {
		if prefix == "" && stackName(e.Stack) == p.Ref.Name {
			p.status = stack.Status(e.Status)
		}
		return
	}
	if e.Type == nestedType && e.PhysicalID != "" {
		p.nested[e.PhysicalID] = prefix + e.LogicalID + "/"
	}
	name := prefix + e.LogicalID
	r := p.resources[name]
	if r == nil {
		r = &resource{name: name, logicalID: e.LogicalID, kind: e.Type, began: e.At}
		p.resources[name], p.order = r, append(p.order, r)
	}
	verb, moving := verbOf(e.Status)
	if verb != r.verb && moving {
		r.began = e.At
	}
	r.verb, r.moving, r.failed = verb, moving, e.Failed()
	r.ended = time.Time{}
	if !moving {
		r.ended = e.At
	}
}

const nestedType = "AWS::CloudFormation::Stack"

// stackName is the name in the ARN of a stack.
func stackName(arn string) string {
	_, rest, _ := strings.Cut(arn, ":stack/")
	name, _, _ := strings.Cut(rest, "/")
	return name
}

// verbs are what CloudFormation does, by how the status begins; the first that fits counts.
var verbs = []struct{ begins, verb string }{
	{"UPDATE_COMPLETE_CLEANUP", "cleaning up"}, {"UPDATE_ROLLBACK_COMPLETE_CLEANUP", "cleaning up"}, {"UPDATE_ROLLBACK", "rolling back"},
	{"IMPORT_ROLLBACK", "rolling back"}, {"ROLLBACK", "rolling back"}, {"CREATE", "creating"}, {"UPDATE", "updating"}, {"DELETE", "deleting"},
	{"IMPORT", "importing"}, {"EXPORT", "exporting"},
}

// verbOf says what is done, and whether it still is.
func verbOf(status string) (verb string, moving bool) {
	moving = strings.HasSuffix(status, "_IN_PROGRESS")
	for _, v := range verbs {
		if strings.HasPrefix(status, v.begins) {
			return v.verb, moving
		}
	}
	return spoken(strings.ToLower(strings.ReplaceAll(status, "_", " "))), moving
}

// moving are the resources in motion, the one that began first in front.
func (p *progress) moving() []*resource {
	var found []*resource
	for _, r := range p.order {
		if r.moving {
			found = append(found, r)
		}
	}
	return found
}

// count is how many of the resources are done, of how many. Those of nested stacks count with the stack that they are nested in.
func (p *progress) count() (done, all int) {
	all = max(p.planned, len(p.work))
	seen := 0
	for _, r := range p.order {
		if strings.Contains(r.name, "/") {
			continue
		}
		seen++
		if !r.moving && !r.failed {
			done++
		}
	}
	return done, max(all, seen)
}

// inMotion reports whether CloudFormation works on the step.
func (p *progress) inMotion() bool { return p.kind == stack.Started }

func (p *progress) over() bool {
	return p.kind == stack.Done || p.kind == stack.Failed || p.kind == stack.Same || p.kind == stack.Skipped
}

// Result is what came of a step.
type Result struct {
	Step
	// Kind is stack.Done, Failed, Same or Skipped where it is over; Text says more.
	Kind stack.NewsKind
	Text string
	Took time.Duration
}

func (m *model) results(now time.Time) []Result {
	var all []Result
	for _, p := range m.steps {
		all = append(all, Result{Step: p.Step, Kind: p.kind, Text: p.text, Took: p.took(now)})
	}
	return all
}

// took is how long the operation takes, or took.
func (p *progress) took(now time.Time) time.Duration {
	switch {
	case p.began.IsZero():
		return 0
	case p.ended.IsZero():
		return max(0, now.Sub(p.began))
	}
	return max(0, p.ended.Sub(p.began))
}
