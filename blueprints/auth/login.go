package auth

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"github.com/hipaac/hipaac/blueprints/guard"
	"strings"

	"github.com/awslabs/goformation/v7/cloudformation/cognito"
	"github.com/awslabs/goformation/v7/cloudformation/route53"

	"github.com/hipaac/hipaac/blueprints"
)

// maxLabel is the longest label of a domain name in characters.
const maxLabel = 63

// prefix is the first label of the pages' address below amazoncognito.com. All accounts of a region share them: a name that was free
// yesterday may be somebody else's today, so a digest of the account is part of it. The number itself is nobody's business.
func (a *auth) prefix() string {
	if a.cfg.DomainPrefix != "" {
		return a.cfg.DomainPrefix
	}
	sum := sha256.Sum256([]byte(a.Env.Account))
	return a.ShortName(a.Key+"-"+hex.EncodeToString(sum[:4]), maxLabel)
}

// loginHost is the name of the pages to sign in on.
func (a *auth) loginHost() string {
	if a.cfg.Domain != nil {
		return a.cfg.Domain.Name
	}
	return a.prefix() + "." + a.offer.login + "." + a.Env.Region + ".amazoncognito.com"
}

// addLogin adds the pages to sign in on. They are managed login, version 2, which shows nothing until it has a look for the client.
func (a *auth) addLogin() {
	d := &cognito.UserPoolDomain{UserPoolId: a.pool.Ref(), Domain: a.prefix()}
	from := "domainPrefix"
	if a.cfg.Domain != nil {
		d.Domain, from = a.cfg.Domain.Name, "domain"
		d.CustomDomainConfig = &cognito.UserPoolDomain_CustomDomainConfigType{CertificateArn: &a.cfg.Domain.Certificate}
	} else if a.cfg.DomainPrefix == "" {
		from = ""
	}
	domain := a.Add("SignInDomain", d).With("ManagedLoginVersion", 2).From(from)
	a.Add("SignInPages", blueprints.Typed{Type: "AWS::Cognito::ManagedLoginBranding", Props: map[string]any{
		"UserPoolId": a.pool.Ref(), "ClientId": a.web.Ref(), "UseCognitoProvidedValues": true,
	}}).DependsOn(domain)
	a.Export("SignInUrl", "https://"+a.host, "address of the pages to sign in on")
	if a.cfg.Domain != nil {
		a.addRecords(domain)
		a.Export("SignInTarget", domain.Att("CloudFrontDistribution"), fmt.Sprintf("what an alias record of %s must point to", a.host))
	}
}

// cloudFrontZone is the hosted zone of every CloudFront distribution (Amazon Route 53 API reference, "AliasTarget").
const cloudFrontZone = "Z2FDTNDATAQYW2"

// addRecords enters the name of the pages into the hosted zone, for both families of addresses.
func (a *auth) addRecords(domain *blueprints.Resource) {
	if a.cfg.Domain.HostedZone == "" {
		return
	}
	for _, family := range []string{"A", "AAAA"} {
		a.Add("SignInRecord"+family, &route53.RecordSet{
			Name: a.host, Type: family, HostedZoneId: &a.cfg.Domain.HostedZone,
			AliasTarget: &route53.RecordSet_AliasTarget{DNSName: domain.Att("CloudFrontDistribution"), HostedZoneId: cloudFrontZone},
		}).From("domain.hostedZone")
	}
}

// reserved are words that Cognito takes in no prefix.
var reserved = []string{"amazon", "aws", "cognito"}

func (a *auth) checkLogin() {
	if a.cfg.Domain != nil && a.cfg.DomainPrefix != "" {
		a.Refuse(blueprints.Refusal{
			ID: "two-sign-in-domains", Path: "domainPrefix", Message: fmt.Sprintf("stack %q has a domain of its own and a prefix as well", a.Key),
			Hint: "remove one of them",
		})
	}
	if a.cfg.Domain != nil {
		a.checkCertificate()
		return
	}
	for _, word := range reserved {
		if !strings.Contains(a.prefix(), word) {
			continue
		}
		path := ""
		if a.cfg.DomainPrefix != "" {
			path = "domainPrefix"
		}
		a.Refuse(blueprints.Refusal{
			ID: "reserved-prefix", Path: path, Message: fmt.Sprintf("the prefix %q of the sign-in pages holds %q, which Cognito keeps for itself", a.prefix(), word),
			Hint: "set domainPrefix to a name without " + strings.Join(reserved, ", "),
		})
		return
	}
}

// checkCertificate refuses a certificate that the pages cannot use: Cognito puts them behind CloudFront, which takes certificates of
// us-east-1 only.
func (a *auth) checkCertificate() {
	if region := guard.ParseArn(a.cfg.Domain.Certificate).Region; region != "us-east-1" {
		a.Refuse(blueprints.Refusal{
			ID: "certificate-region", Path: "domain.certificate",
			Message: fmt.Sprintf("the certificate of %q is in %s, the pages to sign in on need one in us-east-1", a.cfg.Domain.Name, region),
			Hint:    "issue a certificate for the same name in us-east-1, and name its ARN",
		})
	}
}
