// Package load turns files into checked, typed specs. What leaves it is complete: every field is known, every value allowed, every
// default applied, and every value knows the line that its author wrote.
//
// The way of a spec: read (package tree), extend with its common file, fill in defaults, explain what is wrong with it, let CUE
// judge what looks right, judge the controls, decode into the types of package schema. Then all specs are judged together.
package load

import (
	"fmt"
	"io/fs"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/compiler/load/tree"
	"github.com/hipaac/hipaac/compiler/policy"
	"github.com/hipaac/hipaac/schema"
	"github.com/hipaac/hipaac/schema/shape"
)

// Source is one file as bytes. Name is how diagnostics call it: a path with forward slashes, relative where possible.
type Source struct {
	Name string
	Text []byte
	// Common marks a file of a "common" folder, which specs may extend and which is no environment of its own.
	Common bool
}

// Spec is a valid spec: complete, typed, and with a place for every value.
type Spec struct {
	File        string
	Environment schema.Environment
	// Stacks are sorted by name.
	Stacks []Stack
	// Waivers are the exceptions of the spec, in its order. Waived are the values below a floor that they excuse, as notes; what is
	// wrong with a waiver itself is for those to say who know all controls and resources.
	Waivers []diag.Waiver
	Waived  diag.List
	// Controls are the controls on specs that apply to it, by their place in the schema.
	Controls []Applied
	// Refused says that the spec has mistakes, which the list holds. The stacks without any are here all the same, so that later
	// stages can find theirs in the same run; nothing may be made of them.
	Refused bool
	// Unread says that a stack has mistakes and is none of Stacks.
	Unread bool

	root *tree.Node
}

// Stack is one stack of a spec.
type Stack struct {
	Name, Blueprint string
	// Config points to the blueprint's type in package schema, with all defaults applied.
	Config any
	// From says which stack serves a need, where the author chose one: blueprint → name of the stack.
	From map[string]string
}

// Position is the place of the value at a path such as "stacks.storage.buckets.documents.backupDays" or
// "stacks.network.subnets.public[1]". A map or list written in lines of its own is found at its key. Where the author wrote no
// value, it is the key of the nearest ancestor that was written; it is never zero. What comes from a common file has its place there.
func (s *Spec) Position(path string) diag.Position {
	_, value, _ := s.root.At(path)
	return value
}

// KeyPosition is the place of the key itself, or of the nearest ancestor's that was written.
func (s *Spec) KeyPosition(path string) diag.Position {
	_, _, key := s.root.At(path)
	return key
}

// Specs loads all sources with a Loader of its own, under the policy of an organisation, which may be nil.
func Specs(sources []Source, own *policy.Policy) ([]*Spec, diag.List) {
	l, err := NewLoader()
	if err != nil {
		return nil, diag.List{internalError("schema", err)}
	}
	if err := l.obey(own); err != nil {
		return nil, diag.List{internalError("policy", err)}
	}
	return l.Load(sources)
}

// Loader holds the compiled schema. It may be used again and again, by one goroutine at a time; several Loaders may work at once.
type Loader struct {
	folder fs.FS
	model  *shape.Model
	own    *policy.Policy
	// controls are those of the schema and of the policy. One that is tightened comes before the one that it tightens.
	controls []*shape.Control
	judges   []*judge
}

// NewLoader compiles the schema that is built in. An error is a mistake in the schema, never in a spec.
func NewLoader() (*Loader, error) { return newLoader(schema.Files) }

func newLoader(folder fs.FS) (*Loader, error) {
	files, err := shape.Parse(folder)
	if err != nil {
		return nil, err
	}
	l := &Loader{folder: folder}
	if l.model, err = shape.New(files); err != nil {
		return nil, err
	}
	l.controls = l.model.Controls
	first, err := newJudge(l, files)
	if err != nil {
		return nil, err
	}
	l.judges = []*judge{first}
	return l, nil
}

// obey adds the controls of a policy, and what it says of exceptions.
func (l *Loader) obey(own *policy.Policy) error {
	if own == nil {
		return nil
	}
	l.own = own
	l.controls = append(slices.Clone(own.Controls), l.model.Controls...)
	for i, c := range l.controls {
		if own.Unwaivable[c.ID].File != "" && !c.Unwaivable {
			strict := *c
			strict.Unwaivable = true
			l.controls[i] = &strict
		}
	}
	slices.SortStableFunc(l.controls, func(a, b *shape.Control) int { return strings.Compare(a.ID, b.ID) })
	return l.judges[0].obey(own)
}

