package guard_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation/iam"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

func boundary(t *testing.T, env *blueprints.Env, offered, further []guard.Statement) (guard.Policy, *blueprints.Stack) {
	t.Helper()
	s := blueprints.NewStack(env, "access", "access", "clinic-prod-access")
	return guard.Boundary(s, "Boundary", offered, further).Properties.(*iam.ManagedPolicy).PolicyDocument.(guard.Policy), s
}

// TestBoundary: what a role can get inside the boundary, whatever policies it has. The calls are those of a workload, of what runs
// it, and of somebody who has taken it over.
func TestBoundary(t *testing.T) {
	policy, _ := boundary(t, &blueprints.Env{System: "clinic", Name: "prod"}, nil, nil)
	here := blueprints.Partition + ":%:" + blueprints.Region + ":" + blueprints.AccountID + ":"
	own := func(service, resource string) string {
		return "arn:" + strings.Replace(here, "%", service, 1) + resource
	}
	bucket := "arn:" + blueprints.Partition + ":s3:::"
	mine := map[string]string{"aws:ResourceAccount": blueprints.AccountID, "aws:SecureTransport": "true"}
	tagged := func(environment string) map[string]string {
		return map[string]string{"aws:ResourceTag/System": "clinic", "aws:ResourceTag/Environment": environment}
	}
	for _, c := range []struct {
		action, resource string
		context          map[string]string
		want             bool
		reason           string
	}{
		{"s3:GetObject", bucket + "clinic-prod-documents/letter.pdf", mine, true, "reads its own objects"},
		{"s3:GetObject", bucket + "clinic-test-documents/letter.pdf", mine, false, "another environment"},
		{"s3:GetObject", bucket + "clinic-prod-documents/letter.pdf", map[string]string{"aws:ResourceAccount": "999900001111"}, false, "a bucket of somebody else who took the name"},
		{"s3:GetObject", bucket + "clinic-prod-documents/letter.pdf", map[string]string{"aws:ResourceAccount": blueprints.AccountID, "aws:SecureTransport": "false"}, false, "in the clear"},
		{"s3:DeleteObjectVersion", bucket + "clinic-prod-documents/letter.pdf", mine, false, "what versions are for"},
		{"s3:PutBucketPolicy", bucket + "clinic-prod-documents", mine, false, "opens a bucket"},
		{"kms:Decrypt", own("kms", "key/1"), tagged("prod"), true, "uses its own keys"},
		{"kms:Decrypt", own("kms", "key/1"), tagged("test"), false, "keys of another environment"},
		{"kms:ScheduleKeyDeletion", own("kms", "key/1"), tagged("prod"), false, "destroys what a key protects"},
		{"kms:CreateGrant", own("kms", "key/1"), tagged("prod"), false, "hands a key on"},
		{"logs:PutLogEvents", own("logs", "log-group:/hipaac/clinic/prod/fargate/application:log-stream:1"), nil, true, "writes its logs"},
		{"logs:PutLogEvents", own("logs", "log-group:/hipaac/clinic/test/fargate/application:log-stream:1"), nil, false, "logs of another environment"},
		{"logs:PutRetentionPolicy", own("logs", "log-group:/hipaac/clinic/prod/fargate/application"), nil, false, "shortens a memory"},
		{"ssmmessages:OpenDataChannel", "*", nil, true, "takes a session"},
		{"cloudwatch:PutMetricData", "*", map[string]string{"cloudwatch:namespace": "clinic/visits"}, true, "counts"},
		{"cloudwatch:PutMetricData", "*", map[string]string{"cloudwatch:namespace": "other"}, false, "counts for somebody else"},
		{"elasticbeanstalk:PutInstanceStatistics", own("elasticbeanstalk", "environment/clinic-prod-app/clinic-prod-app"), nil, true, "reports health"},
		{"secretsmanager:GetSecretValue", own("secretsmanager", "secret:anything"), nil, false, "secrets that no stack offers"},
		{"iam:PassRole", own("iam", "role/admin"), nil, false, "becomes somebody else"},
		{"sts:AssumeRole", own("iam", "role/admin"), nil, false, "becomes somebody else"},
		{"cloudtrail:StopLogging", own("cloudtrail", "trail/t"), nil, false, "hides"},
		{"ec2:RunInstances", "*", nil, false, "mines"},
	} {
		allow, deny := judge(t, anybody(policy), request{principal: "*", action: c.action, resource: c.resource, context: c.context})
		if got := len(allow) > 0 && len(deny) == 0; got != c.want {
			t.Errorf("%s on %q is possible: %v, want %v (%s); allowed by %v, denied by %v", c.action, c.resource, got, c.want, c.reason, allow, deny)
		}
	}
}

