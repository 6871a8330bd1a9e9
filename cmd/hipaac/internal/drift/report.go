package drift

import (
	"maps"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/compare"
	"github.com/hipaac/hipaac/compiler/change"
	"github.com/hipaac/hipaac/compiler/controls"
)

// Judge says what it means that resources are not as their stacks say. The stacks are those of one area: the policy of one may protect
// what stands in another. They are judged by the controls that judged the specs.
func Judge(states []*State, by ...*controls.Control) compare.Difference {
	var was, is []change.Stack
	of := map[string]*State{}
	for _, st := range states {
		of[st.Title] = st
		if st.aside {
			st.actual = st.Template
		}
		if st.Template == nil || st.actual == nil {
			continue
		}
		was = append(was, change.Stack{Name: st.Title, Document: st.Template, Parameters: st.Stack.Parameters})
		is = append(is, change.Stack{Name: st.Title, Document: st.actual, Parameters: st.Stack.Parameters})
	}
	report := change.Happened(was, is, by...)
	report.Add(change.Report{Findings: stopped(states)})
	var d compare.Difference
	for _, r := range report.Resources {
		d.Resources = append(d.Resources, compare.Resource{Resource: r, From: of[r.Stack].From(r.ID)})
	}
	for _, f := range report.Findings {
		d.Findings = append(d.Findings, compare.Finding{Finding: f, From: of[f.Stack].From(f.Resource)})
	}
	return d
}

// stopped finds recorders that are there and do not record: no template says that they should, since no template can.
func stopped(states []*State) []change.Finding {
	var found []change.Finding
	for _, st := range states {
		for _, r := range st.Resources {
			for _, d := range r.Differences {
				if r.Type != "AWS::Config::ConfigurationRecorder" || d.Path != "Recording" {
					continue
				}
				f := change.Finding{Class: change.Weakened, Stack: st.Title, Resource: r.LogicalID, Type: r.Type, Path: "Properties.Recording",
					Text: "the recorder is stopped: nobody will know what a resource looked like", Control: "config-recorder-on"}
				for _, c := range controls.All() {
					if c.ID == f.Control {
						f.Citations = c.Citations
					}
				}
				found = append(found, f)
			}
		}
	}
	return found
}

// From is the place in a spec that asked for a resource, with its path, or "". What is nested was asked for where its stack was.
func (st *State) From(id string) string {
	at, known := st.Sources[id]
	switch {
	case !known && st.parent != nil:
		return st.parent.From(st.Title[strings.LastIndexByte(st.Title, '/')+1:])
	case !known:
		return ""
	}
	return at.Place + " (" + at.Path + ")"
}

// Looked are the states of the stacks that were looked at.
func Looked(states []*State) []*State {
	return slices.DeleteFunc(slices.Clone(states), func(st *State) bool { return st.aside })
}

// Unverified is what a stack has that could not be compared, by reason.
type Unverified struct {
	Type string   `json:"type,omitempty"`
	Path string   `json:"path,omitempty"`
	Why  string   `json:"why"`
	IDs  []string `json:"resources,omitempty"` // logical; none where it is the whole stack
}

// Unverified lists it, so that resources of one type with one reason stand together.
func (st *State) Unverified() []Unverified {
	var list []Unverified
	for _, why := range st.Why {
		list = append(list, Unverified{Why: why})
	}
	groups := map[group][]string{}
	for _, r := range st.Resources {
		for _, g := range r.Gaps {
			key := group{r.Type, g.Path, g.Why}
			groups[key] = append(groups[key], r.LogicalID)
		}
	}
	keys := slices.SortedFunc(maps.Keys(groups), func(a, b group) int {
		return strings.Compare(a.kind+" "+a.path+" "+a.why, b.kind+" "+b.path+" "+b.why)
	})
	for _, k := range keys {
		list = append(list, Unverified{k.kind, k.path, k.why, groups[k]})
	}
	return list
}

// group is what a group has in common.
type group struct{ kind, path, why string }

// Counts are how many resources there are, how many are as their stacks say in all that those say, and how many are not.
func Counts(states []*State) (all, verified, drifted int) {
	for _, st := range states {
		for _, r := range st.Resources {
			all++
			switch {
			case r.Deleted || len(r.Differences) > 0:
				drifted++
			case len(r.Gaps) == 0:
				verified++
			}
		}
	}
	return all, verified, drifted
}
