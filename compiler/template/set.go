package template

import "strconv"

// Set is documents that are deployed to one account and region, so that they can import what others of them export. A reference to
// a resource of another document is worth what it would be worth there: controls follow it as if it stood in one template. A Set
// is built once and not safe for concurrent use.
type Set struct {
	models   []*Model
	byType   map[string][]located
	exports  map[string]export    // by name; nil in a set of one, whose imports come from elsewhere
	pointing map[string]*pointers // by type and property, as far as asked for
	facts    map[string]bool      // by question, as far as asked for and the same in every deployment
	spare    *deployment          // of the last run of Deployments, for the next one
}

// located is a resource and the document that holds it.
type located struct {
	*Resource
	in *Model
}

// NewSet indexes documents that are deployed together.
func NewSet(documents []*Document) *Set {
	s := &Set{byType: map[string][]located{}}
	for i, d := range documents {
		tail := ""
		if len(documents) > 1 {
			tail = string(markTail) + strconv.Itoa(i)
		}
		m := newModel(s, tail, d)
		s.models = append(s.models, m)
		for _, r := range d.Resources {
			s.byType[r.Type] = append(s.byType[r.Type], located{r, m})
		}
	}
	if len(documents) > 1 {
		s.exports = map[string]export{}
		for _, m := range s.models {
			for _, e := range m.exported() {
				_, taken := s.exports[e.name]
				e.twice = taken
				s.exports[e.name] = e
			}
		}
	}
	return s
}

// Models are the documents of the set, in the order in which they were given.
func (s *Set) Models() []*Model { return s.models }

func (s *Scope) subject(r located) Subject { return s.of(r.in).Subject(r.Resource) }

// elsewhere says where a document is, for people who look at this one.
func (m *Model) elsewhere(other *Model) string {
	if other == nil || other == m {
		return ""
	}
	return " of " + other.File
}

// Here reports whether the resource stands in the same document as another.
func (x Subject) Here(other Subject) bool { return x.scope.Model == other.scope.Model }

// Is reports whether two subjects are one resource.
func (x Subject) Is(other Subject) bool { return x.Resource == other.Resource }
