package guard

import (
	"slices"
	"strings"

	"github.com/hipaac/hipaac/blueprints"
)

// Deployer is a role with whose rights CloudFormation makes stacks: the launch role of a product, the execution role of an
// environment.
type Deployer struct {
	// Names are what the names of all that it makes begin with: "clinic-prod-". Where the ARNs of a service hold such names, the rights
	// are limited to them.
	Names []string
	// Boundaries are patterns for the ARNs of permission boundaries: every role and user that it makes has to have one of them. Without
	// any, who may make a role can make one that may do more than itself.
	Boundaries []string
	// Closed are patterns for the ARNs of roles and policies with such names that it must never touch: its own role and policies, and
	// the boundary.
	Closed []string
	// Templates is a pattern for the ARNs of the objects that hold templates. Where a type needs to read such, no other object of the
	// environment is read; "" is all objects in buckets with such names.
	Templates string
}

// global are services that answer for all regions from one.
var global = []string{"chatbot", "iam", "organizations", "route53"}

// bounded are the actions that know iam:PermissionsBoundary: the boundary of the role or user that they are about.
var bounded = []string{
	"AttachRolePolicy", "AttachUserPolicy", "CreateRole", "CreateUser", "DeleteRolePolicy", "DeleteUserPolicy", "DetachRolePolicy",
	"DetachUserPolicy", "PutRolePermissionsBoundary", "PutRolePolicy", "PutUserPermissionsBoundary", "PutUserPolicy",
}

// unbind are the actions that nobody gets who has to bind what he makes.
var unbind = []string{"DeleteRolePermissionsBoundary", "DeleteUserPermissionsBoundary"}

// onObjects are the actions of S3 that reach what is in a bucket.
var onObjects = []string{"GetObject", "GetObjectVersion", "PutObject"}

// useOfKeys are the actions of KMS that encrypt and decrypt.
var useOfKeys = []string{"Decrypt", "Encrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext", "ReEncryptFrom", "ReEncryptTo", "RetireGrant"}

// Statements gives the deployer rights: every action that is needed, and beside them only to pass roles and to make service-linked
// roles, both for the services that get them. What they come to may be too long for one policy: see SplitPolicies.
func (d Deployer) Statements(s *blueprints.Stack, needed Rights) []Statement {
	var all statements
	for _, full := range needed.Actions {
		service, action, _ := strings.Cut(full, ":")
		if len(d.Boundaries) > 0 && slices.Contains(unbind, action) {
			continue
		}
		right := d.right(s, service, action, needed.Names)
		right.Action = []string{full}
		all.add(right)
	}
	return append(all, d.handsOver(needed)...)
}

// right is a statement without its action: where the deployer may do it, and on what condition. The further names are those that
// services give.
func (d Deployer) right(s *blueprints.Stack, service, action string, further []string) Statement {
	name, names := strings.ToUpper(service[:1])+service[1:], append(slices.Clone(d.Names), further...)
	place := placeOf(service, action)
	switch {
	case service == "kms":
		return d.rightOnKeys(s, action)
	case service == "iam" && len(d.Boundaries) > 0 && slices.Contains(bounded, action):
		return allow("Iam"+place.only+"Bounded", place.named(d.Names), Condition{"ArnLike": {"iam:PermissionsBoundary": d.Boundaries}})
	case service == "iam" && place != nil:
		return allow("Iam"+place.only, place.named(d.Names), nil)
	case service == "s3" && slices.Contains(onObjects, action):
		return allow("S3Objects", d.objects(further), nil)
	case place != nil && service == "logs" && slices.Contains(d.Names, s.PhysicalName("")):
		return allow("LogsNamed", place.named(append(names, "/hipaac/"+s.Env.System+"/"+s.Env.Name+"/")), nil)
	case place != nil:
		return allow(name+place.only+"Named", place.named(names), nil)
	case slices.Contains(global, service):
		return allow(name+"Anywhere", []string{"*"}, nil)
	}
	return allow("Regional", []string{"*"}, inRegion())
}

