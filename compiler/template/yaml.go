package template

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/hipaac/hipaac/compiler/diag"
)

func (r *reader) yaml(text []byte) *Node {
	if line, tokens := countTokens(text); tokens > maxTokens {
		r.fail("template-too-large", line, 1, fmt.Sprintf("the template may hold more than %d values", maxTokens), "split the template into several stacks")
		return nil
	}
	document, second, err := decodeYAML(text)
	if err != nil {
		r.explainYAML(text, err)
		return nil
	}
	y := &yamlReader{reader: r, lines: splitLines(text)}
	if document == nil {
		r.fail("empty-template", 0, 0, "the template is empty", "begin the template with a Resources section")
		return nil
	}
	root := y.convert(document, 1)
	if r.full {
		return nil
	}
	if second != nil {
		line, col := y.place(second)
		r.fail("several-documents", line, col, "a second YAML document begins here; a template is one document", "put each template into a file of its own")
	}
	return root
}

// decodeYAML reads the first two documents of a text without expanding anything; what is not there is nil. The recover is for the
// library: no text may stop the program.
func decodeYAML(text []byte) (first, second *yaml.Node, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = errors.New("yaml: this text cannot be read")
		}
	}()
	d := yaml.NewDecoder(bytes.NewReader(text))
	for _, document := range []**yaml.Node{&first, &second} {
		var n yaml.Node
		switch err := d.Decode(&n); {
		case err == io.EOF:
			return first, second, nil
		case err != nil:
			return nil, nil, err
		case len(n.Content) > 0 && !isEmpty(n.Content[0]):
			*document = n.Content[0]
		}
	}
	return first, second, nil
}

func isEmpty(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && n.Tag == "!!null" && n.Value == ""
}

type yamlReader struct {
	*reader
	lines []yamlLine
	// last is the place found last: the next one is usually behind it, and a line can be megabytes long.
	last struct{ line, column, offset int }
}

// convert copies a YAML node into a template node: tags become long-form functions, aliases are expanded, plain words become
// what CloudFormation's YAML 1.1 makes of them.
func (y *yamlReader) convert(n *yaml.Node, depth int) *Node {
	line, col := y.place(n)
	out := &Node{Line: line, Col: col}
	if !y.count(line, col, depth) {
		return out
	}
	switch n.Kind {
	case yaml.AliasNode:
		if n.Alias != nil {
			return y.convert(n.Alias, depth+1)
		}
	case yaml.MappingNode:
		y.convertMap(n, out, depth)
	case yaml.SequenceNode:
		out.Kind = List
		for _, item := range n.Content {
			out.Items = append(out.Items, y.convert(item, depth+1))
		}
	case yaml.ScalarNode:
		y.convertScalar(n, out)
	}
	if function := shortForm(n.Tag); function != "" {
		out = &Node{Kind: Map, Keys: []Key{{Name: function, Line: line, Col: col}}, Items: []*Node{out}, Line: line, Col: col}
	}
	normalize(out)
	return out
}

func (y *yamlReader) convertMap(n *yaml.Node, out *Node, depth int) {
	out.Kind = Map
	seen := make(map[string]int, len(n.Content)/2)
	var merged []*yaml.Node
	for i := 0; i+1 < len(n.Content) && !y.full; i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if key.Kind == yaml.AliasNode && key.Alias != nil {
			key = key.Alias
		}
		line, col := y.place(n.Content[i])
		switch {
		case key.Kind == yaml.ScalarNode && key.Tag == "!!merge":
			merged = append(merged, value)
		case key.Kind == yaml.ScalarNode:
			y.add(out, seen, Key{Name: key.Value, Line: line, Col: col}, y.convert(value, depth+1))
		default:
			y.fail("key-not-a-string", line, col, "a key of a map must be a word, not a list or a map", "")
		}
	}
	for _, m := range merged {
		y.merge(out, seen, m, depth+1)
	}
}

