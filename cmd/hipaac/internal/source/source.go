// Package source finds specs and templates on disk and reads them. It decides what a file is by where it lies and how it is
// called; what it says is the compiler's business.
//
//   - A template, when a folder is searched, is a file named *.template.yaml, *.template.yml, *.template.json or *.template.
//   - A spec is any other .yaml or .yml file. Hidden files and folders are left out.
//   - A file in a folder named "common" is no spec of its own: specs of the folder beside it start from it.
//
// Names are relative to the working directory, with forward slashes. Problems are diagnostics without a rule.
package source

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/diag"
)

// Environments is the folder that a command works on when it is given nothing.
const Environments = "environments"

// Stdin is the name of a template on standard input.
const Stdin = "stdin"

// MaxBytes is the size above which no file is read: five times what CloudFormation accepts.
const MaxBytes = 5 << 20

// Set is what was found, each part sorted by name.
type Set struct {
	// Specs holds specs and the common files beside them.
	Specs []compiler.Source
	// Templates holds CloudFormation templates.
	Templates []compiler.Source
	// Policy holds the files of the organisation's policy.
	Policy []compiler.Source
}

// Sources are what a compilation reads: specs, the common files beside them, and the policy.
func (s *Set) Sources() []compiler.Source { return slices.Concat(s.Specs, s.Policy) }

// Names lists the files that are judged on their own: specs and templates, without common files.
func (s *Set) Names() []string {
	var names []string
	for _, source := range slices.Concat(s.Specs, s.Templates) {
		if !source.Common {
			names = append(names, source.Name)
		}
	}
	slices.Sort(names)
	return names
}

// Texts gives the content of every file by name, for snippets.
func (s *Set) Texts() map[string][]byte {
	texts := map[string][]byte{}
	for _, source := range slices.Concat(s.Specs, s.Templates, s.Policy) {
		texts[source.Name] = source.Text
	}
	return texts
}

// Specs reads the specs that the arguments name, files or folders, with the common files they may start from. Without
// arguments it reads all below Environments.
func Specs(args []string) (Set, diag.List) {
	f := finder{seen: map[string]bool{}}
	for _, arg := range orEnvironments(args) {
		f.argument(arg, f.folderOfSpecs)
	}
	if len(f.set.Names()) == 0 && len(f.problems) == 0 {
		f.refuse(strings.Join(orEnvironments(args), ", "), "no spec in here", "a spec is a .yaml file outside of a folder named \"common\"")
	}
	return f.result()
}

// Documents reads specs and templates. A folder is searched for templates and, at or below a folder named Environments, for
// specs. A file is what its content says. The argument "-" is a template on standard input.
func Documents(args []string, stdin io.Reader) (Set, diag.List) {
	f := finder{seen: map[string]bool{}, templates: true, stdin: stdin}
	for _, arg := range orEnvironments(args) {
		f.argument(arg, f.folderOfDocuments)
	}
	if len(f.set.Names()) == 0 && len(f.problems) == 0 {
		f.refuse(strings.Join(orEnvironments(args), ", "), "no spec and no template in here",
			"specs lie below a folder named \"environments\", templates are called *.template.yaml or *.template.json; name other files one by one")
	}
	return f.result()
}

func orEnvironments(args []string) []string {
	if len(args) == 0 {
		return []string{Environments}
	}
	return args
}

// finder gathers files and problems; every file is read once, however often it is named.
type finder struct {
	templates bool // whether templates are wanted
	stdin     io.Reader
	seen      map[string]bool
	set       Set
	problems  diag.List
}

func (f *finder) result() (Set, diag.List) {
	byName := func(a, b compiler.Source) int { return strings.Compare(a.Name, b.Name) }
	slices.SortFunc(f.set.Specs, byName)
	slices.SortFunc(f.set.Templates, byName)
	return f.set, f.problems.Sorted()
}

func (f *finder) refuse(name, message, hint string) {
	f.problems = append(f.problems, diag.Diagnostic{Severity: diag.Error, Pos: diag.Position{File: name}, Message: message, Hint: hint})
}

// argument takes one argument of the command line.
func (f *finder) argument(arg string, folder func(string)) {
	if arg == "-" && f.templates {
		f.standardInput()
		return
	}
	info, err := os.Stat(arg)
	switch {
	case arg == "":
		f.refuse("", "an empty argument names no file", "name a file or folder; a variable that is not set leaves nothing")
	case err != nil:
		f.refuse(Name(arg), f.why(arg, err), nearest(arg))
	case info.IsDir():
		folder(arg)
	case isCommon(arg):
		f.refuse(Name(arg), "a file of a common folder is no spec of its own", "name a spec that extends it")
	default:
		f.file(arg)
	}
}

