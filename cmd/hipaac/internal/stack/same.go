package stack

import (
	"bytes"

	"github.com/hipaac/hipaac/compiler/change"
	"github.com/hipaac/hipaac/compiler/template"
)

// SameTemplate reports whether two templates mean the same: CloudFormation has nothing to do for one that is only written otherwise. What
// cannot be read, or would be read differently by two readers, is the same only to the byte.
func SameTemplate(a, b []byte) bool {
	if bytes.Equal(a, b) {
		return true
	}
	one, problems := template.Parse("one", a)
	two, more := template.Parse("other", b)
	return !problems.Failed() && !more.Failed() && len(change.Values(one.Root, two.Root)) == 0
}
