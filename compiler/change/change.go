// Package change says what an update of CloudFormation stacks means before anybody makes it: which properties of which resources
// change, which resources CloudFormation replaces and what becomes of the old ones, and what that does to data, to access and to
// safeguards. It knows templates and AWS's published rules about them, not blueprints and not an account.
//
// It guarantees two things. What cannot be told apart counts as the worse: a type that the tables do not know may be replaced, a
// condition that nobody can evaluate may let more through. And the answer depends on what templates mean, not on how they are
// written: order of keys and statements, short or long functions, "true" or true make no difference.
//
// Nothing here says that a change is harmless. What is in no section of its own is only that: nothing that these rules know.
package change

import (
	"maps"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler/controls"
	"github.com/hipaac/hipaac/compiler/template"
)

// Stack is one version of a stack. Its Document is nil where the stack does not exist.
type Stack struct {
	// Name tells the stacks of one comparison apart, such as "network". Versions of a stack have the same name.
	Name     string
	Document *template.Document
	// Parameters are the values that the stack is deployed with, and those of pseudo parameters where they are known. A parameter that
	// is not among them has its default.
	Parameters map[string]string
}

// Verb says what happens to a resource.
type Verb string

const (
	Added   Verb = "added"
	Removed Verb = "removed"
	Changed Verb = "changed"
)

// Replacement says whether CloudFormation makes a resource anew.
type Replacement string

const (
	InPlace     Replacement = ""     // the resource stays, as far as the tables of resource types say
	MayReplace  Replacement = "may"  // it depends on values that AWS compares, or the type is not known
	WillReplace Replacement = "will" // another resource takes its place
)

// Fate is what becomes of a resource that leaves the stack, or of the old one where it is replaced.
type Fate string

const (
	Deleted     Fate = "deleted"
	Kept        Fate = "kept"     // it stays in the account, and no stack knows it any more
	Snapshotted Fate = "snapshot" // deleted, and a snapshot is kept
)

// Report is what the update of some stacks means. All lists are sorted, and the same templates give the same report.
type Report struct {
	// Resources are all that change, by stack and logical id.
	Resources []Resource `json:"resources"`
	// Findings are what is worth a decision, worst class first, then by stack, logical id and path.
	Findings []Finding `json:"findings"`
	// Exports are those that change or go. CloudFormation refuses that while another stack imports them.
	Exports []Export `json:"exports,omitempty"`
}

// Resource is what happens to one resource.
type Resource struct {
	Stack       string      `json:"stack"`
	ID          string      `json:"id"`
	Type        string      `json:"type"`
	Verb        Verb        `json:"change"`
	Replacement Replacement `json:"replacement,omitempty"`
	// Because names the properties that make CloudFormation replace it.
	Because []string `json:"because,omitempty"`
	// Old is the fate of what exists now, where it is removed or may be replaced.
	Old Fate `json:"old,omitempty"`
	// Interrupts names the properties whose change stops the resource for a while, as far as AWS documents it.
	Interrupts []string `json:"interrupts,omitempty"`
	// Refused says why CloudFormation will not carry the change out, where that is known.
	Refused    string     `json:"refused,omitempty"`
	Properties []Property `json:"properties,omitempty"`
}

// Property is one value that changes, as deep as the two versions have the same shape.
type Property struct {
	// Path begins with "Properties.", or is an attribute such as "DeletionPolicy". An element of a list is written "[2]", or with its
	// name, "[Owner]", where the elements have names.
	Path string `json:"path"`
	// Before and After are values as a template writes them; empty where there is none.
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
	// Through is the resource whose replacement gives the property another value. Before and After are then the same expression.
	Through string `json:"through,omitempty"`
}

// Class orders findings by what they put at stake.
type Class string

const (
	// DataLoss: data, or what protects it from being lost, goes.
	DataLoss Class = "data-loss"
	// Access: somebody may do, or reach, more than before.
	Access Class = "access"
	// Weakened: a safeguard is gone, fails, or can no longer be shown.
	Weakened Class = "weakened"
	// Other: all that the rules of the other classes do not know, narrower access included.
	Other Class = "other"
)

