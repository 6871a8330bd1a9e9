package tree

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/hipaac/hipaac/compiler/diag"
)

var (
	wholeNumber = regexp.MustCompile(`^(0|-?[1-9][0-9]{0,17})$`)
	// numberLike is what YAML 1.1 or 1.2 readers take for a number: octal, hexadecimal, binary, with underscores, with a sign, with
	// a fraction or an exponent, in base 60 (190:20:30), infinite, not a number.
	numberLike = regexp.MustCompile(`(?i)^[-+]?(0b[01_]+|0o[0-7_]+|0x[0-9a-f_]+|[0-9][0-9_]*(\.[0-9_]*)?(e[-+]?[0-9]+)?|\.[0-9][0-9_]*(e[-+]?[0-9]+)?|[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?|\.inf|\.nan)$`)
	// dateLike is what YAML 1.1 readers take for a time.
	dateLike = regexp.MustCompile(`^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt \t].*)?$`)
	words    = map[string]string{
		"y": "true", "yes": "true", "on": "true", "true": "true",
		"n": "false", "no": "false", "off": "false", "false": "false",
		"null": "no value", "~": "no value", "=": "a default value", "<<": "a merge",
	}
)

// plain reads an unquoted scalar. When readers of YAML disagree about it, or would change it, the kind is Broken and misread says
// what some of them would see.
func plain(s string) (kind Kind, misread string) {
	switch {
	case s == "":
		return Null, ""
	case s == "true", s == "false":
		return Bool, ""
	case wholeNumber.MatchString(s):
		return Int, ""
	case numberLike.MatchString(s):
		return Broken, "a number and change its digits"
	case dateLike.MatchString(s):
		return Broken, "a point in time"
	}
	if w := words[strings.ToLower(s)]; w != "" {
		return Broken, w
	}
	return String, ""
}

// remedy says what to write instead of an ambiguous scalar.
func remedy(s, misread string) string {
	quoted := fmt.Sprintf("put it in quotes if it is text: %q", s)
	switch {
	case misread == "true" || misread == "false":
		return fmt.Sprintf("write %s, or %s", misread, quoted)
	case misread == "no value":
		return "leave the key out, or " + quoted
	case misread == "a point in time":
		return quoted
	}
	if n, err := strconv.ParseInt(strings.TrimLeft(strings.ReplaceAll(s, "_", ""), "+0"), 10, 64); err == nil && n > 0 {
		return fmt.Sprintf("%s; write %d if it is a number", quoted, n)
	}
	return quoted
}

// forbidden reports what no string of a spec may hold: what cannot be seen, and what CloudFormation would take for an expression.
func (r *reader) forbidden(s string, at diag.Position) bool {
	if i := strings.IndexFunc(s, refused); i >= 0 {
		r.report(at, "control-character", fmt.Sprintf("the value holds the invisible character U+%04X", []rune(s[i:])[0]), "remove it")
		return true
	}
	for _, syntax := range []string{"${", "{{resolve:"} {
		if strings.Contains(s, syntax) {
			r.report(at, "template-expression", fmt.Sprintf("the value holds %q, which CloudFormation would replace", syntax),
				"write the value itself; secrets and names of other stacks are looked up by blueprints")
			return true
		}
	}
	return false
}
