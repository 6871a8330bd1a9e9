package change

import (
	"fmt"

	"github.com/hipaac/hipaac/compiler/controls"
	"github.com/hipaac/hipaac/compiler/template"
)

// safeguards compares what the controls say of both versions: of all stacks together, because the policy of one may protect the
// bucket of another.
func (c *comparison) safeguards(old, new []Stack) {
	if len(c.report.Resources) == 0 && !c.reworded(old, new) {
		return
	}
	before, after := c.judged(old), c.judged(new)
	for _, s := range new {
		if s.Document != nil && s.Document.TooIntricate() {
			c.report.Findings = append(c.report.Findings, Finding{Class: Weakened, Stack: s.Name, Text: "the template is too intricate to be judged: no control holds"})
			continue
		}
		for _, v := range after[s.Name].order {
			c.weaker(s.Name, v, before[s.Name], find(old, s.Name))
		}
	}
	for _, r := range c.report.Resources {
		if r.Verb != Removed {
			continue
		}
		if f, is := lostGuard(r.Stack, r.ID, r.Type, before[r.Stack].passed(r.ID)); is {
			c.report.Findings = append(c.report.Findings, f)
		}
	}
}

// reworded reports whether anything but resources differs that controls judge.
func (c *comparison) reworded(old, new []Stack) bool {
	for _, name := range names(old, new) {
		a, b := find(old, name).Document, find(new, name).Document
		if a == nil || b == nil || !same(a.Root, b.Root) {
			return true
		}
	}
	return false
}

// verdicts are those of one stack: the worst of each control on each resource.
type verdicts struct {
	worst map[string]controls.Verdict
	order []controls.Verdict
}

func key(v controls.Verdict) string {
	return v.Resource.Type + " " + v.Resource.ID + " " + v.Control.ID
}

// judgeBy judges by some controls, or by those of hipaac where there are none.
func judgeBy(by []*controls.Control) func(...*template.Document) [][]controls.Verdict {
	if len(by) == 0 {
		return controls.Judge
	}
	return controls.NewJudges(by).Judge
}

func (c *comparison) judged(stacks []Stack) map[string]verdicts {
	var documents []*template.Document
	var owners []string
	for _, s := range stacks {
		if s.Document != nil {
			documents, owners = append(documents, s.Document), append(owners, s.Name)
		}
	}
	out := map[string]verdicts{}
	for i, list := range c.judge(documents...) {
		v := verdicts{worst: map[string]controls.Verdict{}}
		for _, verdict := range list {
			k := key(verdict)
			if known, is := v.worst[k]; !is || gravity(verdict.Result) > gravity(known.Result) {
				v.worst[k] = verdict
			}
		}
		for _, verdict := range list {
			if v.worst[key(verdict)].Result == verdict.Result && verdict.Result != controls.Pass {
				v.order = append(v.order, verdict)
			}
		}
		out[owners[i]] = v
	}
	return out
}

func (v verdicts) passed(id string) []controls.Verdict {
	var out []controls.Verdict
	for _, k := range sortedKeys(v.worst) {
		if verdict := v.worst[k]; verdict.Resource.ID == id && verdict.Result == controls.Pass {
			out = append(out, verdict)
		}
	}
	return out
}

func gravity(r controls.Result) int {
	switch r {
	case controls.Fail:
		return 2
	case controls.Unknown:
		return 1
	}
	return 0
}

// weaker reports a control that a resource passed before, or that could not be judged and now fails. Of a resource that is new only
// failures count: nothing was shown before.
func (c *comparison) weaker(stack string, v controls.Verdict, before verdicts, was Stack) {
	old, judgedBefore := before.worst[key(v)]
	existed := was.Document != nil && was.Document.Resource(v.Resource.ID) != nil
	switch {
	case judgedBefore && gravity(v.Result) <= gravity(old.Result):
		return
	case !judgedBefore && v.Result != controls.Fail:
		return
	}
	text := v.Message
	switch {
	case v.Result == controls.Unknown:
		text = fmt.Sprintf("whether %q holds cannot be shown any more: %s", v.Control.Title, v.Message)
	case !existed:
		text = "new, and fails: " + text
	case old.Result == controls.Unknown:
		text += "; before, nobody could tell"
	}
	if v.When != "" {
		text += ", when " + v.When
	}
	c.report.Findings = append(c.report.Findings, Finding{
		Class: Weakened, Stack: stack, Resource: v.Resource.ID, Type: v.Resource.Type, Path: v.Path[min(len(v.Path), len("Resources."+v.Resource.ID+".")):],
		Text: text, Control: v.Control.ID, Citations: v.Control.Citations,
	})
}
