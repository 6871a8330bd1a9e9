package access

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation/iam"
	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/compiler/emit/emittest"
	"github.com/hipaac/hipaac/schema"
)

func environment(name, tier string, serves ...string) *blueprints.Env {
	return &blueprints.Env{
		System: "clinic", Name: name, Tier: tier, PHI: tier == "production", Account: "111122223333", Region: "us-east-1",
		Owner: "platform@clinic.example", Serves: serves,
	}
}

// records is a stack of buckets as storage would offer it: two statements about one key that say the same.
func records(env *blueprints.Env, key string) *blueprints.Stack {
	s := blueprints.NewStack(env, "storage", key, "clinic-"+env.Name+"-"+key)
	for _, bucket := range []string{"Documents", "Exports"} {
		arn := s.Exported(bucket + "BucketArn")
		s.OfferGrant(blueprints.Grant{Sid: "Use" + bucket, Actions: []string{"s3:GetObject", "s3:PutObject"}, Resources: []string{arn + "/*"}})
		s.OfferGrant(blueprints.Grant{
			Sid: "UseKeyOf" + bucket, Actions: []string{"kms:Decrypt", "kms:GenerateDataKey"}, Resources: []string{blueprints.ImportValue("clinic-" + env.Name + "-keys:DataKeyArn")},
			Condition: map[string]map[string][]string{"StringEquals": {"kms:ViaService": {"s3." + blueprints.Region + ".amazonaws.com"}}},
		})
	}
	return s
}

// patients is a database: what it offers has no name that the environment chose.
func patients(env *blueprints.Env) *blueprints.Stack {
	s := blueprints.NewStack(env, "database", "patients", "clinic-"+env.Name+"-patients")
	s.OfferGrant(blueprints.Grant{Sid: "ReadSecretOfPatients", Actions: []string{"secretsmanager:GetSecretValue"}, Resources: []string{s.Exported("SecretArn")}})
	return s
}

func built(env *blueprints.Env, cfg *schema.Access, neighbours ...*blueprints.Stack) *blueprints.Stack {
	keys := &blueprints.Stack{Env: env, Blueprint: "keys", Key: "keys", Name: "clinic-" + env.Name + "-keys"}
	s := blueprints.NewStack(env, "access", "access", "clinic-"+env.Name+"-access", append(neighbours, keys)...)
	Blueprint.Build(s, cfg)
	return s
}

