// Package enforce makes controls on templates of what an organisation's policy says: its own, judged by their patterns, and those of
// hipaac with a higher tier or without exceptions.
package enforce

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler/controls"
	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/compiler/policy"
	"github.com/hipaac/hipaac/schema/shape"
)

// Controls are those of hipaac under a policy, and the policy's own, by id. The controls that it is given are not changed.
func Controls(p *policy.Policy, hipaac []*controls.Control) []*controls.Control {
	all := slices.Clone(hipaac)
	for i, c := range all {
		raise, raised := p.Raised[c.ID]
		raised = raised && controls.Tier(raise.Tier) != c.Tier // it may be as high already
		strict, unwaivable := p.Unwaivable[c.ID]
		if !raised && !unwaivable {
			continue
		}
		tighter := *c
		tighter.Policy = slices.Clone(c.Policy)
		if raised {
			tighter.Tier = controls.Tier(raise.Tier)
			tighter.Policy = append(tighter.Policy, diag.Text{Pos: raise.Pos, Message: fmt.Sprintf("the organisation's policy raises it from %s to %s", c.Tier, raise.Tier)})
		}
		if unwaivable && !c.Unwaivable {
			tighter.Unwaivable = true
			tighter.Policy = append(tighter.Policy, diag.Text{Pos: strict, Message: "the organisation's policy accepts no exception from it"})
		}
		all[i] = &tighter
	}
	for _, r := range p.Rules {
		all = append(all, control(r, p.Unwaivable))
	}
	slices.SortFunc(all, func(a, b *controls.Control) int { return cmp.Compare(a.ID, b.ID) })
	return all
}

// weight of a failure, by its tier: a policy does not say it.
var weight = map[controls.Tier]controls.Weight{
	controls.Baseline: controls.High, controls.Recommended: controls.Medium, controls.Optional: controls.Low,
}

func control(r *policy.Rule, unwaivable map[string]diag.Position) *controls.Control {
	tier := controls.Tier(r.Tier)
	_, strict := unwaivable[r.ID]
	cited := "the organisation's policy asks for it here"
	if len(r.Own) > 0 {
		cited = strings.Join(r.Own, ", ")
	}
	return &controls.Control{
		ID: r.ID, Title: r.Title, Tier: tier, Severity: weight[tier], Category: shape.Organisation, Citations: r.Citations, Own: r.Own,
		Policy: []diag.Text{{Pos: r.Pos, Message: cited}}, Types: r.Types, Why: r.Title, Fix: r.Remedy, Unwaivable: r.Unwaivable || strict,
		Judge: func(c *controls.Case) { judgement{c, r}.resource() },
	}
}

// judgement is one resource before one rule.
type judgement struct {
	*controls.Case
	rule *policy.Rule
}

func (j judgement) resource() {
	for _, part := range j.rule.Require.Fields {
		if part.Name == "Tags" {
			j.tags(part)
			continue
		}
		v := j.Attribute(part.Name)
		if part.Type.Kind == shape.Struct && v.Absent() { // a resource without Properties has none of them
			for _, f := range part.Type.Fields {
				j.field(v.Get(f.Name), f)
			}
			continue
		}
		j.field(v, part)
	}
}

// tags judges the tags of a resource whose type has any, as far as is known, or that has some.
func (j judgement) tags(part *shape.Field) {
	if !j.TakesTags() && j.Get("Tags").Absent() {
		return
	}
	for _, tag := range part.Type.Fields {
		j.field(j.Tag(tag.Name), tag)
	}
}

// field judges what stands in a field, and that there is something.
func (j judgement) field(v controls.Value, f *shape.Field) {
	switch {
	case !v.Absent():
		j.value(v, f.Type)
	case !f.Optional && f.Type.Kind == shape.Struct && slices.ContainsFunc(f.Type.Fields, func(g *shape.Field) bool { return !g.Optional }):
		for _, below := range f.Type.Fields {
			j.field(v.Get(below.Name), below) // what is missing is named as far down as the pattern goes
		}
	case !f.Optional:
		j.fail(v, f.Type)
	}
}

func (j judgement) value(v controls.Value, t *shape.Type) {
	if why, unknown := v.Unknown(); unknown {
		j.Unsure(v, why)
		return
	}
	switch t.Kind {
	case shape.Any:
		j.require(v.Has(), v, t)
	case shape.Struct:
		for _, f := range t.Fields {
			j.field(v.Get(f.Name), f)
		}
	case shape.Map:
		j.entries(v, t)
	case shape.List:
		j.items(v, t)
	default:
		j.require(scalar(v, t), v, t)
	}
}

// items judges the elements of a list, and how many there are: of a list that a parameter holds, nobody knows.
func (j judgement) items(v controls.Value, t *shape.Type) {
	items := v.Items()
	if len(items) < t.MinItems {
		answer := v.Has()
		if !answer.Yes() && !answer.No() {
			j.Unsure(v, answer.Why())
			return
		}
		j.fail(v, t)
	}
	for _, item := range items {
		j.value(item, t.Elem)
	}
}

// entries judges those entries of a map whose keys a pattern is for.
func (j judgement) entries(v controls.Value, t *shape.Type) {
	if text := v.Scalar(); !text.No() {
		j.require(v.Passes(func(string) bool { return false }), v, t)
		return
	}
	for _, e := range v.Entries() {
		if t.Key == nil || matches(e.Key, t.Key) {
			j.value(e.Value, t.Elem)
		}
	}
}

func (j judgement) require(answer controls.Answer, v controls.Value, t *shape.Type) {
	j.Require(answer, v, "%s", j.says(v, t))
}

func (j judgement) fail(v controls.Value, t *shape.Type) { j.Fail(v, "%s", j.says(v, t)) }

// says is the message of the rule about one value.
func (j judgement) says(v controls.Value, t *shape.Type) string {
	return strings.NewReplacer("{name}", fmt.Sprintf("%q", j.ID), "{value}", v.String(), "{want}", t.Asks()).Replace(j.rule.Says)
}
