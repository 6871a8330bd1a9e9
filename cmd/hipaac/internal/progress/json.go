package progress

import (
	"encoding/json"
	"io"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/record"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// objects writes each piece of news as a line of JSON.
type objects struct{ out io.Writer }

// object is a piece of news for programs. Texts of AWS are as they came, unless they look like a secret.
type object struct {
	At   time.Time      `json:"at"`
	Kind stack.NewsKind `json:"kind"`
	stack.Ref
	Environment string       `json:"environment,omitempty"`
	Key         string       `json:"key,omitempty"`
	Status      stack.Status `json:"status,omitempty"`
	Text        string       `json:"text,omitempty"`
	Resources   int          `json:"resources,omitempty"`
	Event       *happening   `json:"event,omitempty"`
}

// happening is an event of CloudFormation, without values.
type happening struct {
	ID         string `json:"id"`
	Stack      string `json:"stackId"`
	LogicalID  string `json:"logicalId"`
	PhysicalID string `json:"physicalId,omitempty"`
	Type       string `json:"type"`
	Status     string `json:"status"`
	Reason     string `json:"reason,omitempty"`
}

func (o *objects) tell(m *model, n *stack.News) {
	p := m.byRef[n.Ref]
	line := object{At: n.At.UTC(), Kind: n.Kind, Ref: n.Ref, Environment: p.Environment, Key: p.Key, Status: n.Status, Text: record.Clean(n.Text), Resources: n.Resources}
	if e := n.Event; e != nil {
		line.Event = &happening{ID: e.ID, Stack: e.Stack, LogicalID: e.LogicalID, PhysicalID: e.PhysicalID, Type: e.Type, Status: e.Status, Reason: record.Clean(e.Reason)}
	}
	o.write(line)
}

func (o *objects) write(v any) {
	encoder := json.NewEncoder(o.out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil { // the writer remembers that it failed, and the command ends with that
		return
	}
}

func (o *objects) note(_ *model, text string) {
	o.write(struct {
		Kind string `json:"kind"`
		Text string `json:"text"`
	}{"note", text})
}

func (o *objects) tick(*model, time.Time)  {}
func (o *objects) close(*model, time.Time) {}
