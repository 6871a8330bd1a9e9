package drift

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/compiler/template"
)

// properties reads a resource, and says why it could not.
func (s *survey) properties(ctx context.Context, st *State, r *Resource, w *way) (map[string]any, string) {
	if len(w.by) == 0 {
		return nil, "no way is known to read it"
	}
	id, why := s.identifier(st, r, w)
	if why != "" {
		return nil, "what identifies it is not known: " + why
	}
	answer := s.ask(ctx, w.as, id)
	switch {
	case answer.err != nil:
		return nil, "it cannot be read: " + answer.err.Error()
	case !answer.there && r.looked:
		return nil, "it cannot be read: AWS knows no " + id
	case !answer.there:
		r.Deleted = true
		return nil, ""
	}
	own := map[string]any{} // others may read the same answer
	for name, value := range answer.properties {
		own[name] = value
	}
	return own, ""
}

// ask reads a resource once, however many ask for it.
func (s *survey) ask(ctx context.Context, kind, id string) *reply {
	s.mu.Lock()
	answer := s.cache[kind+" "+id]
	if answer == nil {
		answer = &reply{}
		s.cache[kind+" "+id] = answer
	}
	s.mu.Unlock()
	answer.once.Do(func() {
		service := s.Inventory.Service(kind)
		if s.silence.of(service, kind) {
			answer.err = unanswered(service)
			return
		}
		text, there, err := s.Inventory.Properties(ctx, kind, id)
		s.silence.heard(service, kind, err)
		if account.Is(err, account.Unreached) {
			err = unanswered(service)
		}
		answer.there, answer.err = there, err
		if err != nil || !there {
			return
		}
		v, err := parse(text)
		properties, is := v.(map[string]any)
		if err != nil || !is {
			answer.err = fmt.Errorf("the answer is no JSON object")
			return
		}
		answer.properties = properties
	})
	return answer
}

// unanswered is the same for what was asked and for what was not asked any more: Found says what came instead.
func unanswered(service string) error { return fmt.Errorf("%s does not answer", service) }

func (s *survey) identifier(st *State, r *Resource, w *way) (id, why string) {
	var parts []string
	for _, part := range w.by {
		if part == "Ref" {
			parts = append(parts, r.PhysicalID)
			continue
		}
		v := st.world.value(at(r.entry.Get("Properties"), strings.Split(strings.NewReplacer("[", ".", "]", "").Replace(part), ".")))
		text, ok := asText(v)
		if !ok || text == "" {
			if o, is := v.(open); is {
				return "", o.why
			}
			return "", "the template does not say " + part
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, "|"), ""
}

// attribute is what Fn::GetAtt gives, read as a property of the resource.
func (s *survey) attribute(ctx context.Context, st *State, id, name string) any {
	why := open{"it depends on " + name + " of " + id}
	r, is := st.world.physical[id]
	if !is {
		return why
	}
	if strings.HasPrefix(name, "Outputs.") {
		for _, o := range s.found.all[r.PhysicalID].Outputs {
			if "Outputs."+o.Key == name {
				return o.Value
			}
		}
		return why
	}
	for _, one := range st.Resources {
		if one.LogicalID != id || one.entry == nil {
			continue
		}
		w := wayTo(one.Type)
		if len(w.by) != 1 || w.by[0] != "Ref" || w.as != one.Type {
			return why
		}
		answer := s.ask(ctx, w.as, one.PhysicalID)
		var v any = map[string]any(answer.properties)
		for _, step := range strings.Split(name, ".") {
			m, _ := v.(map[string]any)
			v = m[step]
		}
		if text, ok := asText(v); ok {
			return text
		}
	}
	return why
}

// pointer takes the path of a property apart, such as "/BucketEncryption/Rules/0".
func pointer(path string) []string {
	var steps []string
	for _, step := range strings.Split(strings.TrimPrefix(path, "/"), "/") {
		if step != "" {
			steps = append(steps, strings.NewReplacer("~1", "/", "~0", "~").Replace(step))
		}
	}
	return steps
}

// at is the node at a path, or nil where the template does not write it out.
func at(n *template.Node, path []string) *template.Node {
	for _, step := range path {
		if n == nil {
			return nil
		}
		if i, err := strconv.Atoi(step); err == nil && n.Kind == template.List {
			if i < 0 || i >= len(n.Items) {
				return nil
			}
			n = n.Items[i]
			continue
		}
		n = n.Get(step)
	}
	return n
}
