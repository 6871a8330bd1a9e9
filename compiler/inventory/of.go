package inventory

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/controls"
	"github.com/hipaac/hipaac/compiler/retention"
	"github.com/hipaac/hipaac/compiler/template"
)

// Of draws the map of environments: every resource of their templates, and every way that the templates open between them. It names
// what lies outside only where a template does.
func Of(envs ...*compiler.Environment) *Map {
	w := &world{places: map[string]Place{}, assets: map[string]*Asset{}, names: map[string][]string{}, flows: map[string]*way{}, takers: map[string][]string{}}
	readings := make([]*reading, len(envs))
	for i, env := range envs {
		readings[i] = w.read(env)
	}
	for _, r := range readings {
		r.each(r.list)
	}
	for _, r := range readings {
		r.each(r.take)
	}
	for _, r := range readings {
		r.each(r.open)
	}
	w.settle()
	return w.drawn()
}

// world is the map while it is drawn.
type world struct {
	places map[string]Place
	assets map[string]*Asset
	names  map[string][]string // assets by ARN
	flows  map[string]*way
	takers map[string][]string // who takes a role: compute assets by the id of the role
}

// reading is one environment while it is read.
type reading struct {
	all    *world
	env    *compiler.Environment
	models []*template.Model
	ids    map[*template.Resource]string
	stacks map[*template.Resource]string
	tls    map[string]string // "stack.LogicalId": what controls say of TLS
	here   *strings.Replacer // what account and region are
	ways   []way             // of the resource and the deployment that are being read
}

// read notes every resource of an environment, and what is known of it without looking into it.
func (w *world) read(env *compiler.Environment) *reading {
	r := &reading{all: w, env: env, ids: map[*template.Resource]string{}, stacks: map[*template.Resource]string{}}
	var documents []*template.Document
	for i := range env.Templates {
		t := &env.Templates[i]
		documents = append(documents, t.Document)
		file := path.Join(env.Folder, env.Manifest.Stacks[i].Template)
		for _, x := range t.Document.Resources {
			name := t.Key + "." + x.ID
			id := env.Folder + "/" + name
			r.ids[x], r.stacks[x] = id, t.Key
			w.assets[id] = &Asset{
				ID: id, Environment: env.Folder, Stack: t.Key, Resource: x.ID, Type: x.Type, Kind: kindOf(x.Type).is, Label: label(x), phi: env.Manifest.PHI,
				Spec: env.Manifest.Sources[name].Place, Template: fmt.Sprintf("%s:%d", file, x.Key.Line),
			}
		}
	}
	m := &env.Manifest
	r.here = strings.NewReplacer("${AWS::AccountId}", m.Account, "${AWS::Region}", m.Region, "${AWS::Partition}", "aws")
	r.keep(retention.Of(env))
	r.models = template.NewSet(documents).Models()
	r.tls = tlsOf(env.Manifest.Controls)
	return r
}

// deployments is how many combinations of parameters and conditions are looked at for one resource.
const deployments = 64

// each visits every resource of the environment.
func (r *reading) each(visit func(model *template.Model, x *template.Resource)) {
	for _, m := range r.models {
		for _, x := range m.Resources {
			visit(m, x)
		}
	}
}

// look shows a resource in each deployment that has it and makes a difference to what is asked.
func (r *reading) look(m *template.Model, x *template.Resource, each func(view)) {
	m.Deployments(deployments, func(s *template.Scope) {
		if there := s.Subject(x); there.Exists() {
			each(view{controls.NewCase(s, there), s, r})
		}
	})
}

// list says of each resource what and where it is. What differs between deployments is said of each.
func (r *reading) list(m *template.Model, x *template.Resource) {
	a := r.all.assets[r.ids[x]]
	r.look(m, x, func(v view) { v.describe(a) })
	if a.Place == "" { // no deployment was seen that has it
		a.Place = r.all.service(r, kindOf(x.Type).service)
	}
}

