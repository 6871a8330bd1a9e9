package inventory

import (
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler/controls"
	"github.com/hipaac/hipaac/compiler/template"
)

// Short names for what templates are asked with.
type (
	value   = template.Value
	subject = template.Subject
)

// view is a resource in one possible deployment of its environment.
type view struct {
	*controls.Case
	scope *template.Scope
	at    *reading
}

func (v view) of(x subject) view { return view{controls.NewCase(v.scope, x), v.scope, v.at} }

// id is that of the resource's asset.
func (v view) id() string { return v.at.ids[v.Resource] }

func (v view) kind() kind { return kindOf(v.Type) }

// every resource of the types, in this and the other templates of the environment.
func (v view) every(types ...string) []view {
	var out []view
	for _, x := range v.OfType(types...) {
		out = append(out, v.of(x))
	}
	return out
}

// leads are the resources that a value refers to. It may be a list.
func (v view) leads(to value) []view {
	var out []view
	for _, r := range to.References() {
		if x, ok := v.scope.Follow(r); ok && !slices.ContainsFunc(out, func(o view) bool { return o.Is(x) }) {
			out = append(out, v.of(x))
		}
	}
	return out
}

// lead is the resource of the types that a value refers to first.
func (v view) lead(to value, types ...string) (view, bool) {
	for _, x := range v.leads(to) {
		if len(types) == 0 || slices.Contains(types, x.Type) {
			return x, true
		}
	}
	return view{}, false
}

// assets are the ids of what a value means: by reference, or by a name or ARN that is put together, in whichever environment that lies.
func (v view) assets(of value) []string {
	var out []string
	for _, x := range v.leads(of) {
		out = append(out, x.id())
	}
	if len(out) > 0 {
		return out
	}
	return v.at.all.named(v.at.plain(of))
}

// reach are the values at a path, through lists on the way.
func reach(v value, path string) []value {
	name, rest, more := strings.Cut(path, ".")
	var out []value
	for _, item := range v.Get(name).Items() {
		if more {
			out = append(out, reach(item, rest)...)
		} else {
			out = append(out, item)
		}
	}
	return out
}

// reach are the values of a resource at a path below its properties.
func (v view) reach(path string) []value { return reach(v.Properties(), path) }

// option is the value of an option of an Elastic Beanstalk environment.
func (v view) option(namespace, name string) value {
	for _, o := range v.Get("OptionSettings").Items() {
		if o.Get("Namespace").Is(namespace).And(o.Get("OptionName").Is(name)).Yes() {
			return o.Get("Value")
		}
	}
	return v.Get("OptionSettings").Get(name)
}

// attribute is the value of an attribute of a load balancer.
func (v view) attribute(key string) value {
	for _, pair := range v.Get("LoadBalancerAttributes").Items() {
		if pair.Get("Key").Is(key).Yes() {
			return pair.Get("Value")
		}
	}
	return v.Get("LoadBalancerAttributes").Get(key)
}

// text is a value as a person reads it: a number as well as a text, "" where it is neither or nobody can know it.
func text(v value) string {
	t, _ := v.Literal()
	return t
}

// plain is a text in which account and region are those of the environment; what else is known only at deployment stands as "${Name}".
func (r *reading) plain(v value) string {
	t := v.Shown()
	if t == "" {
		t = text(v)
	}
	return r.here.Replace(t)
}
