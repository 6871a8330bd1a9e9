package emit

import (
	"errors"
	"fmt"
	"slices"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/compiler/template"
)

// Document walks a stack's resources and makes the tree of its template: resources in the order in which the blueprint added
// them, properties in one fixed order, standard tags on whatever can carry tags, intrinsic functions in their long form.
//
// Nothing is lost or invented on the way. A required property without a value, a null, a function in the wrong place, a type
// that JSON cannot say: each is an error that names the resource and the property. Such an error is a blueprint's mistake, never
// the spec author's, and begins with "internal error".
func Document(s *blueprints.Stack) (*template.Document, error) {
	w := newWalker(s)
	root := newMap(4)
	add(root, "AWSTemplateFormatVersion", template.Text("2010-09-09"))
	if s.Description != "" {
		add(root, "Description", w.fixed(s.Description))
	}
	w.beforeResources(root, s)
	resources := newMap(len(s.Resources))
	for _, r := range s.Resources {
		w.enter(r.ID)
		add(resources, r.ID, w.resource(r))
		w.leave()
	}
	add(root, "Resources", resources)
	if len(s.Exports) > 0 {
		add(root, "Outputs", w.outputs(s))
	}
	if err := errors.Join(w.problems...); err != nil {
		return nil, err
	}
	return template.NewDocument(s.Key+".template.yaml", root), nil
}

// resource makes one entry of the Resources section. What decides over the life of the real resource stands before Properties,
// because a reviewer looks for it first.
func (w *walker) resource(r *blueprints.Resource) *template.Node {
	entry := newMap(6)
	kind := r.Properties.AWSCloudFormationType()
	add(entry, "Type", template.Text(kind))
	if !isLogicalID(r.ID) {
		w.failf("a logical id has 1 to 255 letters and digits")
	}
	if r.Condition != "" {
		add(entry, "Condition", w.condition(r.Condition))
	}
	if len(r.After) > 0 {
		add(entry, "DependsOn", w.dependsOn(r.After))
	}
	properties, attributes := w.properties(r)
	for _, a := range attributes {
		add(entry, a.name, a.node)
	}
	if r.DeletionPolicy != "" {
		add(entry, "DeletionPolicy", w.fixed(r.DeletionPolicy))
	}
	if r.UpdateReplacePolicy != "" {
		add(entry, "UpdateReplacePolicy", w.fixed(r.UpdateReplacePolicy))
	}
	if len(properties.Keys) > 0 {
		add(entry, "Properties", properties)
	}
	return entry
}

func (w *walker) dependsOn(ids []string) *template.Node {
	list := &template.Node{Kind: template.List}
	for i, id := range ids {
		if slices.Contains(ids[:i], id) {
			continue
		}
		if !w.ids[id] {
			w.failf("depends on %q, which is no resource of the stack", id)
		}
		list.Items = append(list.Items, template.Text(id))
	}
	return list
}

// outputs makes one output of each export. An export's name carries the stack's name, which is unique in an account
// and region, as CloudFormation demands of exports.
func (w *walker) outputs(s *blueprints.Stack) *template.Node {
	outputs := newMap(len(s.Exports))
	for _, e := range s.Exports {
		w.enter(e.Name)
		switch {
		case outputs.Get(e.Name) != nil:
			w.failf("exported twice")
		case !isLogicalID(e.Name):
			w.failf("an output's name has 1 to 255 letters and digits")
		case e.Value == "" || e.Description == "":
			w.failf("an export needs a value and a description")
		}
		output := newMap(4)
		add(output, "Description", w.fixed(e.Description))
		if e.Condition != "" {
			add(output, "Condition", w.condition(e.Condition))
		}
		add(output, "Value", w.text(e.Value))
		if !e.Local {
			export := newMap(1)
			add(export, "Name", w.fixed(s.Name+":"+e.Name))
			add(output, "Export", export)
		}
		add(outputs, e.Name, output)
		w.leave()
	}
	return outputs
}

// fixed makes the node of a text in which CloudFormation evaluates no function.
func (w *walker) fixed(s string) *template.Node {
	if !isPlainText(s) {
		w.failf("%q holds a function or a control character, which CloudFormation does not evaluate here", s)
	}
	return template.Text(s)
}

// failf records a mistake at the place where the walker stands.
func (w *walker) failf(format string, arguments ...any) {
	place := fmt.Sprintf("internal error: stack %q", w.stack)
	if len(w.path) > 0 {
		place += ", " + w.place()
	}
	w.problems = append(w.problems, errors.New(place+": "+fmt.Sprintf(format, arguments...)))
}

// isLogicalID holds for what CloudFormation accepts as the name of a resource or an output.
func isLogicalID(s string) bool {
	for i := range len(s) {
		if !isAlphanumeric(s[i]) {
			return false
		}
	}
	return s != "" && len(s) <= 255
}

func isAlphanumeric(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

func newMap(capacity int) *template.Node {
	return &template.Node{
		Kind:  template.Map,
		Keys:  make([]template.Key, 0, capacity),
		Items: make([]*template.Node, 0, capacity),
	}
}

// add appends an entry whose key is known to be new; template.Node.Set would search for it.
func add(n *template.Node, name string, value *template.Node) {
	n.Keys = append(n.Keys, template.Key{Name: name})
	n.Items = append(n.Items, value)
}
