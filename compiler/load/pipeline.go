package load

import (
	"cmp"
	"fmt"
	"path"
	"strings"

	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/schema"
)

// A pipeline and the environments that it deploys stand in several specs, which say the same facts from two sides. Whether people are
// asked before production must not hang on what the pipeline's spec says of the tier. An environment whose spec is not among those of
// the run is believed.

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
	role := strings.Join([]string{own.System, own.Environment, d.stack, "deploy", cmp.Or(d.config.Spec, d.config.Name)}, "-")
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
