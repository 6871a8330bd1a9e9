package compiler

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/compiler/controls"
	"github.com/hipaac/hipaac/compiler/cost"
	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/compiler/emit"
	"github.com/hipaac/hipaac/compiler/load"
	"github.com/hipaac/hipaac/compiler/plan"
	"github.com/hipaac/hipaac/compiler/template"
	"github.com/hipaac/hipaac/schema"
)

// Manifest says what a compilation made of one spec and how to ship it. Deployment works from it and from the templates alone.
// It holds no time, no host and no version of hipaac, so that the same specs give the same bytes everywhere.
type Manifest struct {
	Hipaac      string `json:"hipaac"` // schema version of the spec
	System      string `json:"system"`
	Environment string `json:"environment"`
	Tier        string `json:"tier"`
	PHI         bool   `json:"phi"`
	Account     string `json:"account"`
	Region      string `json:"region"`
	Owner       string `json:"owner"`
	// IdleMonth is what the environment costs, in US dollars, in a month in which nobody uses it; IdlePrices says of when and where
	// the prices are. What is paid by use comes on top.
	IdleMonth  cost.Money `json:"idleMonth"`
	IdlePrices string     `json:"idlePrices"`
	// ArtifactBucket is the bucket for templates that the environment makes; templates are its objects "templates/<SHA-256>.json".
	ArtifactBucket string `json:"artifactBucket,omitempty"`
	// Delivery says who deploys the environment, where a stack of it makes that identity.
	Delivery *Delivery `json:"delivery,omitempty"`
	// Policy is the SHA-256 of the organisation's policy, all its files one after the other in the order of their names.
	Policy string `json:"policy,omitempty"`
	// Stacks are in the order in which they can be deployed. Products are among them, because others share their template's form;
	// people launch them from a catalog, and nobody deploys them with the environment.
	Stacks []StackManifest `json:"stacks"`
	// Products say how each product is published.
	Products []Product `json:"products,omitempty"`
	// Prerequisites are what the templates count on and cannot make. Whoever deploys sees to each.
	Prerequisites []Prerequisite `json:"prerequisites,omitempty"`
	// Controls is the evidence: which control judged which resource, and how. Sorted by control.
	Controls []Evidence `json:"controls"`
	// Waived are the exceptions from controls that the spec makes and that excuse something, by control and resource.
	Waived []Waiver `json:"waived,omitempty"`
	// Sources leads from a resource ("network.Vpc") to the place in the spec that asked for it.
	Sources map[string]Origin `json:"sources"`
}

// StackManifest describes one template and the stack that it becomes.
type StackManifest struct {
	Key       string `json:"key"`   // name in the spec
	Stack     string `json:"stack"` // CloudFormation name
	Blueprint string `json:"blueprint"`
	Template  string `json:"template"` // file beside the manifest
	Resources int    `json:"resources"`
	// Bytes and SHA256 are of the YAML file; JSONBytes and JSONSHA256 of the compact JSON that is sent to AWS.
	Bytes      int    `json:"bytes"`
	SHA256     string `json:"sha256"`
	JSONBytes  int    `json:"jsonBytes"`
	JSONSHA256 string `json:"jsonSha256"`
	// Capabilities that CloudFormation asks to be acknowledged, at most one.
	Capabilities []string `json:"capabilities"`
	// DependsOn names the stacks that must exist before this one.
	DependsOn []string `json:"dependsOn"`
	Exports   []string `json:"exports"`
	Imports   []string `json:"imports"`
	// Product says that people launch the stack from a catalog.
	Product bool `json:"product,omitempty"`
	// Parameters are what has to be passed when the stack is deployed: digests of other templates.
	Parameters map[string]string `json:"parameters,omitempty"`
	// TerminationProtection is on where people or patients would miss the stack.
	TerminationProtection bool `json:"terminationProtection"`
	// Idle is the stack's part of the environment's idle month.
	Idle cost.Estimate `json:"idle"`
}

