package plan

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// Refusal is why a plan file is not carried out: the fields that are not as they would be if the plan were made now.
type Refusal struct{ Fields []Field }

// Field is one of them, such as "steps[2].changeSet".
type Field struct{ Path, File, Found string }

func (r *Refusal) Error() string {
	const most = 5
	var lines []string
	for i, f := range r.Fields {
		if i == most {
			lines = append(lines, fmt.Sprintf("and %d more fields", len(r.Fields)-most))
			break
		}
		lines = append(lines, fmt.Sprintf("%s is %s in the file, and %s", f.Path, cmp.Or(f.File, "nothing"), cmp.Or(f.Found, "nothing")))
	}
	return "the plan file does not hold: " + strings.Join(lines, "; ")
}

// Verify makes the plan again from what can be found out now, with the change sets that the file names in the place of new ones, and
// compares the two field by field: specs are compiled anew by the caller, stacks and change sets are read from AWS, all verdicts are
// judged again. A file that does not say the same to the last field is refused with a *Refusal, whether its seal fits or not. The plan
// that is returned holds nothing from the file but the names of change sets, each of which is shown to be of its stack, of the run, and made
// from the template and the parameters that the specs lead to.
func Verify(ctx context.Context, how How, desired []stack.Desired, f *File, version string) (*Plan, error) {
	fresh := &File{Format: format, Hipaac: version}
	if f.Format != fresh.Format || f.Hipaac != fresh.Hipaac { // other versions judge otherwise
		return nil, &Refusal{differences(File{Format: f.Format, Hipaac: f.Hipaac}, *fresh)}
	}
	how.Run, how.given = f.Run, f
	p, err := Make(ctx, how, desired)
	if err != nil {
		return nil, err
	}
	again := p.Sealed(version)
	fields := differences(*f, *again)
	switch {
	case len(fields) > 0:
	case f.Seal != f.seal():
		fields = []Field{{"seal", f.Seal, f.seal() + " is the seal of the rest"}}
	case how.Now.After(again.Expires):
		fields = []Field{{"expires", again.Expires.Format(time.RFC3339), how.Now.UTC().Format(time.RFC3339) + " is now"}}
	}
	if len(fields) > 0 {
		return nil, &Refusal{fields}
	}
	return p, nil
}

// began is the time that the name of a run says: "20261122T190720Z-ab12cd".
func began(run string) time.Time {
	day, _, _ := strings.Cut(run, "-")
	at, err := time.Parse("20060102T150405Z", day)
	if err != nil {
		return time.Time{}
	}
	return at
}

// readGiven reads the change sets that a plan file names, and learns from AWS what run they are of.
func (m *maker) readGiven(ctx context.Context) error {
	var due []*Step
	for _, s := range m.due() {
		if m.named(s) != nil && m.named(s).ChangeSet != "" {
			due = append(due, s)
		}
	}
	err := eachStep(ctx, due, func(ctx context.Context, s *Step) error {
		cs, err := adopt(ctx, m.places[s.Target], s.Live.ID, m.named(s).ChangeSet)
		if failed(err) { // AWS cannot make sense of it
			cs, err = &stack.ChangeSet{Status: gone}, nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", s.Title(), err)
		}
		s.ChangeSet = cs
		return nil
	})
	if err != nil {
		return err
	}
	for _, s := range due {
		if run, is := stack.RunOf(s.ChangeSet.Name); is {
			m.plan.Run, m.plan.Created = run, began(run)
			return nil
		}
	}
	return nil
}

// named is the step of the file that is about the same stack.
func (m *maker) named(s *Step) *FileStep {
	for i := range m.given.Steps {
		if f := &m.given.Steps[i]; f.Name == s.Desired.Name && f.Account == s.Account && f.Region == s.Region && f.Interim == s.Interim {
			return f
		}
	}
	return nil
}

// verifyGiven takes the change set of a step for what it is, or puts into its place what is wrong with it, so that the file is refused.
func (m *maker) verifyGiven(ctx context.Context, s *Step, n int) (*stack.ChangeSet, error) {
	cs := s.ChangeSet
	if cs == nil {
		return &stack.ChangeSet{ID: "none, where one is needed"}, nil
	}
	wrong := ""
	switch {
	case cs.Status == gone:
		wrong = "no change set that exists"
	case cs.Stack != s.Live.ID:
		wrong = "a change set of " + cs.Stack
	case cs.Name != stack.NewChangeSetName(m.plan.Run, n):
		wrong = fmt.Sprintf("change set %s, not %s", cs.Name, stack.NewChangeSetName(m.plan.Run, n))
	case !cs.Ready():
		wrong = fmt.Sprintf("a change set that is %s, %s", cs.Status, cs.Execution)
	}
	if wrong == "" {
		text, err := m.places[s.Target].Stacks.TemplateOf(ctx, cs.Stack, cs.ID)
		if err != nil {
			return nil, err
		}
		if digest(text) != s.Digest {
			wrong = "a change set with template " + digest(text)
		} else if !s.parametersOf(cs) {
			wrong = "a change set with other parameters"
		}
	}
	if wrong != "" {
		return &stack.ChangeSet{ID: wrong}, nil
	}
	return cs, nil
}

// parametersOf reports whether a change set has the parameters of the step.
func (s *Step) parametersOf(cs *stack.ChangeSet) bool {
	of := *s
	of.Live.Parameters = cs.Parameters
	return of.sameParameters()
}

// differences lists the fields in which two files are not the same, but for the seal.
func differences(a, b File) []Field {
	a.Seal, b.Seal = "", ""
	var out []Field
	left, right := fields(a), fields(b)
	paths := slices.Collect(maps.Keys(left))
	for path := range right {
		if _, both := left[path]; !both {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	for _, path := range paths {
		if left[path] != right[path] {
			out = append(out, Field{path, left[path], right[path]})
		}
	}
	return out
}

// fields are all values of a file by their paths.
func fields(f File) map[string]string {
	text, err := json.Marshal(f)
	if err != nil {
		panic("internal error: a plan that is not JSON: " + err.Error())
	}
	var tree any
	if err := json.Unmarshal(text, &tree); err != nil {
		panic("internal error: a plan that is not JSON: " + err.Error())
	}
	out := map[string]string{}
	var walk func(path string, v any)
	walk = func(path string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for name, item := range v {
				walk(strings.TrimPrefix(path+"."+name, "."), item)
			}
		case []any:
			for i, item := range v {
				walk(fmt.Sprintf("%s[%d]", path, i), item)
			}
		case nil:
		default:
			out[path] = fmt.Sprint(v)
		}
	}
	walk("", tree)
	return out
}
