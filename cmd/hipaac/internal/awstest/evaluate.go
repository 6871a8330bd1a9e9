package awstest

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// knownLater is what a change set shows in place of a value that only the execution finds out. Source: CloudFormation user guide,
// "Change sets", property values.
const knownLater = "{{changeSet:KNOWN_AFTER_APPLY}}"

// noValue is what Ref: AWS::NoValue gives: the property is left out.
type noValue struct{}

// scope is what the functions of a template can see.
type scope struct {
	*template
	stack      *stack
	parameters map[string]string
	partition  string
	conditions map[string]bool
	// value gives what a Ref (attribute "") or a GetAtt of a resource is.
	value func(id, attribute string) any
	// export gives the value of an export of the account and region.
	export func(name string) (string, bool)
	// imports collects the names of all exports that were asked for.
	imports map[string]bool
}

// trouble is why a template cannot be evaluated; it travels as a panic out of the depth of a template.
type trouble string

func (s *scope) fail(format string, args ...any) any {
	panic(trouble(fmt.Sprintf(format, args...)))
}

// try evaluates and gives the trouble that there was, or "".
func (s *scope) try(do func()) (why string) {
	defer func() {
		switch problem := recover().(type) {
		case nil:
		case trouble:
			why = string(problem)
		default:
			panic(problem)
		}
	}()
	do()
	return ""
}

func (s *scope) decide() {
	s.conditions = map[string]bool{}
	for name := range s.Conditions {
		s.condition(name)
	}
}

func (s *scope) condition(name string) bool {
	if known, is := s.conditions[name]; is {
		return known
	}
	formula, there := s.Conditions[name]
	if !there {
		s.fail("Template format error: Unresolved condition dependency %s", name)
	}
	s.conditions[name] = s.truth(formula)
	return s.conditions[name]
}

func (s *scope) truth(formula any) bool {
	switch v := s.evaluate(formula).(type) {
	case bool:
		return v
	case string:
		return v == "true"
	}
	return false
}

// has reports whether a resource or an output of the condition is there.
func (s *scope) has(condition string) bool { return condition == "" || s.condition(condition) }

// evaluate gives a value without functions: texts, numbers, truth values, lists and objects.
func (s *scope) evaluate(value any) any {
	switch v := value.(type) {
	case []any:
		out := []any{}
		for _, one := range v {
			if got := s.evaluate(one); got != any(noValue{}) {
				out = append(out, got)
			}
		}
		return out
	case map[string]any:
		if function, argument, is := intrinsic(v); is {
			return s.call(function, argument)
		}
		out := map[string]any{}
		for key, one := range v {
			if got := s.evaluate(one); got != any(noValue{}) {
				out[key] = got
			}
		}
		return out
	}
	return value
}

func (s *scope) call(function string, argument any) any {
	switch function {
	case "Ref":
		return s.ref(argument.(string))
	case "Condition":
		return s.condition(argument.(string))
	case "Fn::GetAtt":
		r := attributeOf(argument)
		return s.value(r.to, s.text(r.attribute))
	case "Fn::Sub":
		return s.substitute(argument)
	case "Fn::ImportValue":
		return s.importValue(s.text(argument))
	case "Fn::If":
		branches := s.items(argument, 3)
		if s.condition(fmt.Sprint(branches[0])) {
			return s.evaluate(branches[1])
		}
		return s.evaluate(branches[2])
	case "Fn::Equals":
		sides := s.items(argument, 2)
		return s.text(sides[0]) == s.text(sides[1])
	case "Fn::Not":
		return !s.truth(s.items(argument, 1)[0])
	case "Fn::And":
		return !slices.ContainsFunc(argument.([]any), func(v any) bool { return !s.truth(v) })
	case "Fn::Or":
		return slices.ContainsFunc(argument.([]any), s.truth)
	case "Fn::Base64":
		return base64.StdEncoding.EncodeToString([]byte(s.text(argument)))
	case "Fn::GetAZs":
		return []any{s.stack.at.region + "a", s.stack.at.region + "b", s.stack.at.region + "c"}
	}
	return s.listFunction(function, argument)
}

