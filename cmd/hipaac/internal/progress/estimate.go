package progress

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
	"github.com/hipaac/hipaac/compiler/template"
)

// typicalText says how many seconds CloudFormation takes for a resource of each type to create, update and delete it. The figures are
// rough: rounded from what people report in public, as of 2026-11, not measured. They are used for nothing but an estimate.
//
//go:embed typical.csv
var typicalText string

// durations are of the three verbs.
type durations struct{ create, update, remove time.Duration }

// other is for types that typical.csv does not have: most are there in seconds.
var other = durations{5 * time.Second, 5 * time.Second, 5 * time.Second}

var typical = sync.OnceValue(func() map[string]durations {
	rows, err := csv.NewReader(strings.NewReader(typicalText)).ReadAll()
	if err != nil {
		panic("internal error: typical.csv: " + err.Error())
	}
	all := map[string]durations{}
	for _, row := range rows[1:] {
		all[row[0]] = durations{seconds(row[1]), seconds(row[2]), seconds(row[3])}
	}
	return all
})

func seconds(text string) time.Duration {
	n, err := strconv.Atoi(text)
	if err != nil {
		panic("internal error: typical.csv: " + err.Error())
	}
	return time.Duration(n) * time.Second
}

// work is what a step will do to one resource.
type work struct {
	logicalID string
	takes     time.Duration
	sure      bool  // takes is of an earlier time or of typical.csv, and no guess
	after     []int // indexes of the work before it
}

// workOf says what a step will do, as far as is known. What its change set replaces is made anew.
func workOf(s *Step) []work {
	if s.Document == nil && s.Changes == nil {
		return nil
	}
	earlier := took(s.Earlier)
	var all []work
	index := map[string]int{}
	add := func(id, kind, verb string) {
		w := work{logicalID: id}
		if w.takes, w.sure = earlier[id+" "+verb]; !w.sure {
			w.takes, w.sure = usual(kind, verb)
		}
		all = append(all, w)
		index[id] = len(all) - 1
	}
	if s.Changes == nil {
		for _, r := range s.Document.Resources {
			add(r.ID, r.Type, "creating")
		}
	}
	for _, c := range s.Changes {
		switch {
		case c.Action == "Remove":
			add(c.LogicalID, c.Type, "deleting")
		case c.Action == "Add" || c.Action == "Import" || c.Replacement == "True":
			add(c.LogicalID, c.Type, "creating")
		default:
			add(c.LogicalID, c.Type, "updating")
		}
	}
	if s.Document == nil {
		return all
	}
	for _, r := range s.Document.Resources {
		if i, here := index[r.ID]; here {
			needed := map[string]bool{}
			names(r.Node, needed)
			for name := range needed {
				if j, here := index[name]; here && j != i {
					all[i].after = append(all[i].after, j)
				}
			}
			slices.Sort(all[i].after)
		}
	}
	return all
}

// usual is how long a type takes, and whether that is known.
func usual(kind, verb string) (time.Duration, bool) {
	d, known := typical()[kind]
	if !known {
		d = other
	}
	switch verb {
	case "deleting":
		return d.remove, known
	case "updating":
		return d.update, known
	}
	return d.create, known
}

// took gives how long each resource took in earlier events, by logical id and verb.
func took(events []stack.Event) map[string]time.Duration {
	began, all := map[string]time.Time{}, map[string]time.Duration{}
	for _, e := range events {
		verb, moving := verbOf(e.Status)
		key := e.LogicalID + " " + verb
		switch {
		case e.OfStack():
		case moving:
			if _, again := began[key]; !again {
				began[key] = e.At
			}
		default:
			if from, known := began[key]; known && !e.Failed() {
				all[key] = e.At.Sub(from)
			}
			delete(began, key)
		}
	}
	return all
}

