package guardrails

import "github.com/hipaac/hipaac/blueprints/guard"

// stored are the actions on what holds records and what opens it. All are of services that heed resource control policies (AWS Organizations
// User Guide, "Resource control policies", list of services, as of 2026-11). The list has more; those are left to policies of their own,
// because people outside the organization sign in or call them by design.
var stored = []string{"dynamodb:*", "ecr:*", "kms:*", "s3:*", "secretsmanager:*", "sqs:*"}

// perimeter denies what is stored to identities outside the organization, to services that act for such, and to requests in clear text. A
// service that acts for an account says which (aws:SourceAccount); where it says none, the request is not judged.
func (g *guardrails) perimeter() []guard.Statement {
	p := g.cfg.Perimeter
	outside := func(organization, account string) map[string][]string {
		keys := map[string][]string{organization: {p.Organization}}
		if len(p.Partners) > 0 {
			keys[account] = p.Partners
		}
		return keys
	}
	return []guard.Statement{
		around("OrganizationOnly", guard.Condition{
			"StringNotEqualsIfExists": outside("aws:PrincipalOrgID", "aws:PrincipalAccount"), "BoolIfExists": {"aws:PrincipalIsAWSService": {"false"}},
		}),
		around("ServicesForTheOrganizationOnly", guard.Condition{
			"StringNotEqualsIfExists": outside("aws:SourceOrgID", "aws:SourceAccount"),
			"Null":                    {"aws:SourceAccount": {"false"}}, "Bool": {"aws:PrincipalIsAWSService": {"true"}},
		}),
		around("EncryptedInTransit", guard.Condition{"BoolIfExists": {"aws:SecureTransport": {"false"}}}),
	}
}

func around(sid string, when guard.Condition) guard.Statement {
	s := deny(sid, stored, when)
	s.Principal = "*"
	return s
}
