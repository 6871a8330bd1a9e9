package controls

import (
	"fmt"
	"strings"
	"sync"

	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/compiler/template"
)

// Result is the outcome of one control on one resource.
type Result string

// The three outcomes.
const (
	Pass    Result = "pass"
	Fail    Result = "fail"
	Unknown Result = "unknown"
)

// Verdict is what one control says of one resource. A resource that breaks a control in several places has several failures.
type Verdict struct {
	Control  *Control
	Resource *template.Resource
	Result   Result
	// Message says what is wrong, or what an unknown depends on. It is "" for a pass.
	Message string
	// When says under which assumptions about parameters and conditions it is so; "" means always.
	When string
	// Hint is the remedy of a failure.
	Hint string
	// Node is what the verdict points at, Pos and Path where that is. What is missing has the place of the deepest key that is
	// there, and the path it would have.
	Node *template.Node
	Pos  diag.Position
	Path string
}

// deployments is how many combinations of conditions and parameters are tried for one control on one resource. Beyond it the
// verdict is unknown unless a failure was found.
const deployments = 64

// Judge judges every resource by every control that has something to judge in it, in each of the documents that are deployed to one
// account and region: what one imports from another is seen there, and so is what another adds to it. The verdicts are those of each
// document, in its order, and of control ids within a resource. One may point into another document, where what is wrong stands.
func Judge(documents ...*template.Document) [][]Verdict {
	return registered().Judge(documents...)
}

// registered is the table of all controls. It is made once: a document has more types than one judgement is worth.
var registered = sync.OnceValue(func() *Judges { return NewJudges(registry) })

// Judges are controls made ready to judge: all of package controls, or what an organisation's policy made of them.
type Judges struct{ table table }

// NewJudges takes controls in the order of their ids.
func NewJudges(controls []*Control) *Judges { return &Judges{newTable(controls)} }

// Judge is the function Judge, by these controls.
func (j *Judges) Judge(documents ...*template.Document) [][]Verdict { return judge(documents, j.table) }

func judge(documents []*template.Document, t table) [][]Verdict {
	verdicts := make([][]Verdict, len(documents))
	for i, model := range template.NewSet(documents).Models() {
		verdicts[i] = judgeOne(model, t)
	}
	return verdicts
}

func judgeOne(model *template.Model, t table) []Verdict {
	j := judgement{model: model, table: t}
	j.verdicts = make([]Verdict, 0, 5*len(j.model.Resources))
	j.section("Description")
	j.section("Parameters")
	for _, r := range j.model.Resources {
		for _, c := range t.forResource(r.Type) {
			j.judge(c, r)
		}
	}
	j.section("Outputs")
	return j.verdicts
}

// judgement is the work on one document.
type judgement struct {
	model    *template.Model
	table    table
	verdicts []Verdict
	current  Case // at hand, one after the other: they are too many to be made anew
}

func (j *judgement) section(name string) {
	for _, entry := range j.model.Entries(name) {
		for _, c := range j.table[name] {
			j.judge(c, entry)
		}
	}
}

// table holds the controls by the type that they judge. The list of a resource type includes the controls on every resource.
type table map[string][]*Control

func newTable(controls []*Control) table {
	t := table{}
	for _, c := range controls {
		for _, kind := range c.Types {
			t[kind] = append(t[kind], c)
		}
	}
	for kind, list := range t {
		if strings.Contains(kind, "::") {
			t[kind] = merge(list, t[AnyType])
		}
	}
	return t
}

func (t table) forResource(kind string) []*Control {
	if list, known := t[kind]; known {
		return list
	}
	return t[AnyType]
}

// merge joins two lists that are ordered by id.
func merge(a, b []*Control) []*Control {
	out := make([]*Control, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if a[0].ID < b[0].ID {
			out, a = append(out, a[0]), a[1:]
		} else {
			out, b = append(out, b[0]), b[1:]
		}
	}
	return append(append(out, a...), b...)
}

// judge adds the verdicts of one control on one resource.
func (j *judgement) judge(control *Control, r *template.Resource) {
	var all findings
	existed := 0
	c := &j.current
	*c = Case{}
	complete := j.model.Deployments(deployments, func(s *template.Scope) {
		*c = Case{Subject: s.Subject(r), scope: s, applies: c.applies}
		if !c.Exists() {
			return
		}
		existed++
		control.Judge(c)
		for _, f := range c.findings {
			all.add(f)
		}
	})
	found := all.list
	for i := range found {
		if found[i].times >= existed { // whatever is assumed
			found[i].when = ""
		}
	}
	if !complete {
		found = append(found, finding{at: Value{}, why: fmt.Sprintf("it depends on more than %d combinations of conditions and parameters", deployments)})
	}
	if !c.applies && complete {
		return
	}
	if macro := j.model.Macro(); macro != "" && len(found) == 0 {
		found = append(found, finding{why: fmt.Sprintf("macro %q may rewrite the resource at deployment", macro)})
	}
	j.add(control, r, found)
}

func (j *judgement) add(control *Control, r *template.Resource, found []finding) {
	if len(found) == 0 {
		j.verdicts = append(j.verdicts, Verdict{Control: control, Resource: r, Result: Pass})
	}
	fails := failing(found)
	for _, f := range found {
		if f.why != "" && fails[f.at.Stands()] {
			continue
		}
		v := Verdict{Control: control, Resource: r, Result: Fail, Message: f.message, When: f.when, Hint: control.Fix, Node: f.at.Node()}
		if f.why != "" {
			v.Result, v.Message, v.Hint = Unknown, f.why, ""
		}
		v.Pos, v.Path = j.model.Place(r, f.at)
		j.verdicts = append(j.verdicts, v)
	}
}

// Diagnostics turns verdicts into what people read. Failures take the severity of their control's tier; what is unknown is a note.
// Several failures of one control at one place are one finding that says all of them: whoever reads it goes to the place once.
func Diagnostics(verdicts []Verdict) diag.List {
	var list diag.List
	var last Verdict
	for _, v := range verdicts {
		switch {
		case v.Result == Pass:
			continue
		case v.Result == Fail && last.Result == Fail && v.Control == last.Control && v.Resource == last.Resource && v.Pos == last.Pos:
			d := &list[len(list)-1]
			d.Notes = append(d.Notes, diag.Text{Message: diag.Also + v.Message})
		case v.Result == Fail:
			list = append(list, failure(v))
		default:
			list = append(list, unknown(v))
		}
		last = v
	}
	return list
}

func failure(v Verdict) diag.Diagnostic {
	d := diag.Diagnostic{
		Severity: v.Control.Tier.Severity(), ID: v.Control.ID, Citations: v.Control.Citations, Pos: v.Pos, Path: v.Path,
		Message: v.Message, Hint: v.Hint, Notes: append([]diag.Text{{Message: v.Control.Why}}, v.Control.Policy...),
	}
	if v.When != "" {
		d.Notes = append(d.Notes, diag.Text{Message: "this is so when " + v.When})
	}
	return d
}

func unknown(v Verdict) diag.Diagnostic {
	d := diag.Diagnostic{
		Severity: diag.Note, ID: v.Control.ID, Citations: v.Control.Citations, Pos: v.Pos, Path: v.Path,
		Message: fmt.Sprintf("%q cannot be judged: %s", v.Resource.ID, v.Message),
		Notes:   []diag.Text{{Message: "the control asks: " + v.Control.Title}},
	}
	if v.When != "" {
		d.Notes = append(d.Notes, diag.Text{Message: "this is so when " + v.When})
	}
	return d
}
