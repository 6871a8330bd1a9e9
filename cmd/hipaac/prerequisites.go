package main

import "fmt"

// showPrerequisites lists what the templates of an environment count on and cannot make: a deployment that succeeds without them is not yet
// what the templates promise. Of several environments only the number is told; each says its own when it is built alone.
func showPrerequisites(con *console, done []built) {
	for i := range done {
		b := &done[i]
		expected := b.Manifest.Prerequisites
		switch {
		case len(expected) == 0:
		case len(done) > 1:
			con.note("\n%s counts on %s that CloudFormation cannot make: its manifest lists them, and so does building it alone", b.Folder, things(len(expected)))
		default:
			con.note("\n%s counts on what CloudFormation cannot make in account %s, %s:", b.Folder, b.Manifest.Account, b.Manifest.Region)
			for _, p := range expected {
				con.note("  %s\n    otherwise: %s [%s]", p.What, p.Remedy, p.ID)
			}
		}
	}
}

func things(n int) string {
	if n == 1 {
		return "a thing"
	}
	return fmt.Sprintf("%d things", n)
}
