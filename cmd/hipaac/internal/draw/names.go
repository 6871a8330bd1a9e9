package draw

import (
	"strconv"
	"strings"

	"github.com/hipaac/hipaac/compiler/inventory"
)

// kindNouns are what people call an asset of which only the kind is known.
var kindNouns = map[inventory.AssetKind]string{
	inventory.People: "group of people", inventory.System: "system", inventory.Front: "front door", inventory.Compute: "workload",
	inventory.Database: "database", inventory.Store: "store", inventory.Queue: "queue or event rule", inventory.Log: "log", inventory.Key: "key",
	inventory.Secret: "secret", inventory.Guard: "guard or alarm", inventory.Gateway: "gateway", inventory.Identity: "role or policy",
	inventory.Other: "other part",
}

// noun is what people call an asset: by its type, or by its kind where it has none.
func noun(a *inventory.Asset) string {
	if a.Type != "" {
		_, n := inventory.Called(a.Type)
		return clean(n)
	}
	if n := kindNouns[a.Kind]; n != "" {
		return n
	}
	return "resource"
}

// service is the service of AWS that an asset is of.
func service(a *inventory.Asset) string {
	if a.Type == "" {
		return ""
	}
	s, _ := inventory.Called(a.Type)
	return clean(s)
}

// several is a number and a noun: "no key", "1 key", "3 queues".
func several(n int, noun string) string {
	switch n {
	case 0:
		return "no " + noun
	case 1:
		return "1 " + noun
	}
	return number(n) + " " + plural(noun)
}

func plural(noun string) string {
	if one, other, either := strings.Cut(noun, " or "); either {
		return plural(one) + " or " + plural(other)
	}
	head, rest, hasRest := strings.Cut(noun, " of ") // groups of people
	switch {
	case strings.HasSuffix(head, "s"):
	case len(head) > 1 && strings.HasSuffix(head, "y") && !strings.ContainsAny(head[len(head)-2:len(head)-1], "aeiou"):
		head = strings.TrimSuffix(head, "y") + "ies"
	default:
		head += "s"
	}
	if hasRest {
		return head + " of " + rest
	}
	return head
}

func number(n int) string { return strconv.Itoa(n) }
