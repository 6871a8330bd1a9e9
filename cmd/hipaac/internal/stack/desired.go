package stack

import (
	"slices"

	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/template"
)

// MaxBody is the longest template, in bytes, that CloudFormation takes in a call; longer ones go through a bucket. Source:
// CloudFormation quotas, as of 2026-11.
const MaxBody = 51200

// Desired is a stack as the compiler made it: exactly what is deployed.
type Desired struct {
	Ref
	Environment string // folder of the environment, such as "prod"
	Key         string // the stack's name in the spec
	Template    []byte // compact JSON
	Digest      string // SHA-256 of Template
	Document    *template.Document
	Parameters  map[string]string
	// Capabilities are what CloudFormation asks to be acknowledged, and not more.
	Capabilities []string
	// After are stacks that have to be as desired before this one is touched, in no particular order.
	After []Ref
	// Exports and Imports are full names of exports.
	Exports, Imports []string
	// Protect says that the stack has termination protection and a stack policy.
	Protect bool
	// Role is the ARN of the role that CloudFormation acts with, or "" for the caller's rights. Delivery says that the stack makes that
	// role: the deploy role cannot change it, an administrator can.
	Role     string
	Delivery bool
	// Bucket is where a template goes that is longer than MaxBody; see Object. "" where there is none. Objects are what it has to hold
	// besides, by key, to the byte: templates of others that this one is made with. Seeds are objects that have to be there, whatever they
	// hold, and are not touched where they are: the first versions of products.
	Bucket  string
	Objects map[string][]byte
	Seeds   map[string][]byte
	// Sources leads from a logical id to the place in the spec that asked for it.
	Sources map[string]compiler.Origin
}

// Object is the key of a template in a bucket.
func Object(digest string) string { return "templates/" + digest + ".json" }

// NeedsBucket reports whether the stack cannot be made without its bucket.
func (d *Desired) NeedsBucket() bool {
	return len(d.Template) > MaxBody || len(d.Objects) > 0 || len(d.Seeds) > 0
}

// Desire gives the stacks of environments as they are to be deployed, each after those that it depends on, products left out. Stacks
// that import from each other across environments of one account and region are in that order, too.
func Desire(environments []*compiler.Environment) []Desired {
	var all []Desired
	for _, e := range environments {
		all = append(all, desire(e)...)
	}
	exporter := map[Target]map[string]Ref{}
	for i := range all {
		d := &all[i]
		if exporter[d.Target] == nil {
			exporter[d.Target] = map[string]Ref{}
		}
		for _, name := range d.Exports {
			exporter[d.Target][name] = d.Ref
		}
	}
	for i := range all {
		for _, name := range all[i].Imports {
			if from, here := exporter[all[i].Target][name]; here {
				all[i].after(from)
			}
		}
	}
	return sorted(all)
}

func (d *Desired) after(r Ref) {
	if r != d.Ref && !slices.Contains(d.After, r) {
		d.After = append(d.After, r)
	}
}

func desire(e *compiler.Environment) []Desired {
	m := &e.Manifest
	target := Target{Account: m.Account, Region: m.Region}
	templates := map[string][]byte{} // by digest
	for i, s := range m.Stacks {
		templates[s.JSONSHA256] = e.Templates[i].JSON
	}
	var all []Desired
	for i, s := range m.Stacks {
		if s.Product {
			continue
		}
		d := Desired{
			Ref: Ref{Target: target, Name: s.Stack}, Environment: e.Folder, Key: s.Key, Template: e.Templates[i].JSON, Digest: s.JSONSHA256,
			Document: e.Templates[i].Document, Parameters: s.Parameters, Capabilities: s.Capabilities, Exports: s.Exports, Imports: s.Imports,
			Protect: s.TerminationProtection, Bucket: m.ArtifactBucket, Objects: map[string][]byte{}, Seeds: map[string][]byte{}, Sources: map[string]compiler.Origin{},
		}
		for _, name := range s.DependsOn {
			d.after(Ref{Target: target, Name: name})
		}
		for _, digest := range s.Parameters {
			d.Objects[Object(digest)] = templates[digest]
		}
		for _, p := range m.Products {
			if p.Catalog == s.Key {
				d.Objects[Object(p.Version)], d.Seeds[p.First] = templates[p.Version], templates[p.Version]
			}
		}
		for _, r := range d.Document.Resources {
			d.Sources[r.ID] = m.Sources[s.Key+"."+r.ID]
		}
		if d.NeedsBucket() {
			d.afterBucket(m)
		}
		d.deliver(m)
		all = append(all, d)
	}
	return all
}

// afterBucket makes the stack wait for the one that makes the bucket of its template.
func (d *Desired) afterBucket(m *compiler.Manifest) {
	for _, s := range m.Stacks {
		if s.Blueprint == "artifacts" && s.Stack != d.Name {
			d.after(Ref{Target: d.Target, Name: s.Stack})
		}
	}
}

// deliver sets with whose rights the stack is made. The roles come first, except for what they themselves are built on.
func (d *Desired) deliver(m *compiler.Manifest) {
	roles := m.Delivery
	if roles == nil {
		return
	}
	if d.Bucket == "" {
		d.Bucket = roles.Bucket
	}
	if d.Key == roles.Stack {
		d.Delivery = true
		return
	}
	d.Role = "arn:" + d.Partition() + ":iam::" + d.Account + ":role/" + roles.ExecutionRole
	for i, s := range m.Stacks {
		if s.Key != roles.Stack {
			continue
		}
		if before(m, i, d.Name) {
			d.Role = "" // the roles are built on it: an administrator makes both
			return
		}
		d.after(Ref{Target: d.Target, Name: s.Stack})
	}
}

// before reports whether stack i depends on the one of the name, directly or through others.
func before(m *compiler.Manifest, i int, name string) bool {
	for _, on := range m.Stacks[i].DependsOn {
		if on == name {
			return true
		}
		for j := range m.Stacks {
			if m.Stacks[j].Stack == on && before(m, j, name) {
				return true
			}
		}
	}
	return false
}

// sorted puts each stack after those that it depends on, and otherwise keeps the order.
func sorted(all []Desired) []Desired {
	index := map[Ref]int{}
	for i := range all {
		index[all[i].Ref] = i
	}
	var out []Desired
	done := map[Ref]bool{}
	var visit func(i int)
	visit = func(i int) {
		if done[all[i].Ref] {
			return
		}
		done[all[i].Ref] = true
		for _, r := range all[i].After {
			if j, here := index[r]; here {
				visit(j)
			}
		}
		out = append(out, all[i])
	}
	for i := range all {
		visit(i)
	}
	return out
}
