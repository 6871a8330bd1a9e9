package main

import "testing"

// A finding about a whole stack names no resource: the record must not show a colon after nothing.
func TestOfResource(t *testing.T) {
	if got := ofResource("", "the whole stack is new"); got != "the whole stack is new" {
		t.Errorf("of no resource: %q", got)
	}
	if got := ofResource("Cluster", "is replaced"); got != "Cluster: is replaced" {
		t.Errorf("of a resource: %q", got)
	}
}