// Delivery names the identities with which an environment is deployed. Roles are of its own account.
type Delivery struct {
	Stack         string `json:"stack"`         // the stack's name in the spec; an administrator deploys it
	DeployRole    string `json:"deployRole"`    // name of the role that hands templates to CloudFormation
	ExecutionRole string `json:"executionRole"` // name of the role that CloudFormation acts with in every other stack
	ExternalID    string `json:"externalId"`    // what has to be said to become the deploy role from another account
	Bucket        string `json:"bucket"`        // where templates go that are too long for a call
}

// Product is how one stack is published in the catalog of another.
type Product struct {
	Stack   string   `json:"stack"`             // the product's name in the spec
	Catalog string   `json:"catalog"`           // the catalog's name in the spec
	Name    string   `json:"name"`              // what people see
	Version string   `json:"version"`           // SHA-256 of the template's JSON
	Old     string   `json:"old"`               // "keep", "deprecate" or "remove" older versions
	Retired []string `json:"retired,omitempty"` // versions to be taken away
	First   string   `json:"first"`             // object of the artifact bucket that the first version is made from
	// At is where the spec asks for it, for messages; the manifest does not hold it.
	At Place `json:"-"`
}

// Place is a place in a spec.
type Place struct {
	Path string // such as "stacks.catalog.products.web-server"
	Pos  diag.Position
}

// Prerequisite is something that the templates of an environment count on and cannot make.
type Prerequisite struct {
	ID        string   `json:"id"`
	What      string   `json:"what"`
	Remedy    string   `json:"remedy"`
	Citations []string `json:"citations,omitempty"`
	Stacks    []string `json:"stacks"` // which of them count on it
}

// Evidence is how one control judged the resources that it applies to, each written "stack.LogicalId"; a control on specs of an
// organisation's policy, the values of the spec, each written as its path. A resource that could not
// be judged is never counted as passed.
type Evidence struct {
	Control   string   `json:"control"`
	Title     string   `json:"title"`
	Citations []string `json:"citations"`
	Own       []string `json:"own,omitempty"` // what an organisation's policy cites beside 45 CFR
	Passed    []string `json:"passed,omitempty"`
	Unknown   []string `json:"unknown,omitempty"`
	Failed    []string `json:"failed,omitempty"`
	Waived    []string `json:"waived,omitempty"` // failed, and excused
}

// Origin is a place in a spec.
type Origin struct {
	Path  string `json:"path"`  // such as "stacks.network"
	Place string `json:"place"` // file:line:col
}

// JSON gives the manifest's bytes: indented, keys in fixed order, one newline at the end.
func (m *Manifest) JSON() []byte {
	e, ok := manifestEncoders.Get().(*manifestEncoder)
	if !ok {
		e = newManifestEncoder()
	}
	e.text.Reset()
	if err := e.Encode(m); err != nil {
		panic("internal error: a manifest that is not JSON: " + err.Error())
	}
	text := bytes.Clone(e.text.Bytes())
	manifestEncoders.Put(e)
	return text
}

// manifestEncoder is an encoder and what it writes to. Both keep their memory for the next manifest.
type manifestEncoder struct {
	*json.Encoder
	text bytes.Buffer
}

var manifestEncoders sync.Pool

func newManifestEncoder() *manifestEncoder {
	e := &manifestEncoder{}
	e.Encoder = json.NewEncoder(&e.text)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e
}

func newManifest(env *blueprints.Env) Manifest {
	return Manifest{
		Hipaac: schema.Version, System: env.System, Environment: env.Name, Tier: env.Tier, PHI: env.PHI,
		Account: env.Account, Region: env.Region, Owner: env.Owner, IdlePrices: cost.Priced, Sources: map[string]Origin{},
	}
}

