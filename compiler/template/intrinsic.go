package template

import (
	"strconv"
	"strings"
)

// maxText bounds what functions can make of a few lines by naming each other; maxWork bounds the evaluation of one document, so
// that a hostile one is given up within about a second. A template of 500 resources costs some hundred thousand.
const (
	maxText = 128 << 10
	maxWork = 3_000_000
	// textStep is how many bytes of a text are copied at the cost of one step.
	textStep = 256

	intricate = "the template is too intricate to be judged"
)

// TooIntricate reports whether questions about the document have cost so much that the rest went unanswered. What was judged of it
// is then not worth reporting.
func (d *Document) TooIntricate() bool { return d.work > maxWork }

// Value is what a node is worth in this deployment.
func (s *Scope) Value(n *Node) Value {
	if n == nil || n.Kind == Null {
		return s.absent(n, "")
	}
	if !s.spend(1) {
		return s.unknown(n, intricate)
	}
	if name, argument := n.Intrinsic(); name != "" && name != "Condition" {
		return s.remembered(n, name, argument)
	}
	if n.Kind == String && len(s.quoted) > 0 {
		if refs := s.quoted[n]; refs != nil {
			return s.made(n, n.Text, refs...)
		}
	}
	if readsStore(n) {
		return s.literal(n, n.Text)
	}
	return Value{scope: s, kind: written, node: n, near: n}
}

// readsStore reports whether a text holds a dynamic reference.
func readsStore(n *Node) bool { return n.Kind == String && strings.Contains(n.Text, "{{resolve:") }

// remembered calls a function once for all deployments if what it makes depends on none: nothing was decided before, nor by it. It
// is worth it for texts that are put together.
func (s *Scope) remembered(n *Node, name string, argument *Node) Value {
	if name != "Fn::Sub" && name != "Fn::Join" || !s.undecided() {
		return s.call(n, name, argument)
	}
	v, known := s.same[n]
	if !known {
		if v = s.call(n, name, argument); s.undecided() {
			s.same[n] = v
		}
	}
	v.scope = s
	return v
}

func (s *Scope) undecided() bool {
	return s.next == 0 && len(s.chosen) == 0 && len(s.conditions) == 0 && len(s.excluded) == 0
}

func (s *Scope) call(n *Node, name string, argument *Node) Value {
	switch name {
	case "Ref":
		return s.ref(n, argument)
	case "Fn::GetAtt":
		return s.getAtt(n, argument)
	case "Fn::If":
		return s.choice(n, argument)
	case "Fn::Sub":
		return s.sub(n, argument)
	case "Fn::Join":
		return s.join(n, argument)
	case "Fn::Split":
		return s.split(n, argument)
	case "Fn::Select":
		return s.pick(n, argument)
	case "Fn::FindInMap":
		return s.findInMap(n, argument)
	case "Fn::Base64":
		// What the text holds matters to whoever judges it, not its encoding.
		v := s.Value(argument)
		v.near = n
		return v
	case "Fn::ImportValue":
		return s.imported(n, argument)
	case "Fn::GetStackOutput":
		return s.madeRef(n, Reference{Kind: ToOtherStack, Name: "a stack output"})
	case "Fn::GetAZs", "Fn::Cidr", "Fn::Length", "Fn::ToJsonString", "Fn::Transform":
		return s.unknown(n, "%s is computed at deployment", name)
	}
	return s.unknown(n, "%s is not a function that hipaac knows", name)
}

func (s *Scope) madeRef(n *Node, r Reference) Value { return s.made(n, r.mark(), r) }

func (s *Scope) ref(n, argument *Node) Value {
	if argument.Kind != String {
		return s.unknown(n, "the argument of Ref is a %s", argument.Kind)
	}
	switch name := argument.Text; name {
	case "AWS::NoValue":
		return s.absent(n, "")
	case "AWS::Partition":
		// The commercial partition stands for all, so that written and computed ARNs compare; conditions see through it, see equals.
		return s.made(n, "aws")
	case "AWS::URLSuffix":
		return s.made(n, "amazonaws.com")
	default:
		return s.reference(n, name)
	}
}

