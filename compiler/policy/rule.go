package policy

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"cuelang.org/go/cue/ast"

	"github.com/hipaac/hipaac/compiler/diag"
	"github.com/hipaac/hipaac/schema/shape"
)

// rule reads a control on templates.
func (r *reader) rule(f *ast.Field) {
	before := len(r.problems)
	rule := r.readRule(f)
	if rule == nil || rule.Require == nil || len(r.problems) > before {
		return
	}
	r.policy.Rules = append(r.policy.Rules, rule)
}

func (r *reader) readRule(f *ast.Field) *Rule {
	if r.known.Model.Control(label(f)) != nil {
		r.report(f.Label, "policy-loosens", fmt.Sprintf("%s is a control of hipaac on specs", written(f.Label)), "ask more of it below controls, or give this one another name")
		return nil
	}
	if !r.newID(f) {
		return nil
	}
	parts := r.parts(f, "a control on templates", "title", "citations", "says", "remedy", "tier", "types", "require", "unwaivable")
	if r.missing(f, parts, "title", "citations", "says", "remedy", "types", "require") {
		return nil
	}
	rule := &Rule{
		ID: label(f), Title: r.text(parts["title"], "title"), Tier: tiers[len(tiers)-1], Pos: place(f.Label), Types: r.types(parts["types"]),
		Says: r.words(parts["says"], "says", "{name}", "{value}", "{want}"), Remedy: r.words(parts["remedy"], "remedy", "{want}"),
	}
	rule.Citations, rule.Own = r.citations(parts["citations"])
	if x := parts["tier"]; x != nil {
		rule.Tier = r.tier(x)
	}
	if x := parts["unwaivable"]; x != nil {
		rule.Unwaivable = r.truth(x, "unwaivable")
	}
	rule.Require = r.ofResource(parts["require"])
	if rule.Require != nil && strings.Contains(rule.Remedy, "{want}") {
		want := rule.Require.Asks()
		if want == "" {
			r.report(parts["remedy"], "policy-field", "remedy speaks of {want}, and the requirement asks for no single thing that has words", `write what is wanted, or add @want("…") behind the pattern`)
		}
		rule.Remedy = strings.ReplaceAll(rule.Remedy, "{want}", want)
	}
	if rule.Require != nil && strings.Contains(rule.Says, "{want}") && !worded(rule.Require) {
		r.report(parts["says"], "policy-field", "says speaks of {want}, and the requirement has a part without words", `write what is wanted, or add @want("…") behind each pattern`)
	}
	return rule
}

// worded reports whether every value that a pattern asks for has words of its own.
func worded(t *shape.Type) bool {
	switch t.Kind {
	case shape.Struct:
		return !slices.ContainsFunc(t.Fields, func(f *shape.Field) bool { return !worded(f.Type) })
	case shape.Map, shape.List:
		return t.Asks() != "" || t.Elem != nil && worded(t.Elem)
	case shape.Any:
		return true
	}
	return t.Asks() != ""
}

// typeName is how CloudFormation writes the types of resources: AWS::S3::Bucket, Custom::Anything, and those of modules and third
// parties.
var typeName = regexp.MustCompile(`^([A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}(::MODULE)?|Custom::[A-Za-z0-9_@-]{1,60})$`)

func (r *reader) types(x ast.Expr) []string {
	all, at := r.texts(x, "types")
	for i, t := range all {
		switch {
		case t == "*" || slices.Contains(r.known.Types, t):
		case !typeName.MatchString(t):
			r.report(at[i], "policy-field", fmt.Sprintf("%q is no type of a resource", t), nearest(t, r.known.Types, `write it as CloudFormation does, such as "AWS::RDS::DBInstance", or "*" for each`))
		case diag.Nearest(t, r.known.Types) != "":
			r.problems = append(r.problems, diag.Diagnostic{
				Severity: diag.Warning, ID: "policy-unknown-type", Pos: place(at[i]),
				Message: fmt.Sprintf("%q is a type that hipaac does not know, and that may not exist", t), Hint: nearest(t, r.known.Types, ""),
			})
		}
	}
	return slices.Compact(slices.Sorted(slices.Values(all)))
}

// partsOfResource are what a requirement can speak of. Tags are no part of their own in CloudFormation.
var partsOfResource = []string{"Properties", "Tags", "DeletionPolicy", "UpdateReplacePolicy", "Metadata", "UpdatePolicy", "CreationPolicy"}

// ofResource reads a pattern over a resource.
func (r *reader) ofResource(x ast.Expr) *shape.Type {
	if !r.pattern(x) {
		return nil
	}
	before := len(r.problems)
	parts := fields(bare(x))
	if len(parts) == 0 {
		r.report(x, "policy-form", "a requirement is a pattern with the parts of a resource", "write require: Properties: …, or require: Tags: …")
		return nil
	}
	for _, f := range parts {
		if !slices.Contains(partsOfResource, label(f)) {
			hint := nearest(label(f), partsOfResource, "properties stand below Properties: require: Properties: "+written(f.Label)+": …")
			r.report(f.Label, "policy-unknown", fmt.Sprintf("%s is no part of a resource", written(f.Label)), hint)
		}
		keyed := len(fields(f.Value)) > 0 && !slices.ContainsFunc(fields(f.Value), func(tag *ast.Field) bool { return label(tag) == "" })
		if label(f) == "Tags" && !keyed {
			r.report(f.Value, "policy-form", "tags are written by their keys", `write require: Tags: "cost-center": =~"^[0-9]{4}$"`)
		}
	}
	t, ok := r.typeOf(x)
	if !ok || len(r.problems) > before {
		return nil
	}
	if unique(t) {
		r.report(x, "policy-form", "whether a list holds nothing twice is not judged on templates", "remove list.UniqueItems()")
		return nil
	}
	return t
}

func unique(t *shape.Type) bool {
	return t != nil && (t.Unique || unique(t.Elem) || slices.ContainsFunc(t.Fields, func(f *shape.Field) bool { return unique(f.Type) }))
}