// Classes are in the order in which people read them.
func Classes() []Class { return []Class{DataLoss, Access, Weakened, Other} }

// Finding is one consequence of a change of one resource.
type Finding struct {
	Class    Class  `json:"class"`
	Stack    string `json:"stack"`
	Resource string `json:"resource"`
	Type     string `json:"type"`
	// Path is the property that it is about, or "".
	Path string `json:"path,omitempty"`
	// Text is one sentence about the resource, in lower case and without a full stop.
	Text string `json:"text"`
	// Control and Citations name the control that passed before, where one did.
	Control   string   `json:"control,omitempty"`
	Citations []string `json:"citations,omitempty"`
}

// Of returns the findings of one class.
func (r *Report) Of(c Class) []Finding {
	var out []Finding
	for _, f := range r.Findings {
		if f.Class == c {
			out = append(out, f)
		}
	}
	return out
}

// Add puts the report on other stacks to this one. Findings stay in order of their class.
func (r *Report) Add(other Report) {
	r.Resources = append(r.Resources, other.Resources...)
	r.Findings = append(r.Findings, other.Findings...)
	r.Exports = append(r.Exports, other.Exports...)
	r.sort()
}

// Compare says what it means to go from some stacks to others. Stacks of one name are versions of each other. All of them are in one
// account and region: what one imports from another is seen there. Safeguards are judged by the controls given, such as those of
// hipaac and of an organisation's policy, or by those of hipaac where none is.
func Compare(old, new []Stack, by ...*controls.Control) Report {
	return compare(comparison{old: old, judge: judgeBy(by)}, new)
}

// Happened says what it means that resources are no longer as their stacks have them: the change is there already, so that nothing is
// replaced, kept or refused, and what is gone was deleted by somebody else than CloudFormation.
func Happened(old, new []Stack, by ...*controls.Control) Report {
	return compare(comparison{old: old, happened: true, judge: judgeBy(by)}, new)
}

func compare(c comparison, new []Stack) Report {
	old := c.old
	for _, name := range names(old, new) {
		c.stack(name, find(old, name), find(new, name))
	}
	c.safeguards(old, new)
	c.exports()
	c.report.sort()
	return c.report
}

// comparison collects the report.
type comparison struct {
	report    Report
	old       []Stack
	happened  bool
	judge     func(...*template.Document) [][]controls.Verdict
	updates   []*update           // of stacks whose templates differ, by name
	importing map[string][]string // made when first asked for
}

func names(old, new []Stack) []string {
	var list []string
	for _, s := range slices.Concat(old, new) {
		list = append(list, s.Name)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func find(stacks []Stack, name string) Stack {
	for _, s := range stacks {
		if s.Name == name {
			return s
		}
	}
	return Stack{Name: name}
}

// stack compares two versions of one stack.
func (c *comparison) stack(name string, was, is Stack) {
	if was.Document != nil && is.Document != nil && maps.Equal(was.Parameters, is.Parameters) && same(was.Document.Root, is.Document.Root) {
		return
	}
	u := newUpdate(name, settle(was), settle(is))
	u.happened = c.happened
	c.updates = append(c.updates, u)
	if was.Document != nil && is.Document != nil && u.unchanged() {
		return
	}
	if !u.happened {
		u.replacements()
	}
	for _, p := range u.pairs {
		if r, changes := u.resource(p); changes {
			c.report.Resources = append(c.report.Resources, r)
		}
	}
	c.report.Findings = append(c.report.Findings, u.findings()...)
}

func (r *Report) sort() {
	slices.SortStableFunc(r.Findings, func(a, b Finding) int {
		classes := Classes()
		for _, order := range []int{
			slices.Index(classes, a.Class) - slices.Index(classes, b.Class), strings.Compare(a.Stack, b.Stack),
			strings.Compare(a.Resource, b.Resource), strings.Compare(a.Path, b.Path), strings.Compare(a.Text, b.Text),
		} {
			if order != 0 {
				return order
			}
		}
		return 0
	})
	r.Findings = slices.CompactFunc(r.Findings, func(a, b Finding) bool {
		return a.Class == b.Class && a.Stack == b.Stack && a.Resource == b.Resource && a.Text == b.Text
	})
}
