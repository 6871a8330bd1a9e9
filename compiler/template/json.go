package template

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
)

// jsonMistake is why a text is not JSON, and where.
type jsonMistake struct {
	line, col int
	message   string
}

// jsonReader walks the tokens of encoding/json, which knows offsets only, and turns offsets into places as it goes forward.
type jsonReader struct {
	*reader
	text  []byte
	dec   *json.Decoder
	at    int // offset up to which lines are counted
	line  int
	start int // offset of the line's first byte
}

func (r *reader) json(text []byte) (*Node, *jsonMistake) {
	j := &jsonReader{reader: r, text: text, dec: json.NewDecoder(bytes.NewReader(text)), line: 1}
	j.dec.UseNumber()
	root, err := j.value(1)
	if err == nil && !r.full {
		j.place() // skips what separates the document from what must not follow it
		if _, tail := j.dec.Token(); tail != io.EOF {
			line, col := j.place()
			return nil, &jsonMistake{line, col, "not JSON: there is more text after the end of the template"}
		}
	}
	if err != nil {
		return nil, j.explain(err)
	}
	if r.full {
		return nil, nil
	}
	return root, nil
}

// place is where the next token begins.
func (j *jsonReader) place() (line, col int) {
	i := int(j.dec.InputOffset())
	for i < len(j.text) && strings.IndexByte(" \t\r\n,:", j.text[i]) >= 0 {
		i++
	}
	return j.placeOf(i)
}

func (j *jsonReader) placeOf(offset int) (line, col int) {
	for ; j.at < offset && j.at < len(j.text); j.at++ {
		if j.text[j.at] == '\n' {
			j.line++
			j.start = j.at + 1
		}
	}
	return j.line, max(1, offset-j.start+1)
}

func (j *jsonReader) value(depth int) (*Node, error) {
	n := &Node{}
	n.Line, n.Col = j.place()
	token, err := j.dec.Token()
	if err != nil {
		return nil, err
	}
	if !j.count(n.Line, n.Col, depth) {
		return n, nil
	}
	switch t := token.(type) {
	case json.Delim:
		if t == '{' {
			err = j.fields(n, depth)
		} else {
			err = j.elements(n, depth)
		}
	case string:
		n.Kind, n.Text = String, t
	case json.Number:
		n.Kind, n.Text = Number, t.String()
	case bool:
		n.Kind, n.Text = Bool, "false"
		if t {
			n.Text = "true"
		}
	}
	return n, err
}

func (j *jsonReader) fields(n *Node, depth int) error {
	n.Kind = Map
	seen := map[string]int{}
	for j.dec.More() && !j.full {
		line, col := j.place()
		token, err := j.dec.Token()
		if err != nil {
			return err
		}
		value, err := j.value(depth + 1)
		if err != nil {
			return err
		}
		j.add(n, seen, Key{Name: token.(string), Line: line, Col: col}, value)
	}
	normalize(n)
	return j.end()
}

func (j *jsonReader) elements(n *Node, depth int) error {
	n.Kind = List
	for j.dec.More() && !j.full {
		item, err := j.value(depth + 1)
		if err != nil {
			return err
		}
		n.Items = append(n.Items, item)
	}
	return j.end()
}

func (j *jsonReader) end() error {
	if j.full {
		return nil
	}
	_, err := j.dec.Token()
	return err
}

func (j *jsonReader) explain(err error) *jsonMistake {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		j.at, j.line, j.start = 0, 1, 0
		// The library counts either the offending byte or only those before it.
		at := max(0, int(syntax.Offset)-1)
		for at < len(j.text)-1 && strings.IndexByte(" \t\r\n", j.text[at]) >= 0 {
			at++
		}
		line, col := j.placeOf(at)
		return &jsonMistake{line, col, "not JSON: " + strings.TrimPrefix(syntax.Error(), "json: ")}
	}
	j.at, j.line, j.start = 0, 1, 0
	line, col := j.placeOf(len(j.text))
	return &jsonMistake{line, col, "not JSON: the text ends before the template does"}
}
