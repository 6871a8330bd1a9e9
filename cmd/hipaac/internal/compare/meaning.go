package compare

import (
	"encoding/json"
	"path"
	"slices"

	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/change"
)

// Resource is what happens to a resource, and the place in a spec that asked for it, with its path:
// "environments/prod.yaml:11:3 (stacks.network)".
type Resource struct {
	change.Resource
	From string `json:"from,omitempty"`
}

// Finding is a consequence of a change, with the same place.
type Finding struct {
	change.Finding
	From string `json:"from,omitempty"`
}

// mean says what it means that templates of one folder differ. All of its templates take part: a policy in one may protect what
// stands in another.
func (d *Difference) mean(folder string, old, new Tree) {
	was, is := stacks(old, folder), stacks(new, folder)
	if old.Single && new.Single && len(was) == 1 && len(is) == 1 {
		was[0].Name = is[0].Name
	}
	before, after := sources(old.manifest(folder)), sources(new.manifest(folder))
	from := func(stack, id string, isNew bool) string {
		if isNew {
			return after.of(stack, id)
		}
		return before.of(stack, id)
	}
	report := change.Compare(was, is, new.Controls...)
	gone := map[string]bool{}
	for _, r := range report.Resources {
		gone[r.Stack+" "+r.ID] = r.Verb == change.Removed
		d.Resources = append(d.Resources, Resource{r, from(r.Stack, r.ID, r.Verb != change.Removed)})
	}
	for _, f := range report.Findings {
		d.Findings = append(d.Findings, Finding{f, from(f.Stack, f.Resource, !gone[f.Stack+" "+f.Resource])})
	}
	d.Exports = append(d.Exports, report.Exports...)
}

// sort puts the findings of all folders in order of their class.
func (d *Difference) sort() {
	order := change.Classes()
	slices.SortStableFunc(d.Findings, func(a, b Finding) int { return slices.Index(order, a.Class) - slices.Index(order, b.Class) })
}

// stacks reads the templates of a folder. One that cannot be read is left out; the difference of its text is shown anyway.
func stacks(t Tree, folder string) []change.Stack {
	var list []change.Stack
	parameters := deployedWith(t.manifest(folder))
	for _, f := range t.Files {
		if path.Dir(f.Path) != folder || !isTemplate(f.Path) && !t.Single {
			continue
		}
		if doc := document(f.Path, f.Text); doc != nil {
			list = append(list, change.Stack{Name: stackName(f.Path), Document: doc, Parameters: parameters[path.Base(f.Path)]})
		}
	}
	return list
}

// manifest is the text of the manifest in a folder, or nil.
func (t *Tree) manifest(folder string) []byte {
	for _, f := range t.Files {
		if f.Path == path.Join(folder, "manifest.json") {
			return f.Text
		}
	}
	return t.Manifests[folder]
}

// deployedWith are the parameters of each template by its file. A manifest that is missing or damaged knows nothing.
func deployedWith(manifest []byte) map[string]map[string]string {
	var m struct {
		Stacks []struct {
			Template   string
			Parameters map[string]string
		}
	}
	if json.Unmarshal(manifest, &m) != nil {
		return nil
	}
	found := map[string]map[string]string{}
	for _, s := range m.Stacks {
		found[s.Template] = s.Parameters
	}
	return found
}

// origins lead from a resource to the place in a spec that asked for it.
type origins map[string]compiler.Origin

func sources(manifest []byte) origins {
	var m struct{ Sources origins }
	if json.Unmarshal(manifest, &m) != nil {
		return nil
	}
	return m.Sources
}

func (o origins) of(stack, id string) string {
	at, known := o[path.Base(stack)+"."+id]
	if !known {
		return ""
	}
	return at.Place + " (" + at.Path + ")"
}
