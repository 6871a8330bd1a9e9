package main

import (
	"os"
	"testing"
)

// The registry in the repository must be the one that the files make, or a control would be written and never judge anything.
func TestRegistryIsUpToDate(t *testing.T) {
	want, err := registry("..")
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../registry_gen.go")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Error("registry_gen.go is out of date; run go generate ./compiler/controls")
	}
}