// merge adds the entries of "<<: *base" that the map does not have itself. Each merged value is converted again, so that a bomb
// of merges runs into the same limit as a bomb of aliases.
func (y *yamlReader) merge(out *Node, seen map[string]int, m *yaml.Node, depth int) {
	line, col := y.place(m)
	if !y.count(line, col, depth) {
		return
	}
	switch {
	case m.Kind == yaml.AliasNode && m.Alias != nil:
		y.merge(out, seen, m.Alias, depth+1)
	case m.Kind == yaml.SequenceNode:
		for _, item := range m.Content {
			y.merge(out, seen, item, depth+1)
		}
	case m.Kind == yaml.MappingNode:
		base := &Node{}
		y.convertMap(m, base, depth)
		for i, key := range base.Keys {
			if _, own := seen[key.Name]; !own {
				y.add(out, seen, key, base.Items[i])
			}
		}
	default:
		y.fail("merge-not-a-map", line, col, "the value of a merge key \"<<\" must be a map or a list of maps", "")
	}
}

// shortForm is the long name of a tag such as "!Sub", or "" for a tag of YAML itself.
func shortForm(tag string) string {
	if len(tag) < 2 || tag[0] != '!' || tag[1] == '!' {
		return ""
	}
	switch name := tag[1:]; name {
	case "Ref", "Condition":
		return name
	default:
		return "Fn::" + name
	}
}

// normalize brings the argument of Fn::GetAtt into its list form. The attribute may itself hold dots ("Outputs.VpcId").
func normalize(n *Node) {
	if n.Kind != Map || len(n.Keys) != 1 || n.Keys[0].Name != "Fn::GetAtt" || n.Items[0].Kind != String {
		return
	}
	argument := n.Items[0]
	id, attribute, ok := strings.Cut(argument.Text, ".")
	if !ok {
		return
	}
	part := func(s string) *Node { return &Node{Kind: String, Text: s, Line: argument.Line, Col: argument.Col} }
	n.Items[0] = &Node{Kind: List, Items: []*Node{part(id), part(attribute)}, Line: argument.Line, Col: argument.Col}
}

// yamlLine maps a line as YAML counts them to the line an editor shows: YAML also ends lines at a lone carriage return and at
// three Unicode separators.
type yamlLine struct {
	text   string
	number int // the editor's line
	offset int // bytes between the start of the editor's line and this text
}

func splitLines(text []byte) []yamlLine {
	lines := []yamlLine{{number: 1}}
	start, editor, editorStart := 0, 1, 0
	s := string(text)
	cut := func(end, next int) {
		lines[len(lines)-1].text = s[start:end]
		start = next
		if next > 0 && s[next-1] == '\n' {
			editor, editorStart = editor+1, next
		}
		lines = append(lines, yamlLine{number: editor, offset: next - editorStart})
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\n':
			cut(i, i+1)
		case c == '\r' && !strings.HasPrefix(s[i:], "\r\n"):
			cut(i, i+1)
		case c >= 0x80 && (strings.HasPrefix(s[i:], "\u0085") || strings.HasPrefix(s[i:], "\u2028") || strings.HasPrefix(s[i:], "\u2029")):
			_, size := utf8.DecodeRuneInString(s[i:])
			cut(i, i+size)
			i += size - 1
		}
	}
	lines[len(lines)-1].text = s[start:]
	return lines
}

// place turns the library's line and column (in characters) into the editor's line and column (in bytes).
func (y *yamlReader) place(n *yaml.Node) (line, col int) {
	if n.Line < 1 || n.Line > len(y.lines) {
		return min(max(n.Line, 1), y.lines[len(y.lines)-1].number), 1
	}
	l := y.lines[n.Line-1]
	i := 1
	if y.last.line == n.Line && y.last.column <= n.Column {
		i, col = y.last.column, y.last.offset
	}
	for ; i < n.Column && col < len(l.text); i++ {
		_, size := utf8.DecodeRuneInString(l.text[col:])
		col += size
	}
	y.last.line, y.last.column, y.last.offset = n.Line, i, col
	return l.number, l.offset + col + 1
}

