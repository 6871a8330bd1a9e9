package artifacts_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation/s3"
	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/artifacts"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/compiler/emit/emittest"
	"github.com/hipaac/hipaac/schema"
)

func environment(name, tier, region string) *blueprints.Env {
	return &blueprints.Env{
		System: "clinic", Name: name, Tier: tier, PHI: tier == "production", Account: "111122223333", Region: region,
		Owner: "platform@clinic.example", Managed: "standalone",
	}
}

func build(env *blueprints.Env, organization string) *blueprints.Stack {
	s := blueprints.NewStack(env, "artifacts", "artifacts", "clinic-"+env.Name+"-artifacts",
		&blueprints.Stack{Blueprint: "keys", Key: "keys", Name: "clinic-" + env.Name + "-keys"})
	artifacts.Blueprint.Build(s, &schema.Artifacts{Organization: organization, PipelineDays: 90, AccessLogDays: 2192})
	return s
}

// TestTemplates pins what each kind of request becomes. Read the diff of testdata before you run with -update.
func TestTemplates(t *testing.T) {
	for name, s := range map[string]*blueprints.Stack{
		"development":  build(environment("dev", "development", "us-east-1"), ""),
		"production":   build(environment("account-prod", "production", "us-east-1"), ""),
		"organization": build(environment("account-nonprod", "test", "us-east-1"), "o-a1b2c3d4e5"),
		"govcloud":     build(environment("prod", "production", "us-gov-west-1"), "o-a1b2c3d4e5"),
	} {
		t.Run(name, func(t *testing.T) { emittest.Pin(t, filepath.Join("testdata", name+".yaml"), s) })
	}
}

// TestBucketIsKnown: whoever publishes finds the bucket by the name that the template gives it.
func TestBucketIsKnown(t *testing.T) {
	s := build(environment("prod", "production", "us-east-1"), "")
	want := "clinic-prod-artifacts-111122223333-us-east-1"
	for _, r := range s.Resources {
		if b, ok := r.Properties.(*s3.Bucket); ok && r.ID == "ArtifactsBucket" {
			made := strings.NewReplacer(blueprints.AccountID, s.Env.Account, blueprints.Region, s.Env.Region).Replace(*b.BucketName)
			if made != want {
				t.Errorf("the template makes %s, want %s", made, want)
			}
		}
	}
	if s.ArtifactBucket != want || s.Facts["bucket"] != want {
		t.Errorf("publishing goes to %s, others hear of %s, want %s", s.ArtifactBucket, s.Facts["bucket"], want)
	}
}

// TestOrganizationOnlyWhereAsked: no other account is named where the spec names no organization, and the key is asked for the same one.
func TestOrganizationOnlyWhereAsked(t *testing.T) {
	for organization, want := range map[string]int{"": 0, "o-a1b2c3d4e5": 1} {
		s, allowed := build(environment("prod", "production", "us-east-1"), organization), 0
		for _, r := range s.Resources {
			policy, ok := r.Properties.(*s3.BucketPolicy)
			if !ok || r.ID != "ArtifactsBucketPolicy" {
				continue
			}
			for _, statement := range policy.PolicyDocument.(guard.Policy).Statement {
				if statement.Effect == "Allow" {
					allowed++
					if d := cmp.Diff(guard.Condition{"StringEquals": {"aws:PrincipalOrgID": {organization}}}, statement.Condition); d != "" {
						t.Errorf("%s holds when (-want +got):\n%s", statement.Sid, d)
					}
				}
			}
		}
		if allowed != want {
			t.Errorf("organization %q: %d statements let others in, want %d", organization, allowed, want)
		}
		uses := artifacts.Blueprint.KeyUses(&schema.Artifacts{Organization: organization})
		if d := cmp.Diff([]blueprints.KeyUse{{Class: "code", Service: "s3", Organization: organization}}, uses); d != "" {
			t.Errorf("key uses (-want +got):\n%s", d)
		}
	}
}

func TestRefusals(t *testing.T) {
	env := environment("account-nonprod1", "test", "ap-southeast-2")
	env.System = "hospitals"
	want := []blueprints.Refusal{{
		ID:      "bucket-name-too-long",
		Message: `stack "artifacts" needs a bucket named "hospitals-account-nonprod1-artifacts-111122223333-ap-southeast-2": 64 characters, S3 takes up to 63`,
		Hint:    "shorten the name of the stack, the environment or the system by 1 character",
	}}
	if d := cmp.Diff(want, build(env, "").Refusals); d != "" {
		t.Errorf("refusals (-want +got):\n%s", d)
	}
}