// take notes who takes which role, and whoever has a name.
func (r *reading) take(m *template.Model, x *template.Resource) {
	k := kindOf(x.Type)
	if k.is != Compute && k.arn == "" {
		return
	}
	r.look(m, x, func(v view) {
		if arn := v.arn(); arn != "" && !slices.Contains(r.all.names[arn], v.id()) {
			r.all.names[arn] = append(r.all.names[arn], v.id())
		}
		for _, role := range v.roles() {
			if !slices.Contains(r.all.takers[role.id()], v.id()) {
				r.all.takers[role.id()] = append(r.all.takers[role.id()], v.id())
			}
		}
	})
}

// arn is the ARN of a resource that names itself, without its partition.
func (v view) arn() string {
	form := v.kind().arn
	before, rest, named := strings.Cut(form, "{"+v.nameProperty()+"}")
	if form == "" || !named {
		return ""
	}
	name := v.at.plain(v.Get(v.nameProperty()))
	if name == "" {
		return ""
	}
	m := &v.at.env.Manifest
	return strings.NewReplacer("{region}", m.Region, "{account}", m.Account).Replace(before + name + rest)
}

// nameProperty is the last part of the form of the type's ARN.
func (v view) nameProperty() string {
	form := v.kind().arn
	i := strings.LastIndexByte(form, '{')
	return strings.Trim(form[max(i, 0):], "{}")
}

// named are the assets whose ARN a text means: an ARN, a name that ends one, or a pattern of ARNs of one service.
func (w *world) named(text string) []string {
	if text == "" || text == "*" {
		return nil
	}
	pattern, is := strings.CutPrefix(text, "arn:aws:")
	if !is {
		return nil
	}
	var out []string
	for arn, ids := range w.names {
		if means(pattern, arn) {
			out = append(out, ids...)
		}
	}
	slices.Sort(out)
	return out
}

// means reports whether a pattern of ARNs includes an ARN, or something within it: objects of a bucket, streams of a log group.
func means(pattern, arn string) bool {
	within := ":"
	if strings.HasPrefix(arn, "s3:") {
		within = "/"
	}
	return glob(pattern, arn) || strings.HasPrefix(pattern, arn+within) || glob(pattern, arn+within+"\ufffc")
}

// glob reports whether a pattern with "*" includes a text.
func glob(pattern, text string) bool {
	part := strings.Split(pattern, "*")
	first, last := part[0], part[len(part)-1]
	if len(part) == 1 {
		return pattern == text
	}
	if len(text) < len(first)+len(last) || !strings.HasPrefix(text, first) || !strings.HasSuffix(text, last) {
		return false
	}
	text = text[len(first) : len(text)-len(last)]
	for _, p := range part[1 : len(part)-1] {
		i := strings.Index(text, p)
		if i < 0 {
			return false
		}
		text = text[i+len(p):]
	}
	return true
}

// drawn is the map in its order.
func (w *world) drawn() *Map {
	m := &Map{Places: []Place{}, Assets: []Asset{}, Flows: []Flow{}}
	for _, p := range w.places {
		m.Places = append(m.Places, p)
	}
	slices.SortFunc(m.Places, func(a, b Place) int {
		return cmp.Or(strings.Count(a.ID, "/")-strings.Count(b.ID, "/"), strings.Compare(a.ID, b.ID))
	})
	for _, a := range w.assets {
		m.Assets = append(m.Assets, *a)
	}
	slices.SortFunc(m.Assets, func(a, b Asset) int { return strings.Compare(a.ID, b.ID) })
	for _, f := range w.flows {
		m.Flows = append(m.Flows, f.Flow)
	}
	slices.SortFunc(m.Flows, func(a, b Flow) int {
		return cmp.Or(strings.Compare(a.From, b.From), strings.Compare(a.To, b.To), strings.Compare(a.Label, b.Label))
	})
	return m
}
