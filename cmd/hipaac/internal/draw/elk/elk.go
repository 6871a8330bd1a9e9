// Package elk decides where the boxes and lines of a diagram lie. It runs the Eclipse Layout Kernel, which is kept by the Eclipse
// Foundation and published as elkjs, in an interpreter: no other program, no native code, no network, no file.
//
// The same graph gives the same places on every machine: the interpreter is told that no time passes and that chance is constant.
package elk

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/dop251/goja"
)

// Version is of the npm package elkjs, from which the program comes. NOTICE.md says how it got here.
const Version = "0.12.1"

//go:embed elk-worker.min.js.gz
var compressed []byte

// Options are those of https://eclipse.dev/elk/reference/options.html, by name without "org.eclipse.".
type Options map[string]any

// Node is a box, and what it holds. Layout fills in its place, from the upper left corner of the whole, and the size of a box that
// holds others.
type Node struct {
	ID       string  `json:"id"`
	X        float64 `json:"x,omitempty"`
	Y        float64 `json:"y,omitempty"`
	Width    float64 `json:"width,omitempty"`
	Height   float64 `json:"height,omitempty"`
	Options  Options `json:"layoutOptions,omitempty"`
	Children []*Node `json:"children,omitempty"`
	Edges    []*Edge `json:"edges,omitempty"` // of the outermost node alone
}

// Edge is a line from one box to another. Layout fills in its way.
type Edge struct {
	ID       string    `json:"id"`
	Sources  []string  `json:"sources"`
	Targets  []string  `json:"targets"`
	Labels   []*Label  `json:"labels,omitempty"`
	Options  Options   `json:"layoutOptions,omitempty"`
	Sections []Section `json:"sections,omitempty"`
}

// Label is a text beside an edge. Layout fills in its place.
type Label struct {
	Text   string  `json:"text"`
	X      float64 `json:"x,omitempty"`
	Y      float64 `json:"y,omitempty"`
	Width  float64 `json:"width"`
	Height float64 `json:"height"`
}

// Section is the way of an edge.
type Section struct {
	Start Point   `json:"startPoint"`
	End   Point   `json:"endPoint"`
	Bends []Point `json:"bendPoints,omitempty"`
}

// Point is a place on the drawing.
type Point struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
}

// Layout gives every node and edge of a graph its place.
func Layout(graph *Node) (*Node, error) {
	asked, err := json.Marshal(graph)
	if err != nil {
		return nil, fmt.Errorf("graph: %w", err)
	}
	vm, err := worker()
	if err != nil {
		return nil, err
	}
	answered, err := ask(vm, string(asked))
	if err != nil {
		return nil, err
	}
	var placed Node
	if err := json.Unmarshal([]byte(answered), &placed); err != nil {
		return nil, fmt.Errorf("answer of the layout: %w", err)
	}
	return &placed, nil
}

// surroundings are what the program expects of a browser's worker: the global object, and somebody to answer to.
const surroundings = `var answer; var global = this; var self = {postMessage: function (message) { answer = message; }};`

// worker is an interpreter in which the program waits for graphs.
func worker() (*goja.Runtime, error) {
	program, err := Program()
	if err != nil {
		return nil, err
	}
	vm := goja.New()
	vm.SetMaxCallStackSize(5000)
	vm.SetRandSource(func() float64 { return 0.5 })
	vm.SetTimeSource(func() time.Time { return time.Unix(0, 0).UTC() })
	if _, err := vm.RunString(surroundings); err != nil {
		return nil, err
	}
	if _, err := vm.RunScript("elk-worker.min.js", string(program)); err != nil {
		return nil, fmt.Errorf("layout program: %w", err)
	}
	_, err = vm.RunString(`self.onmessage({data: {id: 0, cmd: "register", algorithms: ["layered"]}})`)
	return vm, err
}

// ask hands a graph over and returns the answer, both as JSON.
func ask(vm *goja.Runtime, graph string) (string, error) {
	if err := vm.Set("asked", graph); err != nil {
		return "", err
	}
	answer, err := vm.RunString(`self.onmessage({data: {id: 1, cmd: "layout", graph: JSON.parse(asked)}});
if (answer.error) throw new Error(answer.error.message || answer.error);
JSON.stringify(answer.data, function (key, value) { return key === "$H" ? undefined : value; })`)
	if err != nil {
		return "", fmt.Errorf("layout: %w", err)
	}
	return answer.String(), nil
}

// Program is the layout program's text, as published.
func Program() ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(compressed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}
