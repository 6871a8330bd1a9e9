package page

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler/evidence"
)

// controls are those of one kind.
type controls struct {
	Kind word
	Rows []*control
}

// control is one control and its verdicts, put together where they say the same.
type control struct {
	*evidence.Control
	Anchor   string
	Results  bar
	Rank     int // of its severity, the greatest first
	Families []string
	Cited    []citation
	Places   []place
}

// citation is a section of the regulation. Safeguard is nil where the report does not have it.
type citation struct {
	Text      string
	Safeguard *safeguard
}

// place is one template, or one spec, and what the control says of its resources.
type place struct {
	In     string // "prod/network"; of a spec "prod/"
	Result word
	N      int
	File   string // of the template, "" of a spec
	Launch bool   // a product: it is there when somebody launches it
	Rows   []verdicts
}

// verdicts are those of one place that differ only in the resource.
type verdicts struct {
	Type, Spec, Path string
	Reason, When, At string
	Asked            string // the place of the spec, without its file where the row above says it
	Resources        []resource
}

type resource struct{ Name, Line string }

// Open is how many of its verdicts are something else than passed.
func (c *control) Open() int {
	return c.Results.Total - c.Results.Of(string(evidence.Passed))
}

// Worst is the word for the control as a whole: the worst of its results.
func (c *control) Worst() word {
	if len(c.Results.Shares) == 0 {
		return word{Label: "not judged", Mark: "none"}
	}
	return c.Results.Shares[0].Word
}

func newControl(from *evidence.Control, names anchors) *control {
	c := &control{Control: from, Anchor: names.name("control-" + from.ID), Rank: severities.index(from.Severity), Families: bases(from.NIST)}
	n := map[string]int{}
	for _, v := range from.Verdicts {
		n[string(v.Result)]++
		c.add(v)
	}
	c.Results = newBar(from.ID, results, n, sum(n))
	for _, p := range c.Places {
		sayFilesOnce(p.Rows)
	}
	slices.SortStableFunc(c.Places, func(a, b place) int { return results.compare(a.Result.Name, b.Result.Name) })
	return c
}

// add puts a verdict to those that it can be told in one line with.
func (c *control) add(v evidence.Verdict) {
	stack, name, _ := strings.Cut(v.Resource, ".")
	if name == "" {
		stack, name = "", v.Resource
	}
	in := v.Environment + "/" + stack
	i := slices.IndexFunc(c.Places, func(p place) bool { return p.In == in && p.Result.Name == string(v.Result) })
	file, line := v.Template, ""
	if colon := strings.LastIndexByte(file, ':'); colon >= 0 {
		file, line = file[:colon], file[colon+1:]
	}
	if i < 0 {
		i, c.Places = len(c.Places), append(c.Places, place{In: in, Result: results.of(string(v.Result)), File: file, Launch: v.Product})
	}
	p := &c.Places[i]
	p.N++
	said := verdicts{Type: v.Type, Spec: v.Spec, Path: v.Path, Reason: v.Reason, When: v.When, At: v.At}
	row := slices.IndexFunc(p.Rows, said.alike)
	if row < 0 {
		row, p.Rows = len(p.Rows), append(p.Rows, said)
	}
	if name != "" {
		p.Rows[row].Resources = append(p.Rows[row].Resources, resource{name, line})
	}
}

// alike reports whether two differ only in the resource.
func (v verdicts) alike(w verdicts) bool {
	return v.Type == w.Type && v.Spec == w.Spec && v.Path == w.Path && v.Reason == w.Reason && v.When == w.When && v.At == w.At
}

// sayFilesOnce leaves of the place of a spec only the line where the row above names the same file.
func sayFilesOnce(rows []verdicts) {
	last := ""
	for i := range rows {
		file, _, _ := strings.Cut(rows[i].Spec, ":")
		rows[i].Asked = rows[i].Spec
		if file == last {
			rows[i].Asked = rows[i].Spec[len(file):]
		}
		last = file
	}
}

// Listed is how many controls the page lists, those that hipaac cannot judge included.
func (v *view) Listed() int {
	n := 0
	for _, g := range v.Groups {
		n += len(g.Rows)
	}
	return n
}

// addControls groups controls by kind, and adds verdicts up by category.
func (v *view) addControls(all []evidence.Control, known map[string]*control, cited map[string]*safeguard) {
	total, categories := map[string]int{}, map[string]map[string]int{}
	for i := range all {
		c := known[all[i].ID]
		for _, text := range c.Citations {
			c.Cited = append(c.Cited, citation{text, cited[text]})
		}
		name := cmp.Or(c.Category, kinds.of(string(c.Kind)).Label)
		for _, s := range c.Results.Shares {
			if categories[name] == nil {
				categories[name] = map[string]int{}
			}
			categories[name][s.Word.Name] += s.N
			total[s.Word.Name] += s.N
		}
		if c.Open() > 0 {
			v.Open = append(v.Open, c)
		}
		kind := kinds.of(string(c.Kind))
		group := slices.IndexFunc(v.Groups, func(g controls) bool { return g.Kind == kind })
		if group < 0 {
			group, v.Groups = len(v.Groups), append(v.Groups, controls{Kind: kind})
		}
		v.Groups[group].Rows = append(v.Groups[group].Rows, c)
	}
	slices.SortStableFunc(v.Groups, func(a, b controls) int { return kinds.compare(a.Kind.Name, b.Kind.Name) })
	slices.SortStableFunc(v.Open, func(a, b *control) int {
		return cmp.Or(results.compare(a.Worst().Name, b.Worst().Name), cmp.Compare(a.Rank, b.Rank))
	})
	v.Verdicts = newBar("all", results, total, sum(total))
	v.Categories = bars(categories, results, nil)
	slices.SortStableFunc(v.Categories, func(a, b bar) int { return cmp.Compare(b.Total, a.Total) })
}