// reference is what Ref and a name in Fn::Sub mean.
func (s *Scope) reference(n *Node, name string) Value {
	r := Reference{Name: name, in: s.Model}
	switch {
	case !s.spend(1):
		return s.unknown(n, intricate)
	case strings.HasPrefix(name, "AWS::"):
		r.Kind = ToPseudo
		if !ofStack(name) {
			r.in = nil
		}
	case s.byID[name] != nil:
		r.Kind = ToResource
	case s.parameter(name) != nil:
		r.Kind = ToParameter
	default:
		return s.unknown(n, "%q is neither a parameter nor a resource of the template", name)
	}
	if value, ok := s.chosen[r.mark()]; ok && r.Kind == ToPseudo {
		return s.made(n, value)
	}
	return s.made(n, r.mark(), r)
}

// ofStack tells the pseudo parameters that differ between the stacks of an account and region.
func ofStack(name string) bool {
	return name == "AWS::StackName" || name == "AWS::StackId" || name == "AWS::NotificationARNs"
}

func (s *Scope) getAtt(n, argument *Node) Value {
	if argument.Kind != List || len(argument.Items) != 2 || argument.Items[0].Kind != String {
		return s.unknown(n, "Fn::GetAtt needs a logical id and an attribute")
	}
	id := argument.Items[0].Text
	attribute, ok := s.Value(argument.Items[1]).settled().Literal()
	if !ok {
		attribute = "?"
	}
	return s.attribute(n, id, attribute)
}

func (s *Scope) attribute(n *Node, id, attribute string) Value {
	if s.byID[id] == nil {
		return s.unknown(n, "%q is not a resource of the template", id)
	}
	r := Reference{Kind: ToResource, Name: id, Attribute: attribute, in: s.Model}
	return s.made(n, r.mark(), r)
}

func (s *Scope) choice(n, argument *Node) Value {
	if argument.Kind != List || len(argument.Items) != 3 || argument.Items[0].Kind != String {
		return s.unknown(n, "Fn::If needs a condition and two values")
	}
	if s.Condition(argument.Items[0].Text) {
		return s.Value(argument.Items[1])
	}
	return s.Value(argument.Items[2])
}

// concatenation collects the parts of a text.
type concatenation struct {
	text strings.Builder
	refs []Reference
	why  string // of the first part that is unknown
}

func (c *concatenation) add(v Value) {
	t, ok := v.canonical()
	switch {
	case c.text.Len()+len(t) > maxText:
		c.why = "the text is longer than a template may make it"
	case ok:
		c.text.WriteString(t)
		c.refs = append(c.refs, v.refs...)
	case c.why == "" && v.kind == unknown:
		c.why = v.words
	case c.why == "":
		c.why = "a part of the text is " + v.String()
	}
}

func (c *concatenation) addText(t string) {
	c.text.WriteString(markFree.Replace(t))
}

func (s *Scope) concatenated(n *Node, c *concatenation) Value {
	if c.why != "" {
		v := s.unknown(n, "%s", c.why)
		v.refs = c.refs
		return v
	}
	s.spend(c.text.Len() / 16)
	t, refs := markStores(c.text.String(), c.refs)
	return s.made(n, t, refs...)
}

func (s *Scope) join(n, argument *Node) Value {
	if argument.Kind != List || len(argument.Items) != 2 || argument.Items[0].Kind != String {
		return s.unknown(n, "Fn::Join needs a separator and a list")
	}
	var c concatenation
	for i, item := range s.Value(argument.Items[1]).Items() {
		if i > 0 {
			c.addText(argument.Items[0].Text)
		}
		c.add(item)
	}
	return s.concatenated(n, &c)
}

func (s *Scope) sub(n, argument *Node) Value {
	format, names := argument, (*Node)(nil)
	if argument.Kind == List && len(argument.Items) == 2 {
		format, names = argument.Items[0], argument.Items[1]
	}
	if format.Kind != String {
		return s.unknown(n, "Fn::Sub needs a text")
	}
	var c concatenation
	var own map[string]Value
	if names != nil {
		own = map[string]Value{}
	}
	rest := format.Text
	for {
		before, after, found := strings.Cut(rest, "${")
		name, tail, closed := strings.Cut(after, "}")
		if !found || !closed {
			c.addText(rest)
			return s.concatenated(n, &c)
		}
		c.addText(before)
		c.add(s.subName(n, strings.TrimSpace(name), names, own))
		rest = tail
	}
}

