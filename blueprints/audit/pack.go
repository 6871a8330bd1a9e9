package audit

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/awslabs/goformation/v7/cloudformation/config"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/schema"
)

// AWS Config's limits on a conformance pack (AWS Config Developer Guide, "Service Limits"; API Reference, PutConformancePack).
const (
	maxRules    = 130
	maxTemplate = 51_200
)

// addPack adds the conformance pack: what is asked of the account while it runs, by the names of the controls.
func (r *records) addPack() {
	rules, left := r.choose()
	body := packTemplate(rules, r.thresholds())
	if len(rules) > maxRules || len(body) > maxTemplate {
		r.Refuse(blueprints.Refusal{
			ID: "pack-too-big", Path: "pack",
			Message: fmt.Sprintf("the conformance pack of stack %q has %d rules in %d bytes, AWS Config takes up to %d in %d", r.Key, len(rules), len(body), maxRules, maxTemplate),
			Hint:    "add fewer rules with pack.with",
		})
		return
	}
	pack := &config.ConformancePack{ConformancePackName: r.PhysicalName(r.Key), TemplateBody: &body}
	for _, t := range r.thresholds() {
		if strings.Contains(body, "{Ref: "+t.name+"}") {
			pack.ConformancePackInputParameters = append(pack.ConformancePackInputParameters,
				config.ConformancePack_ConformancePackInputParameter{ParameterName: t.name, ParameterValue: t.value})
		}
	}
	made := r.Add("Pack", pack).From("pack").Say(strings.Join(left, "\n"))
	if !r.managed {
		made.After = []string{"Channel", "Recorder"} // rules need a recorder that runs
	}
}

// choose says which rules the pack has, and why it has not the others.
func (r *records) choose() (rules []rule, left []string) {
	all, cfg := allRules(), r.cfg.Pack
	if cfg == nil {
		cfg = &schema.ConformancePack{}
	}
	r.checkNames(all, cfg)
	for _, one := range all {
		reason := ""
		switch {
		case slices.Contains(one.notIn, r.Env.Region):
			reason = "AWS Config does not have it in this region"
		case cfg.Without[one.control] != "":
			reason = cfg.Without[one.control]
		case slices.Contains(cfg.With, one.control):
		case one.leftOut != "":
			reason = one.leftOut
		case one.place == "production" && !r.Env.Production():
			reason = "for accounts of tier production"
		case one.place == "home" && !r.atHome:
			continue // judged in the home region, and said there
		case one.control == "cloudtrail-s3-data-events" && !r.cfg.DataEvents:
			reason = "the trail records no data events"
		}
		if reason == "" {
			rules = append(rules, one)
			continue
		}
		left = append(left, "without "+one.control+": "+strings.TrimSuffix(reason, "."))
	}
	return rules, left
}

// checkNames refuses rules that there are not, and ones that would be both in the pack and not.
func (r *records) checkNames(all []rule, cfg *schema.ConformancePack) {
	for _, name := range slices.Sorted(maps.Keys(cfg.Without)) {
		r.checkName(all, "pack.without."+name, name)
		if i := slices.Index(cfg.With, name); i >= 0 {
			r.Refuse(blueprints.Refusal{
				ID: "rule-in-and-out", Path: fmt.Sprintf("pack.with[%d]", i),
				Message: fmt.Sprintf("rule %q of stack %q is both added and left out", name, r.Key), Hint: "remove it from one of the two",
			})
		}
	}
	for i, name := range cfg.With {
		path := fmt.Sprintf("pack.with[%d]", i)
		one, known := r.checkName(all, path, name)
		if known && slices.Contains(one.notIn, r.Env.Region) {
			r.Refuse(blueprints.Refusal{
				ID: "rule-not-in-region", Path: path,
				Message: fmt.Sprintf("AWS Config does not have the rule %q in region %s, and a conformance pack with it could not be deployed", name, r.Env.Region),
				Hint:    "leave it out, and look at what it would ask by hand",
			})
		}
	}
}

func (r *records) checkName(all []rule, path, name string) (rule, bool) {
	one, known := ruleNamed(all, name)
	if !known {
		var near []string
		start, _, _ := strings.Cut(name, "-")
		for _, a := range all {
			if strings.HasPrefix(a.control, start+"-") {
				near = append(near, a.control)
			}
		}
		hint := "name the control as hipaac explain does; only what AWS Config has a rule for can be in a conformance pack"
		if len(near) > 0 {
			hint = "choose one of " + strings.Join(near, ", ")
		}
		r.Refuse(blueprints.Refusal{
			ID: "unknown-rule", Path: path, Message: fmt.Sprintf("the conformance pack of stack %q knows no rule %q", r.Key, name), Hint: hint,
		})
	}
	return one, known
}

// threshold is a parameter of the pack.
type threshold struct{ name, value string }

func (r *records) thresholds() []threshold {
	var ports []string
	for _, p := range r.cfg.PublicPorts {
		ports = append(ports, strconv.Itoa(p))
	}
	return []threshold{
		{"AccessKeyDays", strconv.Itoa(r.cfg.AccessKeyDays)},
		{"BackupDays", "35"},
		{"CertificateDays", strconv.Itoa(r.cfg.CertificateDays)},
		{"PublicPorts", strings.Join(ports, ",")},
		{"UnusedCredentialDays", strconv.Itoa(r.cfg.UnusedCredentialDays)},
	}
}
