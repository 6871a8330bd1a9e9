package compiler

import (
	"path"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler/controls"
	"github.com/hipaac/hipaac/compiler/emit"
	"github.com/hipaac/hipaac/compiler/load"
)

// Source is one file as bytes. Name is how diagnostics call it: a path with forward slashes, relative where possible.
type Source struct {
	Name string
	Text []byte
	// Common marks a file of a "common" folder, which specs may extend and which is no environment of its own.
	Common bool
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
}

// Floor is a control on specs that an environment keeps.
type Floor struct {
	ID, Title   string
	Citations   []string
	Designation string // what the first section is: "required", "addressable" or "standard"
	Because     string // the path of the spec that it follows from, such as "phi"; "" where it always applies
	Remedy      string
	Unwaivable  bool
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

// floors are the controls on specs that apply to one.
func floors(spec *load.Spec) []Floor {
	var all []Floor
	for _, c := range spec.Controls {
		all = append(all, Floor{c.ID, c.Title, c.Citations, c.Designation, c.Because, c.Remedy, c.Unwaivable})
	}
	return all
}