// file takes a file that was named on the command line: a template when it says so, otherwise a spec with the common files
// beside it.
func (f *finder) file(name string) {
	source, ok := f.read(name)
	if !ok {
		return
	}
	if isTemplateName(name) || compiler.IsTemplate(source) {
		if !f.templates {
			f.refuse(source.Name, "a CloudFormation template, not a spec", fmt.Sprintf("judge it with \"hipaac check %s\"", source.Name))
			return
		}
		f.set.Templates = append(f.set.Templates, source)
		return
	}
	f.set.Specs = append(f.set.Specs, source)
	beside := filepath.Join(filepath.Dir(name), "common")
	if info, err := os.Stat(beside); err == nil && info.IsDir() {
		f.folderOfSpecs(beside)
	}
}

func (f *finder) folderOfSpecs(folder string) {
	f.walk(folder, func(name string) {
		if isSpecName(name) {
			f.add(&f.set.Specs, name)
		}
	})
}

func (f *finder) folderOfDocuments(folder string) {
	f.walk(folder, func(name string) {
		switch {
		case isTemplateName(name):
			f.add(&f.set.Templates, name)
		case isSpecName(name) && slices.Contains(strings.Split(path.Dir(absolute(name)), "/"), Environments):
			f.add(&f.set.Specs, name)
		}
	})
}

func (f *finder) add(to *[]compiler.Source, name string) {
	if source, ok := f.read(name); ok {
		*to = append(*to, source)
	}
}

// walk visits the files of a folder in order. Links to folders are not followed, since they can lead in circles; a link where a
// spec could hide is refused rather than passed over.
func (f *finder) walk(folder string, visit func(name string)) {
	err := filepath.WalkDir(folder, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			f.refuse(Name(name), f.why(name, err), "")
			return nil
		}
		if entry.IsDir() {
			if name != folder && (strings.HasPrefix(entry.Name(), ".") || entry.Name() == "node_modules") {
				return filepath.SkipDir
			}
			return nil
		}
		if info, err := os.Stat(name); err == nil && info.IsDir() {
			if slices.Contains(strings.Split(absolute(name), "/"), Environments) {
				f.refuse(Name(name), "a link to a folder, which is not followed", "replace the link with the folder, or name the files one by one")
			}
			return nil
		}
		visit(name)
		return nil
	})
	if err != nil {
		f.refuse(Name(folder), f.why(folder, err), "")
	}
}

func isSpecName(name string) bool {
	ext := filepath.Ext(name)
	return (ext == ".yaml" || ext == ".yml") && !isTemplateName(name) && !strings.HasPrefix(filepath.Base(name), ".")
}

func isTemplateName(name string) bool {
	for _, ending := range []string{".template.yaml", ".template.yml", ".template.json", ".template"} {
		if strings.HasSuffix(name, ending) {
			return true
		}
	}
	return false
}

// isCommon reports whether a file lies in a folder named common.
func isCommon(name string) bool { return path.Base(path.Dir(absolute(name))) == "common" }

func absolute(name string) string {
	if full, err := filepath.Abs(name); err == nil {
		name = full
	}
	return filepath.ToSlash(name)
}

// Name is how diagnostics call a file: relative to the working directory where it lies below it, with forward slashes.
func Name(file string) string {
	file = filepath.Clean(file)
	if filepath.IsAbs(file) {
		if here, err := os.Getwd(); err == nil {
			if rel, err := filepath.Rel(here, file); err == nil && filepath.IsLocal(rel) {
				file = rel
			}
		}
	}
	return filepath.ToSlash(file)
}

func (f *finder) standardInput() {
	text, err := io.ReadAll(io.LimitReader(f.stdin, MaxBytes+1))
	switch {
	case err != nil:
		f.refuse(Stdin, f.why(Stdin, err), "")
	case len(text) > MaxBytes:
		f.refuse(Stdin, fmt.Sprintf("more than the %d bytes that are read", MaxBytes), "")
	default:
		f.set.Templates = append(f.set.Templates, compiler.Source{Name: Stdin, Text: text})
	}
}

func tooLarge(size int64) string {
	return fmt.Sprintf("%d bytes, more than the %d that are read", size, MaxBytes)
}
