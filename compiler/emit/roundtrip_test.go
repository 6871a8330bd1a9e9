package emit_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/hipaac/hipaac/compiler/emit"
	"github.com/hipaac/hipaac/compiler/template"
)

// nasty are strings that some reader of YAML takes for something else when they stand there without quotes, or that break the
// layout around them.
var nasty = []string{
	"", " ", "~", "null", "Null", "yes", "No", "on", "OFF", "y", "N", "true", "False", "=", "<<", "010", "0x1F", "0o17", "0b1", "1_000",
	"190:20:30", "1e3", "1.", ".5", "+1", "-1", ".inf", "-.INF", ".nan", "2012-10-17", "2001-12-14t21:59:43.10-05:00", "-", "- a", "?", "? a",
	":", "a: b", "a:", "a:b", "a #b", "a#b", "#", "&a", "*", "*a", "!a", "!Ref a", "|", ">", "%", "@a", "`a", "'", "it's", `"`, `a"b`, `\`,
	`a\nb`, "{a}", "[a]", "{", "a, b", ",", " a", "a ", "a\t", "\ta", "a\nb", "a\nb\n", "a\n\nb\n\n", "\n", "\n\n", "\na", " a\nb\n", "\ta\nb",
	"a \nb", "a\n b\n  c", "a\n#b\nc: d", "---", "...", "--- a", "a\r\nb", "\r", "\u0085", "\u2028", "a\u2028b", "\ufeff", "\u200b", "\u202e",
	"ä", "日本語", "🔒", "é: ü", "\x00", "\x1b[31m", "\x7f", "${AWS::Region}", "arn:aws:s3:::b/*", "s3:*", "/a/b", "_", "a@b.c", "=a",
	"0.0.0.0/0", "10.20.0.0", "12:30", "3dea", "7y", "1,000", "0,", "0?", "${!a}", "- ", "-a", "A.B", "a\n---\nb", "\n a", "\n\ta\n",
}

// randomTree makes any tree that a template could be, and many that none would.
type randomTree struct {
	*rand.Rand
	texts []string
}

func (r randomTree) text() string { return r.texts[r.IntN(len(r.texts))] }

func (r randomTree) node(depth int) *template.Node {
	if depth == 0 {
		return r.scalar()
	}
	switch r.IntN(7) {
	case 0, 1:
		n := &template.Node{Kind: template.List}
		for range r.IntN(5) {
			n.Items = append(n.Items, r.node(depth-1))
		}
		return n
	case 2, 3:
		return r.mapping(depth)
	case 4, 5:
		return r.call(depth)
	}
	return r.scalar()
}

func (r randomTree) mapping(depth int) *template.Node {
	n := &template.Node{Kind: template.Map}
	for range r.IntN(5) {
		n.Set(r.text(), r.node(depth-1))
	}
	if r.IntN(4) == 0 {
		n = &template.Node{Kind: template.Map}
		n.Set("Key", r.node(0))
		n.Set("Value", r.node(r.IntN(2)))
	}
	return n
}

func (r randomTree) call(depth int) *template.Node {
	names := []string{"Ref", "Fn::Sub", "Fn::GetAtt", "Fn::Select", "Fn::GetAZs", "Fn::ImportValue", "Condition", "Fn::Odd::Name", "Fn::"}
	n := &template.Node{Kind: template.Map}
	name := names[r.IntN(len(names))]
	argument := r.node(depth - 1)
	if name == "Fn::GetAtt" {
		argument = list(template.Text("Id"), r.scalar())
	}
	n.Set(name, argument)
	return n
}

func (r randomTree) scalar() *template.Node {
	switch r.IntN(12) {
	case 0:
		return &template.Node{Kind: template.Null}
	case 1:
		return &template.Node{Kind: template.Bool, Text: []string{"true", "false"}[r.IntN(2)]}
	case 2:
		return &template.Node{Kind: template.Number, Text: []string{"0", "-1", "9007199254740993", "18446744073709551616", "1.5", "-0.25"}[r.IntN(6)]}
	}
	return template.Text(r.text())
}

func list(items ...*template.Node) *template.Node {
	return &template.Node{Kind: template.List, Items: items}
}

func clone(n *template.Node) *template.Node {
	c := *n
	c.Keys, c.Items = slices.Clone(n.Keys), slices.Clone(n.Items)
	for i := range c.Items {
		c.Items[i] = clone(c.Items[i])
	}
	return &c
}

// document puts trees where a template has its values: in a resource, and beside the resources.
func document(value, other *template.Node) *template.Document {
	properties, first, second := &template.Node{Kind: template.Map}, &template.Node{Kind: template.Map}, &template.Node{Kind: template.Map}
	properties.Set("Value", value)
	first.Set("Type", template.Text("AWS::S3::Bucket"))
	first.Set("Properties", properties)
	second.Set("Type", template.Text("AWS::S3::Bucket"))
	second.Set("Metadata", other)
	resources, root := &template.Node{Kind: template.Map}, &template.Node{Kind: template.Map}
	resources.Set("First", first)
	resources.Set("Second", second)
	root.Set("Resources", resources)
	root.Set("Metadata", clone(other))
	return template.NewDocument("random.yaml", root)
}

// checkRoundTrip renders a document in both forms, reads both back and compares them with the tree, and every place in it with the
// place the YAML reader found.
func checkRoundTrip(t *testing.T, d *template.Document, comment string) {
	t.Helper()
	text := emit.Render(d, func(string) []string { return []string{comment, "second"} }, []string{comment})
	var parsed yaml.Node
	if err := yaml.Unmarshal(text, &parsed); err != nil {
		t.Fatalf("YAML cannot be read: %v\n%s", err, text)
	}
	p := &placeCheck{lines: bytes.Split(text, []byte("\n"))}
	fromYAML := p.compare(d.Root, parsed.Content[0])
	if !d.Root.Equal(fromYAML) {
		t.Errorf("YAML says something else:\n%s\ntree: %s\nread: %s", text, describe(d.Root), describe(fromYAML))
	}
	for _, wrong := range p.wrong {
		t.Errorf("%s in\n%s", wrong, text)
	}
	written := emit.JSON(d)
	if i := bytes.IndexFunc(written, func(c rune) bool { return c > unicode.MaxASCII }); i >= 0 {
		t.Errorf("JSON has something that CloudFormation would give back as a question mark: %q", written[i:])
	}
	decoder := json.NewDecoder(bytes.NewReader(written))
	decoder.UseNumber()
	if fromJSON := readJSON(t, decoder); !d.Root.Equal(fromJSON) {
		t.Errorf("JSON says something else:\n%s\ntree: %s", written, describe(d.Root))
	}
	for form, bytes := range map[string][]byte{"YAML": text, "JSON": written} {
		if parsed, found := template.Parse("random", bytes); found.Failed() {
			t.Errorf("%s as a foreign template: %v", form, found)
		} else if !d.Root.Equal(parsed.Root) {
			t.Errorf("%s as a foreign template says something else:\n%s\ntree: %s\nread: %s", form, bytes, describe(d.Root), describe(parsed.Root))
		}
	}
	if again := emit.Render(d, func(string) []string { return []string{comment, "second"} }, []string{comment}); !bytes.Equal(text, again) {
		t.Errorf("rendering twice gave different bytes")
	}
}

func describe(n *template.Node) string {
	return string(emit.JSON(&template.Document{Root: n}))
}

// placeCheck turns a YAML node into a template node, and compares places on the way.
type placeCheck struct {
	lines [][]byte
	wrong []string
}

// compare gives the template node that y stands for; n is the node that was rendered there, or nil when the trees differ.
func (p *placeCheck) compare(n *template.Node, y *yaml.Node) *template.Node {
	if tag := y.Tag; strings.HasPrefix(tag, "!") && !strings.HasPrefix(tag, "!!") {
		return p.compareCall(n, y)
	}
	p.check(n, y)
	return p.content(n, y)
}

func (p *placeCheck) compareCall(n *template.Node, y *yaml.Node) *template.Node {
	p.check(n, y)
	var inner *template.Node
	if n != nil && len(n.Items) == 1 {
		if inner = n.Items[0]; y.Tag != "!GetAtt" {
			p.checkText(inner)
		}
		if n.Keys[0].Line != n.Line || n.Keys[0].Col != n.Col {
			p.failf("the key of %s stands at %d:%d, its tag at %d:%d", y.Tag, n.Keys[0].Line, n.Keys[0].Col, n.Line, n.Col)
		}
	}
	argument := p.content(inner, y)
	name := "Fn::" + y.Tag[1:]
	switch y.Tag {
	case "!Ref":
		name = "Ref"
	case "!GetAtt":
		id, attribute, _ := strings.Cut(y.Value, ".")
		argument = list(template.Text(id), template.Text(attribute))
		if inner != nil && len(inner.Items) == 2 {
			p.checkText(inner.Items[0])
			p.checkText(inner.Items[1])
		}
	}
	out := &template.Node{Kind: template.Map}
	out.Set(name, argument)
	return out
}

func (p *placeCheck) content(n *template.Node, y *yaml.Node) *template.Node {
	out := &template.Node{}
	child := func(i int) *template.Node {
		if n == nil || i >= len(n.Items) {
			return nil
		}
		return n.Items[i]
	}
	switch y.Kind {
	case yaml.ScalarNode:
		out.Text = y.Value
		switch y.Tag {
		case "!!null":
			return &template.Node{}
		case "!!bool":
			out.Kind = template.Bool
		case "!!int", "!!float":
			out.Kind = template.Number
		default:
			out.Kind = template.String
		}
	case yaml.SequenceNode:
		out.Kind = template.List
		for i, item := range y.Content {
			out.Items = append(out.Items, p.compare(child(i), item))
		}
	case yaml.MappingNode:
		out.Kind = template.Map
		for i := 0; i < len(y.Content); i += 2 {
			key := y.Content[i]
			if n != nil && i/2 < len(n.Keys) {
				k := n.Keys[i/2]
				p.checkPlace(fmt.Sprintf("key %q", k.Name), k.Line, k.Col, key)
			}
			out.Keys = append(out.Keys, template.Key{Name: key.Value})
			out.Items = append(out.Items, p.compare(child(i/2), y.Content[i+1]))
		}
	}
	return out
}

func (p *placeCheck) check(n *template.Node, y *yaml.Node) {
	if n != nil {
		p.checkPlace(describe(n), n.Line, n.Col, y)
	}
}

// checkPlace compares a place with that of a YAML node, whose column counts characters.
func (p *placeCheck) checkPlace(what string, line, col int, y *yaml.Node) {
	want := 1 + len(string([]rune(string(p.lines[y.Line-1]))[:y.Column-1]))
	if line != y.Line || col != want {
		p.failf("%s stands at %d:%d, not %d:%d", what, y.Line, want, line, col)
	}
}

// checkText looks at what stands at a node's place, where the YAML reader knows only the place of the tag before it.
func (p *placeCheck) checkText(n *template.Node) {
	if n.Line < 1 || n.Line > len(p.lines) || n.Col < 1 || n.Col > len(p.lines[n.Line-1]) {
		p.failf("%s stands nowhere: %d:%d", describe(n), n.Line, n.Col)
		return
	}
	at := string(p.lines[n.Line-1][n.Col-1:])
	starts := map[template.Kind]string{template.List: "[-", template.Map: "{'\""}[n.Kind]
	if n.Kind == template.Map && len(n.Keys) > 0 || n.Kind == template.String {
		r, _ := utf8.DecodeRuneInString(n.Text)
		if n.Kind == template.Map {
			r, _ = utf8.DecodeRuneInString(n.Keys[0].Name)
		}
		starts = "'\"|" + string(r)
	}
	if !strings.ContainsRune(starts, []rune(at)[0]) {
		p.failf("%s does not stand at %d:%d, where one reads %q", describe(n), n.Line, n.Col, at)
	}
}

func (p *placeCheck) failf(format string, arguments ...any) {
	p.wrong = append(p.wrong, fmt.Sprintf(format, arguments...))
}

func readJSON(t *testing.T, d *json.Decoder) *template.Node {
	t.Helper()
	token, err := d.Token()
	if err != nil {
		t.Fatalf("JSON cannot be read: %v", err)
	}
	switch v := token.(type) {
	case json.Delim:
		n := &template.Node{Kind: template.List}
		if v == '{' {
			n.Kind = template.Map
		}
		for d.More() {
			if n.Kind == template.Map {
				key, _ := d.Token()
				n.Keys = append(n.Keys, template.Key{Name: key.(string)})
			}
			n.Items = append(n.Items, readJSON(t, d))
		}
		if _, err := d.Token(); err != nil {
			t.Fatalf("JSON cannot be read: %v", err)
		}
		return n
	case string:
		return template.Text(v)
	case json.Number:
		return &template.Node{Kind: template.Number, Text: v.String()}
	case bool:
		return &template.Node{Kind: template.Bool, Text: fmt.Sprint(v)}
	}
	return &template.Node{}
}

// TestRoundTrip: whatever the tree, both forms say exactly it, and every value stands where it claims to.
func TestRoundTrip(t *testing.T) {
	for seed := range uint64(3000) {
		r := randomTree{rand.New(rand.NewPCG(seed, 1)), nasty}
		d := document(r.node(4), r.node(3))
		checkRoundTrip(t, d, r.text())
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

// TestEachNastyString puts each string alone into every position that has rules of its own.
func TestEachNastyString(t *testing.T) {
	for _, s := range nasty {
		pair, sub, selected := &template.Node{Kind: template.Map}, &template.Node{Kind: template.Map}, &template.Node{Kind: template.Map}
		pair.Set("Key", template.Text(s))
		pair.Set("Value", template.Text(s))
		sub.Set("Fn::Sub", template.Text(s))
		selected.Set("Fn::Select", list(template.Text(s), template.Text(s)))
		properties := &template.Node{Kind: template.Map}
		properties.Set(s, template.Text(s))
		properties.Set("List", list(template.Text(s), list(template.Text(s)), pair, sub, selected))
		properties.Set("Sub", clone(sub))
		properties.Set("Last", template.Text(s))
		checkRoundTrip(t, document(properties, template.Text(s)), s)
	}
}

// FuzzYAML: no text that Document lets through, and no other text that is UTF-8, can say anything but itself.
func FuzzYAML(f *testing.F) {
	for i, s := range nasty {
		f.Add(s, nasty[len(nasty)-1-i], uint64(i))
	}
	f.Fuzz(func(t *testing.T, a, b string, seed uint64) {
		if !utf8.ValidString(a) || !utf8.ValidString(b) || len(a) > 250 || len(b) > 250 {
			t.Skip("Document lets only UTF-8 and short keys through")
		}
		r := randomTree{rand.New(rand.NewPCG(seed, 2)), []string{a, b, "word"}}
		checkRoundTrip(t, document(r.node(4), r.node(3)), a)
	})
}
