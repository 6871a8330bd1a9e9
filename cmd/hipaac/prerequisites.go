package main

import (
	"fmt"
	"strings"
)

// showPrerequisites lists what the templates of an environment count on and cannot make: a deployment that succeeds without them is not yet
// what the templates promise. Of several environments only the numbers are told; each says its own when it is built alone.
func showPrerequisites(con *console, done []built) {
	var several []string
	for i := range done {
		b := &done[i]
		expected := b.Manifest.Prerequisites
		switch {
		case len(expected) == 0:
		case len(done) > 1:
			several = append(several, fmt.Sprintf("%s (%d)", b.Folder, len(expected)))
		default:
			con.note("\n%s counts on what CloudFormation cannot make in account %s, %s:", b.Folder, b.Manifest.Account, b.Manifest.Region)
			for _, p := range expected {
				con.note("  %s\n    otherwise: %s [%s]", p.What, p.Remedy, p.ID)
			}
		}
	}
	if len(several) > 0 {
		con.note("\nsome count on what CloudFormation cannot make: %s\nthe manifest of each lists it, and so does building it alone", strings.Join(several, ", "))
	}
}
