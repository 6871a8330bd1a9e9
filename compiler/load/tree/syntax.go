package tree

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	yaml "go.yaml.in/yaml/v3"

	"github.com/hipaac/hipaac/compiler/diag"
)

// complaint is what the YAML reader says, and what a person can do with it.
var complaints = []struct{ says, message, hint string }{
	{"mapping values are not allowed", `a ":" stands where none can be`, `put text that contains ": " in quotes, and check the indentation`},
	{"did not find expected key", "the indentation does not fit the lines above", "align keys of one map exactly, with spaces"},
	{"did not find expected '-' indicator", "the indentation does not fit the list above", "align the dashes of one list exactly, with spaces"},
	{"could not find expected ':'", `a key without ":"`, `write "key: value"`},
	{"found character that cannot start any token", "a character that cannot begin a value, such as a tab, @, % or a backquote", "indent with spaces, and put such text in quotes"},
	{"found a tab character", "a tab in the indentation", "indent with spaces"},
	{"did not find expected ',' or ']'", `a list in brackets that is not closed, or lacks a comma`, `add the missing "," or "]"`},
	{"did not find expected ',' or '}'", `a map in braces that is not closed, or lacks a comma`, `add the missing "," or "}"`},
	{"found unexpected end of stream", "text in quotes that is not closed", "add the closing quote"},
	{"found unexpected document indicator", "text in quotes that is not closed", "add the closing quote"},
	{"found unknown escape character", `a backslash in double quotes that escapes nothing`, "use single quotes, or double the backslash"},
	{"did not find expected node content", "a value is missing, or a bracket stands where none can be", "check brackets, braces and commas"},
	{"block sequence entries are not allowed", `a "-" stands where no list can begin`, "begin the list on the next line"},
	{"unknown anchor", `an alias ("*name") in place of a value`, `write the value out, and put text that begins with "*" in quotes`},
	{"exceeded max depth", fmt.Sprintf("values are nested more than %d deep", maxDepth), "no spec needs that; remove levels"},
}

var readerLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)$`)

// syntax turns the YAML reader's complaint into a diagnostic.
func (r *reader) syntax(text []byte, err error) diag.Diagnostic {
	said, line := err.Error(), 1
	if m := readerLine.FindStringSubmatch(said); m != nil {
		said = m[2]
		line, _ = strconv.Atoi(m[1])
	}
	at := r.breaks(text, line)
	for _, c := range complaints {
		if strings.HasPrefix(said, c.says) {
			return problem(at, "yaml-syntax", "this is not YAML: "+c.message, c.hint)
		}
	}
	return problem(at, "yaml-syntax", "this is not YAML: "+said, "check indentation, quotes and brackets")
}

// mendable is the size up to which the place of a syntax mistake is searched for. The YAML reader often names the line where
// something began, or none.
const mendable = 200

// breaks finds the line after the longest part of the file that can be read on its own: reading breaks there.
func (r *reader) breaks(text []byte, reported int) diag.Position {
	line := reported
	if len(r.lines) <= mendable && len(text) <= mendable*200 {
		line = 1
		for n := len(r.lines) - 1; n > 0; n-- {
			var part yaml.Node
			if yaml.Unmarshal([]byte(strings.Join(r.lines[:n], "\n")+"\n"), &part) == nil {
				line = n + 1
				break
			}
		}
	}
	at := r.lines.forward(diag.Position{File: r.file, Line: line, Col: 1}, 0)
	rest := r.lines.rest(at)
	at.Col += len(rest) - len(strings.TrimLeft(rest, " "))
	if r.marked && at.Line == 1 {
		at.Col += len(byteOrderMark)
	}
	return at
}
