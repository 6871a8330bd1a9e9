package destroy

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/plan"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
	"github.com/hipaac/hipaac/compiler/change"
	"github.com/hipaac/hipaac/compiler/template"
)

// Inventory reads the properties of a resource as they are, in the words of its type, and whether there is such a resource.
type Inventory interface {
	Properties(ctx context.Context, kind, id string) ([]byte, bool, error)
}

// protection is a property with which a resource refuses to be deleted, and how a person turns it off. As of 2026-11.
type protection struct {
	kind  string
	where func(*template.Resource) *template.Node // in a template, and in what is read of the resource; nil where it is not set
	on    string
	off   string
}

func property(path string) func(*template.Resource) *template.Node {
	return func(r *template.Resource) *template.Node { return r.Property(path) }
}

var protections = []protection{
	{"AWS::RDS::DBInstance", property("DeletionProtection"), "true", "aws rds modify-db-instance --db-instance-identifier %s --no-deletion-protection --apply-immediately"},
	{"AWS::RDS::DBCluster", property("DeletionProtection"), "true", "aws rds modify-db-cluster --db-cluster-identifier %s --no-deletion-protection --apply-immediately"},
	{"AWS::DocDB::DBCluster", property("DeletionProtection"), "true", "aws docdb modify-db-cluster --db-cluster-identifier %s --no-deletion-protection --apply-immediately"},
	{"AWS::Neptune::DBCluster", property("DeletionProtection"), "true", "aws neptune modify-db-cluster --db-cluster-identifier %s --no-deletion-protection --apply-immediately"},
	{"AWS::DynamoDB::Table", property("DeletionProtectionEnabled"), "true", "aws dynamodb update-table --table-name %s --no-deletion-protection-enabled"},
	{"AWS::Cognito::UserPool", property("DeletionProtection"), "ACTIVE", ""}, // the call that changes it resets what it is not told
	{"AWS::EC2::Instance", property("DisableApiTermination"), "true", "aws ec2 modify-instance-attribute --instance-id %s --no-disable-api-termination"},
	{"AWS::Logs::LogGroup", property("DeletionProtectionEnabled"), "true", ""},
	{"AWS::ElasticLoadBalancingV2::LoadBalancer", balancerProtection, "true", "aws elbv2 modify-load-balancer-attributes --load-balancer-arn %s --attributes Key=deletion_protection.enabled,Value=false"},
}

func balancerProtection(r *template.Resource) *template.Node {
	n := r.Property("LoadBalancerAttributes")
	if n == nil {
		return nil
	}
	for _, a := range n.Items {
		if key := a.Get("Key"); key != nil && key.Text == "deletion_protection.enabled" {
			return a.Get("Value")
		}
	}
	return nil
}

// protecting is what protects the resource from its deletion, as the template says, or nil.
func protecting(r *template.Resource) *protection {
	for i := range protections {
		if p := &protections[i]; p.kind == r.Type {
			if n := p.where(r); n != nil && strings.EqualFold(n.Text, p.on) {
				return p
			}
		}
	}
	return nil
}

// stillProtected is said of a resource that CloudFormation deletes only when somebody has turned its protection off.
const stillProtected = "deletion protection: the deletion fails until somebody turns it off"

// confirm looks whether the protection that the template gives a resource is still on: whoever destroys has to turn it off past
// CloudFormation, where the template does not show it. What cannot be looked at is only warned of.
func (item *Item) confirm(ctx context.Context, account Inventory, entry *template.Resource) error {
	p := protecting(entry)
	if p == nil || account == nil || item.Fate == change.Kept || item.PhysicalID == "" {
		return nil
	}
	on, unread := p.look(ctx, account, item.PhysicalID)
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case unread != "":
		item.Lock = "deletion protection: the deletion fails unless somebody turned it off, which could not be looked at: " + unread
	case on:
		item.protected = true
	default:
		item.Lock, item.Command = "", ""
	}
	return nil
}

// look reads whether the protection is on. Where that cannot be told, unread says why; an answer without the property tells nothing.
func (p *protection) look(ctx context.Context, account Inventory, id string) (on bool, unread string) {
	text, found, err := account.Properties(ctx, p.kind, id)
	switch {
	case err != nil:
		return false, err.Error()
	case !found:
		return false, "AWS knows no such resource"
	case !json.Valid(text):
		return false, "the answer is no JSON"
	}
	doc, problems := template.Parse("live", fmt.Appendf(nil, `{"Resources":{"X":{"Type":%q,"Properties":%s}}}`, p.kind, text))
	if doc == nil || problems.Failed() || doc.Resource("X") == nil {
		return false, "the answer cannot be understood"
	}
	n := p.where(doc.Resource("X"))
	if n == nil || n.Text == "" {
		return false, "the answer does not say"
	}
	return strings.EqualFold(n.Text, p.on), ""
}

// refuseProtected keeps a deletion from stopping half-way, with the stacks gone that come before. What somebody said shall stay in the
// account when it cannot be deleted does not stop anything, and neither can a deletion be stopped that runs already.
func (s *Step) refuseProtected(stays func(name string) bool) {
	var names, commands []string
	for _, item := range s.Items {
		if !item.protected || s.Action == stack.Attach || stays != nil && (stays(s.Title()) || stays(s.Title()+"."+item.ID)) {
			continue
		}
		names = append(names, item.ID)
		if item.Command != "" {
			commands = append(commands, item.Command)
		} else {
			commands = append(commands, fmt.Sprintf("turn it off for %s in the console of its service", item.PhysicalID))
		}
	}
	if len(names) > 0 {
		s.block(plan.ByPolicy, "deletion protection is on: "+strings.Join(names, ", "), strings.Join(commands, "; "))
	}
}
