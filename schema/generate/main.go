// Command generate writes what follows from the CUE files of package schema: the Go types of a spec, the JSON Schema for editors,
// and the reference page of fields. It is run by "go generate ./schema" or, anywhere in the repository, by
// "go run ./schema/generate".
package main

import (
	"errors"
	"io/fs"
	"log"
	"os"
	"path/filepath"

	"github.com/hipaac/hipaac/schema/shape"
)

// header is the first line of a generated file, in the form that tools know.
const header = "Code generated from schema/*.cue by \"go run ./schema/generate\"; DO NOT EDIT."

func main() {
	log.SetFlags(0)
	root, err := repository()
	if err != nil {
		log.Fatal(err)
	}
	files, err := generated()
	if err != nil {
		log.Fatal(err)
	}
	for name, text := range files {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			log.Fatal(err)
		}
		if err := os.WriteFile(path, text, 0o666); err != nil {
			log.Fatal(err)
		}
	}
}

// generated gives every generated file by its path in the repository.
func generated() (map[string][]byte, error) {
	m, err := shape.Embedded()
	if err != nil {
		return nil, err
	}
	types, err := goTypes(m)
	if err != nil {
		return nil, err
	}
	editor, err := m.JSONSchema()
	if err != nil {
		return nil, err
	}
	return map[string][]byte{
		"schema/spec_gen.go":      types,
		"schema/spec.schema.json": editor,
		"docs/reference/spec.md":  reference(m),
	}, nil
}

// repository finds the folder of go.mod above the current one.
func repository() (string, error) {
	folder, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		_, err := os.Stat(filepath.Join(folder, "go.mod"))
		if err == nil {
			return folder, nil
		}
		if !errors.Is(err, fs.ErrNotExist) || filepath.Dir(folder) == folder {
			return "", err
		}
		folder = filepath.Dir(folder)
	}
}
