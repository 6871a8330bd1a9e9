package alerts

import (
	"fmt"
	"path"
	"reflect"
	"strings"
	"testing"
)

// This file evaluates both kinds of pattern on sample events, as CloudWatch Logs and EventBridge document them: as much as the blueprint
// writes, and whatever else is a mistake of the test.

// matches evaluates a filter pattern for JSON (Amazon CloudWatch Logs User Guide, "Filter pattern syntax").
func matches(t *testing.T, pattern string, event map[string]any) bool {
	t.Helper()
	p := &filterParser{t: t, words: split(pattern)}
	p.want("{")
	result := p.either(event)
	p.want("}")
	if len(p.words) > 0 {
		t.Fatalf("%s: left over %q", pattern, p.words)
	}
	return result
}

// split cuts a pattern into words: parentheses, operators, texts in quotes with their quotes, and everything else between spaces.
func split(pattern string) []string {
	var words []string
	for i := 0; i < len(pattern); {
		switch rest := pattern[i:]; {
		case rest[0] == ' ':
			i++
		case strings.ContainsRune("{}()", rune(rest[0])):
			words = append(words, rest[:1])
			i++
		case strings.HasPrefix(rest, "&&"), strings.HasPrefix(rest, "||"), strings.HasPrefix(rest, "!="):
			words = append(words, rest[:2])
			i += 2
		case rest[0] == '=':
			words = append(words, "=")
			i++
		case rest[0] == '"':
			end := strings.Index(rest[1:], `"`) + 2
			words = append(words, rest[:end])
			i += end
		default:
			end := strings.IndexAny(rest, ` {}()=!&|"`)
			words = append(words, rest[:end])
			i += end
		}
	}
	return words
}

type filterParser struct {
	t     *testing.T
	words []string
}

func (p *filterParser) next() string {
	if len(p.words) == 0 {
		p.t.Fatal("the pattern ends too early")
	}
	word := p.words[0]
	p.words = p.words[1:]
	return word
}

func (p *filterParser) want(word string) {
	if got := p.next(); got != word {
		p.t.Fatalf("%q where %q belongs", got, word)
	}
}

func (p *filterParser) sees(word string) bool { return len(p.words) > 0 && p.words[0] == word }

// either is a chain of ||, which binds less than &&. Mixing both without parentheses is refused: readers differ.
func (p *filterParser) either(event map[string]any) bool {
	result := p.one(event)
	operator := ""
	for p.sees("||") || p.sees("&&") {
		word := p.next()
		if operator != "" && operator != word {
			p.t.Fatal("|| and && without parentheses")
		}
		operator = word
		right := p.one(event)
		if operator == "||" {
			result = result || right
		} else {
			result = result && right
		}
	}
	return result
}

func (p *filterParser) one(event map[string]any) bool {
	if p.sees("(") {
		p.next()
		result := p.either(event)
		p.want(")")
		return result
	}
	selector := p.next()
	if !strings.HasPrefix(selector, "$.") {
		p.t.Fatalf("%q is no selector", selector)
	}
	value, there := lookUp(event, strings.Split(selector[2:], ".")...)
	switch operator := p.next(); operator {
	case "NOT":
		p.want("EXISTS")
		return !there
	case "=":
		word := p.next()
		return there && like(word, value)
	case "!=":
		// A field that is missing makes the comparison false, whichever it is.
		word := p.next()
		return there && !like(word, value)
	default:
		p.t.Fatalf("operator %q", operator)
		return false
	}
}

// like compares with a word in which stars stand for anything.
func like(word string, value any) bool {
	text, ok := value.(string)
	return ok && wild(strings.Trim(word, `"`), text)
}

