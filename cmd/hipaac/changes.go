package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/compare"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/render"
	"github.com/hipaac/hipaac/compiler/change"
)

// sectionTitles are what people read above the findings of a class.
var sectionTitles = map[change.Class]string{
	change.DataLoss: "data loss",
	change.Access:   "broader access",
	change.Weakened: "weakened safeguards",
	change.Other:    "other changes",
}

// signs lead each line, as in a unified difference.
var signs = map[change.Verb]string{change.Added: "+", change.Removed: "-", change.Changed: "~"}

// maxValues is how many values of a resource a section shows; the difference of the file below has all.
const maxValues = 8

// writeChanges shows what the difference means, section by section. A value is shown once, in the first section that speaks of it.
func writeChanges(w io.Writer, d *compare.Difference) {
	s := sections{w: w, d: d, shown: map[string]bool{}, mentioned: map[string]bool{}, whole: map[string]int{}}
	for _, f := range d.Files {
		if f.Verb != change.Changed {
			s.whole[strings.TrimSuffix(f.Path, ".template.yaml")] = 0
		}
	}
	for _, class := range change.Classes()[:3] {
		s.section(class)
	}
	s.rest()
}

type sections struct {
	w         io.Writer
	d         *compare.Difference
	shown     map[string]bool // values, by resource and path
	mentioned map[string]bool // resources
	whole     map[string]int  // templates that are new or gone, and how many resources they have
	open      bool            // a section has begun
}

func (s *sections) title(class change.Class) {
	if !s.open {
		fmt.Fprintln(s.w, sectionTitles[class])
		s.open = true
	}
}

func (s *sections) end() {
	if s.open {
		fmt.Fprintln(s.w)
		s.open = false
	}
}

func (s *sections) section(class change.Class) {
	var of []compare.Finding
	for _, f := range s.d.Findings {
		if f.Class == class {
			of = append(of, f)
		}
	}
	for len(of) > 0 {
		n := 1
		for n < len(of) && of[n].Stack == of[0].Stack && of[n].Resource == of[0].Resource {
			n++
		}
		s.title(class)
		s.findings(of[:n])
		of = of[n:]
	}
	s.end()
}

// findings shows those about one resource, and the values that they speak of.
func (s *sections) findings(list []compare.Finding) {
	first := list[0]
	r := s.resource(first.Stack, first.Resource)
	s.head(verbOf(r, first.Resource), first.Stack, first.Resource, first.Type, first.From)
	for _, f := range list {
		s.line(sentence(f.Finding))
	}
	if r == nil {
		return
	}
	s.values(r, func(p change.Property) bool {
		return slices.ContainsFunc(list, func(f compare.Finding) bool {
			return f.Path != "" && related(f.Path, p.Path) || f.Path == "" && slices.Contains(r.Because, p.Path)
		})
	})
}

// verbOf is what happens to a resource. A finding about none is about a stack that is new.
func verbOf(r *compare.Resource, id string) change.Verb {
	switch {
	case id == "":
		return change.Added
	case r == nil:
		return change.Changed
	}
	return r.Verb
}

// maxCited is how many sections of the law a line names; "hipaac explain" and the JSON form name all.
const maxCited = 3

// sentence is a finding with the control that it breaks and the section of the law behind that.
func sentence(f change.Finding) string {
	text := f.Text
	if f.Control != "" {
		text += " [" + f.Control + "]"
	}
	switch n := len(f.Citations); {
	case n > maxCited:
		text += fmt.Sprintf(" (45 CFR %s and %d more)", strings.Join(f.Citations[:maxCited], ", "), n-maxCited)
	case n > 0:
		text += " (45 CFR " + strings.Join(f.Citations, ", ") + ")"
	}
	return text
}

func related(a, b string) bool {
	return a == b || strings.HasPrefix(a, b+".") || strings.HasPrefix(a, b+"[") || strings.HasPrefix(b, a+".") || strings.HasPrefix(b, a+"[")
}

func (s *sections) resource(stack, id string) *compare.Resource {
	for i := range s.d.Resources {
		if r := &s.d.Resources[i]; r.Stack == stack && r.ID == id {
			return r
		}
	}
	return nil
}

