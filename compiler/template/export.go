package template

// export is an output that other stacks of the account and region can import.
type export struct {
	name   string
	in     *Model
	output *Node
	twice  bool // no two stacks can export one name: the documents are not all deployed together
}

// exported lists the exports whose names are the same in every deployment. What a macro may rewrite exports nothing that is known.
func (m *Model) exported() []export {
	outputs := m.Root.Get("Outputs")
	if outputs == nil || outputs.Kind != Map || m.macro != "" {
		return nil
	}
	var out []export
	for _, output := range outputs.Items {
		if name, fixed := m.fixedName(output.Get("Export", "Name")); fixed {
			out = append(out, export{name: name, in: m, output: output})
		}
	}
	return out
}

// fixedName is the name of an export as it is compared, if neither parameters nor the name of the stack take part in it.
func (m *Model) fixedName(n *Node) (string, bool) {
	d := &deployment{home: m, scopes: map[*Model]*Scope{}}
	v := d.of(m).Value(n)
	name, ok := v.canonical()
	for _, r := range v.refs {
		ok = ok && r.Kind == ToPseudo && r.in == nil
	}
	return name, ok && name != "" && d.next == 0
}

// Links lists the names that a document exports and imports, as far as they are the same in every deployment. Documents that have a
// name in common are deployed to one account and region, because no import reaches further.
func (d *Document) Links() (exports, imports []string) {
	m := NewModel(d)
	for _, e := range m.exported() {
		exports = append(exports, e.name)
	}
	if m.macro == "" {
		m.eachImport(d.Root, func(name string) { imports = append(imports, name) })
	}
	return exports, imports
}

func (m *Model) eachImport(n *Node, visit func(name string)) {
	if function, argument := n.Intrinsic(); function == "Fn::ImportValue" {
		if name, fixed := m.fixedName(argument); fixed {
			visit(name)
		}
	}
	for _, item := range n.Items {
		m.eachImport(item, visit)
	}
}

// maxChain is through how many exports an import is followed.
const maxChain = 8

// imported is what Fn::ImportValue is worth: what the output is worth in the document that exports it, if that is one of the set.
func (s *Scope) imported(n, argument *Node) Value {
	name, ok := s.Value(argument).canonical()
	if !ok {
		return s.madeRef(n, Reference{Kind: ToOtherStack, Name: "an export"})
	}
	foreign := s.madeRef(n, Reference{Kind: ToOtherStack, Name: unmark(name)})
	e, found := s.set.exports[name]
	if !found || e.twice || e.in == s.Model || s.importing == maxChain {
		return foreign
	}
	there := s.of(e.in)
	if c := e.output.Get("Condition"); c != nil && (c.Kind != String || !there.Condition(c.Text)) {
		return foreign
	}
	s.importing++
	v := there.Value(e.output.Get("Value"))
	s.importing--
	switch t, ok := v.canonical(); {
	case ok:
		return s.made(n, t, v.refs...)
	case v.kind == unknown:
		return s.unknown(n, "%s", v.words)
	}
	return foreign
}

// whyForeign says why the value of an export is not known.
func (m *Model) whyForeign(name string) string {
	e, found := m.set.exports[name]
	switch {
	case !found || e.in == m:
		return "comes from another stack, which is not among the templates given"
	case e.twice:
		return "is exported by several of the templates given"
	}
	return "is exported by " + e.in.File + " only under a condition, or in a circle"
}
