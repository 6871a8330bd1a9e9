package evidence

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/hipaac/hipaac/compiler/law"
	"github.com/hipaac/hipaac/compiler/template"
)

// configRule is a rule of AWS Config that a template deploys.
type configRule struct {
	Watch
	managed string // what AWS calls the managed rule, in small letters with hyphens
}

// rulesIn finds the rules of AWS Config in a template: resources of their own, and those of conformance packs, which are templates
// inside of templates.
func rulesIn(doc *template.Document, env *Environment, stack string) []configRule {
	var rules []configRule
	for _, r := range doc.Resources {
		properties := r.Node.Get("Properties")
		inside := []*template.Resource{r}
		if r.Type == "AWS::Config::ConformancePack" {
			pack, _ := template.Parse(doc.File, []byte(text(properties, "TemplateBody")))
			if pack == nil {
				continue
			}
			inside = pack.Resources
		}
		for _, one := range inside {
			if one.Type != "AWS::Config::ConfigRule" {
				continue
			}
			properties := one.Node.Get("Properties")
			managed := ""
			if source := properties.Get("Source"); text(source, "Owner") == "AWS" {
				managed = strings.ReplaceAll(strings.ToLower(text(source, "SourceIdentifier")), "_", "-")
			}
			rules = append(rules, configRule{managed: managed, Watch: Watch{
				Rule: text(properties, "ConfigRuleName"), Environment: env.Folder, Resource: stack + "." + r.ID, Account: env.Account, Region: env.Region,
			}})
		}
	}
	return rules
}

// text is a property that is a plain text, or "".
func text(n *template.Node, name string) string {
	if v := n.Get(name); v != nil && v.Kind == template.String {
		return v.Text
	}
	return ""
}

// watches reports whether a rule is about what a control asks. A rule of a pack that hipaac makes has the control's name; AWS's own name
// is known from the catalogue.
func (r *configRule) watches(c *Control) bool {
	return r.managed != "" && (r.Rule == c.ID || r.managed == c.ConfigRule)
}

// addWatches says of each control which rules watch it. AWS Config judges an account and a region at a time, so a rule counts for the
// environments there, and for all of the account where it is about what an account has once; what other accounts or an organization
// deploy is not known here.
func (r *Report) addWatches(rules []configRule) {
	once := onceInAnAccount()
	for i := range r.Controls {
		c := &r.Controls[i]
		covers := func(w *Watch, e *Environment) bool {
			return w.Account == e.Account && (w.Region == e.Region || once[c.ID])
		}
		var managed string
		for _, rule := range rules {
			if !rule.watches(c) {
				continue
			}
			managed = rule.managed
			if slices.ContainsFunc(r.Environments, func(e Environment) bool { return c.concerns(&e) && covers(&rule.Watch, &e) }) {
				c.WatchedBy = append(c.WatchedBy, rule.Watch)
			}
		}
		if c.ConfigRule == "" && managed == "" {
			continue
		}
		for j := range r.Environments {
			e := &r.Environments[j]
			if c.concerns(e) && !slices.ContainsFunc(c.WatchedBy, func(w Watch) bool { return covers(&w, e) }) {
				c.Unwatched = append(c.Unwatched, e.Folder)
			}
		}
		c.Watch = c.watch()
	}
}

// onceInAnAccount are the controls on what an account has once.
var onceInAnAccount = sync.OnceValue(func() map[string]bool {
	once := map[string]bool{}
	for _, e := range law.Catalogue() {
		once[e.ID] = e.Once
	}
	return once
})

// concerns reports whether a control has something to say of an environment. What only run time or people show concerns all.
func (c *Control) concerns(e *Environment) bool {
	return c.Kind == AtRunTime || c.Kind == ByPeople || slices.ContainsFunc(c.Verdicts, func(v Verdict) bool { return v.Environment == e.Folder })
}

// watch is the sentence about the rules.
func (c *Control) watch() string {
	var by []string
	for _, w := range c.WatchedBy {
		by = append(by, fmt.Sprintf("%s (%s of %s)", w.Rule, w.Resource, w.Environment))
	}
	switch {
	case len(by) == 0:
		return "not watched: no reported spec deploys AWS Config's rule for it in this account and region"
	case len(c.Unwatched) == 0:
		return "watched by the AWS Config rule " + strings.Join(by, " and ")
	}
	return fmt.Sprintf("watched by the AWS Config rule %s; no reported spec has one that watches %s", strings.Join(by, " and "), strings.Join(c.Unwatched, ", "))
}