func authority(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "authorities", name+".pem"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func outside(t *testing.T) *schema.Outside {
	return &schema.Outside{Authority: authority(t, "authority"), Subjects: []string{"billing.clinic.example"}, SessionMinutes: 60}
}

// TestTemplates pins what each kind of request becomes. Read the diff of testdata before you run with -update.
func TestTemplates(t *testing.T) {
	dev, test, prod := environment("dev", "development", "fargate"), environment("test", "test", "beanstalk"), environment("prod", "production", "beanstalk", "fargate")
	gov := environment("prod", "production", "fargate")
	gov.Region = "us-gov-west-1"
	out := environment("prod", "production")
	for name, s := range map[string]*blueprints.Stack{
		"tasks":     built(dev, &schema.Access{}),
		"instances": built(test, &schema.Access{}, records(test, "storage")),
		"both":      built(prod, &schema.Access{}, records(prod, "storage"), records(prod, "archive"), patients(prod)),
		"outside":   built(out, &schema.Access{Outside: outside(t)}, records(out, "storage"), patients(out)),
		"private-authority": built(out, &schema.Access{Outside: &schema.Outside{
			PrivateCa: "arn:aws:acm-pca:us-east-1:999900001111:certificate-authority/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f",
			Subjects:  []string{"a.clinic.example", "b.clinic.example"}, SessionMinutes: 15,
		}}, records(out, "storage")),
		"access-key": built(out, &schema.Access{AccessKey: &schema.AccessKey{Addresses: []string{"203.0.113.0/24"}, Serial: 2}}, records(out, "storage")),
		"govcloud": built(gov, &schema.Access{Rights: &schema.Rights{
			ReadSecrets:     []string{"arn:aws-us-gov:secretsmanager:us-gov-west-1:111122223333:secret:mail-a1B2c3"},
			ReadParameters:  []string{"arn:aws-us-gov:ssm:us-gov-west-1:111122223333:parameter/clinic/motd"},
			SendMessages:    []string{"arn:aws-us-gov:sqs:us-gov-west-1:111122223333:referrals"},
			ReceiveMessages: []string{"arn:aws-us-gov:sqs:us-gov-west-1:111122223333:results.fifo"},
			Publish:         []string{"arn:aws-us-gov:sns:us-gov-west-1:111122223333:referrals"},
			Keys:            []string{"arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/0a1b2c3d"},
		}}, patients(gov)),
	} {
		t.Run(name, func(t *testing.T) { emittest.Pin(t, filepath.Join("testdata", name+".yaml"), s) })
	}
}

// statements are those of one policy of a stack.
func statements(t *testing.T, s *blueprints.Stack, id string) []guard.Statement {
	t.Helper()
	for _, r := range s.Resources {
		if r.ID == id {
			return r.Properties.(*iam.ManagedPolicy).PolicyDocument.(guard.Policy).Statement
		}
	}
	t.Fatalf("no policy %s", id)
	return nil
}

// TestRightsAreThoseOfTheStacks: everything offered is there once, named after the stack that offers it, and imported.
func TestRightsAreThoseOfTheStacks(t *testing.T) {
	env := environment("prod", "production", "fargate")
	s := built(env, &schema.Access{}, records(env, "storage"), records(env, "archive-old"), patients(env))
	var sids []string
	for _, right := range statements(t, s, "WorkloadRights") {
		sids = append(sids, right.Sid)
	}
	want := []string{
		"ArchiveOldUseDocuments", "ArchiveOldUseKeyOfDocuments", "ArchiveOldUseExports", "ReadSecretOfPatients", "StorageUseDocuments", "StorageUseExports",
	}
	if d := cmp.Diff(want, sids); d != "" {
		t.Errorf("rights (-want +got):\n%s", d)
	}
	var imports []string
	for _, i := range s.Imports {
		imports = append(imports, i.Stack+":"+i.Name)
	}
	slices.Sort(imports)
	if d := cmp.Diff([]string{
		"clinic-prod-archive-old:DocumentsBucketArn", "clinic-prod-archive-old:ExportsBucketArn", "clinic-prod-keys:DataKeyArn", "clinic-prod-patients:SecretArn",
		"clinic-prod-storage:DocumentsBucketArn", "clinic-prod-storage:ExportsBucketArn",
	}, imports); d != "" {
		t.Errorf("imports (-want +got):\n%s", d)
	}
}

// TestBoundaryAdmitsEveryRight: a boundary that left out what a stack offers would take the right away without a word. What is not
// admitted by name stands in it exactly.
func TestBoundaryAdmitsEveryRight(t *testing.T) {
	env := environment("prod", "production", "fargate")
	odd := blueprints.NewStack(env, "storage", "odd", "clinic-prod-odd")
	odd.OfferGrant(blueprints.Grant{Sid: "Restore", Actions: []string{"s3:GetObject", "s3:RestoreObject"}, Resources: []string{odd.Exported("Arn")}})
	s := built(env, &schema.Access{Rights: &schema.Rights{Keys: []string{"arn:aws:kms:us-east-1:111122223333:key/1"}}}, records(env, "storage"), patients(env), odd)
	var exactly []string
	for _, statement := range statements(t, s, "Boundary") {
		if strings.HasPrefix(statement.Sid, "Storage") {
			t.Errorf("%s repeats what is admitted by name", statement.Sid)
		}
		if slices.ContainsFunc(statements(t, s, "WorkloadRights"), func(right guard.Statement) bool { return cmp.Equal(right, statement) }) {
			exactly = append(exactly, statement.Sid)
		}
	}
	if d := cmp.Diff([]string{"OddRestore", "ReadSecretOfPatients", "FurtherUseKeys"}, exactly); d != "" {
		t.Errorf("admitted exactly (-want +got):\n%s", d)
	}
}

// TestEverythingIsBounded: no identity of the workload goes without the boundary, and none has a policy of its own beside the rights.
func TestEverythingIsBounded(t *testing.T) {
	env := environment("prod", "production", "fargate")
	s := built(env, &schema.Access{Outside: outside(t), AccessKey: &schema.AccessKey{Addresses: []string{"203.0.113.0/24"}, Serial: 1}}, patients(env))
	found := 0
	for _, r := range s.Resources {
		switch p := r.Properties.(type) {
		case *iam.Role:
			found++
			if p.PermissionsBoundary == nil || *p.PermissionsBoundary != blueprints.Ref("Boundary") || p.Policies != nil || !slices.Equal(p.ManagedPolicyArns, []string{blueprints.Ref("WorkloadRights")}) {
				t.Errorf("%s: %+v", r.ID, p)
			}
		case *iam.User:
			found++
			if p.PermissionsBoundary == nil || p.LoginProfile != nil || p.ManagedPolicyArns != nil || p.Policies != nil {
				t.Errorf("%s: %+v", r.ID, p)
			}
		}
	}
	if found != 3 {
		t.Errorf("%d identities, want the role, the role for outside and the user", found)
	}
	for _, e := range s.Exports {
		if strings.Contains(e.Value, "SecretAccessKey") || strings.Contains(e.Value, `"OutsideKey"`) {
			t.Errorf("output %s shows the key: %s", e.Name, e.Value)
		}
	}
}
