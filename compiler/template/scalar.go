package template

import (
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// convertScalar decides what a word is. CloudFormation reads YAML 1.1, where yes, no, on and off are booleans; the library reads
// YAML 1.2 and would leave them strings. Dates stay strings, as in CloudFormation.
func (y *yamlReader) convertScalar(n *yaml.Node, out *Node) {
	out.Kind, out.Text = String, n.Value
	plain := n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) == 0
	tag := n.Tag
	if shortForm(tag) != "" {
		// A function's own tag says nothing about its argument, and no function takes a number or a truth value as its only
		// argument: "!Ref 1" and "!Sub yes" mean the text.
		return
	}
	switch tag {
	case "!!str":
		// The library also writes this tag on plain words that YAML 1.2 does not resolve.
		if n.Style&yaml.TaggedStyle != 0 {
			return
		}
	case "!!binary":
		return
	}
	if plain || n.Style&yaml.TaggedStyle != 0 {
		out.Kind, out.Text = resolve(n.Value)
	}
}

var (
	jsonNumber  = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$`)
	yamlInteger = regexp.MustCompile(`^[-+]?(0b[01_]+|0x[0-9a-fA-F_]+|0[0-7_]+|[1-9][0-9_]*)$`)
	yamlFloat   = regexp.MustCompile(`^[-+]?([0-9][0-9_]*)?\.[0-9_]*([eE][-+][0-9]+)?$`)
)

// resolve is YAML 1.1's reading of a plain word. A number keeps its digits where they are a JSON number already.
func resolve(word string) (Kind, string) {
	switch word {
	case "", "~", "null", "Null", "NULL":
		return Null, ""
	case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON":
		return Bool, "true"
	case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF":
		return Bool, "false"
	}
	if c := word[0]; c != '-' && c != '+' && c != '.' && (c < '0' || c > '9') {
		return String, word
	}
	switch {
	case jsonNumber.MatchString(word):
		return Number, word
	case yamlInteger.MatchString(word):
		digits := strings.ReplaceAll(strings.TrimPrefix(word, "+"), "_", "")
		if i, err := strconv.ParseInt(digits, 0, 64); err == nil {
			return Number, strconv.FormatInt(i, 10)
		}
	case yamlFloat.MatchString(word) && strings.ContainsAny(word, "0123456789"):
		if f, err := strconv.ParseFloat(strings.ReplaceAll(word, "_", ""), 64); err == nil {
			return Number, strconv.FormatFloat(f, 'f', -1, 64)
		}
	}
	return String, word
}
