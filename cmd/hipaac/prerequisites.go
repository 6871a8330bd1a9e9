package main

// showPrerequisites lists what the templates of an environment count on and cannot make: a deployment that succeeds without them is not yet
// what the templates promise.
func showPrerequisites(con *console, b *built) {
	expected := b.Manifest.Prerequisites
	if len(expected) == 0 {
		return
	}
	con.note("\n%s counts on what CloudFormation cannot make in account %s, %s:", b.Folder, b.Manifest.Account, b.Manifest.Region)
	for _, p := range expected {
		con.note("  %s\n    otherwise: %s [%s]", p.What, p.Remedy, p.ID)
	}
}