func (m *Manifest) addStack(spec *load.Spec, s *plan.Stack, t *emit.Template) {
	entry := StackManifest{
		Key: s.Key, Stack: s.Name, Blueprint: s.Blueprint, Template: templateFile(s.Key), Resources: len(s.Resources),
		Bytes: len(t.YAML), SHA256: digest(t.YAML), JSONBytes: len(t.JSON), JSONSHA256: digest(t.JSON),
		Capabilities: capabilities(t.Document), DependsOn: append([]string{}, s.DependsOn...), Exports: []string{}, Imports: []string{},
		Product: s.Product, TerminationProtection: (s.Env.Production() || s.Env.PHI) && !s.Product, Idle: cost.Idle(t.Document),
	}
	for _, e := range s.Exports {
		if e.Local {
			continue
		}
		entry.Exports = append(entry.Exports, s.Name+":"+e.Name)
	}
	for _, i := range s.Imports {
		entry.Imports = append(entry.Imports, i.Stack+":"+i.Name)
	}
	slices.Sort(entry.Exports)
	slices.Sort(entry.Imports)
	m.Stacks = append(m.Stacks, entry)
	if !s.Product {
		m.IdleMonth += entry.Idle.Month()
	}
	m.expect(s)
	if d := s.Delivery; d != nil {
		m.Delivery = &Delivery{Stack: s.Key, DeployRole: d.DeployRole, ExecutionRole: d.ExecutionRole, ExternalID: d.ExternalID, Bucket: d.Bucket}
	}
	m.ArtifactBucket = cmp.Or(m.ArtifactBucket, s.ArtifactBucket)
	for _, r := range s.Resources {
		path := plan.SpecPath(s.Key, r.SpecPath)
		place := spec.Position(path)
		place.File = withinRoot(place.File)
		m.Sources[s.Key+"."+r.ID] = Origin{Path: path, Place: place.String()}
	}
}

// capabilities follows CloudFormation's rule: IAM resources must be acknowledged, and those with names of their own more so.
func capabilities(doc *template.Document) []string {
	caps := []string{}
	for _, r := range doc.Resources {
		if strings.HasPrefix(r.Type, "AWS::IAM::") {
			if physicalName(r) != nil {
				return []string{"CAPABILITY_NAMED_IAM"}
			}
			caps = []string{"CAPABILITY_IAM"}
		}
	}
	return caps
}

// evidence gathers verdicts of all stacks by control.
func evidence(spec *load.Spec, stacks []plan.Stack, verdicts [][]controls.Verdict) []Evidence {
	byID := map[string]*Evidence{}
	for i := range stacks {
		s := &stacks[i]
		for _, v := range verdicts[i] {
			e := byID[v.Control.ID]
			if e == nil {
				e = &Evidence{Control: v.Control.ID, Title: v.Control.Title, Citations: v.Control.Citations, Own: v.Control.Own}
				byID[v.Control.ID] = e
			}
			e.add(v, s.Key, excuse(spec, s, v) != nil)
		}
	}
	all := make([]Evidence, 0, len(byID))
	for _, e := range byID {
		all = append(all, *e)
	}
	slices.SortFunc(all, func(a, b Evidence) int { return strings.Compare(a.Control, b.Control) })
	return all
}

// addFloors adds the controls on specs that an organisation's policy asks for, with the paths of the spec that they judged.
func (m *Manifest) addFloors(floors []Floor) {
	for _, f := range floors {
		e := Evidence{Control: f.ID, Title: f.Title, Citations: append([]string{}, f.Citations...), Own: f.Own}
		for _, v := range f.Values {
			if v.Below == "" {
				e.Passed = append(e.Passed, v.Path)
			} else {
				e.Waived = append(e.Waived, v.Path)
			}
		}
		if f.Policy != "" && len(f.Values) > 0 {
			m.Controls = append(m.Controls, e)
		}
	}
	slices.SortStableFunc(m.Controls, func(a, b Evidence) int { return strings.Compare(a.Control, b.Control) })
}

func (e *Evidence) add(v controls.Verdict, stack string, waived bool) {
	name := stack + "." + v.Resource.ID
	list := &e.Passed
	switch {
	case v.Result == controls.Unknown:
		list = &e.Unknown
	case waived:
		list = &e.Waived
	case v.Result == controls.Fail:
		list = &e.Failed
	}
	if !slices.Contains(*list, name) {
		*list = append(*list, name)
	}
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

const templateEnding = ".template.yaml"

func templateFile(key string) string { return key + templateEnding }
