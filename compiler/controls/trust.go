package controls

import (
	"regexp"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

// sendsSourceAccount lists the services whose documentation says, as of 2026-11, that they name the account on whose behalf they act
// (aws:SourceAccount) when they assume a role, and asks for a condition on it:
//
//   - vpc-flow-logs: Amazon VPC User Guide, IAM role for publishing flow logs to CloudWatch Logs
//   - ecs-tasks: Amazon ECS Developer Guide, Amazon ECS task IAM role
//   - scheduler: EventBridge Scheduler User Guide, Confused deputy prevention
//   - states: Step Functions Developer Guide, Creating an IAM role for your state machine
//   - monitoring.rds: Amazon RDS User Guide, Setting up and enabling Enhanced Monitoring
//   - autoscaling: EC2 Auto Scaling User Guide, Cross-service confused deputy prevention
//
// No other service is held to it. AWS keeps no list, and a condition on a key that a service does not send is never met: the role
// could not be assumed at all. The others are safe without, because IAM lets nobody pass a role to a service for a resource of
// another account.
var sendsSourceAccount = []string{"vpc-flow-logs", "ecs-tasks", "scheduler", "states", "monitoring.rds", "autoscaling"}

// namesItsSource asks whether a service principal is one of those, of one Region or of all.
func namesItsSource(p Principal) Answer {
	return p.Outline(func(text string) bool {
		return slices.ContainsFunc(sendsSourceAccount, func(service string) bool {
			return strings.HasPrefix(text, service+".") && strings.HasSuffix(text, ".amazonaws.com")
		})
	})
}

var accountNumber = regexp.MustCompile(`^(\d{12}|arn:[a-z-]+:(iam|sts)::(\d{12}|\*):.*)$`)

// otherAccount asks whether an AWS principal belongs to another account. What this template or another stack of the account makes is
// one's own, and so is what is put together with AWS::AccountId; a number that is written out may be anybody's.
func otherAccount(p Principal) Answer {
	for _, r := range p.References() {
		if r.Kind == template.ToResource || r.Kind == template.ToOtherStack || r.Name == "AWS::AccountId" {
			return template.No
		}
	}
	return p.Passes(accountNumber.MatchString)
}

// pins asks whether a condition confines a claim of a web identity, such as "sub", to values that are more than a wildcard. The
// provider's name stands before the claim: "token.actions.githubusercontent.com:sub".
func pins(s Statement, claim string) Answer {
	return template.Any(s.Tests(), func(t Test) Answer {
		if why, is := t.Values.Unknown(); is {
			return template.Maybe(why)
		}
		if !strings.HasSuffix(strings.ToLower(t.Key), ":"+claim) || !t.confines() {
			return template.No
		}
		return template.Any(t.Values.Items(), func(v Value) Answer { return v.Outline(beginsOpen) }).Not()
	})
}

// beginsOpen reports whether a claim leaves open what matters most: everything, or every repository, project, organization or namespace
// of the provider. "repo:*:ref:refs/heads/main" is the main branch of anybody's repository.
func beginsOpen(claim string) bool {
	for _, prefix := range []string{"repo:", "project_path:", "organization:", "system:serviceaccount:"} {
		claim = strings.TrimPrefix(claim, prefix)
	}
	return claim == "" || claim[0] == '*' || claim[0] == '?'
}

// judgeAccount asks another account for something that only those know whom one means.
func judgeAccount(c *Case, s Statement, p Principal) {
	known := s.Confined("sts:ExternalId", "aws:PrincipalOrgID", "aws:PrincipalOrgPaths")
	c.Forbid(otherAccount(p).And(known.Not()), p.Value, "role %q trusts another account, %s, without an external id or one's own organization", c.ID, p)
}

// certificateNames are what IAM Roles Anywhere tells of the certificate that was shown, as context keys. As of 2026-11, from its User
// Guide, "The IAM Roles Anywhere trust model".
var certificateNames = []string{
	"aws:PrincipalTag/x509Subject/CN", "aws:PrincipalTag/x509Subject/OU", "aws:PrincipalTag/x509Subject/O", "aws:PrincipalTag/x509Issuer/CN",
	"aws:PrincipalTag/x509SAN/DNS", "aws:PrincipalTag/x509SAN/URI", "aws:PrincipalTag/x509SAN/Name/CN", "sts:SourceIdentity",
}

// judgeCertificates asks a role for software outside AWS whose certificates it means, and of which authority. Without the authority, any
// that the account ever comes to trust can issue for the role.
func judgeCertificates(c *Case, s Statement, p Principal) {
	named := s.Confined("aws:SourceArn").And(s.Confined(certificateNames...))
	c.Forbid(p.Is("rolesanywhere.amazonaws.com").And(named.Not()), p.Value,
		"role %q trusts every certificate of whatever authority: it pins no trust anchor (aws:SourceArn), or no name of a certificate (aws:PrincipalTag/x509Subject/CN)", c.ID)
}

// judgeFederation asks a web identity for its audience and its subject. Cognito gives every guest a subject, and says in "amr" who has
// signed in. An identity provider for SAML is one's own and says in its assertion whom it sends.
func judgeFederation(c *Case, s Statement, p Principal) {
	web := s.Action("sts:AssumeRoleWithWebIdentity")
	if web.No() {
		c.Applies()
		return
	}
	who, claim := "subject", "sub"
	if p.Is(identityPrincipals...).Yes() {
		who, claim = "kind of sign-in", "amr"
	}
	pinned := template.All([]string{"aud", claim}, func(claim string) Answer { return pins(s, claim) })
	c.Require(web.Not().Or(pinned), p.Value, "role %q trusts web identities of %s without pinning their audience (aud) and %s (%s)", c.ID, p, who, claim)
}