// wild matches stars only; path.Match knows more, none of which may occur, and stops at slashes, which are replaced.
func wild(pattern, text string) bool {
	if strings.ContainsAny(pattern, `?[\`) {
		panic("a pattern that means something else here: " + pattern)
	}
	clean := strings.NewReplacer("/", "\x00").Replace
	ok, err := path.Match(clean(pattern), clean(text))
	return ok && err == nil
}

func lookUp(event any, names ...string) (any, bool) {
	for _, name := range names {
		fields, ok := event.(map[string]any)
		if !ok {
			return nil, false
		}
		if event, ok = fields[name]; !ok {
			return nil, false
		}
	}
	return event, true
}

// hears evaluates an event pattern (Amazon EventBridge User Guide, "Comparison operators"). The pattern is plain JSON.
func hears(t *testing.T, pattern map[string]any, event any) bool {
	t.Helper()
	if list, ok := event.([]any); ok {
		for _, entry := range list {
			if hears(t, pattern, entry) {
				return true
			}
		}
		return false
	}
	for name, want := range pattern {
		if name == "$or" {
			some := false
			for _, alternative := range want.([]any) {
				some = some || hears(t, alternative.(map[string]any), event)
			}
			if !some {
				return false
			}
			continue
		}
		value, there := lookUp(event, name)
		switch want := want.(type) {
		case map[string]any:
			if value == nil {
				value = map[string]any{}
			}
			if !hears(t, want, value) {
				return false
			}
		case []any:
			if !anyMatch(t, want, value, there) {
				return false
			}
		default:
			t.Fatalf("%s: a pattern of type %T", name, want)
		}
	}
	return true
}

func anyMatch(t *testing.T, wants []any, value any, there bool) bool {
	for _, want := range wants {
		if one(t, want, value, there) {
			return true
		}
	}
	return false
}

func one(t *testing.T, want, value any, there bool) bool {
	operator, ok := want.(map[string]any)
	if !ok {
		return there && reflect.DeepEqual(want, value)
	}
	if len(operator) != 1 {
		t.Fatalf("two operators: %v", operator)
	}
	text, isText := value.(string)
	for name, argument := range operator {
		switch name {
		case "exists":
			return there == argument.(bool)
		case "prefix":
			return isText && strings.HasPrefix(text, argument.(string))
		case "suffix":
			return isText && strings.HasSuffix(text, argument.(string))
		case "wildcard":
			return isText && wild(argument.(string), text)
		case "anything-but":
			if start, ok := argument.(map[string]any); ok {
				return isText && !strings.HasPrefix(text, start["prefix"].(string))
			}
			for _, not := range argument.([]any) {
				if reflect.DeepEqual(not, value) {
					return false
				}
			}
			return there
		case "numeric":
			return inRange(t, argument.([]any), value)
		default:
			t.Fatalf("operator %q", name)
		}
	}
	return false
}

func inRange(t *testing.T, bounds []any, value any) bool {
	number, ok := value.(float64)
	for i := 0; i+1 < len(bounds); i += 2 {
		bound := bounds[i+1].(float64)
		switch bounds[i] {
		case ">=":
			ok = ok && number >= bound
		case "<":
			ok = ok && number < bound
		default:
			t.Fatal(fmt.Sprint("operator ", bounds[i]))
		}
	}
	return ok
}

// TestEvaluators: an evaluator that says yes to everything would pass every pattern.
func TestEvaluators(t *testing.T) {
	event := map[string]any{"a": map[string]any{"b": "one/two"}, "n": 7.5, "list": []any{map[string]any{"x": "1"}, map[string]any{"x": "2"}}}
	for pattern, want := range map[string]bool{
		`{ $.a.b = "one/two" }`:                      true,
		`{ $.a.b = "one*" }`:                         true,
		`{ $.a.b = *two }`:                           true,
		`{ $.a.b = "*one" }`:                         false,
		`{ $.a.c != "x" }`:                           false,
		`{ $.a.c NOT EXISTS }`:                       true,
		`{ $.a.b NOT EXISTS }`:                       false,
		`{ ($.a.b != "x") && ($.a.c NOT EXISTS) }`:   true,
		`{ ($.a.b = "x") || ($.a.b = "one/two") }`:   true,
		`{($.a.b=x)&&(($.a.b=y)||($.a.b=one/two))}`:  false,
		`{(($.a.b=y)||($.a.b=one*))&&($.a.b!="x*")}`: true,
	} {
		if got := matches(t, pattern, event); got != want {
			t.Errorf("%s: %v", pattern, got)
		}
	}
	for _, c := range []struct {
		pattern map[string]any
		want    bool
	}{
		{map[string]any{"a": map[string]any{"b": []any{"one/two"}}}, true},
		{map[string]any{"a": map[string]any{"b": []any{"one"}}}, false},
		{map[string]any{"a": map[string]any{"b": []any{map[string]any{"prefix": "one"}}}}, true},
		{map[string]any{"a": map[string]any{"b": []any{map[string]any{"suffix": "one"}}}}, false},
		{map[string]any{"a": map[string]any{"b": []any{map[string]any{"wildcard": "*/*"}}}}, true},
		{map[string]any{"a": map[string]any{"b": []any{map[string]any{"anything-but": []any{"one/two"}}}}}, false},
		{map[string]any{"a": map[string]any{"c": []any{map[string]any{"exists": false}}}}, true},
		{map[string]any{"a": map[string]any{"b": []any{map[string]any{"exists": false}}}}, false},
		{map[string]any{"n": []any{map[string]any{"numeric": []any{">=", 7.0, "<", 8.0}}}}, true},
		{map[string]any{"n": []any{map[string]any{"numeric": []any{">=", 8.0}}}}, false},
		{map[string]any{"list": map[string]any{"x": []any{"2"}}}, true},
		{map[string]any{"list": map[string]any{"x": []any{"3"}}}, false},
		{map[string]any{"$or": []any{map[string]any{"n": []any{1.0}}, map[string]any{"n": []any{7.5}}}}, true},
		{map[string]any{"gone": map[string]any{"x": []any{"1"}}}, false},
	} {
		if got := hears(t, c.pattern, event); got != c.want {
			t.Errorf("%v: %v", c.pattern, got)
		}
	}
}
