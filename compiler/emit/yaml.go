package emit

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hipaac/hipaac/compiler/template"
)

// width is the column up to which a short list stays on one line.
const width = 100

// Render writes a document as the YAML that people review, and sets the line and column of every node and key to where it
// stands there. An intrinsic function stands where its tag does.
//
// The header opens the file, and each resource stands below a blank line and its comments; both are lines of text without "#".
// Comments may be nil. Any reader of YAML 1.1 or 1.2 gets exactly the tree back: a scalar is plain only where no reader could
// take it for something else. Strings must be UTF-8 and keys short, which Document guarantees.
func Render(d *template.Document, comments func(resourceID string) []string, header []string) []byte {
	text := written(func(b []byte) []byte {
		w := &writer{line: 1, buf: b}
		w.document(d.Root, comments, header)
		return w.buf
	})
	placed := d.Root.Get("Resources")
	next := 0 // the resources are in the order of their keys
	for _, r := range d.Resources {
		for placed.Keys[next].Name != r.ID {
			next++
		}
		r.Key = placed.Keys[next]
	}
	return text
}

// writer appends to a buffer and knows the line and column at its end.
type writer struct {
	buf       []byte
	line      int
	lineStart int // offset of the line's first byte
}

func (w *writer) column() int { return len(w.buf) - w.lineStart + 1 }

func (w *writer) newline() {
	w.buf = append(w.buf, '\n')
	w.line++
	w.lineStart = len(w.buf)
}

func (w *writer) text(s string) { w.buf = append(w.buf, s...) }

func (w *writer) indent(n int) {
	for range n {
		w.buf = append(w.buf, ' ')
	}
}

func (w *writer) place(n *template.Node) { n.Line, n.Col = w.line, w.column() }

// comments writes lines behind "#". Whatever could end a comment or deceive a reader is spelled out, so that no text can leave
// its comment.
func (w *writer) comments(lines []string, indent int) {
	for _, line := range lines {
		w.indent(indent)
		w.text("#")
		for i, r := range line {
			if i == 0 {
				w.text(" ")
			}
			switch {
			case r >= ' ' && r <= '~':
				w.buf = append(w.buf, byte(r))
			case unicode.IsPrint(r):
				w.buf = utf8.AppendRune(w.buf, r)
			default:
				w.buf = appendEscape(w.buf, r)
			}
		}
		w.newline()
	}
}

func (w *writer) document(root *template.Node, comments func(string) []string, header []string) {
	w.comments(header, 0)
	if len(header) > 0 {
		w.newline()
	}
	if root.Kind == template.Map && len(root.Keys) > 0 {
		w.sections(root, comments)
	} else {
		w.item(root, 0)
	}
}

// sections writes the top of the document, with a blank line between sections and between resources.
func (w *writer) sections(root *template.Node, comments func(string) []string) {
	w.place(root)
	for i, section := range root.Items {
		key := &root.Keys[i]
		if i > 0 && section.Kind == template.Map && len(section.Keys) > 0 {
			w.newline()
		}
		w.key(key)
		if key.Name == "Resources" && section.Kind == template.Map && len(section.Keys) > 0 {
			w.resources(section, comments)
		} else {
			w.entry(section, 0)
		}
	}
}

func (w *writer) resources(section *template.Node, comments func(string) []string) {
	w.newline()
	for i, resource := range section.Items {
		if i > 0 {
			w.newline()
		}
		if comments != nil {
			w.comments(comments(section.Keys[i].Name), 2)
		}
		w.indent(2)
		if i == 0 {
			w.place(section)
		}
		w.key(&section.Keys[i])
		w.entry(resource, 2)
	}
}

// key writes a map's key and its colon.
func (w *writer) key(k *template.Key) {
	k.Line, k.Col = w.line, w.column()
	w.buf = appendScalar(w.buf, k.Name, false)
	w.buf = append(w.buf, ':')
}

// entry writes the value behind a key that stands at the given indentation, up to and with the end of the line.
func (w *writer) entry(n *template.Node, indent int) {
	if tag, argument := shortForm(n); tag != "" {
		w.text(" ")
		w.tagged(n, tag, argument, indent)
		return
	}
	if isBlock(n) {
		if n.Kind == template.List && w.flowed(n) {
			return
		}
		w.newline()
		w.indent(indent + 2)
		w.block(n, indent+2)
		return
	}
	w.text(" ")
	w.scalar(n, indent+2)
}

