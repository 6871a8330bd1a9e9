package load

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/compiler/load/tree"
	"github.com/hipaac/hipaac/schema/shape"
)

// violation is a limit that a scalar breaks, and what to do about it.
type violation struct {
	id, hint string
	notes    []diag.Text
}

// violations lists the limits that a scalar of the right kind breaks.
func violations(t *shape.Type, n *tree.Node) []violation {
	var found []violation
	if len(t.Enum) > 0 && !slices.Contains(enumTexts(t), n.Text) {
		found = append(found, notInEnum(t, n))
	}
	if n.Kind == tree.Int {
		found = append(found, outOfBounds(t, n)...)
	}
	length := utf8.RuneCountInString(n.Text)
	tooLong := t.MaxRunes > 0 && length > t.MaxRunes
	matches := !slices.ContainsFunc(t.Patterns, func(p shape.Pattern) bool { return p.MatchString(n.Text) == p.Not })
	if n.Kind == tree.String && (length < t.MinRunes || tooLong || !matches) {
		found = append(found, violation{id: "wrong-form", hint: "write it in this form"})
	}
	return found
}

func notInEnum(t *shape.Type, n *tree.Node) violation {
	v := violation{id: "wrong-value", hint: "choose one of these values"}
	if near := diag.Nearest(n.Text, enumTexts(t)); near != "" {
		v.hint = fmt.Sprintf("did you mean %q?", near)
	}
	if t.Kind == shape.Int {
		v.hint = fmt.Sprintf("write %d, the next value that is allowed", nextAllowed(t, n))
	}
	if t.Kind == shape.String && len(t.Enum) > 10 {
		v.notes = []diag.Text{{Message: "the values are " + joined(ranges(enumTexts(t)))}}
	}
	return v
}

// nextAllowed is the smallest number of an enum above the one seen, because rounding up keeps more, or else the largest of all.
func nextAllowed(t *shape.Type, n *tree.Node) int64 {
	seen, err := strconv.ParseInt(n.Text, 10, 64)
	if err != nil {
		panic("internal error: a number that is none: " + n.Text)
	}
	var allowed []int64
	for _, v := range t.Enum {
		allowed = append(allowed, v.(int64))
	}
	slices.Sort(allowed)
	i, _ := slices.BinarySearch(allowed, seen)
	return allowed[min(i, len(allowed)-1)]
}

func outOfBounds(t *shape.Type, n *tree.Node) []violation {
	v, err := strconv.ParseInt(n.Text, 10, 64)
	switch {
	case err != nil:
		panic("internal error: a number that is none: " + n.Text)
	case t.Min != nil && v < *t.Min:
		return []violation{{id: "out-of-bounds", hint: fmt.Sprintf("write %d or more", *t.Min)}}
	case t.Max != nil && v > *t.Max:
		return []violation{{id: "out-of-bounds", hint: fmt.Sprintf("write %d or less", *t.Max)}}
	}
	return nil
}

func enumTexts(t *shape.Type) []string {
	var texts []string
	for _, v := range t.Enum {
		texts = append(texts, fmt.Sprint(v))
	}
	return texts
}

// wants finishes the sentence "needs …".
func wants(t *shape.Type) string {
	switch {
	case t.Want != "":
		return t.Want
	case t.Kind == shape.Int && len(t.Enum) > 0:
		return joined(enumTexts(t))
	case len(t.Enum) > 0:
		return diag.OneOf(enumTexts(t))
	}
	switch t.Kind {
	case shape.Bool:
		return "true or false"
	case shape.Int:
		return "a whole number" + bounds(t)
	case shape.String:
		return "text"
	case shape.List:
		return "a list"
	}
	return "a map"
}

func bounds(t *shape.Type) string {
	switch {
	case t.Min != nil && t.Max != nil:
		return fmt.Sprintf(" from %d to %d", *t.Min, *t.Max)
	case t.Min != nil:
		return fmt.Sprintf(" of at least %d", *t.Min)
	case t.Max != nil:
		return fmt.Sprintf(" of at most %d", *t.Max)
	}
	return ""
}

// mostListed is how many values a person still reads through.
const mostListed = 40

// ranges shortens a long list of names that have a family before a dot, which stand in the order of their sizes: each family then
// says only where it begins and ends.
func ranges(texts []string) []string {
	if len(texts) <= mostListed {
		return texts
	}
	var short []string
	for i := 0; i < len(texts); {
		family, _, _ := strings.Cut(texts[i], ".")
		last := i
		for last+1 < len(texts) && strings.HasPrefix(texts[last+1], family+".") {
			last++
		}
		if last == i {
			short = append(short, texts[i])
		} else {
			short = append(short, texts[i]+" to "+texts[last])
		}
		i = last + 1
	}
	return short
}

func joined(texts []string) string {
	out := ""
	for i, s := range texts {
		switch {
		case i == 0:
		case i == len(texts)-1:
			out += " or "
		default:
			out += ", "
		}
		out += s
	}
	return out
}

// wrongKind explains a value of another kind than the field needs.
func (e *explainer) wrongKind(at place, t *shape.Type, n *tree.Node) {
	message, hint := fmt.Sprintf("%s is %s, needs %s", at, seen(n), wants(t)), kindHint(t, n)
	switch {
	case n.Kind == tree.Null:
		e.report("empty-value", at.path, at.key, message, hint)
	case n.Block || n.Pos.IsZero():
		e.report("wrong-type", at.path, at.key, message, hint)
	default:
		e.report("wrong-type", at.path, n.Pos, message, hint)
	}
}

// seen names a value of the wrong kind.
func seen(n *tree.Node) string {
	switch n.Kind {
	case tree.String:
		return "the text " + n.Written()
	case tree.Int:
		return "the number " + n.Text
	}
	return n.Written()
}

func kindHint(t *shape.Type, n *tree.Node) string {
	wantsMap := t.Kind == shape.Map || t.Kind == shape.Struct
	scalar := n.Kind == tree.String || n.Kind == tree.Int || n.Kind == tree.Bool
	switch {
	case wantsMap && n.Kind == tree.List:
		return "write a name before each value: {name: value}"
	case wantsMap:
		return "write {} to take the defaults"
	case n.Kind == tree.Null && t.Kind == shape.List:
		return "write [] for an empty list"
	case n.Kind == tree.Null:
		return "write a value, or remove the line"
	case t.Kind == shape.String && scalar:
		return fmt.Sprintf("put it in quotes: %q", n.Text)
	case t.Kind == shape.List && scalar:
		return fmt.Sprintf("write a list: [%s]", n.Text)
	case n.Kind == tree.String && (t.Kind == shape.Int || t.Kind == shape.Bool) && fits(plainKind(n.Text), t.Kind):
		return "write it without quotes: " + n.Text
	}
	return "write " + wants(t)
}

// plainKind is what text would be without its quotes.
func plainKind(s string) tree.Kind {
	root, _ := tree.Read("", []byte(s))
	if root == nil {
		return tree.Broken
	}
	return root.Kind
}
