package load

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/schema"
)

// A pipeline and the environments that it deploys stand in several specs, which say the same facts from two sides. Whether people are
// asked before production must not hang on what the pipeline's spec says of the tier. An environment whose spec is not among those of
// the run is believed, with a warning where there are others.

// pipelines compares what each pipeline says of its environments with their own specs.
func pipelines(specs []*Spec) diag.List {
	var problems diag.List
	for _, s := range specs {
		for _, stack := range s.Stacks {
			config, ok := stack.Config.(*schema.Pipeline)
			if !ok {
				continue
			}
			for i, e := range config.Environments {
				d := deployed{s, stack.Name, fmt.Sprintf("stacks.%s.environments[%d]", stack.Name, i), e}
				if target := d.find(specs); target != nil {
					problems = append(problems, d.compare(target)...)
				} else if p, missed := d.missed(specs); missed {
					problems = append(problems, p)
				}
			}
		}
	}
	return problems
}

// deployed is an environment as a pipeline's spec speaks of it.
type deployed struct {
	spec        *Spec
	stack, path string
	config      *schema.PipelineEnvironment
}

func (d deployed) find(specs []*Spec) *Spec {
	system := cmp.Or(d.config.System, d.spec.Environment.System)
	for _, s := range specs {
		if s.Environment.System == system && s.Environment.Environment == d.config.Name {
			return s
		}
	}
	return nil
}

// missed warns of an environment that none of the specs describes, where others are judged with the pipeline's own. It can be no more than
// a warning: whoever judges two files of ten sees it, too.
func (d deployed) missed(specs []*Spec) (diag.Diagnostic, bool) {
	if len(specs) < 2 {
		return diag.Diagnostic{}, false
	}
	system := cmp.Or(d.config.System, d.spec.Environment.System)
	var names []string
	for _, s := range specs {
		if s.Environment.System == system {
			names = append(names, s.Environment.Environment)
		}
	}
	hint := "add its spec, or judge it together with these"
	if near := diag.Nearest(d.config.Name, names); near != "" {
		hint = fmt.Sprintf("did you mean %q?", near)
	}
	p := wrong("pipeline-environment-unknown", d.path+".name", d.spec.Position(d.path+".name"),
		fmt.Sprintf("the pipeline deploys environment %q of system %q, which no spec here describes: its step would find nothing to deploy", d.config.Name, system), hint)
	p.Severity = diag.Warning
	return p, true
}

// compare finds what the two specs say differently.
func (d deployed) compare(target *Spec) diag.List {
	var problems diag.List
	e := &target.Environment
	for _, f := range []struct{ field, path, said, is string }{
		{"tier", "tier", d.config.Tier, e.Tier},
		{"account", "account", d.config.Account, e.Account},
		{"region", "region", cmp.Or(d.config.Region, d.spec.Environment.Region), e.Region},
		{"spec", "hipaac", cmp.Or(d.config.Spec, d.config.Name), strings.TrimSuffix(path.Base(target.File), path.Ext(target.File))},
	} {
		if f.said == f.is {
			continue
		}
		at := target.Position(f.path)
		p := wrong("pipeline-mismatch", d.path+"."+f.field, d.spec.Position(d.path+"."+f.field),
			fmt.Sprintf("the pipeline says that the %s of environment %q is %s, its spec at %s says %s", f.field, d.config.Name, f.said, at, f.is),
			fmt.Sprintf("set %s to %s", f.field, f.is))
		p.Notes = []diag.Text{{Pos: at, Message: "the spec of the environment says so here"}}
		problems = append(problems, p)
	}
	return append(problems, d.trusted(target)...)
}

// longestRole is how many characters the name of a role has at most. A longer one is cut, and the environment's spec takes it from the
// pipeline's outputs.
const longestRole = 64

// trusted asks whether the environment lets the pipeline's step deploy it.
func (d deployed) trusted(target *Spec) diag.List {
	if target.Unread {
		return nil
	}
	own := &d.spec.Environment
	role := d.role()
	hint := fmt.Sprintf("add pipeline: {account: %q, role: %s} to the environment's delivery stack", own.Account, role)
	for _, stack := range target.Stacks {
		config, ok := stack.Config.(*schema.Delivery)
		if !ok || config.Pipeline == nil {
			continue
		}
		if config.Pipeline.Account == own.Account && (config.Pipeline.Role == role || len(role) > longestRole) {
			return nil
		}
		at := target.Position("stacks." + stack.Name + ".pipeline")
		p := wrong("pipeline-not-trusted", d.path, d.spec.Position(d.path),
			fmt.Sprintf("environment %q is deployed with role %s of account %s, and trusts %s of account %s at %s",
				d.config.Name, role, own.Account, config.Pipeline.Role, config.Pipeline.Account, at), hint)
		p.Notes = []diag.Text{{Pos: at, Message: "it trusts this one"}}
		return diag.List{p}
	}
	return diag.List{wrong("pipeline-not-trusted", d.path, d.spec.Position(d.path),
		fmt.Sprintf("environment %q is deployed with role %s of account %s, and has no delivery stack that trusts it", d.config.Name, role, own.Account), hint)}
}

// role is the name of the role of the pipeline's step, as long as it need not be cut.
func (d deployed) role() string {
	return stepRoles(d.spec, d.stack) + cmp.Or(d.config.Spec, d.config.Name)
}

// stepRoles is what the names of the roles of a pipeline's steps begin with.
func stepRoles(s *Spec, stack string) string {
	return s.Environment.System + "-" + s.Environment.Environment + "-" + stack + "-deploy-"
}

// strayDeliveries finds environments that trust a step which their pipeline does not have: nothing would ever deploy them. What a pipeline
// says of an environment that it lists is compared with it elsewhere.
func strayDeliveries(specs []*Spec) diag.List {
	var problems diag.List
	for _, s := range specs {
		for _, stack := range s.Stacks {
			config, ok := stack.Config.(*schema.Delivery)
			if !ok || config.Pipeline == nil {
				continue
			}
			path := "stacks." + stack.Name + ".pipeline.role"
			for _, by := range specs {
				if at, stray := by.strays(config.Pipeline, s); stray {
					p := wrong("delivery-not-listed", path, s.Position(path),
						fmt.Sprintf("environment %q waits for role %s, and the pipeline at %s does not deploy it", s.Environment.Environment, config.Pipeline.Role, at),
						fmt.Sprintf("add {name: %s, account: %q, tier: %s} to the pipeline's environments, or correct the role", s.Environment.Environment, s.Environment.Account, s.Environment.Tier))
					p.Notes = []diag.Text{{Pos: at, Message: "the pipeline deploys these"}}
					problems = append(problems, p)
				}
			}
		}
	}
	return problems
}

// strays says whether the spec has the pipeline that an environment trusts, and the pipeline knows nothing of the environment.
func (s *Spec) strays(trusted *schema.DeliveryPipeline, target *Spec) (diag.Position, bool) {
	for _, stack := range s.Stacks {
		config, ok := stack.Config.(*schema.Pipeline)
		if !ok || s.Environment.Account != trusted.Account || !strings.HasPrefix(trusted.Role, stepRoles(s, stack.Name)) || len(trusted.Role) >= longestRole {
			continue
		}
		listed := slices.ContainsFunc(config.Environments, func(e *schema.PipelineEnvironment) bool {
			return e.Name == target.Environment.Environment && cmp.Or(e.System, s.Environment.System) == target.Environment.System
		})
		return s.Position("stacks." + stack.Name + ".environments"), !listed
	}
	return diag.Position{}, false
}
