package diag

import (
	"fmt"
	"slices"
	"strings"
)

// Nearest returns the candidate that word most likely meant, or "" when none is close enough. A suggestion must be safer than
// silence: at most a third of the letters may differ, case and the separators "-" and "_" do not count, and a tie between two
// candidates yields nothing, because half of the people would be sent the wrong way. A word that is cut short, or goes on after the
// name that was meant ("prod", "node.js"), is further away than that, and unmistakable where only one candidate begins alike.
func Nearest(word string, candidates []string) string {
	best, second, name := 1<<30, 1<<30, ""
	w := fold(word)
	for _, c := range candidates {
		if c == word {
			continue
		}
		d := distance(w, fold(c))
		switch {
		case d < best:
			best, second, name = d, best, c
		case d < second:
			second = d
		}
	}
	if name == "" || best == second || best > max(1, len(w)/3) {
		return begunAlike(w, candidates)
	}
	return name
}

// begunAlike returns the only candidate that a folded word begins, or that begins the word.
func begunAlike(w string, candidates []string) string {
	found := ""
	for _, c := range candidates {
		f := fold(c)
		if f == w || min(len(w), len(f)) < 3 || !strings.HasPrefix(f, w) && !strings.HasPrefix(w, f) {
			continue
		}
		if found != "" {
			return ""
		}
		found = c
	}
	return found
}

// OneOf writes the legal values for a message: `"a"`, `"a" or "b"`, `"a", "b" or "c"`. Beyond ten it shows the first eight and
// says how many there are, so that a list of thirty regions does not bury the sentence.
func OneOf(values []string) string {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = fmt.Sprintf("%q", v)
	}
	switch n := len(quoted); {
	case n == 0:
		return "nothing"
	case n == 1:
		return quoted[0]
	case n <= 10:
		return strings.Join(quoted[:n-1], ", ") + " or " + quoted[n-1]
	default:
		return fmt.Sprintf("%s and %d more", strings.Join(quoted[:8], ", "), n-8)
	}
}

// All writes names for a message: `"a", "b" and "c"`; of more than most, the first ones and how many follow.
func All(names []string, most int) string {
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = fmt.Sprintf("%q", n)
	}
	switch n := len(quoted); {
	case n <= 1:
		return strings.Join(quoted, "")
	case n <= most:
		return strings.Join(quoted[:n-1], ", ") + " and " + quoted[n-1]
	default:
		return fmt.Sprintf("%s and %d more", strings.Join(quoted[:most], ", "), n-most)
	}
}

func fold(s string) string {
	return strings.ToLower(strings.NewReplacer("-", "", "_", "").Replace(s))
}

// distance is the edit distance with adjacent swaps counted as one slip (optimal string alignment): the most common typing
// mistakes are a dropped, doubled, wrong or swapped letter.
func distance(a, b string) int {
	if len(a) > 64 || len(b) > 64 {
		return 1 << 20
	}
	var before []int
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		next := make([]int, len(b)+1)
		next[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			next[j] = slices.Min([]int{row[j] + 1, next[j-1] + 1, row[j-1] + cost})
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				next[j] = min(next[j], before[j-2]+1)
			}
		}
		before, row = row, next
	}
	return row[len(b)]
}
