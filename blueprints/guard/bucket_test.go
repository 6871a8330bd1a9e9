package guard_test

import (
	"maps"
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation/s3"
	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

const (
	keyArn   = "arn:aws:kms:us-east-1:111122223333:key/ours"
	otherKey = "arn:aws:kms:us-east-1:111122223333:key/other"
)

func newStack() *blueprints.Stack {
	env := &blueprints.Env{System: "clinic", Name: "prod", Account: "111122223333", Region: "us-east-1"}
	return blueprints.NewStack(env, "storage", "storage", "clinic-prod-storage", &blueprints.Stack{Blueprint: "keys", Key: "keys", Name: "clinic-prod-keys"})
}

// policyOf is the policy that a stack gives a bucket.
func policyOf(t *testing.T, s *blueprints.Stack, id string) guard.Policy {
	t.Helper()
	for _, r := range s.Resources {
		if r.ID == id+"Policy" {
			p := r.Properties.(*s3.BucketPolicy)
			if p.Bucket != blueprints.Ref(id) {
				t.Fatalf("the policy belongs to %q", p.Bucket)
			}
			return p.PolicyDocument.(guard.Policy)
		}
	}
	t.Fatalf("bucket %s has no policy", id)
	return guard.Policy{}
}

// good is the context of an ordinary call by a role of the account.
func good(more map[string]string) map[string]string {
	context := map[string]string{
		"aws:SecureTransport": "true", "s3:TlsVersion": "1.3",
		"aws:PrincipalAccount": blueprints.AccountID, "aws:PrincipalIsAWSService": "false",
		"aws:PrincipalArn": "arn:aws:iam::111122223333:role/app",
	}
	maps.Copy(context, more)
	return context
}

// without drops keys from a context: they are not in the request.
func without(context map[string]string, keys ...string) map[string]string {
	for _, k := range keys {
		delete(context, k)
	}
	return context
}

// service is the context of an AWS service that acts in its own name.
func service(more map[string]string) map[string]string {
	return without(good(more), "aws:PrincipalAccount", "aws:PrincipalArn")
}

const (
	sse    = "s3:x-amz-server-side-encryption"
	sseKey = "s3:x-amz-server-side-encryption-aws-kms-key-id"
	sseC   = "s3:x-amz-server-side-encryption-customer-algorithm"
)

// TestBucketPolicy judges calls as IAM does. What is neither allowed nor denied here is up to the IAM policies of the account.
func TestBucketPolicy(t *testing.T) {
	s := newStack()
	guard.Bucket(s, "Records", "buckets.records", keyArn, &s3.Bucket{}, guard.OnlyLock("Records", "COMPLIANCE", "2555")...)
	policy := policyOf(t, s, "Records")
	bucket := blueprints.GetAtt("Records", "Arn")
	object := bucket + "/letter.pdf"
	yes := map[string]string{"aws:PrincipalIsAWSService": "true"}

	for reason, c := range map[string]struct {
		action, resource string
		context          map[string]string
		deny             []string
	}{
		"reading":                              {"s3:GetObject", object, good(nil), nil},
		"listing":                              {"s3:ListBucket", bucket, good(nil), nil},
		"deleting: a marker, versions stay":    {"s3:DeleteObject", object, good(nil), nil},
		"an upload that relies on defaults":    {"s3:PutObject", object, good(nil), nil},
		"an upload that names the right key":   {"s3:PutObject", object, good(map[string]string{sse: "aws:kms", sseKey: keyArn}), nil},
		"an upload under two layers of KMS":    {"s3:PutObject", object, good(map[string]string{sse: "aws:kms:dsse", sseKey: keyArn}), nil},
		"an upload under S3's own AES256":      {"s3:PutObject", object, good(map[string]string{sse: "AES256"}), []string{"DenyOtherKeys"}},
		"an upload under another key":          {"s3:PutObject", object, good(map[string]string{sse: "aws:kms", sseKey: otherKey}), []string{"DenyOtherKeys"}},
		"aws:kms without a key means aws/s3":   {"s3:PutObject", object, good(map[string]string{sse: "aws:kms"}), []string{"DenyOtherKeys"}},
		"an upload under the caller's key":     {"s3:PutObject", object, good(map[string]string{sseC: "AES256"}), []string{"DenyCallersKeys"}},
		"plain HTTP on objects":                {"s3:GetObject", object, good(map[string]string{"aws:SecureTransport": "false"}), []string{"DenyPlainHTTP"}},
		"plain HTTP on the bucket":             {"s3:ListBucket", bucket, good(map[string]string{"aws:SecureTransport": "false"}), []string{"DenyPlainHTTP"}},
		"TLS 1.1 on objects":                   {"s3:GetObject", object, good(map[string]string{"s3:TlsVersion": "1.1"}), []string{"DenyOldTLS"}},
		"TLS 1.0 on the bucket":                {"s3:ListBucket", bucket, good(map[string]string{"s3:TlsVersion": "1.0"}), []string{"DenyOldTLS"}},
		"TLS 1.2":                              {"s3:GetObject", object, good(map[string]string{"s3:TlsVersion": "1.2"}), nil},
		"S3 copying inside itself":             {"s3:GetObject", object, without(good(nil), "s3:TlsVersion"), nil},
		"a role of another account":            {"s3:GetObject", object, good(map[string]string{"aws:PrincipalAccount": "999900001111"}), []string{"DenyOtherAccounts"}},
		"nobody in particular":                 {"s3:GetObject", object, without(good(nil), "aws:PrincipalAccount", "aws:PrincipalArn", "aws:PrincipalIsAWSService"), []string{"DenyOtherAccounts"}},
		"an AWS service in its own name":       {"s3:GetObject", object, service(yes), nil},
		"a stronger lock of the right kind":    {"s3:PutObject", object, good(map[string]string{"s3:object-lock-mode": "COMPLIANCE", "s3:object-lock-remaining-retention-days": "3650"}), nil},
		"a shorter lock":                       {"s3:PutObject", object, good(map[string]string{"s3:object-lock-mode": "COMPLIANCE", "s3:object-lock-remaining-retention-days": "30"}), []string{"DenyShorterLock"}},
		"a lock that others can lift":          {"s3:PutObject", object, good(map[string]string{"s3:object-lock-mode": "GOVERNANCE", "s3:object-lock-remaining-retention-days": "3650"}), []string{"DenyOtherLockMode"}},
		"a longer lock for an existing record": {"s3:PutObjectRetention", object, good(map[string]string{"s3:object-lock-mode": "COMPLIANCE", "s3:object-lock-remaining-retention-days": "30"}), nil},
	} {
		allow, deny := judge(t, policy, request{"arn:aws:iam::111122223333:role/app", c.action, c.resource, c.context})
		if d := cmp.Diff(c.deny, deny); d != "" {
			t.Errorf("%s: denied by (-want +got):\n%s", reason, d)
		}
		if allow != nil {
			t.Errorf("%s: allowed by %v; this policy leaves it to IAM to permit", reason, allow)
		}
	}
}

// TestLiftingLocks: the right to lift a lock comes with every broad policy for S3, and is good for nothing outside an emergency.
func TestLiftingLocks(t *testing.T) {
	s := newStack()
	guard.Bucket(s, "Exports", "buckets.exports", keyArn, &s3.Bucket{}, guard.OnlyBreakGlassLifts(s, "Exports"))
	policy := policyOf(t, s, "Exports")
	object := blueprints.GetAtt("Exports", "Arn") + "/list.csv"
	by := func(arn string) map[string]string { return good(map[string]string{"aws:PrincipalArn": arn}) }

	for reason, c := range map[string]struct {
		action  string
		context map[string]string
		deny    []string
	}{
		"an administrator lifts a lock":            {"s3:BypassGovernanceRetention", by("arn:aws:iam::111122223333:role/admin"), []string{"DenyLiftingLock"}},
		"so does the root user":                    {"s3:BypassGovernanceRetention", by("arn:aws:iam::111122223333:root"), []string{"DenyLiftingLock"}},
		"there is a way in an emergency":           {"s3:BypassGovernanceRetention", by(guard.BreakGlassRoleArn(s)), nil},
		"a version whose lock has run out may go":  {"s3:DeleteObjectVersion", by("arn:aws:iam::111122223333:role/admin"), nil},
		"an application overwrites and deletes on": {"s3:DeleteObject", good(nil), nil},
	} {
		_, deny := judge(t, policy, request{"role", c.action, object, c.context})
		if d := cmp.Diff(c.deny, deny); d != "" {
			t.Errorf("%s: denied by (-want +got):\n%s", reason, d)
		}
	}
}

// TestWriteOnce: what is written once is neither replaced nor deleted, and an organization reads it and nothing else.
func TestWriteOnce(t *testing.T) {
	const organization = "o-a1b2c3d4e5"
	s := newStack()
	statements := append(guard.WriteOnce(s, "Artifacts", "templates/"), guard.ReadByOrganization("Artifacts", organization, "templates/"))
	guard.SharedBucket(s, "Artifacts", "", keyArn, organization, &s3.Bucket{}, statements...)
	policy := policyOf(t, s, "Artifacts")
	template, work := blueprints.GetAtt("Artifacts", "Arn")+"/templates/0a1b.json", blueprints.GetAtt("Artifacts", "Arn")+"/pipeline/source.zip"
	const once, whole = "s3:if-none-match", "s3:ObjectCreationOperation"
	other := func(organization string) map[string]string {
		return good(map[string]string{"aws:PrincipalAccount": "999900001111", "aws:PrincipalOrgID": organization})
	}

	for reason, c := range map[string]struct {
		action, object string
		context        map[string]string
		allow, deny    []string
	}{
		"an upload that replaces nothing":      {"s3:PutObject", template, good(map[string]string{once: "*", whole: "true"}), nil, nil},
		"an upload that might replace":         {"s3:PutObject", template, good(map[string]string{whole: "true"}), nil, []string{"DenyOverwriting"}},
		"a part of an upload":                  {"s3:PutObject", template, good(map[string]string{whole: "false"}), nil, nil},
		"a pipeline may replace its own":       {"s3:PutObject", work, good(map[string]string{whole: "true"}), nil, nil},
		"an administrator hides a template":    {"s3:DeleteObject", template, good(nil), nil, []string{"DenyDeleting"}},
		"an administrator destroys one":        {"s3:DeleteObjectVersion", template, good(nil), nil, []string{"DenyDeleting"}},
		"there is a way in an emergency":       {"s3:DeleteObjectVersion", template, good(map[string]string{"aws:PrincipalArn": guard.BreakGlassRoleArn(s)}), nil, nil},
		"an account of the organization reads": {"s3:GetObject", template, other(organization), []string{"ReadByOrganization"}, nil},
		"it does not write":                    {"s3:PutObject", template, other(organization), nil, nil},
		"it reads nothing else":                {"s3:GetObject", work, other(organization), nil, nil},
		"an account of another organization":   {"s3:GetObject", template, other("o-b1b2c3d4e5"), nil, []string{"DenyOtherAccounts"}},
		"an account of none":                   {"s3:GetObject", template, without(other(""), "aws:PrincipalOrgID"), nil, []string{"DenyOtherAccounts"}},
		"the organization is no way to plain HTTP": {"s3:GetObject", template, func() map[string]string {
			c := other(organization)
			c["aws:SecureTransport"] = "false"
			return c
		}(), []string{"ReadByOrganization"}, []string{"DenyPlainHTTP"}},
	} {
		if _, ok := c.context[whole]; !ok && c.action == "s3:PutObject" {
			c.context[whole], c.context[once] = "true", "*"
		}
		allow, deny := judge(t, policy, request{"arn:aws:iam::111122223333:role/app", c.action, c.object, c.context})
		if d := cmp.Diff(c.allow, allow); d != "" {
			t.Errorf("%s: allowed by (-want +got):\n%s", reason, d)
		}
		if d := cmp.Diff(c.deny, deny); d != "" {
			t.Errorf("%s: denied by (-want +got):\n%s", reason, d)
		}
	}
}

func TestLogBucketPolicy(t *testing.T) {
	s := newStack()
	source := blueprints.GetAtt("Records", "Arn")
	guard.LogBucket(s, "Logs", "accessLogDays", &s3.Bucket{}, guard.ReceiveAccessLogs("Logs", []string{source}))
	policy := policyOf(t, s, "Logs")
	object := blueprints.GetAtt("Logs", "Arn") + "/records/2026"
	delivery := func(account, bucket string) map[string]string {
		return service(map[string]string{"aws:PrincipalIsAWSService": "true", "aws:SourceAccount": account, "aws:SourceArn": bucket})
	}
	admin := good(map[string]string{"aws:PrincipalArn": "arn:aws:iam::111122223333:role/admin"})
	rescue := good(map[string]string{"aws:PrincipalArn": guard.BreakGlassRoleArn(s)})
	const deliverer = "service:logging.s3.amazonaws.com"

	for reason, c := range map[string]struct {
		principal, action string
		context           map[string]string
		allow, deny       []string
	}{
		"delivery for a bucket of the stack":       {deliverer, "s3:PutObject", delivery(blueprints.AccountID, source), []string{"ReceiveAccessLogs"}, nil},
		"delivery for a bucket of somebody else":   {deliverer, "s3:PutObject", delivery("999900001111", "arn:aws:s3:::theirs"), nil, nil},
		"delivery for a bucket that took the name": {deliverer, "s3:PutObject", delivery("999900001111", source), nil, nil},
		"delivery may write and not read":          {deliverer, "s3:GetObject", delivery(blueprints.AccountID, source), nil, nil},
		"another service":                          {"service:cloudtrail.amazonaws.com", "s3:PutObject", delivery(blueprints.AccountID, source), nil, nil},
		"people read":                              {"role", "s3:GetObject", admin, nil, nil},
		"an administrator forges a record":         {"role", "s3:PutObject", admin, nil, []string{"DenyTampering"}},
		"an administrator hides a record":          {"role", "s3:DeleteObject", admin, nil, []string{"DenyTampering"}},
		"an administrator destroys a record":       {"role", "s3:DeleteObjectVersion", admin, nil, []string{"DenyTampering"}},
		"there is a way in an emergency":           {"role", "s3:DeleteObjectVersion", rescue, nil, nil},
		"an anonymous caller is no service":        {"", "s3:PutObject", without(good(nil), "aws:PrincipalAccount", "aws:PrincipalArn", "aws:PrincipalIsAWSService"), nil, []string{"DenyOtherAccounts", "DenyTampering"}},
		"the emergency does not excuse plain HTTP": {"role", "s3:DeleteObject", good(map[string]string{"aws:PrincipalArn": guard.BreakGlassRoleArn(s), "aws:SecureTransport": "false"}), nil, []string{"DenyPlainHTTP"}},
	} {
		allow, deny := judge(t, policy, request{c.principal, c.action, object, c.context})
		if d := cmp.Diff(c.allow, allow); d != "" {
			t.Errorf("%s: allowed by (-want +got):\n%s", reason, d)
		}
		if d := cmp.Diff(c.deny, deny); d != "" {
			t.Errorf("%s: denied by (-want +got):\n%s", reason, d)
		}
	}
}

// TestBucketsCannotForget: a blueprint that adds a bucket with empty properties gets every safeguard, and one that would weaken
// them is overruled.
func TestBucketsCannotForget(t *testing.T) {
	suspended, writer := "Suspended", "ObjectWriter"
	off := false
	careless := func() *s3.Bucket {
		return &s3.Bucket{
			VersioningConfiguration:        &s3.Bucket_VersioningConfiguration{Status: suspended},
			OwnershipControls:              &s3.Bucket_OwnershipControls{Rules: []s3.Bucket_OwnershipControlsRule{{ObjectOwnership: &writer}}},
			PublicAccessBlockConfiguration: &s3.Bucket_PublicAccessBlockConfiguration{BlockPublicAcls: &off},
			BucketEncryption:               &s3.Bucket_BucketEncryption{},
		}
	}
	for name, add := range map[string]func(*blueprints.Stack, *s3.Bucket) *blueprints.Resource{
		"aws:kms": func(s *blueprints.Stack, b *s3.Bucket) *blueprints.Resource {
			return guard.Bucket(s, "B", "", keyArn, b)
		},
		"AES256": func(s *blueprints.Stack, b *s3.Bucket) *blueprints.Resource { return guard.LogBucket(s, "B", "", b) },
	} {
		for _, properties := range []*s3.Bucket{{}, careless()} {
			s := newStack()
			r := add(s, properties)
			b := r.Properties.(*s3.Bucket)
			block := b.PublicAccessBlockConfiguration
			if !*block.BlockPublicAcls || !*block.BlockPublicPolicy || !*block.IgnorePublicAcls || !*block.RestrictPublicBuckets {
				t.Errorf("%s: the bucket can be made public", name)
			}
			if b.VersioningConfiguration.Status != "Enabled" {
				t.Errorf("%s: versioning is %s", name, b.VersioningConfiguration.Status)
			}
			if got := *b.OwnershipControls.Rules[0].ObjectOwnership; got != "BucketOwnerEnforced" {
				t.Errorf("%s: objects belong to %s", name, got)
			}
			rules := b.BucketEncryption.ServerSideEncryptionConfiguration
			if len(rules) != 1 || rules[0].ServerSideEncryptionByDefault.SSEAlgorithm != name {
				t.Errorf("%s: encryption is %v", name, rules)
			}
			for _, r := range s.Resources {
				if r.DeletionPolicy != "RetainExceptOnCreate" || r.UpdateReplacePolicy != "Retain" {
					t.Errorf("%s: %s goes with the stack", name, r.ID)
				}
			}
		}
	}
}
