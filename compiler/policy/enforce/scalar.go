package enforce

import (
	"fmt"
	"regexp/syntax"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/hipaac/hipaac/compiler/controls"
	"github.com/hipaac/hipaac/compiler/template"
	"github.com/hipaac/hipaac/schema/shape"
)

// scalar asks whether a value keeps all limits of a pattern. CloudFormation takes numbers and truths that are written as texts.
func scalar(v controls.Value, t *shape.Type) controls.Answer {
	answer := v.Scalar()
	if len(t.Enum) > 0 {
		answer = answer.And(oneOf(v, t.Enum))
	}
	switch t.Kind {
	case shape.Bool:
		return answer.And(v.IsTrue().Or(v.IsFalse()))
	case shape.Int:
		return answer.And(number(v, t))
	}
	for _, p := range t.Patterns {
		if found := finds(v, p); p.Not {
			answer = answer.And(found.Not())
		} else {
			answer = answer.And(found)
		}
	}
	if t.MinRunes > 0 || t.MaxRunes > 0 {
		answer = answer.And(v.Passes(func(text string) bool {
			n := utf8.RuneCountInString(text)
			return n >= t.MinRunes && (t.MaxRunes == 0 || n <= t.MaxRunes)
		}))
	}
	return answer
}

func oneOf(v controls.Value, values []any) controls.Answer {
	return template.Any(values, func(want any) controls.Answer {
		switch want := want.(type) {
		case bool:
			if want {
				return v.IsTrue()
			}
			return v.IsFalse()
		case int64:
			return v.AtLeast(float64(want)).And(v.AtMost(float64(want)))
		}
		return v.Is(fmt.Sprint(want))
	})
}

func number(v controls.Value, t *shape.Type) controls.Answer {
	answer := v.Passes(func(text string) bool { _, err := strconv.ParseFloat(text, 64); return err == nil })
	if t.Min != nil {
		answer = answer.And(v.AtLeast(float64(*t.Min)))
	}
	if t.Max != nil {
		answer = answer.And(v.AtMost(float64(*t.Max)))
	}
	return answer
}

// finds asks whether a regular expression matches. Of a text with parts that are not known before deployment the beginning or the end
// may tell: the name "clinic-${AWS::AccountId}" begins with "clinic-", whatever the account.
func finds(v controls.Value, p shape.Pattern) controls.Answer {
	head, tail, whole := edges(p.String())
	answer := template.Yes
	if head != "" {
		answer = answer.And(v.Starts(head))
	}
	if tail != "" {
		answer = answer.And(v.Ends(tail))
	}
	if whole {
		return answer
	}
	return answer.And(v.Passes(p.MatchString))
}

// edges are the literal texts that a match begins and ends with, and whether the expression asks for nothing else.
func edges(expression string) (head, tail string, whole bool) {
	tree, err := syntax.Parse(expression, syntax.Perl)
	if err != nil || tree.Op != syntax.OpConcat {
		return "", "", false
	}
	parts := tree.Sub
	literal := func(r *syntax.Regexp) bool { return r.Op == syntax.OpLiteral && r.Flags&syntax.FoldCase == 0 }
	if n := len(parts); n >= 2 && parts[0].Op == syntax.OpBeginText && literal(parts[1]) {
		head = string(parts[1].Rune)
		whole = n == 2
	}
	if n := len(parts); n >= 2 && parts[n-1].Op == syntax.OpEndText && literal(parts[n-2]) {
		tail = string(parts[n-2].Rune)
		whole = n == 2
	}
	return head, tail, whole
}

// matches reports whether a key is one that a pattern of keys is for.
func matches(key string, t *shape.Type) bool {
	if len(t.Enum) > 0 && !slices.Contains(t.Enum, any(key)) {
		return false
	}
	return !slices.ContainsFunc(t.Patterns, func(p shape.Pattern) bool { return p.MatchString(key) == p.Not })
}
