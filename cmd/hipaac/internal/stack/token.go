package stack

import (
	"fmt"
	"strings"
)

// prefix begins the name of every change set and token that hipaac makes, so that it can be told whose an operation is.
const prefix = "hipaac-"

// maxName is what CloudFormation allows for tokens and names of change sets.
const maxName = 128

// Token names an operation of a run: the same run and step give the same token, so that a call that is repeated is the same call. Events
// carry it. A run is named by letters, digits and hyphens.
func Token(run, step string, n int) string {
	tail := fmt.Sprintf("-%d", n)
	head := prefix + run + "-" + step
	return head[:min(len(head), maxName-len(tail))] + tail
}

// NewChangeSetName names a change set of a run. It is never the same for two of them.
func NewChangeSetName(run string, n int) string { return fmt.Sprintf("%s%s-%d", prefix, run, n) }

// Ours reports whether hipaac made the token or the change set, in whatever run.
func Ours(name string) bool { return strings.HasPrefix(name, prefix) }

// OfRun reports whether it was made in this run.
func OfRun(name, run string) bool { return run != "" && strings.HasPrefix(name, prefix+run+"-") }

// RunOf is the run that a change set was made in, by its name.
func RunOf(changeSet string) (run string, is bool) {
	inner, is := strings.CutPrefix(changeSet, prefix)
	end := strings.LastIndex(inner, "-")
	if !is || end < 0 {
		return "", false
	}
	return inner[:end], true
}

// nothingToDo knows the words in which CloudFormation says that a change set has no changes; the second is for templates with
// transforms.
func nothingToDo(reason string) bool {
	return strings.HasPrefix(reason, "The submitted information didn't contain changes") || strings.Contains(reason, "No updates are to be performed")
}
