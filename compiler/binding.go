package compiler

import (
	"slices"

	"github.com/hipaac/hipaac/compiler/law"
)

// binding is the first section of a list that leaves no choice whether to protect, or "": one that is no addressable specification of
// 45 CFR 164.306(d)(3).
func binding(citations []string) string {
	i := slices.IndexFunc(citations, func(c string) bool {
		s, known := law.Find(c)
		return !known || s.Designation != law.Addressable
	})
	if i < 0 {
		return ""
	}
	return citations[i]
}
