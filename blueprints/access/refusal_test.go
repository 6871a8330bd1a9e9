package access

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/schema"
)

func TestRefusals(t *testing.T) {
	const key = "arn:aws:kms:us-east-1:111122223333:key/1"
	paste := "paste the certificate as the authority gives it out"
	whose := "give the certificate of the authority that issues to the software, not that of the software"
	for name, c := range map[string]struct {
		cfg  *schema.Access
		want []blueprints.Refusal
	}{
		"other account, region and partition": {&schema.Access{Outside: outside(t), Rights: &schema.Rights{
			ReadSecrets: []string{"arn:aws:secretsmanager:us-east-1:111122223333:secret:mail-a1B2c3", "arn:aws:secretsmanager:us-east-1:444455556666:secret:mail-a1B2c3"},
			Publish:     []string{"arn:aws:sns:us-west-2:111122223333:news"}, Keys: []string{strings.Replace(key, "aws", "aws-us-gov", 1), key},
		}}, []blueprints.Refusal{
			{ID: "foreign-resource", Path: "rights.readSecrets[1]", Hint: "name a resource of this account and region",
				Message: `"arn:aws:secretsmanager:us-east-1:444455556666:secret:mail-a1B2c3" is not of this environment's account and region, whose ARNs begin with arn:aws:secretsmanager:us-east-1:111122223333:`},
			{ID: "foreign-resource", Path: "rights.publish[0]", Hint: "name a resource of this account and region",
				Message: `"arn:aws:sns:us-west-2:111122223333:news" is not of this environment's account and region, whose ARNs begin with arn:aws:sns:us-east-1:111122223333:`},
			{ID: "foreign-resource", Path: "rights.keys[0]", Hint: "name a resource of this account and region",
				Message: `"arn:aws-us-gov:kms:us-east-1:111122223333:key/1" is not of this environment's account and region, whose ARNs begin with arn:aws:kms:us-east-1:111122223333:`},
		}},
		"nobody": {&schema.Access{}, []blueprints.Refusal{{
			ID: "nobody-to-be", Message: `nothing runs as the workload of stack "access": no stack of this environment needs it, and no software outside AWS`,
			Hint: "add a stack such as fargate or beanstalk, name the software in outside, or leave the stack out",
		}}},
		"no authority": {&schema.Access{Outside: &schema.Outside{Subjects: []string{"a"}, SessionMinutes: 60}}, []blueprints.Refusal{{
			ID: "one-authority", Path: "outside", Message: "outside needs one authority that issues certificates: either authority or privateCa",
			Hint: "paste the authority's certificate in PEM under authority, or give the ARN of a private authority in privateCa",
		}}},
		"authority of another partition": {&schema.Access{Outside: &schema.Outside{
			PrivateCa: "arn:aws-us-gov:acm-pca:us-east-1:111122223333:certificate-authority/1", Subjects: []string{"a"}, SessionMinutes: 60,
		}}, []blueprints.Refusal{{
			ID: "foreign-partition", Path: "outside.privateCa",
			Message: `authority "arn:aws-us-gov:acm-pca:us-east-1:111122223333:certificate-authority/1" is of partition aws-us-gov, but region us-east-1 is of partition aws`,
			Hint:    "name one whose ARN begins with arn:aws:",
		}}},
		"certificate of the software": {&schema.Access{Outside: authorized(t, authority(t, "software"))}, []blueprints.Refusal{{
			ID: "not-an-authority", Path: "outside.authority", Message: `certificate "billing.clinic.example" of authority is not that of an authority`, Hint: whose,
		}}},
		"cut off": {&schema.Access{Outside: authorized(t, "-----BEGIN CERTIFICATE-----\nMIIB")}, []blueprints.Refusal{{
			ID: "not-an-authority", Path: "outside.authority", Message: "part 1 of authority is no PEM", Hint: paste + ", from BEGIN CERTIFICATE to END CERTIFICATE",
		}}},
		"not a certificate": {&schema.Access{Outside: authorized(t, authority(t, "authority")+"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n")}, []blueprints.Refusal{{
			ID: "not-an-authority", Path: "outside.authority", Message: "part 2 of authority is no X.509 certificate", Hint: paste,
		}}},
		"private key": {&schema.Access{Outside: authorized(t, authority(t, "authority")+"-----BEGIN EC PRIVATE KEY-----\nMIIB\n-----END EC PRIVATE KEY-----\n")}, []blueprints.Refusal{{
			ID: "not-an-authority", Path: "outside.authority", Message: "authority holds a private key",
			Hint: "take it out of the spec and of its history, and replace the key: whoever has it can be the workload",
		}}},
		"addresses": {&schema.Access{AccessKey: &schema.AccessKey{Serial: 1, Addresses: []string{"203.0.113.0/24", "999.0.0.0/8", "10.0.0.0/8"}}}, []blueprints.Refusal{
			{ID: "not-a-block", Path: "accessKey.addresses[1]", Message: `"999.0.0.0/8" is no block of IPv4 addresses`, Hint: "write an address and a length, such as 203.0.113.0/24"},
			{ID: "addresses-too-wide", Path: "accessKey.addresses[2]", Message: `"10.0.0.0/8" has 8 bits, needs at least 16: an access key must not work from everywhere`,
				Hint: "name the addresses that the software calls from, such as 203.0.113.0/24"},
		}},
	} {
		s := built(environment("prod", "production"), c.cfg)
		if d := cmp.Diff(c.want, s.Refusals); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}

func authorized(t *testing.T, text string) *schema.Outside {
	o := outside(t)
	o.Authority = text
	return o
}

// TestTooManyRights: rights are split over policies that IAM takes, and refused where it would take no more of them.
func TestTooManyRights(t *testing.T) {
	env := environment("prod", "production", "fargate")
	many := func(n int) *blueprints.Stack {
		s := blueprints.NewStack(env, "storage", "many", "clinic-prod-many")
		for i := range n {
			s.OfferGrant(blueprints.Grant{Sid: fmt.Sprintf("Use%03d", i), Actions: []string{"s3:GetObject"}, Resources: []string{s.Exported(fmt.Sprint("Arn", i))}})
		}
		return s
	}
	if s := built(env, &schema.Access{}, many(100)); len(s.Refusals) > 0 || len(statements(t, s, "WorkloadRights2")) == 0 {
		t.Errorf("100 rights do not fill two policies, or are refused: %v", s.Refusals)
	}
	want := []blueprints.Refusal{{
		ID:      "too-many-rights",
		Message: `the rights of the workload fill 8 policies, 7 fit on its role beside those of the platform: the stacks of stack "access" offer too many different rights`,
		Hint:    "name fewer resources in rights, or let from choose fewer stacks",
	}}
	if d := cmp.Diff(want, built(env, &schema.Access{}, many(200)).Refusals); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}