// objects are those that a service lays out for itself, and the templates: whoever makes a bucket reads no records.
func (d Deployer) objects(further []string) []string {
	objects := placed(further, "arn:"+blueprints.Partition+":s3:::{}*")
	if d.Templates != "" {
		return append(objects, d.Templates)
	}
	if len(objects) == 0 {
		return placed(d.Names, "arn:"+blueprints.Partition+":s3:::{}*")
	}
	return objects
}

// rightOnKeys limits what is done with keys to those of the environment, which carry its tags.
func (d Deployer) rightOnKeys(s *blueprints.Stack, action string) Statement {
	keys := []string{blueprints.OwnArn("kms", "key/*")}
	own := Condition{"StringEquals": OwnTags(s, "aws:ResourceTag/")}
	switch {
	case action == "CreateGrant":
		// A service's grant ends with what it is for. Any other would outlive the role.
		return allow("KmsGrant", keys, and(own, Condition{"Bool": {"kms:GrantIsForAWSResource": {"true"}}}))
	case slices.Contains(useOfKeys, action):
		return allow("KmsUse", keys, own)
	case strings.HasSuffix(action, "Alias"):
		return allow("KmsAlias", placed(d.Names, blueprints.OwnArn("kms", "alias/{}*"), blueprints.OwnArn("kms", "key/*")), nil)
	case action == "CreateKey" || action == "ListAliases" || action == "TagResource":
		// A new key has no tags yet; it gets them with the last of these.
		return allow("Regional", []string{"*"}, inRegion())
	}
	return allow("KmsOwn", keys, own)
}

// handsOver is what a deployer may hand over: roles to services, and to AWS the making of roles that are linked to a service.
func (d Deployer) handsOver(needed Rights) []Statement {
	var list []Statement
	if len(needed.Passes) > 0 {
		pass := allow("PassRoles", placed(d.Names, everywhere("iam", "role/{}*")), Condition{"StringEquals": {"iam:PassedToService": principals(needed.Passes)}})
		pass.Action = []string{"iam:PassRole"}
		list = append(list, pass)
	}
	if len(needed.Links) > 0 {
		link := allow("LinkServices", []string{everywhere("iam", "role/aws-service-role/*")}, Condition{"StringEquals": {"iam:AWSServiceName": principals(needed.Links)}})
		link.Action = []string{"iam:CreateServiceLinkedRole"}
		list = append(list, link)
	}
	if len(d.Closed) > 0 {
		list = append(list, Statement{
			Sid: "NeverItself", Effect: "Deny", Resource: d.Closed,
			Action: []string{"iam:Add*", "iam:Attach*", "iam:Create*", "iam:Delete*", "iam:Detach*", "iam:PassRole", "iam:Put*", "iam:Remove*", "iam:Set*",
				"iam:Tag*", "iam:Untag*", "iam:Update*"},
		})
	}
	return list
}

// principals are the names of services as IAM writes them. The suffix is the same in all partitions that hipaac compiles for.
func principals(services []string) []string {
	var names []string
	for _, s := range services {
		names = append(names, s+".amazonaws.com")
	}
	return names
}

// inRegion holds for calls to the stack's own region.
func inRegion() Condition {
	return Condition{"StringEquals": {"aws:RequestedRegion": {blueprints.Region}}}
}

func allow(sid string, resources []string, when Condition) Statement {
	return Statement{Sid: sid, Effect: "Allow", Resource: resources, Condition: when}
}

// statements grow by actions: those with the same id have the same resources and condition.
type statements []Statement

func (all *statements) add(right Statement) {
	i := slices.IndexFunc(*all, func(have Statement) bool { return have.Sid == right.Sid })
	if i < 0 {
		*all = append(*all, right)
		return
	}
	(*all)[i].Action = append((*all)[i].Action, right.Action...)
}
