package catalog

import (
	"slices"
	"strings"
	"unicode"

	"github.com/awslabs/goformation/v7/cloudformation/iam"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// addLimit adds the permission boundary of a launch role: whatever is attached to the role later, it does no more than kinds of action that
// the product needs now, and never touches who may do what in the account, or what watches it.
func addLimit(s *blueprints.Stack, name, product string, rights []guard.Statement) *blueprints.Resource {
	kinds, exact := kindsOf(rights)
	statements := append([]guard.Statement{{Sid: "NoOther", Effect: "Allow", Action: kinds, Resource: []string{"*"}}}, exact...)
	return s.Add(name+"LaunchLimit", &iam.ManagedPolicy{
		Description:    ptr("The most that the launch role of " + product + " can ever do"),
		PolicyDocument: guard.Document(append(statements, never(kinds))...),
	}).From(at(product, "")).Retain().
		Say("Permits nothing by itself: it is the most that the role can get, whatever policies are attached to it later.")
}

// kindsOf are the actions of rights, cut behind their first word: "ec2:Create*". Full names would not fit into one policy. What is done with
// keys, and the passing of roles, stay exactly as they are: they are the two rights that open all others.
func kindsOf(rights []guard.Statement) (kinds []string, exact []guard.Statement) {
	for _, s := range rights {
		if s.Effect != "Allow" {
			continue
		}
		if !slices.Contains(s.Resource, "*") && (strings.HasPrefix(s.Action[0], "kms:") || s.Action[0] == "iam:PassRole") {
			exact = append(exact, s)
			continue
		}
		for _, action := range s.Action {
			service, name, _ := strings.Cut(action, ":")
			end := strings.IndexFunc(name[1:], unicode.IsUpper) + 1
			if end == 0 || service == "iam" || service == "kms" {
				kinds = append(kinds, action) // a short name, or one whose kind would give too much
				continue
			}
			kinds = append(kinds, service+":"+name[:end]+"*")
		}
	}
	slices.Sort(kinds)
	return slices.Compact(kinds), exact
}

// never is what no launch role does, except where its product is for that.
func never(kinds []string) guard.Statement {
	var denied []string
	for _, action := range []string{
		"account:*", "cloudtrail:*", "config:*", "guardduty:*", "iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:CreateUser",
		"iam:UpdateAccountPasswordPolicy", "organizations:*", "securityhub:*", "servicecatalog:*", "sso:*", "sts:AssumeRole",
	} {
		start := strings.TrimSuffix(action, "*")
		if !slices.ContainsFunc(kinds, func(kind string) bool { return strings.HasPrefix(kind, start) }) {
			denied = append(denied, action)
		}
	}
	return guard.Statement{Sid: "NeverAdminister", Effect: "Deny", Action: denied, Resource: []string{"*"}}
}
