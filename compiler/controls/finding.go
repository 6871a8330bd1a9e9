package controls

import (
	"slices"

	"github.com/hipaac/hipaac/compiler/template"
)

// finding is a requirement that is not met, or not known to be.
type finding struct {
	at      Value
	message string
	why     string // what an unknown depends on; "" for a failure
	when    string // under which assumptions
	times   int    // in how many deployments
}

// findings are what one control finds in one resource, each place and message once; the first deployment that shows it names the
// assumptions.
type findings struct {
	list  []finding
	index map[said]int // of a long list: one policy can have thousands of statements
}

// said is what is found at a place.
type said struct {
	template.Place
	message, why string
}

func (f *finding) said() said { return said{f.at.Stands(), f.message, f.why} }

// short is up to how many findings are looked through one by one.
const short = 16

func (l *findings) add(f finding) {
	if i := l.find(&f); i >= 0 {
		l.list[i].times++
		return
	}
	f.times = 1
	l.list = append(l.list, f)
	switch {
	case len(l.list) == short+1:
		l.index = make(map[said]int, 2*short)
		for i := range l.list {
			l.index[l.list[i].said()] = i
		}
	case l.index != nil:
		l.index[f.said()] = len(l.list) - 1
	}
}

func (l *findings) find(f *finding) int {
	wanted := f.said()
	if l.index == nil {
		return slices.IndexFunc(l.list, func(g finding) bool { return g.said() == wanted })
	}
	if i, known := l.index[wanted]; known {
		return i
	}
	return -1
}

// failing are the places that some deployment makes fail, where anything is unknown at all: at such a place a failure says more than that
// somebody cannot know.
func failing(found []finding) map[template.Place]bool {
	if !slices.ContainsFunc(found, func(f finding) bool { return f.why != "" }) {
		return nil
	}
	places := map[template.Place]bool{}
	for _, f := range found {
		if f.why == "" {
			places[f.at.Stands()] = true
		}
	}
	return places
}