func (s *sections) head(verb change.Verb, stack, id, kind, from string) {
	s.mentioned[stack+" "+id] = true
	line := fmt.Sprintf("  %s %s", signs[verb], stack)
	if id != "" {
		line += " " + id
	}
	if kind != "" {
		line += " " + kind
	}
	if from != "" {
		line += ", from " + from
	}
	fmt.Fprintln(s.w, render.Visible(line))
}

func (s *sections) line(text string) { fmt.Fprintf(s.w, "      %s\n", render.Visible(text)) }

// values shows the values of a resource that belong here and were not shown yet.
func (s *sections) values(r *compare.Resource, belongs func(change.Property) bool) {
	n := 0
	for _, p := range r.Properties {
		key := r.Stack + " " + r.ID + " " + p.Path + " " + p.Through
		if s.shown[key] || !belongs(p) {
			continue
		}
		s.shown[key] = true
		if n++; n <= maxValues {
			s.line(valueLine(p, slices.Contains(r.Because, p.Path)))
		}
	}
	if n > maxValues {
		s.line(fmt.Sprintf("and %d more values", n-maxValues))
	}
}

func valueLine(p change.Property, replaces bool) string {
	path := change.Short(p.Path)
	if path != "" {
		path += ": "
	}
	line := path + shorten(p.Before) + " -> " + shorten(p.After)
	switch {
	case p.Through != "":
		line = path + shorten(p.After) + ", which changes with " + p.Through
	case p.Before == "":
		line = "+ " + path + shorten(p.After)
	case p.After == "":
		line = "- " + path + shorten(p.Before)
	}
	if replaces {
		line += " (replaces)"
	}
	return line
}

// shorten keeps a value on one line of a terminal.
func shorten(s string) string {
	const most = 60
	if letters := []rune(s); len(letters) > most {
		return string(letters[:most]) + "…"
	}
	return s
}

// rest shows what no other section has: replacements and what CloudFormation refuses first, then values, then what comes and goes, then
// other sections of templates. Of a template that is new or gone it only tells the size.
func (s *sections) rest() {
	for _, r := range s.d.Resources {
		if n, is := s.whole[r.Stack]; is {
			s.whole[r.Stack] = n + 1
		}
	}
	for _, f := range s.d.Files {
		if n, is := s.whole[strings.TrimSuffix(f.Path, ".template.yaml")]; is && n > 0 {
			s.title(change.Other)
			fmt.Fprintf(s.w, "  %s %s: the whole template, %d resources\n", signs[f.Verb], render.Visible(f.Path), n)
		}
	}
	for _, first := range []bool{true, false} {
		for i := range s.d.Resources {
			r := &s.d.Resources[i]
			if _, is := s.whole[r.Stack]; is || first != (r.Replacement != change.InPlace || r.Refused != "" || len(r.Interrupts) > 0) {
				continue
			}
			s.other(r)
		}
	}
	for _, e := range s.d.Entries {
		s.title(change.Other)
		fmt.Fprintf(s.w, "  %s %s\n", signs[e.Verb], render.Visible(strings.TrimSuffix(e.File, ".template.yaml")+" "+e.Name))
		for i, p := range e.Values {
			if i == maxValues {
				s.line(fmt.Sprintf("and %d more values", len(e.Values)-maxValues))
				break
			}
			s.line(valueLine(p, false))
		}
	}
	for _, e := range s.d.Exports {
		if len(e.Importers) > 0 {
			s.title(change.Other)
			fmt.Fprintf(s.w, "  ! %s\n", render.Visible(fmt.Sprintf("export %s changes while %s import it: cloudformation refuses that", e.Name, strings.Join(e.Importers, ", "))))
		}
	}
	s.end()
}

// other shows what is left of a resource.
func (s *sections) other(r *compare.Resource) {
	var found []compare.Finding
	for _, f := range s.d.Findings {
		if f.Class == change.Other && f.Stack == r.Stack && f.Resource == r.ID {
			found = append(found, f)
		}
	}
	left := slices.ContainsFunc(r.Properties, func(p change.Property) bool { return !s.shown[r.Stack+" "+r.ID+" "+p.Path+" "+p.Through] })
	if len(found) == 0 && !left && s.mentioned[r.Stack+" "+r.ID] {
		return
	}
	s.title(change.Other)
	s.head(r.Verb, r.Stack, r.ID, r.Type, r.From)
	for _, f := range found {
		s.line(sentence(f.Finding))
	}
	s.values(r, func(change.Property) bool { return true })
}
