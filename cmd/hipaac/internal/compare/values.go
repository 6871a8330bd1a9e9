package compare

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

// values lists where two trees differ, as deep as they have the same shape. Lists of different length differ as a whole: which
// element moved where would be a guess.
func values(at string, old, new *template.Node) []Value {
	switch {
	case old.Equal(new):
		return nil
	case isMap(old) && isMap(new) && !isCall(old) && !isCall(new):
		var found []Value
		for _, k := range keys(old, new) {
			found = append(found, values(join(at, k), old.Get(k), new.Get(k))...)
		}
		if found == nil { // the same entries in another order
			found = []Value{{Path: at, Old: show(old), New: show(new)}}
		}
		return found
	case isList(old) && isList(new) && len(old.Items) == len(new.Items):
		var found []Value
		for i := range old.Items {
			found = append(found, values(join(at, strconv.Itoa(i)), old.Items[i], new.Items[i])...)
		}
		return found
	}
	return []Value{{Path: at, Old: show(old), New: show(new)}}
}

func isList(n *template.Node) bool { return n != nil && n.Kind == template.List }

func isCall(n *template.Node) bool {
	name, _ := n.Intrinsic()
	return name != ""
}

// join leaves "Properties" out: that is where nearly all values of a resource are.
func join(at, key string) string {
	if at == "" || at == "Properties" {
		return key
	}
	return at + "." + key
}

// show writes a value on one line: scalars as they are, intrinsics and short collections in flow style.
func show(n *template.Node) string {
	if n == nil {
		return ""
	}
	switch n.Kind {
	case template.Null:
		return "null"
	case template.String:
		return strconv.Quote(n.Text)
	case template.List:
		parts := make([]string, len(n.Items))
		for i, item := range n.Items {
			parts[i] = show(item)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case template.Map:
		parts := make([]string, len(n.Items))
		for i, item := range n.Items {
			parts[i] = fmt.Sprintf("%s: %s", n.Keys[i].Name, show(item))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	return n.Text
}
