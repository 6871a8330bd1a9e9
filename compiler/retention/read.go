package retention

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/controls"
	"github.com/hipaac/hipaac/compiler/template"
)

// Of reads the table of an environment from its templates.
func Of(env *compiler.Environment) Table {
	r := reader{phi: env.Manifest.PHI, names: map[*template.Resource]string{}}
	documents := make([]*template.Document, len(env.Templates))
	for i, t := range env.Templates {
		documents[i] = t.Document
		r.stacks = append(r.stacks, stack{env.Manifest.Stacks[i].Key, env.Manifest.Stacks[i].Blueprint})
	}
	return r.read(documents)
}

// reader is the work on one environment.
type reader struct {
	phi    bool // what the environment says of itself
	stacks []stack
	names  map[*template.Resource]string // "stack.LogicalId"
}

type stack struct{ key, blueprint string }

// combinations is how many ways to launch a product are looked at. Where a figure differs between them, or there are more, it is not known.
const combinations = 32

func (r *reader) read(documents []*template.Document) Table {
	for i, d := range documents {
		for _, resource := range d.Resources {
			r.names[resource] = r.stacks[i].key + "." + resource.ID
		}
	}
	table := Table{Records: []Record{}, Stores: []Store{}}
	for i, model := range template.NewSet(documents).Models() {
		for _, resource := range model.Resources {
			v := view{reader: r, stack: r.stacks[i]}
			complete := model.Deployments(combinations, func(s *template.Scope) {
				v.look(s, s.Subject(resource))
			})
			table.Records = append(table.Records, agreed(v.records, complete)...)
			table.Stores = append(table.Stores, agreed(v.stores, complete)...)
		}
	}
	slices.SortStableFunc(table.Records, func(a, b Record) int {
		return cmp.Or(strings.Compare(a.Class, b.Class), strings.Compare(a.Resource, b.Resource))
	})
	slices.SortStableFunc(table.Stores, func(a, b Store) int { return strings.Compare(a.Resource, b.Resource) })
	return table
}

// view is what one resource gives, in each deployment that it exists in.
type view struct {
	*reader
	stack   stack
	records [][]Record
	stores  [][]Store
	*controls.Case
	scope *template.Scope
}

func (v *view) look(s *template.Scope, x template.Subject) {
	if !x.Exists() {
		return
	}
	v.scope, v.Case = s, controls.NewCase(s, x)
	v.records = append(v.records, v.recordsOf())
	v.stores = append(v.stores, v.storesOf())
}

// agreed is what all deployments say, and what is open where they differ. A row that only some have is open, too.
func agreed[T row[T]](seen [][]T, complete bool) []T {
	if len(seen) == 0 {
		return nil
	}
	rows := slices.Clone(slices.MaxFunc(seen, func(a, b []T) int { return len(a) - len(b) }))
	for i := range rows {
		for _, other := range seen {
			if i < len(other) {
				rows[i] = rows[i].with(other[i])
			} else {
				complete = false
			}
		}
		if !complete {
			rows[i] = rows[i].open()
		}
	}
	return rows
}

// row is one that can be brought together with what it is in another deployment.
type row[T any] interface {
	with(T) T
	open() T
}

func (r Record) with(o Record) Record {
	if r == o {
		return r
	}
	return r.open()
}

// with: a store that holds PHI in one deployment is one that holds PHI.
func (s Store) with(o Store) Store {
	same := s.Point == o.Point && s.Time == o.Time && s.Tested == o.Tested && slices.Equal(s.Copies, o.Copies)
	s.PHI = s.PHI || o.PHI
	if same {
		return s
	}
	return s.open()
}

const chosen = "it depends on what is chosen when the product is launched"

func (r Record) open() Record {
	r.Days, r.Locked, r.LockDays, r.Why = Unknown, "", 0, chosen
	return r
}

func (s Store) open() Store {
	s.Tested, s.Copies = "", nil
	s.Point.Hours, s.Point.Meets, s.Point.Why = Unknown, "unknown", chosen
	s.Time.Hours, s.Time.Meets, s.Time.Why = Unknown, "unknown", chosen
	return s
}

// holdsPHI is what the resource is tagged with. One without a tag is what the environment is.
func (v *view) holdsPHI() bool {
	phi := v.HoldsPHI()
	return phi.Yes() || !phi.No() && v.phi
}

func (v *view) name() string { return v.names[v.Resource] }

// record is a row about this resource, with the floor of its class where the environment holds PHI.
func (v *view) record(class string, days int, why string) Record {
	row := Record{Class: class, Resource: v.name(), Type: v.Type, Days: days, Why: why}
	if v.phi {
		row.Floor = floors[class].days
	}
	if days > 0 {
		row.After = "deleted"
	}
	return row
}

// number is a number that is written out, and can be one of days or minutes. What is absent is what AWS takes then.
func number(value template.Value, otherwise float64) (n float64, known bool) {
	if value.Absent() {
		return otherwise, true
	}
	text, literal := value.Literal()
	n, err := strconv.ParseFloat(text, 64)
	return n, literal && err == nil && n >= 0 && n < 1e9
}

// days is number for a count of days; Unknown where the template leaves it open.
func days(value template.Value, otherwise int) int {
	n, known := number(value, float64(otherwise))
	if !known {
		return Unknown
	}
	return int(n)
}
