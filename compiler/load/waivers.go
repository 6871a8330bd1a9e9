package load

import (
	"strings"

	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/compiler/load/tree"
	"github.com/hipaac/hipaac/schema/shape"
)

// WholeEnvironment is what a waiver names when a control on specs asks for something outside of all stacks.
const WholeEnvironment = "environment"

// waivers reads the exceptions of a spec. One that is not complete excuses nothing; it is reported elsewhere.
func (d *draft) waivers() []diag.Waiver {
	root := d.root
	var all []diag.Waiver
	list := root.Get("waivers")
	if list == nil || list.Kind != tree.List {
		return nil
	}
	for i, n := range list.Items {
		if n.Kind != tree.Map || n.Get("control") == nil {
			continue
		}
		_, at, _ := root.At(tree.Index("waivers", i) + ".control")
		all = append(all, diag.Waiver{
			Pos: at, Control: said(n, "control"), Resource: said(n, "resource"), Reason: said(n, "reason"),
			Measure: said(n, "measure"), Owner: said(n, "owner"), Expires: said(n, "expires"),
			Most: d.most,
		})
	}
	return all
}

func said(n *tree.Node, field string) string {
	if v := n.Get(field); v != nil {
		return v.Text
	}
	return ""
}

// Waiver is the exception of the spec from a control for a resource, or nil.
func (s *Spec) Waiver(control, resource string) *diag.Waiver {
	return find(s.Waivers, control, resource)
}

func find(all []diag.Waiver, control, resource string) *diag.Waiver {
	for i := range all {
		if all[i].Control == control && all[i].Resource == resource {
			return &all[i]
		}
	}
	return nil
}

// waived tells the violations of a control that waivers excuse from the others.
func waived(violations diag.List, c *shape.Control, d *draft) (open, excused diag.List) {
	all := d.waivers()
	if c.Unwaivable || len(all) == 0 {
		return violations, nil
	}
	for _, v := range violations {
		if w := find(all, c.ID, waivable(v.Path)); w != nil {
			excused = append(excused, v.Excused(w))
		} else {
			open = append(open, v)
		}
	}
	return open, excused
}

// waivable is the name by which a waiver means a value of a spec: the stack that it belongs to, or the whole environment.
func waivable(path string) string {
	if parts := tree.Split(path); strings.HasPrefix(path, "stacks.") {
		return parts[1]
	}
	return WholeEnvironment
}
