package drift

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed types.txt
var typesText string

// way is how resources of a type can be looked at; see types.txt.
type way struct {
	known     bool // the table has the type
	unchecked bool
	by        []string // parts of the identifier
	as        string   // type under which it is read
	hidden    []string
	orders    []string
	watch     []watched
}

// watched is a property that matters although a template may leave it out, and what it is worth then: JSON, or "none".
type watched struct{ property, worth string }

var ways = sync.OnceValue(func() map[string]*way {
	table := map[string]*way{}
	var last *way
	for line := range strings.Lines(typesText) {
		words := strings.Fields(line)
		switch {
		case len(words) == 0 || words[0] == "#" || strings.HasPrefix(line, "#"):
		case !strings.HasPrefix(line, " "):
			last = &way{known: true, as: words[0]}
			table[words[0]] = last
			last.options(words[1:])
		default:
			last.options(words)
		}
	}
	return table
})

func (w *way) options(words []string) {
	for i := 0; i < len(words); i++ {
		switch words[i] {
		case "unchecked":
			w.unchecked = true
		case "by":
			i++
			w.by = strings.Split(words[i], "|")
		case "as":
			i++
			w.as = words[i]
		case "hidden":
			w.hidden = words[i+1:]
			return
		case "orders":
			w.orders = words[i+1:]
			return
		case "watch":
			for _, word := range words[i+1:] {
				property, worth, _ := strings.Cut(word, "=")
				w.watch = append(w.watch, watched{property, worth})
			}
			return
		default:
			panic("internal error: types.txt does not know the word " + words[i])
		}
	}
}

// wayTo is how resources of a type can be looked at. Of a type that nobody here knows, that is not known.
func wayTo(kind string) *way {
	if w := ways()[kind]; w != nil {
		return w
	}
	return &way{as: kind}
}

// within reports whether a path of property names is one of a list, or below one. "[]" in the list is any element.
func within(list []string, path []string) bool {
	for _, l := range list {
		want := strings.Split(strings.ReplaceAll(l, "[]", ".[]"), ".")
		if len(path) < len(want) {
			continue
		}
		fits := true
		for i, w := range want {
			fits = fits && (w == path[i] || w == "[]" && isIndex(path[i]))
		}
		if fits {
			return true
		}
	}
	return false
}

func isIndex(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// namesKey reports whether a path leads to the name of an encryption key. CloudFormation does not compare those: a key has many names
// (user guide, "Considerations when detecting drift").
func namesKey(path []string) bool {
	for _, step := range path {
		s := strings.ToLower(step)
		for _, ending := range []string{"kmskey", "kmskeyid", "kmskeyarn", "kmsmasterkeyid", "encryptionkey", "encryptionkeyarn"} {
			if strings.HasSuffix(s, ending) {
				return true
			}
		}
	}
	return false
}
