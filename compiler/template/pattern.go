package template

import (
	"strconv"
	"strings"
)

// Covers asks whether the value, read as a pattern of IAM with "*" and "?", includes another value or pattern. References count as
// themselves: "${Bucket.Arn}/*" covers "${Bucket.Arn}/*" however the two are written.
func (v Value) Covers(target string) Answer {
	return v.covers(target, func(a, b byte) bool { return a == b })
}

// CoversFold is Covers without regard to the case of ASCII letters, as IAM compares actions.
func (v Value) CoversFold(target string) Answer {
	return v.covers(target, func(a, b byte) bool { return a == b || lower(a) == lower(b) })
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

func (v Value) covers(target string, same func(a, b byte) bool) Answer {
	v = v.settled()
	pattern, ok := v.canonical()
	switch {
	case v.kind == unknown:
		return Maybe(v.words)
	case !ok:
		return No
	case wildcard(pattern, target, same):
		return Yes
	}
	for _, r := range v.refs {
		if r.wild() {
			return Maybe(r.why(v.scope.Model))
		}
	}
	return No
}

// OverlapsFold asks whether the value, read as a pattern, and another pattern have a text in common, without regard to case:
// "s3:?etObject" overlaps "s3:Get*". What references become may make an overlap of what is none as written.
func (v Value) OverlapsFold(target string) Answer {
	v = v.settled()
	pattern, ok := v.canonical()
	switch {
	case v.kind == unknown:
		return Maybe(v.words)
	case !ok:
		return No
	case overlap(pattern, target):
		return Yes
	case len(v.refs) > 0:
		return Maybe(v.refs[0].why(v.scope.Model))
	case strings.IndexByte(target, markStart) >= 0:
		return Maybe(strconv.Quote(unmark(target)) + " is known only after deployment")
	}
	return No
}

// overlap fills one row of a table for each byte of a: row[j] says whether what was read of a and b[:j] have a text in common.
func overlap(a, b string) bool {
	row := make([]bool, len(b)+1)
	row[0] = true
	for j := 0; j < len(b) && b[j] == '*'; j++ {
		row[j+1] = true
	}
	for i := range len(a) {
		before := row[0]
		row[0] = before && a[i] == '*'
		for j := range len(b) {
			above := row[j+1]
			if a[i] == '*' || b[j] == '*' {
				row[j+1] = above || row[j]
			} else {
				row[j+1] = before && (lower(a[i]) == lower(b[j]) || a[i] == '?' || b[j] == '?')
			}
			before = above
		}
	}
	return row[len(b)]
}

// wildcard matches "*" and "?" in linear space and without recursion, so that a hostile pattern costs no more than the product of
// the lengths.
func wildcard(pattern, target string, same func(a, b byte) bool) bool {
	p, t, star, mark := 0, 0, -1, 0
	for t < len(target) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, t
			p++
		case p < len(pattern) && (same(pattern[p], target[t]) || pattern[p] == '?' && target[t] != '*'):
			p++
			t++
		case star >= 0:
			mark++
			p, t = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}
