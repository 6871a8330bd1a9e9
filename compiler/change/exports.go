package change

import (
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

// Export is a value that a stack exports, and that changes or goes.
type Export struct {
	Stack  string `json:"stack"`
	Output string `json:"output"`
	Name   string `json:"name"` // of the export as it is now
	Before string `json:"before"`
	After  string `json:"after,omitempty"` // "" where it goes
	// Through is the resource whose replacement changes it.
	Through string `json:"through,omitempty"`
	// Importers are the stacks, of those compared, that import it now.
	Importers []string `json:"importers,omitempty"`
}

// exports finds the exports that change, and who imports them.
func (c *comparison) exports() {
	replaced := map[string]bool{}
	for _, r := range c.report.Resources {
		if r.Replacement != InPlace {
			replaced[r.Stack+" "+r.ID] = true
		}
	}
	for _, u := range c.updates {
		for _, output := range sortedKeys(u.old.outputs) {
			before, after := u.old.outputs[output], u.new.outputs[output]
			export := before.Get("Export", "Name")
			if export == nil {
				continue
			}
			e := Export{Stack: u.name, Output: output, Name: phrase(export), Before: show(before.Get("Value"))}
			if same(export, after.Get("Export", "Name")) {
				e.After = show(after.Get("Value"))
				references("", after.Get("Value"), func(_, id string, _ *template.Node) {
					if replaced[u.name+" "+id] {
						e.Through = id
					}
				})
			}
			if e.Before != e.After || e.Through != "" {
				e.Importers = c.importers()[e.Name]
				c.report.Exports = append(c.report.Exports, e)
			}
		}
	}
}

// importers says which stacks import which export now.
func (c *comparison) importers() map[string][]string {
	if c.importing != nil {
		return c.importing
	}
	c.importing = map[string][]string{}
	for _, s := range c.old {
		note := func(name string) {
			if by := c.importing[name]; len(by) == 0 || by[len(by)-1] != s.Name {
				c.importing[name] = append(by, s.Name)
			}
		}
		was := settle(s)
		for _, entries := range []map[string]*template.Node{was.resources, was.outputs} {
			for _, id := range sortedKeys(entries) {
				imports(entries[id], note)
			}
		}
	}
	return c.importing
}

func imports(n *template.Node, visit func(name string)) {
	if n == nil {
		return
	}
	if function, argument := n.Intrinsic(); function == "Fn::ImportValue" {
		visit(phrase(argument))
		return
	} else if function == "Fn::Sub" && argument.Kind == template.String {
		for _, id := range strings.Split(argument.Text, "${"+importing)[1:] {
			name, _, _ := strings.Cut(id, "}")
			visit(name)
		}
	}
	for _, item := range n.Items {
		imports(item, visit)
	}
}