// subName is what "${name}" stands for. Values of the function's own map are evaluated once each.
func (s *Scope) subName(n *Node, name string, names *Node, own map[string]Value) Value {
	if literal, ok := strings.CutPrefix(name, "!"); ok {
		return s.made(n, markFree.Replace("${"+literal+"}"))
	}
	if value := names.Get(name); value != nil {
		if _, known := own[name]; !known {
			own[name] = s.Value(value)
		}
		return own[name]
	}
	switch id, attribute, dotted := strings.Cut(name, "."); {
	case dotted:
		return s.attribute(n, id, attribute)
	case name == "AWS::NoValue":
		return s.made(n, "")
	default:
		return s.ref(n, &Node{Kind: String, Text: name})
	}
}

func (s *Scope) literal(n *Node, text string) Value {
	t, refs := markStores(markFree.Replace(text), nil)
	return s.made(n, t, refs...)
}

func (s *Scope) split(n, argument *Node) Value {
	if argument.Kind != List || len(argument.Items) != 2 || argument.Items[0].Kind != String || argument.Items[0].Text == "" {
		return s.unknown(n, "Fn::Split needs a separator and a text")
	}
	v := s.Value(argument.Items[1]).settled()
	t, ok := v.Literal()
	if !ok {
		return s.derived(n, v, "Fn::Split")
	}
	list := &Node{Kind: List, Line: n.Line, Col: n.Col}
	for part := range strings.SplitSeq(t, argument.Items[0].Text) {
		list.Items = append(list.Items, &Node{Kind: String, Text: part, Line: n.Line, Col: n.Col})
	}
	return Value{scope: s, kind: written, node: list, near: n}
}

// derived is what a function makes of something that is not known: unknown as well, for the same reason.
func (s *Scope) derived(n *Node, v Value, function string) Value {
	out := s.unknown(n, "%s takes apart what is known only at deployment", function)
	out.refs = v.refs
	switch {
	case v.kind == unknown:
		out.words = v.words
	case len(v.refs) > 0:
		out.words = v.refs[0].why(s.Model)
	}
	return out
}

func (s *Scope) pick(n, argument *Node) Value {
	if argument.Kind != List || len(argument.Items) != 2 {
		return s.unknown(n, "Fn::Select needs an index and a list")
	}
	index, ok := s.Value(argument.Items[0]).settled().Literal()
	i, err := strconv.Atoi(index)
	list := s.Value(argument.Items[1]).settled()
	switch {
	case !ok || err != nil:
		return s.unknown(n, "the index of Fn::Select is not known")
	case list.kind != written || list.node.Kind != List:
		return s.derived(n, list, "Fn::Select")
	case i < 0 || i >= len(list.node.Items):
		return s.unknown(n, "Fn::Select asks for element %d of %d", i, len(list.node.Items))
	}
	v := list.child(list.node.Items[i])
	v.near = n
	return v
}

func (s *Scope) findInMap(n, argument *Node) Value {
	if argument.Kind != List || len(argument.Items) < 3 {
		return s.unknown(n, "Fn::FindInMap needs a map and two keys")
	}
	at := s.mappings
	for _, key := range argument.Items[:3] {
		v := s.Value(key).settled()
		name, ok := s.keyOf(v, at)
		if !ok {
			return s.derived(n, v, "Fn::FindInMap")
		}
		if at = at.Get(name); at == nil {
			return s.unknown(n, "the Mappings section has no %q here", name)
		}
	}
	v := s.Value(at)
	v.near = n
	return v
}

// keyOf finds the key of a mapping. A key that is known only at deployment, such as the region, is tried with each key there is.
func (s *Scope) keyOf(v Value, at *Node) (string, bool) {
	t, ok := v.canonical()
	if !ok || len(v.refs) == 0 {
		return t, ok
	}
	if at == nil || at.Kind != Map || len(at.Keys) == 0 || len(v.refs) != 1 || t != v.refs[0].mark() {
		return "", false
	}
	key := at.Keys[s.choose(len(at.Keys))].Name
	s.assume("%s is %q", s.known(v.refs[0]), key)
	s.fix(t, key)
	return key, true
}
