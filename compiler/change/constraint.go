package change

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

// test is one line of a statement's Condition. All of them must hold for the statement to apply.
type test struct {
	operator, key string
	values        []string
}

// unread is the operator of what nobody can take apart. It is equal only to itself.
const unread = "?"

func testsOf(condition *template.Node) []test {
	if condition == nil {
		return nil
	}
	if !plainMap(condition) {
		return []test{{operator: unread, values: []string{show(condition)}}}
	}
	var out []test
	for i, operator := range condition.Keys {
		lines := condition.Items[i]
		if !plainMap(lines) {
			out = append(out, test{operator: unread, key: operator.Name, values: []string{show(lines)}})
			continue
		}
		each(lines, func(key string, list *template.Node) {
			t := test{operator: operator.Name, key: key}
			for _, item := range listed(list).Items {
				t.values = append(t.values, phrase(item))
			}
			out = append(out, t)
		})
	}
	return out
}

// implied reports whether each of the other tests holds wherever these hold: whoever passes these passes those.
func implied(these, others []test) bool {
	return !slices.ContainsFunc(others, func(o test) bool {
		return !slices.ContainsFunc(these, func(t test) bool { return t.implies(o) })
	})
}

func (t test) implies(o test) bool {
	if !strings.EqualFold(t.key, o.key) {
		return false
	}
	operator, lenient := strings.CutSuffix(strings.ToLower(o.operator), "ifexists")
	mine, alsoLenient := strings.CutSuffix(strings.ToLower(t.operator), "ifexists")
	if alsoLenient && !lenient {
		return false
	}
	if mine != operator && !(widened[mine] == operator && operator != "") {
		return false
	}
	_, base, qualified := strings.Cut(operator, ":")
	if !qualified {
		base = operator
	}
	switch base {
	case "stringequals", "stringequalsignorecase", "arnequals", "bool", "numericequals", "dateequals", "null", "binaryequals":
		return eachBy(t.values, o.values, func(a, b string) bool {
			return a == b || (base == "bool" || base == "stringequalsignorecase") && strings.EqualFold(a, b)
		})
	case "stringlike", "arnlike":
		return eachBy(t.values, o.values, covers)
	case "ipaddress":
		return eachBy(t.values, o.values, contains)
	case "notipaddress":
		return eachBy(o.values, t.values, contains)
	case "stringnotequals", "stringnotequalsignorecase", "arnnotequals", "numericnotequals", "datenotequals":
		return eachBy(o.values, t.values, func(a, b string) bool { return a == b })
	case "stringnotlike", "arnnotlike":
		return eachBy(o.values, t.values, covers)
	case "numericlessthan", "numericlessthanequals":
		return compared(t.values, o.values, func(a, b float64) bool { return a <= b })
	case "numericgreaterthan", "numericgreaterthanequals":
		return compared(t.values, o.values, func(a, b float64) bool { return a >= b })
	}
	return slices.Equal(t.values, o.values)
}

// widened are operators and those that let everything through that they let through.
var widened = map[string]string{"stringequals": "stringlike", "arnequals": "arnlike", "stringnotlike": "stringnotequals", "arnnotlike": "arnnotequals"}

func compared(a, b []string, holds func(a, b float64) bool) bool {
	if len(a) != 1 || len(b) != 1 {
		return slices.Equal(a, b)
	}
	x, errX := strconv.ParseFloat(a[0], 64)
	y, errY := strconv.ParseFloat(b[0], 64)
	if errX != nil || errY != nil {
		return a[0] == b[0]
	}
	return holds(x, y)
}

// contains reports whether one range of addresses includes another. What is no range includes only itself.
func contains(outer, inner string) bool {
	a, errA := prefix(outer)
	b, errB := prefix(inner)
	if errA != nil || errB != nil {
		return outer == inner
	}
	return a.Bits() <= b.Bits() && a.Overlaps(b)
}

func prefix(text string) (netip.Prefix, error) {
	if !strings.Contains(text, "/") {
		address, err := netip.ParseAddr(text)
		if err != nil {
			return netip.Prefix{}, err
		}
		return address.Prefix(address.BitLen())
	}
	p, err := netip.ParsePrefix(text)
	return p.Masked(), err
}
