package template

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/hipaac/hipaac/compiler/diag"
)

// Limits of what Parse reads. CloudFormation itself stops at 1 MB and 500 resources, so no honest template comes near them; they
// keep a hostile one from costing more than a second and 200 MiB.
const (
	maxBytes = 5 << 20
	maxDepth = 100
	maxNodes = 150_000
	// maxTokens bounds the characters that can begin a YAML value, before the YAML library spends memory on them.
	maxTokens = 600_000
	// quota is how many resources CloudFormation takes in a template; maxResources is how many are judged here.
	quota        = 500
	maxResources = 4 * quota
	// maxMistakes is after how many nobody reads on.
	maxMistakes = 100
)

// Parse reads any CloudFormation template: YAML with short or long intrinsic functions, or JSON. Every value of the document has
// its line and column. The document is nil when the text cannot be read at all; otherwise it holds what was understood, and the
// list says what was not. Parse never panics, whatever the text.
//
// What only CloudFormation can expand (macros, nested stacks, unknown intrinsic functions) is kept as it is written, with a note
// where it hides resources from whoever judges the document.
func Parse(file string, text []byte) (*Document, diag.List) {
	r := &reader{file: file}
	root := r.read(text)
	if root == nil {
		return nil, r.found
	}
	if root.Kind != Map {
		r.fail("not-a-template", root.Line, root.Col, "the document is a "+root.Kind.String()+", a CloudFormation template is a map",
			"begin the template with a Resources section")
		return nil, r.found
	}
	r.checkSections(root)
	if r.full {
		return nil, r.found
	}
	return NewDocument(file, root), r.found
}

// reader turns text into a tree and collects what is wrong with it.
type reader struct {
	file  string
	nodes int
	full  bool // a limit was reported; the rest is not read
	// unexpanded are the resources that become others at deployment.
	unexpanded []Key
	found      diag.List
}

func (r *reader) report(d diag.Diagnostic, line, col int) {
	switch {
	case len(r.found) > maxMistakes:
		return
	case len(r.found) == maxMistakes:
		d = diag.Diagnostic{Severity: diag.Error, ID: "too-many-problems", Hint: "mend the first ones and run again",
			Message: fmt.Sprintf("more than %d problems; the template is read no further", maxMistakes)}
		r.full = true
	}
	d.Pos = diag.Position{File: r.file, Line: line, Col: col}
	r.found = append(r.found, d)
}

func (r *reader) fail(id string, line, col int, message, hint string) {
	r.report(diag.Diagnostic{Severity: diag.Error, ID: id, Message: message, Hint: hint}, line, col)
}

func (r *reader) read(text []byte) *Node {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	switch {
	case len(text) > maxBytes:
		r.fail("template-too-large", 0, 0, fmt.Sprintf("the template has %d bytes; CloudFormation accepts 1 MB, hipaac reads 5 MiB", len(text)),
			"split the template into several stacks")
		return nil
	case bytes.HasPrefix(text, []byte("\xff\xfe")) || bytes.HasPrefix(text, []byte("\xfe\xff")):
		r.fail("not-utf8", 1, 1, "the file is UTF-16 text; CloudFormation reads UTF-8", "save the file as UTF-8")
		return nil
	case bytes.IndexByte(text, 0) >= 0:
		r.fail("not-utf8", 1, 1, "the file is no text: it holds bytes that no text has", "name a template; an archive or a compressed file has to be unpacked first")
		return nil
	case !utf8.Valid(text):
		line, col := firstInvalid(text)
		r.fail("not-utf8", line, col, "the file is not UTF-8 text from here on", "save the file as UTF-8")
		return nil
	case len(bytes.TrimSpace(text)) == 0:
		r.fail("empty-template", 0, 0, "the template is empty", "begin the template with a Resources section")
		return nil
	}
	if looksLikeJSON(text) {
		root, err := r.json(text)
		if err == nil {
			return root
		}
		// YAML's flow form also begins with a brace, and is laxer than JSON. Only where it does not help either is the JSON
		// mistake the one to report.
		*r = reader{file: r.file}
		if root := r.yaml(text); root != nil || r.full {
			return root
		}
		*r = reader{file: r.file}
		r.fail("not-json", err.line, err.col, err.message, "")
		return nil
	}
	return r.yaml(text)
}

// count admits one more node at a depth, or reports the limit it breaks.
func (r *reader) count(line, col, depth int) bool {
	r.nodes++
	switch {
	case r.full:
		return false
	case depth > maxDepth:
		r.fail("template-too-deep", line, col, fmt.Sprintf("values are nested deeper than %d levels here, or an alias contains itself", maxDepth),
			"flatten the template")
	case r.nodes > maxNodes:
		r.fail("template-too-large", line, col, fmt.Sprintf("the template holds more than %d values, aliases expanded", maxNodes),
			"split the template into several stacks")
	default:
		return true
	}
	r.full = true
	return false
}

// add appends an entry to a map and reports a key that is there already. The first one stays.
func (r *reader) add(n *Node, seen map[string]int, key Key, value *Node) {
	if i, twice := seen[key.Name]; twice {
		first := n.Keys[i]
		r.report(diag.Diagnostic{
			Severity: diag.Error, ID: "duplicate-key",
			Message: fmt.Sprintf("key %q stands twice in the same map; CloudFormation would silently drop one of the two", key.Name),
			Notes: []diag.Text{{Pos: diag.Position{File: r.file, Line: first.Line, Col: first.Col},
				Message: fmt.Sprintf("the first %q is on line %d", key.Name, first.Line)}},
			Hint: "rename or remove one of them",
		}, key.Line, key.Col)
		return
	}
	seen[key.Name] = len(n.Keys)
	n.Keys = append(n.Keys, key)
	n.Items = append(n.Items, value)
}