// anybody makes a policy without principals, as identities have them, one that the test's judge can read.
func anybody(p guard.Policy) guard.Policy {
	p.Statement = slices.Clone(p.Statement)
	for i := range p.Statement {
		p.Statement[i].Principal = "*"
	}
	return p
}

// TestStatementsHaveNamesOfTheirOwn: IAM refuses a policy in which two have one.
func TestStatementsHaveNamesOfTheirOwn(t *testing.T) {
	policy, _ := boundary(t, &blueprints.Env{System: "clinic", Name: "prod"}, nil, nil)
	seen := map[string]bool{}
	for _, s := range policy.Statement {
		if seen[s.Sid] {
			t.Errorf("two statements are called %s", s.Sid)
		}
		seen[s.Sid] = true
	}
}

// TestBoundaryTakesWhatIsOffered: rights on own stores are admitted by name, others as they stand, and those on what is not the
// environment's own always as they stand.
func TestBoundaryTakesWhatIsOffered(t *testing.T) {
	right := func(sid string, actions ...string) guard.Statement {
		return guard.Statement{Sid: sid, Effect: "Allow", Action: actions, Resource: []string{"r"}}
	}
	policy, _ := boundary(t, &blueprints.Env{System: "clinic", Name: "prod"},
		[]guard.Statement{right("Objects", "s3:GetObject"), right("Keys", "kms:GenerateDataKeyPair"), right("Mixed", "s3:GetObject", "s3:RestoreObject"), right("Secret", "secretsmanager:GetSecretValue")},
		[]guard.Statement{right("Foreign", "kms:Decrypt")})
	for sid, want := range map[string]bool{"Objects": false, "Keys": false, "Mixed": true, "Secret": true, "Foreign": true} {
		if got := slices.ContainsFunc(policy.Statement, func(s guard.Statement) bool { return s.Sid == sid }); got != want {
			t.Errorf("%s stands in the boundary: %v, want %v", sid, got, want)
		}
	}
}

// TestBoundaryFits: with the longest names there is room left for what stacks offer, and what is too much is refused.
func TestBoundaryFits(t *testing.T) {
	env := &blueprints.Env{System: strings.Repeat("s", 16), Name: strings.Repeat("e", 16), Region: "us-gov-west-1"}
	policy, s := boundary(t, env, nil, nil)
	if size := guard.PolicySize(policy.Statement...); size > guard.MaxPolicySize-800 || len(s.Refusals) > 0 {
		t.Errorf("the boundary alone has %d of %d characters; refusals %v", size, guard.MaxPolicySize, s.Refusals)
	}
	many := []guard.Statement{{Sid: "Many", Effect: "Allow", Action: []string{"sqs:SendMessage"}, Resource: slices.Repeat([]string{blueprints.ImportValue("x:y")}, 40)}}
	if _, s := boundary(t, env, nil, many); len(s.Refusals) != 1 || s.Refusals[0].ID != "too-many-rights" {
		t.Errorf("a boundary that IAM refuses is not: %v", s.Refusals)
	}
}

// TestPolicySize counts as IAM does: names at their longest, no white space.
func TestPolicySize(t *testing.T) {
	const text = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject"],"Resource":["arn:aws-us-gov:s3:::b"]}]}`
	got := guard.PolicySize(guard.Statement{Effect: "Allow", Action: []string{"s3:GetObject"}, Resource: []string{"arn:" + blueprints.Partition + ":s3:::b"}})
	if got != len(text) {
		t.Errorf("%d characters, want %d", got, len(text))
	}
}
