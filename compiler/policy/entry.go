package policy

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"cuelang.org/go/cue/ast"

	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/compiler/law"
)

// controlID is the form of a control's name, as waivers and findings know it.
var controlID = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

const mostOfID = 60

// newID judges the name of a control that the policy makes, and reports whether no other has it.
func (r *reader) newID(f *ast.Field) bool {
	id := label(f)
	switch {
	case !controlID.MatchString(id) || len(id) > mostOfID:
		r.report(f.Label, "policy-field", fmt.Sprintf("%s is no name of a control, needs lower-case letters, digits and single hyphens", written(f.Label)), `write a name such as "clinic-regions"`)
	case r.known.Tiers[id] != "":
		r.report(f.Label, "policy-loosens", fmt.Sprintf("%q is a control of hipaac on templates, which is not said anew", id), fmt.Sprintf("give the control another name, or raise the tier of that one: raise: %q: \"baseline\"", id))
	case slices.Contains(r.known.Taken, id):
		r.report(f.Label, "policy-twice", fmt.Sprintf("%q is a name that hipaac gives to another rule", id), "give the control another name")
	default:
		return r.once(id, f)
	}
	return false
}

// sectionOf45CFR is how a citation of the regulation begins.
var sectionOf45CFR = regexp.MustCompile(`^(45 CFR )?(16[04]\.[0-9]+.*)$`)

// citations reads what a control cites: sections of 45 CFR Part 164, which must exist, and the organisation's own rules.
func (r *reader) citations(x ast.Expr) (sections, own []string) {
	all, at := r.texts(x, "citations")
	sections = []string{} // not nil: in JSON a list is a list
	for i, c := range all {
		section := sectionOf45CFR.FindStringSubmatch(c)
		if section == nil {
			own = append(own, c)
			continue
		}
		if _, known := law.Find(section[2]); !known {
			r.report(at[i], "policy-field", fmt.Sprintf("%q is no section of the Security Rule that hipaac knows", c), nearest(section[2], sectionNames(), `write it as in "164.312(a)(1)"`))
			continue
		}
		sections = append(sections, section[2])
	}
	return sections, own
}

func sectionNames() []string {
	var names []string
	for _, s := range law.Safeguards() {
		if !s.Proposed {
			names = append(names, s.Citation)
		}
	}
	return names
}

// placeholder is what a message of a control can leave to be filled in.
var placeholder = regexp.MustCompile(`\{[A-Za-z]*\}`)

// words reads a text with placeholders.
func (r *reader) words(x ast.Expr, what string, known ...string) string {
	s := r.text(x, what)
	for _, p := range placeholder.FindAllString(s, -1) {
		if !slices.Contains(known, p) {
			r.report(x, "policy-field", fmt.Sprintf("%s holds %s, which nothing is filled in for", what, p), nearest(p, known, "the placeholders are "+strings.Join(known, ", ")))
		}
	}
	return s
}

// missing reports the fields that an entry needs and does not have.
func (r *reader) missing(entry *ast.Field, parts map[string]ast.Expr, needed ...string) bool {
	if _, ok := bare(entry.Value).(*ast.StructLit); !ok {
		return true // that is reported, and nobody knows what it misses
	}
	found := false
	for _, name := range needed {
		if parts[name] == nil {
			r.report(entry.Label, "policy-field", fmt.Sprintf("control %s misses %s", written(entry.Label), name), fmt.Sprintf("add %s: %s", name, example[name]))
			found = true
		}
	}
	return found
}

// example is what a field of a control looks like.
var example = map[string]string{
	"title": `"what is true when the control is kept"`, "citations": `["clinic policy 4.2"]`, "says": `"{name} has {value}, needs {want}"`,
	"remedy": `"what to do about it"`, "require": "a pattern", "types": `["AWS::RDS::DBInstance"]`,
}

// raise reads a higher tier for a control of hipaac.
func (r *reader) raise(f *ast.Field) {
	id := label(f)
	own := r.known.Tiers[id]
	if own == "" {
		hint := nearest(id, r.templateControls(), "`hipaac explain` lists the controls on templates")
		if r.known.Model.Control(id) != nil {
			hint = "controls on specs are errors already"
		}
		r.report(f.Label, "policy-unknown", fmt.Sprintf("%s is no control on templates", written(f.Label)), hint)
		return
	}
	tier := r.tier(f.Value)
	if tier == "" || !r.once("raise "+id, f) {
		return
	}
	if slices.Index(tiers, tier) < slices.Index(tiers, own) {
		r.report(f.Value, "policy-loosens", fmt.Sprintf("%q is %s already, and a policy cannot lower it to %s", id, own, tier), "remove the line")
		return
	}
	r.policy.Raised[id] = Raise{Tier: tier, Pos: place(f.Label)}
}

// tier reads a tier, "" if it is none.
func (r *reader) tier(x ast.Expr) string {
	tier := r.text(x, "tier")
	if tier != "" && !slices.Contains(tiers, tier) {
		r.report(x, "policy-field", fmt.Sprintf("%q is no tier, needs %s", tier, diag.OneOf(tiers)), nearest(tier, tiers, `write "baseline" for what fails a build`))
		return ""
	}
	return tier
}

func (r *reader) templateControls() []string {
	var ids []string
	for id := range r.known.Tiers {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// unwaivable reads the controls that accept no exception.
func (r *reader) unwaivable(f *ast.Field) {
	ids, at := r.texts(f.Value, "unwaivable")
	for i, id := range ids {
		if r.known.Tiers[id] == "" && r.known.Model.Control(id) == nil && r.first[id].Line == 0 {
			all := r.templateControls()
			for _, c := range r.known.Model.Controls {
				all = append(all, c.ID)
			}
			for _, c := range r.policy.Controls {
				all = append(all, c.ID)
			}
			for _, c := range r.policy.Rules {
				all = append(all, c.ID)
			}
			r.report(at[i], "policy-unknown", fmt.Sprintf("%q is no control", id), nearest(id, all, "`hipaac explain` lists them"))
			continue
		}
		r.policy.Unwaivable[id] = place(at[i])
	}
}

// yearOfDays is how long an exception may last where no policy says so.
const yearOfDays = 366

// digits is a number as people write it: CUE knows 0x10 and 1Ki as well.
var digits = regexp.MustCompile(`^[0-9]+$`)

// waivers reads how long an exception may last.
func (r *reader) waivers(f *ast.Field) {
	parts := r.parts(f, "waivers", "longestDays")
	x := parts["longestDays"]
	if x == nil {
		return
	}
	b, ok := bare(x).(*ast.BasicLit)
	if !ok || !digits.MatchString(b.Value) {
		r.report(x, "policy-field", fmt.Sprintf("longestDays is %s, needs a whole number", written(x)), "write a number of days in digits, or 0 where no exception is allowed")
		return
	}
	days, err := strconv.Atoi(b.Value)
	switch {
	case err != nil || days > yearOfDays:
		r.report(x, "policy-loosens", fmt.Sprintf("longestDays is %s: an exception is decided anew within a year, whatever a policy says", b.Value), fmt.Sprintf("write %d or less, or 0 where no exception is allowed", yearOfDays))
	case r.once("waivers.longestDays", f):
		r.policy.Longest = &diag.Most{Days: days, Pos: place(x)}
	}
}
