package controls

// called names what a value leads to and no template given holds: `subnet "${Subnet}"`, or "its subnet" where not even the name
// can be shown.
func called(kind string, v Value) string {
	if _, is := v.Unknown(); is || v.Absent() {
		return "its " + kind
	}
	return kind + " " + v.String()
}

// unseen is why a question about something of a stack that nobody showed, or of none, has no answer here.
func unseen(question string) string { return question + " is not to be seen here" }