func (s *scope) listFunction(function string, argument any) any {
	switch function {
	case "Fn::Join":
		parts := s.items(argument, 2)
		var texts []string
		for _, one := range s.list(parts[1]) {
			texts = append(texts, s.text(one))
		}
		return strings.Join(texts, s.text(parts[0]))
	case "Fn::Split":
		parts := s.items(argument, 2)
		var all []any
		for _, one := range strings.Split(s.text(parts[1]), s.text(parts[0])) {
			all = append(all, one)
		}
		return all
	case "Fn::Select":
		parts := s.items(argument, 2)
		i, err := strconv.Atoi(s.text(parts[0]))
		all := s.list(parts[1])
		if err != nil || i < 0 || i >= len(all) {
			if s.unresolved(parts[1]) {
				return knownLater
			}
			return s.fail("Template error: Fn::Select cannot select nonexistent value at index %s", s.text(parts[0]))
		}
		return all[i]
	case "Fn::FindInMap":
		parts := s.items(argument, 3)
		value, there := s.Mappings[s.text(parts[0])][s.text(parts[1])][s.text(parts[2])]
		if !there {
			return s.fail("Template error: Unable to get mapping for %s::%s::%s", s.text(parts[0]), s.text(parts[1]), s.text(parts[2]))
		}
		return value
	}
	return s.fail("awstest does not know the function %s", function)
}

// unresolved reports whether a value waits for the execution.
func (s *scope) unresolved(value any) bool { return strings.Contains(s.text(value), knownLater) }

func (s *scope) items(argument any, n int) []any {
	all, is := argument.([]any)
	if !is || len(all) != n {
		s.fail("Template error: a function has other than %d arguments: %v", n, argument)
	}
	return all
}

func (s *scope) list(value any) []any {
	switch v := s.evaluate(value).(type) {
	case []any:
		return v
	case string:
		var all []any
		for _, one := range strings.Split(v, ",") {
			all = append(all, strings.TrimSpace(one))
		}
		return all
	}
	return nil
}

// text writes a value as CloudFormation does where it wants a text.
func (s *scope) text(value any) string {
	switch v := s.evaluate(value).(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case []any:
		var all []string
		for _, one := range v {
			all = append(all, s.text(one))
		}
		return strings.Join(all, ",")
	default:
		return fmt.Sprint(v)
	}
}

func (s *scope) ref(name string) any {
	switch name {
	case "AWS::NoValue":
		return noValue{}
	case "AWS::AccountId":
		return s.stack.at.account
	case "AWS::Region":
		return s.stack.at.region
	case "AWS::Partition":
		return s.partition
	case "AWS::URLSuffix":
		return "amazonaws.com"
	case "AWS::StackName":
		return s.stack.name
	case "AWS::StackId":
		return s.stack.id
	case "AWS::NotificationARNs":
		return []any{}
	}
	p, is := s.Parameters[name]
	switch {
	case !is:
		return s.value(name, "")
	case strings.HasPrefix(p.Type, "List<"), p.Type == "CommaDelimitedList":
		return s.list(s.parameters[name])
	}
	return s.parameters[name]
}

func (s *scope) substitute(argument any) any {
	text, own := substitution(argument)
	out := variable.ReplaceAllStringFunc(text, func(m string) string {
		name := m[2 : len(m)-1]
		if value, is := own[name]; is {
			return s.text(value)
		}
		if to, attribute, is := strings.Cut(name, "."); is {
			return s.text(s.value(to, attribute))
		}
		return s.text(s.ref(name))
	})
	return strings.ReplaceAll(out, "${!", "${")
}

func (s *scope) importValue(name string) any {
	s.imports[name] = true
	value, there := s.export(name)
	if !there {
		return s.fail("No export named %s found", name)
	}
	return value
}
