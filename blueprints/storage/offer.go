package storage

import (
	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// offer gives the workload the bucket's name and the right to use it: to read, write and delete objects, which versioning and locks
// turn into something that can be undone. Versions, locks and the bucket itself are nobody's but an operator's.
func offer(s *blueprints.Stack, name string) {
	id := bucketID(name)
	s.OfferVariable(blueprints.VariableName(name)+"_BUCKET", s.Exported(id+"Name"))
	arn := s.Exported(id + "Arn")
	s.OfferGrant(blueprints.Grant{
		Sid: "List" + id, Actions: []string{"s3:GetBucketLocation", "s3:ListBucket"}, Resources: []string{arn},
	})
	s.OfferGrant(blueprints.Grant{
		Sid: "Use" + id, Actions: []string{"s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"}, Resources: []string{arn + "/*"},
	})
	s.OfferGrant(blueprints.Grant{
		Sid: "UseKeyOf" + id, Actions: []string{"kms:Decrypt", "kms:GenerateDataKey"}, Resources: []string{s.KeyArn(blueprints.DataKey)},
		Condition: guard.Through("s3"),
	})
}
