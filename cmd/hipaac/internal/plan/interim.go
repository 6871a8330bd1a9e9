package plan

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
	"github.com/hipaac/hipaac/compiler/emit"
	"github.com/hipaac/hipaac/compiler/template"
)

// interimOutput is an output that makes sure that CloudFormation sees a difference, since the values themselves stay.
const interimOutput = "HipaacInterim"

// interim makes the step in which a stack lets go of exports, and lets its own step wait for them. It is nil, and the stack's step blocked,
// where that cannot be done.
func (s *Step) interim(names map[string]bool, value func(name string) (string, bool)) *Step {
	s.Same, s.Update, s.Action = false, true, stack.Change
	sorted := slices.Sorted(func(yield func(string) bool) {
		for name := range names {
			if !yield(name) {
				return
			}
		}
	})
	list := strings.Join(sorted, ", ")
	s.Late = list + " changes first"
	live := parse(s.Title(), s.LiveTemplate)
	if live == nil || !s.Live.Status.Steady() {
		s.block(ByState, fmt.Sprintf("it imports %s, which changes, and is in no state to let go of it", list), "bring it to a state that can be deployed first")
		return nil
	}
	for _, v := range s.Live.Parameters {
		if v == hidden {
			s.block(ByState, fmt.Sprintf("it imports %s, which changes, and has a parameter whose value nobody can read", list), "deploy it without the import first")
			return nil
		}
	}
	left := len(names)
	root := s.released(live.Root, func(name string) (string, bool) {
		if !names[name] {
			return "", false
		}
		v, known := value(name)
		if known {
			left--
		}
		return v, known
	})
	text := emit.JSON(template.NewDocument(s.Title(), withOutput(root, list)))
	doc := parse(s.Title(), text)
	if left > 0 || doc == nil || len(imported(s, doc, names)) > 0 {
		s.block(ByState, fmt.Sprintf("it imports %s, which changes, in a way that cannot be replaced by its value", list), "deploy it without the import first")
		return nil
	}
	sum := sha256.Sum256(text)
	i := &Step{Desired: s.Desired, Interim: true, Live: s.Live, LiveTemplate: s.LiveTemplate, Action: stack.Change, Update: true}
	i.Template, i.Digest, i.Document = text, hex.EncodeToString(sum[:]), doc
	i.Parameters, i.Capabilities, i.After = s.Live.Parameters, s.Live.Capabilities, nil
	i.Objects, i.Seeds = nil, nil
	i.Exports, i.Imports = doc.Links()
	i.note("it gets the current values of %s in place of imports, so that these can change", list)
	return i
}

// released is a template without some imports: the value stands where the function was.
func (s *Step) released(n *template.Node, value func(name string) (string, bool)) *template.Node {
	if function, argument := n.Intrinsic(); function == "Fn::ImportValue" {
		if name, fixed := s.fixed(argument); fixed {
			if v, known := value(name); known {
				return template.Text(v)
			}
		}
		return n
	}
	out := *n
	out.Items = make([]*template.Node, len(n.Items))
	for i, item := range n.Items {
		out.Items[i] = s.released(item, value)
	}
	return &out
}

// fixed is the name of an import that a template writes out, or makes of what is known of the stack.
func (s *Step) fixed(n *template.Node) (string, bool) {
	if n.Kind == template.String {
		return n.Text, true
	}
	if function, argument := n.Intrinsic(); function == "Fn::Sub" && argument.Kind == template.String {
		text := argument.Text
		for name, v := range s.Live.Parameters {
			text = strings.ReplaceAll(text, "${"+name+"}", v)
		}
		text = s.realName(text)
		return text, !strings.Contains(text, "${")
	}
	return "", false
}

// imported are those of the names that a template still imports.
func imported(s *Step, doc *template.Document, names map[string]bool) []string {
	_, imports := doc.Links()
	var found []string
	for _, name := range imports {
		if names[s.realName(name)] {
			found = append(found, name)
		}
	}
	return found
}

func withOutput(root *template.Node, value string) *template.Node {
	outputs := &template.Node{Kind: template.Map}
	if was := root.Get("Outputs"); was != nil {
		outputs.Keys, outputs.Items = slices.Clone(was.Keys), slices.Clone(was.Items)
	}
	output := &template.Node{Kind: template.Map}
	output.Set("Description", template.Text("Imports that are written out for the time of an update."))
	output.Set("Value", template.Text(value))
	outputs.Set(interimOutput, output)
	root.Set("Outputs", outputs)
	return root
}