// item writes a list's element behind "- ", or a whole document, at the given indentation.
func (w *writer) item(n *template.Node, indent int) {
	tag, argument := shortForm(n)
	switch {
	case tag != "":
		w.tagged(n, tag, argument, indent-2)
	case isTagPair(n):
		w.flow(n)
		w.newline()
	case isBlock(n):
		w.block(n, indent)
	default:
		w.scalar(n, indent)
	}
}

// tagged writes a function in its short form: a tag and its argument.
func (w *writer) tagged(n *template.Node, tag string, argument *template.Node, indent int) {
	w.place(n)
	n.Keys[0].Line, n.Keys[0].Col = n.Line, n.Col
	w.text(tag)
	switch {
	case tag == "!GetAtt":
		w.text(" ")
		w.getAtt(argument)
		w.newline()
	case !isBlock(argument):
		w.text(" ")
		w.scalar(argument, indent+2)
	case argument.Kind == template.List && w.flowed(argument):
	default:
		w.newline()
		w.indent(indent + 2)
		w.block(argument, indent+2)
	}
}

// getAtt writes the argument of GetAtt, whose list and logical id begin at the same place.
func (w *writer) getAtt(argument *template.Node) {
	id, attribute := argument.Items[0], argument.Items[1]
	w.place(argument)
	w.place(id)
	w.text(id.Text + ".")
	w.place(attribute)
	w.text(attribute.Text)
}

// block writes a map or list that is not empty, one entry a line. The cursor stands where its first entry belongs.
func (w *writer) block(n *template.Node, indent int) {
	w.place(n)
	for i, child := range n.Items {
		if i > 0 {
			w.indent(indent)
		}
		if n.Kind == template.Map {
			w.key(&n.Keys[i])
			w.entry(child, indent)
		} else {
			w.text("- ")
			w.item(child, indent+2)
		}
	}
}

// scalar writes anything that is not a block. Text of several lines becomes a literal block at the given indentation.
func (w *writer) scalar(n *template.Node, indent int) {
	w.place(n)
	switch {
	case n.Kind == template.String && isLiteral(n.Text):
		w.literal(n.Text, indent)
	case n.Kind == template.String:
		w.buf = appendScalar(w.buf, n.Text, false)
		w.newline()
	default:
		w.plain(n)
		w.newline()
	}
}

// plain writes the values that are never quoted.
func (w *writer) plain(n *template.Node) {
	switch n.Kind {
	case template.Null:
		w.text("null")
	case template.List:
		w.text("[]")
	case template.Map:
		w.text("{}")
	default:
		w.text(n.Text)
	}
}

// literal writes a block scalar. The indentation is stated where the text begins with white space and would hide it.
func (w *writer) literal(s string, indent int) {
	w.text("|")
	if first := strings.TrimLeft(s, "\n"); first[0] == ' ' || first[0] == '\t' {
		w.text("2")
	}
	body, ended := strings.CutSuffix(s, "\n")
	if !ended {
		w.text("-")
	}
	w.newline()
	for line := range strings.SplitSeq(body, "\n") {
		if line != "" {
			w.indent(indent)
			w.text(line)
		}
		w.newline()
	}
}

// isBlock holds for lists and maps with entries.
func isBlock(n *template.Node) bool { return len(n.Items) > 0 }

// shortForm gives the tag and argument of a function that YAML can write with a tag. A node has but one tag, so that a function
// directly inside another leaves the outer one in its long form; and a tag would hide whether a scalar is a string.
func shortForm(n *template.Node) (tag string, argument *template.Node) {
	name, argument := n.Intrinsic()
	if name == "" || argument.Kind < template.String {
		return "", nil
	}
	switch name {
	case "Condition":
		return "", nil
	case "Ref":
		if argument.Kind != template.String {
			return "", nil
		}
		return "!Ref", argument
	case "Fn::GetAtt":
		if !isPair(argument) || !isLogicalID(argument.Items[0].Text) || !isLogicalID(strings.ReplaceAll(argument.Items[1].Text, ".", "")) {
			return "", nil
		}
		return "!GetAtt", argument
	}
	short := strings.TrimPrefix(name, "Fn::")
	if inner, _ := shortForm(argument); inner != "" || !isLogicalID(short) {
		return "", nil
	}
	return "!" + short, argument
}
