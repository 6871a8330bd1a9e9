package compiler

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler/controls"
	"github.com/hipaac/hipaac/compiler/emit"
	"github.com/hipaac/hipaac/compiler/load"
	"github.com/hipaac/hipaac/schema/shape"
)

// Source is one file as bytes. Name is how diagnostics call it: a path with forward slashes, relative where possible.
type Source struct {
	Name string
	Text []byte
	// Common marks a file of a "common" folder, which specs may extend and which is no environment of its own.
	Common bool
	// Policy marks a CUE file of what an organisation asks for beyond hipaac. All of them together are one policy.
	Policy bool
}

// Output is everything a compilation makes. It is empty when any diagnostic is an error: nothing half-built ever leaves the
// compiler.
type Output struct {
	// Environments are sorted by folder.
	Environments []Environment
}

// Environment is the output of one spec.
type Environment struct {
	// Folder is where the files belong, such as "prod": the spec's path below "environments" without its ending.
	Folder   string
	Manifest Manifest
	// Templates are in the order in which they can be deployed.
	Templates []emit.Template
	// Spec is the file that the environment comes from.
	Spec string
	// Controls are what judged the templates; Floors the controls on specs that apply to the environment, each of which holds or is
	// waived.
	Controls []*controls.Control
	Floors   []Floor
	// Unused are the waivers of the spec that excuse nothing in it.
	Unused []Waiver
}

// Organisation is the designation of a floor, and the category of a control on templates, that no law asks for but an organisation.
const Organisation = shape.Organisation

// Floor is a control on specs that an environment keeps, but for what is waived.
type Floor struct {
	ID, Title   string
	Citations   []string
	Designation string // what the first section is: "required", "addressable" or "standard"; or Organisation
	Because     string // the path of the spec that it follows from, such as "phi"; "" where it always applies
	Remedy      string
	Unwaivable  bool
	Own         []string  // what an organisation's policy cites beside 45 CFR
	Policy      string    // file:line:col where it asks for it; "" for a control of hipaac
	Values      []Floored // that it asks something of; where there are none it has said nothing
}

// Floored is a value of a spec that a control on specs asks something of.
type Floored struct {
	Place
	Below string // what is wrong where it is below the floor, and waived; "" where it is not
}

// File is a path with forward slashes, relative to the output folder, and what it holds.
type File struct {
	Path string
	Text []byte
}

// Files are all files of the output, sorted by path.
func (o Output) Files() []File {
	var files []File
	for i := range o.Environments {
		files = append(files, o.Environments[i].Files()...)
	}
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return files
}

// Files are the environment's files, sorted by path.
func (e *Environment) Files() []File {
	files := []File{{Path: path.Join(e.Folder, "manifest.json"), Text: e.Manifest.JSON()}}
	for _, t := range e.Templates {
		files = append(files, File{Path: path.Join(e.Folder, templateFile(t.Key)), Text: t.YAML})
	}
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return files
}

// floors are the controls on specs that apply to one. A spec with a value below a floor comes this far only when a waiver excuses it.
func floors(spec *load.Spec) []Floor {
	var all []Floor
	for _, c := range spec.Controls {
		f := Floor{
			ID: c.ID, Title: c.Title, Citations: c.Citations, Designation: c.Designation, Because: c.Because, Remedy: c.Remedy, Unwaivable: c.Unwaivable,
		}
		if c.Own != nil {
			f.Own, f.Policy = c.Own.Citations, placeOf(c.Own).String()
		}
		below := map[string]string{}
		for _, d := range spec.Waived {
			if d.ID == c.ID {
				below[d.Path] = d.Message
			}
		}
		paths := c.Paths
		for _, missing := range slices.Sorted(maps.Keys(below)) {
			if !slices.Contains(paths, missing) {
				paths = append(paths, missing)
			}
		}
		for _, path := range paths {
			f.Values = append(f.Values, Floored{placeIn(spec, path), below[path]})
		}
		all = append(all, f)
	}
	return all
}

// placeIn is where a spec says something, as output names it.
func placeIn(spec *load.Spec, path string) Place {
	at := spec.Position(path)
	at.File = withinRoot(at.File)
	return Place{path, at}
}
