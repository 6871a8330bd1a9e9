package emittest

import (
	"slices"
	"strings"
)

// MatchesAny reports whether a text fits one of the patterns of an IAM policy.
func MatchesAny(patterns []string, s string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return matches(p, s) })
}

// matches is IAM's wildcard: "*" stands for any text.
func matches(pattern, s string) bool {
	head, tail, wild := strings.Cut(pattern, "*")
	if !wild {
		return pattern == s
	}
	if !strings.HasPrefix(s, head) {
		return false
	}
	for i := len(head); i <= len(s); i++ {
		if matches(tail, s[i:]) {
			return true
		}
	}
	return false
}
