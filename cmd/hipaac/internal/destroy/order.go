package destroy

import (
	"slices"
	"strings"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
	"github.com/hipaac/hipaac/compiler/template"
)

// references visits the names that a value refers to: by Ref, Fn::GetAtt or Fn::Sub.
func references(n *template.Node, visit func(name string)) {
	if n == nil {
		return
	}
	switch name, argument := n.Intrinsic(); name {
	case "Ref", "Condition":
		visit(argument.Text)
		return
	case "Fn::GetAtt":
		if len(argument.Items) > 0 {
			visit(argument.Items[0].Text)
		}
		return
	case "Fn::Sub":
		text := argument.Text
		if argument.Kind == template.List && len(argument.Items) > 0 {
			text = argument.Items[0].Text
		}
		for _, part := range strings.Split(text, "${")[1:] {
			name, _, _ := strings.Cut(part, "}")
			name, _, _ = strings.Cut(name, ".")
			visit(strings.TrimSpace(name))
		}
	}
	for _, item := range n.Items {
		references(item, visit)
	}
}

// order lists the logical ids of a stack as CloudFormation deletes them: a resource after those that refer to it or depend on it. Names
// that the template does not have come first.
func order(doc *template.Document, there []stack.Resource) []string {
	var made []string
	done := map[string]bool{}
	var visit func(r *template.Resource)
	visit = func(r *template.Resource) {
		if r == nil || done[r.ID] {
			return
		}
		done[r.ID] = true
		references(r.Node, func(name string) { visit(doc.Resource(name)) })
		for _, name := range names(r.Attribute("DependsOn")) {
			visit(doc.Resource(name))
		}
		made = append(made, r.ID)
	}
	for _, r := range doc.Resources {
		visit(r)
	}
	for _, r := range there {
		if !done[r.LogicalID] {
			done[r.LogicalID] = true
			made = append(made, r.LogicalID)
		}
	}
	slices.Reverse(made)
	return made
}

func names(n *template.Node) []string {
	if n == nil {
		return nil
	}
	if n.Kind == template.String {
		return []string{n.Text}
	}
	var all []string
	for _, item := range n.Items {
		all = append(all, item.Text)
	}
	return all
}

// arrange puts the steps into the order in which they are taken, and says which have to be done before which. What a live stack imports
// counts, since CloudFormation goes by it, and what the specs say where that does not contradict it.
func (p *Plan) arrange() {
	needs := p.needs()
	var sorted []int
	place := make([]int, len(p.Steps))
	done := make([]bool, len(p.Steps))
	var visit func(i int)
	visit = func(i int) {
		if done[i] {
			return
		}
		done[i] = true
		for _, j := range needs[i] {
			visit(j)
		}
		place[i] = len(sorted)
		sorted = append(sorted, i)
	}
	for i := range slices.Backward(p.Steps) {
		visit(i)
	}
	steps := make([]Step, 0, len(p.Steps))
	for _, i := range sorted {
		s := p.Steps[i]
		for _, j := range needs[i] {
			s.Waits = append(s.Waits, place[j])
		}
		slices.Sort(s.Waits)
		steps = append(steps, s)
	}
	p.Steps = steps
}

// needs lists, for each step, the steps that have to be done before it.
func (p *Plan) needs() [][]int {
	needs := make([][]int, len(p.Steps))
	add := func(before, after int) {
		if before != after && !slices.Contains(needs[after], before) && !reaches(needs, before, after) {
			needs[after] = append(needs[after], before)
		}
	}
	for i := range p.Steps {
		for j := range p.Steps {
			if p.Steps[i].Target == p.Steps[j].Target && imports(&p.Steps[i], &p.Steps[j]) {
				add(i, j)
			}
		}
	}
	for i := range p.Steps {
		for j := range p.Steps {
			if slices.Contains(p.Steps[i].After, p.Steps[j].Ref) {
				add(i, j)
			}
		}
	}
	return needs
}

// reaches reports whether a step has to wait for another, directly or through others.
func reaches(needs [][]int, from, to int) bool {
	for _, next := range needs[from] {
		if next == to || reaches(needs, next, to) {
			return true
		}
	}
	return false
}

// imports reports whether a live stack imports what another exports: by CloudFormation's word, or by its template where CloudFormation
// could not be asked.
func imports(s, from *Step) bool {
	if s.document == nil {
		return false
	}
	var wanted []string
	for _, o := range from.Live.Outputs {
		importers, asked := from.importers[o.Export]
		switch {
		case o.Export == "":
		case asked && slices.Contains(importers, s.Live.Name):
			return true
		case !asked:
			if wanted == nil {
				_, wanted = s.document.Links()
			}
			if slices.Contains(wanted, o.Export) {
				return true
			}
		}
	}
	return false
}
