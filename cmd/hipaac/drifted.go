package main

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/drift"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/render"
)

// end shows the result and turns it into an exit code.
func (o *driftOptions) end(con *console, d *drifted) error {
	var b bytes.Buffer
	if o.format.value == "json" {
		if err := render.EncodeJSON(&b, d.json()); err != nil {
			return err
		}
	} else {
		d.stackLines(&b)
		writeChanges(&b, &d.Difference)
		d.unverified(&b)
	}
	if _, err := con.out.Write(b.Bytes()); err != nil {
		return err
	}
	for _, name := range d.others {
		con.note("%s", render.Visible(fmt.Sprintf("stack %s has a name of these environments, and no spec given asks for it", name)))
	}
	for _, why := range d.silent {
		con.note("%s", render.Visible(why))
	}
	con.note("%s", d.summary())
	switch drifts, open := d.drifts(), d.open(); {
	case drifts:
		con.note("drift: something is not as its stack says")
	case open && o.failOn.value == "drift":
		con.note("no drift found in what could be verified")
		return nil
	case open:
		con.note("no drift found, but not all could be verified; --fail-on drift lets that pass")
	default:
		con.note("clean: everything that the stacks say was verified")
		return nil
	}
	return exitError(exitDrift)
}

// drifts reports whether anything is known to be different.
func (d *drifted) drifts() bool {
	_, _, n := drift.Counts(d.states)
	return n > 0 || slices.ContainsFunc(d.states, func(st *drift.State) bool { return len(st.Wrong) > 0 || st.Missing() })
}

// open reports whether anything is not known.
func (d *drifted) open() bool {
	return slices.ContainsFunc(d.states, func(st *drift.State) bool { return len(st.Unverified()) > 0 })
}

func (d *drifted) summary() string {
	all, verified, different := drift.Counts(d.states)
	return fmt.Sprintf("%s, %s: %d as their stacks say, %d not, %d not verified", counts(len(d.states), "stack"), counts(all, "resource"), verified, different, all-verified-different)
}

func counts(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// stackLines says what is wrong with the stacks themselves, first of all that they are not what specs ask for.
func (d *drifted) stackLines(w io.Writer) {
	any := false
	line := func(st *drift.State, text string) {
		if !any {
			fmt.Fprintln(w, "stacks")
			any = true
		}
		fmt.Fprintln(w, render.Visible("  "+st.Title+": "+text))
	}
	for _, st := range d.states {
		switch {
		case !st.Missing():
		case st.Stack.Status.Gone():
			line(st, "there is no stack "+st.Name)
		default:
			line(st, fmt.Sprintf("stack %s is %s: what it should hold was never made", st.Name, st.Stack.Status))
		}
		if st.Outdated() {
			line(st, "it is not what the specs compile to; \"hipaac diff --deployed\" shows the difference")
		}
		for _, text := range st.Wrong {
			line(st, text)
		}
	}
	if any {
		fmt.Fprintln(w)
	}
}

// maxIDs is how many resources with one reason a line names; the JSON form names all.
const maxIDs = 3

// unverified lists what could not be compared.
func (d *drifted) unverified(w io.Writer) {
	if !d.open() {
		return
	}
	fmt.Fprintln(w, "not verified")
	for _, st := range d.states {
		for _, u := range st.Unverified() {
			text := "  " + st.Title
			if n := len(u.IDs); n > 0 {
				text += " " + strings.Join(u.IDs[:min(n, maxIDs)], ", ")
				if n > maxIDs {
					text += fmt.Sprintf(" and %d more", n-maxIDs)
				}
				text += " " + u.Type
			}
			if u.Path != "" {
				text += " " + u.Path
			}
			fmt.Fprintln(w, render.Visible(text+": "+u.Why))
		}
	}
}

// driftedStack is what is shown of a stack as JSON.
type driftedStack struct {
	Stack      string             `json:"stack"`
	Account    string             `json:"account"`
	Region     string             `json:"region"`
	Name       string             `json:"name"`
	Status     string             `json:"status"` // empty where there is none
	Outdated   bool               `json:"outdated"`
	Wrong      []string           `json:"wrong"`
	Unverified []drift.Unverified `json:"unverified"`
	Resources  []driftedResource  `json:"resources"` // those that are not as the stack says
}

type driftedResource struct {
	ID          string             `json:"id"`
	Type        string             `json:"type"`
	PhysicalID  string             `json:"physicalId"`
	Deleted     bool               `json:"deleted"`
	Differences []drift.Difference `json:"differences"`
	From        string             `json:"from,omitempty"`
}

func (d *drifted) json() any {
	stacks := []driftedStack{}
	for _, st := range d.states {
		s := driftedStack{Stack: st.Title, Account: st.Target.Account, Region: st.Target.Region, Name: st.Name, Status: string(st.Stack.Status), Outdated: st.Outdated(),
			Wrong: append([]string{}, st.Wrong...), Unverified: append([]drift.Unverified{}, st.Unverified()...), Resources: []driftedResource{}}
		for _, r := range st.Resources {
			if r.Deleted || len(r.Differences) > 0 {
				s.Resources = append(s.Resources, driftedResource{r.LogicalID, r.Type, r.PhysicalID, r.Deleted, append([]drift.Difference{}, r.Differences...), st.From(r.LogicalID)})
			}
		}
		stacks = append(stacks, s)
	}
	all, verified, different := drift.Counts(d.states)
	return struct {
		Drift     bool           `json:"drift"`
		Clean     bool           `json:"clean"` // no drift, and nothing that could not be verified
		Resources int            `json:"resources"`
		Verified  int            `json:"verified"`
		Drifted   int            `json:"drifted"`
		Stacks    []driftedStack `json:"stacks"`
		Findings  any            `json:"findings"`
		Others    []string       `json:"others"`
	}{d.drifts(), !d.drifts() && !d.open(), all, verified, different, stacks, append(d.Findings[:0:0], d.Findings...), append([]string{}, d.others...)}
}