// Load reads all sources and returns the specs that can be understood, in order of name. The list holds every mistake of every file.
func (l *Loader) Load(sources []Source) ([]*Spec, diag.List) {
	drafts, problems := l.drafts(sources)
	l.complete(drafts)
	var specs []*Spec
	for _, d := range drafts {
		problems = append(problems, d.problems...)
		if d.spec != nil {
			specs = append(specs, d.spec)
		}
	}
	problems = append(problems, together(specs, l.model)...)
	return specs, problems.Sorted()
}

// draft is a spec on its way.
type draft struct {
	file string
	// root is what the author wrote together with the common file; nil when either cannot be read at all.
	root *tree.Node
	// partial means that the common file could not be read: what seems to be missing may stand there. flawed means that it has
	// mistakes, which were reported there.
	partial, flawed bool

	problems diag.List
	controls []*shape.Control // that apply
	most     *diag.Most       // of the organisation's policy
	waived   diag.List
	spec     *Spec
}

// refused reports whether anything is wrong with the spec or its common file.
func (d *draft) refused() bool { return d.partial || d.flawed || d.problems.Failed() }

// drafts reads the files and lays the specs over their common files.
func (l *Loader) drafts(sources []Source) ([]*draft, diag.List) {
	sources = slices.Clone(sources)
	slices.SortStableFunc(sources, func(a, b Source) int { return strings.Compare(a.Name, b.Name) })
	var drafts []*draft
	var problems diag.List
	shared := commons{}
	for _, s := range sources {
		if s.Common {
			problems = append(problems, shared.read(s)...)
		}
	}
	for _, s := range sources {
		if !s.Common {
			drafts = append(drafts, shared.extend(s))
		}
	}
	return drafts, problems
}

// specsPerJudge is how many specs make a second judge worth its compilation of the schema.
const specsPerJudge = 16

// complete takes the drafts through the remaining stages, on all cores when there are many.
func (l *Loader) complete(drafts []*draft) {
	n := min(runtime.GOMAXPROCS(0), 1+len(drafts)/specsPerJudge)
	for len(l.judges) < n {
		l.judges = append(l.judges, &judge{of: l})
	}
	var next atomic.Int64
	var workers sync.WaitGroup
	for _, j := range l.judges[:n] {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(drafts); i = int(next.Add(1)) - 1 {
				l.completeOne(j, drafts[i])
			}
		})
	}
	workers.Wait()
}

// completeOne takes one draft to a spec, or to problems. A panic is a defect of hipaac; it is reported as such and the other
// specs are still judged.
func (l *Loader) completeOne(j *judge, d *draft) {
	defer func() {
		if cause := recover(); cause != nil {
			d.spec, d.problems = nil, append(d.problems, internalError(d.file, cause))
			*j = judge{of: l}
		}
	}()
	if d.root == nil {
		return
	}
	if err := j.renew(); err != nil {
		panic(err)
	}
	if l.own != nil {
		d.most = l.own.Longest
	}
	stacks := stacksOf(d.root, l.model)
	fill(d.root, stacks, l.model)
	d.problems = append(d.problems, explain(d, stacks, l.model)...)
	d.problems = append(d.problems, j.verdict(d, stacks)...)
	if !d.refused() {
		d.spec = decode(d, stacks)
	} else if !d.partial && !d.flawed {
		d.spec = l.sound(d, stacks)
	}
}

// sound decodes what is right in a spec with mistakes: the stacks without any, if the environment around them is right. A value
// that only breaks a control is of the right type and counts as right.
func (l *Loader) sound(d *draft, stacks []stack) *Spec {
	broken := map[string]bool{}
	for _, p := range d.problems {
		i := slices.IndexFunc(stacks, func(s stack) bool { return within(p.Path, tree.Join("stacks", s.name)) })
		switch {
		case p.Severity != diag.Error || slices.ContainsFunc(l.controls, func(c *shape.Control) bool { return c.ID == p.ID }):
		case i < 0:
			return nil
		default:
			broken[stacks[i].name] = true
		}
	}
	right := slices.DeleteFunc(slices.Clone(stacks), func(s stack) bool { return s.blueprint == nil || broken[s.name] })
	spec := decode(d, right)
	spec.Refused, spec.Unread = true, len(right) < len(stacks)
	return spec
}

func internalError(file string, cause any) diag.Diagnostic {
	return diag.Diagnostic{
		Severity: diag.Error, ID: "internal-error", Pos: diag.Position{File: file, Line: 1, Col: 1},
		Message: "internal error: " + strings.TrimPrefix(fmt.Sprint(cause), "internal error: "),
		Hint:    "this is a mistake in hipaac, not in the spec; please report it with the spec",
	}
}
