package access

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"strings"

	"github.com/awslabs/goformation/v7/cloudformation/iam"
	"github.com/awslabs/goformation/v7/cloudformation/rolesanywhere"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// addOutside lets software outside AWS be the workload: it shows a certificate and gets a session that ends. The role is one of its
// own, so that what is trusted here can be taken away without touching what runs in AWS, and the other way round.
func (a *access) addOutside(o *schema.Outside) {
	on, name := true, a.ShortName(a.Key+"-outside", 100)
	source, note := a.source(o)
	anchor := a.Add("TrustAnchor", &rolesanywhere.TrustAnchor{Name: name, Enabled: &on, Source: source}).From("outside").Say(note)
	boundary, seconds := a.boundary.Ref(), o.SessionMinutes*60
	role := a.Add("OutsideRole", &iam.Role{
		AssumeRolePolicyDocument: guard.Document(guard.Statement{
			Effect: "Allow", Principal: guard.Principals{Service: []string{"rolesanywhere.amazonaws.com"}},
			Action: []string{"sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"},
			// Without the anchor, whatever authority the account ever comes to trust could issue for this role; without the names,
			// everybody to whom this authority issues.
			Condition: guard.Condition{
				"ArnEquals":    {"aws:SourceArn": {anchor.Att("TrustAnchorArn")}},
				"StringEquals": {"aws:PrincipalTag/x509Subject/CN": o.Subjects},
			},
		}),
		ManagedPolicyArns:   a.policies,
		PermissionsBoundary: &boundary,
		MaxSessionDuration:  ptr(3600),
	}).From("outside")
	profile := a.Add("OutsideProfile", &rolesanywhere.Profile{
		Name: name, Enabled: &on, RoleArns: []string{role.Arn()}, DurationSeconds: ptr(float64(seconds)),
	}).From("outside")
	a.Export("OutsideRoleArn", role.Arn(), "Role of the software outside AWS")
	a.Export("TrustAnchorArn", anchor.Att("TrustAnchorArn"), "Trust anchor to name when a certificate is shown")
	a.Export("ProfileArn", profile.Att("ProfileArn"), "Profile to name when a certificate is shown")
}

// source says which authority is trusted, and what a reviewer should know of it.
func (a *access) source(o *schema.Outside) (*rolesanywhere.TrustAnchor_Source, string) {
	if (o.Authority == "") == (o.PrivateCa == "") {
		a.Refuse(blueprints.Refusal{
			ID: "one-authority", Path: "outside",
			Message: "outside needs one authority that issues certificates: either authority or privateCa",
			Hint:    "paste the authority's certificate in PEM under authority, or give the ARN of a private authority in privateCa",
		})
		return nil, ""
	}
	if o.PrivateCa != "" {
		// An authority may be shared from another account, so only the partition is certain.
		guard.CheckPartition(a.Stack, "outside.privateCa", "authority", o.PrivateCa)
		return &rolesanywhere.TrustAnchor_Source{
			SourceType: ptr("AWS_ACM_PCA"), SourceData: &rolesanywhere.TrustAnchor_SourceData{AcmPcaArn: &o.PrivateCa},
		}, ""
	}
	return &rolesanywhere.TrustAnchor_Source{
		SourceType: ptr("CERTIFICATE_BUNDLE"), SourceData: &rolesanywhere.TrustAnchor_SourceData{X509CertificateData: &o.Authority},
	}, a.readAuthority(o.Authority)
}

// readAuthority refuses what is no certificate of an authority, and says whose it is and when it ends. What it asks for is what IAM
// Roles Anywhere asks for (its User Guide, "The IAM Roles Anywhere trust model", "Signature verification").
func (a *access) readAuthority(text string) string {
	refuse := func(problem, hint string) {
		a.Refuse(blueprints.Refusal{ID: "not-an-authority", Path: "outside.authority", Message: problem, Hint: hint})
	}
	var notes []string
	rest := []byte(text)
	for n := 1; strings.TrimSpace(string(rest)) != ""; n++ {
		var block *pem.Block
		block, rest = pem.Decode(rest)
		switch {
		case block == nil:
			refuse(fmt.Sprintf("part %d of authority is no PEM", n), "paste the certificate as the authority gives it out, from BEGIN CERTIFICATE to END CERTIFICATE")
			return ""
		case strings.Contains(block.Type, "PRIVATE KEY"):
			refuse("authority holds a private key", "take it out of the spec and of its history, and replace the key: whoever has it can be the workload")
			continue
		case block.Type != "CERTIFICATE":
			refuse(fmt.Sprintf("authority holds a %s, needs certificates only", strings.ToLower(block.Type)), "paste the authority's certificate only")
			continue
		}
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			refuse(fmt.Sprintf("part %d of authority is no X.509 certificate", n), "paste the certificate as the authority gives it out")
			continue
		}
		if problem := unfit(certificate); problem != "" {
			refuse(fmt.Sprintf("certificate %q of authority %s", certificate.Subject.CommonName, problem),
				"give the certificate of the authority that issues to the software, not that of the software")
		}
		notes = append(notes, fmt.Sprintf("Trusts %q until %s.", certificate.Subject.CommonName, certificate.NotAfter.UTC().Format("2006-01-02")))
	}
	return strings.Join(notes, "\n")
}

// unfit says why a certificate is not one of an authority that can be trusted, or nothing.
func unfit(c *x509.Certificate) string {
	switch {
	case c.Version != 3:
		return fmt.Sprintf("has version %d, needs 3", c.Version)
	case !c.BasicConstraintsValid || !c.IsCA:
		return "is not that of an authority"
	case c.KeyUsage != 0 && c.KeyUsage&x509.KeyUsageCertSign == 0:
		return "may not sign certificates"
	case strings.HasPrefix(c.SignatureAlgorithm.String(), "MD") || strings.Contains(c.SignatureAlgorithm.String(), "SHA1"):
		return "is signed with " + c.SignatureAlgorithm.String() + ", needs SHA-256 or better"
	}
	return ""
}

func ptr[T any](v T) *T { return &v }
