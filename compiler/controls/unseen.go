package controls

// called names what a value leads to and this template does not hold: `subnet "${Subnet}"`, or "its subnet" where not even the name
// can be shown.
func called(kind string, v Value) string {
	if _, is := v.Unknown(); is || v.Absent() {
		return "its " + kind
	}
	return kind + " " + v.String()
}

// unseen is why a question about something of another stack, or of none, has no answer here.
func unseen(question string) string { return question + " is not to be seen here" }
