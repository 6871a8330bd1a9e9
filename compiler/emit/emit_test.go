package emit_test

import (
	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

func ptr[T any](v T) *T { return &v }

func newStack() *blueprints.Stack {
	env := &blueprints.Env{
		System: "clinic", Name: "prod", Tier: "production", PHI: true, Account: "111122223333", Region: "us-east-1",
		Owner: "platform@clinic.example",
	}
	s := blueprints.NewStack(env, "storage", "storage", "clinic-prod-storage", &blueprints.Stack{Blueprint: "keys", Key: "keys", Name: "clinic-prod-keys"})
	s.Description = "Buckets of clinic prod"
	return s
}

func keyPolicy() guard.Policy {
	return guard.Document(guard.Statement{
		Sid: "Administer", Effect: "Allow",
		Principal: guard.Principals{AWS: []string{"arn:" + blueprints.Partition + ":iam::" + blueprints.AccountID + ":root"}},
		Action:    []string{"kms:*"}, Resource: []string{"*"},
	})
}