// countTokens counts the characters that can begin a value; a text has fewer values than that.
func countTokens(text []byte) (lastLine, tokens int) {
	lastLine = 1
	for _, c := range text {
		switch c {
		case '\n':
			lastLine++
			tokens++
		case ',', '[', '{', ':', '-', '?':
			tokens++
		}
		if tokens > maxTokens {
			break
		}
	}
	return lastLine, tokens
}

var yamlMessage = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)$`)

// explainYAML turns the library's message into a sentence and finds the line itself: the library names the line at which the
// enclosing value begins, which may be hundreds of lines above the mistake.
func (r *reader) explainYAML(text []byte, err error) {
	m := yamlMessage.FindStringSubmatch(err.Error())
	if m == nil {
		m = []string{"", "", "this text cannot be read"}
	}
	line, _ := strconv.Atoi(m[1])
	if found := mistakeLine(text, m[2]); found > 0 {
		line = found
	}
	message, hint := yamlSentence(m[2])
	r.found = append(r.found, diag.Diagnostic{Severity: diag.Error, ID: "not-yaml", Pos: diag.Position{File: r.file, Line: max(line, 1), Col: 1},
		Message: "not YAML: " + message, Hint: hint})
}

// mistakeLine finds the first line with which the text fails as it does in whole, by halving. Beyond 256 KiB that takes too long.
func mistakeLine(text []byte, message string) int {
	if len(text) > 256<<10 {
		return 0
	}
	ends := []int{}
	for i, c := range text {
		if c == '\n' {
			ends = append(ends, i+1)
		}
	}
	ends = append(ends, len(text))
	low, high := 0, len(ends)-1
	for low < high {
		middle := (low + high) / 2
		_, _, err := decodeYAML(text[:ends[middle]])
		if err != nil && strings.HasSuffix(err.Error(), message) {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return low + 1
}

func yamlSentence(message string) (sentence, hint string) {
	for _, s := range yamlSentences {
		if strings.Contains(message, s.library) {
			return s.sentence, s.hint
		}
	}
	return message, ""
}

var yamlSentences = []struct{ library, sentence, hint string }{
	{"mapping values are not allowed", "a colon is not allowed here", "indent the line like its neighbours, or put quotes around a text that holds a colon"},
	{"did not find expected key", "this line does not fit the map it stands in", "indent the line like its neighbours; a value takes only one short-form function"},
	{"did not find expected '-' indicator", "this line does not fit the list above it", "begin it with \"- \", or indent it like the key of the list"},
	{"did not find expected ',' or ']'", "a list in brackets is not closed", "add the missing \"]\" or comma"},
	{"did not find expected ',' or '}'", "a map in braces is not closed", "add the missing \"}\" or comma"},
	{"cannot start any token", "a value cannot begin with this character", "indent with spaces instead of tabs, and put quotes around a text that begins with @, ` or %"},
	{"tab character", "a tab is used for indentation", "indent with spaces"},
	{"could not find expected ':'", "a key has no colon", "add \":\" after the key"},
	{"unexpected end of stream", "a quoted text is not closed", "add the missing quote"},
	{"unexpected document indicator", "a quoted text is not closed before a new document begins", "add the missing quote"},
	{"block sequence entries are not allowed", "a list cannot begin here", "put the list on the lines below its key"},
	{"unknown anchor", "an alias names an anchor that does not exist", "define the anchor with & above its first use"},
	{"control characters", "the text holds control characters", "remove them"},
	{"unknown escape character", "a quoted text holds an escape that YAML does not know", "double the backslash, or use single quotes"},
	{"did not find expected node content", "a value is missing", ""},
	{"exceeded max depth", "values are nested too deep", "flatten the template"},
}
