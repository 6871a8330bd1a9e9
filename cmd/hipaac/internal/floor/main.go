// Floor is the least that a compiler with this schema can cost: it loads the CUE schema and validates specs, and does nothing
// else. It makes no templates and has no messages. "make bench" states hipaac's cost as a ratio to it, measured in the same run.
//
// Its specs are complete: no common file, and no value left to the defaults of a tier.
package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/build"
	"cuelang.org/go/cue/cuecontext"
	"cuelang.org/go/cue/parser"
	"cuelang.org/go/encoding/yaml"

	"github.com/hipaac/hipaac/schema"
)

// specsPerContext is how many specs a context validates before it is replaced, since it keeps all that it saw.
const specsPerContext = 64

func main() {
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run validates all specs of a folder, with as many workers as there are cores where there is work for them.
func run(folder string) error {
	names, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
	if err != nil {
		return err
	}
	var next atomic.Int64
	failed := make([]error, min(runtime.GOMAXPROCS(0), 1+len(names)/specsPerContext))
	var workers sync.WaitGroup
	for w := range failed {
		workers.Go(func() {
			var v validator
			for i := int(next.Add(1)) - 1; i < len(names) && failed[w] == nil; i = int(next.Add(1)) - 1 {
				failed[w] = v.file(names[i])
			}
		})
	}
	workers.Wait()
	return errors.Join(failed...)
}

type validator struct {
	schema, shape cue.Value
	used          int
}

func (v *validator) file(name string) error {
	if v.used%specsPerContext == 0 {
		if err := v.load(); err != nil {
			return err
		}
	}
	v.used++
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	file, err := yaml.Extract(name, text)
	if err != nil {
		return err
	}
	spec := v.schema.Context().BuildFile(file)
	if err := v.shape.Unify(spec).Validate(cue.Concrete(true)); err != nil {
		return err
	}
	stacks, err := spec.LookupPath(cue.ParsePath("stacks")).Fields()
	if err != nil {
		return err
	}
	for stacks.Next() {
		blueprint := v.schema.LookupPath(cue.MakePath(cue.Str("blueprints"), stacks.Selector()))
		if err := blueprint.Unify(stacks.Value()).Validate(cue.Concrete(true)); err != nil {
			return err
		}
	}
	return nil
}

func (v *validator) load() error {
	instance := build.NewContext().NewInstance("schema", nil)
	err := fs.WalkDir(schema.Files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || path.Ext(name) != ".cue" {
			return err
		}
		text, err := schema.Files.ReadFile(name)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(name, text, parser.ParseComments)
		if err != nil {
			return err
		}
		return instance.AddSyntax(file)
	})
	if err != nil {
		return err
	}
	v.schema = cuecontext.New().BuildInstance(instance)
	v.shape = v.schema.LookupPath(cue.ParsePath("#Environment"))
	return v.schema.Validate()
}
