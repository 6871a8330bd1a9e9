// Package guardrails builds what nobody in an organization's accounts can do: service control policies from AWS's list of eligible
// services and from what hipaac itself relies on, and a border around what is stored.
package guardrails

import (
	"fmt"
	"slices"
	"strings"

	"github.com/awslabs/goformation/v7/cloudformation/organizations"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// Blueprint makes four service control policies, and a resource control policy where a perimeter is asked for. It exports nothing.
var Blueprint = blueprints.Define("guardrails", "guardrails of the organization", nil, uses, build).DeployedOnly()

func uses(*schema.Guardrails) []blueprints.KeyUse { return nil }

// maxSize is the most characters of a policy of either type, white space between its elements counted, which CloudFormation adds none of (AWS
// Organizations User Guide, "Quotas and service limits").
const maxSize = 5120

// guardrails is one stack of this blueprint with what its policies share.
type guardrails struct {
	*blueprints.Stack
	cfg  *schema.Guardrails
	last *blueprints.Resource
}

func build(s *blueprints.Stack, cfg *schema.Guardrails) {
	g := &guardrails{Stack: s, cfg: cfg}
	g.expect()
	g.refuse()
	const control = "SERVICE_CONTROL_POLICY"
	g.policy("services", "Only services that AWS's agreement covers for PHI, and those that run accounts", control, g.services()).Say(g.remark())
	g.policy("regions", "Only regions in which the organization works", control, g.regions())
	g.policy("records", "What watches and records stays as it is", control, g.records())
	g.policy("accounts", "Accounts stay what they are, and what deploys them stays in charge", control, g.accounts())
	if cfg.Perimeter != nil {
		g.policy("perimeter", "What is stored stays in the organization", "RESOURCE_CONTROL_POLICY", g.perimeter()).From("perimeter")
	}
}

// policy adds a policy. Organizations takes one change at a time and refuses those that come meanwhile, so each waits for the one before. A
// policy that leaves the template stays attached: whoever lifts a guardrail does it in the organization, by its name.
func (g *guardrails) policy(name, what, kind string, statements []guard.Statement) *blueprints.Resource {
	if size := guard.PolicySize(statements...); size > maxSize {
		g.Refuse(blueprints.Refusal{
			ID:      "guardrail-too-long",
			Message: fmt.Sprintf("policy %q of stack %q would have %d characters, and an organization takes %d", name, g.Key, size, maxSize),
			Hint:    "name fewer systems, roles, buckets or accounts: a name may end in *",
		})
	}
	r := g.Add(blueprints.LogicalName(name), &organizations.Policy{
		Name: g.OwnName(name), Description: ptr(what), Type: kind, TargetIds: g.cfg.Targets, Content: guard.Document(statements...),
	}).Retain()
	if g.last != nil {
		r.DependsOn(g.last)
	}
	g.last = r
	return r
}

// expect says what only an organization can grant.
func (g *guardrails) expect() {
	types := []string{"SERVICE_CONTROL_POLICY"}
	if g.cfg.Perimeter != nil {
		types = append(types, "RESOURCE_CONTROL_POLICY")
	}
	for _, t := range types {
		g.Expect(blueprints.Prerequisite{
			ID:        "organization-policies-" + strings.ToLower(strings.ReplaceAll(t, "_", "-")),
			What:      "the organization has all features and policies of the type " + t,
			Remedy:    "in the organization's management account: aws organizations enable-policy-type --root-id ROOT --policy-type " + t,
			Citations: []string{"164.308(a)(4)(ii)(B)"},
		})
	}
	g.Expect(blueprints.Prerequisite{
		ID:     "guardrail-slots",
		What:   "every target has room for four more service control policies, beside FullAWSAccess and those of Control Tower: AWS attaches five unless the organization's quota is higher",
		Remedy: "aws organizations list-policies-for-target --target-id TARGET --filter SERVICE_CONTROL_POLICY, and detach what these replace",
	})
	if g.cfg.Administrator == "delegated" {
		g.Expect(blueprints.Prerequisite{
			ID:     "organization-policies-delegated",
			What:   "the organization lets account " + g.Env.Account + " make, attach and read policies",
			Remedy: "in the organization's management account: aws organizations put-resource-policy, with the actions on policies for this account",
		})
	}
}

// refuse says what an author surely did not mean.
func (g *guardrails) refuse() {
	if g.cfg.Administrator == "management" && slices.Contains(g.cfg.Targets, g.Env.Account) {
		g.Refuse(blueprints.Refusal{
			ID: "guardrail-without-effect", Path: "targets",
			Message: fmt.Sprintf("policies would be attached to account %s, which manages the organization, and no policy binds it", g.Env.Account),
			Hint:    "leave it out, and keep workloads out of that account",
		})
	}
	g.refuseKnown()
}

// systems are the spec's own and those that are named, in order.
func (g *guardrails) systems() []string {
	all := append([]string{g.Env.System}, g.cfg.Systems...)
	slices.Sort(all)
	return slices.Compact(all)
}

// role is a pattern for the ARNs of roles, in any partition and account.
func role(name string) string { return "arn:*:iam::*:role/" + name }

// trusted are the roles that may do what others may not: those that deploy, and those by which an organization sets accounts up. Whoever could
// make a role with such a name would be trusted, so that nobody else can: see accounts.
func (g *guardrails) trusted() []string {
	roles := []string{role("stacksets-exec-*")}
	for _, s := range g.systems() {
		roles = append(roles, role(s+"-*-deploy"), role(s+"-*-execution"))
	}
	for _, name := range g.cfg.Trusted {
		roles = append(roles, role(name))
	}
	return append(roles, g.founders()...)
}

// founders are the roles of what set the organization up, which work in every region.
func (g *guardrails) founders() []string {
	switch g.Env.Managed {
	case "control-tower":
		return []string{role("AWSControlTowerExecution")}
	case "landing-zone":
		return []string{role("AWSAccelerator-*"), role("AWSControlTowerExecution")}
	}
	return nil
}

// emergency are the roles that people take when nothing else helps.
func (g *guardrails) emergency() []string {
	var roles []string
	for _, s := range g.systems() {
		roles = append(roles, role(s+"-*-break-glass"))
	}
	return roles
}

// launch are the roles by which products of a catalog are launched. They take back the log groups of a launch that failed.
func (g *guardrails) launch() []string {
	var roles []string
	for _, s := range g.systems() {
		roles = append(roles, role(s+"-*LaunchRole-*"))
	}
	return roles
}

// unless is the condition that nobody of the roles asks.
func unless(roles ...[]string) guard.Condition {
	if all := slices.Concat(roles...); len(all) > 0 {
		return guard.Condition{"ArnNotLike": {"aws:PrincipalArn": all}}
	}
	return nil
}

// deny is a statement on everything, unless it says otherwise.
func deny(sid string, actions []string, when guard.Condition, resources ...string) guard.Statement {
	if len(resources) == 0 {
		resources = []string{"*"}
	}
	return guard.Statement{Sid: sid, Effect: "Deny", Action: actions, Resource: resources, Condition: when}
}

func ptr[T any](v T) *T { return &v }
