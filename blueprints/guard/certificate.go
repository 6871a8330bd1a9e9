package guard

import (
	"fmt"
	"strings"

	acm "github.com/awslabs/goformation/v7/cloudformation/certificatemanager"
	"github.com/awslabs/goformation/v7/cloudformation/route53"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/schema"
)

// checkCertificate refuses a certificate that the load balancer could not use, and a name for which none can be had.
func checkCertificate(s *blueprints.Stack, path string, web *schema.Web) {
	if web.HostedZone != "" && Partition(s.Env.Region) == "aws-us-gov" {
		s.Refuse(blueprints.Refusal{
			ID: "hosted-zone-in-govcloud", Path: below(path, "hostedZone"),
			Message: fmt.Sprintf("%q is to be entered in a hosted zone of region %s, whose zones are private and lead to no load balancer", shownDomain(web), s.Env.Region),
			Hint:    "leave hostedZone out, name a certificate, and enter the load balancer's name where the domain is kept",
		})
		return
	}
	if web.Certificate == "" {
		if web.HostedZone == "" {
			s.Refuse(blueprints.Refusal{
				ID: "no-certificate", Path: path,
				Message: fmt.Sprintf("%q has no certificate, and no hosted zone to issue one with", shownDomain(web)),
				Hint:    "add hostedZone with the ID of the zone that holds the domain, or certificate with an ARN",
			})
		}
		return
	}
	start, own := ParseArn(web.Certificate).Start(), Here(s.Env, "acm")
	if start == own {
		return
	}
	s.Refuse(blueprints.Refusal{
		ID: "foreign-certificate", Path: below(path, "certificate"),
		Message: fmt.Sprintf("the certificate begins with %q, a load balancer of this environment takes one that begins with %q", start, own),
		Hint:    "issue or import a certificate in the environment's own account and region",
	})
}

// shownDomain is the domain in messages, with a star for what a launch decides.
func shownDomain(web *schema.Web) string {
	var shown strings.Builder
	for _, part := range blueprints.Parts(web.Domain) {
		if part.Intrinsic != nil {
			part.Text = "*"
		}
		shown.WriteString(part.Text)
	}
	return shown.String()
}

// addCertificate is the ARN of the certificate that the spec names, or of one that is issued for the domain, and that one itself.
func addCertificate(s *blueprints.Stack, path string, web *schema.Web) (issued *blueprints.Resource, arn string) {
	if web.Certificate != "" {
		return nil, web.Certificate
	}
	dns := "DNS"
	issued = s.Add("WebCertificate", &acm.Certificate{
		DomainName: web.Domain, ValidationMethod: &dns,
		DomainValidationOptions: []acm.Certificate_DomainValidationOption{{DomainName: web.Domain, HostedZoneId: &web.HostedZone}},
	}).From(below(path, "hostedZone")).
		Say("The stack waits until ACM has seen its record in the zone, a public one. ACM renews the certificate as long as that record stays.")
	return issued, issued.Ref()
}

// addName enters the domain in the hosted zone. The network knows IPv4 only, and so does the load balancer.
func addName(s *blueprints.Stack, path string, web *schema.Web, balancer *blueprints.Resource) {
	if web.HostedZone == "" {
		return
	}
	healthy := true
	s.Add("WebName", &route53.RecordSet{
		HostedZoneId: &web.HostedZone, Name: web.Domain, Type: "A",
		AliasTarget: &route53.RecordSet_AliasTarget{
			DNSName: balancer.Att("DNSName"), HostedZoneId: balancer.Att("CanonicalHostedZoneID"), EvaluateTargetHealth: &healthy,
		},
	}).From(below(path, "hostedZone"))
}
