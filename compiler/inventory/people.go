package inventory

import (
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler/controls"
)

// openUserPool: people sign in, and get mail.
func (v view) openUserPool() {
	for _, kind := range []string{"AWS::Cognito::UserPoolDomain", "AWS::Cognito::UserPoolClient"} {
		for _, x := range v.Pointing(kind, "UserPoolId") {
			w := way{data: true, Flow: Flow{From: v.at.all.people(), To: v.id(), Label: "HTTPS 443, sign-in", Port: "443", PHI: Moves, Secure: "TLS", Evidence: []string{v.of(x).id()}}}
			for _, a := range v.every("AWS::WAFv2::WebACLAssociation") {
				if a.Get("ResourceArn").Names(v.Subject) {
					w.Evidence = append(w.Evidence, a.id())
				}
			}
			v.found(w)
		}
	}
	if v.Get("EmailConfiguration.EmailSendingAccount").Is("DEVELOPER").Yes() {
		v.found(way{Flow: Flow{From: v.id(), To: v.at.all.people(), Label: "mail", PHI: Beside, Secure: "unknown", Evidence: []string{v.id()}}})
	}
	for _, e := range v.Get("LambdaConfig").Entries() {
		for _, to := range v.assets(e.Value) {
			v.found(way{data: true, Flow: Flow{From: v.id(), To: to, Label: "sign-in events", PHI: Moves, Secure: "signed", Evidence: []string{v.id()}}})
		}
	}
}

// openIdentities: people who signed in take a role.
func (v view) openIdentities() {
	for _, e := range v.Get("Roles").Entries() {
		for _, to := range v.assets(e.Value) {
			v.found(way{data: true, Flow: Flow{From: v.at.all.people(), To: to, Label: "takes the role, " + e.Key, PHI: Moves, Secure: "signed", Evidence: []string{v.id()}}})
		}
	}
}

// openRole: who may take a role that is not for a service, and what they reach with it.
func (v view) openRole() {
	strangers := false
	for _, s := range controls.Statements(v.Get("AssumeRolePolicyDocument")) {
		if s.Allows().No() {
			continue
		}
		for _, from := range v.trusted(s) {
			strangers = true
			v.found(way{data: true, Flow: Flow{From: from, To: v.id(), Label: "takes the role" + withMFA(s), PHI: Moves, Secure: "signed", Evidence: []string{v.id()}}})
		}
	}
	if strangers {
		v.openRights(v)
	}
}

func withMFA(s controls.Statement) string {
	for _, t := range s.Tests() {
		if t.Says("Bool", "aws:MultiFactorAuthPresent", "true").Yes() {
			return ", with MFA"
		}
	}
	return ""
}

// trusted are the people and systems that a statement of a trust policy names. Where it names an account and narrows it to principals by a
// condition, these count.
func (v view) trusted(s controls.Statement) []string {
	var out []string
	for _, p := range s.Principals() {
		switch p.Kind {
		case "AWS":
			named := []value{p.Value}
			for _, t := range s.Tests() {
				if strings.EqualFold(t.Key, "aws:PrincipalArn") {
					named = t.Values.Items()
				}
			}
			for _, n := range named {
				out = append(out, v.principal(n)...)
			}
		case "Federated":
			name := v.at.plain(p.Value)
			if leads := v.leads(p.Value); len(leads) > 0 {
				name = v.at.plain(leads[0].Get("Url"))
			}
			if strings.HasPrefix(name, "cognito-identity") {
				continue // the attachment of roles says who
			}
			out = append(out, v.at.all.outsider(System, "identity provider "+strings.TrimPrefix(name, "https://"), "identity provider "+strings.TrimPrefix(name, "https://")))
		}
	}
	return out
}

