package compiler

import "slices"

// addressable are the implementation specifications of 45 CFR Part 164, Subpart C, that one may assess and, with reasons in writing,
// not implement (164.306(d)(3)). Everything else that controls cite is a standard or required. As of 2026-11: the text in force is that
// of 78 FR 5566 (25 January 2013).
var addressable = []string{
	"164.308(a)(3)(ii)(A)", "164.308(a)(3)(ii)(B)", "164.308(a)(3)(ii)(C)",
	"164.308(a)(4)(ii)(B)", "164.308(a)(4)(ii)(C)",
	"164.308(a)(5)(ii)(A)", "164.308(a)(5)(ii)(B)", "164.308(a)(5)(ii)(C)", "164.308(a)(5)(ii)(D)",
	"164.308(a)(7)(ii)(D)", "164.308(a)(7)(ii)(E)",
	"164.310(a)(2)(i)", "164.310(a)(2)(ii)", "164.310(a)(2)(iii)", "164.310(a)(2)(iv)",
	"164.310(d)(2)(iii)", "164.310(d)(2)(iv)",
	"164.312(a)(2)(iii)", "164.312(a)(2)(iv)",
	"164.312(c)(2)",
	"164.312(e)(2)(i)", "164.312(e)(2)(ii)",
}

// binding is the first section of a list that leaves no choice, or "".
func binding(citations []string) string {
	i := slices.IndexFunc(citations, func(c string) bool { return !slices.Contains(addressable, c) })
	if i < 0 {
		return ""
	}
	return citations[i]
}
