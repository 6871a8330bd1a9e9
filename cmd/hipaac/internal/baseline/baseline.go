// Package baseline keeps what was already wrong when a repository began to be checked, so that only what is added fails. It says that
// a finding is known, and not that it may stay: nobody gave a reason, and nobody answers for it. That is what a waiver of a spec is
// for, which is why findings on specs are never in a baseline; nor are mistakes that keep a template from being judged.
//
// A finding is known by its file and its identity (see package diag), as often as it was there. What is graver than it was is new.
package baseline

import (
	"cmp"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/source"
	"github.com/hipaac/hipaac/compiler/diag"
)

// Baseline is the content of a baseline file.
type Baseline struct {
	path    string
	entries []Entry           // sorted, no key twice
	names   map[string]string // of files, as diagnostics and as the baseline call them
}

// Entry is a finding that is known, as often as it counts.
type Entry struct {
	// File is relative to the folder of the baseline, so that it means the same from every working directory.
	File     string `json:"file"`
	Rule     string `json:"rule"`
	Path     string `json:"path"`
	Severity string `json:"severity"`
	Message  string `json:"message"`
	Count    int    `json:"count,omitempty"` // 0 stands for one
}

// key is what makes two findings the same.
type key struct {
	file string
	diag.Identity
}

func (e Entry) key() key {
	return key{e.File, diag.Identity{Rule: e.Rule, Path: e.Path, Values: diag.Values(e.Message)}}
}

// Judged says what was looked at, by the names that diagnostics use.
type Judged struct {
	// Templates were judged as a whole. Of others nothing is known, and what the baseline says of them stays.
	Templates map[string]bool
	// Exists reports whether a file is still there.
	Exists func(name string) bool
}

// New is an empty baseline that will be kept at a path.
func New(path string) *Baseline { return &Baseline{path: path, names: map[string]string{}} }

// Path is where the baseline is kept.
func (b *Baseline) Path() string { return b.path }

// Mark returns the findings of the judged templates with those that are known marked as such. Where a finding is there more often than it
// was, the later ones are new.
func (b *Baseline) Mark(findings diag.List, judged Judged) diag.List {
	left := map[key]Entry{}
	for _, e := range b.entries {
		e.Count = max(e.Count, 1)
		left[e.key()] = e
	}
	marked := slices.Clone(findings)
	for i := range marked {
		d := &marked[i]
		if !judged.Templates[d.Pos.File] {
			continue
		}
		k := b.entry(d).key()
		if e := left[k]; e.Count > 0 && d.Severity <= severity(e.Severity) {
			d.Known = true
			e.Count--
			left[k] = e
		}
	}
	return marked
}

// Record replaces what is known of the judged templates by what was found in them. What was known of others stays, as long as they exist.
func (b *Baseline) Record(findings diag.List, judged Judged) (recorded int) {
	decided := b.decided(judged)
	b.entries = slices.DeleteFunc(b.entries, func(e Entry) bool { return decided[e.File] })
	at := map[key]int{}
	for i := range findings {
		d := &findings[i]
		if !judged.Templates[d.Pos.File] {
			continue
		}
		recorded++
		e := b.entry(d)
		i, twice := at[e.key()]
		if !twice {
			at[e.key()] = len(b.entries)
			b.entries = append(b.entries, e)
			continue
		}
		first := &b.entries[i]
		first.Count = max(first.Count, 1) + 1
		if d.Severity > severity(first.Severity) {
			first.Severity = e.Severity
		}
	}
	slices.SortFunc(b.entries, compare)
	return recorded
}

// Gone counts the findings that are known and no longer there.
func (b *Baseline) Gone(marked diag.List, judged Judged) int {
	gone := 0
	for _, e := range b.remaining(marked, judged) {
		gone += e.gone
	}
	return gone
}

// Prune takes away what is no longer there, and adds nothing.
func (b *Baseline) Prune(marked diag.List, judged Judged) {
	var kept []Entry
	for _, e := range b.remaining(marked, judged) {
		switch left := max(e.Count, 1) - e.gone; {
		case left == 1:
			e.Count = 0
		case left > 1:
			e.Count = left
		default:
			continue
		}
		kept = append(kept, e.Entry)
	}
	b.entries = kept
}

// remainder is an entry, and how many of its findings are gone.
type remainder struct {
	Entry
	gone int
}

func (b *Baseline) remaining(marked diag.List, judged Judged) []remainder {
	there := map[key]int{}
	for i := range marked {
		if marked[i].Known {
			there[b.entry(&marked[i]).key()]++
		}
	}
	decided := b.decided(judged)
	var all []remainder
	for _, e := range b.entries {
		r := remainder{Entry: e}
		if decided[e.File] {
			r.gone = max(e.Count, 1) - there[e.key()]
		}
		all = append(all, r)
	}
	return all
}

// decided are the files of which this run says what remains: those whose template was judged, and those that are no longer there.
func (b *Baseline) decided(judged Judged) map[string]bool {
	decided := map[string]bool{}
	for _, e := range b.entries {
		if _, known := decided[e.File]; !known {
			name := b.name(e.File)
			decided[e.File] = judged.Templates[name] || !judged.Exists(name)
		}
	}
	return decided
}

func (b *Baseline) entry(d *diag.Diagnostic) Entry {
	return Entry{File: b.relative(d.Pos.File), Rule: d.ID, Path: diag.AnyPosition(d.Path), Severity: d.Severity.String(), Message: d.Whole()}
}

func severity(name string) diag.Severity {
	for _, s := range []diag.Severity{diag.Error, diag.Warning} {
		if s.String() == name {
			return s
		}
	}
	return diag.Note
}

func compare(a, b Entry) int {
	return cmp.Or(strings.Compare(a.File, b.File), strings.Compare(a.Path, b.Path), strings.Compare(a.Rule, b.Rule), strings.Compare(a.Message, b.Message))
}

// relative is the name of a file as the baseline has it: from its own folder.
func (b *Baseline) relative(name string) string {
	to, known := b.names[name]
	if !known {
		to = relativeTo(filepath.Dir(b.path), name)
		b.names[name] = to
	}
	return to
}

func relativeTo(folder, name string) string {
	from, err := filepath.Abs(folder)
	if err != nil {
		return name
	}
	full, err := filepath.Abs(filepath.FromSlash(name))
	if err != nil {
		return name
	}
	to, err := filepath.Rel(from, full)
	if err != nil {
		return name
	}
	return filepath.ToSlash(to)
}

// name is a file of the baseline as diagnostics call it.
func (b *Baseline) name(file string) string {
	if !filepath.IsAbs(file) {
		file = filepath.Join(filepath.Dir(b.path), filepath.FromSlash(file))
	}
	return source.Name(file)
}