// names collects what a resource refers to: what it names may be a parameter as well.
func names(n *template.Node, into map[string]bool) {
	if n == nil {
		return
	}
	name, argument := n.Intrinsic()
	switch {
	case name == "Ref" && argument.Kind == template.String:
		into[argument.Text] = true
	case name == "Fn::GetAtt" && argument.Kind == template.List && len(argument.Items) > 0:
		into[argument.Items[0].Text] = true
	case name == "Fn::Sub":
		text := argument.Text
		if argument.Kind == template.List && len(argument.Items) > 0 {
			text = argument.Items[0].Text
		}
		for _, part := range strings.Split(text, "${")[1:] {
			id, _, _ := strings.Cut(part, "}")
			id, _, _ = strings.Cut(id, ".")
			into[id] = true
		}
	}
	for i, item := range n.Items {
		if n.Kind == template.Map && n.Keys[i].Name == "DependsOn" {
			into[item.Text] = true
			for _, on := range item.Items {
				into[on.Text] = true
			}
		}
		names(item, into)
	}
}

// left estimates how long a step still takes: the longest chain of resources that wait for each other. It is false where nothing is known,
// as in a rollback. Beyond says that something takes much longer than it should.
func (p *progress) left(now time.Time) (left time.Duration, known, beyond bool) {
	switch {
	case p.over():
		return 0, true, false
	case len(p.work) == 0 || p.status.RolledBack() || p.status.CleaningUp():
		return 0, false, false
	}
	known = true
	memo := make([]time.Duration, len(p.work))
	for i := range memo {
		memo[i] = -1
	}
	var until func(i int) time.Duration
	until = func(i int) time.Duration {
		if memo[i] >= 0 {
			return memo[i]
		}
		memo[i] = 0 // a circle, which no template that CloudFormation takes has, ends here
		var before time.Duration
		for _, j := range p.work[i].after {
			before = max(before, until(j))
		}
		memo[i] = before + p.rest(i, now, &beyond)
		return memo[i]
	}
	for i := range p.work {
		left = max(left, until(i))
	}
	return left, known, beyond
}

// rest is how long one resource still takes.
func (p *progress) rest(i int, now time.Time, beyond *bool) time.Duration {
	takes := p.work[i].takes
	r := p.resources[p.work[i].logicalID]
	switch {
	case r == nil:
		return takes
	case !r.moving:
		return 0
	}
	gone := now.Sub(r.began)
	if p.work[i].sure && gone > 2*takes && gone > time.Minute {
		*beyond = true
	}
	return max(takes-gone, takes/10)
}

// left estimates how long the run still takes: the longest chain of stacks that wait for each other.
func (m *model) left(now time.Time) (left time.Duration, known, beyond bool) {
	known = len(m.steps) > 0
	memo := map[*progress]time.Duration{}
	var until func(p *progress) time.Duration
	until = func(p *progress) time.Duration {
		if d, done := memo[p]; done {
			return d
		}
		memo[p] = 0
		var before time.Duration
		for _, r := range p.After {
			if on := m.byRef[r]; on != nil {
				before = max(before, until(on))
			}
		}
		rest, sure, slow := p.left(now)
		known, beyond = known && sure, beyond || slow
		memo[p] = before + rest
		return memo[p]
	}
	for _, p := range m.steps {
		left = max(left, until(p))
	}
	return left, known, beyond
}

// estimate puts what is left into words; "" where nothing is known, or nothing is left.
func estimate(left time.Duration, known, beyond bool) string {
	switch {
	case beyond:
		return "longer than usual"
	case !known || left <= 0:
		return ""
	case left < time.Minute:
		return "about 1 min left"
	}
	return fmt.Sprintf("about %d min left", int(math.Ceil(left.Minutes())))
}

// clock writes a duration: "0:05", "12:40", "1:02:03".
func clock(d time.Duration) string {
	s := int(max(0, d).Seconds())
	if s < 3600 {
		return fmt.Sprintf("%d:%02d", s/60, s%60)
	}
	return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
}
