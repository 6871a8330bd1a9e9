// Package eligible is what hipaac knows of AWS's list of HIPAA-eligible services, as dated data: which services AWS's agreement covers,
// which parts of them it does not, and which other services only run accounts. Controls judge resources by it, and the organization's
// policies permit actions by it, so that neither can permit what the other refuses. The package judges nothing.
package eligible

import (
	_ "embed"
	"encoding/csv"
	"slices"
	"strings"
	"sync"
)

// ListDate is the day of the edition of AWS's list that services.csv repeats.
const ListDate = "2026-05-22"

// Standing says where AWS's list leaves a service.
type Standing string

// The standings of services.
const (
	Listed     Standing = "listed"     // the agreement covers PHI in it, but for what Excludes names
	Apart      Standing = "apart"      // listed, and only with a further agreement or addendum
	Management Standing = "management" // not listed; runs accounts and holds no PHI
	Unclear    Standing = "unclear"    // not named; may be a feature of a listed service
	Unlisted   Standing = "unlisted"
)

// Service is one row: an entry of the list, or a service beside it.
type Service struct {
	Standing   Standing
	Name       string
	Namespaces []string // of CloudFormation, without "AWS::"
	Prefixes   []string // of IAM actions
	Note       string   // the qualifier of the list, or why the standing is what it is
	Excludes   string   // what the list excludes from a listed service, "" where nothing
	Parts      []Part   // what of it a template can say
	Actions    []string // what of it is an action of its own
	Since      string   // the edition after which the service came, where that is known
}

// Part is what the list excludes: a type, or what has a value in a property.
type Part struct{ Type, Property, Value string }

// Kind is what is known of a type of resource. The zero value is a type that no row has, as nobody at AWS made it, or lately.
type Kind struct {
	Standing Standing // the best of its services
	Services []Service
	Excluded []Part // parts of the type, or the type itself, that the list excludes
}

//go:embed services.csv
var table string

type data struct {
	services  []Service
	kinds     map[string]Kind   // by namespace
	excluding map[string][]Part // by type
}

// read is done once, and only where somebody asks: a tenth of a millisecond that few commands need.
var read = sync.OnceValue(func() data {
	r := csv.NewReader(strings.NewReader(table))
	r.Comment, r.FieldsPerRecord = '#', 9
	d := data{kinds: map[string]Kind{}, excluding: map[string][]Part{}}
	rows, err := r.ReadAll()
	if err != nil {
		panic("internal error: services.csv: " + err.Error())
	}
	for _, row := range rows {
		d.add(Service{Standing: Standing(row[0]), Name: row[1], Namespaces: strings.Fields(row[2]), Prefixes: strings.Fields(row[3]),
			Note: row[4], Excludes: row[5], Parts: parts(row[6]), Actions: strings.Fields(row[7]), Since: row[8]})
	}
	return d
})

func parts(text string) []Part {
	var all []Part
	for _, field := range strings.Fields(text) {
		kind, property, _ := strings.Cut(field, ".")
		property, value, _ := strings.Cut(property, "=")
		all = append(all, Part{Type: kind, Property: property, Value: value})
	}
	return all
}

func (d *data) add(s Service) {
	d.services = append(d.services, s)
	for _, n := range s.Namespaces {
		k := d.kinds[n]
		if k.Services = append(k.Services, s); k.Standing == "" {
			k.Standing = s.Standing
		}
		d.kinds[n] = k
	}
	for _, p := range s.Parts {
		d.excluding[p.Type] = append(d.excluding[p.Type], p)
	}
}

// Services are all rows: the list, then what runs accounts, what is unclear, what is not listed; each by name.
func Services() []Service { return slices.Clone(read().services) }

// Of is what is known of a type of resource, such as "AWS::S3::Bucket".
func Of(resourceType string) Kind {
	d := read()
	namespace, ours := strings.CutPrefix(resourceType, "AWS::")
	if ours {
		namespace, _, _ = strings.Cut(namespace, "::")
	} else if i := strings.LastIndex(resourceType, "::"); i > 0 {
		namespace = resourceType[:i]
	}
	k := d.kinds[namespace]
	k.Excluded = d.excluding[resourceType]
	return k
}

// Names are the services of the type, "Amazon Aurora, Amazon Relational Database Service".
func (k Kind) Names() string {
	var names []string
	for _, s := range k.Services {
		names = append(names, s.Name)
	}
	return strings.Join(names, ", ")
}

// Note is what the list or the table says beside the type's service, "" where that is nothing.
func (k Kind) Note() string {
	for _, s := range k.Services {
		if s.Note != "" {
			return s.Note
		}
	}
	return ""
}

// Prefixes are the prefixes of IAM actions of the services with one of the standings, in order.
func Prefixes(standings ...Standing) []string {
	var all []string
	for _, s := range read().services {
		if slices.Contains(standings, s.Standing) {
			all = append(all, s.Prefixes...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// ExcludedActions are the actions of listed services that are, or would make, what the list excludes, in order.
func ExcludedActions() []string {
	var all []string
	for _, s := range read().services {
		all = append(all, s.Actions...)
	}
	slices.Sort(all)
	return all
}

// ByPrefix is the service whose actions begin with a prefix, the best that does.
func ByPrefix(prefix string) (Service, bool) {
	all := read().services
	i := slices.IndexFunc(all, func(s Service) bool { return slices.Contains(s.Prefixes, prefix) })
	if i < 0 {
		return Service{}, false
	}
	return all[i], true
}