// principal is who an ARN of IAM is: what runs with a role that is drawn, the role itself, or somebody outside.
func (v view) principal(arn value) []string {
	if found := v.assets(arn); len(found) > 0 {
		var out []string
		for _, id := range found {
			if takers := v.at.all.takers[id]; len(takers) > 0 {
				out = append(out, takers...)
			} else {
				out = append(out, id)
			}
		}
		return out
	}
	name := v.at.plain(arn)
	part := strings.SplitN(name, ":", 6)
	switch {
	case len(part) < 6:
		return []string{v.at.all.outsider(System, "principal "+name, "principal "+name)}
	case part[5] == "root":
		return []string{v.at.all.account(part[4])}
	case strings.HasPrefix(part[5], "user/"):
		return []string{v.at.all.outsider(People, part[5]+" of "+part[4], strings.Replace(part[5], "/", " ", 1)+" of account "+part[4])}
	}
	return []string{v.at.all.outsider(System, part[5]+" of "+part[4], strings.Replace(part[5], "/", " ", 1)+" of account "+part[4])}
}

// openAnywhere: machines elsewhere that have a certificate take the roles of a profile.
func (v view) openAnywhere() {
	for _, arn := range v.Get("RoleArns").Items() {
		for _, to := range v.assets(arn) {
			v.found(way{data: true, Flow: Flow{From: v.at.all.outsider(System, "machines with a certificate", "machines with a certificate"), To: to,
				Label: "takes the role, by certificate", PHI: Moves, Secure: "signed", Evidence: []string{v.id()}}})
		}
	}
}

// openSessions: a policy that lets operators open sessions leads to the machines that take them.
func (v view) openSessions() {
	starts := slices.ContainsFunc(controls.Statements(v.Get("PolicyDocument")), func(s controls.Statement) bool {
		return s.Allows().Yes() && s.Action("ssm:StartSession").Yes() && slices.ContainsFunc(s.Get("Resource").Items(), func(r value) bool {
			name := v.at.plain(r)
			return name == "*" || strings.Contains(name, ":instance/")
		})
	})
	if !starts || len(v.Pointing("AWS::IAM::Role", "PermissionsBoundary")) > 0 {
		return // what only bounds a role opens nothing
	}
	for _, machine := range v.sessionTargets() {
		v.found(way{data: true, Flow: Flow{From: v.at.all.operators(), To: machine.id(), Label: "sessions", PHI: Moves, Secure: "signed", Evidence: []string{v.id()}}})
	}
}

// sessionTargets are the machines whose role may open the channels of a session.
func (v view) sessionTargets() []view {
	var out []view
	for _, x := range v.every("AWS::EC2::Instance", "AWS::ElasticBeanstalk::Environment") {
		for _, role := range x.roles() {
			if slices.ContainsFunc(role.rights(), opensChannels) {
				out = append(out, x)
				break
			}
		}
	}
	return out
}

func opensChannels(r right) bool {
	return slices.ContainsFunc(controls.Statements(r.document), func(s controls.Statement) bool {
		return s.Allows().And(s.Action("ssmmessages:OpenDataChannel")).Yes()
	})
}

// openConnect: operators come in through an endpoint of EC2 Instance Connect.
func (v view) openConnect() {
	v.found(way{data: true, Flow: Flow{From: v.at.all.operators(), To: v.id(), Label: "sessions", PHI: Moves, Secure: "signed", Evidence: []string{v.id()}}})
}

// openAssignment: people of an identity center take a permission set.
func (v view) openAssignment() {
	for _, to := range v.assets(v.Get("PermissionSetArn")) {
		v.found(way{Flow: Flow{From: v.at.all.operators(), To: to, Label: "takes the permission set", PHI: Without, Secure: "signed", Evidence: []string{v.id()}}})
	}
}

// openPortfolio: people who launch products.
func (v view) openPortfolio() {
	for _, to := range v.assets(v.Get("PortfolioId")) {
		v.found(way{Flow: Flow{From: v.at.all.operators(), To: to, Label: "launches products", PHI: Without, Secure: "signed", Evidence: []string{v.id()}}})
	}
}