func looksLikeJSON(text []byte) bool {
	trimmed := bytes.TrimLeft(text, " \t\r\n")
	return len(trimmed) > 0 && trimmed[0] == '{'
}

func firstInvalid(text []byte) (line, col int) {
	line, start := 1, 0
	for i := 0; i < len(text); {
		c, size := utf8.DecodeRune(text[i:])
		if c == utf8.RuneError && size == 1 {
			return line, i - start + 1
		}
		i += size
		if c == '\n' {
			line, start = line+1, i
		}
	}
	return line, 1
}

// checkSections reports what makes a template unusable, and notes what hides from static reading.
func (r *reader) checkSections(root *Node) {
	r.noteTransforms(root)
	resources := root.Get("Resources")
	switch {
	case resources == nil:
		r.fail("no-resources", root.Line, root.Col, "the template has no Resources section", "a CloudFormation template needs at least one resource")
		return
	case resources.Kind != Map:
		r.fail("no-resources", resources.Line, resources.Col, "Resources is a "+resources.Kind.String()+", it must be a map of logical ids", "")
		return
	case len(resources.Items) == 0:
		r.fail("no-resources", resources.Line, resources.Col, "the template has no resources", "a CloudFormation template needs at least one resource")
		return
	case len(resources.Items) > maxResources:
		r.fail("too-many-resources", resources.Line, resources.Col,
			fmt.Sprintf("the template has %d resources; CloudFormation accepts %d, hipaac reads %d", len(resources.Items), quota, maxResources),
			"split the template into several stacks")
		r.full = true
		return
	}
	for i, entry := range resources.Items {
		r.checkResource(resources.Keys[i], entry)
	}
	r.noteUnexpanded()
}

// becomesOthers reports whether a type is only the name of what a transform or a module makes of it.
func becomesOthers(kind string) bool {
	return strings.HasPrefix(kind, "AWS::Serverless::") || strings.HasSuffix(kind, "::MODULE")
}

// noteUnexpanded names once for the template what becomes other resources at deployment.
func (r *reader) noteUnexpanded() {
	if len(r.unexpanded) == 0 {
		return
	}
	names := make([]string, len(r.unexpanded))
	for i, key := range r.unexpanded {
		names[i] = key.Name
	}
	const shown = 20
	list, become := diag.All(names, shown), "become other resources"
	if len(names) == 1 {
		become = "becomes other resources"
	}
	r.report(diag.Diagnostic{
		Severity: diag.Note, ID: "not-expanded", Message: fmt.Sprintf("%s %s at deployment; these are not judged", list, become),
		Hint: "expand the template first (sam translate, or get-template with --template-stage Processed), and check what comes out",
	}, r.unexpanded[0].Line, r.unexpanded[0].Col)
}

func (r *reader) checkResource(key Key, entry *Node) {
	if generated(key.Name) {
		r.note("not-expanded", key, fmt.Sprintf("%s makes resources at deployment; they are not judged", key.Name))
		return
	}
	if entry.Kind != Map {
		r.fail("resource-without-type", key.Line, key.Col, fmt.Sprintf("resource %q is a %s, it must be a map with a Type", key.Name, entry.Kind), "")
		return
	}
	t := entry.Get("Type")
	switch {
	case t == nil:
		r.fail("resource-without-type", key.Line, key.Col, fmt.Sprintf("resource %q has no Type", key.Name), `add a Type, such as "AWS::S3::Bucket"`)
	case t.Kind != String:
		r.fail("resource-without-type", t.Line, t.Col, fmt.Sprintf("the Type of resource %q is a %s, it must be a string", key.Name, t.Kind), "")
	case t.Text == "AWS::CloudFormation::Stack":
		r.note("not-expanded", key, fmt.Sprintf("nested stack %q is a template of its own; its resources are not judged here", key.Name))
	case becomesOthers(t.Text):
		r.unexpanded = append(r.unexpanded, key)
	}
	if p := entry.Get("Properties"); p != nil && p.Kind != Map && p.Kind != Null {
		r.fail("properties-not-a-map", p.Line, p.Col, fmt.Sprintf("the Properties of resource %q are a %s, they must be a map", key.Name, p.Kind), "")
	}
}

func (r *reader) noteTransforms(root *Node) {
	for i, k := range root.Keys {
		if k.Name == "Transform" || k.Name == "Fn::Transform" {
			r.note("not-expanded", k, fmt.Sprintf("the template is rewritten by %s at deployment; what is judged is the text before that",
				strings.Join(macroNames(root.Items[i]), ", ")))
		}
	}
}

func (r *reader) note(id string, key Key, message string) {
	r.report(diag.Diagnostic{Severity: diag.Note, ID: id, Message: message}, key.Line, key.Col)
}

// generated reports whether a key stands for entries that CloudFormation makes at deployment.
func generated(key string) bool {
	return strings.HasPrefix(key, "Fn::ForEach::") || key == "Fn::Transform"
}

// macroNames reads a Transform in any of its forms: a name, a list of names, a map with a Name, or a list of those.
func macroNames(n *Node) []string {
	switch n.Kind {
	case String:
		return []string{n.Text}
	case Map:
		if name := n.Get("Name"); name != nil && name.Kind == String {
			return []string{name.Text}
		}
	case List:
		var names []string
		for _, item := range n.Items {
			names = append(names, macroNames(item)...)
		}
		return names
	}
	return []string{"a macro"}
}
